import Casework
import Units

/// Events, tiles and checkpoints.
enum LedgerStatements {
  static let eventColumns = """
    e.place, e.kind, e.number, e.version, e.name, e.party, e.role, e.at, e.rules, e.command_key,
      e.body, e.aftermath
    """

  static let append = ManyStatement(
    "ledger.append", into: "events",
    [
      "place": .integer, "kind": .text, "number": .integer, "version": .integer, "name": .text,
      "party": .text, "role": .text, "at": .integer, "rules": .text, "command_key": .text,
      "body": .text, "aftermath": .text, "leaf_hash": .blob,
    ])
  static let events = Statement(
    "ledger.events",
    """
    SELECT \(eventColumns) FROM events e WHERE e.place >= ?1 AND e.place < ?2 ORDER BY e.place
    """)
  static let leafHashes = Statement(
    "ledger.leafHashes",
    "SELECT place, leaf_hash FROM events WHERE place >= ?1 AND place < ?2 ORDER BY place")
  static let tile = Statement(
    "ledger.tile", "SELECT hashes FROM ledger_tiles WHERE level = ?1 AND tile = ?2")
  static let keepTile = Statement(
    "ledger.keepTile",
    """
    INSERT INTO ledger_tiles (level, tile, hashes) VALUES (?1, ?2, ?3)
    ON CONFLICT (level, tile) DO UPDATE SET hashes = excluded.hashes
    """)
  static let latestCheckpoint = Statement(
    "ledger.latestCheckpoint", "SELECT size, note FROM checkpoints ORDER BY size DESC LIMIT 1")
  static let checkpoints = Statement(
    "ledger.checkpoints",
    "SELECT size, note FROM checkpoints WHERE size >= ?1 ORDER BY size LIMIT ?2")
  static let addCheckpoint = Statement(
    "ledger.addCheckpoint", "INSERT INTO checkpoints (size, note) VALUES (?1, ?2)")
  static let close = Statement(
    "ledger.close", "UPDATE ledger_head SET closed = ?1 WHERE id = 1")

  static let all = [
    events, leafHashes, tile, keepTile, latestCheckpoint, checkpoints, addCheckpoint, close,
  ]

  /// Binds of ``append``.
  static func binds(_ event: CaseEvent) -> [SQLValue] {
    [
      .integer(event.index), .text(event.dossier.kind.rawValue), .integer(event.dossier.number),
      .integer(event.version), .text(event.name), .text(event.party.rawValue),
      .text(event.role.rawValue), .instant(event.at), .text(event.rules), .text(event.command),
      .text(event.body), .text(event.after), .blob(LedgerHash.leaf(event.leaf).bytes),
    ]
  }

  static func decodeEvent(_ row: inout SQLRow) throws -> CaseEvent {
    let index = try row.int()
    let dossier = try row.dossierID()
    let version = try row.int()
    let name = try row.text()
    let party = PartyID(rawValue: try row.text())
    guard let role = Role(rawValue: try row.text()) else {
      throw StoreFailure.corrupt("event \(index): an unknown role")
    }
    return CaseEvent(
      index: index, dossier: dossier, version: version, name: name, party: party, role: role,
      at: try row.instant(), rules: try row.text(), command: try row.text(), body: try row.text(),
      after: try row.text())
  }

  static func decodeCheckpoint(_ row: inout SQLRow) throws -> SignedCheckpoint {
    SignedCheckpoint(size: try row.int(), text: try row.text())
  }
}
