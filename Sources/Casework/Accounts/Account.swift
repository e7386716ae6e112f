import Policy
package import Units

/// What somebody signs in to (账户): a dossier of kind `account`. Everything personal is sealed beside it.
package struct Account: Hashable, Sendable {
  /// A sealed value: its number, and its commitment in hexadecimal digits.
  package struct Kept: Hashable, Sendable {
    package var value: Int64
    package var commitment: String

    init(_ row: SealedValue) {
      value = row.id
      commitment = row.commitmentText
    }

    init(value: Int64, commitment: String) {
      self.value = value
      self.commitment = commitment
    }
  }

  package internal(set) var number: Int64
  /// The dossier's version; 0 before it is kept.
  package internal(set) var version: Int
  package internal(set) var status: AccountLifecycle.Status
  package internal(set) var provider: String
  package internal(set) var audience: Audience
  /// The lowest number among accounts of the same human being, by the identity number: nobody confirms their own
  /// proposal from another account.
  package internal(set) var person: Int64
  /// What it is found by, and everything the provider said last: for comparing alone.
  package internal(set) var subject: Kept
  package internal(set) var claims: Kept
  package internal(set) var name: Kept?
  package internal(set) var identityNumber: Kept?
  package internal(set) var entity: CreditCode?
  package internal(set) var grants: [RoleGrant]
  /// Until when two window officers' word makes it level L3.
  package internal(set) var vouchedUntil: Instant?
  package internal(set) var lockedUntil: Instant?
  /// Sessions that began by then are over.
  package internal(set) var sessionsEndedAt: Instant
  /// Where the last sign-ins came from: sealed values, and when.
  package internal(set) var places: [Place]
  /// Open proposals of two-person acts.
  package internal(set) var measures: [OpenMeasure]

  package struct Place: Hashable, Sendable {
    package var value: Int64
    package var at: Instant
  }

  package static let kind = DossierKind(rawValue: "account")

  package var id: DossierID { DossierID(Account.kind, number) }
  package var party: PartyID { PartyID(account: number) }

  /// Grants that hold at a moment.
  package func grants(at now: Instant) -> [RoleGrant] { grants.filter { $0.holds(at: now) } }

  package func holds(_ role: Role, _ scope: RoleScope, at now: Instant) -> Bool {
    grants.contains { $0.role == role && $0.scope == scope && $0.holds(at: now) }
  }

  /// The level of a session of it: what the provider said, or two officers' word for somebody whom it knows by name.
  package func level(of session: AssuranceLevel, at now: Instant) -> AssuranceLevel {
    guard session == .l2, let vouchedUntil, now < vouchedUntil else { return session }
    return .l3
  }
}

// MARK: Finding and keeping

extension Account {
  private static let grantKey = "grant"
  private static let personKey = "person"
  private static let measureKey = "measure"
  private static let audienceKey = "audience"

  package static func read(_ number: Int64, in reading: any CaseReading) throws -> Account? {
    try reading.dossier(DossierID(kind, number)).map(Account.init)
  }

  /// The accounts that hold a role for a scope, by number after the last one seen: a unit's clerks, a district's
  /// window officers. One whose grant has run out may be among them: ask ``holds(_:_:at:)``.
  package static func holders(
    of role: Role, _ scope: RoleScope, after: Int64 = 0, limit: Int = 100,
    in reading: any CaseReading
  ) throws -> [Account] {
    let key = DossierKey(grantKey, "\(role.rawValue) \(scope.text)")
    return try reading.dossiers(DossierQuery(kind, key: key, after: after, limit: limit))
      .map(Account.init)
  }

  /// The accounts of one human being.
  package static func all(ofPerson number: Int64, in reading: any CaseReading) throws -> [Account] {
    try reading.dossiers(query(ofPerson: number)).map(Account.init)
  }

  /// That ``all(ofPerson:in:)`` is going to be asked.
  package static func question(ofPerson number: Int64) -> CaseQuestion {
    .dossiers(query(ofPerson: number))
  }

  private static func query(ofPerson number: Int64) -> DossierQuery {
    DossierQuery(kind, key: DossierKey(personKey, "\(number)"), limit: 1000)
  }

  /// The accounts for which somebody proposed an act, by number after the last one seen.
  package static func proposed(
    _ act: Act, after: Int64 = 0, limit: Int = 100, in reading: any CaseReading
  ) throws -> [Account] {
    let key = DossierKey(measureKey, act.rawValue)
    return try reading.dossiers(DossierQuery(kind, key: key, after: after, limit: limit))
      .map(Account.init)
  }

  /// The accounts of an entrance, by number after the last one seen.
  package static func list(
    _ audience: Audience, after: Int64 = 0, limit: Int = 100, in reading: any CaseReading
  ) throws -> [Account] {
    let key = DossierKey(audienceKey, audience.rawValue)
    return try reading.dossiers(DossierQuery(kind, key: key, after: after, limit: limit))
      .map(Account.init)
  }

  /// The account of an identity; `nil` when it has none yet.
  package static func of(
    _ identity: SignedInIdentity, in unit: any CaseUnit, _ keyring: Keyring
  ) throws -> Account? {
    let rows = try unit.values(of: .subject, equalTo: identity.subjectText, keyring)
    guard let row = rows.first(where: { $0.dossier.kind == kind }) else { return nil }
    return try read(row.dossier.number, in: unit)
  }

  /// Appends an event and keeps what the account is from then on.
  mutating func record(_ event: DossierChange.Event, in unit: any CaseUnit) throws {
    try record([event], in: unit)
  }

  mutating func record(_ events: [DossierChange.Event], in unit: any CaseUnit) throws {
    let roles = Set(grants.map { "\($0.role.rawValue) \($0.scope.text)" })
    let keys =
      [
        DossierKey(Account.personKey, "\(person)"),
        DossierKey(Account.audienceKey, audience.rawValue),
      ] + roles.map { DossierKey(Account.grantKey, $0) }
      // Windows of two districts may have proposed the same.
      + Set(measures.map(\.measure.act)).map { DossierKey(Account.measureKey, $0.rawValue) }
    version = try unit.apply(
      DossierChange(
        id, seen: version, events: events, state: status.rawValue, body: body, keys: keys)
    ).version
  }

  /// Erases values of it; the store records it as an event of its own.
  mutating func erase(_ values: [Int64], in unit: any CaseUnit) throws {
    guard !values.isEmpty else { return }
    try unit.erase(values, of: id)
    version = try unit.dossier(id)?.version ?? version
  }

  /// Takes a step of the lifecycle.
  ///
  /// - Returns: the event's name.
  mutating func take(_ step: AccountLifecycle.Step) throws -> String {
    do {
      let next = try AccountLifecycle.apply(step, to: status)
      status = next.status
      return next.event
    } catch {
      throw AccountRefusal.lifecycle(error)
    }
  }
}
