package import Units

/// What kind of thing a dossier is about (案卷种类), for instance `employer` or `application`. Services name
/// theirs; letters of ASCII only, at most 40.
package struct DossierKind: RawRepresentable, Hashable, Sendable {
  package var rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }
}

/// The identity of a dossier (案卷号): its kind and a number given once, never used again.
package struct DossierID: Hashable, Sendable, CustomStringConvertible {
  package var kind: DossierKind
  package var number: Int64

  package init(_ kind: DossierKind, _ number: Int64) {
    self.kind = kind
    self.number = number
  }

  /// `application/1024`.
  package var description: String { "\(kind.rawValue)/\(number)" }
}

/// What a dossier can be found by (案卷索引), for instance an employer's credit code, or the party who owns it.
package struct DossierKey: Hashable, Sendable {
  package var name: String
  package var value: String
  /// No other dossier of the same kind may have the same value; the store refuses a second one.
  package var isUnique: Bool

  package init(_ name: String, _ value: String, isUnique: Bool = false) {
    self.name = name
    self.value = value
    self.isUnique = isUnique
  }
}

/// The current state of a case (案卷): what its events come to.
package struct Dossier: Hashable, Sendable {
  package var id: DossierID
  /// How many events it has; an act names the version that it saw.
  package var version: Int
  /// The name of its lifecycle's state, for queues.
  package var state: String
  /// What its kind keeps, as a JSON object without personal data in clear.
  package var body: String
  /// When the last event happened.
  package var changedAt: Instant
  /// In the order of names and values.
  package var keys: [DossierKey]

  package init(
    id: DossierID, version: Int, state: String, body: String, changedAt: Instant,
    keys: [DossierKey]
  ) {
    self.id = id
    self.version = version
    self.state = state
    self.body = body
    self.changedAt = changedAt
    self.keys = keys
  }
}
