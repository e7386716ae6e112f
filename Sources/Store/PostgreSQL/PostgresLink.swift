import CPostgres
import Glibc

/// One connection to PostgreSQL through libpq, used by its own thread only (数据库连接).
///
/// It always speaks in pipeline mode: commands are sent together and their results taken one by one, and every wait
/// has an end. When the server does not answer in time the connection is dropped, never cancelled or reset: both may
/// wait for the server again.
final class PostgresLink {
  let address: PostgresAddress
  private(set) var connection: OpaquePointer?
  /// What this connection has prepared.
  var statements = PreparedStatements()
  /// What the server still has to answer to ``post(_:)``.
  var owed: [Expected] = []
  private var backOff = BackOff()
  /// Whether the connection was open before this transaction, and nothing has been waited for in vain since: when it
  /// turns out to be closed, the server closed it while it was idle.
  var wasIdle = false
  /// The server's last warning; see ``PostgresSession/commit()``.
  var warning: String?

  init(_ address: PostgresAddress) { self.address = address }

  deinit { close() }

  var isOpen: Bool { connection != nil }

  func close() {
    PQfinish(connection)
    connection = nil
    statements = PreparedStatements()
    owed = []
  }

  // MARK: Connecting

  /// Connects unless it is connected. Tries again, at longer intervals, until the time for connecting has passed; when the
  /// server has been away for longer than that, it does not wait for the next attempt.
  ///
  /// - Throws: ``SQLFailure/unavailable(_:)``.
  func open() throws {
    wasIdle = connection != nil && isAlive
    if wasIdle { return }
    close()
    let end = ContinuousClock.now + address.limits.connecting
    if backOff.next == nil { backOff.since = .now }
    while true {
      let rest = backOff.rest(at: .now)
      if let next = backOff.next, rest > .zero {
        guard next < backOff.since + address.limits.connecting, next < end else {
          throw SQLFailure.unavailable(backOff.reason)
        }
        usleep(useconds_t(rest / .microseconds(1)))
      }
      do {
        try connect()
        backOff = BackOff()
        return
      } catch let fault as PostgresFault {
        close()
        backOff.failed(fault.reason)
        guard .now < end else { throw SQLFailure.unavailable(fault.reason) }
      }
    }
  }

  /// Attempts to connect, and when the next may be made.
  struct BackOff {
    var next: ContinuousClock.Instant?
    /// When the first of them began.
    var since = ContinuousClock.now
    var delay: Duration = .milliseconds(50)
    var reason = ""

    /// How long to wait before the next attempt; nothing once its time has passed.
    func rest(at now: ContinuousClock.Instant) -> Duration {
      next.map { max(.zero, $0 - now) } ?? .zero
    }

    mutating func failed(_ reason: String) {
      self.reason = reason
      // Not all connections at the same moment.
      next = .now + delay * Int.random(in: 80...120) / 100
      delay = min(delay * 2, .seconds(5))
    }
  }

  /// Whether the server has not closed the connection while it was idle.
  private var isAlive: Bool {
    while PQstatus(connection) == CONNECTION_OK {
      var descriptor = pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0)
      guard poll(&descriptor, 1, 0) > 0 else { return true }
      guard PQconsumeInput(connection) == 1 else { return false }
    }
    return false
  }

  private func connect() throws {
    var pairs = address.parameters
    if address.isPrepared {
      // A pooler lends its connections out and does not take options of sessions.
      let milliseconds = address.limits.statement / .milliseconds(1)
      let given = pairs.first { $0.keyword == "options" }?.value ?? ""
      pairs.removeAll { $0.keyword == "options" }
      pairs.append(
        (
          "options",
          "\(given) -c statement_timeout=\(Int(milliseconds))"
            + " -c idle_in_transaction_session_timeout=\(Int(milliseconds * 2))"
        ))
    }
    connection = withStrings(pairs.map(\.keyword)) { keywords in
      withStrings(pairs.map(\.value)) { PQconnectdbParams(keywords, $0, 0) }
    }
    guard PQstatus(connection) == CONNECTION_OK, PQsetnonblocking(connection, 1) == 0,
      PQenterPipelineMode(connection) == 1
    else { throw lost(lastMessage) }
    PQsetNoticeReceiver(
      connection,
      { link, result in
        guard let link, let result else { return }
        let notice = PostgresRefusal(result)
        guard notice.severity == "WARNING" else { return }
        Unmanaged<PostgresLink>.fromOpaque(link).takeUnretainedValue().warning = notice.message
      }, Unmanaged.passUnretained(self).toOpaque())
    try checkServer()
  }

  /// A server on which the store's promises hold: new enough, with texts in the order of their bytes, and commits that
  /// are on disk when they are acknowledged.
  private func checkServer() throws {
    let query = Statement(
      "server.check",
      """
      SELECT current_setting('server_version_num'), current_setting('server_encoding'), datcollate,
        current_setting('fsync'), current_setting('synchronous_commit'),
        to_jsonb(pg_database) ->> 'datlocprovider'
      FROM pg_database WHERE datname = current_database()
      """)
    var row: [SQLValue] = []
    try exchange([Command(query)], until: .now + address.limits.connecting) { _, values in
      row = values
    }
    let values = row.map { if case .text(let text) = $0 { text } else { "" } }
    guard values.count == 6, let version = Int(values[0]) else {
      throw PostgresFault.lost("the server does not say what it is")
    }
    guard version >= 150_000 else {
      throw PostgresFault.lost("PostgreSQL 15 or later is needed, this is \(version / 10_000)")
    }
    // ICU sorts by the rules of a language whatever the collation of the C library is called; PostgreSQL's own provider
    // (b) knows the order of bytes only.
    let isInOrder =
      values[5] == "b"
      || values[5] == "c" && ["C", "POSIX", "C.UTF-8", "C.utf8"].contains(values[2])
    guard values[1] == "UTF8", isInOrder else {
      let provider = values[5] == "i" ? " by ICU" : ""
      throw PostgresFault.lost(
        "the database has encoding \(values[1]) and collation \(values[2])\(provider); it must be created "
          + "with ENCODING 'UTF8' LOCALE 'C.UTF-8' LOCALE_PROVIDER libc TEMPLATE template0")
    }
    guard values[3] == "on", values[4] != "off" else {
      throw PostgresFault.lost("fsync and synchronous_commit of the server must not be off")
    }
  }

  /// Closes the connection and says why, and what helps where it is known.
  func lost(_ reason: String) -> PostgresFault {
    var reason = address.harmless(reason)
    for (words, remedy) in PostgresLink.remedies where reason.contains(words) {
      reason += " (\(remedy))"
    }
    close()
    return .lost(reason)
  }

  private static let remedies = [
    ("certificate verify failed", "sslrootcert names the authority that signed the certificate"),
    ("no encryption", "the server demands TLS: sslmode=verify-full&sslrootcert=…"),
    ("does not match host name", "the address names the server as its certificate does"),
  ]

  /// libpq's words about the connection.
  var lastMessage: String {
    PQerrorMessage(connection).map { String(cString: $0) } ?? "no connection"
  }
}

/// Calls `body` with texts as C has them, ended by a null pointer.
private func withStrings<Result>(
  _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
) -> Result {
  let copies = texts.map { strdup($0) }
  defer { for copy in copies { free(copy) } }
  return body(copies.map { UnsafePointer($0) } + [nil])
}
