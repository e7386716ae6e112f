import Casework
import Units

/// What all units of work share (账本头): the ledger's size, the newest event's time, and the last number given.
struct LedgerHead: Hashable {
  var size: Int
  var lastAt: Instant
  var lastNumber: Int64
  /// Why nothing may be decided; empty while the ledger is open.
  var closed: String
}

/// A command that was done before.
struct EarlierCommand {
  var name: String
  var contentHash: [UInt8]
  var performed: Performed
}

/// Commands and what units of work share.
enum CommandStatements {
  static let begin = Statement(
    "command.begin",
    """
    SELECT h.size, h.last_at, h.last_number, h.closed,
      c.name, c.content_hash, c.answer, c.first_event, c.end_event
    FROM ledger_head h LEFT JOIN commands c ON c.party = ?1 AND c.command_key = ?2
    WHERE h.id = 1
    """)
  static let head = Statement(
    "command.head", "SELECT size, last_at, last_number, closed FROM ledger_head WHERE id = 1")
  static let advance = Statement(
    "command.advance",
    "UPDATE ledger_head SET size = ?1, last_at = ?2, last_number = ?3 WHERE id = 1")
  static let find = ManyStatement("command.find", by: [.text, .text]) { places in
    """
    SELECT c.party, c.command_key, c.name, c.content_hash, c.answer, c.first_event, c.end_event
    FROM commands c WHERE c.party = \(places[0]) AND c.command_key = \(places[1])
    """
  }
  static let record = ManyStatement(
    "command.record", into: "commands",
    [
      "party": .text, "command_key": .text, "name": .text, "content_hash": .blob,
      "answer": .blob, "first_event": .integer, "end_event": .integer, "done_at": .integer,
    ])
  static let last = Statement("series.last", "SELECT last FROM series WHERE name = ?1")
  static let setLast = Statement(
    "series.setLast",
    """
    INSERT INTO series (name, last) VALUES (?1, ?2)
    ON CONFLICT (name) DO UPDATE SET last = excluded.last
    """)

  static let all = [begin, head, advance, last, setLast]
  static let allMany = [find, record]

  /// The head, and the command if it has been done before.
  static func begin(
    _ command: Command, _ connection: any SQLConnection
  ) throws -> (LedgerHead, EarlierCommand?) {
    try connection.only(begin, [.text(command.party.rawValue), .text(command.key)]) { row in
      let head = try decodeHead(&row)
      guard let name = try row.optionalText() else { return (head, nil) }
      return (head, try decode(name, &row, command.key))
    }
  }

  /// A row of ``find``.
  static func decodeFound(_ row: inout SQLRow) throws -> (id: CommandID, command: EarlierCommand) {
    let id = CommandID(party: try row.text(), key: try row.text())
    return (id, try decode(try row.text(), &row, id.key.text))
  }

  private static func decode(
    _ name: String, _ row: inout SQLRow, _ key: String
  ) throws -> EarlierCommand {
    let hash = try row.blob()
    let answer = try row.blob()
    let first = try row.int()
    let end = try row.int()
    guard first <= end else { throw StoreFailure.corrupt("command \(key): its events") }
    return EarlierCommand(
      name: name, contentHash: hash,
      performed: Performed(answer: answer, isRepeated: true, events: first..<end))
  }

  /// Binds of ``record``.
  static func binds(_ command: RecordedCommand) -> [SQLValue] {
    let (earlier, performed) = (command.earlier, command.earlier.performed)
    return command.id.binds + [
      .text(earlier.name), .blob(earlier.contentHash), .blob(performed.answer),
      .integer(performed.events.lowerBound), .integer(performed.events.upperBound),
      .instant(command.doneAt),
    ]
  }

  static func decodeHead(_ row: inout SQLRow) throws -> LedgerHead {
    LedgerHead(
      size: try row.int(), lastAt: try row.instant(), lastNumber: try row.integer(),
      closed: try row.text())
  }
}
