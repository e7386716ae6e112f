package import Units

/// Something somebody wants done (办理请求), told apart from every other by its key: sent again under the same key it is
/// not done again, its first answer is given.
package struct Command: Hashable, Sendable {
  /// The idempotency key, chosen by whoever asks; 1 to 100 characters.
  package var key: String
  /// The act, for instance `SubmitApplication`.
  package var name: String
  package var party: PartyID
  package var role: Role
  /// What is asked for; the same key with another content is refused. Only its hash is kept.
  package var content: [UInt8]
  /// The lease under which a single runner works; when it is lost, nothing is written.
  package var lease: Lease?

  package init(
    key: String, name: String, party: PartyID, role: Role, content: [UInt8] = [],
    lease: Lease? = nil
  ) {
    self.key = key
    self.name = name
    self.party = party
    self.role = role
    self.content = content
    self.lease = lease
  }
}

/// What came of a command (办理结果).
package struct Performed: Hashable, Sendable {
  /// What the unit of work returned, or had returned the first time.
  package var answer: [UInt8]
  /// The command had been done before.
  package var isRepeated: Bool
  /// Places of its events in the ledger.
  package var events: Range<Int>
  /// The leaf hash of the last of them, where it is known without looking it up.
  package var lastLeaf: [UInt8]?

  package init(
    answer: [UInt8], isRepeated: Bool, events: Range<Int>, lastLeaf: [UInt8]? = nil
  ) {
    self.answer = answer
    self.isRepeated = isRepeated
    self.events = events
    self.lastLeaf = lastLeaf
  }
}

/// What happens to one dossier in a unit of work: its new state and the events that say why.
package struct DossierChange: Hashable, Sendable {
  /// An event before the store knows its place: name, rules and body.
  package struct Event: Hashable, Sendable {
    package var name: String
    package var rules: String
    /// A JSON object without personal data in clear.
    package var body: String

    package init(_ name: String, rules: String = "", body: String = "{}") {
      self.name = name
      self.rules = rules
      self.body = body
    }
  }

  package var id: DossierID
  /// The version that the act saw; 0: the dossier is new.
  package var seen: Int
  package var events: [Event]
  package var state: String
  package var body: String
  /// All keys of the dossier from now on.
  package var keys: [DossierKey]

  package init(
    _ id: DossierID, seen: Int, events: [Event], state: String, body: String = "{}",
    keys: [DossierKey] = []
  ) {
    self.id = id
    self.seen = seen
    self.events = events
    self.state = state
    self.body = body
    self.keys = keys
  }
}

/// Which dossiers to list (案卷查询): of one kind, in one state or with one key, by number after the last one shown.
package struct DossierQuery: Hashable, Sendable {
  package var kind: DossierKind
  package var state: String?
  package var key: DossierKey?
  package var after: Int64
  /// 1 to 1,000.
  package var limit: Int

  package init(
    _ kind: DossierKind, state: String? = nil, key: DossierKey? = nil, after: Int64 = 0,
    limit: Int = 100
  ) {
    self.kind = kind
    self.state = state
    self.key = key
    self.after = after
    self.limit = limit
  }
}

/// What may be asked of cases (查询内容), said ahead: see ``CaseReading/foresee(_:)``.
package enum CaseQuestion: Hashable, Sendable {
  case dossier(DossierID)
  case dossiers(DossierQuery)
  case count(DossierKind, state: String?, key: DossierKey?)
  case history(DossierID)
}

/// Reading cases: never personal data in clear, so no trace is left.
package protocol CaseReading {
  /// Says what the reading is about to ask (预查): a store that is asked over a network finds it all in one round. Nothing
  /// else changes; what is said and not asked costs a query.
  func foresee(_ questions: [CaseQuestion]) throws
  func dossier(_ id: DossierID) throws -> Dossier?
  /// In the order of numbers.
  func dossiers(_ query: DossierQuery) throws -> [Dossier]
  /// How many dossiers there are of a kind, in a state, with a key.
  func count(_ kind: DossierKind, state: String?, key: DossierKey?) throws -> Int
  /// The dossier's events, oldest first.
  func history(_ id: DossierID) throws -> [CaseEvent]
  /// The dossier's events before a version, newest first, at most so many (1 to 1,000): a page of a long history.
  func history(_ id: DossierID, before version: Int, limit: Int) throws -> [CaseEvent]
}

extension CaseReading {
  package func foresee(_ questions: [CaseQuestion]) throws {}
}

/// One transaction: everything in it happens, or nothing.
package protocol CaseUnit: CaseReading {
  /// The server's time when the unit began; all its events carry it. Never before the newest event: when the server's
  /// clock is put back, units go on with that event's time until the clock has caught up.
  var now: Instant { get }
  /// A number never given before: for new dossiers and personal values.
  func newNumber() throws -> Int64
  /// The next number of a series without gaps (流水号), from 1.
  func next(_ series: String) throws -> Int
  /// Applies a change.
  ///
  /// - Throws: ``StoreFailure/conflict(_:current:)`` when the dossier has moved on since,
  ///   ``StoreFailure/taken(_:)`` when a unique key belongs to another.
  @discardableResult func apply(_ change: DossierChange) throws -> Dossier
  /// Something to be sent after the transaction (发件箱).
  func send(_ message: OutboxMessage) throws
  /// Keeps a sealed personal value.
  func keep(_ value: SealedValue) throws
  /// Personal values by which a search term's blind index matches.
  func values(field: String, blind: [UInt8]) throws -> [SealedValue]
  /// Opens personal values for reading: the reading is an event of their dossier, seen by its owner.
  ///
  /// - Parameter reason: why, for the owner to read.
  func values(_ ids: [Int64], of dossier: DossierID, reason: ReadingReason) throws -> [SealedValue]
  /// Erases the values of a dossier for good (抹除); their commitments stay in the events.
  func erase(_ ids: [Int64], of dossier: DossierID) throws
}

/// Where cases are kept (案卷库). Written once over both engines; ``CaseUnit`` is a transaction of it.
package protocol CaseStore: Sendable {
  /// Does a command once: runs `body` in a transaction and returns when its outcome is on disk. The body may run
  /// more than once before that, so it has no effects of its own.
  ///
  /// - Throws: what the body throws (nothing has happened then), or ``StoreFailure``.
  func perform(
    _ command: Command, _ body: @escaping @Sendable (any CaseUnit) throws -> [UInt8]
  ) async throws -> Performed
  /// Reads a consistent state of the cases.
  func read<Answer: Sendable>(
    _ body: @escaping @Sendable (any CaseReading) throws -> Answer
  ) async throws -> Answer
}

/// Why the store did not do what it was asked (存储拒绝).
package enum StoreFailure: Error, Hashable, Sendable {
  /// The dossier has another version than the act saw.
  case conflict(DossierID, current: Int)
  /// A unique key belongs to another dossier of the kind.
  case taken(DossierKey)
  /// The idempotency key was used for another command.
  case keyReused(String)
  /// Somebody else runs what the lease was for.
  case leaseLost(String)
  /// The ledger cannot be written, so nothing may be decided.
  case ledgerClosed(String)
  /// No connection, no room or too much waiting: nothing was done, try again later.
  case unavailable(String)
  /// The connection was lost while committing: done or not, ask again under the same key.
  case outcomeUnknown
  /// The database was made by an older program: the numbers of the migrations that it lacks.
  case olderDatabase([Int])
  /// The database was made by a newer program.
  case newerDatabase(Int)
  /// What was asked breaks a rule of the store, whatever is stored: which one. A fault of the caller.
  case invalid(String)
  /// What is stored contradicts itself: where and how.
  case corrupt(String)
}
