import CPostgres

/// What went wrong on a connection, before it is known what that means for a transaction.
enum PostgresFault: Error {
  /// The server refused a statement, named here; the connection can still be used.
  case refused(PostgresRefusal, String)
  /// The connection is gone, with everything that was not committed.
  case lost(String)

  var reason: String {
    switch self {
    case .refused(let refusal, _): refusal.message
    case .lost(let reason): reason
    }
  }

  /// The fault in the words of both engines, where no commit was asked for: nothing has been done.
  var failure: SQLFailure {
    switch self {
    case .refused(let refusal, let name): refusal.failure(of: name)
    case .lost(let reason): .unavailable(reason)
    }
  }
}

/// The server's words about a command that it refused. Its details are left out: they repeat stored values.
struct PostgresRefusal {
  /// SQLSTATE: five characters, the first two name the class; empty when libpq itself gave up.
  var state: String
  var message: String
  /// The violated constraint or, for a missing value, the column.
  var constraint: String
  /// `ERROR`, `FATAL`, `WARNING`, … in every language of the server.
  var severity: String

  init(_ result: OpaquePointer) {
    func field(_ code: Unicode.Scalar) -> String {
      PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) } ?? ""
    }
    // Letters of PG_DIAG_SQLSTATE and its sisters, which are macros.
    state = field("C")
    message = field("M")
    constraint = field("n")
    if constraint.isEmpty { constraint = field("c") }
    if message.isEmpty {
      message = PQresultErrorMessage(result).map { PostgresRefusal.line(String(cString: $0)) } ?? ""
    }
    severity = field("V")
  }

  /// Whether the connection is of no use any more. An empty state: the server died without a word.
  var losesConnection: Bool {
    ["FATAL", "PANIC"].contains(severity) || state.isEmpty || state.hasPrefix("57P")
      // But a wrong number of values is also called a violation of the protocol.
      || (state.hasPrefix("08") && state != "08P01")
  }

  /// The same refusal in the words of both engines.
  func failure(of name: String) -> SQLFailure {
    switch state {
    case "40001", "40P01":
      return .retry(message)
    // A waiting or running time has passed (57014, 55P03).
    case "57014", "55P03":
      return .unavailable("\(name): \(message)")
    default:
      break
    }
    switch state.prefix(2) {
    case "23": return .constraint(constraint.isEmpty ? message : constraint)
    // No room on disk, no memory, too many connections; faults of the disk.
    case "53", "58": return .unavailable(message)
    default: return .statement(name, "\(message) (SQLSTATE \(state))")
    }
  }

  /// A message of several lines as one.
  static func line(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline)
      .map { $0.drop(while: \.isWhitespace) }.joined(separator: "; ")
  }
}
