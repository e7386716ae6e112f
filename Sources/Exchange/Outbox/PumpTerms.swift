/// How patient a pump is (投递条件). All times in milliseconds.
package struct PumpTerms: Sendable {
  /// Messages on their way at the same time; a slow receiver holds up no others while there is room.
  package var concurrency = 8
  /// How long one sending may take; then it counts as not sent and its place is free again.
  package var deadline: Int64 = 60_000
  /// How long after a stop or the loss of the lease sendings under way may go on.
  package var grace: Int64 = 10_000
  /// Between two looks at the outbox when nothing is due.
  package var pause: Int64 = 1000
  /// How long the lease lasts; it is prolonged when a third of it is over.
  package var lease: Int64 = 30_000
  /// The first wait after a failure; doubled with every further one.
  package var firstWait: Int64 = 60_000
  /// No wait is longer: six hours.
  package var longestWait: Int64 = 21_600_000
  /// Sendings begun before a message is given up. With the waits above these 21 take about three days:
  /// nine waits within eight and a half hours, then eleven of six hours.
  package var attempts = 21

  package init() {}

  /// When to try again after so many sendings were begun: doubling waits, each a quarter shorter or
  /// longer by chance, so that messages that failed together do not all come back together.
  ///
  /// - Parameters:
  ///   - attempts: including the one that failed; at least 1.
  ///   - chance: 64 random bits.
  package func wait(after attempts: Int, chance: UInt64) -> Int64 {
    var wait = firstWait
    var doublings = attempts - 1
    while doublings > 0, wait < longestWait {
      wait *= 2
      doublings -= 1
    }
    wait = min(wait, longestWait)
    let spread = UInt64(max(wait, 0) / 2) + 1
    return wait - wait / 4 + Int64(chance % spread)
  }
}

/// Random bits that are the same for the same seed, message and attempt: the output of SplitMix64 (Steele, Lea and
/// Flood, 2014) at a place mixed from the three. Not for secrets.
package struct Chance: Sendable {
  private let seed: UInt64

  package init(seed: UInt64) { self.seed = seed }

  package func bits(_ message: Int64, _ attempt: Int) -> UInt64 {
    mixed(mixed(seed &+ UInt64(bitPattern: message)) &+ UInt64(truncatingIfNeeded: attempt))
  }

  private func mixed(_ place: UInt64) -> UInt64 {
    var bits = place &+ 0x9E37_79B9_7F4A_7C15
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}
