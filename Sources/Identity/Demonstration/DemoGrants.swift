import Synchronization
import Units

/// What the demo provider has given out (演示授权): codes, access tokens, refresh tokens. All are gone when it ends.
final class DemoGrants: Sendable {
  /// What a code or token stands for.
  struct Grant: Hashable, Sendable {
    var client: String
    var subject: String
    var nonce: String?
    var challenge: String
    /// The provider's session, which is also what all tokens of one sign-in have in common.
    var session: String
    var provedAt: Instant
  }

  private struct Kept: Sendable {
    var grant: Grant
    var until: Instant
    var isUsed = false
  }

  /// A code in milliseconds: time to come back and no more.
  static let codeLasts: Int64 = 60_000
  static let accessLasts: Int64 = 600_000
  static let refreshLasts: Int64 = 12 * 3_600_000
  /// More than a demonstration needs; beyond it nobody signs in until older ones are over.
  static let most = 20_000

  private struct State: Sendable {
    var codes: [String: Kept] = [:]
    var access: [String: Kept] = [:]
    var refresh: [String: Kept] = [:]

    mutating func forget(before now: Instant) {
      codes = codes.filter { now < $0.value.until }
      access = access.filter { now < $0.value.until }
      refresh = refresh.filter { now < $0.value.until }
    }

    mutating func end(_ session: String) {
      codes = codes.filter { $0.value.grant.session != session }
      access = access.filter { $0.value.grant.session != session }
      refresh = refresh.filter { $0.value.grant.session != session }
    }
  }

  private let state = Mutex(State())
  private let random: @Sendable (Int) -> [UInt8]

  init(random: @escaping @Sendable (Int) -> [UInt8]) { self.random = random }

  func secret() -> String { Base64URL.text(random(32)) }

  /// - Returns: `nil` when too many are out.
  func code(for grant: Grant, now: Instant) -> String? {
    let code = secret()
    return state.withLock { state in
      state.forget(before: now)
      guard state.codes.count + state.access.count < DemoGrants.most else { return nil }
      state.codes[code] = Kept(
        grant: grant, until: now.adding(milliseconds: DemoGrants.codeLasts))
      return code
    }
  }

  /// What a code stands for, once. A second use ends all that came of the first (RFC 6749, section 4.1.2).
  func redeem(_ code: String, now: Instant) -> Grant? {
    state.withLock { state in
      guard let kept = state.codes[code], now < kept.until else { return nil }
      guard !kept.isUsed else {
        state.end(kept.grant.session)
        return nil
      }
      state.codes[code]?.isUsed = true
      return kept.grant
    }
  }

  /// What a refresh token stands for; it is replaced at each use.
  func renew(_ token: String, client: String, now: Instant) -> Grant? {
    state.withLock { state in
      guard let kept = state.refresh[token], now < kept.until, kept.grant.client == client else {
        return nil
      }
      state.refresh[token] = nil
      return kept.grant
    }
  }

  func tokens(for grant: Grant, now: Instant) -> (access: String, refresh: String) {
    let (access, refresh) = (secret(), secret())
    state.withLock { state in
      state.access[access] = Kept(
        grant: grant, until: now.adding(milliseconds: DemoGrants.accessLasts))
      state.refresh[refresh] = Kept(
        grant: grant, until: now.adding(milliseconds: DemoGrants.refreshLasts))
    }
    return (access, refresh)
  }

  func grant(of access: String, now: Instant) -> Grant? {
    state.withLock { state in
      state.access[access].flatMap { now < $0.until ? $0.grant : nil }
    }
  }

  func end(_ session: String) { state.withLock { $0.end(session) } }
}
