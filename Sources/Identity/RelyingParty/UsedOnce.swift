import Synchronization
import Units

/// Remembers what may come only once (一次性凭据), until it would be refused for its age.
final class UsedOnce: Sendable {
  /// So many at a time; the oldest leave first. Each is the hash of a secret that only the provider or the
  /// browser could know, so nobody can push others out at will.
  static let most = 100_000

  private struct State {
    var until: [String: Instant] = [:]
    var order: [String] = []
    var first = 0
  }

  private let state = Mutex(State())

  /// Whether this is the first time.
  func isFirst(_ text: String, now: Instant, until: Instant) -> Bool {
    state.withLock { state in
      if let known = state.until[text], now < known { return false }
      while state.first < state.order.count,
        state.until.count >= UsedOnce.most
          || (state.until[state.order[state.first]].map { $0 <= now } ?? true)
      {
        state.until[state.order[state.first]] = nil
        state.first += 1
      }
      if state.first > UsedOnce.most {
        state.order.removeFirst(state.first)
        state.first = 0
      }
      if state.until.updateValue(until, forKey: text) == nil { state.order.append(text) }
      return true
    }
  }
}
