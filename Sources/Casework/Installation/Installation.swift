package import Units

/// What an installation is for (系统用途). It is said once, when the installation is made.
package enum Purpose: String, CaseIterable, Hashable, Sendable {
  /// 正式运行: real people and real decisions.
  case service
  /// 演示
  case demonstration
  /// 演练: a whole cycle in an afternoon, before the real one.
  case rehearsal
}

/// An installation's purpose and the clock that everything in it reads.
///
/// Only this makes a ``SimulatedClock``, and for ``Purpose/service`` it makes none: no setting, page or
/// mistake can move the time of a real installation.
package struct Installation: Sendable {
  package let purpose: Purpose
  /// The only clock: deadlines, stages and events are all told by it.
  package let clock: CityClock
  /// The handle to move the time by; never one for ``Purpose/service``.
  package let simulated: SimulatedClock?

  /// - Parameters:
  ///   - start: the simulated time at first, the machine's when `nil`; a real installation always has
  ///     the machine's.
  ///   - steady: milliseconds that never go back, by which simulated time runs.
  package init(
    _ purpose: Purpose, startingAt start: Instant? = nil,
    steady: @escaping @Sendable () -> Int64 = CityClock.steadyMilliseconds
  ) {
    self.purpose = purpose
    switch purpose {
    case .service:
      simulated = nil
      clock = .system
    case .demonstration, .rehearsal:
      let simulated = SimulatedClock(startingAt: start ?? CityClock.system.now(), steady: steady)
      self.simulated = simulated
      clock = CityClock { simulated.now }
    }
  }
}
