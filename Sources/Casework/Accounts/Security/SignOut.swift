import Policy
import Units

extension AccountOffice {
  /// Ends one session of the actor's own account: this one, or another from the list.
  package func signOut(_ session: Int64, _ actor: Actor) async throws {
    guard let number = actor.account, try await sessions.end(session, of: number) else { return }
    let command = Command(
      key: actor.key, name: "SignOut", party: actor.party, role: actor.role,
      content: Array("\(session)".utf8))
    _ = try await store.perform(command) { unit in
      guard var account = try Account.read(number, in: unit) else { return [] }
      try account.record(DossierChange.Event("SignedOut"), in: unit)
      return []
    }
  }

  /// Ends all sessions of the actor's account (退出所有设备), this one too. Holds in every process from the next look at the
  /// account on, even if ending the rows is interrupted.
  package func signOutEverywhere(_ actor: Actor) async throws {
    try admit(.signOutEverywhere, actor, [.own])
    _ = try await store.perform(actor.command(.signOutEverywhere)) { unit in
      var account = try self.own(actor, .signOutEverywhere, in: unit)
      account.sessionsEndedAt = unit.now
      try account.record(DossierChange.Event("SignedOutEverywhere"), in: unit)
      return []
    }
    if let number = actor.account { try await sessions.endAll(of: number) }
  }

  /// The provider's session has ended, so ours that began with it end too (前端通道登出).
  ///
  /// - Returns: the accounts that were signed out.
  @discardableResult
  package func signOut(provider: String, providerSession: String, key: String) async throws
    -> [Int64]
  {
    let accounts = try await sessions.end(provider: provider, providerSession: providerSession)
    guard !accounts.isEmpty else { return [] }
    let command = Command(
      key: key, name: "SignOutByProvider", party: .system, role: .system,
      content: Array("\(accounts)".utf8))
    _ = try await store.perform(command) { unit in
      var json = JSONWriter()
      json.object { $0.field("provider", provider) }
      for number in accounts {
        guard var account = try Account.read(number, in: unit) else { continue }
        try account.record(DossierChange.Event("SignedOut", body: json.text), in: unit)
      }
      return []
    }
    return accounts
  }

  /// The provider ended everything of somebody, without naming a session (后端通道登出): all their sessions with us end.
  ///
  /// - Returns: the account; `nil` when nobody has that number with the provider.
  @discardableResult
  package func signOut(provider: String, subject: String, key: String) async throws -> Int64? {
    let keyring = keyring()
    let identity = SignedInIdentity(
      provider: provider, subject: subject, audience: .person, level: .l1)
    let command = Command(
      key: key, name: "SignOutByProvider", party: .system, role: .system,
      content: hidden(identity.subjectText))
    let found = try await perform(command) { unit -> Int64? in
      guard var account = try Account.of(identity, in: unit, keyring) else { return nil }
      account.sessionsEndedAt = unit.now
      var json = JSONWriter()
      json.object { $0.field("provider", provider) }
      try account.record(DossierChange.Event("SignedOutEverywhere", body: json.text), in: unit)
      return account.number
    }
    guard let number = found ?? nil else { return nil }
    try await sessions.endAll(of: number)
    return number
  }

  /// The sessions of the actor's own account that are not over, the newest sign-in first, each with the device that it came
  /// from. Opening the devices is recorded as every reading of personal data is.
  package func ownSessions(
    _ actor: Actor
  ) async throws -> [(session: Session, place: SignInPlaceText?)] {
    try admit(.readSignIns, actor, [.own])
    guard let number = actor.account else { return [] }
    let now = clock.now()
    let open = try await sessions.sessions(of: number).filter { !$0.isOver(at: now) }
    let wanted = open.compactMap(\.place)
    let command = actor.command(.readSignIns, content: Array("sessions \(open.count)".utf8))
    let rows = try await perform(command) { unit in
      let account = try self.own(actor, .readSignIns, in: unit)
      return try wanted.isEmpty
        ? [] : unit.values(wanted, of: account.id, reason: .ownSignIns)
    }
    guard let rows else { throw StoreFailure.keyReused(actor.key) }
    let keyring = keyring()
    return try open.map { session in
      let row = rows.first { $0.id == session.place }
      return (session, try row.map { SignInPlaceText(try keyring.open($0)) })
    }
  }
}
