import Policy

/// Opens the store that an address names (案卷库地址).
package enum Stores {
  /// - Parameter address: `sqlite:PATH`, or `postgresql://…` as libpq understands it.
  /// - Throws: `Problems` when it is no such address, ``SQLFailure`` when it cannot be opened.
  package static func open(
    _ address: String, access: SQLiteDatabase.Access = .writing
  ) async throws -> any SQLDatabase {
    let scheme = String(address.prefix { $0 != ":" })
    switch scheme {
    case "sqlite":
      let path = address.dropFirst("sqlite:".count)
      guard !path.isEmpty else { throw refusal(address) }
      return try SQLiteDatabase(String(path), access: access)
    case "postgresql", "postgres":
      throw Problem.argument(
        "--store", JSONText.quoted(scheme + "://…"), "本程序尚不含PostgreSQL引擎；可用 sqlite:路径",
        "this build has no PostgreSQL engine; sqlite:PATH works")
    default: throw refusal(address)
    }
  }

  private static func refusal(_ address: String) -> Problems {
    Problem.argument(
      "--store", JSONText.quoted(address), "sqlite:路径 或 postgresql://…",
      "sqlite:PATH or postgresql://…")
  }
}
