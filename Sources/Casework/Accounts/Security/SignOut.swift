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

  /// The sessions of the actor's own account that are not over, the newest sign-in first.
  package func ownSessions(_ actor: Actor) async throws -> [Session] {
    try admit(.readSignIns, actor, [.own])
    guard let number = actor.account else { return [] }
    let now = clock.now()
    return try await sessions.sessions(of: number).filter { !$0.isOver(at: now) }
  }
}
