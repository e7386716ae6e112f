import Policy
import Units

extension AccountOffice {
  /// Disables an account (停用账户): one security administrator does it at once, since it only takes away; its sessions end.
  package func disable(_ number: Int64, _ actor: Actor) async throws {
    try await keep(number, .disableAccount, .disable, actor)
    try await sessions.endAll(of: number)
  }

  /// Unlocks an account after a report (解除锁定), as the security administrator.
  package func unlock(_ number: Int64, _ actor: Actor) async throws {
    try await keep(number, .unlockAccount, .unlock, actor)
  }

  private func keep(
    _ number: Int64, _ act: Act, _ step: AccountLifecycle.Step, _ actor: Actor
  ) async throws {
    let command = actor.command(act, content: Array("\(number)".utf8))
    _ = try await store.perform(command) { unit in
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
    let opened = identity
    let performed = try await store.perform(command) { unit in
      let keyring = self.keyring()
      let account =
        try Account.of(opened, in: unit, keyring) ?? self.open(opened, in: unit, keyring)
      return Array("\(account.number)".utf8)
    }
    guard let number = Int64(String(decoding: performed.answer, as: UTF8.self)) else {
      throw StoreFailure.corrupt("the answer of createAccount is no number")
    }
    return number
  }
}
