import Policy
import Synchronization
import Testing
import Units

@testable import Casework

@Suite("The clock of an installation")
struct SimulatedClockTests {
  static let start = Instant(milliseconds: 1_594_944_000_000)
  /// Days and hours in milliseconds.
  static let day: Int64 = 86_400_000

  /// A steady clock that the test moves.
  final class Steady: Sendable {
    let now = Mutex<Int64>(500)
    func pass(_ milliseconds: Int64) { now.withLock { $0 += milliseconds } }
    var read: @Sendable () -> Int64 { { self.now.withLock { $0 } } }
  }

  private let steady = Steady()

  private func simulated() throws -> SimulatedClock {
    try #require(
      Installation(.rehearsal, startingAt: Self.start, steady: steady.read).simulated)
  }

  @Test("a real installation has no clock that can be moved, whatever it is told")
  func service() {
    let installation = Installation(.service, startingAt: Self.start, steady: steady.read)
    #expect(installation.simulated == nil)
    steady.pass(Self.day)
    let distance =
      installation.clock.now().milliseconds - CityClock.system.now().milliseconds
    #expect(abs(distance) < 60_000, "the machine's time")
  }

  @Test("only a demonstration or rehearsal has one", arguments: Purpose.allCases)
  func purposes(purpose: Purpose) throws {
    let installation = Installation(purpose, startingAt: Self.start, steady: steady.read)
    #expect((installation.simulated == nil) == (purpose == .service))
    if let simulated = installation.simulated {
      #expect(installation.clock.now() == Self.start && simulated.now == Self.start)
    }
  }

  @Test("the machine's time is that of this century, and its steady clock does not go back")
  func system() {
    let now = CityClock.system.now()
    #expect(now > Self.start && now < SimulatedClock.end)
    let first = CityClock.steadyMilliseconds()
    let second = CityClock.steadyMilliseconds()
    #expect(first > 0 && first <= second)
  }

  @Test("it runs as time does, so many times as fast, or stands still")
  func rates() throws {
    let clock = try simulated()
    steady.pass(1500)
    #expect(clock.now == Self.start.adding(milliseconds: 1500))
    try clock.run(at: 0)
    steady.pass(Self.day)
    #expect(clock.now == Self.start.adding(milliseconds: 1500))
    try clock.run(at: SimulatedClock.fastest)
    #expect(clock.now == Self.start.adding(milliseconds: 1500), "changing the rate changes no time")
    steady.pass(1000)
    #expect(clock.now == Self.start.adding(milliseconds: 1500 + Self.day))
    try clock.run(at: 60)
    steady.pass(1)
    #expect(clock.now == Self.start.adding(milliseconds: 1560 + Self.day))
    for rate in [-1, SimulatedClock.fastest + 1] {
      #expect(throws: Problems.self) { try clock.run(at: rate) }
    }
    steady.pass(1)
    #expect(clock.now == Self.start.adding(milliseconds: 1620 + Self.day), "the rate stays")
  }

  @Test("it is set and moved forward, never back, not by a millisecond")
  func forward() throws {
    let clock = try simulated()
    let later = Self.start.adding(milliseconds: 90 * Self.day)
    try clock.set(to: later)
    #expect(clock.now == later)
    try clock.set(to: later)
    #expect(throws: Problems.self) { try clock.set(to: later.adding(milliseconds: -1)) }
    #expect(throws: Problems.self) { try clock.advance(milliseconds: -1) }
    #expect(clock.now == later)
    try clock.advance(milliseconds: 0)
    try clock.advance(milliseconds: 1)
    steady.pass(7)
    #expect(clock.now == later.adding(milliseconds: 8))
    steady.pass(-100)
    #expect(clock.now >= later.adding(milliseconds: 1), "a steady clock that is not steady")
  }

  @Test("it ends with the last day that has a date of four digits")
  func end() throws {
    let clock = try simulated()
    #expect(SimulatedClock.end.description == "9999-12-31T23:59:59.999+08:00")
    #expect(throws: Problems.self) {
      try clock.set(to: SimulatedClock.end.adding(milliseconds: 1))
    }
    #expect(throws: Problems.self) { try clock.advance(milliseconds: .max) }
    try clock.set(to: SimulatedClock.end.adding(milliseconds: -1))
    try clock.run(at: SimulatedClock.fastest)
    steady.pass(.max / 2)
    #expect(clock.now == SimulatedClock.end)
    #expect(throws: Problems.self) { try clock.advance(milliseconds: 1) }
  }
}
