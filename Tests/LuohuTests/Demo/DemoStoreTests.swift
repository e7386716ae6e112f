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
    let cases = MemoryCases(clock: clock.city)
    let keyring = Keyring(newAt: DemoBench.opening)
    let first = try await DemoBench.open(cases, clock, keyring: keyring)
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
    // The scenes are done with some 220 commands; the list of a unit’s people follows.
    for commands in Array(stride(from: 2, through: 226, by: 9)) + [280] {
      let clock = HandClock(DemoBench.opening)
      let cases = MemoryCases(clock: clock.city)
      _ = try await DemoBench.open(cases, clock, keyring: keyring)
      let failing = FailingStore(cases, after: commands)
      let lost = try await DemoBench.open(
        cases, clock, over: failing, purpose: nil, keyring: keyring)
      await #expect(throws: StoreFailure.outcomeUnknown) { try await lost.seed.sow() }
      clock.move(milliseconds: 2 * Instant.millisecondsOfDay)
      let again = try await DemoBench.open(cases, clock, purpose: nil, keyring: keyring)
      #expect(try await again.seed.sow().isNew)
      var census = try await Self.census(cases)
      // An invitation whose code was lost is taken back.
      census["delegation withdrawn"] = nil
      #expect(census == whole, "lost after \(commands) commands")
    }
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
    for (year, isPossible) in [(2019, false), (2020, true), (2031, true)] {
      let clock = HandClock(PointsBench.moment(year, 7, 20, hour: 10))
      let bench = try await DemoBench.open(MemoryCases(clock: clock.city), clock)
      guard isPossible else {
        await #expect(throws: Problems.self) { try await bench.seed.sow() }
        continue
      }
      #expect(try await bench.seed.sow().cycle == year)
      let cycle = try #require(try await ShowCycles(bench.seed.points)().last)
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
    let cases = try await Cases.open(database, clock: clock.city)
    let bench = try await DemoBench.open(cases, clock)
    #expect(try await bench.seed.sow().isNew)
    let model = try await DemoSeedTests.sown()
    #expect(try await Self.census(cases) == Self.census(model.store))
    #expect(try await cases.verify().faults == [])
    await database.close()
  }
}
