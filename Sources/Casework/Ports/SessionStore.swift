package import Units

/// Where sessions are kept (会话库): rows of a table that all server processes share. They change with every visit, so
/// they are no dossiers, and nothing of them is in events, in the ledger or in a copy of the store.
package protocol SessionStore: Sendable {
  /// Keeps a new session; the oldest of the account's other sessions beyond `most` end.
  ///
  /// - Throws: ``StoreFailure/invalid(_:)`` when its number or token is in use.
  func create(_ session: Session, most: Int) async throws
  /// The session of a token, by the token's SHA-256.
  func session(tokenHash: [UInt8]) async throws -> Session?
  /// The same, with what is read of its account in the same moment; `nil` when the token is nobody's or `body` finds nothing.
  func signedIn<Found: Sendable>(
    tokenHash: [UInt8],
    _ body: @escaping @Sendable (Session, any CaseReading) throws -> Found?
  ) async throws -> Found?
  /// Records a visit, if the last one recorded is older than ``SessionTerms/touch``.
  func touch(_ number: Int64, at now: Instant) async throws
  /// Puts the session in the place of the one with the same number and account, if that still has the old token. From
  /// then on the old token is nobody's. Sign-in, provider, place and renewal stay what they were.
  ///
  /// - Returns: whether it had.
  func rotate(_ session: Session, oldHash: [UInt8]) async throws -> Bool
  /// Sets when the provider has to be asked again about a session, if that is still as it was seen.
  ///
  /// - Returns: whether it was.
  func renew(_ number: Int64, from seen: Instant?, to next: Instant?) async throws -> Bool
  /// Ends a session of an account; whether there was one.
  @discardableResult func end(_ number: Int64, of account: Int64) async throws -> Bool
  /// Ends all sessions of an account; how many there were.
  @discardableResult func endAll(of account: Int64) async throws -> Int
  /// Ends every session of everybody; how many there were.
  @discardableResult func endEverySession() async throws -> Int
  /// Ends the sessions that began with a session of the provider, which has ended there.
  ///
  /// - Returns: the accounts whose sessions ended, in order.
  func end(provider: String, providerSession: String) async throws -> [Int64]
  /// The sessions of an account, the newest sign-in first.
  func sessions(of account: Int64) async throws -> [Session]
  /// Removes sessions that are over; how many.
  @discardableResult func sweepSessions(now: Instant) async throws -> Int
}
