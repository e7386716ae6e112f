import Casework
import HTTPTypes
import Hummingbird
import NIOCore
import PointsLaw
import Policy
import Synchronization

extension Site {
  /// The law and its past as data (政策与历年数据).
  var policyEndpoints: [Endpoint] {
    let documents = PolicyDocuments(
      library, hasService: hall != nil, hasDemo: hall?.installation.purpose != .service)
    func fixed(_ path: String, _ name: PolicyDocuments.Name) -> Endpoint {
      Endpoint(method: .get, path: path) { call in
        try documents.page(name, call.language).answer(to: call)
      }
    }
    func ofEdition(
      _ path: String, _ name: @escaping @Sendable (String, Int) -> PolicyDocuments.Name
    ) -> Endpoint {
      Endpoint(method: .get, path: "policy/editions/:id/\(path)", parameters: [.cycle]) { call in
        guard let edition = documents.edition(call.id) else { throw call.unknownEdition() }
        let cycle = try call.cycle(or: documents.library.shownCycle(of: edition))
        guard edition.covers(cycle) else {
          throw Problem.argument(
            "cycle", "\(cycle)", "\(edition.id)适用的年度", "a cycle of \(edition.id)")
        }
        return try documents.page(name(edition.id, cycle), call.language).answer(to: call)
      }
    }
    return [
      fixed("policy/editions", .editions),
      ofEdition("parameters") { .parameters($0, $1) },
      ofEdition("readings") { .readings($0, $1) },
      fixed("policy/names", .names),
      Endpoint(
        method: .get, path: "policy/diff",
        parameters: [Query.Parameter.from.required, Query.Parameter.to.required]
      ) { call in
        let from = try call.edition("from")
        let to = try call.edition("to")
        return try documents.page(.difference(from, to), call.language).answer(to: call)
      },
      fixed("history", .history),
      Endpoint(method: .get, path: "openapi.json") { call in
        try documents.page(.contract, .en).answer(to: call)
      },
    ]
  }
}

extension Call {
  /// The edition that a parameter names.
  fileprivate func edition(_ name: String) throws(Problems) -> String {
    do throws(Problems) {
      return try site.library.edition(named: query[name] ?? "").id
    } catch {
      throw Problems(
        error.list.map { problem in
          var problem = problem
          problem.path = name
          return problem
        })
    }
  }

  fileprivate func unknownEdition() -> ProblemDetails {
    let names = site.library.editions.map(\.id).joined(separator: ", ")
    return ProblemDetails(
      .unknownAddress, Wording("政策版本：\(names)", "The editions are \(names)."))
  }
}

extension FixedPage {
  /// The document, or that it is still the one the caller has.
  fileprivate func answer(to call: Call) -> Response {
    var response = response(to: call.request)
    response.headers[.vary] = "Accept-Language"
    return response
  }
}

/// The documents about the law, each made once in each language and kept as bytes.
private final class PolicyDocuments: Sendable {
  enum Name: Hashable, Sendable {
    case editions, names, history, contract
    case parameters(String, Int)
    case readings(String, Int)
    case difference(String, String)
  }

  private struct Key: Hashable {
    var name: Name
    var language: Language
  }

  let library: Library
  private let hasService: Bool
  private let hasDemo: Bool
  private let pages = Mutex<[Key: FixedPage]>([:])

  init(_ library: Library, hasService: Bool, hasDemo: Bool) {
    self.library = library
    self.hasService = hasService
    self.hasDemo = hasDemo
  }

  func edition(_ id: String) -> Edition? { library.editions.first { $0.id == id } }

  /// A document; there are as many as editions, their cycles and languages.
  func page(_ name: Name, _ language: Language) throws(Problems) -> FixedPage {
    let key = Key(name: name, language: language)
    if let page = pages.withLock({ $0[key] }) { return page }
    let text =
      name == .contract
      ? try APIContract.text(hasService: hasService, hasDemo: hasDemo)
      : written(name, language)
    let page = FixedPage(type: "application/json") { text }
    pages.withLock { $0[key] = page }
    return page
  }

  private func written(_ name: Name, _ language: Language) -> String {
    var json = JSONWriter()
    json.object { write(name, language, to: &$0) }
    json.endLine()
    return json.text
  }

  private func write(_ name: Name, _ language: Language, to json: inout JSONWriter) {
    switch name {
    case .editions:
      json.list("editions") { json in
        for edition in library.editions { json.edition(edition, language) }
      }
    case .names:
      json.list("names") { json in
        for name in FormatName.all { json.name(name) }
      }
    case .history:
      json.field("source", library.history.source[language])
      json.list("cycles") { json in
        for past in library.history.cycles { json.past(past) }
      }
    case .parameters(let id, let cycle):
      json.field("edition", id)
      json.field("cycle", cycle)
      json.list("parameters") { json in
        for parameter in parameters(id, cycle) { json.parameter(parameter, language) }
      }
    case .readings(let id, let cycle):
      json.field("edition", id)
      json.field("cycle", cycle)
      let parameters = parameters(id, cycle)
      json.list("readings") { json in
        for note in ReadingNote.all {
          guard let parameter = parameters.first(where: { $0.path == note.path }) else { continue }
          json.reading(note, parameter, language)
        }
      }
    case .difference(let old, let new):
      json.field("from", old)
      json.field("to", new)
      let shown = [old, new].map { id in
        parameters(id, edition(id).map(library.shownCycle) ?? 0)
      }
      json.list("differences") { json in
        for difference in Difference.all(shown[0], shown[1]) { json.difference(difference) }
      }
    case .contract: break
    }
  }

  private func parameters(_ id: String, _ cycle: Int) -> [Parameter] {
    edition(id)?.parameters(in: cycle) ?? []
  }
}
