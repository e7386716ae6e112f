package import Casework
import Policy
import Units

/// Whom the auditor means (查询对象的查找): from what is known of a person, an officer or a unit to the number by which acts name
/// it. Each of these is an act with an event.
extension SearchActs {
  /// Somebody who works for the city, as one chooses among them (工作人员): nothing personal.
  package struct Officer: Hashable, Sendable {
    package var account: Int64
    /// The roles that they have, also those that have run out: what was done in them stays.
    package var grants: [RoleGrant]
  }

  /// The roles of those who work for the city.
  package static let officerRoles: [Role] = [
    .window, .officer, .supervisor, .administrator, .technician, .security, .auditor,
  ]

  /// The accounts that have an identity number (按证件查账户): by its blind index.
  package func accounts(identityNumber: String, by actor: Actor) async throws -> [Int64] {
    try desk.demand(.searchActs, actor, [.jurisdiction])
    let number = try desk.residentNumber(
      identityNumber, "identityNumber", today: actor.receivedAt.beijing.date)
    return try await desk.look("FindAccount", actor) { [desk] unit in
      let rows = try unit.values(of: .identityNumber, equalTo: number.full, desk.keyring())
      try SearchActs.note("AccountLookedUp", "found", "\(rows.count)", actor, in: unit)
      let numbers = rows.map(\.dossier).filter { $0.kind == Account.kind }.map(\.number)
      return Set(numbers).sorted()
    }
  }

  /// The account of whoever the directory of staff knows by a name (按名录用户名查工作人员): by its blind index; `nil` when nobody has
  /// one.
  ///
  /// - Parameter provider: the identity provider of that directory.
  package func account(
    named name: String, at provider: String, by actor: Actor
  ) async throws -> Int64? {
    try desk.demand(.searchActs, actor, [.jurisdiction])
    guard (1...200).contains(name.count) else {
      throw Problem.argument(
        "name", "\(name.count)", "请填写名录中的用户名，至多200字",
        "the name in the directory of staff, at most 200 characters")
    }
    let identity = SignedInIdentity(
      provider: provider, subject: name, audience: .staff, level: .l1)
    return try await desk.look("FindAccount", actor) { [desk] unit in
      let account = try Account.of(identity, in: unit, desk.keyring())
      try SearchActs.note(
        "AccountLookedUp", "found", account == nil ? "0" : "1", actor, in: unit)
      return account?.number
    }
  }

  /// Those who have or had a role (选择工作人员), by the numbers of their accounts.
  ///
  /// - Parameters:
  ///   - scope: only where they hold it; `nil`: wherever.
  ///   - after: the `next` of the page before.
  ///   - limit: 1 to 200.
  /// - Returns: a page, and after which number to go on; `nil` after the last.
  package func officers(
    holding role: Role, _ scope: RoleScope? = nil, after: Int64 = 0, limit: Int = 50,
    by actor: Actor
  ) async throws -> (officers: [Officer], next: Int64?) {
    try desk.demand(.searchActs, actor, [.jurisdiction])
    guard (1...200).contains(limit) else {
      throw Problem.argument("limit", "\(limit)", "1至200", "1 to 200")
    }
    return try await desk.look("FindAccount", actor) { unit in
      var found: [Officer] = []
      for audience in [Audience.staff, .administrator] {
        var from = after
        while true {
          let page = try Account.list(audience, after: from, limit: 1000, in: unit)
          found += page.map { Officer(account: $0.number, grants: $0.grants) }.filter { officer in
            officer.grants.contains { $0.role == role && (scope == nil || $0.scope == scope) }
          }
          guard page.count == 1000, found.count <= limit, let last = page.last else { break }
          from = last.number
        }
      }
      found.sort { $0.account < $1.account }
      let shown = Array(found.prefix(limit))
      try SearchActs.note("AccountLookedUp", "found", "\(shown.count)", actor, in: unit)
      return (shown, found.count > limit ? shown.last?.account : nil)
    }
  }

  /// The unit of a credit code or of a number (按信用代码查单位). A code is checked, so that a mistyped one is not taken for a unit of
  /// which nothing is recorded.
  ///
  /// - Throws: `Problems` about `number`: neither a code nor a number, or no unit of the platform has it.
  package func unit(_ typed: String, by actor: Actor) async throws -> Int64 {
    try desk.demand(.searchActs, actor, [.jurisdiction])
    let text = PointsDesk.trimmed(typed)
    let number = text.utf8.count < 18 ? Int64(text).flatMap { $0 > 0 ? $0 : nil } : nil
    let code = number == nil ? try desk.creditCode(text, "number") : nil
    let found = try await desk.look("FindUnit", actor) { unit -> Int64? in
      let kept =
        if let code {
          try Kept<UnitContent>.find(UnitContent.creditCode(code), in: unit)
        } else {
          try Kept<UnitContent>.find(number ?? 0, in: unit)
        }
      // A unit that is there is named by the search that follows.
      if kept == nil {
        try SearchActs.note("ActsSearched", "search", "no unit \(text)", actor, in: unit)
      }
      return kept?.id.number
    }
    guard let found else {
      throw Problem.argument(
        "number", JSONText.quoted(text), "平台上没有此信用代码或编号的单位，请核对",
        "no unit of the platform has this credit code or number; check it")
    }
    return found
  }
}
