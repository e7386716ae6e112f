import Casework
import Synchronization

/// A store that notes what its last reading asked without having foreseen it (预查): each such question is a round of its own to a
/// server.
final class WatchedCases: CaseStore {
  private let base: any CaseStore
  private let last = Mutex<[CaseQuestion]>([])

  init(_ base: any CaseStore) { self.base = base }

  /// The questions that came unforeseen.
  var surprises: [CaseQuestion] { last.withLock(\.self) }

  func perform(
    _ command: Command, _ body: @escaping @Sendable (any CaseUnit) throws -> [UInt8]
  ) async throws -> Performed { try await base.perform(command, body) }

  func read<Answer: Sendable>(
    _ body: @escaping @Sendable (any CaseReading) throws -> Answer
  ) async throws -> Answer {
    try await base.read { [self] reading in
      let watched = WatchedReading(reading)
      defer { last.withLock { $0 = watched.surprises } }
      return try body(watched)
    }
  }
}

private final class WatchedReading: CaseReading {
  private let base: any CaseReading
  private var foreseen: Set<CaseQuestion> = []
  private(set) var surprises: [CaseQuestion] = []

  init(_ base: any CaseReading) { self.base = base }

  private func note(_ question: CaseQuestion) {
    if !foreseen.contains(question) { surprises.append(question) }
  }

  func foresee(_ questions: [CaseQuestion]) throws {
    foreseen.formUnion(questions)
    try base.foresee(questions)
  }

  func dossier(_ id: DossierID) throws -> Dossier? {
    note(.dossier(id))
    return try base.dossier(id)
  }

  func dossiers(_ query: DossierQuery) throws -> [Dossier] {
    note(.dossiers(query))
    return try base.dossiers(query)
  }

  func count(_ kind: DossierKind, state: String?, key: DossierKey?) throws -> Int {
    note(.count(kind, state: state, key: key))
    return try base.count(kind, state: state, key: key)
  }

  func history(_ id: DossierID) throws -> [CaseEvent] {
    note(.history(id))
    return try base.history(id)
  }

  func history(_ id: DossierID, before version: Int, limit: Int) throws -> [CaseEvent] {
    try base.history(id, before: version, limit: limit)
  }
}
