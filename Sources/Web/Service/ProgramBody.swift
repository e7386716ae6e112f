import HTTPTypes
import Hummingbird
import Policy
import Units

/// What a program sends to an act (接口正文): a JSON object of the point's fields, or a form where files are handed in. It becomes the
/// same pairs as a browser's form, so that one reader judges both.
struct ProgramBody {
  private let document = Document()
  private var pairs: [(name: String, value: String)] = []
  private var problems: [Problem] = []

  private init() {}

  /// - Throws: ``ProblemDetails`` for what is no such object, `Problems` about its members.
  static func read(
    _ request: Request, _ doing: ServicePoint.Doing, upTo most: Int
  ) async throws -> FormBody {
    let type = (request.headers[.contentType] ?? "").lowercased().split(separator: ";").first
      .map { $0.filter { !$0.isWhitespace } }
    if doing.takesFiles {
      // A form of another site has the browser's cookies, and cannot have this header.
      guard type == "multipart/form-data", request.headers[.authorization] != nil else {
        throw refused("multipart/form-data", "，并以Authorization登录", " and Authorization be sent")
      }
      let form = try await FormBody.read(request, upTo: most)
      try demandKnown(Set(form.pairs.map(\.name) + form.files.map(\.name)), doing.fields)
      return form
    }
    // A form of another site cannot say that it is JSON.
    guard type == "application/json" else { throw refused("application/json") }
    let buffer = try await request.body.collect(upTo: min(most, 1 << 20))
    var body = ProgramBody()
    let failure = buffer.withUnsafeReadableBytes { bytes -> Problem? in
      do throws(Document.Failure) {
        try body.document.read(json: Call.withoutMark(bytes))
        return nil
      } catch {
        return error.problem(of: bytes, whole: Wording("JSON对象", "a JSON object"))
      }
    }
    if let failure { throw Problems([failure]) }
    guard body.document.kind(body.document.root) == .object else {
      throw Problem.argument(
        "(body)", body.document.json(body.document.root), "JSON对象", "a JSON object")
    }
    body.collect(body.document.root, doing.fields, "")
    guard body.problems.isEmpty else { throw Problems(body.problems) }
    return FormBody(pairs: body.pairs)
  }

  private static func demandKnown(_ sent: Set<String>, _ fields: [ServiceField]) throws {
    let names = fields.map(\.name)
    let strange = sent.subtracting(names).sorted().prefix(Call.mostProblems)
    guard strange.isEmpty else {
      let list = names.joined(separator: ", ")
      throw Problems(
        strange.map {
          Problem(
            path: JSONText.line($0), value: "null",
            allowed: Wording("只有这些部分：\(list)", "only these parts: \(list)"))
        })
    }
  }

  private static func refused(_ type: String, _ zh: String = "", _ en: String = "")
    -> ProblemDetails
  {
    ProblemDetails(
      .mediaType, Wording("Content-Type须为\(type)\(zh)", "Content-Type must be \(type)\(en)."),
      fields: [.acceptPost: type])
  }

  private mutating func refuse(_ path: String, _ node: Int?, _ zh: String, _ en: String) {
    guard problems.count < Call.mostProblems else { return }
    let value = node.map(document.json) ?? "null"
    problems.append(Problem(path: path, value: value, allowed: Wording(zh, en)))
  }

  private mutating func collect(_ object: Int, _ fields: [ServiceField], _ path: String) {
    var seen: Set<String> = []
    for (key, node) in document.pairs(object) {
      let isFirst = seen.insert(key).inserted
      guard isFirst, let field = fields.first(where: { $0.name == key }) else {
        let names = fields.map(\.name).joined(separator: ", ")
        refuse(
          path + JSONText.line(key), node,
          fields.isEmpty ? "此事项不需要内容" : "每项一次：\(names)",
          fields.isEmpty ? "nothing: this act takes no members" : "each once: \(names)")
        continue
      }
      if document.kind(node) == .null {
        seen.remove(key)
      } else {
        take(node, field.kind, path + key)
      }
    }
    for field in fields where field.isNeeded && !seen.contains(field.name) {
      refuse(path + field.name, nil, field.meaning.zh, field.meaning.en)
    }
  }

  private mutating func take(_ node: Int, _ kind: ServiceField.Kind, _ path: String) {
    let found = document.kind(node)
    switch kind {
    case .text(let most):
      guard found == .text, document.string(node).unicodeScalars.count <= most else {
        return refuse(path, node, "至多\(most)字的文字", "a text of at most \(most) characters")
      }
      pairs.append((path, document.string(node)))
    case .date:
      guard found == .text, CivilDate(document.string(node)) != nil else {
        return refuse(path, node, "日期，如2020-07-17", "a day such as 2020-07-17")
      }
      pairs.append((path, document.string(node)))
    case .choice(let names):
      guard found == .text, names.contains(document.string(node)) else {
        let list = names.joined(separator: ", ")
        return refuse(path, node, list, list)
      }
      pairs.append((path, document.string(node)))
    case .number:
      guard found == .number, let number = Int64(document.string(node)) else {
        return refuse(path, node, "整数", "a whole number")
      }
      pairs.append((path, String(number)))
    case .flag:
      guard found == .yes || found == .no else {
        return refuse(path, node, "true或false", "true or false")
      }
      pairs.append((path, found == .yes ? "true" : "false"))
    case .texts:
      guard found == .list, document.items(node).allSatisfy({ document.kind($0) == .text }) else {
        return refuse(path, node, "文字的列表", "a list of texts")
      }
      for item in document.items(node) { pairs.append((path, document.string(item))) }
    case .numbers:
      guard found == .list,
        document.items(node).allSatisfy({
          document.kind($0) == .number && Int64(document.string($0)) != nil
        })
      else { return refuse(path, node, "整数的列表", "a list of whole numbers") }
      for item in document.items(node) { pairs.append((path, document.string(item))) }
    case .rows(let inner):
      guard found == .list, document.items(node).allSatisfy({ document.kind($0) == .object })
      else { return refuse(path, node, "对象的列表", "a list of objects") }
      for (index, item) in document.items(node).enumerated() {
        collect(item, inner, "\(path)[\(index)].")
      }
    case .files: refuse(path, node, "文件", "files")
    }
  }
}
