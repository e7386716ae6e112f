package import Units

/// The clock of the installation (系统时钟): the server's own, or a simulated one for demo, rehearsal and tests.
package struct CityClock: Sendable {
  package var now: @Sendable () -> Instant

  package init(now: @escaping @Sendable () -> Instant) { self.now = now }
}
