package import Casework
import Synchronization
import Units

/// All of the store's ports but the ledger's tables.
package typealias WholeStore = AttemptStore & CaseStore & DraftStore & LeaseStore & LedgerGate
  & OutboxCare & OutboxStore & PersonalStore & SessionStore

/// The store as plainly as it can be said (内存模型): a state, and units of work that get a copy of it and leave theirs in its
/// place when they succeed. Real stores must agree with it.
package final class MemoryCases: Sendable {
  struct State {
    struct Done {
      var command: Command
      var performed: Performed
    }

    struct CommandID: Hashable {
      var party: PartyID
      var key: String
    }

    struct Sent {
      enum End { case waiting, delivered, dead }
      var pending: PendingMessage
      var end = End.waiting
      var takenUntil = Instant(milliseconds: 0)
      var reason = ""
      var recordedAt = Instant(milliseconds: 0)
    }

    struct Attempt {
      var fullAt: Instant?
      var strikes: Strikes?
      var changedAt = Instant(milliseconds: 0)
    }

    var events: [CaseEvent] = []
    var dossiers: [DossierID: Dossier] = [:]
    var commands: [CommandID: Done] = [:]
    var series: [String: Int] = [:]
    var lastNumber: Int64 = 0
    var outbox: [Sent] = []
    var leases: [String: Lease] = [:]
    var values: [Int64: SealedValue] = [:]
    var sessions: [Int64: Session] = [:]
    var attempts: [String: Attempt] = [:]
    var drafts: [Int64: KeptDraft] = [:]
    var closed: String?
    /// Nothing answers.
    var isAway = false
  }

  let state = Mutex(State())
  let clock: CityClock

  package init(clock: CityClock) { self.clock = clock }

  /// Whether the store does not answer, as when its server is down.
  package var isAway: Bool {
    get { state.withLock { $0.isAway } }
    set { state.withLock { $0.isAway = newValue } }
  }

  /// Every case there is, in the order of kinds and numbers.
  package var dossiers: [Dossier] {
    state.withLock { $0.dossiers.values }.sorted {
      ($0.id.kind.rawValue, $0.id.number) < ($1.id.kind.rawValue, $1.id.number)
    }
  }

  /// Everything that is kept, as it was at some moment (快照).
  package struct Memory: Sendable {
    fileprivate let state: State
  }

  /// What is kept now. Setting it takes back whatever was done since, so that each of many attempts begins where the others
  /// began.
  package var memory: Memory {
    get { Memory(state: state.withLock { $0 }) }
    set { state.withLock { $0 = newValue.state } }
  }

  func demandHere(_ state: State) throws(StoreFailure) {
    if state.isAway { throw .unavailable("the store of this test is away") }
  }

  /// Everything that ever happened, in the order of the ledger.
  package var events: [CaseEvent] { state.withLock { $0.events } }
}

extension MemoryCases: CaseStore {
  package func perform(
    _ command: Command, _ body: @escaping @Sendable (any CaseUnit) throws -> [UInt8]
  ) async throws -> Performed {
    try command.check()
    return try state.withLock { state in
      try demandHere(state)
      let id = State.CommandID(party: command.party, key: command.key)
      if var done = state.commands[id] {
        guard done.command.name == command.name, done.command.content == command.content else {
          throw StoreFailure.keyReused(command.key)
        }
        done.performed.isRepeated = true
        return done.performed
      }
      if let reason = state.closed { throw StoreFailure.ledgerClosed(reason) }
      let now = max(clock.now(), state.events.last?.at ?? Instant(milliseconds: 0))
      if let lease = command.lease { try state.demand(lease, clock.now()) }
      let unit = MemoryUnit(state, command, now: now)
      let answer = try body(unit)
      for owner in unit.owners where unit.state.dossiers[owner] == nil {
        throw StoreFailure.conflict(owner, current: 0)
      }
      var performed = Performed(
        answer: answer, isRepeated: false, events: state.events.count..<unit.state.events.count)
      unit.state.commands[id] = State.Done(command: command, performed: performed)
      if let last = unit.state.events[performed.events].last {
        performed.lastLeaf = LedgerHash.leaf(last.leaf).bytes
      }
      state = unit.state
      return performed
    }
  }

  package func read<Answer: Sendable>(
    _ body: @escaping @Sendable (any CaseReading) throws -> Answer
  ) async throws -> Answer {
    let now = state.withLock { $0 }
    try demandHere(now)
    return try body(now)
  }
}

extension MemoryCases.State: CaseReading {
  package func dossier(_ id: DossierID) throws -> Dossier? { dossiers[id] }

  package func dossiers(_ query: DossierQuery) throws -> [Dossier] {
    guard (1...1000).contains(query.limit) else {
      throw StoreFailure.invalid("a query shows 1 to 1000 dossiers")
    }
    let found = self.found(query.kind, query.state, query.key).filter { $0.id.number > query.after }
    return Array(found.sorted { $0.id.number < $1.id.number }.prefix(query.limit))
  }

  package func count(_ kind: DossierKind, state: String?, key: DossierKey?) throws -> Int {
    found(kind, state, key).count
  }

  private func found(_ kind: DossierKind, _ state: String?, _ key: DossierKey?) -> [Dossier] {
    dossiers.values.filter { dossier in
      dossier.id.kind == kind && (state == nil || state == dossier.state)
        && (key.map { wanted in
          dossier.keys.contains { $0.name == wanted.name && $0.value == wanted.value }
        } ?? true)
    }
  }

  package func history(_ id: DossierID) throws -> [CaseEvent] {
    events.filter { $0.dossier == id }
  }

  package func history(_ id: DossierID, before version: Int, limit: Int) throws -> [CaseEvent] {
    guard (1...1000).contains(limit) else {
      throw StoreFailure.invalid("a page of a history shows 1 to 1000 events")
    }
    return Array(
      events.filter { $0.dossier == id && $0.version < version }.reversed().prefix(limit))
  }

  func demand(_ lease: Lease, _ now: Instant) throws {
    guard let held = leases[lease.name], held.holder == lease.holder, held.number == lease.number,
      held.until > now
    else { throw StoreFailure.leaseLost(lease.name) }
  }
}

extension MemoryCases: LedgerGate {
  package func closeLedger(_ reason: String) async throws {
    guard !reason.isEmpty else { throw StoreFailure.invalid("closing the ledger has a reason") }
    state.withLock { $0.closed = reason }
  }

  package func openLedger(_ reopening: LedgerReopening) async throws -> String? {
    try state.withLock { state in
      guard let reason = state.closed else { return nil }
      let now = max(clock.now(), state.events.last?.at ?? Instant(milliseconds: 0))
      let unit = MemoryUnit(state, reopening.command, now: now)
      try reopening.note(closed: reason, in: unit)
      unit.state.closed = nil
      state = unit.state
      return reason
    }
  }

  package func ledgerClosed() async throws -> String? { state.withLock { $0.closed } }
}
