import Casework
import Units

/// What the units of one batch have read and decided and not yet written (案头). Units see what they and earlier ones
/// decided as if it were written; nobody else writes cases meanwhile (the lock of the ledger's head).
final class Desk {
  /// A unit cannot go on without what it reads here, and it is read for all units of the batch.
  struct Wanted: Error {}

  /// What was read and is still so.
  private struct Known {
    var head: LedgerHead?
    var commands: [CommandID: EarlierCommand?] = [:]
    var dossiers: [DossierPlace: Dossier?] = [:]
    var series: [Exactly: Int] = [:]
    /// Units of a batch ask for much the same: the cycle that is open, whom to tell.
    var queries: [AskedQuery: [Dossier]] = [:]
    var rows: [Ask: [[SQLValue]]] = [:]

    /// What has been written is read so from now on.
    mutating func take(_ written: Decisions) {
      head = written.head ?? head
      for (id, command) in written.commands { commands[id] = .some(command.earlier) }
      dossiers.merge(written.dossiers.mapValues { .some($0) }) { $1 }
      series.merge(written.series) { $1 }
      queries = queries.filter { asked, _ in
        !written.touches(asked.query.kind, key: asked.query.key)
      }
      rows = [:]
    }
  }

  private let connection: any SQLConnection
  /// Whether every assumption is looked up.
  let isCareful: Bool
  private var known = Known()
  /// By units that are done.
  private var done = Decisions()
  /// By the unit at work.
  private var own = Decisions()
  /// Messages of the unit at work that are taken for new without having been looked up.
  private var assumed: [OutboxMessage] = []
  /// The last event of the unit at work.
  private(set) var lastEvent: CaseEvent?
  /// Why the unit at work cannot be kept, even if its body goes on.
  private var failure: (any Error)?
  /// Whether units are run in rounds: nothing is written meanwhile.
  var isForeseeing = false
  /// Whether, besides, nothing is read for one of them alone, and what is most likely not there is taken for that.
  var isGuessing = false
  /// What the unit at work took for not there, and what those did that are done since it was last looked up.
  private var guesses = Wishes()
  private var keptGuesses = Wishes()
  /// Whether the unit at work went on with a guess, or could not.
  private(set) var hasGuessed = false
  /// Whether it could not go on, even if its body did.
  private(set) var isStopped = false
  private var wanted = Wishes()

  /// What units of the batch were found to read.
  private struct Wishes {
    var commands: [CommandID] = []
    var dossiers: [DossierPlace] = []
    var asks: Set<Ask> = []

    mutating func add(_ more: Wishes) {
      commands += more.commands
      dossiers += more.dossiers
      asks.formUnion(more.asks)
    }
  }

  init(_ connection: any SQLConnection, isCareful: Bool) {
    self.connection = connection
    self.isCareful = isCareful
  }

  // MARK: Units and their end

  /// The unit at work cannot go on while units are run in rounds.
  func stop<Reason: Error>(_ reason: Reason) -> Reason {
    isStopped = true
    return reason
  }

  /// The unit at work is done.
  func keep() {
    done.add(own)
    keptGuesses.add(guesses)
    clear()
  }

  private func clear() {
    own = Decisions()
    guesses = Wishes()
    hasGuessed = false
    isStopped = false
    assumed = []
    lastEvent = nil
  }

  /// Nothing of the unit at work is left.
  func drop() {
    clear()
    failure = nil
  }

  /// Nothing is left of units that are done and not written.
  func dropDone() { done = Decisions() }

  /// Whether all that was taken for not there since the last time is not there.
  var guessesHold: Bool {
    defer { keptGuesses = Wishes() }
    func isAbsent<Found>(_ found: Found??) -> Bool { found.map { $0 == nil } ?? false }
    return keptGuesses.commands.allSatisfy { isAbsent(known.commands[$0]) }
      && keptGuesses.dossiers.allSatisfy { isAbsent(known.dossiers[$0]) }
      && keptGuesses.asks.allSatisfy { known.rows[$0]?.isEmpty == true }
  }

  /// Whether the unit at work, which has been undone, sent a message that was there already.
  var wasMistaken: Bool {
    get throws { try assumed.contains { try OutboxStatements.message($0, connection) != nil } }
  }

  /// What was read may have changed.
  func forget() { known = Known() }

  /// Whether a query may find something else once what waits is written.
  func touches(_ kind: DossierKind, key: DossierKey?) -> Bool {
    done.touches(kind, key: key) || own.touches(kind, key: key)
  }

  func writeOwn(to connection: any SQLConnection) throws {
    if let failure { throw failure }
    do { try own.write(to: connection) } catch {
      failure = error
      throw error
    }
    known.take(own)
    own = Decisions()
  }

  /// - Returns: whether there was anything.
  func writeDone(to connection: any SQLConnection) throws -> Bool {
    guard !done.isEmpty else { return false }
    try done.write(to: connection)
    known.take(done)
    done = Decisions()
    return true
  }

  // MARK: Reading

  /// The head as the unit at work sees it.
  var head: LedgerHead {
    get throws {
      if let head = own.head ?? done.head ?? known.head { return head }
      let head = try connection.only(CommandStatements.head, [], CommandStatements.decodeHead)
      known.head = head
      return head
    }
  }

  /// The command, if it has been done before.
  func earlier(_ command: Command) throws -> EarlierCommand? {
    let id = CommandID(command)
    if let recorded = done.commands[id] { return recorded.earlier }
    if let earlier = known.commands[id] { return earlier }
    if isGuessing {
      hasGuessed = true
      wanted.commands.append(id)
      guesses.commands.append(id)
      return nil
    }
    let earlier: EarlierCommand?
    if known.head == nil, done.head == nil {
      (known.head, earlier) = try CommandStatements.begin(command, connection)
    } else {
      earlier = try connection.first(
        CommandStatements.find.one, id.binds, CommandStatements.decodeFound)?.command
    }
    known.commands[id] = .some(earlier)
    return earlier
  }

  /// - Parameters:
  ///   - isNew: its number was just given: unless it is known here, there is none. When that is wrong, it cannot be
  ///     written, and is looked up when the batch is done with care.
  ///   - isLikelyNone: see ``rows(_:isLikelyNone:)``.
  func dossier(
    _ id: DossierID, isNew: Bool = false, isLikelyNone: Bool = false
  ) throws -> Dossier? {
    let place = DossierPlace(id)
    if let dossier = own.dossiers[place] ?? done.dossiers[place] { return dossier }
    if let dossier = known.dossiers[place] { return dossier }
    if isNew, !isCareful { return nil }
    if isGuessing {
      hasGuessed = true
      wanted.dossiers.append(place)
      if !isLikelyNone { throw stop(Wanted()) }
      guesses.dossiers.append(place)
      return nil
    }
    let dossier = try connection.first(
      DossierStatements.find.one, id.binds, DossierStatements.decode)
    known.dossiers[place] = .some(dossier)
    return dossier
  }

  /// Reads what is going to be asked, or has it read with what other units of the batch want.
  func foresee(_ questions: [CaseQuestion]) throws {
    for question in questions {
      if case .dossier(let id) = question {
        let place = DossierPlace(id)
        let isKnown =
          own.dossiers[place] != nil || done.dossiers[place] != nil || known.dossiers[place] != nil
        if !isKnown { wanted.dossiers.append(place) }
      } else {
        let ask = try CaseSnapshot.ask(question)
        if known.rows[ask] == nil { wanted.asks.insert(ask) }
      }
    }
    if !isGuessing { _ = try fetchWanted(from: connection) }
  }

  /// Reads for all units of a batch what they were found to read.
  ///
  /// - Returns: whether there was anything.
  func fetchWanted(from connection: any SQLConnection) throws -> Bool {
    let (commands, dossiers, asks) = (wanted.commands, wanted.dossiers, Array(wanted.asks))
    wanted = Wishes()
    if !commands.isEmpty {
      for command in commands { known.commands[command] = .some(nil) }
      let rows = try connection.rows(CommandStatements.find, commands.map(\.binds))
      for values in rows {
        var row = SQLRow(values, of: CommandStatements.find.one)
        let found = try CommandStatements.decodeFound(&row)
        known.commands[found.id] = found.command
      }
    }
    if !dossiers.isEmpty {
      for dossier in dossiers { known.dossiers[dossier] = .some(nil) }
      let rows = try connection.rows(DossierStatements.find, dossiers.map(\.binds))
      for values in rows {
        var row = SQLRow(values, of: DossierStatements.find.one)
        let dossier = try DossierStatements.decode(&row)
        known.dossiers[DossierPlace(dossier.id)] = dossier
      }
    }
    for (ask, rows) in zip(asks, try connection.rows(asks)) { known.rows[ask] = rows }
    return !commands.isEmpty || !dossiers.isEmpty || !asks.isEmpty
  }

  /// The rows of queries that nothing changes which waits to be written.
  ///
  /// - Parameter isLikelyNone: while a batch is asked for together, the unit goes on as if none of them had a row; otherwise it
  ///   does not go on.
  func rows(_ asks: [Ask], isLikelyNone: Bool = false) throws -> [[[SQLValue]]] {
    let missing = asks.filter { known.rows[$0] == nil }
    if isGuessing, !missing.isEmpty {
      hasGuessed = true
      wanted.asks.formUnion(missing)
      if !isLikelyNone { throw stop(Wanted()) }
      guesses.asks.formUnion(missing)
    } else {
      for (ask, rows) in zip(missing, try connection.rows(missing)) { known.rows[ask] = rows }
    }
    return asks.map { known.rows[$0] ?? [] }
  }

  /// What a query finds that nothing touches which waits to be written.
  func dossiers(_ query: DossierQuery, _ read: () throws -> [Dossier]) throws -> [Dossier] {
    let asked = AskedQuery(query)
    if let found = known.queries[asked] { return found }
    let found = try read()
    if !isGuessing { known.queries[asked] = found }
    return found
  }

  /// The last number of a series; 0 before the first.
  func last(of series: String) throws -> Int {
    let name = Exactly(series)
    if let last = own.series[name] ?? done.series[name] ?? known.series[name] { return last }
    let last = try connection.first(CommandStatements.last, [.text(series)]) { try $0.int() } ?? 0
    known.series[name] = last
    return last
  }

  /// Events of a dossier that are not yet written.
  func events(of id: DossierID) -> [CaseEvent] {
    let place = DossierPlace(id)
    return (done.events + own.events).filter { DossierPlace($0.dossier) == place }
  }

  /// The body of the message that is to be sent under the channel and key.
  func message(_ message: OutboxMessage) -> String? {
    let id = MessageID(message)
    return own.messages[id] ?? done.messages[id]
  }

  /// Dossiers whose keys changed.
  var changedKeys: Int { done.keys.count + own.keys.count }

  func hasNewKeys(_ place: DossierPlace) -> Bool {
    own.keys[place] != nil || done.keys[place] != nil
  }

  /// Whether another dossier got a key, and one of the two does not share it.
  func isTaken(_ key: DossierKey, for place: DossierPlace, _ kind: DossierKind) -> Bool {
    func excludes(_ holder: (key: DossierPlace, value: Bool)) -> Bool {
      holder.key != place && (holder.value || key.isUnique)
    }
    return own.holders(of: key, kind).contains(where: excludes)
      || done.holders(of: key, kind).contains { own.keys[$0.key] == nil && excludes($0) }
  }

  /// What became of a personal value that is not yet written so.
  func value(_ id: Int64) -> ValueChange? {
    for decisions in [own, done] {
      if let value = decisions.values.first(where: { $0.id == id }) { return .kept(value) }
      if decisions.erased.contains(id) { return .erased }
    }
    return nil
  }

  enum ValueChange {
    case kept(SealedValue)
    case erased
  }

  /// Values not yet written by which a search term matches.
  func values(field: String, blind: [UInt8]) -> [SealedValue] {
    let left = done.values.filter { !own.erased.contains($0.id) }
    return (left + own.values).filter {
      $0.blind == blind && $0.field.utf8.elementsEqual(field.utf8)
    }
  }

  // MARK: Deciding

  func set(_ head: LedgerHead) { own.head = head }
  func set(_ last: Int, of series: String) { own.series[Exactly(series)] = last }
  func add(_ event: CaseEvent) {
    own.events.append(event)
    lastEvent = event
  }
  func add(_ message: OutboxMessage, _ id: Int64) {
    if !isCareful { assumed.append(message) }
    own.add(message, id)
  }
  func add(_ value: SealedValue) { own.add(value) }
  func erase(_ id: Int64) { own.erase(id) }
  func record(_ command: RecordedCommand) { own.record(command) }

  func put(_ dossier: Dossier, keys: String, isNew: Bool, hasNewKeys: Bool) {
    own.put(dossier, keys: keys, isNew: isNew, hasNewKeys: hasNewKeys)
  }
}
