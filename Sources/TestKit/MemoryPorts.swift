package import Casework
import Synchronization
package import Units

extension MemoryCases: OutboxStore {
  package func take(
    channel: String, limit: Int, due: Instant, now: Instant, until: Instant
  ) async throws -> [PendingMessage] {
    state.withLock { state in
      let found = state.outbox.indices.filter { place in
        let sent = state.outbox[place]
        return sent.end == .waiting && sent.pending.message.channel == channel
          && sent.pending.message.notBefore <= due && sent.takenUntil <= now
      }.sorted { left, right in
        let (left, right) = (state.outbox[left].pending, state.outbox[right].pending)
        return (left.message.notBefore, left.id) < (right.message.notBefore, right.id)
      }.prefix(limit)
      return found.map { place in
        let pending = state.outbox[place].pending
        state.outbox[place].pending.attempts += 1
        state.outbox[place].takenUntil = until
        return pending
      }
    }
  }

  package func record(
    _ delivery: Delivery, of message: PendingMessage, now: Instant
  ) async throws {
    state.withLock { state in
      for place in state.outbox.indices
      where state.outbox[place].pending.id == message.id && state.outbox[place].end == .waiting
        && state.outbox[place].pending.attempts == message.attempts + 1
      {
        state.outbox[place].takenUntil = Instant(milliseconds: 0)
        state.outbox[place].recordedAt = now
        switch delivery {
        case .delivered: state.outbox[place].end = .delivered
        case .dead(let reason):
          state.outbox[place].end = .dead
          state.outbox[place].reason = reason
        case .retry(_, let notBefore): state.outbox[place].takenUntil = notBefore
        }
      }
    }
  }

  package func waiting() async throws -> [String: Backlog] {
    state.withLock { state in
      var backlogs: [String: Backlog] = [:]
      for sent in state.outbox {
        let message = sent.pending.message
        switch sent.end {
        case .waiting:
          backlogs[message.channel, default: Backlog()].waiting += 1
          let oldest = backlogs[message.channel]?.oldest ?? message.notBefore
          backlogs[message.channel]?.oldest = min(oldest, message.notBefore)
        case .dead: backlogs[message.channel, default: Backlog()].dead += 1
        case .delivered: break
        }
      }
      return backlogs
    }
  }
}

extension MemoryCases: OutboxCare {
  package func dead(
    channel: String?, after id: Int64, limit: Int
  ) async throws -> [DeadMessage] {
    state.withLock { state in
      let dead = state.outbox.filter { sent in
        sent.end == .dead && sent.pending.id > id
          && (channel == nil || sent.pending.message.channel == channel)
      }
      return dead.sorted { $0.pending.id < $1.pending.id }.prefix(limit).map {
        DeadMessage(pending: $0.pending, reason: $0.reason, at: $0.recordedAt)
      }
    }
  }

  package func revive(_ id: Int64) async throws -> Bool {
    state.withLock { state in
      guard
        let place = state.outbox.firstIndex(where: { $0.pending.id == id && $0.end == .dead })
      else { return false }
      state.outbox[place].end = .waiting
      state.outbox[place].takenUntil = Instant(milliseconds: 0)
      state.outbox[place].pending.excused = state.outbox[place].pending.attempts
      return true
    }
  }

  package func prune(deliveredBefore end: Instant, limit: Int) async throws -> Int {
    state.withLock { state in
      let old = state.outbox.filter { $0.end == .delivered && $0.recordedAt < end }
        .sorted { $0.recordedAt < $1.recordedAt }.prefix(limit).map(\.pending.id)
      state.outbox.removeAll { old.contains($0.pending.id) }
      return old.count
    }
  }
}

extension MemoryCases: LeaseStore {
  package func lease(
    _ name: String, holder: String, now: Instant, until: Instant
  ) async throws -> Lease? {
    guard !holder.isEmpty else { throw StoreFailure.invalid("a lease has a holder") }
    try IndexedText.demandName(name, "a lease")
    return state.withLock { state in
      var lease = Lease(name: name, holder: holder, number: 1, until: until)
      if let held = state.leases[name] {
        let isHeld = held.until > now
        if isHeld, held.holder != holder { return nil }
        lease.number = isHeld ? held.number : held.number + 1
      }
      state.leases[name] = lease
      return lease
    }
  }

  package func release(_ lease: Lease) async throws {
    state.withLock { state in
      guard let held = state.leases[lease.name], held.holder == lease.holder,
        held.number == lease.number
      else { return }
      state.leases[lease.name]?.until = Instant(milliseconds: 0)
      state.leases[lease.name]?.holder = ""
    }
  }
}

extension MemoryCases: PersonalStore {
  package func values(
    notSealedBy keyID: String, after id: Int64, limit: Int
  ) async throws -> [SealedValue] {
    state.withLock { state in
      let all = Array(state.values.values) + state.drafts.values.map(\.value)
      let others = all.filter { $0.keyID != keyID && $0.id > id }
      return Array(others.sorted { $0.id < $1.id }.prefix(limit))
    }
  }

  package func values(
    sealedBy keyID: String, onlySearched: Bool, limit: Int
  ) async throws -> [SealedValue] {
    state.withLock { state in
      let all = Array(state.values.values) + state.drafts.values.map(\.value)
      let wanted = all.filter { $0.keyID == keyID && (!onlySearched || $0.blind != nil) }
      return Array(wanted.sorted { $0.id > $1.id }.prefix(limit))
    }
  }

  package func reseal(_ value: SealedValue, sealedBefore keyID: String) async throws -> Bool {
    try value.check()
    return state.withLock { state in
      if state.drafts[value.id]?.value.keyID == keyID {
        state.drafts[value.id]?.value.keyID = value.keyID
        state.drafts[value.id]?.value.sealed = value.sealed
        return true
      }
      guard state.values[value.id]?.keyID == keyID else { return false }
      state.values[value.id]?.keyID = value.keyID
      state.values[value.id]?.sealed = value.sealed
      state.values[value.id]?.blind = value.blind
      return true
    }
  }

  package func sealedValues() async throws -> [String: Int] {
    state.withLock { state in
      let all = Array(state.values.values) + state.drafts.values.map(\.value)
      return Dictionary(grouping: all, by: \.keyID).mapValues(\.count)
    }
  }
}
