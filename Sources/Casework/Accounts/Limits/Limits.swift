package import Policy
package import Units

/// When something may be tried again (请稍后再试).
package struct TryAgain: Error, Hashable, Sendable {
  package var at: Instant
  package var now: Instant

  package init(at: Instant, now: Instant) {
    self.at = at
    self.now = now
  }

  /// Whole seconds from now, at least one.
  package var seconds: Int { Int(max(1, (at.milliseconds - now.milliseconds + 999) / 1000)) }

  package var wording: Wording {
    let (count, zh, en) =
      seconds < 120
      ? (seconds, "秒", "seconds")
      : seconds < 7200
        ? ((seconds + 59) / 60, "分钟", "minutes") : ((seconds + 3599) / 3600, "小时", "hours")
    return Wording("尝试过于频繁，请在\(count)\(zh)后再试。", "Too many attempts; try again in \(count) \(en).")
  }
}

/// Counts attempts and failures by the ``LimitBook`` (尝试限制), by account, by address, and by both together.
///
/// Nobody is locked out by somebody else's attempts alone: failures count for one account from one address, and
/// a bucket is never empty for longer than it takes to fill by one.
package struct Limits: Sendable {
  /// The lines by which attempts are counted.
  package let book: LimitBook
  private let buckets: TokenBuckets
  private let store: any AttemptStore
  private let keyring: @Sendable () -> Keyring
  private let clock: CityClock
  private static let field = PersonalField(
    "attempt", isSearched: true, mask: .ends(first: 0, last: 0))

  /// - Parameter keyring: hides accounts and addresses in the stored counters. When the index key changes, they begin
  ///   anew.
  package init(
    _ book: LimitBook, _ store: any AttemptStore, keyring: @escaping @Sendable () -> Keyring,
    clock: CityClock, buckets: TokenBuckets = TokenBuckets()
  ) {
    self.book = book
    self.buckets = buckets
    self.store = store
    self.keyring = keyring
    self.clock = clock
  }

  /// Draws one attempt of each kind, those of the process first.
  ///
  /// - Parameters:
  ///   - account: needed for limits of accounts.
  ///   - address: `nil` where the caller's address is not known (a local socket): limits of addresses do not hold then.
  /// - Throws: ``TryAgain`` when there is none, ``StoreFailure`` when the stored counters cannot be reached: then nothing
  ///   may be tried.
  package func draw(
    _ kinds: [Limited], account: Int64?, address: ClientAddress?
  ) async throws {
    let now = clock.now()
    let here = draws(kinds, .process, account, address)
    if let until = buckets.draw(here, now: now) { throw TryAgain(at: until, now: now) }
    let stored = draws(kinds, .store, account, address)
    guard !stored.isEmpty else { return }
    if let until = try await store.draw(stored, now: now) { throw TryAgain(at: until, now: now) }
  }

  private func draws(
    _ kinds: [Limited], _ keeping: LimitRule.Keeping, _ account: Int64?, _ address: ClientAddress?
  ) -> [Draw] {
    kinds.compactMap { kind in
      let rule = book[kind]
      guard rule.keeping == keeping else { return nil }
      let subject: String
      switch rule.subject {
      case .account:
        guard let account else { return nil }
        subject = "account/\(account)"
      case .address:
        guard let address else { return nil }
        subject = Limits.text(address)
      }
      let name = "\(kind.rawValue) \(subject)"
      return Draw(
        keeping == .process ? name : hidden(name), burst: rule.burst, every: rule.every)
    }
  }

  // MARK: Failures

  /// - Throws: ``TryAgain`` while the account has to wait at this address.
  package func demandNoWait(account: Int64, address: ClientAddress?) async throws {
    let now = clock.now()
    guard let strikes = try await store.strikes(pair(account, address)),
      now.milliseconds - strikes.last.milliseconds < book.failures.forget,
      let until = book.failures.wait(after: strikes, now: now)
    else { return }
    throw TryAgain(at: until, now: now)
  }

  /// Counts a failure of an account at an address.
  ///
  /// - Returns: when it may be tried again there, if one has to wait; and whether this is the first wait of a row, of
  ///   which the owner is told.
  package func failed(
    account: Int64, address: ClientAddress?
  ) async throws -> (wait: TryAgain?, isFirst: Bool) {
    let now = clock.now()
    let count = try await store.strike(
      pair(account, address), now: now, forget: book.failures.forget)
    let until = book.failures.wait(after: Strikes(count: count, last: now), now: now)
    return (until.map { TryAgain(at: $0, now: now) }, count == book.failures.free + 1)
  }

  /// A proof succeeded: failures of the account at this address are forgotten.
  package func succeeded(account: Int64, address: ClientAddress?) async throws {
    try await store.pardon(pair(account, address))
  }

  /// Removes stored counters that count nothing any more; how many.
  func sweep() async throws -> Int {
    try await store.sweepAttempts(
      before: clock.now().adding(milliseconds: -book.longestMemory))
  }

  private func pair(_ account: Int64, _ address: ClientAddress?) -> String {
    hidden("failures account/\(account) \(address.map(Limits.text) ?? "-")")
  }

  private static func text(_ address: ClientAddress) -> String {
    address.place.map(String.init).joined(separator: ".")
  }

  private func hidden(_ name: String) -> String {
    WebText.text(keyring().blinds(name, Limits.field).first ?? [])
  }
}
