import Policy
import Units

/// What those who look after accounts see of one (账户情况). Name and identity number are masked.
package struct AccountSheet: Hashable, Sendable {
  package var account: Account
  /// `林**`; `nil` when the provider gave none.
  package var maskedName: String?
  /// `990***********1234`
  package var maskedNumber: String?
  /// Other accounts of the same human being.
  package var others: [Int64]
  /// Whoever looks is this human being.
  package var isOwn: Bool
}

extension AccountOffice {
  /// An account for whoever may do something about it (查看账户): the security administrator, a window for people who come to
  /// it. Opening name and number for the mask is an event that their owner sees.
  ///
  /// - Throws: the same refusal for an account out of reach and for none.
  package func show(_ number: Int64, _ actor: Actor) async throws -> AccountSheet {
    let keyring = keyring()
    let command = Command(
      key: "look-\(LedgerText.hexadecimal(random.bytes(16)))", name: Act.readAccounts.rawValue,
      party: actor.party, role: actor.role)
    let found = try await perform(command) { unit -> (sheet: AccountSheet, rows: [SealedValue]) in
      guard var account = try Account.read(number, in: unit) else {
        throw self.unknown(.readAccounts, actor)
      }
      account.measures.removeAll { !$0.concerns(actor) }
      let relations = try self.relations(actor, to: account, in: unit)
      try self.admit(.readAccounts, actor, relations)
      let ids = [account.name, account.identityNumber].compactMap { $0?.value }
      let rows =
        ids.isEmpty ? [] : try unit.values(ids, of: account.id, reason: .accountKeeping)
      let others = try Account.all(ofPerson: account.person, in: unit).map(\.number)
        .filter { $0 != number }
      return (
        AccountSheet(
          account: account, others: others, isOwn: relations.contains(.own)), rows
      )
    }
    guard let found else { throw StoreFailure.outcomeUnknown }
    var sheet = found.sheet
    for row in found.rows {
      let text = try keyring.open(row)
      if row.id == sheet.account.name?.value {
        sheet.maskedName = PersonalField.name.mask.shown(text)
      } else {
        sheet.maskedNumber = PersonalField.identityNumber.mask.shown(text)
      }
    }
    return sheet
  }

  /// The accounts of members of staff (工作人员账户), by number after the last one shown; nothing personal.
  ///
  /// - Parameter role: only those who hold it, wherever.
  /// - Returns: at most so many, and after which number to go on; `nil` after the last.
  package func staff(
    holding role: Role? = nil, after: Int64 = 0, limit: Int = 50, _ actor: Actor
  ) async throws -> (accounts: [Account], next: Int64?) {
    guard actor.role == .security else { throw unknown(.readAccounts, actor) }
    try admit(.readAccounts, actor, [.none])
    guard (1...200).contains(limit) else {
      throw Problem.argument("limit", "\(limit)", "1至200", "1 to 200")
    }
    return try await store.read { reading in
      var found: [Account] = []
      for audience in [Audience.staff, .administrator] {
        var from = after
        while true {
          let page = try Account.list(audience, after: from, limit: 1000, in: reading)
          found += page.filter { account in
            role.map { role in account.grants.contains { $0.role == role } } ?? true
          }
          guard page.count == 1000, found.count <= limit, let last = page.last else { break }
          from = last.number
        }
      }
      found.sort { $0.number < $1.number }
      let shown = Array(found.prefix(limit))
      return (shown, found.count > limit ? shown.last?.number : nil)
    }
  }

  /// The accounts for which somebody proposed something that waits for a second person (待确认账户事项), by number, each with what
  /// is the actor's business alone: a window sees the proposals of its own district.
  ///
  /// - Parameter acts: those that the actor may confirm.
  package func waiting(_ acts: [Act], _ actor: Actor) async throws -> [Account] {
    try admit(.readAccounts, actor, actor.role == .window ? [.jurisdiction] : [.none])
    return try await store.read { reading in
      var found: [Int64: Account] = [:]
      for act in acts {
        var after: Int64 = 0
        while true {
          let page = try Account.proposed(act, after: after, limit: 1000, in: reading)
          for var account in page {
            account.measures.removeAll { !$0.concerns(actor) || !acts.contains($0.measure.act) }
            if !account.measures.isEmpty { found[account.number] = account }
          }
          guard page.count == 1000, let last = page.last else { break }
          after = last.number
        }
      }
      return found.values.sorted { $0.number < $1.number }
    }
  }
}
