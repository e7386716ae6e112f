import Units

/// What an installation is for (系统用途). It is said once, when the installation is made.
package enum Purpose: String, CaseIterable, Hashable, Sendable {
  /// 演示
  case demo
  /// 演练: a whole cycle in an afternoon, before the real one.
  case rehearsal
  /// 正式运行: real people and real decisions.
  case service
}

/// An installation's purpose and the clock that everything in it reads.
///
/// Only this makes a ``SimulatedClock``, and for ``Purpose/service`` it makes none: no setting, page or
/// mistake can move the time of a real installation.
package struct Installation: Sendable {
  package let purpose: Purpose
  /// The only clock: deadlines, stages and events are all told by it.
  package let clock: CityClock
  /// The machine's own clock, which nothing moves.
  package let machine: CityClock
  /// What follows a moved time; never one for ``Purpose/service``.
  package let simulated: SimulatedClock?

  /// - Parameters:
  ///   - time: the simulated time, the machine's when `nil`; a real installation always has the machine's.
  ///   - machine: the machine's own clock.
  package init(_ purpose: Purpose, time: SimulatedTime? = nil, machine: CityClock = .system) {
    self.purpose = purpose
    self.machine = machine
    switch purpose {
    case .service:
      simulated = nil
      clock = machine
    case .demo, .rehearsal:
      let now = machine.now()
      let simulated = SimulatedClock(time ?? SimulatedTime(now, since: now), machine: machine)
      self.simulated = simulated
      clock = CityClock { simulated.now }
    }
  }
}
