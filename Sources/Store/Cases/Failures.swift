package import Casework

extension StoreFailure {
  /// Runs work on a database and says failures of the engine in words of the store.
  nonisolated(nonsending) static func translating<Answer>(
    _ work: nonisolated(nonsending) () async throws -> Answer
  ) async throws -> Answer {
    do {
      return try await work()
    } catch let failure as SQLFailure {
      throw StoreFailure(failure)
    }
  }

  /// The engine's failure in words of the store.
  package init(_ failure: SQLFailure) {
    self =
      switch failure {
      case .constraint(let words): .invalid("constraint: \(words)")
      case .retry(let words), .unavailable(let words): .unavailable(words)
      case .outcomeUnknown: .outcomeUnknown
      case .statement(let name, let words): .corrupt("\(name): \(words)")
      }
  }
}
