package import Casework
import Units

/// What every store must do (存储契约): one list of checks, run against the model and against each engine.
package enum StoreContract {
  package static let checks: [ContractCheck] =
    changing + commands + queries + pages + personal + messages + leases + sessions + attempts
    + drafts + concurrency + batches + ahead + limits
}

/// One thing that a store must do, on a store of its own.
package struct ContractCheck: Sendable, CustomStringConvertible {
  /// What is protected, in a sentence.
  package var description: String
  private let body: @Sendable (ContractBench) async throws -> Void

  init(_ description: String, _ body: @escaping @Sendable (ContractBench) async throws -> Void) {
    self.description = description
    self.body = body
  }

  /// - Parameter make: makes an empty store with this clock.
  /// - Throws: ``Broken`` when the store does otherwise.
  package func run(
    on make: @Sendable (CityClock) async throws -> any WholeStore
  ) async throws {
    let clock = HandClock()
    try await body(ContractBench(store: try await make(clock.city), clock: clock))
  }
}

/// A store that does otherwise than the contract says.
package struct Broken: Error, CustomStringConvertible {
  package var description: String
}

/// A store under test, its clock, and short words for what checks often do.
struct ContractBench: Sendable {
  let store: any WholeStore
  let clock: HandClock

  static let kind = DossierKind(rawValue: "application")
  static let party = PartyID(rawValue: "party-1")

  static func id(_ number: Int64) -> DossierID { DossierID(kind, number) }

  func command(
    _ key: String, name: String = "Act", party: PartyID = ContractBench.party,
    content: [UInt8] = [], lease: Lease? = nil
  ) -> Command {
    Command(
      key: key, name: name, party: party, role: .applicant, content: content, lease: lease)
  }

  @discardableResult
  func perform(
    _ key: String, lease: Lease? = nil,
    _ body: @escaping @Sendable (any CaseUnit) throws -> [UInt8]
  ) async throws -> Performed {
    try await store.perform(command(key, lease: lease), body)
  }

  /// Applies one change with one event.
  @discardableResult
  func change(
    _ key: String, _ number: Int64, seen: Int, state: String = "draft", body: String = "{}",
    keys: [DossierKey] = [], lease: Lease? = nil
  ) async throws -> Performed {
    try await perform(key, lease: lease) { unit in
      try unit.apply(
        DossierChange(
          ContractBench.id(number), seen: seen, events: [DossierChange.Event("Changed")],
          state: state, body: body, keys: keys))
      return []
    }
  }

  func dossier(_ number: Int64) async throws -> Dossier? {
    try await store.read { try $0.dossier(ContractBench.id(number)) }
  }

  func history(_ id: DossierID) async throws -> [CaseEvent] {
    let (history, dossier) = try await store.read { reading in
      (try reading.history(id), try reading.dossier(id))
    }
    let foreseen = try await store.read { reading in
      try reading.foresee([.history(id), .dossier(id)])
      return (history: try reading.history(id), dossier: try reading.dossier(id))
    }
    try equal(foreseen.dossier, dossier, "the dossier, foreseen")
    try equal(foreseen.history, history, "the history, foreseen")
    return history
  }

  /// Fails unless the two are equal.
  func equal<Value: Equatable>(
    _ found: Value, _ wanted: Value, _ what: String, line: Int = #line
  ) throws {
    guard found == wanted else {
      throw Broken(description: "\(what) (line \(line)): found \(found), wanted \(wanted)")
    }
  }

  func demand(_ holds: Bool, _ what: String, line: Int = #line) throws {
    guard holds else { throw Broken(description: "\(what) (line \(line))") }
  }

  /// Fails unless the work is refused exactly so.
  func refused(
    _ wanted: StoreFailure, _ what: String, line: Int = #line,
    _ work: () async throws -> Void
  ) async throws {
    do {
      try await work()
    } catch let failure as StoreFailure {
      return try equal(failure, wanted, what, line: line)
    }
    throw Broken(description: "\(what) (line \(line)): not refused, wanted \(wanted)")
  }

  /// Fails unless the work is refused as a caller's fault.
  func refusedAsInvalid(
    _ what: String, line: Int = #line, _ work: () async throws -> Void
  ) async throws {
    do {
      try await work()
    } catch StoreFailure.invalid { return }
    throw Broken(description: "\(what) (line \(line)): not refused")
  }
}
