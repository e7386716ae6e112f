import Glibc
import Units

extension CityClock {
  /// The machine's clock, which the operating system keeps right.
  package static let system = CityClock {
    Instant(milliseconds: SystemTime.milliseconds(CLOCK_REALTIME))
  }

  /// Milliseconds of the machine that never go back, whatever is done to its time.
  package static let steadyMilliseconds: @Sendable () -> Int64 = {
    SystemTime.milliseconds(CLOCK_MONOTONIC)
  }
}

/// The machine's clocks as plain numbers: which module C's own types of time belong to depends on what
/// else is imported, so they are not named here.
private enum SystemTime {
  static func milliseconds(_ clock: clockid_t) -> Int64 {
    withUnsafeTemporaryAllocation(byteCount: 16, alignment: 8) { words in
      guard let base = words.baseAddress else { return 0 }
      clock_gettime(clock, base.assumingMemoryBound(to: timespec.self))
      return base.load(as: Int64.self) * 1000
        + base.load(fromByteOffset: 8, as: Int64.self) / 1_000_000
    }
  }
}
