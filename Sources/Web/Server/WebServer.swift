import Glibc
import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdHTTP2
import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle
import Synchronization
import UnixSignals

/// The public service on its address, from start to shutdown (服务进程).
package struct WebServer: Sendable {
  private let site: Site
  private let settings: Settings
  private let version: String
  private let log: ServerLog
  private let onStart: @Sendable (String) -> Void
  private let metrics = Metrics()
  private let readiness = Readiness()

  /// - Parameters:
  ///   - version: of the program, for `/metrics`.
  ///   - onStart: told the address once connections are accepted.
  package init(
    site: Site, settings: Settings, version: String, log: ServerLog = ServerLog(),
    onStart: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.site = site
    self.settings = settings
    self.version = version
    self.log = log
    self.onStart = onStart
  }

  /// Serves until the process is told to stop (SIGTERM, SIGINT); requests under way are finished.
  ///
  /// - Throws: ``StartFailure`` when the certificate or the address cannot be used.
  package func run() async throws {
    let logger = log.logger("luohu", level: settings.logLevel)
    let pages = RefusalPages(site)
    let application = Application(
      responder: door(pages),
      server: try builder(pages),
      configuration: ApplicationConfiguration(
        address: .hostname(settings.host, port: settings.port),
        availableConnectionsDelegate: MaximumAvailableConnections(
          settings.connections, logger: logger)),
      onServerRunning: { channel in started(channel) },
      logger: quiet(logger))
    let drain = Drain(readiness: readiness, seconds: settings.drainSeconds, log: log)
    var configuration = ServiceGroupConfiguration(
      services: [application, drain], gracefulShutdownSignals: [.sigterm, .sigint],
      logger: quiet(logger))
    configuration.maximumGracefulShutdownDuration = .seconds(
      settings.drainSeconds + settings.shutdownSeconds)
    do {
      try await ServiceGroup(configuration: configuration).run()
    } catch let error as IOError {
      throw StartFailure(
        what: "\(settings.host):\(settings.port)",
        reason: String(cString: strerror(error.errnoCode)))
    } catch let error as SocketAddressError {
      throw StartFailure(what: settings.host, reason: "\(error)")
    } catch is CancellationError {
      log.event("warning", "cut off")
    }
    log.event("info", "stopped")
  }

  /// The door before all routes, those of the operator among them.
  func door(_ pages: RefusalPages) -> FrontDoor {
    let router = site.router()
    addOperational(to: router)
    return FrontDoor(
      router, settings: settings, headers: SecurityHeaders(hasTLS: settings.hasTLS), pages: pages,
      metrics: metrics, log: log)
  }

  /// What libraries tell of starting and stopping is told by the server itself.
  private func quiet(_ logger: Logger) -> Logger {
    var quiet = logger
    if logger.logLevel == .info { quiet.logLevel = .notice }
    return quiet
  }

  private func started(_ channel: any Channel) {
    readiness.isReady.store(true, ordering: .releasing)
    let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
    let port = channel.localAddress?.port ?? settings.port
    let address = "\(settings.hasTLS ? "https" : "http")://\(host):\(port)"
    log.event("info", "started", ["address": address, "version": version])
    onStart(address)
  }

  /// How connections are read: HTTP/1.1, under TLS also HTTP/2.
  private func builder(_ pages: RefusalPages) throws -> HTTPServerBuilder {
    let terms = ConnectionWatch.Terms(
      read: .seconds(Int64(settings.readSeconds)), answer: .seconds(Int64(settings.answerSeconds)),
      headers: SecurityHeaders(hasTLS: settings.hasTLS), pages: pages, metrics: metrics)
    let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
      maxHeaderFieldSize: settings.headerBytes, maxHeaderListSize: settings.headerBytes,
      maxHeaderFieldCount: 100)
    let stream = HTTP1Channel.Configuration(
      additionalChannelHandlers: [ConnectionWatch(terms)],
      idleTimeout: .seconds(Int64(settings.idleSeconds)), httpDecoderConfiguration: decoder)
    guard settings.hasTLS else { return .http1(configuration: stream) }
    let encryption = try encryption()
    let idle = Duration.seconds(settings.idleSeconds)
    let patience = terms.read
    return HTTPServerBuilder { responder in
      HandshakeWatch(
        base: try HTTP2UpgradeChannel(
          tlsConfiguration: encryption,
          configuration: HTTP2ChannelConfiguration(
            idleTimeout: idle, gracefulCloseTimeout: .seconds(5), streamConfiguration: stream),
          responder: responder),
        patience: patience)
    }
  }

  private func encryption() throws -> TLSConfiguration {
    do {
      let chain = try NIOSSLCertificate.fromPEMFile(settings.certificate)
      let key = try NIOSSLPrivateKey(file: settings.privateKey, format: .pem)
      var configuration = TLSConfiguration.makeServerConfiguration(
        certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
      configuration.minimumTLSVersion = .tlsv12
      _ = try NIOSSLContext(configuration: configuration)
      return configuration
    } catch {
      throw StartFailure(
        what: "tls.certificate, tls.key",
        reason: "the certificate or its key cannot be used (\(type(of: error)))")
    }
  }

  private func addOperational(to router: Router<SiteContext>) {
    router.get("/readyz") { _, _ in
      guard readiness.isReady.load(ordering: .acquiring) else {
        throw Refusal(.stopping, [.retryAfter: "5"])
      }
      return "ready\n"
    }
    router.get("/metrics") { request, context in
      // Behind a proxy every connection is this machine's own, but not every visitor.
      let isOwn =
        context.peer.flatMap { RateLimit.Address($0) }?.isLoopback ?? true
        && request.headers[.forwardedFor] == nil
      guard settings.metricsAreOpen || isOwn else { throw HTTPError(.notFound) }
      let text = MetricsText(
        metrics, process: ProcessFigures(startedAt: readiness.startedAt), version: version)
      return Response(
        status: .ok, headers: [.contentType: MetricsText.type, .cacheControl: "no-store"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: text.text)))
    }
  }
}

/// Why the service could not start.
package struct StartFailure: Error {
  package var what: String
  package var reason: String
}

/// Whether requests are wanted (就绪): not before the start, and not once the end has begun.
final class Readiness: Sendable {
  let isReady = Atomic<Bool>(false)
  /// Seconds since 1970.
  let startedAt = time(nil)
}

/// Reports that the server is not ready for some seconds before it stops, so that whoever spreads
/// requests over several servers turns to the others.
private struct Drain: Service {
  let readiness: Readiness
  let seconds: Int
  let log: ServerLog

  func run() async throws {
    try? await gracefulShutdown()
    readiness.isReady.store(false, ordering: .releasing)
    log.event("info", "stopping")
    if seconds > 0 { try? await Task.sleep(for: .seconds(seconds)) }
  }
}

/// Closes connections that do not come to an encrypted conversation in time.
private struct HandshakeWatch<Base: ServerChildChannel>: ServerChildChannel {
  typealias Value = Base.Value

  let base: Base
  let patience: TimeAmount

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    let timer = channel.eventLoop.scheduleTask(in: patience) {
      channel.nioSSL_tlsVersion().whenComplete { result in
        if case .success(.some) = result { return }
        channel.close(promise: nil)
      }
    }
    channel.closeFuture.whenComplete { _ in timer.cancel() }
    return base.setup(channel: channel, logger: logger)
  }

  func handle(value: Value, logger: Logger) async {
    await base.handle(value: value, logger: logger)
  }
}
