package import Casework
package import Units

/// Who is signed in.
enum SessionStatements {
  private static let columns = """
    number, token_hash, secret, account, audience, role, scope, level, signed_in_at, proved_at,
    touched_at, idle, ends_at, provider, provider_session, place, renew_at
    """

  static let create = Statement(
    "session.create",
    """
    INSERT INTO sessions (\(columns))
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
    """)
  static let isTaken = Statement(
    "session.isTaken", "SELECT 1 FROM sessions WHERE number = ?1 OR token_hash = ?2")
  /// The account's sessions beyond the newest so many.
  static let dropOldest = Statement(
    "session.dropOldest",
    """
    DELETE FROM sessions WHERE account = ?1 AND number NOT IN (
      SELECT number FROM sessions WHERE account = ?1
      ORDER BY number = ?3 DESC, signed_in_at DESC, number DESC LIMIT ?2)
    """)
  static let find = Statement(
    "session.find", "SELECT \(columns) FROM sessions WHERE token_hash = ?1")
  static let touch = Statement(
    "session.touch", "UPDATE sessions SET touched_at = ?2 WHERE number = ?1 AND touched_at <= ?3")
  static let rotate = Statement(
    "session.rotate",
    """
    UPDATE sessions SET token_hash = ?3, secret = ?4, audience = ?5, role = ?6, scope = ?7,
      level = ?8, proved_at = ?9, touched_at = ?10, idle = ?11, ends_at = ?12,
      provider_session = ?13
    WHERE number = ?1 AND account = ?2 AND token_hash = ?14
    """)
  static let renew = Statement(
    "session.renew",
    "UPDATE sessions SET renew_at = ?3 WHERE number = ?1 AND coalesce(renew_at, 0) = ?2")
  static let end = Statement(
    "session.end", "DELETE FROM sessions WHERE number = ?1 AND account = ?2")
  static let endAll = Statement("session.endAll", "DELETE FROM sessions WHERE account = ?1")
  static let endEvery = Statement("session.endEvery", "DELETE FROM sessions")
  static let ofProvider = Statement(
    "session.ofProvider",
    """
    SELECT DISTINCT account FROM sessions WHERE provider = ?1 AND provider_session = ?2
    ORDER BY account
    """)
  static let endOfProvider = Statement(
    "session.endOfProvider", "DELETE FROM sessions WHERE provider = ?1 AND provider_session = ?2")
  static let ofAccount = Statement(
    "session.ofAccount",
    """
    SELECT \(columns) FROM sessions WHERE account = ?1 ORDER BY signed_in_at DESC, number DESC
    """)
  static let sweep = Statement(
    "session.sweep", "DELETE FROM sessions WHERE ends_at <= ?1 OR touched_at + idle <= ?1")

  static let all = [
    create, isTaken, dropOldest, find, touch, rotate, renew, end, endAll, endEvery, ofProvider,
    endOfProvider, ofAccount, sweep,
  ]

  static func binds(_ session: Session) -> [SQLValue] {
    [
      .integer(session.number), .blob(session.tokenHash), .blob(session.secret),
      .integer(session.account), .text(session.audience.rawValue), .text(session.role.rawValue),
      .text(session.scope.text), .text(session.level.rawValue), .instant(session.signedInAt),
      .instant(session.provedAt), .instant(session.touchedAt), .integer(session.idle),
      .instant(session.endsAt), .text(session.provider),
      session.providerSession.map(SQLValue.text) ?? .null,
      session.place.map(SQLValue.integer) ?? .null, session.renewAt.map(SQLValue.instant) ?? .null,
    ]
  }

  static func decode(_ row: inout SQLRow) throws -> Session {
    let number = try row.integer()
    let tokenHash = try row.blob()
    let secret = try row.blob()
    let account = try row.integer()
    guard let audience = Audience(rawValue: try row.text()),
      let role = Role(rawValue: try row.text()), let scope = RoleScope(text: try row.text()),
      let level = AssuranceLevel(rawValue: try row.text())
    else { throw StoreFailure.corrupt("session \(number): no such role, scope or level") }
    return Session(
      number: number, tokenHash: tokenHash, secret: secret, account: account, audience: audience,
      role: role, scope: scope, level: level, signedInAt: try row.instant(),
      provedAt: try row.instant(), touchedAt: try row.instant(), idle: try row.integer(),
      endsAt: try row.instant(), provider: try row.text(),
      providerSession: try row.optionalText(), place: try row.optionalInteger(),
      renewAt: try row.optionalInteger().map { Instant(milliseconds: $0) })
  }
}

extension Cases: SessionStore {
  package func create(_ session: Session, most: Int) async throws {
    try await writing { connection in
      let taken = try connection.rows(
        SessionStatements.isTaken, [.integer(session.number), .blob(session.tokenHash)])
      guard taken.isEmpty else {
        throw StoreFailure.invalid("a session’s number and token are its own")
      }
      try connection.run(SessionStatements.create, SessionStatements.binds(session))
      try connection.run(
        SessionStatements.dropOldest,
        [.integer(session.account), .integer(most), .integer(session.number)])
    }
  }

  package func session(tokenHash: [UInt8]) async throws -> Session? {
    try await reading { connection in
      try connection.first(SessionStatements.find, [.blob(tokenHash)], SessionStatements.decode)
    }
  }

  package func signedIn<Found: Sendable>(
    tokenHash: [UInt8],
    _ body: @escaping @Sendable (Session, any CaseReading) throws -> Found?
  ) async throws -> Found? {
    try await reading { connection in
      let session = try connection.first(
        SessionStatements.find, [.blob(tokenHash)], SessionStatements.decode)
      return try session.flatMap { try body($0, CaseSnapshot(connection: connection)) }
    }
  }

  package func touch(_ number: Int64, at now: Instant) async throws {
    try await writing { connection in
      try connection.onlyRun(
        SessionStatements.touch,
        [
          .integer(number), .instant(now), .instant(now.adding(milliseconds: -SessionTerms.touch)),
        ])
    }
  }

  package func rotate(_ session: Session, oldHash: [UInt8]) async throws -> Bool {
    try await writing { connection in
      try connection.run(
        SessionStatements.rotate,
        [
          .integer(session.number), .integer(session.account), .blob(session.tokenHash),
          .blob(session.secret), .text(session.audience.rawValue), .text(session.role.rawValue),
          .text(session.scope.text), .text(session.level.rawValue), .instant(session.provedAt),
          .instant(session.touchedAt), .integer(session.idle), .instant(session.endsAt),
          session.providerSession.map(SQLValue.text) ?? .null, .blob(oldHash),
        ]) == 1
    }
  }

  package func renew(
    _ number: Int64, from seen: Instant?, to next: Instant?
  ) async throws -> Bool {
    try await writing { connection in
      try connection.run(
        SessionStatements.renew,
        [.integer(number), .integer(seen?.milliseconds ?? 0), next.map(SQLValue.instant) ?? .null]
      ) == 1
    }
  }

  package func end(_ number: Int64, of account: Int64) async throws -> Bool {
    try await writing { connection in
      try connection.run(SessionStatements.end, [.integer(number), .integer(account)]) == 1
    }
  }

  package func endAll(of account: Int64) async throws -> Int {
    try await writing { connection in
      try connection.run(SessionStatements.endAll, [.integer(account)])
    }
  }

  package func endEverySession() async throws -> Int {
    try await writing { connection in try connection.run(SessionStatements.endEvery, []) }
  }

  package func end(provider: String, providerSession: String) async throws -> [Int64] {
    let binds: [SQLValue] = [.text(provider), .text(providerSession)]
    return try await writing { connection in
      let accounts = try connection.all(SessionStatements.ofProvider, binds) { row in
        try row.integer()
      }
      if !accounts.isEmpty { try connection.run(SessionStatements.endOfProvider, binds) }
      return accounts
    }
  }

  package func sessions(of account: Int64) async throws -> [Session] {
    try await reading { connection in
      try connection.all(
        SessionStatements.ofAccount, [.integer(account)], SessionStatements.decode)
    }
  }

  package func sweepSessions(now: Instant) async throws -> Int {
    try await writing { connection in
      try connection.run(SessionStatements.sweep, [.instant(now)])
    }
  }
}
