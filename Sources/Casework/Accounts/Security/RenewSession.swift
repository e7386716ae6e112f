import Policy
package import Units

extension AccountOffice {
  /// Puts off asking the provider again about a session (续期时间), if nobody has done so since it was read: of several requests at a
  /// time one asks, in whatever process.
  ///
  /// - Parameter next: by the machine's clock.
  /// - Returns: the session as it is now; `nil` when somebody else was faster, or it has ended.
  package func postponeRenewal(_ session: Session, to next: Instant) async throws -> Session? {
    guard try await sessions.renew(session.number, from: session.renewAt, to: next) else {
      return nil
    }
    var postponed = session
    postponed.renewAt = next
    return postponed
  }

  /// The provider was asked again about somebody who is signed in (续期): what it says now holds at once. A role that it takes
  /// back is gone, and the session stands on no more than it says; tokens of programs that stand on more end. Nothing rises: that
  /// takes a proof of the person.
  ///
  /// - Parameter level: how surely they had signed in, where the provider says so anew.
  /// - Returns: whether the account or the session is another than before.
  /// - Throws: ``AccountRefusal/otherIdentity`` when it is about another account; ``SessionLost`` when the session went on
  ///   meanwhile.
  package func renew(
    _ session: Session, _ identity: SignedInIdentity, level: AssuranceLevel?, key: String
  ) async throws -> Bool {
    let text = [identity.subjectText, identity.claimsText].joined(separator: "\n")
    let command = Command(
      key: key, name: "RenewSession", party: PartyID(account: session.account),
      role: session.role, content: hidden(text))
    let lower = level.flatMap { $0 < session.level ? $0 : nil }
    let keyring = keyring()
    let renewed = try await perform(command) { unit -> Bool? in
      guard var account = try Account.of(identity, in: unit, keyring),
        account.number == session.account
      else { return nil }
      let before = account.version
      let old = try self.refresh(&account, identity, in: unit, keyring)
      if let lower {
        var json = JSONWriter()
        json.object { json in
          json.field("provider", identity.provider)
          json.field("level", lower.rawValue)
        }
        try account.record(
          DossierChange.Event("ProviderLevelLowered", body: json.text), in: unit)
      }
      try account.erase(old, in: unit)
      return account.version != before
    }
    guard let renewed else { throw StoreFailure.keyReused(key) }
    guard let hasChanged = renewed else { throw AccountRefusal.otherIdentity }
    guard let lower else { return hasChanged }
    // A program was admitted with the level that its owner had. First, so that what fails is done again.
    for program in try await sessions.sessions(of: session.account)
    where program.isProgram && program.level > lower {
      try await sessions.end(program.number, of: session.account)
    }
    var lowered = session
    lowered.level = lower
    // The token stays: other pages of the same browser are on their way with it.
    guard try await sessions.rotate(lowered, oldHash: session.tokenHash) else {
      throw SessionLost()
    }
    return true
  }
}
