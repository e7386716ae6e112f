import Casework
import Units

/// Dossiers and their keys.
enum DossierStatements {
  private static let columns = "d.kind, d.number, d.version, d.state, d.body, d.changed_at, d.keys"

  static let find = Statement(
    "dossier.find", "SELECT \(columns) FROM dossiers d WHERE d.kind = ?1 AND d.number = ?2")
  static let add = Statement(
    "dossier.add",
    """
    INSERT INTO dossiers (kind, number, version, state, body, keys, changed_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
    """)
  static let change = Statement(
    "dossier.change",
    """
    UPDATE dossiers SET version = ?3, state = ?4, body = ?5, keys = ?6, changed_at = ?7
    WHERE kind = ?1 AND number = ?2
    """)
  static let history = Statement(
    "dossier.history",
    """
    SELECT \(LedgerStatements.eventColumns) FROM events e
    WHERE e.kind = ?1 AND e.number = ?2 ORDER BY e.version
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

  /// Whether another dossier of the kind has the key, and one of the two must not share it.
  static let taken = Statement(
    "dossier.taken",
    """
    SELECT number FROM dossier_keys
    WHERE kind = ?1 AND number <> ?2 AND name = ?3 AND value = ?4 AND (is_unique = 1 OR ?5 = 1)
    LIMIT 1
    """)
  static let addKey = Statement(
    "dossier.addKey",
    """
    INSERT INTO dossier_keys (kind, number, name, value, is_unique) VALUES (?1, ?2, ?3, ?4, ?5)
    """)
  static let dropKeys = Statement(
    "dossier.dropKeys", "DELETE FROM dossier_keys WHERE kind = ?1 AND number = ?2")

  static let all = [
    find, add, change, history, listAll, listByState, listByKey, listByStateAndKey, taken, addKey,
    dropKeys,
  ]

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

  static func list(_ query: DossierQuery) -> (Statement, [SQLValue]) {
    let binds: [SQLValue] = [
      .text(query.kind.rawValue), .integer(query.after), .integer(query.limit),
    ]
    switch (query.state, query.key) {
    case (nil, nil): return (listAll, binds)
    case (let state?, nil): return (listByState, binds + [.text(state)])
    case (nil, let key?): return (listByKey, binds + [.text(key.name), .text(key.value)])
    case (let state?, let key?):
      return (listByStateAndKey, binds + [.text(key.name), .text(key.value), .text(state)])
    }
  }

  /// Binds of ``add`` and ``change``.
  static func binds(_ dossier: Dossier, keys: String) -> [SQLValue] {
    dossier.id.binds + [
      .integer(dossier.version), .text(dossier.state), .text(dossier.body), .text(keys),
      .instant(dossier.changedAt),
    ]
  }

  static func replaceKeys(of dossier: Dossier, isNew: Bool, _ connection: any SQLConnection) throws
  {
    if !isNew { try connection.later(dropKeys, dossier.id.binds) }
    for key in dossier.keys {
      try connection.later(
        addKey,
        dossier.id.binds + [.text(key.name), .text(key.value), .flag(key.isUnique)])
    }
  }
}
