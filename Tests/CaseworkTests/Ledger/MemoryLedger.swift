import Casework
import Policy
import Synchronization
import Testing
import Units

/// A ledger store in memory, with a lease, a gate and ways to tamper with what is stored.
final class MemoryLedger: LedgerStore, LeaseStore, LedgerGate {
  struct State {
    var events: [CaseEvent] = []
    var hashes: [LedgerHash] = []
    var tiles: [TilePlace: [UInt8]] = [:]
    var checkpoints: [SignedCheckpoint] = []
    var lease: Lease?
    var leases: Int64 = 0
    var closed: String?
    /// Thrown by ``keep(_:_:lease:)`` when set.
    var failure: StoreFailure?
    /// What the store says is its size, when that is another than its events' number.
    var size: Int?
    /// Tiles read.
    var reads = 0
  }

  let state = Mutex(State())

  /// A ledger with so many events of a few dossiers.
  convenience init(events count: Int) {
    self.init()
    append(count)
  }

  /// Appends events as the store does: in order, with their hashes.
  func append(_ count: Int) {
    state.withLock { state in
      for _ in 0..<count {
        let index = state.events.count
        let event = MemoryLedger.event(index)
        state.events.append(event)
        state.hashes.append(LedgerHash.leaf(event.leaf))
      }
    }
  }

  /// The event at a place: three dossiers take turns.
  static func event(_ index: Int) -> CaseEvent {
    CaseEvent(
      index: index,
      dossier: DossierID(
        DossierKind(rawValue: index % 3 == 2 ? "employer" : "application"), Int64(index % 3)),
      version: index / 3 + 1, name: "ApplicationSubmitted",
      party: PartyID(rawValue: "p\(index % 7)"),
      role: .applicant, at: Instant(milliseconds: 1_594_944_000_000 + Int64(index)),
      rules: "rules-2020@2020", command: "c-\(index)", body: #"{"年度": "2020\n"}"#,
      after: #"{"state": "submitted"}"#)
  }

  func change<Answer>(_ body: (inout sending State) throws -> sending Answer) rethrows -> Answer {
    try state.withLock(body)
  }

  // MARK: LedgerStore

  func ledgerSize() async throws -> Int { state.withLock { $0.size ?? $0.events.count } }

  func events(_ places: Range<Int>) async throws -> [CaseEvent] {
    state.withLock { state in Array(state.events[places.clamped(to: 0..<state.events.count)]) }
  }

  func leafHashes(_ places: Range<Int>) async throws -> [UInt8] {
    state.withLock { state in
      LedgerHash.bytes(state.hashes[places.clamped(to: 0..<state.hashes.count)])
    }
  }

  func tile(_ place: TilePlace) async throws -> [UInt8]? {
    state.withLock { state in
      state.reads += 1
      return state.tiles[place]
    }
  }

  func latestCheckpoint() async throws -> SignedCheckpoint? {
    state.withLock { $0.checkpoints.last }
  }

  func checkpoints(from size: Int, limit: Int) async throws -> [SignedCheckpoint] {
    state.withLock { state in Array(state.checkpoints.filter { $0.size >= size }.prefix(limit)) }
  }

  func keep(
    _ tiles: [(place: TilePlace, hashes: [UInt8])], _ checkpoint: SignedCheckpoint, lease: Lease
  ) async throws {
    try state.withLock { state in
      if let failure = state.failure { throw failure }
      guard state.lease == lease else { throw StoreFailure.leaseLost(lease.name) }
      for tile in tiles { state.tiles[tile.place] = tile.hashes }
      state.checkpoints.append(checkpoint)
    }
  }

  // MARK: LeaseStore

  func lease(_ name: String, holder: String, now: Instant, until: Instant) async throws -> Lease? {
    state.withLock { state in
      if let held = state.lease, held.holder != holder, held.until > now { return nil }
      if state.lease?.holder != holder { state.leases += 1 }
      state.lease = Lease(name: name, holder: holder, number: state.leases, until: until)
      return state.lease
    }
  }

  func release(_ lease: Lease) async throws {
    state.withLock { if $0.lease == lease { $0.lease = nil } }
  }

  // MARK: LedgerGate

  func closeLedger(_ reason: String) async throws { state.withLock { $0.closed = reason } }
  func openLedger(_ reopening: LedgerReopening) async throws -> String? {
    state.withLock { state in
      defer { state.closed = nil }
      return state.closed
    }
  }
  func ledgerClosed() async throws -> String? { state.withLock { $0.closed } }
}

/// A clock that stands still until it is moved.
final class StillClock: Sendable {
  private let time = Mutex(Instant(milliseconds: 1_594_944_000_000))

  var city: CityClock { CityClock { [self] in time.withLock { $0 } } }

  func move(milliseconds: Int64) {
    time.withLock { $0 = $0.adding(milliseconds: milliseconds) }
  }
}

/// Keys and keepers of tests.
enum Bench {
  static let name = "test.example/ledger"

  /// A fixed private key: tests give the same bytes every time.
  static func signer(_ seed: UInt8 = 1) throws -> LedgerSigner {
    guard let signer = LedgerSigner(named: name, seed: [UInt8](repeating: seed, count: 32)) else {
      throw StoreFailure.invalid("no key")
    }
    return signer
  }

  static func keys(_ seeds: UInt8...) throws -> LedgerKeys {
    LedgerKeys(try seeds.map { try signer($0).key })
  }

  static func keeper(
    _ ledger: MemoryLedger, seed: UInt8 = 1, known: LedgerKeys = LedgerKeys([]),
    holder: String = "a",
    clock: StillClock = StillClock(), pace: LedgerKeeper.Pace = LedgerKeeper.Pace()
  ) throws -> LedgerKeeper {
    LedgerKeeper(
      ledger, leases: ledger, gate: ledger, signer: try signer(seed), keys: known,
      clock: clock.city, holder: holder, pace: pace)
  }

  /// A ledger with events and checkpoints of the given sizes; the last may be smaller than the events.
  static func ledger(_ count: Int, checkpoints sizes: [Int]) async throws -> MemoryLedger {
    let ledger = MemoryLedger()
    let keeper = try keeper(ledger, pace: LedgerKeeper.Pace(batch: 1 << 20))
    for size in sizes {
      ledger.append(size - ledger.state.withLock { $0.events.count })
      _ = try await keeper.round()
    }
    ledger.append(count - ledger.state.withLock { $0.events.count })
    return ledger
  }
}

/// A change of what is stored, and what has to be said of it.
struct Tampering: Sendable, CustomTestStringConvertible {
  let found: String
  let change: @Sendable (inout MemoryLedger.State) -> Void

  init(_ found: String, _ change: @escaping @Sendable (inout MemoryLedger.State) -> Void) {
    self.found = found
    self.change = change
  }

  var testDescription: String { found }
}
