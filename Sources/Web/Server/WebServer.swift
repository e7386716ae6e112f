import Casework
import Glibc
import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdHTTP2
import Logging
import NIOCore
import NIOSSL
package import Policy
import ServiceLifecycle
import Synchronization
import UnixSignals

/// The public service on its address, from start to shutdown (服务进程).
package struct WebServer: Sendable {
  private let site: Site
  private let settings: Settings
  private let version: String
  private let log: ServerLog
  private let companions: [Companion]
  private let onStart: @Sendable (String) -> Void
  private let metrics = Metrics()
  private let readiness = Readiness()

  /// - Parameters:
  ///   - version: of the program, for `/metrics`.
  ///   - companions: run from before the first request until after the last.
  ///   - onStart: told the address once connections are accepted.
  package init(
    site: Site, settings: Settings, version: String, log: ServerLog = ServerLog(),
    companions: [Companion] = [],
    onStart: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.site = site
    self.settings = settings
    self.version = version
    self.log = log
    self.companions = companions
    self.onStart = onStart
  }

  /// Serves until the process is told to stop (SIGTERM, SIGINT); requests under way are finished.
  ///
  /// - Throws: ``StartFailure`` when the certificate or the address cannot be used.
  package func run() async throws {
    let router = site.router()
    addOperational(to: router)
    let application = try application(router)
    let drain = Drain(readiness: readiness, seconds: settings.drainSeconds, log: log)
    var configuration = ServiceGroupConfiguration(
      services: companions.map { CompanionService(companion: $0) } + [application, drain],
      gracefulShutdownSignals: [.sigterm, .sigint],
      logger: application.logger)
    configuration.maximumGracefulShutdownDuration = .seconds(
      settings.drainSeconds + settings.shutdownSeconds)
    do {
      try await ServiceGroup(configuration: configuration).run()
    } catch let error as IOError {
      throw StartFailure(
        what: "\(settings.host):\(settings.port)",
        reason: .system(error.errnoCode))
    } catch is SocketAddressError.UnknownHost {
      throw StartFailure(
        what: "host: \(settings.host)",
        reason: Wording("不是地址，也不是本机已知的名称", "it is no address and no known name of this machine"))
    } catch let error as SocketAddressError {
      throw StartFailure(what: "host: \(settings.host)", reason: Wording(same: "\(error)"))
    } catch is CancellationError {
      log.event("warning", "cut off")
    }
    log.event("info", "stopped")
  }

  /// Some routes behind the door and on the address of the settings.
  func application(_ router: Router<SiteContext>) throws -> Application<FrontDoor> {
    let pages = RejectionPages(site)
    let headers = SecurityHeaders(hasTLS: settings.hasTLS)
    var logger = log.logger("luohu", level: settings.logLevel)
    // What libraries tell of starting and stopping is told by the server itself.
    if logger.logLevel == .info { logger.logLevel = .notice }
    return Application(
      responder: FrontDoor(
        router, settings: settings, headers: headers, pages: pages, metrics: metrics, log: log,
        bodies: BodyLimits(site.points, settings)),
      server: try builder(headers, pages),
      configuration: ApplicationConfiguration(
        address: .hostname(settings.host, port: settings.port), backlog: 1024,
        availableConnectionsDelegate: MaximumAvailableConnections(
          settings.connections, logger: logger)),
      onServerRunning: { channel in started(channel) },
      logger: logger)
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
  private func builder(
    _ headers: SecurityHeaders, _ pages: RejectionPages
  ) throws -> HTTPServerBuilder {
    let settings = settings
    let bodies = BodyLimits(site.points, settings)
    let terms = ConnectionWatch.Terms(
      read: .seconds(Int64(settings.readSeconds)),
      // A moment more than the work itself has, which can answer better.
      answer: .seconds(Int64(settings.answerSeconds) + 1),
      headers: headers, pages: pages, metrics: metrics,
      bodyLimit: { bodies.limit($0) })
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
      WatchedHandshake(
        base: try HTTP2UpgradeChannel(
          tlsConfiguration: encryption,
          configuration: HTTP2ChannelConfiguration(
            idleTimeout: idle, gracefulCloseTimeout: .seconds(5), streamConfiguration: stream),
          responder: responder),
        patience: patience)
    }
  }

  private func encryption() throws -> TLSConfiguration {
    let chain = try pem("tls.certificate", settings.certificate, Wording("证书", "certificate")) {
      try NIOSSLCertificate.fromPEMFile($0)
    }
    let key = try pem(
      "tls.key", settings.privateKey, Wording("无密码的私钥", "private key without a password")
    ) {
      [try NIOSSLPrivateKey(file: $0, format: .pem)]
    }
    do {
      var configuration = TLSConfiguration.makeServerConfiguration(
        certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key[0]))
      configuration.minimumTLSVersion = .tlsv12
      if let authorities = try clientAuthorities() {
        // Asked for, not demanded: browsers of everybody else have none.
        configuration.certificateVerification = .optionalVerification
        configuration.trustRoots = .certificates(authorities)
      }
      _ = try NIOSSLContext(configuration: configuration)
      return configuration
    } catch let failure as StartFailure {
      throw failure
    } catch {
      throw StartFailure(
        what: "tls.certificate, tls.key",
        reason: Wording("密钥与证书不是一对", "the key is not that of the certificate"))
    }
  }

  /// What stands in a PEM file.
  ///
  /// - Parameters:
  ///   - setting: the file's, and `what` it has to hold, for the words of a refusal.
  /// - Returns: at least one.
  private func pem<Content>(
    _ setting: String, _ path: String, _ what: Wording, _ read: (String) throws -> [Content]
  ) throws(StartFailure) -> [Content] {
    let place = "\(setting): \(path)"
    guard access(path, R_OK) == 0 else {
      throw StartFailure(what: place, reason: .system(errno))
    }
    guard let found = try? read(path), !found.isEmpty else {
      throw StartFailure(
        what: place,
        reason: Wording("没有能读取的\(what.zh)（PEM）", "it holds no \(what.en) that can be read (PEM)"))
    }
    return found
  }

  /// Who may vouch for the certificates of clients; `nil` when none are asked for.
  private func clientAuthorities() throws -> [NIOSSLCertificate]? {
    guard !settings.clientAuthorities.isEmpty else { return nil }
    return try pem(
      "tls.clientAuthorities", settings.clientAuthorities, Wording("证书", "certificate")
    ) {
      try NIOSSLCertificate.fromPEMFile($0)
    }
  }

  private func addOperational(to router: Router<SiteContext>) {
    router.get("/readyz") { _, _ in
      guard readiness.isReady.load(ordering: .acquiring) else {
        throw Rejection(.stopping, [.retryAfter: "5"])
      }
      for companion in companions {
        guard let reason = await companion.health() else { continue }
        log.event("warning", "not ready", ["part": companion.name, "reason": reason])
        throw Rejection(.busy, [.retryAfter: "5"])
      }
      var text = "ready\n"
      for companion in companions {
        for note in await companion.notes() { text += "\(note)\n" }
      }
      return text
    }
    router.get("/metrics") { request, context in
      // Behind a proxy every connection is this machine's own, but not every visitor.
      let isOwn =
        context.peer.flatMap { RateLimit.Address($0) }?.isLoopback ?? true
        && request.headers[.forwardedFor] == nil
      guard settings.metricsAreOpen || isOwn else { throw HTTPError(.notFound) }
      var others: [MetricFamily] = []
      for companion in companions { others += await companion.figures() }
      let text = MetricsText(
        metrics, process: ProcessFigures(startedAt: readiness.startedAt), version: version, others)
      return Response(
        status: .ok, headers: [.contentType: MetricsText.type, .cacheControl: "no-store"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: text.text)))
    }
  }
}

/// Why the service could not start.
package struct StartFailure: Error {
  package var what: String
  package var reason: Wording
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
