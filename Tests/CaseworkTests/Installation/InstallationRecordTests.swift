import Casework
import Policy
import Synchronization
import TestKit
import Testing
import Units

/// Protects that an installation says what it is for, once and for all, and that a real one keeps the machine's time.
@Suite("What a store says about its installation")
struct InstallationRecordTests {
  private static let start = Instant(milliseconds: 1_594_944_000_000)
  private let store = MemoryCases(clock: CityClock { Self.start })

  private func act(
    _ key: String, _ body: @escaping @Sendable (any CaseUnit) throws -> Void
  ) async throws {
    let command = Command(key: key, name: "Act", party: .system, role: .technician)
    _ = try await store.perform(command) { unit in
      try body(unit)
      return []
    }
  }

  private func record() async throws -> InstallationRecord {
    try #require(try await store.read { try InstallationRecord.of($0) })
  }

  private func names() async throws -> [String] {
    try await store.read { try $0.history(InstallationRecord.id).map(\.name) }
  }

  @Test(
    "it is said once; saying it again changes nothing, saying another is refused by name",
    arguments: Purpose.allCases)
  func once(purpose: Purpose) async throws {
    #expect(try await store.read { try InstallationRecord.of($0) } == nil)
    try await act("a") { try InstallationRecord.make(purpose, in: $0) }
    try await act("b") { try InstallationRecord.make(purpose, in: $0) }
    #expect(try await record().purpose == purpose)
    for (index, other) in Purpose.allCases.filter({ $0 != purpose }).enumerated() {
      let problems = await #expect(throws: Problems.self) {
        try await act("c\(index)") { try InstallationRecord.make(other, in: $0) }
      }
      #expect(problems?.list.first?.allowed.en.contains(purpose.rawValue) == true)
    }
    #expect(try await names() == ["InstallationMade"])
  }

  @Test("moving the time is an event, kept for every process; a service refuses it with the reason")
  func moves() async throws {
    let machine = Instant(milliseconds: 1_700_000_000_000)
    let begin = SimulatedTime(Self.start, since: machine)
    try await act("make") { try InstallationRecord.make(.demo, time: begin, in: $0) }
    #expect(try await record().time == begin)
    let later = machine.adding(milliseconds: 1000)
    try await act("move") { unit in
      try InstallationRecord.moveClock(in: unit, machine: later) { time throws(Problems) in
        try time.advanced(milliseconds: 86_400_000, machine: later).running(
          at: 60, machine: later)
      }
    }
    let time = try #require(try await record().time)
    #expect(time.now(later) == Self.start.adding(milliseconds: 86_401_000) && time.rate == 60)
    let event = try #require(
      try await store.read { try $0.history(InstallationRecord.id).last })
    #expect(event.name == "ClockMoved")
    #expect(
      event.body == #"{"from": 1594944001000, "to": 1595030401000, "rate": 60}"#)
    await #expect(throws: Problems.self) {
      try await act("back") { unit in
        try InstallationRecord.moveClock(in: unit, machine: later) { time throws(Problems) in
          try time.set(to: Self.start, machine: later)
        }
      }
    }
    #expect(try await names().count == 2, "a refused move leaves nothing")
  }

  @Test(
    "a service, and a store that says nothing, have the machine's time",
    arguments: [Purpose.service, nil])
  func fixed(purpose: Purpose?) async throws {
    let begin = SimulatedTime(Self.start, since: Self.start)
    if let purpose {
      try await act("make") { try InstallationRecord.make(purpose, time: begin, in: $0) }
      #expect(try await record().time == nil, "not even at the beginning")
    }
    let problems = await #expect(throws: Problems.self) {
      try await act("move") { unit in
        try InstallationRecord.moveClock(in: unit, machine: Self.start) { time throws(Problems) in
          try time.advanced(milliseconds: 1, machine: Self.start)
        }
      }
    }
    #expect(problems?.list.first?.allowed.en.contains("machine's time") == true)
  }

  @Test("only a rehearsal is made of a copy; one of a service sends nothing to real people")
  func copies() async throws {
    try await act("make") { try InstallationRecord.make(.service, in: $0) }
    #expect(try await record().sendsOut)
    try await act("copy") { try InstallationRecord.rehearse(in: $0) }
    try await act("again") { try InstallationRecord.rehearse(in: $0) }
    let copy = try await record()
    #expect(copy.purpose == .rehearsal && copy.copiedFrom == .service && !copy.sendsOut)
    #expect(try await names() == ["InstallationMade", "InstallationCopied"])
  }

  @Test("a copy of a store that says nothing is one of real people")
  func unsaidCopies() async throws {
    try await act("copy") { try InstallationRecord.rehearse(in: $0) }
    let copy = try await record()
    #expect(copy.purpose == .rehearsal && !copy.sendsOut)
  }

  @Test("what is noted about an installation changes neither its purpose nor its time")
  func notes() async throws {
    try await act("early") { try InstallationRecord.note(.init("ServerStarted"), in: $0) }
    #expect(try await store.read { try InstallationRecord.of($0) } == nil)
    try await act("make") { try InstallationRecord.make(.demo, in: $0) }
    let before = try await record()
    try await act("late") { try InstallationRecord.note(.init("ServerStarted"), in: $0) }
    #expect(try await record() == before)
    #expect(try await names() == ["ServerStarted", "InstallationMade", "ServerStarted"])
  }
}
