import Synchronization

/// Leaves a provider alone that fails again and again (熔断): three failures in a row, then one try every fifteen
/// seconds until one succeeds. Nobody waits for a deadline that will pass anyway.
final class Circuit: Sendable {
  private struct State {
    var failures = 0
    var last: OutgoingFault?
    var triedAt: Int64 = 0
  }

  static let patience = 3
  /// Milliseconds between tries while it fails.
  static let rest: Int64 = 15_000

  private let state = Mutex(State())
  private let link: OutgoingLink
  private let steady: @Sendable () -> Int64

  init(_ link: OutgoingLink, steady: @escaping @Sendable () -> Int64) {
    self.link = link
    self.steady = steady
  }

  func send(_ request: OutgoingRequest) async throws(OutgoingFault) -> OutgoingAnswer {
    let now = steady()
    let isResting = state.withLock { state in
      guard state.failures >= Circuit.patience else { return false }
      guard now - state.triedAt >= Circuit.rest else { return true }
      // This one tries, the others still wait.
      state.triedAt = now
      return false
    }
    guard !isResting else { throw .resting }
    do {
      let answer = try await link.send(request)
      state.withLock { $0 = State() }
      return answer
    } catch {
      state.withLock { state in
        state.failures += 1
        state.last = error
        state.triedAt = steady()
      }
      throw error
    }
  }

  /// How often it failed in a row, and how at last; `nil` while it does not.
  var failure: (count: Int, last: OutgoingFault)? {
    state.withLock { state in state.last.map { (state.failures, $0) } }
  }
}
