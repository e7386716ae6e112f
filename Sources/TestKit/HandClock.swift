package import Casework
import Synchronization
package import Units

/// A clock that tests put forward and back by hand (手拨钟).
package final class HandClock: Sendable {
  private let instant: Mutex<Instant>

  package init(_ instant: Instant = Instant(milliseconds: 1_600_000_000_000)) {
    self.instant = Mutex(instant)
  }

  package var now: Instant { instant.withLock { $0 } }

  package var city: CityClock { CityClock { self.now } }

  package func set(_ now: Instant) { instant.withLock { $0 = now } }

  package func move(milliseconds: Int64) {
    instant.withLock { $0 = $0.adding(milliseconds: milliseconds) }
  }
}
