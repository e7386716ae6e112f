import Casework
import Units

/// What is wrong with what is stored (差异): where, and what.
package struct StoreFault: Hashable, Sendable {
  package enum What: String, CaseIterable, Sendable {
    /// Events say that there is a dossier, its row is missing.
    case missing
    /// A row that no event speaks of.
    case withoutEvents
    /// The row's version, time, state, body or keys are not those of the newest event.
    case version, changedAt, state, body, keys
    /// Keys under which the dossier is found are not those of its row.
    case index
    /// Versions of its events have a gap.
    case gap
    /// The newest event does not say what the dossier is.
    case aftermath
    /// The hash stored with the event is not the hash of the event.
    case leafHash
    /// The event's command does not claim it, or a command claims events that are not its own.
    case command
    /// The head's size or time is not that of the events, or places have a gap.
    case head
  }

  package var what: What
  /// `application/7`, `event 12`, or a command's key.
  package var place: String

  package init(_ what: What, _ place: String) {
    self.what = what
    self.place = place
  }
}

/// What looking at everything gave (核对结果).
package struct Verification: Hashable, Sendable {
  package var events: Int
  package var dossiers: Int
  /// The first thousand of each kind; none: current tables are what the events come to.
  package var faults: [StoreFault]

  package init(events: Int, dossiers: Int, faults: [StoreFault]) {
    self.events = events
    self.dossiers = dossiers
    self.faults = faults
  }
}

extension Cases {
  private static let page = 500
  private static let mostFaults = 1000

  /// Compares current tables with what the events come to, in one consistent state, and every event with its hash.
  package func verify() async throws -> Verification { try await Cases.verify(database) }

  /// The same for a database of any form: its tables of events, dossiers and commands are as the first migration made them.
  package static func verify(_ database: any SQLDatabase) async throws -> Verification {
    try await StoreFailure.translating {
      try await database.read { connection in
        var verification = try compare(connection)
        try checkEvents(connection, &verification)
        return verification
      }
    }
  }

  /// Writes dossiers and keys anew from the events, in one transaction.
  ///
  /// - Returns: how many dossiers there are now.
  /// - Throws: ``StoreFailure/corrupt(_:)`` when an event does not say what its dossier is; nothing is changed then.
  package func rebuild() async throws -> Int {
    try await StoreFailure.translating {
      try await database.alone { connection in
        try connection.run(RebuildStatements.dropKeys, [])
        try connection.run(RebuildStatements.dropDossiers, [])
        var count = 0
        try Cases.pages(connection) { page in
          var decisions = Decisions()
          for entry in page {
            guard let dossier = entry.wanted else {
              throw StoreFailure.corrupt("\(entry.id): its newest event does not say what it is")
            }
            decisions.put(
              dossier, keys: Aftermath.text(of: dossier.keys), isNew: true, hasNewKeys: true)
          }
          try decisions.write(to: connection)
          count += page.count
        }
        return count
      }
    }
  }

  /// A dossier as its newest event says, and as its row says.
  private struct Entry {
    var id: DossierID
    var wanted: Dossier?
    var found: Dossier?
    /// The row's keys as they are stored.
    var keys: String
  }

  /// All dossiers that have events, page by page.
  private static func pages(
    _ connection: any SQLConnection, _ body: ([Entry]) throws -> Void
  ) throws {
    var last: [SQLValue] = [.text(""), .integer(Int64(0))]
    while true {
      let page = try connection.all(
        RebuildStatements.newest, last + [.integer(self.page)], decode)
      guard let end = page.last else { return }
      try body(page)
      last = end.id.binds
    }
  }

  private static func decode(_ row: inout SQLRow) throws -> Entry {
    let id = try row.dossierID()
    let version = try row.int()
    let at = try row.instant()
    let aftermath = Aftermath(text: try row.text())
    var entry = Entry(
      id: id, wanted: aftermath?.dossier(id, version: version, changedAt: at), keys: "")
    if let version = try row.optionalInteger() {
      let state = try row.text()
      let body = try row.text()
      let changedAt = try row.instant()
      entry.keys = try row.text()
      entry.found = Dossier(
        id: id, version: Int(version), state: state, body: body, changedAt: changedAt,
        keys: Aftermath.keys(of: entry.keys) ?? [])
    }
    return entry
  }

  private static func compare(_ connection: any SQLConnection) throws -> Verification {
    var verification = Verification(events: 0, dossiers: 0, faults: [])
    var last: [SQLValue] = [.text(""), .integer(Int64(0))]
    try pages(connection) { page in
      verification.dossiers += page.count
      guard let end = page.last else { return }
      let index = try keyIndex(connection, after: last, to: end.id.binds)
      last = end.id.binds
      for entry in page where verification.faults.count < mostFaults {
        verification.faults += faults(of: entry, index: index[entry.id] ?? [])
      }
    }
    let limit: [SQLValue] = [.integer(mostFaults)]
    for (statement, what) in [
      (RebuildStatements.withoutEvents, StoreFault.What.withoutEvents),
      (RebuildStatements.keysWithoutDossier, .index), (RebuildStatements.gaps, .gap),
    ] {
      verification.faults += try connection.all(statement, limit) { row in
        StoreFault(what, try row.dossierID().description)
      }
    }
    return verification
  }

  private static func keyIndex(
    _ connection: any SQLConnection, after first: [SQLValue], to last: [SQLValue]
  ) throws -> [DossierID: [DossierKey]] {
    let rows = try connection.all(RebuildStatements.keys, first + last) { row in
      (
        id: try row.dossierID(),
        key: DossierKey(try row.text(), try row.text(), isUnique: try row.int() == 1)
      )
    }
    return Dictionary(grouping: rows) { $0.id }.mapValues { $0.map(\.key) }
  }

  private static func faults(of entry: Entry, index: [DossierKey]) -> [StoreFault] {
    let place = entry.id.description
    guard let wanted = entry.wanted else { return [StoreFault(.aftermath, place)] }
    guard let found = entry.found else { return [StoreFault(.missing, place)] }
    var faults: [StoreFault] = []
    func demand(_ holds: Bool, _ what: StoreFault.What) {
      if !holds { faults.append(StoreFault(what, place)) }
    }
    let keys = Aftermath.text(of: wanted.keys)
    demand(found.version == wanted.version, .version)
    demand(found.changedAt == wanted.changedAt, .changedAt)
    demand(found.state.utf8.elementsEqual(wanted.state.utf8), .state)
    demand(found.body.utf8.elementsEqual(wanted.body.utf8), .body)
    demand(entry.keys.utf8.elementsEqual(keys.utf8), .keys)
    demand(Aftermath.text(of: index.inOrder).utf8.elementsEqual(keys.utf8), .index)
    return faults
  }

  private static func checkEvents(
    _ connection: any SQLConnection, _ verification: inout Verification
  ) throws {
    var faults: [StoreFault] = []
    var place = 0
    try connection.each(RebuildStatements.leaves, []) { values in
      var row = SQLRow(values, of: RebuildStatements.leaves)
      let event = try LedgerStatements.decodeEvent(&row)
      let hash = try row.blob()
      if event.index != place, faults.count < mostFaults {
        faults.append(StoreFault(.head, "event \(place)"))
      }
      if hash != LedgerHash.leaf(event.leaf).bytes, faults.count < mostFaults {
        faults.append(StoreFault(.leafHash, "event \(event.index)"))
      }
      place = event.index + 1
    }
    let head = try connection.only(CommandStatements.head, [], CommandStatements.decodeHead)
    let (count, newest) = try connection.only(RebuildStatements.extent) { row in
      (try row.int(), try row.integer())
    }
    if head.size != place || count != place || head.lastAt.milliseconds < newest {
      faults.append(StoreFault(.head, "event \(head.size)"))
    }
    let limit: [SQLValue] = [.integer(mostFaults)]
    faults += try connection.all(RebuildStatements.withoutCommand, limit) { row in
      StoreFault(.command, "event \(try row.int())")
    }
    faults += try connection.all(RebuildStatements.commandsWithoutEvents, limit) { row in
      StoreFault(.command, "\(try row.text())/\(try row.text())")
    }
    verification.events = count
    verification.faults += faults
  }
}
