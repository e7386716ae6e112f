package import Units

/// Which events to look for (办理记录查询): by who acted, by a case, or by a key of cases; within a time; newest first.
package struct EventQuery: Hashable, Sendable {
  /// Only what this party did.
  package var party: PartyID?
  /// Only what this account did, and what was done to the account by somebody whom nobody knew yet: its sign-ins and failed proofs,
  /// whose party is the public, since who it was is only their outcome.
  package var account: Int64?
  /// Only what happened to this dossier, and readings of its personal data.
  package var dossier: DossierID?
  /// Only what happened to dossiers that have this key now, and readings of their personal data.
  package var key: DossierKey?
  /// Only events of this name.
  package var name: String?
  /// The first moment.
  package var from: Instant?
  /// The first moment that is too late.
  package var to: Instant?
  /// Only events at lower places than this: where the page before ended.
  package var before: Int?
  /// 1 to 1,000.
  package var limit: Int

  /// A query; without a condition it is everything.
  package init(
    party: PartyID? = nil, account: Int64? = nil, dossier: DossierID? = nil,
    key: DossierKey? = nil,
    name: String? = nil, from: Instant? = nil, to: Instant? = nil, before: Int? = nil,
    limit: Int = 100
  ) {
    self.party = party
    self.account = account
    self.dossier = dossier
    self.key = key
    self.name = name
    self.from = from
    self.to = to
    self.before = before
    self.limit = limit
  }
}

/// Where events can be searched for.
package protocol EventSearch: Sendable {
  /// Events of a query, newest first. A dossier and a key together, and an account beside anything that names who or what, are
  /// refused as ``StoreFailure/invalid(_:)``.
  func search(_ query: EventQuery) async throws -> [CaseEvent]
}

extension EventQuery {
  /// What every store demands of a query.
  ///
  /// - Throws: ``StoreFailure/invalid(_:)``.
  package func check() throws(StoreFailure) {
    guard (1...1000).contains(limit) else { throw .invalid("a query shows 1 to 1000 events") }
    guard dossier == nil || key == nil else { throw .invalid("events of a dossier or of a key") }
    guard account == nil || (party == nil && dossier == nil && key == nil) else {
      throw .invalid("events of an account, or of a party, a dossier or a key")
    }
  }
}
