import Casework
import Synchronization
import Units

/// Cases in memory, as ``CaseStore`` promises them, as far as notices need: one unit of work at a time, all of it or
/// nothing, commands once.
final class MemoryCases: CaseStore {
  struct State: Sendable {
    var dossiers: [DossierID: Dossier] = [:]
    var events: [CaseEvent] = []
    var outbox: [OutboxMessage] = []
    var values: [Int64: SealedValue] = [:]
    var answers: [String: Performed] = [:]
    var lastNumber: Int64 = 100
  }

  let state = Mutex(State())
  let clock: CityClock
  /// Why nothing can be done at the moment.
  let failure = Mutex<StoreFailure?>(nil)

  init(_ clock: CityClock) { self.clock = clock }

  var now: State { state.withLock { $0 } }

  func perform(
    _ command: Command, _ body: @escaping @Sendable (any CaseUnit) throws -> [UInt8]
  ) async throws -> Performed {
    if let failure = failure.withLock({ $0 }) { throw failure }
    return try state.withLock { state in
      let key = "\(command.party.rawValue) \(command.key)"
      if var before = state.answers[key] {
        before.isRepeated = true
        return before
      }
      // Twice, as a store may: only what the second time does counts.
      _ = try? body(MemoryUnit(state, command, clock.now()))
      let unit = MemoryUnit(state, command, clock.now())
      let answer = try body(unit)
      let performed = Performed(
        answer: answer, isRepeated: false, events: state.events.count..<unit.state.events.count)
      state = unit.state
      state.answers[key] = performed
      return performed
    }
  }

  func read<Answer: Sendable>(
    _ body: @escaping @Sendable (any CaseReading) throws -> Answer
  ) async throws -> Answer {
    let command = Command(key: "", name: "", party: .system, role: .system)
    return try body(MemoryUnit(now, command, clock.now()))
  }
}

private final class MemoryUnit: CaseUnit {
  var state: MemoryCases.State
  let now: Instant
  private let command: Command

  init(_ state: MemoryCases.State, _ command: Command, _ now: Instant) {
    self.state = state
    self.command = command
    self.now = now
  }

  func dossier(_ id: DossierID) throws -> Dossier? { state.dossiers[id] }

  func dossiers(_ query: DossierQuery) throws -> [Dossier] {
    state.dossiers.values.filter { dossier in
      dossier.id.kind == query.kind && dossier.id.number > query.after
        && (query.state == nil || dossier.state == query.state)
        && (query.key == nil
          || dossier.keys.contains {
            $0.name == query.key?.name && $0.value == query.key?.value
          })
    }.sorted { $0.id.number < $1.id.number }.prefix(query.limit).map { $0 }
  }

  func history(_ id: DossierID) throws -> [CaseEvent] { state.events.filter { $0.dossier == id } }

  func newNumber() throws -> Int64 {
    state.lastNumber += 1
    return state.lastNumber
  }

  func next(_ series: String) throws -> Int { 1 }

  @discardableResult func apply(_ change: DossierChange) throws -> Dossier {
    let version = state.dossiers[change.id]?.version ?? 0
    guard version == change.seen else {
      throw StoreFailure.conflict(change.id, current: version)
    }
    for (place, event) in change.events.enumerated() {
      state.events.append(
        CaseEvent(
          index: state.events.count, dossier: change.id, version: version + place + 1,
          name: event.name, party: command.party, role: command.role, at: now, rules: event.rules,
          command: command.key, body: event.body, after: change.body))
    }
    let dossier = Dossier(
      id: change.id, version: version + change.events.count, state: change.state,
      body: change.body, changedAt: now, keys: change.keys)
    state.dossiers[change.id] = dossier
    return dossier
  }

  func send(_ message: OutboxMessage) throws { state.outbox.append(message) }
  func keep(_ value: SealedValue) throws { state.values[value.id] = value }

  func values(field: String, blind: [UInt8]) throws -> [SealedValue] {
    state.values.values.filter { $0.field == field && $0.blind == blind }
  }

  func values(_ ids: [Int64], of dossier: DossierID, reason: String) throws -> [SealedValue] {
    let access = DossierID(DossierKind(rawValue: "access-\(dossier.kind.rawValue)"), dossier.number)
    try apply(
      DossierChange(
        access, seen: state.dossiers[access]?.version ?? 0,
        events: [.init("PersonalDataRead", body: "{\"reason\": \"\(reason)\"}")], state: "open"))
    return ids.compactMap { state.values[$0] }.filter { $0.dossier == dossier }
  }

  func erase(_ ids: [Int64], of dossier: DossierID) throws {
    for id in ids { state.values[id] = nil }
    guard let current = state.dossiers[dossier] else { return }
    try apply(
      DossierChange(
        dossier, seen: current.version, events: [.init("PersonalDataErased")],
        state: current.state, body: current.body, keys: current.keys))
  }
}
