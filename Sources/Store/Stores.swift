import Glibc
import Policy

/// Opens the store that an address names (案卷库地址).
package enum Stores {
  /// - Parameters:
  ///   - address: `sqlite:PATH`, or `postgresql://…` as libpq understands it.
  ///   - access: what a process may do with a file; only ``SQLiteDatabase/Access/making`` makes one.
  /// - Throws: `Problems` when it is no such address or there is no such file, ``SQLFailure`` when it cannot be opened.
  package static func open(
    _ address: String, access: SQLiteDatabase.Access
  ) async throws -> any SQLDatabase {
    if let path = try path(of: address) {
      // Before anything is made beside it.
      guard access == .making || Glibc.access(path, F_OK) == 0 else { throw missing(address) }
      guard !isFolder(path) else {
        throw Problem.argument(
          "--store", JSONText.quoted(address), "须是文件，这是文件夹", "a file; this is a folder")
      }
      guard isFolder(folder(of: path)) else {
        throw Problem.argument(
          "--store", JSONText.quoted(address), "文件须在已有的文件夹中", "a file in a folder that is there")
      }
      return try SQLiteDatabase(path, access: access)
    }
    return try PostgresDatabase(PostgresAddress(address))
  }

  /// Whether the store is a file that a process writes to now, so that no other may.
  package static func hasWriter(_ address: String) -> Bool {
    guard let path = try? path(of: address) else { return false }
    return WriterLock.isHeld(for: path)
  }

  /// An address as it may be said in an error: what follows PostgreSQL's scheme may hold a password.
  package static func shown(_ address: String) -> String {
    address.hasPrefix("sqlite:") ? address : "\(address.prefix { $0 != ":" }.prefix(20))://…"
  }

  /// Whether the address names a file that is not there yet.
  package static func isNew(_ address: String) -> Bool {
    guard let path = try? path(of: address) else { return false }
    return Glibc.access(path, F_OK) != 0
  }

  /// Removes a closed store's file and what stands beside it; nothing of PostgreSQL's.
  package static func remove(_ address: String) {
    guard let path = try? path(of: address) else { return }
    for ending in ["", "-wal", "-shm", "-journal", ".lock"] { unlink(path + ending) }
  }

  /// The file of an address; `nil` when it is PostgreSQL's.
  private static func path(of address: String) throws -> String? {
    let scheme = String(address.prefix { $0 != ":" }.prefix(20))
    switch scheme {
    case "sqlite":
      let path = address.dropFirst("sqlite:".count)
      guard !path.isEmpty else { throw refusal(scheme) }
      return String(path)
    case "postgresql", "postgres": return nil
    default: throw refusal(scheme)
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func missing(_ address: String) -> Problems {
    Problem.argument(
      "--store", JSONText.quoted(address), "已有的案卷库文件；新建请用 luohu store migrate",
      "a file that is there; luohu store migrate makes a new store")
  }

  /// Only the scheme is shown: what follows may hold a password.
  private static func refusal(_ scheme: String) -> Problems {
    Problem.argument(
      "--store", JSONText.quoted("\(scheme):…"), "sqlite:路径 或 postgresql://…",
      "sqlite:PATH or postgresql://…")
  }
}
