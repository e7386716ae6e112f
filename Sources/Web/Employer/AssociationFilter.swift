import Casework
import PointsService
import Policy

/// Which of the list are shown (筛选), as the address says.
struct AssociationFilter {
  var filter: ListAssociations.Filter
  var after: Int64
  var size: Int

  /// As the address of the list says.
  init(_ visit: Visit) throws(Problems) { try self.init(visit.query) }

  /// - Parameter query: what stands in the address under a name; empty for nothing.
  private init(_ query: (String) -> String) throws(Problems) {
    func named<Value: RawRepresentable<String> & CaseIterable>(
      _ name: String, _ more: [String], _: Value.Type
    ) throws(Problems) -> Value? {
      let text = query(name)
      guard !text.isEmpty, !more.contains(text) else { return nil }
      guard let value = Value(rawValue: text) else {
        throw Problem.unlisted(name, text)
      }
      return value
    }
    let state = try named("state", ["all"], AssociationLifecycle.Status.self)
    // What waits is shown first: it is what a clerk comes for.
    filter = ListAssociations.Filter(
      state: query("state").isEmpty ? .requested : state,
      match: try named("match", [], InsuranceMatch.self))
    let size = query("size").isEmpty ? "50" : query("size")
    guard let known = AssociationList.sizes.first(where: { "\($0)" == size }) else {
      throw Problem.argument(
        "size", JSONText.quoted(size), "每页条数须为50、100或200", "a page has 50, 100 or 200 rows")
    }
    self.size = known
    let after = query("after").isEmpty ? "0" : query("after")
    guard let number = Int64(after), number >= 0 else {
      throw Problem.incomplete("after", after)
    }
    self.after = number
  }

  /// All of a cycle.
  static let whole = AssociationFilter(filter: ListAssociations.Filter(), after: 0, size: 50)

  private init(filter: ListAssociations.Filter, after: Int64, size: Int) {
    self.filter = filter
    self.after = after
    self.size = size
  }

  /// The part of the list that a page was come to from; the beginning where it says nothing of the kind.
  static func before(_ visit: Visit) -> AssociationFilter? {
    var values: [String: String] = [:]
    for pair in visit.query(AssociationList.list.name).split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
      if parts.count == 2 { values[parts[0]] = parts[1] }
    }
    return try? AssociationFilter { values[$0] ?? "" }
  }

  /// The state as it stands in an address.
  var state: String { filter.state?.rawValue ?? "all" }

  /// The address of the list with something else in it.
  func path(
    _ base: String = "/unit/associations", state: String? = nil, after: Int64 = 0
  ) -> String {
    var path = "\(base)?state=\(state ?? self.state)"
    if let match = filter.match { path += "&match=\(match.rawValue)" }
    if size != 50 { path += "&size=\(size)" }
    if after > 0 { path += "&after=\(after)" }
    return path
  }

  /// The address of a page that leads back to this part of the list.
  func coming(to path: String) -> String {
    let part = self.path("", after: after).dropFirst()
    return part == "state=requested"
      ? path : "\(path)?\(AssociationList.list.name)=\(FormEncoding.percent(String(part)))"
  }
}

extension Visit {
  /// The part of the list that this page was come to from: the beginning of it when none is named.
  var listBefore: AssociationFilter? { AssociationFilter.before(self) }

  /// The address of the list as it was when this page was come to from it.
  var listPath: String { listBefore.map { $0.path(after: $0.after) } ?? "/unit/associations" }

  /// An address that leads back to the same part of the list as this page.
  func keepingList(_ path: String) -> String { listBefore?.coming(to: path) ?? path }

  /// The sections that pages about associations are in.
  var listCrumbs: [(text: String, path: String)] {
    unitCrumbs + [(say("unit.list"), listPath)]
  }

  /// The way to the request that is answered next (下一条待确认); `nil` when none waits.
  func nextWaiting(of unit: Int64, after number: Int64) async throws -> String? {
    var filter = listBefore?.filter ?? ListAssociations.Filter()
    filter.state = nil
    return try await ListAssociations(hall.points).nextWaiting(
      unit, filter, after: number, by: actor
    ).map { link(keepingList("/unit/associations/\($0)")) }
  }
}
