import Policy
import Units

extension AccountOffice {
  /// Disables an account (停用账户): one security administrator does it at once, since it only takes away; its sessions end.
  ///
  /// - Returns: the places of its events.
  @discardableResult
  package func disable(_ number: Int64, _ actor: Actor) async throws -> Range<Int> {
    let events = try await keep(number, .disableAccount, .disable, actor)
    try await sessions.endAll(of: number)
    return events
  }

  /// Unlocks an account after a report (解除锁定), as the security administrator.
  ///
  /// - Returns: the places of its events.
  @discardableResult
  package func unlock(_ number: Int64, _ actor: Actor) async throws -> Range<Int> {
    try await keep(number, .unlockAccount, .unlock, actor)
  }

  private func keep(
    _ number: Int64, _ act: Act, _ step: AccountLifecycle.Step, _ actor: Actor
  ) async throws -> Range<Int> {
    let command = actor.command(act, content: Array("\(number)".utf8))
    let performed = try await store.perform(command) { unit in
      guard var account = try Account.read(number, in: unit) else {
        throw self.unknown(act, actor)
      }
      try self.admit(act, actor, self.relations(actor, to: account, in: unit))
      let event = try account.take(step)
      account.lockedUntil = nil
      if step == .disable { account.sessionsEndedAt = unit.now }
      try account.record(DossierChange.Event(event), in: unit)
      try Notice.tell(
        account.party, step == .disable ? .accountDisabled : .accountUnlocked, [:],
        about: account.id, in: unit)
      return []
    }
    return performed.events
  }

  /// Opens the account of a member of staff before their first sign-in (开设工作人员账户), without roles.
  ///
  /// - Parameter identity: as the provider will name them; its roles are ignored.
  /// - Returns: the account's number; that of the account there is, if there is one.
  package func createAccount(_ identity: SignedInIdentity, _ actor: Actor) async throws -> Int64 {
    try admit(.createAccount, actor, [.none])
    let text = [identity.subjectText, identity.claimsText].joined(separator: "\n")
    let command = actor.command(.createAccount, content: hidden(text))
    var identity = identity
    identity.grants = []
    return try await account(of: identity, command)
  }
}
