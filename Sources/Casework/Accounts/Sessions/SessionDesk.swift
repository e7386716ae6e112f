package import Policy
import Synchronization
package import Units

/// What a request's token comes to (登录状态).
package enum Standing: Sendable {
  case signedIn(Actor, Session)
  /// Signed in, but the act needs more: a higher level, or a newer proof.
  case mustStepUp(StepUp, Actor, Session)
  case notSignedIn(NotSignedIn)
}

/// Why a request comes from nobody (未登录).
package enum NotSignedIn: String, Error, CaseIterable, Hashable, Sendable {
  /// There was no token.
  case none
  /// The token is nobody's: never given, ended, or exchanged for another.
  case unknown
  /// Too long without a visit.
  case idle
  /// Too long in all.
  case expired
  /// Signed out everywhere, or the account was given back after it was disabled.
  case endedEverywhere
  case locked
  case disabled
  /// The account no longer has the role of the session: another has to be chosen.
  case roleEnded
  /// The provider has to be asked again, and a bearer brings nothing to ask it with.
  case unconfirmed

  package var wording: Wording {
    switch self {
    case .none: Wording("请先登录。", "Sign in first.")
    case .unknown:
      Wording(
        "登录已结束，请重新登录；已填写的内容会保留。", "The session has ended; sign in again. What you typed is kept.")
    case .idle:
      Wording(
        "长时间没有操作，已自动退出，请重新登录；已填写的内容会保留。",
        "You were signed out after a while without a visit; sign in again. What you typed is kept.")
    case .expired:
      Wording(
        "登录已满最长时间，请重新登录；已填写的内容会保留。",
        "The session has reached its longest time; sign in again. What you typed is kept.")
    case .endedEverywhere:
      Wording("此账户已在所有设备上退出，请重新登录。", "The account was signed out everywhere; sign in again.")
    case .locked:
      Wording(
        "账户已锁定。用三级（实人）身份重新登录即可解除，或到区窗口办理。",
        "The account is locked. Sign in at level 3 to unlock it, or go to a district window.")
    case .disabled:
      Wording("账户已停用，请联系安全管理员。", "The account is disabled; turn to the security administrator.")
    case .roleEnded:
      Wording(
        "您已不再有此角色，请选择其他角色或重新登录。", "You no longer have this role; choose another or sign in again.")
    case .unconfirmed:
      Wording(
        "须向身份提供方再次确认此次登录：请在登录时所用的浏览器中打开任一办事页面，或重新登录。",
        "The identity provider has to confirm this sign-in again: open a page of the service in the browser that signed in, or sign in again."
      )
    }
  }
}

/// Says who is behind a token (会话台), for every request. What it read is good for 3 s at most, so a disabled account, a revoked
/// role or an ended session is effective within 5 s in every process that shares the store.
package final class SessionDesk: Sendable {
  private struct Seen {
    var session: Session
    var account: Account
    /// Notices that its owner has not read.
    var unread: Int
    var at: Instant
  }

  private struct Cache {
    var seen: [[UInt8]: Seen] = [:]
    /// Grows when something is forgotten: what was read before that is not remembered.
    var generation = 0
  }

  /// Milliseconds.
  package static let freshness: Int64 = 3000

  private let sessions: any SessionStore
  private let cases: any CaseStore
  private let demands: ActDemands
  private let clock: CityClock
  private let machine: CityClock
  private let most: Int
  private let cache = Mutex(Cache())

  /// - Parameters:
  ///   - machine: by which what was read grows old; the city's time may stand still on a demonstration.
  ///   - most: sessions that are remembered.
  package init(
    _ sessions: any SessionStore, _ cases: any CaseStore, _ demands: ActDemands, clock: CityClock,
    machine: CityClock? = nil, most: Int = 20_000
  ) {
    self.sessions = sessions
    self.cases = cases
    self.demands = demands
    self.clock = clock
    self.machine = machine ?? clock
    self.most = max(1, most)
  }

  /// Who a request comes from, and whether they have proved enough for an act.
  ///
  /// - Parameters:
  ///   - token: from the request's cookie.
  ///   - act: `nil` when nothing is done.
  ///   - receivedAt: when the complete request was received.
  ///   - key: the request's idempotency key.
  /// - Throws: ``StoreFailure``; nobody is let in then.
  package func standing(
    _ token: SessionToken?, for act: Act?, receivedAt: Instant, key: String
  ) async throws -> Standing {
    guard let token else { return .notSignedIn(.none) }
    let now = clock.now()
    guard var seen = try await look(token.hash) else { return .notSignedIn(.unknown) }
    if let reason = Self.reason(seen, now) { return .notSignedIn(reason) }
    if now.milliseconds - seen.session.touchedAt.milliseconds >= SessionTerms.touch {
      try await sessions.touch(seen.session.number, at: now)
      seen.session.touchedAt = now
      remember(seen, generation: nil)
    }
    let (session, account) = (seen.session, seen.account)
    // A program proves nothing: whatever takes a fresh proof takes the person.
    let actor = Actor(
      account.party, session.role, session.scope,
      level: account.level(of: session.level, at: now),
      provedAt: session.isProgram ? Session.unproved : session.provedAt,
      receivedAt: receivedAt, key: key)
    if let act, let step = demands.stepUp(act, actor) { return .mustStepUp(step, actor, session) }
    return .signedIn(actor, session)
  }

  private static func reason(_ seen: Seen, _ now: Instant) -> NotSignedIn? {
    let (session, account) = (seen.session, seen.account)
    if now >= session.endsAt { return .expired }
    if now >= session.idleAt { return .idle }
    switch account.status {
    case .active: break
    case .locked: return .locked
    case .disabled: return .disabled
    }
    if session.signedInAt <= account.sessionsEndedAt { return .endedEverywhere }
    return account.holds(session.role, session.scope, at: now) ? nil : .roleEnded
  }

  private func look(_ hash: [UInt8]) async throws -> Seen? {
    let now = machine.now()
    let (known, generation) = cache.withLock { ($0.seen[hash], $0.generation) }
    if let known, (0..<SessionDesk.freshness).contains(now.milliseconds - known.at.milliseconds) {
      return known
    }
    guard
      let seen = try await sessions.signedIn(
        tokenHash: hash,
        { session, reading -> Seen? in
          try reading.foresee([
            .dossier(DossierID(Account.kind, session.account)),
            Notice.unreadQuestion(of: PartyID(account: session.account)),
          ])
          return try Account.read(session.account, in: reading).map {
            Seen(
              session: session, account: $0,
              unread: try Notice.unread(of: $0.party, in: reading), at: now)
          }
        })
    else {
      cache.withLock { $0.seen[hash] = nil }
      return nil
    }
    remember(seen, generation: generation)
    return seen
  }

  /// - Parameter generation: as it was before reading; `nil` to change only what is remembered.
  private func remember(_ seen: Seen, generation: Int?) {
    let hash = seen.session.tokenHash
    cache.withLock { cache in
      guard let generation else {
        if cache.seen[hash] != nil { cache.seen[hash]?.session.touchedAt = seen.session.touchedAt }
        return
      }
      guard generation == cache.generation else { return }
      if cache.seen.count >= most, cache.seen[hash] == nil {
        let oldest = seen.at.adding(milliseconds: -SessionDesk.freshness)
        cache.seen = cache.seen.filter { $0.value.at > oldest }
        if cache.seen.count >= most { cache.seen = [:] }
      }
      cache.seen[hash] = seen
    }
  }

  /// Forgets what was read of an account, after this process has changed it: it holds at once here.
  package func forget(account: Int64) {
    cache.withLock { cache in
      cache.generation += 1
      cache.seen = cache.seen.filter { $0.value.session.account != account }
    }
  }

  /// Forgets a session, after this process has ended it or given it another token.
  package func forget(_ session: Session) {
    cache.withLock { cache in
      cache.generation += 1
      cache.seen[session.tokenHash] = nil
    }
  }

  /// How many notices the owner of a session has not read (未读消息), as it was read with the account: every page can say it without
  /// a reading of its own, and is at most 3 s behind.
  ///
  /// - Returns: `nil` when the session was forgotten since.
  package func unread(_ session: Session) -> Int? {
    cache.withLock { $0.seen[session.tokenHash]?.unread }
  }

  /// The roles in which the owner of a session could act besides the one of the session (其他身份), as they were read with the
  /// account.
  package func otherRoles(_ session: Session, at now: Instant) -> [RoleGrant] {
    let account = cache.withLock { $0.seen[session.tokenHash]?.account }
    return account?.grants(at: now)
      .filter { $0.role != session.role || $0.scope != session.scope } ?? []
  }

  /// Sessions that are remembered.
  package var count: Int { cache.withLock { $0.seen.count } }
}
