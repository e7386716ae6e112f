/// Everything in which the two engines' SQL differs (方言).
package enum Dialect {
  /// The text of a table for one engine: `{integer}` (64 bits), `{blob}`, `{strict}` after the columns, and `{keyed}` there for
  /// tables that are stored by their primary key.
  static func text(_ template: String, _ engine: Engine) -> String {
    let words: [(String, String)] =
      switch engine {
      case .sqlite:
        [
          ("{integer}", "INTEGER"), ("{blob}", "BLOB"), ("{strict}", " STRICT"),
          ("{keyed}", " STRICT, WITHOUT ROWID"),
        ]
      case .postgresql:
        [("{integer}", "BIGINT"), ("{blob}", "BYTEA"), ("{strict}", ""), ("{keyed}", "")]
      }
    var text = template
    for (word, replacement) in words { text = replacing(word, in: text, with: replacement) }
    return text
  }

  private static func replacing(_ word: String, in text: String, with replacement: String)
    -> String
  {
    var result = ""
    var rest = text[...]
    while let range = rest.firstRange(of: word) {
      result += rest[..<range.lowerBound] + replacement
      rest = rest[range.upperBound...]
    }
    return result + rest
  }

  /// Statements by which the engine itself refuses to change or delete rows of a table.
  static func appendOnly(_ table: String, _ engine: Engine) -> [String] {
    switch engine {
    case .sqlite:
      ["UPDATE", "DELETE"].map { act in
        """
        CREATE TRIGGER \(table)_no_\(act.lowercased()) BEFORE \(act) ON \(table)
        BEGIN SELECT RAISE(ABORT, '\(table) are only ever added'); END
        """
      }
    case .postgresql:
      [
        """
        CREATE FUNCTION \(table)_only_added() RETURNS trigger LANGUAGE plpgsql
        AS 'BEGIN RAISE EXCEPTION ''\(table) are only ever added''; END'
        """,
        """
        CREATE TRIGGER \(table)_no_change BEFORE UPDATE OR DELETE ON \(table)
        FOR EACH ROW EXECUTE FUNCTION \(table)_only_added()
        """,
        """
        CREATE TRIGGER \(table)_no_truncate BEFORE TRUNCATE ON \(table)
        FOR EACH STATEMENT EXECUTE FUNCTION \(table)_only_added()
        """,
      ]
    }
  }

  /// Whether there is a table of this name: one row if so.
  static func tableExists(_ engine: Engine) -> Statement {
    switch engine {
    case .sqlite:
      Statement(
        "schema.tableExists", "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1")
    case .postgresql:
      Statement(
        "schema.tableExists",
        """
        SELECT 1 FROM information_schema.tables
        WHERE table_schema = current_schema() AND table_name = ?1
        """)
    }
  }

  /// Begins every batch on PostgreSQL: processes that share the database then write one after the other. SQLite has
  /// one writer anyway.
  package static let lockLedgerHead = Statement(
    "ledger.lockHead", "SELECT size FROM ledger_head WHERE id = 1 FOR UPDATE")
}
