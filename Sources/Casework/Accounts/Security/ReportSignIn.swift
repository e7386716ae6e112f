import Policy
import Units

extension AccountOffice {
  /// “This was not me” (报告非本人登录): ends all sessions of the account, this one too, and locks it until its owner proves to be
  /// the living person at the provider, the window unlocks it, or the time is over.
  ///
  /// - Parameter version: of the line in the history that was somebody else's.
  package func reportSignIn(_ version: Int, _ actor: Actor) async throws {
    try admit(.reportSignIn, actor, [.own])
    let command = actor.command(.reportSignIn, content: Array("\(version)".utf8))
    _ = try await store.perform(command) { unit in
      var account = try self.own(actor, .reportSignIn, in: unit)
      let line = try unit.history(account.id, before: version + 1, limit: 1).first
      guard let line, line.version == version, SignInEvent(line) != nil else {
        throw self.unknown(.reportSignIn, actor)
      }
      let event = try account.take(.report)
      account.sessionsEndedAt = unit.now
      account.vouchedUntil = nil
      let until = unit.now.adding(milliseconds: self.book.reportLock)
      account.lockedUntil = until
      var json = JSONWriter()
      json.object { $0.field("version", version) }
      try account.record(DossierChange.Event(event, body: json.text), in: unit)
      try Notice.tell(
        account.party, .accountLocked, ["until": .date(until.beijing.date)], about: account.id,
        in: unit)
      return []
    }
    if let number = actor.account { try await sessions.endAll(of: number) }
  }
}
