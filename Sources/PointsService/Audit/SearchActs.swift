package import Casework
import Policy
package import Units

/// The auditor looks for acts (查询办理记录): by person, unit, officer and time, each with the reference under which anybody can
/// check that it is in the ledger. The search itself is an act with an event. Accounts are named by their numbers: a person
/// of whom only the identity number is known, and an officer by their name in the directory, are found by its blind index, so
/// that nothing is ever searched in clear.
package struct SearchActs: Sendable {
  /// Whose acts, or acts about what (查询对象).
  package enum Subject: Hashable, Sendable {
    /// Everything.
    case anything
    /// What an account did: an officer, a clerk, an applicant; and how it was signed in to.
    case by(account: Int64)
    /// What happened to the cases of an applicant, and who read in them.
    case about(account: Int64)
    /// What happened to a unit and who read in it.
    case unit(Int64)
    /// What happened to the associations of a unit.
    case associations(unit: Int64)
    /// What happened to one case.
    case dossier(DossierID)
  }

  /// One act (办理记录), with its proof.
  package struct Row: Hashable, Sendable {
    /// Its place in the ledger.
    package var place: Int
    /// What a receipt shows, and the page for checking receipts takes.
    package var reference: ReceiptReference
    package var dossier: DossierID
    package var version: Int
    package var event: String
    package var party: PartyID
    package var role: Role
    package var at: Instant
    package var rules: String
    /// What the event says: never personal data in clear.
    package var body: String
  }

  /// A page, newest first.
  package struct Page: Hashable, Sendable {
    package var rows: [Row]
    /// Where the next page begins; `nil` after the last.
    package var next: Int?
  }

  let desk: PointsDesk
  private let events: any EventSearch

  /// - Parameters:
  ///   - desk: what use cases stand on.
  ///   - events: the same store.
  package init(_ desk: PointsDesk, _ events: any EventSearch) {
    self.desk = desk
    self.events = events
  }

  /// The kind of the dossiers that say what was searched for.
  package static let kind = DossierKind(rawValue: "audit")

  /// - Parameters:
  ///   - event: only events of this name.
  ///   - from: the first moment.
  ///   - to: the first moment that is too late.
  ///   - before: the `next` of the page before.
  ///   - limit: 1 to 200.
  package func callAsFunction(
    _ subject: Subject, event: String? = nil, from: Instant? = nil, to: Instant? = nil,
    before: Int? = nil,
    limit: Int = 50, by actor: Actor
  ) async throws -> Page {
    try desk.demand(.searchActs, actor, [.jurisdiction])
    guard (1...200).contains(limit) else {
      throw Problem.argument("limit", "\(limit)", "1至200", "1 to 200")
    }
    if let from, let to, from >= to {
      throw Problem.argument(
        "to", JSONText.quoted("\(to)"), "结束须晚于开始，即\(from.text(.zh))",
        "the end is later than the begin, \(from.text(.en))")
    }
    try await record(subject, event: event, from: from, to: to, before: before, actor)
    var query = EventQuery(name: event, from: from, to: to, before: before, limit: limit + 1)
    switch subject {
    case .anything: break
    case .by(let account): query.account = account
    case .about(let account): query.key = AssociationContent.key(applicant: account)
    case .unit(let number): query.dossier = DossierID(UnitContent.kind, number)
    case .associations(let number): query.key = AssociationContent.key(unit: number)
    case .dossier(let id): query.dossier = id
    }
    var found = try await events.search(query)
    let hasMore = found.cut(to: limit)
    return Page(rows: found.map(Row.init), next: hasMore ? found.last?.index : nil)
  }

  /// One act by its place in the ledger (查看办理记录); `nil` when there is none.
  package func act(at place: Int, by actor: Actor) async throws -> Row? {
    try desk.demand(.searchActs, actor, [.jurisdiction])
    guard (0..<LedgerText.mostEvents).contains(place) else { return nil }
    try await desk.look("SearchActs", actor) { unit in
      try SearchActs.note("ActsSearched", "search", "place \(place)", actor, in: unit)
    }
    let found = try await events.search(EventQuery(before: place + 1, limit: 1)).first
    return found.flatMap { $0.index == place ? Row($0) : nil }
  }

  /// Says that something of the ledger is taken along (导出证明): results of a search, or the proof of an act. That it was
  /// is an event.
  ///
  /// - Parameter what: in a word and numbers, such as `proof 17`; nothing personal.
  package func export(_ what: String, by actor: Actor) async throws {
    try desk.demand(.exportProof, actor, [.jurisdiction])
    try await desk.look("ExportProof", actor) { unit in
      try SearchActs.note("ProofExported", "export", what, actor, in: unit)
    }
  }

  /// The search is an act, too.
  private func record(
    _ subject: Subject, event: String?, from: Instant?, to: Instant?, before: Int?, _ actor: Actor
  ) async throws {
    let words = [
      "\(subject)", event.map { "event \($0)" }, from.map { "from \($0)" }, to.map { "to \($0)" },
      before.map { "before \($0)" },
    ].compactMap(\.self).joined(separator: " ")
    try await desk.look("SearchActs", actor) { unit in
      try SearchActs.note("ActsSearched", "search", words, actor, in: unit)
    }
  }

  static func note(
    _ event: String, _ name: String, _ words: String, _ actor: Actor, in unit: any CaseUnit
  ) throws {
    var json = JSONWriter()
    json.object { $0.field(name, words) }
    try unit.apply(
      DossierChange(
        DossierID(kind, try unit.newNumber()), seen: 0,
        events: [DossierChange.Event(event, body: json.text)], state: "made", body: json.text,
        keys: [DossierKey("auditor", actor.party.rawValue)]))
  }
}

extension SearchActs.Row {
  fileprivate init(_ event: CaseEvent) {
    self.init(
      place: event.index,
      reference: ReceiptReference(index: event.index, leaf: LedgerHash.leaf(event.leaf)),
      dossier: event.dossier, version: event.version, event: event.name, party: event.party,
      role: event.role, at: event.at, rules: event.rules, body: event.body)
  }
}
