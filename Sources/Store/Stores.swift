import Policy

/// Opens the store that an address names (案卷库地址).
package enum Stores {
  /// - Parameter address: `sqlite:PATH`, or `postgresql://…` as libpq understands it.
  /// - Throws: `Problems` when it is no such address, ``SQLFailure`` when it cannot be opened.
  package static func open(
    _ address: String, access: SQLiteDatabase.Access = .writing
  ) async throws -> any SQLDatabase {
    let scheme = String(address.prefix { $0 != ":" }.prefix(20))
    switch scheme {
    case "sqlite":
      let path = address.dropFirst("sqlite:".count)
      guard !path.isEmpty else { throw refusal(scheme) }
      return try SQLiteDatabase(String(path), access: access)
    case "postgresql", "postgres": return try PostgresDatabase(PostgresAddress(address))
    default: throw refusal(scheme)
    }
  }

  /// Only the scheme is shown: what follows may hold a password.
  private static func refusal(_ scheme: String) -> Problems {
    Problem.argument(
      "--store", JSONText.quoted("\(scheme):…"), "sqlite:路径 或 postgresql://…",
      "sqlite:PATH or postgresql://…")
  }
}
