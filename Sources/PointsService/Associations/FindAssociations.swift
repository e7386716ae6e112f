package import Casework
import Policy
import Units

/// A clerk looks for a colleague in the list (查找员工): among all requests and associations of the unit in the open cycle, whatever
/// their state.
///
/// A complete identity number is found by its blind index, so that nobody else’s name is opened. Names and masked numbers are
/// sealed without an index; they are found by opening the list, row by row as far as needed, and each row that is opened is
/// the same event as when the list shows it, which its applicant sees.
extension ListAssociations {
  /// Rows of a list that is opened to find somebody; in a longer one they are found by their complete number.
  package static let mostOpened = 2000
  /// Rows that are found at once.
  package static let mostFound = 50

  /// What was found (查找结果).
  package struct Found: Hashable, Sendable {
    package var rows: [Row]
    /// There are more than ``mostFound``.
    package var hasMore: Bool
  }

  /// - Parameter typed: a name or a part of it, an identity number, or the beginning or end of it that the list shows.
  /// - Throws: `Problems` at `find`.
  package func find(_ typed: String, in number: Int64, by actor: Actor) async throws -> Found {
    let sought = try Sought(typed, today: actor.receivedAt.beijing.date, desk)
    let found = try await desk.look("FindAssociations", actor) { [desk] unit in
      let employer = try desk.unit(number, for: .readCase, actor, in: unit)
      guard let cycle = try desk.currentCycle(in: unit)?.number else {
        throw PointsRefusal.rule(.noCycle)
      }
      var kept =
        if case .number(let full) = sought {
          try Self.whole(full, of: employer, cycle, desk, in: unit).map {
            ($0, try Self.open([$0], reason: .list, in: unit))
          }
        } else { try Self.opened(sought, of: employer, cycle, desk, in: unit) }
      let hasMore = kept.cut(to: Self.mostFound)
      return (kept: kept.map(\.0), values: kept.flatMap(\.1), hasMore: hasMore)
    }
    return Found(rows: try rows(found.kept, found.values), hasMore: found.hasMore)
  }

  /// Those of an identity number, by the accounts that have it.
  private static func whole(
    _ full: String, of employer: Kept<UnitContent>, _ cycle: Int, _ desk: PointsDesk,
    in unit: any CaseUnit
  ) throws -> [Kept<AssociationContent>] {
    let accounts = try unit.values(of: .identityNumber, equalTo: full, desk.keyring())
      .map(\.dossier).filter { $0.kind == Account.kind }
    return try Set(accounts.map(\.number)).sorted().compactMap { account in
      try Kept<AssociationContent>.find(
        AssociationContent.key(cycle: cycle, applicant: account), in: unit)
    }.filter { $0.content.unit == employer.id.number }
  }

  /// Those that fit among all of the unit, one more than is shown at most.
  private static func opened(
    _ sought: Sought, of employer: Kept<UnitContent>, _ cycle: Int, _ desk: PointsDesk,
    in unit: any CaseUnit
  ) throws -> [(Kept<AssociationContent>, [SealedValue])] {
    let key = AssociationContent.key(unit: employer.id.number, cycle: cycle)
    let count = try unit.count(AssociationContent.kind, state: nil, key: key)
    guard count <= mostOpened else {
      throw Problem.argument(
        "find", "\(count)",
        "名单有\(count)条，超过\(mostOpened)条时不能按姓名或部分号码查找，请填写完整的18位身份证号码",
        "the list has \(count) rows; above \(mostOpened), enter the complete identity number of 18 characters"
      )
    }
    let keyring = desk.keyring()
    var fitting: [(Kept<AssociationContent>, [SealedValue])] = []
    var after: Int64 = 0
    while fitting.count <= mostFound {
      let page = try Kept<AssociationContent>.list(key, after: after, limit: 200, in: unit)
      for kept in page where fitting.count <= mostFound {
        let values = try open([kept], reason: .list, in: unit)
        func text(_ value: KeptValue) throws -> String {
          try values.first { $0.id == value.id }.map(keyring.open) ?? ""
        }
        if sought.fits(
          name: try text(kept.content.name), maskedNumber: try text(kept.content.maskedNumber))
        {
          fitting.append((kept, values))
        }
      }
      guard page.count == 200, let last = page.last else { break }
      after = last.id.number
    }
    return fitting
  }
}

/// What a clerk typed to find somebody (查找内容).
enum Sought: Hashable, Sendable {
  /// A complete identity number.
  case number(String)
  /// What the list shows of one: its beginning, its end, or both.
  case ends(first: String, last: String)
  /// A part of a name.
  case name(String)

  /// - Throws: `Problems` at `find`, about what can be none of them.
  init(_ typed: String, today: CivilDate, _ desk: PointsDesk) throws(Problems) {
    let form = SearchForm.of(typed)
    let isNumber =
      form.contains { $0.isWholeNumber || $0 == "*" }
      && form.allSatisfy { $0.isASCII && ($0.isWholeNumber || $0 == "X" || $0 == "*") }
    guard isNumber else {
      guard (1...50).contains(form.count) else {
        throw Problem.argument(
          "find", "\(form.count)",
          form.isEmpty
            ? "请填写要查找的姓名或身份证号码" : "姓名至多50字，现为\(form.count)字",
          form.isEmpty
            ? "enter the name or identity number to look for"
            : "a name has at most 50 characters, this has \(form.count)")
      }
      self = .name(form)
      return
    }
    let parts = form.split(separator: "*", omittingEmptySubsequences: true).map(String.init)
    if !form.contains("*") {
      switch form.count {
      case 3: self = .ends(first: form, last: "")
      case 4: self = .ends(first: "", last: form)
      case 18: self = .number(try desk.residentNumber(typed, "find", today: today).full)
      default:
        throw Problem.argument(
          "find", JSONText.quoted(form),
          "号码须为完整的18位，或名单中显示的前3位、后4位，现为\(form.count)位",
          "an identity number is entered whole, 18 characters, or as its first three or last four; this has \(form.count)"
        )
      }
      return
    }
    let first = form.hasPrefix("*") ? "" : parts.first ?? ""
    let last = form.hasSuffix("*") ? "" : parts.last ?? ""
    guard parts.count == [first, last].count(where: { !$0.isEmpty }), !parts.isEmpty,
      first.count <= 3, last.count <= 4
    else {
      throw Problem.argument(
        "find", JSONText.quoted(form), "名单只显示号码的前3位和后4位，请按显示的填写，如110***********1234",
        "the list shows the first three and the last four characters only; enter it as shown, such as 110***********1234"
      )
    }
    self = .ends(first: first, last: last)
  }

  func fits(name: String, maskedNumber: String) -> Bool {
    switch self {
    case .number: false
    case .ends(let first, let last):
      maskedNumber.hasPrefix(first) && maskedNumber.hasSuffix(last)
    case .name(let part): SearchForm.of(name).contains(part)
    }
  }
}
