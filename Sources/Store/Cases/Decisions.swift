import Casework
import Units

/// A command and what came of it (已办请求).
struct RecordedCommand {
  var id: CommandID
  var earlier: EarlierCommand
  var doneAt: Instant
}

/// What units of work decided, to be written together (待写内容). Of what changes twice only the last state is written.
struct Decisions {
  var head: LedgerHead?
  var events: [CaseEvent] = []
  private(set) var dossiers: [DossierPlace: Dossier] = [:]
  private var kinds: Set<Exactly> = []
  private var keyTexts: [DossierPlace: String] = [:]
  /// New keys of dossiers whose keys changed.
  private(set) var keys: [DossierPlace: [DossierKey]] = [:]
  /// Those of them that may have had others before.
  private var hadKeys: Set<DossierPlace> = []
  /// Who has which of these keys.
  private var holders: [HeldKey: [DossierPlace: Bool]] = [:]
  /// Dossiers that were there before, with what they were.
  private var changed: Set<DossierPlace> = []
  private var changedKinds: Set<Exactly> = []
  private var outbox: [(id: Int64, message: OutboxMessage)] = []
  private(set) var messages: [MessageID: String] = [:]
  private(set) var commands: [CommandID: RecordedCommand] = [:]
  var series: [Exactly: Int] = [:]
  private(set) var values: [SealedValue] = []
  private(set) var erased: Set<Int64> = []

  var isEmpty: Bool {
    head == nil && events.isEmpty && dossiers.isEmpty && outbox.isEmpty && commands.isEmpty
      && series.isEmpty && values.isEmpty && erased.isEmpty
  }

  /// - Parameters:
  ///   - keys: the dossier's keys as they are written into its row.
  ///   - hasNewKeys: they differ from those that it had.
  mutating func put(_ dossier: Dossier, keys: String, isNew: Bool, hasNewKeys: Bool) {
    let place = DossierPlace(dossier.id)
    dossiers[place] = dossier
    kinds.insert(place.kind)
    keyTexts[place] = keys
    if !isNew {
      changed.insert(place)
      changedKinds.insert(place.kind)
    }
    guard hasNewKeys else { return }
    hold(dossier.keys, at: place)
    if !isNew { hadKeys.insert(place) }
  }

  private mutating func hold(_ keys: [DossierKey], at place: DossierPlace) {
    for key in self.keys[place] ?? [] { holders[HeldKey(key, place.kind)]?[place] = nil }
    self.keys[place] = keys
    for key in keys { holders[HeldKey(key, place.kind), default: [:]][place] = key.isUnique }
  }

  /// Who got a key, and whether for themselves alone.
  func holders(of key: DossierKey, _ kind: DossierKind) -> [DossierPlace: Bool] {
    holders[HeldKey(key, Exactly(kind.rawValue))] ?? [:]
  }

  /// Whether a query may find something else once this is written: it changes a dossier of the kind, or adds one with the
  /// key.
  func touches(_ kind: DossierKind, key: DossierKey?) -> Bool {
    let name = Exactly(kind.rawValue)
    guard kinds.contains(name) else { return false }
    guard let key else { return true }
    return changedKinds.contains(name) || !holders(of: key, kind).isEmpty
  }

  mutating func add(_ message: OutboxMessage, _ id: Int64) {
    outbox.append((id, message))
    messages[MessageID(message)] = message.body
  }

  mutating func add(_ value: SealedValue) { values.append(value) }

  mutating func erase(_ id: Int64) {
    values.removeAll { $0.id == id }
    erased.insert(id)
  }

  mutating func record(_ command: RecordedCommand) { commands[command.id] = command }

  /// Adds what a later unit decided.
  mutating func add(_ later: Decisions) {
    head = later.head ?? head
    events += later.events
    dossiers.merge(later.dossiers) { $1 }
    kinds.formUnion(later.kinds)
    keyTexts.merge(later.keyTexts) { $1 }
    for (place, keys) in later.keys { hold(keys, at: place) }
    hadKeys.formUnion(later.hadKeys)
    changed.formUnion(later.changed)
    changedKinds.formUnion(later.changedKinds)
    outbox += later.outbox
    messages.merge(later.messages) { $1 }
    commands.merge(later.commands) { $1 }
    series.merge(later.series) { $1 }
    for id in later.erased { erase(id) }
    values += later.values
  }

  /// Writes all of it: what others refer to first, what goes before what comes.
  func write(to connection: any SQLConnection) throws {
    func add(_ statement: ManyStatement, _ rows: [[SQLValue]]) throws {
      if !rows.isEmpty { try connection.later(statement, rows) }
    }
    try add(LedgerStatements.append, events.map(LedgerStatements.binds))
    try add(
      DossierStatements.put,
      dossiers.map { DossierStatements.binds($0.value, keys: keyTexts[$0.key] ?? "[]") })
    for place in hadKeys { try connection.later(DossierStatements.dropKeys, place.binds) }
    try add(
      DossierStatements.addKey,
      keys.flatMap { place, keys in keys.map { DossierStatements.binds($0, of: place) } })
    for id in erased { try connection.later(PersonalStatements.erase, [.integer(id)]) }
    try add(PersonalStatements.keep, values.map(PersonalStatements.binds))
    try add(OutboxStatements.add, outbox.map { OutboxStatements.binds($0.id, $0.message) })
    for (name, last) in series {
      try connection.later(CommandStatements.setLast, [.text(name.text), .integer(last)])
    }
    try add(CommandStatements.record, commands.values.map(CommandStatements.binds))
    if let head {
      try connection.later(
        CommandStatements.advance,
        [.integer(head.size), .instant(head.lastAt), .integer(head.lastNumber)])
    }
  }
}
