import Casework
import Synchronization

/// Rows of personal values in memory, as ``PersonalStore`` promises them, with ways to disturb.
final class MemoryPersonal: PersonalStore {
  struct Interruption: Error {}

  struct State {
    var rows: [Int64: SealedValue] = [:]
    var calls = 0
    var resealings = 0
    /// The call at which the store fails, and every one after it.
    var failsAt: Int?
  }

  let state = Mutex(State())
  /// Called before a row is replaced: somebody else at work.
  private let before: @Sendable (MemoryPersonal, SealedValue) -> Void

  init(
    _ rows: [SealedValue] = [],
    before: @escaping @Sendable (MemoryPersonal, SealedValue) -> Void = { _, _ in }
  ) {
    self.before = before
    for row in rows { put(row) }
  }

  func put(_ row: SealedValue) { state.withLock { $0.rows[row.id] = row } }
  func remove(_ id: Int64) { state.withLock { $0.rows[id] = nil } }
  func fail(at call: Int?) {
    state.withLock { state in
      state.calls = 0
      state.failsAt = call
    }
  }
  var rows: [SealedValue] { state.withLock { $0.rows.values.sorted { $0.id < $1.id } } }

  private static func call(_ state: inout State) throws {
    state.calls += 1
    if let failsAt = state.failsAt, state.calls >= failsAt { throw Interruption() }
  }

  func values(notSealedBy keyID: String, after id: Int64, limit: Int) async throws -> [SealedValue]
  {
    try state.withLock { state in
      try Self.call(&state)
      return state.rows.values.filter { $0.keyID != keyID && $0.id > id }
        .sorted { $0.id < $1.id }.prefix(limit).map { $0 }
    }
  }

  func values(
    sealedBy keyID: String, onlySearched: Bool, limit: Int
  ) async throws -> [SealedValue] {
    try state.withLock { state in
      try Self.call(&state)
      return state.rows.values
        .filter { $0.keyID == keyID && (!onlySearched || $0.blind != nil) }
        .sorted { $0.id > $1.id }.prefix(limit).map { $0 }
    }
  }

  func reseal(_ value: SealedValue, sealedBefore keyID: String) async throws -> Bool {
    before(self, value)
    return try state.withLock { state in
      try Self.call(&state)
      guard let row = state.rows[value.id], row.keyID == keyID else { return false }
      state.rows[value.id]?.keyID = value.keyID
      state.rows[value.id]?.sealed = value.sealed
      state.rows[value.id]?.blind = value.blind
      state.resealings += 1
      return true
    }
  }

  func sealedValues() async throws -> [String: Int] {
    try state.withLock { state in
      try Self.call(&state)
      return state.rows.values.reduce(into: [:]) { $0[$1.keyID, default: 0] += 1 }
    }
  }
}
