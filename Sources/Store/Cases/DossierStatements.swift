import Casework
import Units

/// Dossiers and their keys.
enum DossierStatements {
  private static let columns = "d.kind, d.number, d.version, d.state, d.body, d.changed_at, d.keys"

  static let find = ManyStatement("dossier.find", by: [.text, .integer]) { places in
    "SELECT \(columns) FROM dossiers d WHERE d.kind = \(places[0]) AND d.number = \(places[1])"
  }
  /// A new dossier, or what an older one is from now on.
  static let put = ManyStatement(
    "dossier.put", into: "dossiers",
    [
      "kind": .text, "number": .integer, "version": .integer, "state": .text, "body": .text,
      "keys": .text, "changed_at": .integer,
    ],
    conflict: """
      ON CONFLICT (kind, number) DO UPDATE SET version = excluded.version, state = excluded.state,
        body = excluded.body, keys = excluded.keys, changed_at = excluded.changed_at
      """)
  static let history = Statement(
    "dossier.history",
    """
    SELECT \(LedgerStatements.eventColumns) FROM events e
    WHERE e.kind = ?1 AND e.number = ?2 ORDER BY e.version
    """)

  static let historyPage = Statement(
    "dossier.historyPage",
    """
    SELECT \(LedgerStatements.eventColumns) FROM events e
    WHERE e.kind = ?1 AND e.number = ?2 AND e.version < ?3 ORDER BY e.version DESC LIMIT ?4
    """)

  static let listAll = Statement(
    "dossier.listAll",
    """
    SELECT \(columns) FROM dossiers d WHERE d.kind = ?1 AND d.number > ?2
    ORDER BY d.number LIMIT ?3
    """)
  static let listByState = Statement(
    "dossier.listByState",
    """
    SELECT \(columns) FROM dossiers d WHERE d.kind = ?1 AND d.number > ?2 AND d.state = ?4
    ORDER BY d.number LIMIT ?3
    """)
  static let listByKey = Statement(
    "dossier.listByKey",
    """
    SELECT \(columns) FROM dossier_keys k JOIN dossiers d ON d.kind = k.kind AND d.number = k.number
    WHERE k.kind = ?1 AND k.number > ?2 AND k.name = ?4 AND k.value = ?5
    ORDER BY k.number LIMIT ?3
    """)
  static let listByStateAndKey = Statement(
    "dossier.listByStateAndKey",
    """
    SELECT \(columns) FROM dossier_keys k JOIN dossiers d ON d.kind = k.kind AND d.number = k.number
    WHERE k.kind = ?1 AND k.number > ?2 AND k.name = ?4 AND k.value = ?5 AND d.state = ?6
    ORDER BY k.number LIMIT ?3
    """)

  static let countAll = Statement(
    "dossier.countAll",
    "SELECT count(*) FROM dossiers d WHERE d.kind = ?1 AND (CAST(?2 AS TEXT) IS NULL OR d.state = ?2)"
  )
  static let countByKey = Statement(
    "dossier.countByKey",
    """
    SELECT count(*) FROM dossier_keys k JOIN dossiers d ON d.kind = k.kind AND d.number = k.number
    WHERE k.kind = ?1 AND k.name = ?3 AND k.value = ?4 AND (CAST(?2 AS TEXT) IS NULL OR d.state = ?2)
    """)

  /// The dossier of the kind that has a key for itself alone: thousands may share it with others, and those have no part in
  /// this index.
  static let taken = Statement(
    "dossier.taken",
    """
    SELECT number FROM dossier_keys
    WHERE kind = ?1 AND name = ?2 AND value = ?3 AND is_unique = 1 LIMIT ?4
    """)
  /// Dossiers of the kind that have a key.
  static let sharing = Statement(
    "dossier.sharing",
    "SELECT number FROM dossier_keys WHERE kind = ?1 AND name = ?2 AND value = ?3 LIMIT ?4")
  static let addKey = ManyStatement(
    "dossier.addKey", into: "dossier_keys",
    ["kind": .text, "number": .integer, "name": .text, "value": .text, "is_unique": .integer])
  static let dropKeys = Statement(
    "dossier.dropKeys", "DELETE FROM dossier_keys WHERE kind = ?1 AND number = ?2")

  static let all = [
    history, historyPage, listAll, listByState, listByKey, listByStateAndKey, countAll, countByKey,
    taken, sharing, dropKeys,
  ]
  static let allMany = [find, put, addKey]

  static func decode(_ row: inout SQLRow) throws -> Dossier {
    let id = try row.dossierID()
    let version = try row.int()
    let state = try row.text()
    let body = try row.text()
    let changedAt = try row.instant()
    guard let keys = Aftermath.keys(of: try row.text()) else {
      throw StoreFailure.corrupt("dossier \(id): its keys")
    }
    return Dossier(
      id: id, version: version, state: state, body: body, changedAt: changedAt, keys: keys)
  }

  static func list(_ query: DossierQuery) throws -> Ask {
    guard (1...1000).contains(query.limit) else {
      throw StoreFailure.invalid("a query shows 1 to 1000 dossiers")
    }
    let binds: [SQLValue] = [
      .text(query.kind.rawValue), .integer(query.after), .integer(query.limit),
    ]
    switch (query.state, query.key) {
    case (nil, nil): return Ask(listAll, binds)
    case (let state?, nil): return Ask(listByState, binds + [.text(state)])
    case (nil, let key?): return Ask(listByKey, binds + [.text(key.name), .text(key.value)])
    case (let state?, let key?):
      return Ask(listByStateAndKey, binds + [.text(key.name), .text(key.value), .text(state)])
    }
  }

  static func count(
    _ kind: DossierKind, state: String?, key: DossierKey?
  ) -> Ask {
    let binds: [SQLValue] = [.text(kind.rawValue), state.map { .text($0) } ?? .null]
    guard let key else { return Ask(countAll, binds) }
    return Ask(countByKey, binds + [.text(key.name), .text(key.value)])
  }

  /// Binds of ``put``.
  static func binds(_ dossier: Dossier, keys: String) -> [SQLValue] {
    dossier.id.binds + [
      .integer(dossier.version), .text(dossier.state), .text(dossier.body), .text(keys),
      .instant(dossier.changedAt),
    ]
  }

  /// Binds of ``addKey``.
  static func binds(_ key: DossierKey, of place: DossierPlace) -> [SQLValue] {
    place.binds + [.text(key.name), .text(key.value), .flag(key.isUnique)]
  }
}
