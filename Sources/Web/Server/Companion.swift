import ServiceLifecycle

/// What runs beside the server in the same process (同行任务), for instance the signing of the ledger.
package struct Companion: Sendable {
  /// For the log and for `/readyz`.
  package var name: String
  /// Works until it is cancelled.
  package var run: @Sendable () async -> Void
  /// What keeps it from working now; `nil` when nothing does.
  package var health: @Sendable () async -> String?
  /// What it does not do by the settings, in words, for `/readyz`: nothing that keeps the server from its work.
  package var notes: @Sendable () async -> [String]
  /// Figures for `/metrics`.
  package var figures: @Sendable () async -> [MetricFamily]
  /// Lets go of what it holds, after the last request.
  package var close: @Sendable () async -> Void

  package init(
    name: String, run: @escaping @Sendable () async -> Void,
    health: @escaping @Sendable () async -> String?,
    notes: @escaping @Sendable () async -> [String] = { [] },
    figures: @escaping @Sendable () async -> [MetricFamily] = { [] },
    close: @escaping @Sendable () async -> Void
  ) {
    self.name = name
    self.run = run
    self.health = health
    self.notes = notes
    self.figures = figures
    self.close = close
  }
}

/// A companion in the group of services: started before the server, stopped after it.
struct CompanionService: Service {
  let companion: Companion

  func run() async throws {
    await cancelWhenGracefulShutdown {
      await companion.run()
      // One that has nothing to do is there until the end all the same.
      while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
    }
    await companion.close()
  }
}
