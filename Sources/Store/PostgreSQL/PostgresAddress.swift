import CPostgres
import Policy

/// Where a PostgreSQL database is, and how long it may take (数据库地址).
///
/// `postgresql://user@host1:5432,host2:5433/db?sslmode=verify-full&target_session_attrs=read-write`: what libpq
/// understands, and three parameters more: `prepared=false` for poolers that share connections between
/// transactions, `readers=8` for the most connections that read at once, `patience=10` for the seconds
/// that one statement may take.
package struct PostgresAddress: Sendable {
  /// libpq's keywords and values.
  let parameters: [(keyword: String, value: String)]
  /// Whether statements are prepared under a name.
  let isPrepared: Bool
  /// The most connections that read at once, 1 to 100.
  let readers: Int
  package var limits = PostgresLimits()
  /// Words that must not be shown.
  private let secrets: [String]

  /// - Throws: `Problems` that say what is wrong with the address, without its password.
  package init(_ address: String) throws {
    var own = OwnParameters()
    let rest = try own.taken(from: address)
    let (base, secret) = PostgresAddress.withoutPassword(rest)
    // First without the password, so that libpq's words cannot repeat it.
    _ = try PostgresAddress.parsed(base)
    var parameters: [String: String]
    do {
      parameters = try PostgresAddress.parsed(rest)
    } catch {
      throw PostgresAddress.problem(
        "口令中的特殊字符须写作%编码", "special characters of a password are written as %…")
    }
    secrets = [secret, parameters["password"], parameters["sslpassword"]].compactMap { $0 }
      .filter { !$0.isEmpty }
    isPrepared = own.isPrepared
    readers = own.readers
    limits.statement = .seconds(own.patience)
    // An act is acknowledged by a server that may write, and a dead peer is noticed in seconds.
    let defaults = [
      "target_session_attrs": "read-write", "connect_timeout": "3", "tcp_user_timeout": "15000",
      "keepalives_idle": "10", "keepalives_interval": "3", "keepalives_count": "3",
      "application_name": "luohu",
    ]
    parameters.merge(defaults) { given, _ in given }
    parameters["client_encoding"] = "UTF8"
    self.parameters = parameters.map { ($0.key, $0.value) }.sorted { $0.keyword < $1.keyword }
  }

  /// A text without the secrets of the address, in one line.
  func harmless(_ text: String) -> String {
    secrets.reduce(PostgresRefusal.line(text)) { text, secret in
      text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "***")
    }
  }

  private static func problem(_ zh: String, _ en: String) -> Problems {
    Problem.argument("store", "\"postgresql://…\"", zh, en)
  }

  /// The address without its passwords: before the `@` of its hosts, and among its parameters.
  ///
  /// - Returns: the rest, and the first of them.
  private static func withoutPassword(_ address: String) -> (String, String?) {
    var base = address
    if let mark = base.lastIndex(of: "?") {
      let kept = base[base.index(after: mark)...].split(separator: "&").filter { part in
        !["password", "sslpassword"].contains(part.prefix { $0 != "=" })
      }
      base = base[..<mark] + (kept.isEmpty ? "" : "?" + kept.joined(separator: "&"))
    }
    guard let scheme = base.firstRange(of: "://") else { return (base, nil) }
    let after = base[scheme.upperBound...]
    // The last @: where a password is written wrongly, nothing of it may be left.
    guard let at = after.lastIndex(of: "@"), let colon = after[..<at].firstIndex(of: ":") else {
      return (base, nil)
    }
    return (
      String(base[..<colon] + base[at...]), String(base[base.index(after: colon)..<at])
    )
  }

  /// The parameters that libpq reads from an address.
  private static func parsed(_ address: String) throws -> [String: String] {
    var message: UnsafeMutablePointer<CChar>?
    guard let options = PQconninfoParse(address, &message) else {
      defer { PQfreemem(message) }
      let words = message.map { PostgresRefusal.line(String(cString: $0)) } ?? "?"
      throw problem("不是有效的PostgreSQL地址（\(words)）", "not an address of PostgreSQL (\(words))")
    }
    defer { PQconninfoFree(options) }
    var parameters: [String: String] = [:]
    var option = options
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val {
        parameters[String(cString: keyword)] = String(cString: value)
      }
      option += 1
    }
    return parameters
  }

  /// The parameters of an address that are not libpq's.
  private struct OwnParameters {
    var isPrepared = true
    var readers = 8
    var patience = 10

    /// Takes them out of the address; the rest.
    mutating func taken(from address: String) throws -> String {
      guard address.hasPrefix("postgresql://") || address.hasPrefix("postgres://") else {
        throw problem(
          "须以 postgresql:// 开头", "an address of PostgreSQL begins with postgresql://")
      }
      guard let mark = address.lastIndex(of: "?") else { return address }
      var kept: [Substring] = []
      for part in address[address.index(after: mark)...].split(separator: "&") {
        let value = part.drop { $0 != "=" }.dropFirst()
        switch part.prefix(while: { $0 != "=" }) {
        case "prepared":
          guard let flag = Bool(String(value)) else {
            throw problem("prepared须为true或false", "prepared is true or false")
          }
          isPrepared = flag
        case "readers":
          guard let count = Int(value), (1...100).contains(count) else {
            throw problem("readers须为1至100", "readers is a number from 1 to 100")
          }
          readers = count
        case "patience":
          guard let seconds = Int(value), (1...3600).contains(seconds) else {
            throw problem("patience须为1至3600（秒）", "patience is 1 to 3600 seconds")
          }
          patience = seconds
        default: kept.append(part)
        }
      }
      return String(address[..<mark]) + (kept.isEmpty ? "" : "?" + kept.joined(separator: "&"))
    }
  }
}

/// How long the store waits for PostgreSQL (时限).
package struct PostgresLimits: Sendable {
  /// One statement, waiting for locks included. The server stops it then; when nothing is heard from the server for
  /// ``grace`` more, the connection is given up.
  package var statement: Duration = .seconds(10)
  /// One statement of work that runs alone: migrations, imports.
  package var alone: Duration = .seconds(3600)
  /// Reading row by row: the first row, and from one to the next.
  package var row: Duration = .seconds(300)
  package var grace: Duration = .seconds(2)
  /// Finding a server, all attempts together.
  package var connecting: Duration = .seconds(5)
  /// Waiting for a free connection to read.
  package var queue: Duration = .seconds(5)
  /// How many callers may wait for a connection to read.
  package var waiting = 1000

  package init() {}
}
