import Hummingbird
import NIOCore

/// The public service on its address, from start to shutdown.
package struct WebServer: Sendable {
  private let site: Site
  private let settings: Settings
  private let onStart: @Sendable (String) -> Void

  /// - Parameter onStart: told the address once connections are accepted.
  package init(
    site: Site, settings: Settings, onStart: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.site = site
    self.settings = settings
    self.onStart = onStart
  }

  /// Serves until the process is told to stop (SIGTERM, SIGINT).
  package func run() async throws {
    let onStart = onStart
    let host = settings.host
    let application = Application(
      router: site.router(),
      configuration: ApplicationConfiguration(address: .hostname(host, port: settings.port)),
      onServerRunning: { channel in
        onStart("http://\(host):\(channel.localAddress?.port ?? 0)")
      })
    try await application.runService()
  }
}
