import Dispatch
import Synchronization

/// Carries rows from the thread that reads one database to the thread that writes another (传送), a few hundred at a time. Whoever
/// is quicker waits for the other.
final class TransferBelt: Sendable {
  private struct State {
    /// Rows of one table, not yet handed over.
    var filling: (table: Int, rows: [[SQLValue]]) = (0, [])
    var parcels: [(table: Int, rows: [[SQLValue]])] = []
    var failure: (any Error)?
  }

  private static let most = 500
  private let state = Mutex(State())
  private let room = DispatchSemaphore(value: 4)
  private let ready = DispatchSemaphore(value: 0)

  /// - Throws: the failure of the other side.
  func put(_ row: [SQLValue], table: Int) throws {
    let isFull = state.withLock { state in
      state.filling.table != table && !state.filling.rows.isEmpty
        || state.filling.rows.count >= TransferBelt.most
    }
    if isFull { try handOver() }
    state.withLock { state in
      state.filling.table = table
      state.filling.rows.append(row)
    }
  }

  /// Says that there are no more rows.
  func end() throws {
    try handOver()
    ready.signal()
  }

  private func handOver() throws {
    room.wait()
    try state.withLock { state in
      if let failure = state.failure { throw failure }
      state.parcels.append(state.filling)
      state.filling.rows = []
    }
    ready.signal()
  }

  /// The next rows and the number of their table; `nil` after the last.
  ///
  /// - Throws: the failure of the other side.
  func take() throws -> (table: Int, rows: [[SQLValue]])? {
    ready.wait()
    let parcel = try state.withLock { state -> (table: Int, rows: [[SQLValue]])? in
      if let failure = state.failure { throw failure }
      return state.parcels.isEmpty ? nil : state.parcels.removeFirst()
    }
    if parcel != nil { room.signal() }
    return parcel
  }

  /// Tells the other side that it need not go on.
  func fail(_ failure: any Error) {
    state.withLock { $0.failure = $0.failure ?? failure }
    room.signal()
    ready.signal()
  }
}
