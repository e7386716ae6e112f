package import Casework
package import Policy

/// What staff need most (后台): the record of acts, evidence that is opened, tables to take along, how the parts of the system do. Filled where
/// the program is put together.
package struct Backstage: Sendable {
  /// How a part of the system does (部件状态): never personal.
  package struct Part: Hashable, Sendable {
    /// For programs: `store`, `ledger`, `outbox.mail`; of what is not set up `off.mail`.
    package var name: String
    package var isWell: Bool
    package var text: Wording

    package init(name: String, isWell: Bool, text: Wording) {
      self.name = name
      self.isWell = isWell
      self.text = text
    }

    /// Nobody has set it up; what it would do waits, and nothing is wrong.
    var isOff: Bool { name.hasPrefix("off.") }
  }

  /// Where acts are searched for; `nil` where nothing can be.
  package var acts: (any EventSearch)?
  /// Opens evidence; `nil` where the installation keeps none.
  package var openEvidence: OpenEvidence?
  /// A table as a file of comma-separated values.
  package var csv: @Sendable (ListTable, Language) -> [UInt8]
  /// The parts of the system, each with how it does; a store that does not answer is one that does badly, no error.
  package var health: @Sendable () async -> [Part]

  package init(
    acts: (any EventSearch)? = nil, openEvidence: OpenEvidence? = nil,
    csv: @escaping @Sendable (ListTable, Language) -> [UInt8] = { _, _ in [] },
    health: @escaping @Sendable () async -> [Part] = { [] }
  ) {
    self.acts = acts
    self.openEvidence = openEvidence
    self.csv = csv
    self.health = health
  }
}
