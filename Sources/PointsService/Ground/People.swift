package import Casework
package import Units

/// What this service asks of accounts (账户): who somebody is, and who acts for a unit.
package protocol People: Sendable {
  /// The sealed name and identity number of an account, opened for a reason: the reading is an event that the
  /// person sees.
  ///
  /// - Returns: `nil` when the account has none.
  func identity(
    of account: Int64, reason: ReadingReason, in unit: any CaseUnit
  ) throws -> (name: SealedValue, number: SealedValue)?
  /// The sealed name alone, where nothing else is needed.
  ///
  /// - Returns: `nil` when the account has none, and for a legal entity's, whose name is no person's.
  func name(of account: Int64, reason: ReadingReason, in unit: any CaseUnit) throws -> SealedValue?
  /// The accounts that are clerks of a unit at a moment (单位经办人), in the order of numbers.
  func clerks(
    of unit: Int64, _ code: CreditCode, at moment: Instant, in reading: any CaseReading
  ) throws -> [Int64]
  /// The accounts that administer the city at a moment (市级管理员), in the order of numbers.
  func administrators(at moment: Instant, in reading: any CaseReading) throws -> [Int64]
  /// Whether two accounts are one human being's: whoever decides for the city and files for themselves may have two.
  func areSame(_ one: Int64, _ other: Int64, in reading: any CaseReading) throws -> Bool
  /// The accounts of the human being who has an account, this one among them, in the order of numbers.
  func accounts(sharing account: Int64, in reading: any CaseReading) throws -> [Int64]
  /// That ``accounts(sharing:in:)`` is going to be asked.
  func foresee(sharing account: Int64, in reading: any CaseReading) throws
}

extension People {
  package func foresee(sharing account: Int64, in reading: any CaseReading) throws {}
}

/// People as the casework keeps their accounts.
package struct StoredPeople: People {
  /// Over the store that the acts are done in.
  package init() {}

  package func identity(
    of account: Int64, reason: ReadingReason, in unit: any CaseUnit
  ) throws -> (name: SealedValue, number: SealedValue)? {
    guard let account = try Account.read(account, in: unit), let name = account.name,
      let number = account.identityNumber
    else { return nil }
    let rows = try unit.values([name.value, number.value], of: account.id, reason: reason)
    guard let name = rows.first(where: { $0.id == name.value }),
      let number = rows.first(where: { $0.id == number.value })
    else { return nil }
    return (name, number)
  }

  package func name(
    of account: Int64, reason: ReadingReason, in unit: any CaseUnit
  ) throws -> SealedValue? {
    guard let account = try Account.read(account, in: unit), account.audience != .entity,
      let name = account.name
    else { return nil }
    return try unit.values([name.value], of: account.id, reason: reason).first
  }

  /// Those who signed in for the legal entity and their delegates: the accounts keep who they are.
  package func clerks(
    of unit: Int64, _ code: CreditCode, at moment: Instant, in reading: any CaseReading
  ) throws -> [Int64] {
    var found: Set<Int64> = []
    for scope in [RoleScope.entity(code), .unit(unit)] {
      for account in try Account.holders(of: .clerk, scope, limit: 1000, in: reading)
      where account.holds(.clerk, scope, at: moment) && account.status != .disabled {
        found.insert(account.number)
      }
    }
    return found.sorted()
  }

  package func administrators(at moment: Instant, in reading: any CaseReading) throws -> [Int64] {
    try Account.holders(of: .administrator, .whole, limit: 1000, in: reading)
      .filter { $0.holds(.administrator, .whole, at: moment) && $0.status != .disabled }
      .map(\.number).sorted()
  }

  package func areSame(
    _ one: Int64, _ other: Int64, in reading: any CaseReading
  ) throws -> Bool {
    if one == other { return true }
    guard let one = try Account.read(one, in: reading),
      let other = try Account.read(other, in: reading)
    else { return false }
    return one.person == other.person
  }

  package func accounts(sharing account: Int64, in reading: any CaseReading) throws -> [Int64] {
    guard let known = try Account.read(account, in: reading) else { return [account] }
    return try Account.all(ofPerson: known.person, in: reading).map(\.number)
  }

  package func foresee(sharing account: Int64, in reading: any CaseReading) throws {
    guard let known = try Account.read(account, in: reading) else { return }
    try reading.foresee([Account.question(ofPerson: known.person)])
  }
}

extension PointsDesk {
  /// The clerks of a unit at a moment.
  func clerks(
    of kept: Kept<UnitContent>, at moment: Instant, in reading: any CaseReading
  ) throws -> [Int64] {
    try people.clerks(of: kept.id.number, kept.content.code, at: moment, in: reading)
  }

  /// Tells every clerk of a unit.
  ///
  /// - Parameter other: the clerk who did it, and knows.
  func tellClerks(
    of kept: Kept<UnitContent>, _ text: NoticeText, _ values: [String: NoticeValue],
    about: DossierID, but other: Int64? = nil, in unit: any CaseUnit
  ) throws {
    for clerk in try clerks(of: kept, at: unit.now, in: unit) where clerk != other {
      try Notice.tell(PartyID(account: clerk), text, values, about: about, in: unit)
    }
  }
}
