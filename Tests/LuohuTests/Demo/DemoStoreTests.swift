import Casework
import Foundation
import PointsService
import Policy
import Store
import TestKit
import Testing
import Units

@testable import luohu

@Suite("Sowing the demo city again, after a crash, and on SQLite")
struct DemoStoreTests {
  /// How many dossiers there are of each kind in each state.
  private static func census(_ store: any CaseStore) async throws -> [String: Int] {
    let kinds = [
      "account", "unit", "application", "association", "dispute", "proposal", "cycle",
      "delegation", "evidence", "demoCity",
    ]
    return try await store.read { reading in
      var census: [String: Int] = [:]
      for kind in kinds {
        let all = try reading.dossiers(DossierQuery(DossierKind(rawValue: kind), limit: 1000))
        for dossier in all { census["\(kind) \(dossier.state)", default: 0] += 1 }
      }
      return census
    }
  }

  @Test("sown again, also later and by another process, it changes nothing")
  func again() async throws {
    let clock = HandClock(DemoBench.opening)
    let installation = DemoBench.withPast(clock)
    let cases = MemoryCases(clock: installation.clock)
    let keyring = Keyring(newAt: DemoBench.opening)
    let first = try await DemoBench.open(cases, clock, installation: installation, keyring: keyring)
    #expect(try await first.seed.sow().isNew)
    let events = cases.events.count
    // Into the next year: the city stays that of the year in which it began.
    clock.move(milliseconds: 60 * Instant.millisecondsOfDay)
    let second = try await DemoBench.open(cases, clock, purpose: nil, keyring: keyring)
    #expect(second.seed.city.cycle == 2026 && second.seed.city.people == first.seed.city.people)
    let sown = try await second.seed.sow()
    #expect(!sown.isNew && sown.cycle == 2026)
    #expect(cases.events.count == events)
  }

  @Test("lost in the middle and begun again, it comes to the same city")
  func crash() async throws {
    let keyring = Keyring(newAt: DemoBench.opening)
    var whole = try await Self.census(try await DemoSeedTests.sown().store)
    whole["delegation withdrawn"] = nil
    // The year before takes some 60 commands, the scenes 230 more; the list of a unit’s people follows.
    var isCaughtUp = 0
    for commands in Array(stride(from: 2, through: 62, by: 3))
      + Array(stride(from: 65, through: 290, by: 9)) + [330]
    {
      let clock = HandClock(DemoBench.opening)
      let installation = DemoBench.withPast(clock)
      let cases = MemoryCases(clock: installation.clock)
      _ = try await DemoBench.open(cases, clock, installation: installation, keyring: keyring)
      let failing = FailingStore(cases, after: commands)
      let lost = try await DemoBench.open(
        cases, clock, installation: installation, over: failing, purpose: nil, keyring: keyring)
      do {
        // What the platform does by itself it does again with the next round.
        #expect(try await lost.seed.sow().isNew, "lost after \(commands) commands")
        isCaughtUp += 1
      } catch StoreFailure.outcomeUnknown {}
      clock.move(milliseconds: 2 * Instant.millisecondsOfDay)
      // A process that begins anew reads the time from the store.
      let time = try await cases.read { try InstallationRecord.of($0)?.time }
      if let time { installation.simulated?.follow(time) }
      let again = try await DemoBench.open(
        cases, clock, installation: installation, purpose: nil, keyring: keyring)
      _ = try await again.seed.sow()
      var census = try await Self.census(cases)
      // An invitation whose code was lost is taken back.
      census["delegation withdrawn"] = nil
      #expect(census == whole, "lost after \(commands) commands")
    }
    #expect(isCaughtUp < 5)
  }

  @Test(
    "an installation for service or rehearsal gets no invented people", arguments: [true, false])
  func refused(isService: Bool) async throws {
    let clock = HandClock(DemoBench.opening)
    let cases = MemoryCases(clock: clock.city)
    await #expect(throws: Problems.self) {
      try await DemoBench.open(cases, clock, purpose: isService ? .service : .rehearsal)
    }
    #expect(cases.events.map(\.name) == ["InstallationMade"])
  }

  @Test(
    "before 2020 no timetable can be made, and it says so; in an announced stage it is that one")
  func years() async throws {
    for (year, month, isPossible) in [
      (2019, 7, false), (2020, 7, true), (2027, 1, true), (2031, 7, true),
    ] {
      let clock = HandClock(PointsBench.moment(year, month, month == 1 ? 1 : 20, hour: 10))
      let installation = DemoBench.withPast(clock)
      let bench = try await DemoBench.open(
        MemoryCases(clock: installation.clock), clock, installation: installation)
      guard isPossible else {
        await #expect(throws: Problems.self) { try await bench.seed.sow() }
        continue
      }
      let sown = try await bench.seed.sow()
      #expect(sown.cycle == year)
      #expect(sown.omitted.contains { $0.hasPrefix("the year before") } == (year == 2020))
      #expect(bench.seed.clock.now() == clock.now)
      let cycle = try #require(
        try await ShowCycles(bench.seed.points)().first { $0.content.cycle == year })
      guard month == 7 else { continue }
      #expect(cycle.plan.stage(at: clock.now)?.name == "filing")
      let end = try #require(cycle.content.rows.first?.to)
      #expect(
        end
          == (year == 2020
            ? PointsBench.moment(2020, 8, 15, hour: 20) : PointsBench.moment(2031, 8, 9, hour: 20)))
    }
  }

  @Test("on SQLite it is the same, verified by its own ledger")
  func sqlite() async throws {
    let folder = try Folder()
    let clock = HandClock(DemoBench.opening)
    let database = try SQLiteDatabase(folder["demo.db"].path)
    _ = try await Schema.migrate(database, now: clock.now)
    let installation = DemoBench.withPast(clock)
    let cases = try await Cases.open(database, clock: installation.clock)
    let bench = try await DemoBench.open(cases, clock, installation: installation)
    #expect(try await bench.seed.sow().isNew)
    let model = try await DemoSeedTests.sown()
    #expect(try await Self.census(cases) == Self.census(model.store))
    #expect(try await cases.verify().faults == [])
    await database.close()
  }
}
