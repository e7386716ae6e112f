/// Looking whether current tables are what the events come to, and writing them anew.
enum RebuildStatements {
  /// A page of newest events, one for each dossier, beside the row that there is.
  static let newest = Statement(
    "rebuild.newest",
    """
    SELECT e.kind, e.number, e.version, e.at, e.aftermath,
      d.version, d.state, d.body, d.changed_at, d.keys
    FROM events e LEFT JOIN dossiers d ON d.kind = e.kind AND d.number = e.number
    WHERE (e.kind, e.number) > (?1, ?2) AND NOT EXISTS (
      SELECT 1 FROM events n
      WHERE n.kind = e.kind AND n.number = e.number AND n.version > e.version)
    ORDER BY e.kind, e.number LIMIT ?3
    """)
  static let keys = Statement(
    "rebuild.keys",
    """
    SELECT kind, number, name, value, is_unique FROM dossier_keys
    WHERE (kind, number) > (?1, ?2) AND (kind, number) <= (?3, ?4)
    ORDER BY kind, number, name, value
    """)
  static let withoutEvents = Statement(
    "rebuild.withoutEvents",
    """
    SELECT d.kind, d.number FROM dossiers d WHERE NOT EXISTS (
      SELECT 1 FROM events e WHERE e.kind = d.kind AND e.number = d.number)
    ORDER BY d.kind, d.number LIMIT ?1
    """)
  static let keysWithoutDossier = Statement(
    "rebuild.keysWithoutDossier",
    """
    SELECT DISTINCT k.kind, k.number FROM dossier_keys k WHERE NOT EXISTS (
      SELECT 1 FROM dossiers d WHERE d.kind = k.kind AND d.number = k.number)
    ORDER BY k.kind, k.number LIMIT ?1
    """)
  static let gaps = Statement(
    "rebuild.gaps",
    """
    SELECT kind, number FROM events GROUP BY kind, number
    HAVING MIN(version) <> 1 OR MAX(version) <> COUNT(*)
    ORDER BY kind, number LIMIT ?1
    """)
  static let extent = Statement(
    "rebuild.extent",
    """
    SELECT COUNT(*), COALESCE(MAX(at), 0)
    FROM events
    """)
  /// Events whose command does not claim them.
  static let withoutCommand = Statement(
    "rebuild.withoutCommand",
    """
    SELECT e.place FROM events e WHERE NOT EXISTS (
      SELECT 1 FROM commands c WHERE c.party = e.party AND c.command_key = e.command_key
        AND e.place >= c.first_event AND e.place < c.end_event)
    ORDER BY e.place LIMIT ?1
    """)
  /// Commands that claim events that are not theirs.
  static let commandsWithoutEvents = Statement(
    "rebuild.commandsWithoutEvents",
    """
    SELECT c.party, c.command_key FROM commands c
    WHERE c.end_event - c.first_event <> (
      SELECT COUNT(*) FROM events e WHERE e.place >= c.first_event AND e.place < c.end_event
        AND e.party = c.party AND e.command_key = c.command_key)
    ORDER BY c.party, c.command_key LIMIT ?1
    """)
  static let leaves = Statement(
    "rebuild.leaves",
    "SELECT \(LedgerStatements.eventColumns), e.leaf_hash FROM events e ORDER BY e.place")
  static let dropKeys = Statement("rebuild.dropKeys", "DELETE FROM dossier_keys")
  static let dropDossiers = Statement("rebuild.dropDossiers", "DELETE FROM dossiers")

  static let all = [
    newest, keys, withoutEvents, keysWithoutDossier, gaps, extent, withoutCommand,
    commandsWithoutEvents, leaves, dropKeys, dropDossiers,
  ]
}
