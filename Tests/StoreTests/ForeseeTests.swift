import Casework
import Dispatch
import Synchronization
import TestKit
import Testing
import Units

@testable import Store

@Suite("Readings that say what they will ask")
struct ForeseeTests {
  @Test("what a reading foresees is asked in one round, and nothing of it again")
  func rounds() async throws {
    let workplace = try Workplace()
    let (cases, database) = try await workplace.cases()
    let key = DossierKey("unit", "7")
    try await cases.change("k1", 1, keys: [key])
    let counted = CountedDatabase(base: database)
    let reader = try await Cases.open(counted, clock: HandClock().city)
    let id = DossierID(DossierKind(rawValue: "application"), 1)
    let query = DossierQuery(id.kind, key: key)
    @Sendable func ask(_ reading: any CaseReading) throws {
      #expect(try reading.dossier(id)?.version == 1)
      #expect(try reading.history(id).count == 1)
      #expect(try reading.dossiers(query).map(\.id) == [id])
      #expect(try reading.count(id.kind, state: nil, key: key) == 1)
    }
    counted.rounds.reset()
    try await reader.read { try ask($0) }
    #expect(counted.rounds.asked == [1, 1, 1, 1])
    counted.rounds.reset()
    try await reader.read { reading in
      try reading.foresee([
        .dossier(id), .history(id), .dossiers(query), .count(id.kind, state: nil, key: key),
      ])
      try ask(reading)
    }
    #expect(counted.rounds.asked == [4])
    counted.rounds.reset()
    try await reader.read { reading in
      try reading.foresee([.dossier(id)])
      try reading.foresee([.dossier(id), .history(id)])
      try ask(reading)
    }
    #expect(counted.rounds.asked == [1, 1, 1, 1], "the dossier is not asked for twice")
    await database.close()
  }
}

/// How often the bodies of units of one batch were run, and what they saw.
private final class Runs: Sendable {
  private let state = Mutex((counts: [Int: Int](), hasMissed: false))

  var most: Int? { state.withLock { $0.counts.values.max() } }
  var hasMissed: Bool { state.withLock(\.hasMissed) }

  func add(_ number: Int) { state.withLock { $0.counts[number, default: 0] += 1 } }
  func miss() { state.withLock { $0.hasMissed = true } }
}

extension ForeseeTests {
  private static func command(_ key: String) -> Command {
    Command(key: key, name: "Act", party: PartyID(rawValue: "p"), role: .officer)
  }

  /// Runs 32 units in one batch of PostgreSQL, each with a dossier of its own that others point to.
  private func batch(
    _ body: @escaping @Sendable (Int64, any CaseUnit) throws -> Bool
  ) async throws -> Runs {
    let cases = try await PostgresServer.shared.value.cases()
    let database = try #require(cases.database as? PostgresDatabase)
    for number in 1...96 {
      try await cases.change(
        "k\(number)", Int64(number), keys: [DossierKey("third", "\(number % 32)")])
    }
    let runs = Runs()
    // The first holds the writer until the others wait.
    let gate = DispatchSemaphore(value: 0)
    let begun = Notes<Bool>()
    async let first: Performed = cases.perform(ForeseeTests.command("gate")) { _ in
      begun.add(true)
      gate.wait()
      return []
    }
    while begun.values.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<32 {
        group.addTask {
          _ = try await cases.perform(ForeseeTests.command("u\(number)")) { unit in
            runs.add(number)
            if try !body(Int64(number), unit) { runs.miss() }
            return []
          }
        }
      }
      while database.lane.waiting < 32 { try await Task.sleep(for: .milliseconds(1)) }
      gate.signal()
      try await group.waitForAll()
    }
    _ = try await first
    await database.close()
    return runs
  }

  @Test("acts of a batch that say ahead what they ask are run once to say it and once to be done")
  func acts() async throws {
    let kind = DossierKind(rawValue: "application")
    @Sendable func ids(_ number: Int64) -> [DossierID] {
      [1, 33, 65].map { DossierID(kind, number + $0) }
    }
    let plain = try await batch { number, unit in
      try ids(number).allSatisfy { try unit.dossier($0) != nil }
    }
    #expect(plain.most == 4, "three rounds and the end")
    let foreseen = try await batch { number, unit in
      try unit.foresee(ids(number).map { .dossier($0) })
      return try ids(number).allSatisfy { try unit.dossier($0) != nil }
    }
    #expect(foreseen.most == 2)
  }

  @Test("an act of a batch is never told that a list is empty because it is not read yet")
  func lists() async throws {
    let kind = DossierKind(rawValue: "application")
    let lists = try await batch { number, unit in
      try unit.dossiers(DossierQuery(kind, key: DossierKey("third", "\(number)"))).count == 3
    }
    #expect(!lists.hasMissed)
    #expect(lists.most == 2)
  }
}

/// How many queries went in each round to the engine.
private final class Rounds: Sendable {
  private let counts = Mutex<[Int]>([])

  var asked: [Int] { counts.withLock(\.self) }
  func reset() { counts.withLock { $0 = [] } }
  func add(_ count: Int) { counts.withLock { $0.append(count) } }
}

/// A database whose readings are counted.
private struct CountedDatabase: SQLDatabase {
  let base: SQLiteDatabase
  let rounds = Rounds()

  var engine: Engine { base.engine }

  func write<Answer: Sendable>(
    _ body: @escaping @Sendable (UnitConnection) throws -> Answer
  ) async throws -> Answer { try await base.write(body) }

  func read<Answer: Sendable>(
    _ body: @escaping @Sendable (any SQLConnection) throws -> Answer
  ) async throws -> Answer {
    try await base.read { [rounds] in try body(CountedConnection(base: $0, rounds: rounds)) }
  }

  func alone<Answer: Sendable>(
    _ body: @escaping @Sendable (any SQLConnection) throws -> Answer
  ) async throws -> Answer { try await base.alone(body) }

  func health() async -> String? { await base.health() }
  func close() async { await base.close() }
}

private struct CountedConnection: SQLConnection {
  let base: any SQLConnection
  let rounds: Rounds

  var engine: Engine { base.engine }

  func prepare(_ statement: Statement) throws { try base.prepare(statement) }

  func rows(_ statement: Statement, _ binds: [SQLValue]) throws -> [[SQLValue]] {
    rounds.add(1)
    return try base.rows(statement, binds)
  }

  func rows(_ asks: [Ask]) throws -> [[[SQLValue]]] {
    rounds.add(asks.count)
    return try base.rows(asks)
  }

  func each(
    _ statement: Statement, _ binds: [SQLValue], _ body: ([SQLValue]) throws -> Void
  ) throws { try base.each(statement, binds, body) }

  func run(_ statement: Statement, _ binds: [SQLValue]) throws -> Int {
    try base.run(statement, binds)
  }
}
