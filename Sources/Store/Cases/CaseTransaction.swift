import Casework
import Crypto
import Units

/// One unit of work on a connection (办理单元). What must hold is looked at before anything is written; when writing itself fails,
/// the whole unit fails, even if its body goes on.
final class CaseTransaction: CaseUnit {
  let now: Instant

  private let connection: UnitConnection
  private let desk: Desk
  private let command: Command
  private let begun: LedgerHead
  private var head: LedgerHead
  /// Dossiers for which personal values were kept: they must exist at the end.
  private var owners: [DossierID] = []
  private var failure: (any Error)?

  init(_ connection: UnitConnection, _ head: LedgerHead, _ command: Command, now: Instant) {
    self.connection = connection
    desk = connection.desk
    self.command = command
    self.begun = head
    self.head = head
    self.now = now
  }

  // MARK: Reading

  func foresee(_ questions: [CaseQuestion]) throws {
    // With the other engine a question costs no round to a server.
    guard connection.engine == .postgresql else { return }
    try connection.blaming { try desk.foresee(questions) }
  }

  func dossier(_ id: DossierID) throws -> Dossier? { try desk.dossier(id) }

  func dossiers(_ query: DossierQuery) throws -> [Dossier] {
    if !desk.touches(query.kind, key: query.key) {
      return try desk.dossiers(query) {
        let ask = try DossierStatements.list(query)
        // Who looks for one case by its key mostly asks whether there is one.
        let isLikelyNone = query.key != nil && query.limit == 1
        return try connection.aside([ask], isLikelyNone: isLikelyNone)[0].map { values in
          var row = SQLRow(values, of: ask.statement)
          return try DossierStatements.decode(&row)
        }
      }
    }
    return try writing { try CaseSnapshot(connection: connection).dossiers(query) }
  }

  func count(_ kind: DossierKind, state: String?, key: DossierKey?) throws -> Int {
    try reading(kind, key) { try $0.count(kind, state: state, key: key) }
  }

  func history(_ id: DossierID, before version: Int, limit: Int) throws -> [CaseEvent] {
    try reading(id.kind, nil) { try $0.history(id, before: version, limit: limit) }
  }

  func history(_ id: DossierID) throws -> [CaseEvent] {
    try connection.aside { try CaseSnapshot(connection: $0).history(id) } + desk.events(of: id)
  }

  /// Reads what is stored; what was decided and may change the answer is written first.
  private func reading<Answer>(
    _ kind: DossierKind, _ key: DossierKey?, _ body: (CaseSnapshot) throws -> Answer
  ) throws -> Answer {
    if !desk.touches(kind, key: key) {
      return try connection.aside { try body(CaseSnapshot(connection: $0)) }
    }
    return try writing { try body(CaseSnapshot(connection: connection)) }
  }

  func values(field: String, blind: [UInt8]) throws -> [SealedValue] {
    let written = try connection.aside {
      try $0.all(
        PersonalStatements.search, [.text(field), .blob(blind)], PersonalStatements.decode)
    }
    let left = written.filter { desk.value($0.id) == nil }
    return (left + desk.values(field: field, blind: blind)).sorted { $0.id < $1.id }
  }

  // MARK: Numbers

  func newNumber() throws -> Int64 {
    head.lastNumber += 1
    return head.lastNumber
  }

  func next(_ series: String) throws -> Int {
    try IndexedText.demandName(series, "a series")
    return try writing {
      let number = try desk.last(of: series) + 1
      desk.set(number, of: series)
      return number
    }
  }

  // MARK: Changing

  func apply(_ change: DossierChange) throws -> Dossier {
    try change.check()
    let isNew = change.seen == 0 && change.id.number > begun.lastNumber
    return try append(change, current: try desk.dossier(change.id, isNew: isNew))
  }

  /// Appends the events and writes the state that they come to.
  private func append(_ change: DossierChange, current: Dossier?) throws -> Dossier {
    guard change.seen == current?.version ?? 0 else {
      throw StoreFailure.conflict(change.id, current: current?.version ?? 0)
    }
    let after = Aftermath(state: change.state, body: change.body, keys: change.keys)
    let dossier = after.dossier(
      change.id, version: change.seen + change.events.count, changedAt: now)
    let keys = Aftermath.text(of: after.keys)
    let keysChange = !Aftermath.text(of: current?.keys ?? []).utf8.elementsEqual(keys.utf8)
    if keysChange { try demandFree(after.keys, for: change.id) }
    for (offset, event) in change.events.enumerated() {
      let isLast = offset == change.events.count - 1
      desk.add(
        CaseEvent(
          index: head.size, dossier: change.id, version: change.seen + offset + 1,
          name: event.name, party: command.party, role: command.role, at: now,
          rules: event.rules, command: command.key, body: event.body,
          after: isLast ? after.text : ""))
      head.size += 1
    }
    desk.put(dossier, keys: keys, isNew: current == nil, hasNewKeys: keysChange)
    return dossier
  }

  private static let others = 256

  private func demandFree(_ keys: [DossierKey], for id: DossierID) throws {
    guard !keys.isEmpty else { return }
    let place = DossierPlace(id)
    // As many as may have lost the key meanwhile, this one, and one; the same for most, so that it is asked once.
    let most = max(CaseTransaction.others, desk.changedKeys + 2)
    let answers = try connection.aside(
      keys.map { key in
        let statement = key.isUnique ? DossierStatements.sharing : DossierStatements.taken
        return Ask(
          statement,
          [.text(id.kind.rawValue), .text(key.name), .text(key.value), .integer(most)])
      }, isLikelyNone: true)
    for (key, others) in zip(keys, answers) {
      let left = try others.contains { values in
        var row = SQLRow(values, of: DossierStatements.taken)
        let other = DossierPlace(DossierID(id.kind, try row.integer()))
        return other != place && !desk.hasNewKeys(other)
      }
      if left || desk.isTaken(key, for: place, id.kind) { throw StoreFailure.taken(key) }
    }
  }

  // MARK: Outbox

  func send(_ message: OutboxMessage) throws {
    try message.check()
    var earlier = desk.message(message)
    // A message is hardly ever sent twice: that is only found when it is written, and then looked up.
    if earlier == nil, desk.isCareful {
      earlier = try connection.aside { try OutboxStatements.message(message, $0) }
    }
    if let earlier {
      guard earlier == message.body else { throw StoreFailure.keyReused(message.key) }
      return
    }
    desk.add(message, try newNumber())
  }

  // MARK: Personal values

  func keep(_ value: SealedValue) throws {
    try value.check()
    guard value.id >= 1, value.id <= head.lastNumber else {
      throw StoreFailure.invalid("a personal value has a number that the store gave")
    }
    if !owners.contains(value.dossier) { owners.append(value.dossier) }
    desk.add(value)
  }

  func values(
    _ ids: [Int64], of dossier: DossierID, reason: ReadingReason
  ) throws -> [SealedValue] {
    guard let owner = try self.dossier(dossier) else {
      throw StoreFailure.conflict(dossier, current: 0)
    }
    let companion = DossierID(owner.id.kind.access, owner.id.number)
    // Both are found together for a batch.
    let current = try desk.dossier(companion, isLikelyNone: true)
    let values = try find(ids, of: owner.id)
    guard !values.isEmpty else { return [] }
    let body = PersonalDataEvent.body(values.map { ($0.id, $0.field) }, reason: reason)
    _ = try append(
      DossierChange(
        companion, seen: current?.version ?? 0,
        events: [DossierChange.Event(PersonalDataEvent.read, body: body)],
        state: PersonalDataEvent.accessState),
      current: current)
    return values
  }

  func erase(_ ids: [Int64], of dossier: DossierID) throws {
    guard let owner = try self.dossier(dossier) else {
      throw StoreFailure.conflict(dossier, current: 0)
    }
    let values = try find(ids, of: owner.id)
    guard !values.isEmpty else { return }
    for value in values { desk.erase(value.id) }
    let body = PersonalDataEvent.body(values.map { ($0.id, $0.field) })
    _ = try append(
      DossierChange(
        owner.id, seen: owner.version,
        events: [DossierChange.Event(PersonalDataEvent.erased, body: body)], state: owner.state,
        body: owner.body, keys: owner.keys),
      current: owner)
  }

  /// Those of the ids that exist and belong to the dossier, each once, in the order asked for.
  private func find(_ ids: [Int64], of dossier: DossierID) throws -> [SealedValue] {
    var seen: Set<Int64> = []
    let ids = ids.filter { seen.insert($0).inserted }
    let stored = ids.filter { desk.value($0) == nil }
    let answers = try connection.aside(
      stored.map { Ask(PersonalStatements.find, dossier.binds + [.integer($0)]) })
    var found = try zip(stored, answers).reduce(into: [Int64: SealedValue]()) { found, answer in
      guard let values = answer.1.first else { return }
      var row = SQLRow(values, of: PersonalStatements.find)
      found[answer.0] = try PersonalStatements.decode(&row)
    }
    for id in ids {
      if case .kept(let value) = desk.value(id),
        DossierPlace(value.dossier) == DossierPlace(dossier)
      {
        found[id] = value
      }
    }
    return ids.compactMap { found[$0] }
  }

  // MARK: End

  @discardableResult
  private func writing<Answer>(_ work: () throws -> Answer) throws -> Answer {
    if let failure { throw failure }
    do { return try work() } catch {
      failure = error
      throw error
    }
  }

  /// Leaves what the unit shares with others, and its command.
  func finish(_ answer: [UInt8], contentHash: [UInt8]) throws -> Performed {
    if let failure { throw failure }
    for owner in owners where try dossier(owner) == nil {
      throw StoreFailure.conflict(owner, current: 0)
    }
    if head.size > begun.size { head.lastAt = now }
    if head != begun { desk.set(head) }
    let events = begun.size..<head.size
    desk.record(
      RecordedCommand(
        id: CommandID(command),
        earlier: EarlierCommand(
          name: command.name, contentHash: contentHash,
          performed: Performed(answer: answer, isRepeated: true, events: events)),
        doneAt: now))
    return Performed(
      answer: answer, isRepeated: false, events: events,
      lastLeaf: desk.lastEvent.map { LedgerHash.leaf($0.leaf).bytes })
  }
}
