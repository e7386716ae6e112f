import Casework
import Crypto
import Units

/// One unit of work on a connection (办理单元). What must hold is looked at before anything is written; when writing itself fails,
/// the whole unit fails, even if its body goes on.
final class CaseTransaction: CaseUnit {
  let now: Instant

  private let connection: any SQLConnection
  private let snapshot: CaseSnapshot
  private let command: Command
  private let begun: LedgerHead
  private var head: LedgerHead
  /// Dossiers for which personal values were kept: they must exist at the end.
  private var owners: [DossierID] = []
  private var failure: (any Error)?

  init(_ connection: any SQLConnection, _ head: LedgerHead, _ command: Command, now: Instant) {
    self.connection = connection
    self.snapshot = CaseSnapshot(connection: connection)
    self.command = command
    self.begun = head
    self.head = head
    self.now = now
  }

  // MARK: Reading

  func dossier(_ id: DossierID) throws -> Dossier? { try snapshot.dossier(id) }
  func dossiers(_ query: DossierQuery) throws -> [Dossier] { try snapshot.dossiers(query) }
  func history(_ id: DossierID) throws -> [CaseEvent] { try snapshot.history(id) }

  func values(field: String, blind: [UInt8]) throws -> [SealedValue] {
    try connection.all(
      PersonalStatements.search, [.text(field), .blob(blind)], PersonalStatements.decode)
  }

  // MARK: Numbers

  func newNumber() throws -> Int64 {
    head.lastNumber += 1
    return head.lastNumber
  }

  func next(_ series: String) throws -> Int {
    try writing {
      try connection.only(CommandStatements.next, [.text(series)]) { row in try row.int() }
    }
  }

  // MARK: Changing

  func apply(_ change: DossierChange) throws -> Dossier {
    try change.check()
    return try append(change, current: try dossier(change.id))
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
    try writing {
      for (offset, event) in change.events.enumerated() {
        let isLast = offset == change.events.count - 1
        try LedgerStatements.append(
          CaseEvent(
            index: head.size, dossier: change.id, version: change.seen + offset + 1,
            name: event.name, party: command.party, role: command.role, at: now,
            rules: event.rules, command: command.key, body: event.body,
            after: isLast ? after.text : ""),
          connection)
        head.size += 1
      }
      try connection.later(
        current == nil ? DossierStatements.add : DossierStatements.change,
        DossierStatements.binds(dossier, keys: keys))
      if keysChange {
        try DossierStatements.replaceKeys(of: dossier, isNew: current == nil, connection)
      }
    }
    return dossier
  }

  private func demandFree(_ keys: [DossierKey], for id: DossierID) throws {
    for key in keys {
      let others = try connection.rows(
        DossierStatements.taken,
        id.binds + [.text(key.name), .text(key.value), .flag(key.isUnique)])
      if !others.isEmpty { throw StoreFailure.taken(key) }
    }
  }

  // MARK: Outbox

  func send(_ message: OutboxMessage) throws {
    if let earlier = try OutboxStatements.message(message, connection) {
      guard earlier == message.body else { throw StoreFailure.keyReused(message.key) }
      return
    }
    let id = try newNumber()
    try writing { try connection.later(OutboxStatements.add, OutboxStatements.binds(id, message)) }
  }

  // MARK: Personal values

  func keep(_ value: SealedValue) throws {
    guard value.id >= 1, value.id <= head.lastNumber else {
      throw StoreFailure.invalid("a personal value has a number that the store gave")
    }
    if !owners.contains(value.dossier) { owners.append(value.dossier) }
    try writing { try connection.later(PersonalStatements.keep, PersonalStatements.binds(value)) }
  }

  func values(
    _ ids: [Int64], of dossier: DossierID, reason: String
  ) throws -> [SealedValue] {
    guard let owner = try self.dossier(dossier) else {
      throw StoreFailure.conflict(dossier, current: 0)
    }
    let values = try find(ids, of: owner.id)
    guard !values.isEmpty else { return [] }
    let companion = DossierID(owner.id.kind.access, owner.id.number)
    let current = try self.dossier(companion)
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
    try writing {
      for value in values { try connection.later(PersonalStatements.erase, [.integer(value.id)]) }
    }
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
    return try ids.filter { seen.insert($0).inserted }.compactMap { id in
      try connection.first(
        PersonalStatements.find, dossier.binds + [.integer(id)], PersonalStatements.decode)
    }
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

  /// Writes what the unit shares with others, and its command.
  func finish(_ answer: [UInt8], contentHash: [UInt8]) throws -> Performed {
    if let failure { throw failure }
    for owner in owners where try dossier(owner) == nil {
      throw StoreFailure.conflict(owner, current: 0)
    }
    if head.size > begun.size { head.lastAt = now }
    if head != begun {
      try connection.later(
        CommandStatements.advance,
        [.integer(head.size), .instant(head.lastAt), .integer(head.lastNumber)])
    }
    try connection.later(
      CommandStatements.record,
      [
        .text(command.party.rawValue), .text(command.key), .text(command.name),
        .blob(contentHash), .blob(answer), .integer(begun.size), .integer(head.size),
        .instant(now),
      ])
    return Performed(answer: answer, isRepeated: false, events: begun.size..<head.size)
  }
}
