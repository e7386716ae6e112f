import Policy
package import Units

/// One line of an account's own sign-in history (登录记录).
package struct SignInLine: Hashable, Sendable {
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    /// 登录
    case signedIn
    /// 再次核验身份
    case proved
    /// 失败
    case failed
    /// 制作程序令牌
    case program
  }

  /// By it the line is reported, and the next page asked for.
  package var version: Int
  package var kind: Kind
  package var at: Instant
  package var provider: String
  package var level: AssuranceLevel?
  /// The name of a program that was let in. `nil` when it was not known, or is erased after the time for which it is kept.
  package var device: String?
  package var address: String?
  /// Roles that the provider named and that were not given.
  package var lost: [Role] = []
}

extension AccountOffice {
  /// The actor's own sign-ins, proofs and failures, the newest first. Opening the places is recorded as every reading of
  /// personal data is.
  ///
  /// - Parameters:
  ///   - before: the version of the last line shown; `nil` for the newest.
  ///   - limit: 1 to 100 lines.
  /// - Returns: a page, and before which version to go on; `nil` after the oldest.
  package func signIns(
    _ actor: Actor, before: Int? = nil, limit: Int = 20
  ) async throws -> (lines: [SignInLine], next: Int?) {
    try admit(.readSignIns, actor, [.own])
    let command = actor.command(.readSignIns, content: Array("\(before ?? 0) \(limit)".utf8))
    let keyring = keyring()
    let read = try await perform(command) { unit in
      let account = try self.own(actor, .readSignIns, in: unit)
      return try SignInLine.read(
        account, before: before, limit: min(max(limit, 1), 100), reason: .ownSignIns, in: unit,
        keyring)
    }
    guard let read else { throw StoreFailure.keyReused(actor.key) }
    return read
  }
}

extension SignInLine {
  /// All of an account's sign-ins, proofs and failures, the newest first. Opening the places is recorded.
  package static func all(
    of account: Int64, reason: ReadingReason, in unit: any CaseUnit, _ keyring: Keyring
  ) throws -> [SignInLine] {
    guard let account = try Account.read(account, in: unit) else { return [] }
    return try read(account, before: nil, limit: .max, reason: reason, in: unit, keyring).lines
  }

  fileprivate static func read(
    _ account: Account, before: Int?, limit: Int, reason: ReadingReason, in unit: any CaseUnit,
    _ keyring: Keyring
  ) throws -> (lines: [SignInLine], next: Int?) {
    var lines = try lines(account, before: before, moreThan: limit, in: unit)
    let hasMore = lines.cut(to: limit)
    let wanted = lines.compactMap { $0.event.place?.value }
    let rows = try wanted.isEmpty ? [] : unit.values(wanted, of: account.id, reason: reason)
    var places: [Int64: SignInPlaceText] = [:]
    for row in rows { places[row.id] = SignInPlaceText(try keyring.open(row)) }
    let shown = lines.map { version, at, event in
      let place = event.place.flatMap { places[$0.value] }
      let kind: SignInLine.Kind =
        switch event.name {
        case .signedIn: .signedIn
        case .proved: .proved
        case .failed: .failed
        case .program: .program
        }
      return SignInLine(
        version: version, kind: kind, at: at, provider: event.provider, level: event.level,
        device: place?.device, address: place?.address, lost: event.lost)
    }
    return (shown, hasMore ? shown.last?.version : nil)
  }

  private static func lines(
    _ account: Account, before: Int?, moreThan limit: Int, in reading: any CaseReading
  ) throws -> [(version: Int, at: Instant, event: SignInEvent)] {
    var lines: [(version: Int, at: Instant, event: SignInEvent)] = []
    var before = before ?? account.version + 1
    while lines.count <= limit {
      let page = try reading.history(account.id, before: before, limit: 100)
      guard let last = page.last else { break }
      lines += page.compactMap { event in
        SignInEvent(event).map { (event.version, event.at, $0) }
      }
      before = last.version
    }
    return lines
  }
}
