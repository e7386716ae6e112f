import Casework
import Glibc
import Units

/// What the units of one batch have read and decided and not yet written (案头). Units see what they and earlier ones
/// decided as if it were written; nobody else writes cases meanwhile (the lock of the ledger's head).
final class Desk {
  /// A read that a unit needs, while it is only run to find out what it reads.
  struct Wanted: Error {}

  /// What was read and is still so.
  private struct Known {
    var head: LedgerHead?
    var commands: [CommandID: EarlierCommand?] = [:]
    var dossiers: [DossierPlace: Dossier?] = [:]
    var series: [Exactly: Int] = [:]
    /// Units of a batch ask for much the same: the cycle that is open, whom to tell.
    var queries: [AskedQuery: [Dossier]] = [:]

    /// What has been written is read so from now on.
    mutating func take(_ written: Decisions) {
      head = written.head ?? head
      for (id, command) in written.commands { commands[id] = .some(command.earlier) }
      dossiers.merge(written.dossiers.mapValues { .some($0) }) { $1 }
      series.merge(written.series) { $1 }
      queries = queries.filter { asked, _ in
        !written.touches(asked.query.kind, key: asked.query.key)
      }
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
  /// Why the unit at work cannot be kept, even if its body goes on.
  private var failure: (any Error)?
  var isScouting = false
  private var wanted: (commands: [CommandID], dossiers: [DossierPlace]) = ([], [])

  init(_ connection: any SQLConnection, isCareful: Bool) {
    self.connection = connection
    self.isCareful = isCareful
  }

  // MARK: Units and their end

  /// The unit at work is done.
  func keep() {
    done.add(own)
    own = Decisions()
    assumed = []
  }

  /// Nothing of the unit at work is left.
  func drop() {
    own = Decisions()
    assumed = []
    failure = nil
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
    if isScouting {
      wanted.commands.append(id)
      throw Wanted()
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

  func dossier(_ id: DossierID) throws -> Dossier? {
    let place = DossierPlace(id)
    if let dossier = own.dossiers[place] ?? done.dossiers[place] { return dossier }
    if let dossier = known.dossiers[place] { return dossier }
    if isScouting {
      wanted.dossiers.append(place)
      throw Wanted()
    }
    let dossier = try connection.first(
      DossierStatements.find.one, id.binds, DossierStatements.decode)
    known.dossiers[place] = .some(dossier)
    return dossier
  }

  /// Reads for all units of a batch what they were found to read.
  ///
  /// - Returns: whether there was anything.
  func fetchWanted(from connection: any SQLConnection) throws -> Bool {
    let (commands, dossiers) = wanted
    wanted = ([], [])
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
    return !commands.isEmpty || !dossiers.isEmpty
  }

  /// What a query finds that nothing touches which waits to be written.
  func dossiers(_ query: DossierQuery, _ read: () throws -> [Dossier]) throws -> [Dossier] {
    let asked = AskedQuery(query)
    if let found = known.queries[asked] { return found }
    let found = try read()
    known.queries[asked] = found
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

  /// Dossiers of a kind whose keys changed, with their keys.
  func changedKeys(of kind: DossierKind) -> [DossierPlace: [DossierKey]] {
    let kind = Exactly(kind.rawValue)
    var changed = done.keys.filter { $0.key.kind == kind }
    for (place, keys) in own.keys where place.kind == kind { changed[place] = keys }
    return changed
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
  func add(_ event: CaseEvent) { own.events.append(event) }
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

/// A text told apart by its bytes, as both engines do.
struct Exactly: Hashable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (left: Exactly, right: Exactly) -> Bool {
    var (left, right) = (left.text, right.text)
    return left.withUTF8 { left in
      right.withUTF8 { right in
        guard left.count == right.count else { return false }
        let count = left.count
        guard let left = left.baseAddress, let right = right.baseAddress else { return true }
        return memcmp(left, right, count) == 0
      }
    }
  }

  func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

/// A query told apart by its bytes.
struct AskedQuery: Hashable {
  let query: DossierQuery
  private let texts: [Exactly]

  init(_ query: DossierQuery) {
    self.query = query
    texts = [query.kind.rawValue, query.state, query.key?.name, query.key?.value]
      .compactMap { $0.map(Exactly.init) }
  }

  static func == (left: AskedQuery, right: AskedQuery) -> Bool {
    left.texts == right.texts && left.query == right.query
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(texts)
    hasher.combine(query.after)
  }
}

struct DossierPlace: Hashable {
  let kind: Exactly
  let number: Int64

  init(_ id: DossierID) {
    kind = Exactly(id.kind.rawValue)
    number = id.number
  }

  var binds: [SQLValue] { [.text(kind.text), .integer(number)] }
}

struct CommandID: Hashable {
  let party: Exactly
  let key: Exactly

  init(party: String, key: String) {
    self.party = Exactly(party)
    self.key = Exactly(key)
  }

  init(_ command: Command) { self.init(party: command.party.rawValue, key: command.key) }

  var binds: [SQLValue] { [.text(party.text), .text(key.text)] }
}

struct MessageID: Hashable {
  let channel: Exactly
  let key: Exactly

  init(_ message: OutboxMessage) {
    channel = Exactly(message.channel)
    key = Exactly(message.key)
  }
}
