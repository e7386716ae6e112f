import Casework
import Store
import Synchronization
import TestKit
import Testing
import Units

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
