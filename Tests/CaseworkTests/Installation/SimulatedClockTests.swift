import Policy
import Synchronization
import Testing
import Units

@testable import Casework

@Suite("The clock of an installation")
struct SimulatedClockTests {
  static let start = Instant(milliseconds: 1_594_944_000_000)
  /// What the machine's clock says at first.
  static let machine = Instant(milliseconds: 1_700_000_000_000)
  /// A day in milliseconds.
  static let day: Int64 = 86_400_000

  /// A machine's clock that the test moves.
  final class Machine: Sendable {
    let now = Mutex(SimulatedClockTests.machine)
    func pass(_ milliseconds: Int64) { now.withLock { $0 = $0.adding(milliseconds: milliseconds) } }
    var clock: CityClock { CityClock { self.now.withLock { $0 } } }
  }

  private let machine = Machine()
  private let time = SimulatedTime(Self.start, since: Self.machine)

  /// The machine's time so many milliseconds after the first.
  private static func after(_ milliseconds: Int64) -> Instant {
    machine.adding(milliseconds: milliseconds)
  }

  @Test("a real installation has no clock that can be moved, whatever it is told")
  func service() {
    let installation = Installation(.service, time: time, machine: machine.clock)
    #expect(installation.simulated == nil)
    machine.pass(Self.day)
    #expect(installation.clock.now() == Self.after(Self.day), "the machine's time")
  }

  @Test("only a demonstration or rehearsal has one", arguments: Purpose.allCases)
  func purposes(purpose: Purpose) throws {
    let installation = Installation(purpose, time: time, machine: machine.clock)
    #expect((installation.simulated == nil) == (purpose == .service))
    if let simulated = installation.simulated {
      #expect(installation.clock.now() == Self.start && simulated.now == Self.start)
      machine.pass(1)
      #expect(installation.clock.now() == Self.start.adding(milliseconds: 1))
    }
    #expect(
      Installation(purpose, machine: machine.clock).clock.now() == machine.clock.now(),
      "the machine's time until it is moved")
  }

  @Test("the machine's time is that of this century")
  func system() {
    let now = CityClock.system.now()
    #expect(now > Self.start && now < SimulatedTime.end)
  }

  @Test("it runs as time does, so many times as fast, or stands still")
  func rates() throws {
    #expect(time.now(Self.after(1500)) == Self.start.adding(milliseconds: 1500))
    let still = try time.running(at: 0, machine: Self.after(1500))
    #expect(still.now(Self.after(Self.day)) == Self.start.adding(milliseconds: 1500))
    let fast = try still.running(at: SimulatedTime.fastest, machine: Self.after(Self.day))
    #expect(
      fast.now(Self.after(Self.day)) == Self.start.adding(milliseconds: 1500),
      "changing the rate changes no time")
    #expect(
      fast.now(Self.after(Self.day + 1000)) == Self.start.adding(milliseconds: 1500 + Self.day))
    for rate in [-1, SimulatedTime.fastest + 1] {
      #expect(throws: Problems.self) { try time.running(at: rate, machine: Self.machine) }
    }
  }

  @Test("it is set and moved forward, never back, not by a millisecond")
  func forward() throws {
    let later = Self.start.adding(milliseconds: 90 * Self.day)
    let moved = try time.set(to: later, machine: Self.after(10))
    #expect(moved.now(Self.after(10)) == later)
    #expect(try moved.set(to: later, machine: Self.after(10)) == moved)
    #expect(throws: Problems.self) {
      try moved.set(to: later.adding(milliseconds: -1), machine: Self.after(10))
    }
    #expect(throws: Problems.self) {
      try moved.advanced(milliseconds: -1, machine: Self.after(10))
    }
    #expect(try moved.advanced(milliseconds: 0, machine: Self.after(10)) == moved)
    let on = try moved.advanced(milliseconds: 1, machine: Self.after(12))
    #expect(on.now(Self.after(12)) == later.adding(milliseconds: 3))
    #expect(on.now(Self.after(-100)) == on.at, "a machine whose time was put back")
  }

  @Test("the refusal names the first whole minute that is allowed")
  func earliest() throws {
    for (past, minute) in [(Int64(0), 0), (1, 1), (59_999, 1), (60_000, 1)] {
      let now = Self.after(past)
      do {
        _ = try time.set(to: Self.start.adding(milliseconds: -1), machine: now)
        Issue.record("set back")
      } catch {
        #expect("\(error)".contains("from 17 July 2020 08:0\(minute) to"), "\(past): \(error)")
      }
      let named = Self.start.adding(milliseconds: Int64(minute) * 60_000)
      #expect(throws: Never.self) { try time.set(to: named, machine: now) }
    }
  }

  @Test("what a process told is not taken back when the machine's time is")
  func latest() throws {
    let clock = try #require(
      Installation(.demo, time: time, machine: machine.clock).simulated)
    machine.pass(5000)
    #expect(clock.now == Self.start.adding(milliseconds: 5000))
    machine.pass(-3000)
    #expect(clock.now == Self.start.adding(milliseconds: 5000))
    clock.follow(try time.advanced(milliseconds: Self.day, machine: machine.clock.now()))
    #expect(clock.now == Self.start.adding(milliseconds: 2000 + Self.day))
  }

  @Test("it ends with the last day that has a date of four digits")
  func end() throws {
    #expect(SimulatedTime.end.description == "9999-12-31T23:59:59.999+08:00")
    #expect(throws: Problems.self) {
      try time.set(to: SimulatedTime.end.adding(milliseconds: 1), machine: Self.machine)
    }
    #expect(throws: Problems.self) {
      try time.advanced(milliseconds: .max, machine: Self.machine)
    }
    let last = try time.set(
      to: SimulatedTime.end.adding(milliseconds: -1), machine: Self.machine)
    let fast = try last.running(at: SimulatedTime.fastest, machine: Self.machine)
    #expect(fast.now(Self.after(.max / 2)) == SimulatedTime.end)
    #expect(throws: Problems.self) { try fast.advanced(milliseconds: 1, machine: Self.after(1)) }
  }
}
