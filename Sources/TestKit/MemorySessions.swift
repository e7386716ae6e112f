package import Casework
import Synchronization
package import Units

extension MemoryCases: SessionStore {
  package func create(_ session: Session, most: Int) async throws {
    try state.withLock { state in
      let isTaken = state.sessions.values.contains {
        $0.number == session.number || $0.tokenHash == session.tokenHash
      }
      guard !isTaken else {
        throw StoreFailure.invalid("a session’s number and token are its own")
      }
      state.sessions[session.number] = session
      let others = state.sessions(of: session.account).filter { $0.number != session.number }
      for old in others.dropFirst(most - 1) {
        state.sessions[old.number] = nil
      }
    }
  }

  package func signedIn<Found: Sendable>(
    tokenHash: [UInt8],
    _ body: @escaping @Sendable (Session, any CaseReading) throws -> Found?
  ) async throws -> Found? {
    let now = state.withLock { $0 }
    try demandHere(now)
    let session = now.sessions.values.first { $0.tokenHash == tokenHash }
    return try session.flatMap { try body($0, now) }
  }

  package func session(tokenHash: [UInt8]) async throws -> Session? {
    try state.withLock { state in
      try demandHere(state)
      return state.sessions.values.first { $0.tokenHash == tokenHash }
    }
  }

  package func touch(_ number: Int64, at now: Instant) async throws {
    state.withLock { state in
      guard let session = state.sessions[number],
        session.touchedAt <= now.adding(milliseconds: -SessionTerms.touch)
      else { return }
      state.sessions[number]?.touchedAt = now
    }
  }

  package func rotate(_ session: Session, oldHash: [UInt8]) async throws -> Bool {
    state.withLock { state in
      guard let old = state.sessions[session.number], old.tokenHash == oldHash,
        old.account == session.account
      else { return false }
      var new = session
      (new.signedInAt, new.provider, new.place) = (old.signedInAt, old.provider, old.place)
      new.renewAt = old.renewAt
      state.sessions[session.number] = new
      return true
    }
  }

  package func renew(
    _ number: Int64, from seen: Instant?, to next: Instant?
  ) async throws -> Bool {
    state.withLock { state in
      guard let session = state.sessions[number], session.renewAt == seen else { return false }
      state.sessions[number]?.renewAt = next
      return true
    }
  }

  package func end(_ number: Int64, of account: Int64) async throws -> Bool {
    state.withLock { state in
      guard state.sessions[number]?.account == account else { return false }
      state.sessions[number] = nil
      return true
    }
  }

  package func endAll(of account: Int64) async throws -> Int {
    state.withLock { $0.drop { $0.account == account } }
  }

  package func end(provider: String, providerSession: String) async throws -> [Int64] {
    state.withLock { state in
      let ended = state.sessions.values.filter {
        $0.provider == provider && $0.providerSession == providerSession
      }
      for session in ended { state.sessions[session.number] = nil }
      return Set(ended.map(\.account)).sorted()
    }
  }

  package func sessions(of account: Int64) async throws -> [Session] {
    state.withLock { $0.sessions(of: account) }
  }

  package func endEverySession() async throws -> Int {
    state.withLock { $0.drop { _ in true } }
  }

  package func sweepSessions(now: Instant) async throws -> Int {
    state.withLock { $0.drop { $0.isOver(at: now) } }
  }
}

extension MemoryCases.State {
  fileprivate func sessions(of account: Int64) -> [Session] {
    sessions.values.filter { $0.account == account }.sorted {
      ($0.signedInAt, $0.number) > ($1.signedInAt, $1.number)
    }
  }

  fileprivate mutating func drop(_ isOver: (Session) -> Bool) -> Int {
    let before = sessions.count
    sessions = sessions.filter { !isOver($0.value) }
    return before - sessions.count
  }
}

extension MemoryCases: AttemptStore {
  package func draw(_ draws: [Draw], now: Instant) async throws -> Instant? {
    state.withLock { state in
      let outcomes = draws.map { $0.outcome(fullAt: state.attempts[$0.key]?.fullAt, now: now) }
      let waits = outcomes.compactMap { outcome -> Instant? in
        if case .wait(let until) = outcome { until } else { nil }
      }
      if let wait = waits.max() { return wait }
      for (draw, outcome) in zip(draws, outcomes) {
        guard case .drawn(let fullAt) = outcome else { continue }
        state.attempts[draw.key, default: .init()].fullAt = fullAt
        state.attempts[draw.key]?.changedAt = now
      }
      return nil
    }
  }

  package func strike(_ key: String, now: Instant, forget: Int64) async throws -> Int {
    state.withLock { state in
      let before = state.attempts[key]?.strikes
      let count = Strikes.count(after: before, now: now, forget: forget)
      state.attempts[key, default: .init()].strikes = Strikes(count: count, last: now)
      state.attempts[key]?.changedAt = now
      return count
    }
  }

  package func strikes(_ key: String) async throws -> Strikes? {
    state.withLock { state in state.attempts[key]?.strikes.flatMap { $0.count > 0 ? $0 : nil } }
  }

  package func pardon(_ key: String) async throws {
    state.withLock { $0.attempts[key]?.strikes?.count = 0 }
  }

  package func sweepAttempts(before moment: Instant) async throws -> Int {
    state.withLock { state in
      let before = state.attempts.count
      state.attempts = state.attempts.filter { $0.value.changedAt >= moment }
      return before - state.attempts.count
    }
  }
}

extension MemoryCases: DraftStore {
  package func draft(of account: Int64, form: String) async throws -> KeptDraft? {
    try state.withLock { state in
      try demandHere(state)
      return state.drafts.values.first { $0.account == account && $0.form == form }
    }
  }

  package func drafts(of account: Int64) async throws -> [KeptDraft] {
    state.withLock { state in
      state.drafts.values.filter { $0.account == account }.sorted { $0.form < $1.form }
    }
  }

  package func save(_ draft: KeptDraft, seen: Int64) async throws -> Bool {
    try draft.check()
    return try state.withLock { state in
      try demandHere(state)
      let current = state.drafts.values.first {
        $0.account == draft.account && $0.form == draft.form
      }
      guard current?.version ?? 0 == seen else { return false }
      if let current { state.drafts[current.value.id] = nil }
      state.drafts[draft.value.id] = draft
      return true
    }
  }

  package func eraseDraft(of account: Int64, form: String, version: Int64?) async throws {
    _ = state.withLock { state in
      state.dropDrafts {
        $0.account == account && $0.form == form && $0.version == version ?? $0.version
      }
    }
  }

  package func eraseDrafts(of account: Int64) async throws -> Int {
    state.withLock { $0.dropDrafts { $0.account == account } }
  }

  package func eraseDrafts(before moment: Instant) async throws -> Int {
    state.withLock { $0.dropDrafts { $0.savedAt < moment } }
  }
}

extension MemoryCases.State {
  fileprivate mutating func dropDrafts(_ isOver: (KeptDraft) -> Bool) -> Int {
    let before = drafts.count
    drafts = drafts.filter { !isOver($0.value) }
    return before - drafts.count
  }
}
