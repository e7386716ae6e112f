package import Casework
import Synchronization
package import Units

extension MemoryCases: OutboxStore {
  package func take(
    channel: String, limit: Int, now: Instant, until: Instant
  ) async throws -> [PendingMessage] {
    state.withLock { state in
      let due = state.outbox.indices.filter { place in
        let sent = state.outbox[place]
        return sent.end == .waiting && sent.pending.message.channel == channel
          && sent.pending.message.notBefore <= now && sent.takenUntil <= now
      }.sorted { left, right in
        let (left, right) = (state.outbox[left].pending, state.outbox[right].pending)
        return (left.message.notBefore, left.id) < (right.message.notBefore, right.id)
      }.prefix(limit)
      return due.map { place in
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
        switch delivery {
        case .delivered: state.outbox[place].end = .delivered
        case .dead: state.outbox[place].end = .dead
        case .retry(_, let notBefore):
          state.outbox[place].pending.message.notBefore = notBefore
        }
      }
    }
  }

  package func waiting() async throws -> [String: (waiting: Int, dead: Int)] {
    state.withLock { state in
      var counts: [String: (waiting: Int, dead: Int)] = [:]
      for sent in state.outbox {
        switch sent.end {
        case .waiting: counts[sent.pending.message.channel, default: (0, 0)].waiting += 1
        case .dead: counts[sent.pending.message.channel, default: (0, 0)].dead += 1
        case .delivered: break
        }
      }
      return counts
    }
  }
}

extension MemoryCases: LeaseStore {
  package func lease(
    _ name: String, holder: String, now: Instant, until: Instant
  ) async throws -> Lease? {
    guard !holder.isEmpty else { throw StoreFailure.invalid("a lease has a holder") }
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
      let others = state.values.values.filter { $0.keyID != keyID && $0.id > id }
      return Array(others.sorted { $0.id < $1.id }.prefix(limit))
    }
  }

  package func reseal(_ value: SealedValue, sealedBefore keyID: String) async throws -> Bool {
    state.withLock { state in
      guard state.values[value.id]?.keyID == keyID else { return false }
      state.values[value.id]?.keyID = value.keyID
      state.values[value.id]?.sealed = value.sealed
      state.values[value.id]?.blind = value.blind
      return true
    }
  }

  package func sealedValues() async throws -> [String: Int] {
    state.withLock { state in
      Dictionary(grouping: state.values.values, by: \.keyID).mapValues(\.count)
    }
  }
}
