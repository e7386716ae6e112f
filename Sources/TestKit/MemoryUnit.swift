import Casework
import Units

/// A unit of work on a copy of the model's state.
final class MemoryUnit: CaseUnit {
  var state: MemoryCases.State
  var owners: [DossierID] = []
  let now: Instant
  private let command: Command

  init(_ state: MemoryCases.State, _ command: Command, now: Instant) {
    self.state = state
    self.command = command
    self.now = now
  }

  func dossier(_ id: DossierID) throws -> Dossier? { state.dossiers[id] }
  func dossiers(_ query: DossierQuery) throws -> [Dossier] { try state.dossiers(query) }
  func count(_ kind: DossierKind, state status: String?, key: DossierKey?) throws -> Int {
    try state.count(kind, state: status, key: key)
  }
  func history(_ id: DossierID) throws -> [CaseEvent] { try state.history(id) }
  func history(_ id: DossierID, before version: Int, limit: Int) throws -> [CaseEvent] {
    try state.history(id, before: version, limit: limit)
  }

  func newNumber() throws -> Int64 {
    state.lastNumber += 1
    return state.lastNumber
  }

  func next(_ series: String) throws -> Int {
    try IndexedText.demandName(series, "a series")
    state.series[series, default: 0] += 1
    return state.series[series, default: 0]
  }

  func apply(_ change: DossierChange) throws -> Dossier {
    try change.check()
    return try append(change)
  }

  private func append(_ change: DossierChange) throws -> Dossier {
    let current = state.dossiers[change.id]?.version ?? 0
    guard change.seen == current else {
      throw StoreFailure.conflict(change.id, current: current)
    }
    let after = Aftermath(state: change.state, body: change.body, keys: change.keys)
    for key in after.keys {
      let isTaken = state.dossiers.values.contains { other in
        other.id.kind == change.id.kind && other.id != change.id
          && other.keys.contains {
            $0.name == key.name && $0.value == key.value && ($0.isUnique || key.isUnique)
          }
      }
      if isTaken { throw StoreFailure.taken(key) }
    }
    for (offset, event) in change.events.enumerated() {
      state.events.append(
        CaseEvent(
          index: state.events.count, dossier: change.id, version: current + offset + 1,
          name: event.name, party: command.party, role: command.role, at: now, rules: event.rules,
          command: command.key, body: event.body,
          after: offset == change.events.count - 1 ? after.text : ""))
    }
    let dossier = after.dossier(
      change.id, version: current + change.events.count, changedAt: now)
    state.dossiers[change.id] = dossier
    return dossier
  }

  func send(_ message: OutboxMessage) throws {
    try message.check()
    let earlier = state.outbox.map(\.pending.message).first {
      $0.channel == message.channel && $0.key == message.key
    }
    if let earlier {
      guard earlier.body == message.body else { throw StoreFailure.keyReused(message.key) }
      return
    }
    let pending = PendingMessage(id: try newNumber(), message: message, attempts: 0)
    state.outbox.append(MemoryCases.State.Sent(pending: pending))
  }

  func keep(_ value: SealedValue) throws {
    try value.check()
    guard value.id >= 1, value.id <= state.lastNumber else {
      throw StoreFailure.invalid("a personal value has a number that the store gave")
    }
    guard state.values[value.id] == nil else {
      throw StoreFailure.invalid("constraint: personal_values.id")
    }
    if !owners.contains(value.dossier) { owners.append(value.dossier) }
    state.values[value.id] = value
  }

  func values(field: String, blind: [UInt8]) throws -> [SealedValue] {
    state.values.values.filter { $0.field == field && $0.blind == blind }.sorted { $0.id < $1.id }
  }

  func values(_ ids: [Int64], of dossier: DossierID, reason: ReadingReason) throws -> [SealedValue]
  {
    let values = try owned(ids, by: dossier)
    guard !values.isEmpty else { return [] }
    let companion = DossierID(dossier.kind.access, dossier.number)
    let body = PersonalDataEvent.body(values.map { ($0.id, $0.field) }, reason: reason)
    _ = try append(
      DossierChange(
        companion, seen: state.dossiers[companion]?.version ?? 0,
        events: [DossierChange.Event(PersonalDataEvent.read, body: body)],
        state: PersonalDataEvent.accessState))
    return values
  }

  func erase(_ ids: [Int64], of dossier: DossierID) throws {
    let values = try owned(ids, by: dossier)
    guard !values.isEmpty, let owner = state.dossiers[dossier] else { return }
    for value in values { state.values[value.id] = nil }
    let body = PersonalDataEvent.body(values.map { ($0.id, $0.field) })
    _ = try append(
      DossierChange(
        dossier, seen: owner.version,
        events: [DossierChange.Event(PersonalDataEvent.erased, body: body)], state: owner.state,
        body: owner.body, keys: owner.keys))
  }

  private func owned(_ ids: [Int64], by dossier: DossierID) throws -> [SealedValue] {
    guard state.dossiers[dossier] != nil else {
      throw StoreFailure.conflict(dossier, current: 0)
    }
    var seen: Set<Int64> = []
    return ids.filter { seen.insert($0).inserted }.compactMap { state.values[$0] }
      .filter { $0.dossier == dossier }
  }
}
