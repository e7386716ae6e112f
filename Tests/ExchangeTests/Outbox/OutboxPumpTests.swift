import Casework
import Testing
import Units

@testable import Exchange

@Suite("The pump of the outbox", .timeLimit(.minutes(2)))
struct OutboxPumpTests {
  private let manual = ManualTime()
  private let outbox = MemoryOutbox()
  private let leases = MemoryLeases()
  private let terms = PumpTerms()

  private static let delivered = Delivery.delivered(receipt: "ok")

  private func pump(
    _ channel: ScriptedChannel, holder: String = "a", _ terms: PumpTerms? = nil,
    witness: @escaping OutboxPump.Witness = { _, _ in }
  ) -> OutboxPump {
    OutboxPump(
      channel, outbox, leases, holder: holder, time: manual.time, terms: terms ?? self.terms,
      seed: 2020, witness: witness)
  }

  /// Runs a pump beside the body and stops it afterwards.
  private func running(_ pump: OutboxPump, _ body: () async throws -> Void) async rethrows {
    let task = Task { await pump.run() }
    do {
      try await body()
    } catch {
      task.cancel()
      await task.value
      throw error
    }
    task.cancel()
    await task.value
  }

  /// Returns when the pump has looked into the outbox at this moment, and rests.
  private func rest() async {
    let now = manual.now
    await outbox.state.until { $0.looks.last == now }
    await manual.untilAsleep(for: terms.pause)
  }

  @Test("what is due is sent once, in order, and recorded")
  func delivers() async {
    outbox.add((1...20).map { "m\($0)" }, at: manual.now)
    outbox.add(["later"], at: manual.now.adding(milliseconds: 1))
    let channel = ScriptedChannel { _ in Self.delivered }
    var narrow = terms
    narrow.concurrency = 1
    await running(pump(channel, narrow)) {
      await outbox.state.until { $0.records.count == 20 }
      await rest()
      #expect(channel.state.value.sent == (1...20).map { "m\($0)" })
      manual.pass(terms.pause)
      await outbox.state.until { $0.records.count == 21 }
      for _ in 0..<3 {
        await rest()
        manual.pass(terms.pause)
      }
    }
    #expect(channel.state.value.sent.count == 21)
    #expect(outbox.state.value.records.allSatisfy { $0.delivery == Self.delivered })
  }

  @Test("never more than so many are on their way", arguments: [1, 3, 8])
  func concurrency(limit: Int) async {
    var bounded = terms
    bounded.concurrency = limit
    outbox.add((1...30).map { "m\($0)" }, at: manual.now)
    let gate = Watched(false)
    let channel = ScriptedChannel { _ in
      await gate.until { $0 }
      return Self.delivered
    }
    await running(pump(channel, bounded)) {
      await channel.state.until { $0.underWay == limit }
      await manual.untilAsleep(for: terms.pause)
      #expect(outbox.state.value.entries.values.filter { $0.attempts > 0 }.count == limit)
      gate.change { $0 = true }
      await outbox.state.until { $0.records.count == 30 }
    }
    #expect(channel.state.value.most == limit && outbox.state.value.mostAsked == limit)
  }

  @Test("a receiver that hangs, and does not even heed its end, holds up no others")
  func hanging() async {
    var two = terms
    two.concurrency = 2
    outbox.add(["hangs"], at: manual.now)
    outbox.add((1...10).map { "m\($0)" }, at: manual.now)
    let gate = Watched(false)
    let channel = ScriptedChannel { message in
      if message.message.key == "hangs", message.attempts == 0 { await gate.until { $0 } }
      return Self.delivered
    }
    await running(pump(channel, two)) {
      await outbox.state.until { $0.records.count == 10 }
      #expect(outbox.records(1) == [])
      await manual.untilAsleep(for: terms.deadline)
      manual.pass(terms.deadline - 1)
      await rest()
      #expect(outbox.records(1) == [], "one millisecond is left")
      manual.pass(1)
      await outbox.state.until { $0.records.count == 11 }
      guard case .retry("no answer in time", let next)? = outbox.records(1).last else {
        Issue.record("\(outbox.records(1))")
        return
      }
      #expect(next > manual.now)
      await manual.untilAsleep(for: terms.pause)
      manual.pass(next.milliseconds - manual.now.milliseconds)
      await outbox.state.until { $0.records.count == 12 }
      #expect(outbox.records(1).last == Self.delivered)
      // The first sending ends at last; nobody listens.
      gate.change { $0 = true }
      await channel.state.until { $0.underWay == 0 }
      #expect(channel.state.value.cancelled == 1)
    }
    #expect(outbox.state.value.records.count == 12)
  }

  @Test("after a failure it is sent again exactly when its wait is over, until it is given up")
  func retries() async {
    outbox.add(["m"], at: manual.now)
    let start = manual.now
    let channel = ScriptedChannel { _ in
      .retry(reason: "451", notBefore: Instant(milliseconds: 0))
    }
    await running(pump(channel)) {
      for attempt in 1..<terms.attempts {
        await outbox.state.until { $0.records.count == attempt }
        await rest()
        let wait = terms.wait(
          after: attempt, chance: Chance(seed: 2020).bits(1, attempt))
        let next = manual.now.adding(milliseconds: wait)
        #expect(outbox.records(1).last == .retry(reason: "451", notBefore: next))
        manual.pass(wait - 1)
        await rest()
        #expect(channel.state.value.sent.count == attempt, "one millisecond is left")
        // The pump rests a second between two looks.
        manual.pass(terms.pause)
      }
      await outbox.state.until { $0.records.count == terms.attempts }
      #expect(outbox.records(1).last == .dead(reason: "451; given up after 21 attempts"))
      await rest()
      manual.pass(30 * Instant.millisecondsOfDay)
      await rest()
    }
    #expect(channel.state.value.sent == Array(repeating: "m", count: 21))
    let end = outbox.state.value.records.last?.at ?? start
    let hours = (end.milliseconds - start.milliseconds) / 3_600_000
    #expect((55...95).contains(hours), "about three days")
  }

  @Test("what a person has sent again gets all attempts anew")
  func excused() async {
    outbox.add(["again"], at: manual.now, attempts: 21, excused: 21)
    outbox.add(["over"], at: manual.now, attempts: 21, excused: 0)
    outbox.add(["last"], at: manual.now, attempts: 41, excused: 21)
    let channel = ScriptedChannel { _ in
      .retry(reason: "451", notBefore: Instant(milliseconds: 0))
    }
    await running(pump(channel)) { await outbox.state.until { $0.records.count == 3 } }
    guard case .retry("451", _)? = outbox.records(1).last else {
      Issue.record("\(outbox.records(1))")
      return
    }
    #expect(outbox.records(2) == [.dead(reason: "not recorded in 21 attempts")])
    #expect(outbox.records(3) == [.dead(reason: "451; given up after 21 attempts")])
    #expect(Set(channel.state.value.sent) == ["again", "last"])
  }

  @Test("what is due goes by the installation's clock, deadlines and rests by the machine's")
  func simulated() async {
    let city = Watched(manual.now)
    let late = manual.now.adding(milliseconds: 90 * Instant.millisecondsOfDay)
    outbox.add(["m"], at: late)
    let channel = ScriptedChannel { _ in
      .retry(reason: "451", notBefore: Instant(milliseconds: 0))
    }
    let time = PumpTime(
      manual.time.clock, city: CityClock { city.value }, sleep: manual.time.sleep)
    let pump = OutboxPump(
      channel, outbox, leases, holder: "a", time: time, terms: terms, seed: 2020)
    await running(pump) {
      await rest()
      #expect(channel.state.value.sent.isEmpty)
      city.change { $0 = late }
      manual.pass(terms.pause)
      await outbox.state.until { $0.records.count == 1 }
      await rest()
      let wait = terms.wait(after: 1, chance: Chance(seed: 2020).bits(1, 1))
      #expect(
        outbox.records(1) == [
          .retry(reason: "451", notBefore: manual.now.adding(milliseconds: wait))
        ])
      // A year of the installation ends no rest.
      city.change { $0 = late.adding(milliseconds: 365 * Instant.millisecondsOfDay) }
      manual.pass(wait - 1)
      await rest()
      #expect(channel.state.value.sent.count == 1)
    }
  }

  @Test("a message that a receiver refuses for good is given up at once")
  func dead() async {
    outbox.add(["m"], at: manual.now)
    let channel = ScriptedChannel { _ in .dead(reason: "550") }
    await running(pump(channel)) {
      await outbox.state.until { $0.records.count == 1 }
      await rest()
      manual.pass(Instant.millisecondsOfDay)
      await rest()
    }
    #expect(outbox.records(1) == [.dead(reason: "550")] && channel.state.value.sent.count == 1)
  }

  @Test("a receiver may ask for a longer wait, not for a shorter one")
  func receiversWait() async {
    let late = manual.now.adding(milliseconds: 7_200_000)
    outbox.add(["m"], at: manual.now)
    let channel = ScriptedChannel { _ in .retry(reason: "busy", notBefore: late) }
    await running(pump(channel)) { await outbox.state.until { $0.records.count == 1 } }
    #expect(outbox.records(1) == [.retry(reason: "busy", notBefore: late)])
  }

  @Test("what was sent and not recorded is sent again under the same key, and not for ever")
  func crashes() async {
    outbox.add(["m"], at: manual.now)
    outbox.state.change { $0.doesNotRecord = true }
    let channel = ScriptedChannel { _ in Self.delivered }
    // Programs that end between sending and recording.
    for run in 1...2 {
      await running(pump(channel, holder: "run \(run)")) {
        await channel.state.until { $0.sent.count == run }
        await manual.untilAsleep(for: terms.pause)
      }
      manual.pass(terms.deadline * 2 + terms.grace)
    }
    outbox.state.change { $0.doesNotRecord = false }
    await running(pump(channel, holder: "last")) {
      await outbox.state.until { $0.records.count == 1 }
    }
    #expect(channel.state.value.sent == ["m", "m", "m"])
    #expect(outbox.records(1) == [Self.delivered])
    #expect(outbox.state.value.entries[1]?.attempts == 3)

    // One that ends the program whenever it is sent.
    outbox.add(["poison"], at: manual.now, attempts: terms.attempts)
    await running(pump(channel, holder: "careful")) {
      await outbox.state.until { $0.records.count == 2 }
    }
    #expect(outbox.records(2) == [.dead(reason: "not recorded in 21 attempts")])
    #expect(!channel.state.value.sent.contains("poison"))
  }

  @Test("a store that fails for a moment is asked again, so nothing is sent twice")
  func storeFails() async {
    outbox.add(["m"], at: manual.now)
    outbox.state.change { $0.doesNotGive = true }
    let channel = ScriptedChannel { _ in Self.delivered }
    await running(pump(channel)) {
      await rest()
      #expect(channel.state.value.sent.isEmpty)
      outbox.state.change { state in
        state.doesNotGive = false
        state.doesNotRecord = true
      }
      manual.pass(terms.pause)
      await channel.state.until { $0.sent.count == 1 }
      await manual.state.until { $0.sleepers.values.filter { $0.length == 1000 }.count == 2 }
      outbox.state.change { $0.doesNotRecord = false }
      manual.pass(terms.pause)
      await outbox.state.until { $0.records.count == 1 }
      await rest()
    }
    #expect(channel.state.value.sent == ["m"])
  }

  @Test("the outcome is shown before the outbox forgets the message")
  func witness() async {
    outbox.add(["m", "n"], at: manual.now)
    let told = Watched<[String]>([])
    let channel = ScriptedChannel { message in
      message.message.key == "m" ? Self.delivered : .dead(reason: "550")
    }
    let outbox = outbox
    let pump = pump(channel) { delivery, message in
      #expect(outbox.records(message.id) == [])
      let count = told.change { told in
        told.append(message.message.key)
        return told.filter { $0 == "m" }.count
      }
      if message.message.key == "m", count == 1 { throw StoreBroken() }
    }
    await running(pump) {
      await outbox.state.until { $0.records.count == 1 }
      #expect(outbox.records(1) == [], "not shown, so not recorded")
      await manual.state.until { $0.sleepers.values.filter { $0.length == 1000 }.count == 2 }
      manual.pass(terms.pause)
      await outbox.state.until { $0.records.count == 2 }
    }
    #expect(told.value.sorted() == ["m", "m", "n"] && channel.state.value.sent.count == 2)
  }
}
