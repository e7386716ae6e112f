import Policy
package import Units

/// Somebody moves the time of a demonstration or rehearsal (调整演示时钟), from a page or the command line. This process has the new
/// time at once, others that share the store within a second.
package struct MoveDemoClock: Sendable {
  /// How it is moved (调整方式): to a moment or on by so much, then running so fast.
  package struct Change: Hashable, Sendable {
    /// 调至
    package var to: Instant?
    /// 前移, in milliseconds
    package var by: Int64?
    /// 倍速, 0 to ``SimulatedTime/fastest``; as before when `nil`.
    package var rate: Int?

    package init(to: Instant? = nil, by: Int64? = nil, rate: Int? = nil) {
      self.to = to
      self.by = by
      self.rate = rate
    }
  }

  private let store: any CaseStore
  private let installation: Installation

  /// - Parameter installation: the one whose cases the store holds.
  package init(_ store: any CaseStore, _ installation: Installation) {
    self.store = store
    self.installation = installation
  }

  /// The installation's time and how fast it runs.
  ///
  /// - Throws: ``StoreFailure``.
  package func rate() async throws -> Int {
    try await store.read { try InstallationRecord.of($0)?.time?.rate ?? 1 }
  }

  /// - Parameter command: whose act it is.
  /// - Returns: the places of the events.
  /// - Throws: `Problems` when the time would go back, or the installation is a service.
  @discardableResult
  package func callAsFunction(_ change: Change, _ command: Command) async throws -> Performed {
    let performed = try await store.perform(command) { [machine = installation.machine] unit in
      let now = machine.now()
      try InstallationRecord.moveClock(in: unit, machine: now) { time throws(Problems) in
        var time = time
        if let to = change.to { time = try time.set(to: to, machine: now) }
        if let by = change.by { time = try time.advanced(milliseconds: by, machine: now) }
        if let rate = change.rate { time = try time.running(at: rate, machine: now) }
        return time
      }
      return []
    }
    if let time = try await store.read({ try InstallationRecord.of($0)?.time }) {
      installation.simulated?.follow(time)
    }
    return performed
  }
}
