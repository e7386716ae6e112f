package import Casework
import Units

/// Looking for events (办理记录查询), newest first: by party, by account, by dossier, by a key of dossiers, or in order; only
/// those of a name when one is given.
enum SearchStatements {
  private static let within = """
    e.place < ?1 AND e.at >= ?2 AND e.at < ?3 AND (CAST(?6 AS TEXT) IS NULL OR e.name = ?6)
    """
  private static let conditions = "\(within) AND (CAST(?4 AS TEXT) IS NULL OR e.party = ?4)"
  private static let end = "ORDER BY e.place DESC LIMIT ?5"

  static let all = [anything, byParty, byAccount, byDossier, byKey]

  static let anything = Statement(
    "search.anything",
    """
    SELECT \(LedgerStatements.eventColumns) FROM events e WHERE \(conditions) \(end)
    """)
  static let byParty = Statement(
    "search.byParty",
    """
    SELECT \(LedgerStatements.eventColumns) FROM events e
    WHERE e.party = ?4 AND \(within) \(end)
    """)
  /// Each half is read from its own index, and no further than the page.
  static let byAccount = Statement(
    "search.byAccount",
    """
    SELECT \(LedgerStatements.eventColumns) FROM (
      SELECT own.place FROM (
        SELECT e.place FROM events e WHERE e.party = ?4 AND \(within) \(end)
      ) own
      UNION ALL
      SELECT come.place FROM (
        SELECT e.place FROM events e
        WHERE e.kind = ?7 AND e.number = ?8 AND e.party = ?9 AND \(within) \(end)
      ) come
    ) f JOIN events e ON e.place = f.place
    \(end)
    """)
  static let byDossier = Statement(
    "search.byDossier",
    """
    SELECT \(LedgerStatements.eventColumns) FROM events e
    WHERE e.number = ?7 AND e.kind IN (?8, ?9) AND \(conditions) \(end)
    """)
  static let byKey = Statement(
    "search.byKey",
    """
    SELECT \(LedgerStatements.eventColumns) FROM (
      SELECT k.kind AS kind, k.number AS number FROM dossier_keys k
      WHERE k.name = ?7 AND k.value = ?8
      UNION ALL
      SELECT 'access-' || k.kind AS kind, k.number AS number FROM dossier_keys k
      WHERE k.name = ?7 AND k.value = ?8
    ) f JOIN events e ON e.kind = f.kind AND e.number = f.number
    WHERE \(conditions) \(end)
    """)
}

extension Cases: EventSearch {
  package func search(_ query: EventQuery) async throws -> [CaseEvent] {
    try query.check()
    var binds: [SQLValue] = [
      .integer(Int64(query.before ?? Int.max)),
      .integer(query.from?.milliseconds ?? Int64.min),
      .integer(query.to?.milliseconds ?? Int64.max),
      (query.account.map { PartyID(account: $0) } ?? query.party)
        .map { .text($0.rawValue) } ?? .null, .integer(query.limit),
      query.name.map { .text($0) } ?? .null,
    ]
    let statement: Statement
    if let account = query.account {
      statement = SearchStatements.byAccount
      binds += [
        .text(Account.kind.rawValue), .integer(account), .text(PartyID.visitor.rawValue),
      ]
    } else if let dossier = query.dossier {
      statement = SearchStatements.byDossier
      binds += [
        .integer(dossier.number), .text(dossier.kind.rawValue),
        .text(dossier.kind.access.rawValue),
      ]
    } else if let key = query.key {
      statement = SearchStatements.byKey
      binds += [.text(key.name), .text(key.value)]
    } else {
      statement = query.party == nil ? SearchStatements.anything : SearchStatements.byParty
    }
    let bound = binds
    return try await reading { connection in
      try connection.all(statement, bound, LedgerStatements.decodeEvent)
    }
  }
}
