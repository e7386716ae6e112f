package import Casework

/// Sealed personal values.
enum PersonalStatements {
  private static let columns = "id, kind, number, field, key_id, sealed, commitment, blind"

  static let keep = ManyStatement(
    "personal.keep", into: "personal_values",
    [
      "id": .integer, "kind": .text, "number": .integer, "field": .text, "key_id": .text,
      "sealed": .blob, "commitment": .blob, "blind": .blob,
    ])
  static let find = Statement(
    "personal.find",
    "SELECT \(columns) FROM personal_values WHERE kind = ?1 AND number = ?2 AND id = ?3")
  static let search = Statement(
    "personal.search",
    "SELECT \(columns) FROM personal_values WHERE field = ?1 AND blind = ?2 ORDER BY id")
  static let erase = Statement("personal.erase", "DELETE FROM personal_values WHERE id = ?1")
  static let notSealedBy = Statement(
    "personal.notSealedBy",
    """
    SELECT \(columns) FROM personal_values WHERE key_id <> ?1 AND id > ?2 ORDER BY id LIMIT ?3
    """)
  static let newest = Statement(
    "personal.newest",
    "SELECT \(columns) FROM personal_values WHERE key_id = ?1 ORDER BY id DESC LIMIT ?2")
  static let newestSearched = Statement(
    "personal.newestSearched",
    """
    SELECT \(columns) FROM personal_values WHERE key_id = ?1 AND blind IS NOT NULL
    ORDER BY id DESC LIMIT ?2
    """)
  static let reseal = Statement(
    "personal.reseal",
    """
    UPDATE personal_values SET key_id = ?3, sealed = ?4, blind = ?5 WHERE id = ?1 AND key_id = ?2
    """)
  static let count = Statement(
    "personal.count", "SELECT key_id, COUNT(*) FROM personal_values GROUP BY key_id")

  static let all = [find, search, erase, notSealedBy, newest, newestSearched, reseal, count]

  static func binds(_ value: SealedValue) -> [SQLValue] {
    [.integer(value.id)] + value.dossier.binds + [
      .text(value.field), .text(value.keyID), .blob(value.sealed), .blob(value.commitment),
      value.blind.map(SQLValue.blob) ?? .null,
    ]
  }

  static func decode(_ row: inout SQLRow) throws -> SealedValue {
    SealedValue(
      id: try row.integer(), dossier: try row.dossierID(), field: try row.text(),
      keyID: try row.text(), sealed: try row.blob(), commitment: try row.blob(),
      blind: try row.optionalBlob())
  }
}

extension Cases: PersonalStore {
  package func values(
    notSealedBy keyID: String, after id: Int64, limit: Int
  ) async throws -> [SealedValue] {
    try await reading { connection in
      let binds: [SQLValue] = [.text(keyID), .integer(id), .integer(limit)]
      let values = try connection.all(
        PersonalStatements.notSealedBy, binds, PersonalStatements.decode)
      // Drafts have higher numbers than all personal values.
      guard values.count < limit else { return values }
      let drafts = try connection.all(
        DraftStatements.notSealedBy,
        [
          .text(keyID), .integer(max(id, KeptDraft.firstNumber - 1)),
          .integer(limit - values.count),
        ],
        DraftStatements.decode)
      return values + drafts.map(\.value)
    }
  }

  package func values(
    sealedBy keyID: String, onlySearched: Bool, limit: Int
  ) async throws -> [SealedValue] {
    try await reading { connection in
      let binds: [SQLValue] = [.text(keyID), .integer(limit)]
      // Drafts have higher numbers than all personal values, and nobody searches them.
      let drafts =
        onlySearched
        ? [] : try connection.all(DraftStatements.newest, binds, DraftStatements.decode)
      let values = try connection.all(
        onlySearched ? PersonalStatements.newestSearched : PersonalStatements.newest, binds,
        PersonalStatements.decode)
      return Array((drafts.map(\.value) + values).prefix(limit))
    }
  }

  package func reseal(_ value: SealedValue, sealedBefore keyID: String) async throws -> Bool {
    try value.check()
    if value.id >= KeptDraft.firstNumber {
      return try await writing { connection in
        try connection.run(
          DraftStatements.reseal,
          [.integer(value.id), .text(keyID), .text(value.keyID), .blob(value.sealed)]) == 1
      }
    }
    return try await writing { connection in
      try connection.run(
        PersonalStatements.reseal,
        [
          .integer(value.id), .text(keyID), .text(value.keyID), .blob(value.sealed),
          value.blind.map(SQLValue.blob) ?? .null,
        ]) == 1
    }
  }

  package func sealedValues() async throws -> [String: Int] {
    try await reading { connection in
      let rows = try [PersonalStatements.count, DraftStatements.count].flatMap { statement in
        try connection.all(statement) { row in (key: try row.text(), count: try row.int()) }
      }
      return Dictionary(rows.map { ($0.key, $0.count) }, uniquingKeysWith: +)
    }
  }
}
