import Policy
import Units

extension AccountOffice {
  /// Opens the account of an invented person before their first sign-in (预开账户), just as that sign-in would: whoever makes a
  /// demo city has somebody to act with. Nobody is signed in by it.
  ///
  /// - Parameter key: the idempotency key.
  /// - Returns: the account's number; that of the account there is, if there is one.
  package func openAccount(_ identity: SignedInIdentity, key: String) async throws -> Int64 {
    let text = [identity.subjectText, identity.claimsText].joined(separator: "\n")
    return try await account(
      of: identity,
      Command(
        key: key, name: "OpenAccount", party: .system, role: .system, content: hidden(text)))
  }

  /// The account of an identity, opened by a command when there is none.
  func account(of identity: SignedInIdentity, _ command: Command) async throws -> Int64 {
    let performed = try await store.perform(command) { unit in
      let keyring = self.keyring()
      let account =
        try Account.of(identity, in: unit, keyring) ?? self.open(identity, in: unit, keyring)
      return Array("\(account.number)".utf8)
    }
    guard let number = Int64(String(decoding: performed.answer, as: UTF8.self)) else {
      throw StoreFailure.corrupt("the answer of \(command.name) is no number")
    }
    return number
  }

  /// Opens the account of an identity that has none, in the unit of work of its first sign-in or of whoever opens it.
  func open(
    _ identity: SignedInIdentity, in unit: any CaseUnit, _ keyring: Keyring
  ) throws -> Account {
    let number = try unit.newNumber()
    let id = DossierID(Account.kind, number)
    let opened = try AccountLifecycle.apply(.open, to: nil)
    let subject = try unit.keep(identity.subjectText, .subject, of: id, keyring)
    let claims = try unit.keep(identity.claimsText, .claims, of: id, keyring)
    var account = Account(
      number: number, version: 0, status: opened.status, provider: identity.provider,
      audience: identity.audience, person: number, subject: Account.Kept(subject),
      claims: Account.Kept(claims), name: nil, identityNumber: nil, entity: identity.entity,
      grants: [], vouchedUntil: nil, lockedUntil: nil,
      sessionsEndedAt: Instant(milliseconds: 0), places: [], measures: [])
    try take(identity, into: &account, in: unit, keyring)
    account.grants = try Self.admitted(identity.grants, beside: account, in: unit)
    try account.record(DossierChange.Event(opened.event), in: unit)
    return account
  }

  /// Refreshes an account with what the provider says now, if that is something new.
  ///
  /// - Returns: values that are of no use any more, to be erased after the account was kept.
  func refresh(
    _ account: inout Account, _ identity: SignedInIdentity, in unit: any CaseUnit,
    _ keyring: Keyring
  ) throws -> [Int64] {
    var old: [Int64] = []
    var events: [DossierChange.Event] = []
    let same = try unit.values(of: .claims, equalTo: identity.claimsText, keyring)
    if !same.contains(where: { $0.id == account.claims.value }) {
      old = [account.claims, account.name, account.identityNumber].compactMap { $0?.value }
      let claims = try unit.keep(identity.claimsText, .claims, of: account.id, keyring)
      account.claims = Account.Kept(claims)
      try take(identity, into: &account, in: unit, keyring)
      events.append(DossierChange.Event("AccountRefreshed"))
    }
    account.entity = identity.entity
    let before = Set(account.grants.filter { $0.source == .provider })
    let others = account.grants.filter { $0.source != .provider }
    account.grants = others
    let given = try Self.admitted(identity.grants, beside: account, in: unit)
    account.grants = given + others
    if Set(given) != before { events.append(DossierChange.Event("ProviderRolesChanged")) }
    if !events.isEmpty { try account.record(events, in: unit) }
    return old
  }

  /// Keeps what the provider says of the person: name and identity number with the account, telephone and mail where
  /// notices go.
  private func take(
    _ identity: SignedInIdentity, into account: inout Account, in unit: any CaseUnit,
    _ keyring: Keyring
  ) throws {
    account.name = try identity.name.map {
      Account.Kept(try unit.keep($0, .name, of: account.id, keyring))
    }
    account.person = account.number
    account.identityNumber = nil
    if let number = identity.identityNumber {
      let rows = try unit.values(of: .identityNumber, equalTo: number.full, keyring)
      let others = Set(
        rows.filter { $0.dossier.kind == Account.kind && $0.dossier != account.id }
          .map(\.dossier.number))
      account.person = min(account.number, others.min() ?? account.number)
      for other in others.sorted() {
        guard var other = try Account.read(other, in: unit), other.person != account.person else {
          continue
        }
        other.person = account.person
        try other.record(DossierChange.Event("SamePersonRecognised"), in: unit)
      }
      account.identityNumber = Account.Kept(
        try unit.keep(number.full, .identityNumber, of: account.id, keyring))
    }
    var addresses: [NoticeChannel: String] = [:]
    addresses[.sms] = identity.mobile
    addresses[.mail] = identity.mail
    guard !addresses.isEmpty else { return }
    let contact = try Contact.of(account.party, in: unit)?.contact
    let wanted = contact?.addresses.filter { $0.value.isWanted }.map(\.key) ?? Array(addresses.keys)
    try Contact.set(
      account.party, language: contact?.language ?? .zh, addresses: addresses,
      wanted: Set(wanted), in: unit, keyring)
  }

  /// Those of a provider's roles that fit their scope and go together with what the person has; the provider's mistake
  /// must not put two keys into one hand.
  private static func admitted(
    _ grants: [RoleGrant], beside account: Account, in unit: any CaseUnit
  ) throws -> [RoleGrant] {
    var held = Set(try roles(of: account, at: unit.now, in: unit))
    var admitted: [RoleGrant] = []
    for grant in grants where grant.role.fits(grant.scope) {
      guard RoleConflict.among(held.union([grant.role])).isEmpty else { continue }
      held.insert(grant.role)
      admitted.append(RoleGrant(grant.role, grant.scope, .provider, until: grant.until))
    }
    return admitted
  }

  /// All roles of a human being, whichever of their accounts has them.
  static func roles(
    of account: Account, at now: Instant, in reading: any CaseReading
  ) throws -> [Role] {
    let others = try Account.all(ofPerson: account.person, in: reading)
      .filter { $0.number != account.number }
    return (others + [account]).flatMap { $0.grants(at: now) }.map(\.role)
  }
}
