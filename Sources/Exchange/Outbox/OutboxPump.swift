package import Casework
import Units

/// What a pump knows of time: when it is, and how to wait (时间). In tests both are the test's own.
package struct PumpTime: Sendable {
  /// The machine's clock: leases, deadlines and waits go by it.
  package var clock: CityClock
  /// The installation's clock: what is due goes by it.
  package var city: CityClock
  /// Waits so many milliseconds; throws when its task is cancelled.
  package var sleep: @Sendable (Int64) async throws -> Void

  package init(
    _ clock: CityClock, city: CityClock? = nil,
    sleep: @escaping @Sendable (Int64) async throws -> Void = {
      try await Task.sleep(for: .milliseconds($0))
    }
  ) {
    self.clock = clock
    self.city = city ?? clock
    self.sleep = sleep
  }
}

/// Sends what waits in the outbox through one channel (发件泵), one pump a channel among all servers, each message at
/// least once and under the same key.
///
/// What was sent and not recorded, because the program ended in between, is sent again: the receiver
/// knows it by its key.
package struct OutboxPump: Sendable {
  /// Told what becomes of a message before the outbox is (回执).
  package typealias Witness = @Sendable (Delivery, PendingMessage) async throws -> Void

  let channel: any Channel
  let outbox: any OutboxStore
  let leases: any LeaseStore
  let holder: String
  let time: PumpTime
  let terms: PumpTerms
  let chance: Chance
  let witness: Witness
  let report: @Sendable (String) -> Void

  /// - Parameters:
  ///   - holder: this process, different from every other: host, process number and time of start.
  ///   - seed: of the waits' chance.
  ///   - witness: makes the outcome visible where people look; when it throws, nothing is recorded and the
  ///     message is sent again later.
  ///   - report: told in a few words what hinders the pump, without personal data.
  package init(
    _ channel: any Channel, _ outbox: any OutboxStore, _ leases: any LeaseStore, holder: String,
    time: PumpTime, terms: PumpTerms = PumpTerms(), seed: UInt64,
    witness: @escaping Witness = { _, _ in },
    report: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.channel = channel
    self.outbox = outbox
    self.leases = leases
    self.holder = holder
    self.time = time
    self.terms = terms
    chance = Chance(seed: seed)
    self.witness = witness
    self.report = report
  }

  /// Works until its task is cancelled; then takes nothing more, and ends when what is under way has ended or its
  /// grace is over.
  package func run() async {
    while !Task.isCancelled {
      if let lease = await takeLease() { await work(under: lease) }
      try? await time.sleep(terms.pause)
    }
  }

  private func takeLease() async -> Lease? {
    let now = time.clock.now()
    do {
      return try await leases.lease(
        "outbox:\(channel.name)", holder: holder, now: now,
        until: now.adding(milliseconds: terms.lease))
    } catch {
      report("outbox:\(channel.name): \(error)")
      return nil
    }
  }

  private enum Wake: Sendable { case sent, looked }

  /// Sends until the lease is lost or the task is cancelled.
  private func work(under first: Lease) async {
    var lease = first
    await withTaskGroup(of: Wake.self) { group in
      var underWay = 0
      var isLooking = false
      while !Task.isCancelled {
        guard let kept = await keep(lease) else { break }
        lease = kept
        let taken = await take(terms.concurrency - underWay)
        for message in taken {
          underWay += 1
          group.addTask {
            await deliver(message)
            return .sent
          }
        }
        // A full round leaves no time between: there may be more.
        if !taken.isEmpty, underWay < terms.concurrency { continue }
        if !isLooking {
          isLooking = true
          group.addTask {
            try? await time.sleep(terms.pause)
            return .looked
          }
        }
        switch await group.next() {
        case .sent: underWay -= 1
        case .looked: isLooking = false
        case nil: break
        }
      }
      // What is under way learns that its grace has begun.
      group.cancelAll()
    }
    if Task.isCancelled {
      await Task { [lease] in
        do {
          try await leases.release(lease)
        } catch {
          report("\(lease.name): \(error)")
        }
      }.value
    }
  }

  /// The lease, prolonged when a third of it is over; `nil` when it is lost. A store that cannot be asked
  /// loses it only when its time is over.
  private func keep(_ lease: Lease) async -> Lease? {
    let now = time.clock.now()
    let left = lease.until.milliseconds - now.milliseconds
    guard left < terms.lease / 3 * 2 else { return lease }
    do {
      let until = now.adding(milliseconds: terms.lease)
      let kept = try await leases.lease(lease.name, holder: holder, now: now, until: until)
      guard let kept, kept.number == lease.number else {
        report("\(lease.name): somebody else has taken over")
        return nil
      }
      return kept
    } catch {
      report("\(lease.name): \(error)")
      return left > 0 ? lease : nil
    }
  }

  private func take(_ limit: Int) async -> [PendingMessage] {
    guard limit > 0 else { return [] }
    let now = time.clock.now()
    do {
      // Long enough for sending, recording and a slow store.
      return try await outbox.take(
        channel: channel.name, limit: limit, due: time.city.now(), now: now,
        until: now.adding(milliseconds: terms.deadline * 2 + terms.grace))
    } catch {
      report("outbox of \(channel.name): \(error)")
      return []
    }
  }

  /// Sends one message and records what became of it.
  private func deliver(_ message: PendingMessage) async {
    let before = message.attempts - message.excused
    let begun = before + 1
    var outcome: Delivery
    if before >= terms.attempts {
      outcome = .dead(reason: "not recorded in \(before) attempts")
    } else {
      outcome = await sent(message)
      if case .retry(let reason, let earliest) = outcome {
        if begun >= terms.attempts {
          outcome = .dead(reason: "\(reason); given up after \(begun) attempts")
        } else {
          let wait = terms.wait(after: begun, chance: chance.bits(message.id, begun))
          let next = time.clock.now().adding(milliseconds: wait)
          outcome = .retry(reason: reason, notBefore: max(next, earliest))
        }
      }
    }
    await record(outcome, of: message)
  }

  private func sent(_ message: PendingMessage) async -> Delivery {
    let sending = Sending()
    let answer = await withTaskCancellationHandler {
      await sending.run(message, channel, time, deadline: terms.deadline)
    } onCancel: {
      sending.giveUp(after: terms.grace, time)
    }
    return answer ?? .retry(reason: "no answer in time", notBefore: time.clock.now())
  }

  /// Makes the outcome known; a store that fails is asked a few times more, so that a short pause of it does not
  /// send the message twice.
  private func record(_ outcome: Delivery, of message: PendingMessage) async {
    for attempt in 1...OutboxPump.recordings {
      do {
        // In a task of its own: a store may refuse to work for one that is cancelled.
        return try await Task {
          try await witness(outcome, message)
          try await outbox.record(outcome, of: message, now: time.clock.now())
        }.value
      } catch {
        report("message \(message.id) of \(channel.name) not recorded: \(error)")
      }
      guard attempt < OutboxPump.recordings else { return }
      do { try await time.sleep(terms.pause) } catch { return }
    }
  }

  private static let recordings = 5
}
