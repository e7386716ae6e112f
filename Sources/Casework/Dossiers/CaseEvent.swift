import Policy
package import Units

/// Somebody who acts (当事人): a person, an employer's clerk, an officer, or the system itself. Opaque: nothing of an
/// identity number is in it.
package struct PartyID: RawRepresentable, Hashable, Sendable {
  package var rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }

  /// The platform acting by itself: clocks, schedulers.
  package static let system = PartyID(rawValue: "system")
}

/// One thing that happened to a dossier (案卷事件), in the past tense: `ApplicationSubmitted`.
///
/// Its ``leaf`` is a leaf of the ledger, so an event cannot be changed, left out or put in later without
/// a trace. Personal data stand in it only as references and commitments.
package struct CaseEvent: Hashable, Sendable {
  /// Its place in the ledger, from 0 without a gap.
  package var index: Int
  package var dossier: DossierID
  /// The dossier's version after it: 1 for the first.
  package var version: Int
  package var name: String
  package var party: PartyID
  package var role: Role
  package var at: Instant
  /// The rules or parameters by which it was decided, for instance `rules-2020@2020`; empty when none were needed.
  package var rules: String
  /// The idempotency key of the command that caused it.
  package var command: String
  /// What happened, as a JSON object.
  package var body: String
  /// What the dossier is from then on, as a JSON object of `state`, `body` and `keys`, so that current tables
  /// can be rebuilt from events; empty when a later event of the same change says it.
  package var after: String

  package init(
    index: Int, dossier: DossierID, version: Int, name: String, party: PartyID, role: Role,
    at: Instant, rules: String, command: String, body: String,
    after: String
  ) {
    self.index = index
    self.dossier = dossier
    self.version = version
    self.name = name
    self.party = party
    self.role = role
    self.at = at
    self.rules = rules
    self.command = command
    self.body = body
    self.after = after
  }

  /// The bytes that are hashed into the ledger: a JSON object of everything but the index, always the same
  /// for the same event.
  package var leaf: [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.field("dossier", dossier.description)
      json.field("version", version)
      json.field("event", name)
      json.field("party", party.rawValue)
      json.field("role", role.rawValue)
      json.field("at", Int(at.milliseconds))
      json.field("rules", rules)
      json.field("command", command)
      json.field("body", body)
      json.field("after", after)
    }
    return json.bytes
  }
}
