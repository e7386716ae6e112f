import Synchronization

/// A PostgreSQL database (PostgreSQL 数据库), version 15 or later: one connection writes, a pool of others reads.
package final class PostgresDatabase: SQLDatabase {
  package let engine = Engine.postgresql
  private let pool: PostgresPool
  let lane: WriterLane
  private let writer: Writer

  /// Connects when it is first used; ``health()`` says whether that works.
  ///
  /// - Parameter opening: begins every batch of units: the lock that serialises the batches of several processes. `nil`:
  ///   nobody else writes.
  /// - Throws: ``SQLFailure/unavailable(_:)`` when the system gives no threads.
  package init(
    _ address: PostgresAddress, opening: Statement? = Dialect.lockLedgerHead
  ) throws {
    pool = try PostgresPool(address)
    let writer = Writer(address)
    self.writer = writer
    lane = WriterLane("postgresql") { units in
      writer.link.withLock { WriteBatch.run(units, on: PostgresSession($0, opening: opening)) }
    }
  }

  /// The connection that writes. The lane runs one batch at a time, so nobody ever waits for the lock.
  private final class Writer: Sendable {
    let link: Mutex<PostgresLink>

    init(_ address: PostgresAddress) { link = Mutex(PostgresLink(address)) }
  }

  package func write<Answer: Sendable>(
    _ body: @escaping @Sendable (UnitConnection) throws -> Answer
  ) async throws -> Answer {
    try await lane.submit(body)
  }

  package func read<Answer: Sendable>(
    _ body: @escaping @Sendable (any SQLConnection) throws -> Answer
  ) async throws -> Answer {
    try await pool.run { try PostgresSession($0).read(body) }
  }

  package func alone<Answer: Sendable>(
    _ body: @escaping @Sendable (any SQLConnection) throws -> Answer
  ) async throws -> Answer {
    try await lane.submit(alone: true, body)
  }

  package func health() async -> String? {
    do {
      _ = try await read { try $0.rows(Statement("server.answers", "SELECT 1"), []) }
      return nil
    } catch SQLFailure.unavailable(let reason) {
      return reason
    } catch {
      return "\(error)"
    }
  }

  package func close() async {
    await lane.close()
    writer.link.withLock { $0.close() }
    await pool.close()
  }
}
