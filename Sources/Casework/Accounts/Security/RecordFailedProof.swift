import Units

extension AccountOffice {
  /// Whether the account may try to prove itself at this address: asked before somebody is sent to the provider.
  ///
  /// - Throws: ``TryAgain``.
  package func demandMayProve(account: Int64, address: ClientAddress?) async throws {
    try await limits.draw([.stepUp], account: account, address: address)
    try await limits.demandNoWait(account: account, address: address)
  }

  /// Records that somebody failed to prove to be the owner of an account that is known, and counts it for this account
  /// from this address alone. The owner is told when the first wait of a row begins.
  ///
  /// - Parameter reason: in a word of the protocol, for instance `access_denied`; nothing personal.
  /// - Returns: when it may be tried again from there, if one has to wait.
  package func recordFailedProof(
    account number: Int64, provider: String, reason: String, place: SignInPlace, key: String
  ) async throws -> TryAgain? {
    let failed = try await limits.failed(account: number, address: place.address)
    let count = book.failures.free + 1
    let command = Command(
      key: key, name: "RecordFailedProof", party: .visitor, role: .visitor,
      content: Array("\(number) \(provider) \(reason)".utf8))
    _ = try await store.perform(command) { unit in
      guard var account = try Account.read(number, in: unit) else { return [] }
      let row = try unit.keep(place.text, .signInPlace, of: account.id, self.keyring())
      account.places.append(Account.Place(value: row.id, at: unit.now))
      let dropped = account.places.dropLast(self.book.signInPlaces.most).map(\.value)
      account.places.removeFirst(dropped.count)
      var event = SignInEvent(name: .failed, provider: provider)
      event.place = Account.Kept(row)
      event.reason = reason
      try account.record(event.change, in: unit)
      try account.erase(dropped, in: unit)
      if failed.isFirst {
        try Notice.tell(
          account.party, .accountFailures, ["count": .number(count)], about: account.id, in: unit)
      }
      return []
    }
    return failed.wait
  }
}
