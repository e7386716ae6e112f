import Casework
import Units

@testable import Exchange

struct StoreBroken: Error {}

/// An outbox in memory, as ``OutboxStore`` promises it.
final class MemoryOutbox: OutboxStore {
  struct Entry: Sendable {
    var message: OutboxMessage
    var attempts = 0
    var excused = 0
    /// Until then it is taken or rests, by the machine's clock.
    var due = Instant(milliseconds: 0)
    var end: Delivery?
  }

  struct State: Sendable {
    var entries: [Int64: Entry] = [:]
    /// What was recorded, in order.
    var records: [(id: Int64, delivery: Delivery, at: Instant)] = []
    /// When it was asked for messages.
    var looks: [Instant] = []
    var mostAsked = 0
    var doesNotRecord = false
    var doesNotGive = false
  }

  let state = Watched(State())

  func add(_ keys: [String], at due: Instant, attempts: Int = 0, excused: Int = 0) {
    state.change { state in
      for key in keys {
        let message = OutboxMessage(channel: "test", key: key, body: "{}", notBefore: due)
        state.entries[Int64(state.entries.count + 1)] = Entry(
          message: message, attempts: attempts, excused: excused)
      }
    }
  }

  func take(
    channel: String, limit: Int, due: Instant, now: Instant, until: Instant
  ) async throws -> [PendingMessage] {
    try state.attempt { state in
      state.looks.append(now)
      state.mostAsked = max(state.mostAsked, limit)
      if state.doesNotGive { throw StoreBroken() }
      let found = state.entries
        .filter {
          $0.value.end == nil && $0.value.message.notBefore <= due && $0.value.due <= now
            && $0.value.message.channel == channel
        }
        .sorted { ($0.value.message.notBefore, $0.key) < ($1.value.message.notBefore, $1.key) }
        .prefix(limit)
      return found.map { id, entry in
        state.entries[id]?.attempts += 1
        state.entries[id]?.due = until
        return PendingMessage(
          id: id, message: entry.message, attempts: entry.attempts, excused: entry.excused)
      }
    }
  }

  func record(_ delivery: Delivery, of message: PendingMessage, now: Instant) async throws {
    try Task.checkCancellation()
    try state.attempt { state in
      if state.doesNotRecord { throw StoreBroken() }
      guard state.entries[message.id]?.attempts == message.attempts + 1 else { return }
      state.records.append((message.id, delivery, now))
      switch delivery {
      case .retry(_, let notBefore): state.entries[message.id]?.due = notBefore
      case .delivered, .dead: state.entries[message.id]?.end = delivery
      }
    }
  }

  func waiting() async throws -> [String: Backlog] { [:] }

  /// Deliveries by message, in order.
  func records(_ id: Int64) -> [Delivery] {
    state.value.records.filter { $0.id == id }.map(\.delivery)
  }
}

/// Leases in memory, as ``LeaseStore`` promises them.
final class MemoryLeases: LeaseStore {
  struct State: Sendable {
    var lease: Lease?
    var asked = 0
    var released = 0
    var isBroken = false
  }

  let state = Watched(State())

  func lease(_ name: String, holder: String, now: Instant, until: Instant) async throws -> Lease? {
    try state.attempt { state in
      state.asked += 1
      if state.isBroken { throw StoreBroken() }
      if let held = state.lease {
        if held.holder == holder {
          state.lease?.until = until
          return state.lease
        }
        if held.until > now { return nil }
      }
      state.lease = Lease(
        name: name, holder: holder, number: (state.lease?.number ?? 0) + 1, until: until)
      return state.lease
    }
  }

  func release(_ lease: Lease) async throws {
    try Task.checkCancellation()
    state.change { state in
      guard state.lease?.number == lease.number else { return }
      state.lease?.until = Instant(milliseconds: 0)
      state.released += 1
    }
  }

  /// Somebody else takes over.
  func steal(until: Instant) {
    state.change { state in
      let number = (state.lease?.number ?? 0) + 1
      state.lease = Lease(name: "outbox:test", holder: "thief", number: number, until: until)
    }
  }
}

/// A channel that does what the test says.
final class ScriptedChannel: Channel {
  struct State: Sendable {
    /// Keys in the order of sending.
    var sent: [String] = []
    var underWay = 0
    var most = 0
    var cancelled = 0
  }

  let name = "test"
  let state = Watched(State())
  private let answer: @Sendable (PendingMessage) async -> Delivery

  init(_ answer: @escaping @Sendable (PendingMessage) async -> Delivery) { self.answer = answer }

  func send(_ message: PendingMessage) async -> Delivery {
    state.change { state in
      state.sent.append(message.message.key)
      state.underWay += 1
      state.most = max(state.most, state.underWay)
    }
    let delivery = await answer(message)
    let isCancelled = Task.isCancelled
    state.change { state in
      state.underWay -= 1
      if isCancelled { state.cancelled += 1 }
    }
    return delivery
  }
}
