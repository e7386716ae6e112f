import Synchronization

/// Counts of what the server did (运行指标), for Prometheus. Labels come from the program alone: route
/// patterns, known methods, classes of status, reasons of refusal; so their number is bounded.
final class Metrics: Sendable {
  struct Key: Hashable, Comparable {
    var route: String
    var method: String
    var status: Int

    static func < (one: Key, other: Key) -> Bool {
      (one.route, one.method, one.status) < (other.route, other.method, other.status)
    }
  }

  /// How many requests of a route took how long.
  struct Durations {
    /// Upper bounds in microseconds.
    static let bounds = [
      500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000, 5_000_000,
      30_000_000,
    ]
    var counts = [Int](repeating: 0, count: bounds.count + 1)
    var sum = 0

    mutating func add(_ microseconds: Int) {
      let place = Durations.bounds.firstIndex { microseconds <= $0 } ?? Durations.bounds.count
      counts[place] += 1
      sum += microseconds
    }
  }

  struct State {
    var requests: [Key: Int] = [:]
    var durations: [String: Durations] = [:]
    var refused: [Rejection.Reason: Int] = [:]
  }

  private let state = Mutex(State())
  private let inFlight = Atomic<Int>(0)

  func begin() { inFlight.add(1, ordering: .relaxed) }

  func end(_ record: RequestRecord) {
    inFlight.subtract(1, ordering: .relaxed)
    let key = Key(route: record.route, method: record.method, status: record.status / 100)
    state.withLock { state in
      state.requests[key, default: 0] += 1
      state.durations[record.route, default: Durations()].add(record.microseconds)
    }
  }

  func refuse(_ reason: Rejection.Reason) {
    state.withLock { $0.refused[reason, default: 0] += 1 }
  }

  /// All counts at one moment.
  var current: (state: State, inFlight: Int) {
    (state.withLock { $0 }, inFlight.load(ordering: .relaxed))
  }

  /// Methods that are counted by name.
  static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

  static func method(_ name: String) -> String { methods.contains(name) ? name : "other" }
}
