import Casework
import Testing
import Units

@testable import Exchange

@Suite("One pump a channel, and how it stops", .timeLimit(.minutes(2)))
struct PumpLeaseTests {
  private let manual = ManualTime()
  private let outbox = MemoryOutbox()
  private let leases = MemoryLeases()
  private let terms = PumpTerms()

  private static let delivered = Delivery.delivered(receipt: "ok")

  private func pump(_ channel: ScriptedChannel, _ holder: String = "a") -> OutboxPump {
    OutboxPump(
      channel, outbox, leases, holder: holder, time: manual.time, terms: terms, seed: 1)
  }

  private func rest() async {
    let now = manual.now
    await outbox.state.until { $0.looks.last == now }
    await manual.untilAsleep(for: terms.pause)
  }

  @Test("while somebody else has the lease nothing is taken; when it has run out, all is")
  func waits() async {
    outbox.add(["m"], at: manual.now)
    leases.steal(until: manual.now.adding(milliseconds: 5000))
    let channel = ScriptedChannel { _ in Self.delivered }
    let task = Task { await pump(channel).run() }
    for second in 1...5 {
      await leases.state.until { $0.asked == second }
      await manual.untilAsleep(for: terms.pause)
      #expect(outbox.state.value.looks.isEmpty)
      manual.pass(terms.pause)
    }
    await outbox.state.until { $0.records.count == 1 }
    #expect(leases.state.value.lease?.holder == "a" && leases.state.value.lease?.number == 2)
    task.cancel()
    await task.value
  }

  @Test("the lease is prolonged when a third of it is over, and given back at the end")
  func prolongs() async {
    let channel = ScriptedChannel { _ in Self.delivered }
    let start = manual.now
    let task = Task { await pump(channel).run() }
    await rest()
    #expect(leases.state.value.asked == 1)
    manual.pass(terms.lease / 3)
    await rest()
    #expect(leases.state.value.asked == 1, "not before")
    manual.pass(1)
    manual.pass(terms.pause - 1)
    await leases.state.until { $0.asked == 2 }
    await rest()
    let until = manual.now.adding(milliseconds: terms.lease)
    #expect(leases.state.value.lease?.until == until)
    #expect(manual.now == start.adding(milliseconds: terms.lease / 3 + terms.pause))
    task.cancel()
    await task.value
    #expect(leases.state.value.released == 1)
  }

  @Test("when the lease is lost nothing more is taken; what is under way ends and is recorded")
  func lost() async {
    outbox.add(["first"], at: manual.now)
    let gate = Watched(false)
    let channel = ScriptedChannel { _ in
      await gate.until { $0 }
      return Self.delivered
    }
    let task = Task { await pump(channel).run() }
    await channel.state.until { $0.underWay == 1 }
    await rest()
    leases.steal(until: manual.now.adding(milliseconds: 60_000))
    outbox.add(["second"], at: manual.now.adding(milliseconds: 11_000))
    manual.pass(11_000)
    // It learns of it when it wants to prolong.
    await leases.state.until { $0.asked == 2 }
    await manual.untilAsleep(for: terms.grace)
    gate.change { $0 = true }
    await outbox.state.until { $0.records.count == 1 }
    for asked in 3...5 {
      await manual.untilAsleep(for: terms.pause)
      manual.pass(terms.pause)
      await leases.state.until { $0.asked == asked }
    }
    #expect(channel.state.value.sent == ["first"])
    manual.pass(60_000)
    await outbox.state.until { $0.records.count == 2 }
    #expect(channel.state.value.sent == ["first", "second"])
    #expect(leases.state.value.lease?.number == 3)
    task.cancel()
    await task.value
    #expect(leases.state.value.released == 1)
  }

  @Test("a store that cannot be asked ends a lease only when its time is over")
  func brokenLeases() async {
    let channel = ScriptedChannel { _ in Self.delivered }
    let task = Task { await pump(channel).run() }
    await rest()
    leases.state.change { $0.isBroken = true }
    let late = manual.now.adding(milliseconds: terms.lease - 1)
    outbox.add(["in time"], at: late)
    manual.pass(terms.lease - 1)
    // It looks when it wakes, again because it found something, and again when that has been sent.
    await outbox.state.until { $0.looks.count { $0 == late } == 3 }
    await manual.untilAsleep(for: terms.pause)
    #expect(outbox.state.value.records.count == 1)
    outbox.add(["too late"], at: manual.now)
    let asked = leases.state.value.asked
    manual.pass(terms.pause)
    await leases.state.until { $0.asked > asked }
    await manual.untilAsleep(for: terms.pause)
    #expect(channel.state.value.sent == ["in time"])
    leases.state.change { $0.isBroken = false }
    manual.pass(terms.pause)
    await outbox.state.until { $0.records.count == 2 }
    task.cancel()
    await task.value
  }

  @Test("stopped while sending, it waits for the sending, records it and ends")
  func gracefulStop() async {
    outbox.add(["m"], at: manual.now)
    let gate = Watched(false)
    let channel = ScriptedChannel { _ in
      await gate.until { $0 }
      return Task.isCancelled ? .dead(reason: "cancelled") : Self.delivered
    }
    let task = Task { await pump(channel).run() }
    await channel.state.until { $0.underWay == 1 }
    await rest()
    outbox.add(["next"], at: manual.now)
    task.cancel()
    await manual.untilAsleep(for: terms.grace)
    gate.change { $0 = true }
    await task.value
    #expect(outbox.records(1) == [Self.delivered])
    #expect(channel.state.value.sent == ["m"] && leases.state.value.released == 1)
    await manual.state.until { $0.sleepers.isEmpty }
  }

  @Test("a sending that does not end within the grace is left, and sent again by the next pump")
  func grace() async {
    outbox.add(["m"], at: manual.now)
    let gate = Watched(false)
    let channel = ScriptedChannel { message in
      if message.attempts == 0 { await gate.until { $0 } }
      return Self.delivered
    }
    let task = Task { await pump(channel).run() }
    await channel.state.until { $0.underWay == 1 }
    task.cancel()
    await manual.untilAsleep(for: terms.grace)
    manual.pass(terms.grace)
    await task.value
    guard case .retry("no answer in time", let next)? = outbox.records(1).last else {
      Issue.record("\(outbox.records(1))")
      return
    }
    gate.change { $0 = true }
    manual.pass(next.milliseconds - manual.now.milliseconds)
    let second = Task { await pump(channel, "b").run() }
    await outbox.state.until { $0.records.count == 2 }
    second.cancel()
    await second.value
    #expect(channel.state.value.sent == ["m", "m"])
  }

  @Test("of two processes one works at a time, and when it ends the other goes on")
  func twoProcesses() async {
    outbox.add((1...50).map { "m\($0)" }, at: manual.now)
    let first = ScriptedChannel { _ in Self.delivered }
    let second = ScriptedChannel { _ in Self.delivered }
    let one = Task { await pump(first, "a").run() }
    await first.state.until { !$0.sent.isEmpty }
    let two = Task { await pump(second, "b").run() }
    await outbox.state.until { $0.records.count == 50 }
    #expect(second.state.value.sent.isEmpty)
    one.cancel()
    await one.value
    outbox.add(["last"], at: manual.now)
    await manual.untilAsleep(for: terms.pause)
    manual.pass(terms.pause)
    await outbox.state.until { $0.records.count == 51 }
    two.cancel()
    await two.value
    #expect(second.state.value.sent == ["last"])
    #expect(Set(first.state.value.sent).count == 50 && first.state.value.sent.count == 50)
  }

  @Test("waits double up to six hours, each within a quarter of it, the same for the same seed")
  func waitTimes() {
    let chance = Chance(seed: 7)
    for (attempt, minutes) in [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360].enumerated() {
      let middle = Int64(minutes) * 60_000
      var waits: Set<Int64> = []
      for message in 1...500 {
        let wait = terms.wait(
          after: attempt + 1, chance: chance.bits(Int64(message), attempt + 1))
        #expect(wait >= middle * 3 / 4 && wait <= middle * 5 / 4)
        waits.insert(wait)
      }
      #expect(waits.count > 400, "they do not come back together")
    }
    #expect(terms.wait(after: 1, chance: 0) == 45_000)
    #expect(terms.wait(after: 1, chance: 30_000) == 75_000)
    #expect(terms.wait(after: 1, chance: 30_001) == 45_000)
    #expect(terms.wait(after: .max, chance: 0) == 21_600_000 * 3 / 4)
    #expect(chance.bits(1, 2) == Chance(seed: 7).bits(1, 2))
    #expect(
      chance.bits(1, 2) != chance.bits(2, 1) && chance.bits(1, 2) != Chance(seed: 8).bits(1, 2))
  }
}
