package import Casework
package import Units

/// What people have typed and not sent.
enum DraftStatements {
  private static let columns = """
    account, form, version, saved_at, id, key_id, sealed, commitment
    """

  static let find = Statement(
    "draft.find", "SELECT \(columns) FROM drafts WHERE account = ?1 AND form = ?2")
  static let ofAccount = Statement(
    "draft.ofAccount", "SELECT \(columns) FROM drafts WHERE account = ?1 ORDER BY form")
  static let add = Statement(
    "draft.add",
    "INSERT INTO drafts (\(columns)) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
  static let change = Statement(
    "draft.change",
    """
    UPDATE drafts SET version = ?3, saved_at = ?4, id = ?5, key_id = ?6, sealed = ?7,
      commitment = ?8
    WHERE account = ?1 AND form = ?2
    """)
  static let erase = Statement(
    "draft.erase", "DELETE FROM drafts WHERE account = ?1 AND form = ?2")
  static let eraseVersion = Statement(
    "draft.eraseVersion", "DELETE FROM drafts WHERE account = ?1 AND form = ?2 AND version = ?3")
  static let eraseAll = Statement("draft.eraseAll", "DELETE FROM drafts WHERE account = ?1")
  static let eraseBefore = Statement(
    "draft.eraseBefore", "DELETE FROM drafts WHERE saved_at < ?1")
  // Changing keys goes over drafts as over personal values.
  static let notSealedBy = Statement(
    "draft.notSealedBy",
    """
    SELECT \(columns) FROM drafts WHERE key_id <> ?1 AND id > ?2 ORDER BY id LIMIT ?3
    """)
  static let newest = Statement(
    "draft.newest", "SELECT \(columns) FROM drafts WHERE key_id = ?1 ORDER BY id DESC LIMIT ?2")
  static let reseal = Statement(
    "draft.reseal", "UPDATE drafts SET key_id = ?3, sealed = ?4 WHERE id = ?1 AND key_id = ?2")
  static let count = Statement(
    "draft.count", "SELECT key_id, COUNT(*) FROM drafts GROUP BY key_id")

  static let all = [
    find, ofAccount, add, change, erase, eraseVersion, eraseAll, eraseBefore, notSealedBy, newest,
    reseal, count,
  ]

  static func binds(_ draft: KeptDraft) -> [SQLValue] {
    [
      .integer(draft.account), .text(draft.form), .integer(draft.version),
      .instant(draft.savedAt), .integer(draft.value.id), .text(draft.value.keyID),
      .blob(draft.value.sealed), .blob(draft.value.commitment),
    ]
  }

  static func decode(_ row: inout SQLRow) throws -> KeptDraft {
    let account = try row.integer()
    let form = try row.text()
    let version = try row.integer()
    let savedAt = try row.instant()
    let value = SealedValue(
      id: try row.integer(), dossier: DossierID(Account.kind, account),
      field: PersonalField.draft.name, keyID: try row.text(), sealed: try row.blob(),
      commitment: try row.blob(), blind: nil)
    return KeptDraft(
      account: account, form: form, version: version, savedAt: savedAt, value: value)
  }
}

extension Cases: DraftStore {
  package func draft(of account: Int64, form: String) async throws -> KeptDraft? {
    try await reading { connection in
      try connection.first(
        DraftStatements.find, [.integer(account), .text(form)], DraftStatements.decode)
    }
  }

  package func drafts(of account: Int64) async throws -> [KeptDraft] {
    try await reading { connection in
      try connection.all(DraftStatements.ofAccount, [.integer(account)], DraftStatements.decode)
    }
  }

  package func save(_ draft: KeptDraft, seen: Int64) async throws -> Bool {
    try draft.check()
    return try await writing { connection in
      let current = try connection.first(
        DraftStatements.find, [.integer(draft.account), .text(draft.form)], DraftStatements.decode)
      guard current?.version ?? 0 == seen else { return false }
      try connection.run(
        current == nil ? DraftStatements.add : DraftStatements.change,
        DraftStatements.binds(draft))
      return true
    }
  }

  package func eraseDraft(of account: Int64, form: String, version: Int64?) async throws {
    try await writing { connection in
      let place: [SQLValue] = [.integer(account), .text(form)]
      if let version {
        try connection.run(DraftStatements.eraseVersion, place + [.integer(version)])
      } else {
        try connection.run(DraftStatements.erase, place)
      }
    }
  }

  @discardableResult package func eraseDrafts(of account: Int64) async throws -> Int {
    try await writing { connection in
      try connection.run(DraftStatements.eraseAll, [.integer(account)])
    }
  }

  @discardableResult package func eraseDrafts(before moment: Instant) async throws -> Int {
    try await writing { connection in
      try connection.run(DraftStatements.eraseBefore, [.instant(moment)])
    }
  }
}
