import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// What every request passes on its way to a page and back (请求入口): its number, limits, the answer to
/// what is refused, headers, counts and the log.
struct FrontDoor: HTTPResponder {
  typealias Context = SiteContext

  private let router: RouterResponder<SiteContext>
  private let allowances: Allowances
  private let settings: Settings
  private let headers: SecurityHeaders
  private let pages: RejectionPages
  private let metrics: Metrics
  private let log: ServerLog
  private let rate: RateLimit?
  private let capacity: Capacity
  private let bulkCapacity: Capacity
  private let bodies: BodyLimits

  /// What whoever runs the service asks; never limited.
  private static let operational: Set<String> = ["/healthz", "/readyz", "/metrics"]
  private static let longestAddress = 8000

  init(
    _ router: Router<SiteContext>, settings: Settings, headers: SecurityHeaders,
    pages: RejectionPages, metrics: Metrics, log: ServerLog, bodies: BodyLimits
  ) {
    self.bodies = bodies
    allowances = Allowances(router)
    self.router = router.buildResponder()
    self.settings = settings
    self.headers = headers
    self.pages = pages
    self.metrics = metrics
    self.log = log
    rate =
      settings.rate == 0
      ? nil
      : RateLimit(
        rate: settings.rate, burst: settings.rateBurst, addresses: settings.rateAddresses)
    let patience = Duration.seconds(settings.queueSeconds)
    capacity = Capacity(
      places: settings.concurrency, queue: settings.queue, patience: patience)
    bulkCapacity = Capacity(
      places: settings.bulkConcurrency, queue: settings.queue, patience: patience)
  }

  func respond(to request: Request, context: SiteContext) async throws -> Response {
    let start = ServerClock.microseconds()
    metrics.begin()
    var context = context
    let number = RequestNumber(request.headers)
    context.requestNumber = number.text
    var response = await answer(request, &context)
    if request.method == .head, response.body.contentLength != 0 {
      response = response.createHeadResponse()
    }
    if response.status == .notModified || response.status == .noContent {
      response.headers[.contentLength] = nil
    }
    response.headers.append(HTTPField(name: .requestNumber, value: number.text))
    headers.add(to: &response.headers)

    var record = RequestRecord()
    record.number = number.text
    record.trace = number.trace
    record.method = Metrics.method(request.method.rawValue)
    record.status = response.status.code
    if let route = context.endpointPath, route != "NotFound" { record.route = route }
    if let bytes = response.body.contentLength {
      record.bytes = bytes
      finish(record, start)
    } else {
      response.body = finishing(response.body, record, start)
    }
    return response
  }

  /// A streamed body is counted while it is sent, and logged when it has been.
  private func finishing(
    _ body: ResponseBody, _ record: RequestRecord, _ start: Int
  ) -> ResponseBody {
    ResponseBody { writer in
      let bytes = ByteCount()
      var record = record
      do {
        try await body.map { piece in
          bytes.value.add(piece.readableBytes, ordering: .relaxed)
          return piece
        }.write(writer)
      } catch {
        record.bytes = bytes.value.load(ordering: .relaxed)
        finish(record, start)
        throw error
      }
      record.bytes = bytes.value.load(ordering: .relaxed)
      finish(record, start)
    }
  }

  private final class ByteCount: Sendable {
    let value = Atomic<Int>(0)
  }

  private func finish(_ record: RequestRecord, _ start: Int) {
    var record = record
    record.microseconds = ServerClock.microseconds() - start
    metrics.end(record)
    if settings.logsRequests { log.request(record) }
  }

  // MARK: Answers

  private func answer(_ request: Request, _ context: inout SiteContext) async -> Response {
    var rejection: Rejection
    var status: HTTPResponse.Status?
    do {
      let response = try await work(request, &context)
      guard response.status.code >= 400, !FrontDoor.hasOwnWords(response) else { return response }
      status = response.status
      rejection = Rejection(Rejection.Reason(response.status))
      for field in response.headers where [.allow, .retryAfter].contains(field.name) {
        rejection.headers.append(field)
      }
      if response.status == .notFound, let methods = allowances.methods(at: request.uri.path),
        context.endpointPath == nil || context.endpointPath == "NotFound"
      {
        rejection = Rejection(.wrongMethod, [.allow: methods])
        status = nil
      }
    } catch let error as Rejection {
      rejection = error
    } catch is NIOTooManyBytesError {
      rejection = Rejection(.tooLarge)
    } catch is ReadTimeExceeded {
      rejection = Rejection(.readTime, [.connection: "close"])
    } catch is CancellationError {
      rejection = Rejection(.stopping, [.retryAfter: "5"])
    } catch is ChannelError {
      rejection = Rejection(.malformed)
    } catch {
      // The kind of error only: its words may hold what was sent.
      log.event(
        "error", "failure", ["id": context.requestNumber, "kind": "\(type(of: error))"])
      rejection = Rejection(.failure)
    }
    metrics.refuse(rejection.reason)
    return pages.response(
      rejection, status: status ?? rejection.reason.status, to: request,
      number: context.requestNumber)
  }

  /// Pages and problems have words of their own; what libraries answer has not.
  private static func hasOwnWords(_ response: Response) -> Bool {
    let type = response.headers[.contentType] ?? ""
    return type.hasPrefix("text/html") || type.hasPrefix("application/problem+json")
  }

  private func work(_ request: Request, _ context: inout SiteContext) async throws -> Response {
    let path = request.uri.path
    guard request.head.path?.utf8.count ?? 0 <= FrontDoor.longestAddress else {
      throw Rejection(.longAddress)
    }
    if let place = FrontDoor.straightened(request) {
      let status: HTTPResponse.Status =
        request.method == .get || request.method == .head ? .movedPermanently : .permanentRedirect
      return Response(status: status, headers: [.location: place])
    }
    if FrontDoor.operational.contains(path) {
      return try await router.respond(to: request, context: context)
    }
    if let proxied = proxied(request) { context.visitor = proxied }
    try limitRate(request, context)

    context.maxUploadSize = bodies.limit(path)
    let isBulk = bodies.isLarge(path)
    var request = request
    if let length = request.headers[.contentLength].flatMap({ Int($0) }),
      length > context.maxUploadSize
    {
      throw Rejection(.tooLarge)
    }
    let hasBody =
      (request.headers[.contentLength] ?? "0") != "0"
      || request.headers[.transferEncoding] != nil
      || request.method == .post || request.method == .put
    // All of a body is there before a place is taken; what is large waits for one of the few places first.
    if hasBody, !isBulk {
      _ = try await request.collectBody(upTo: context.maxUploadSize)
    }
    context.deadline = .now + .seconds(settings.answerSeconds)
    let place = try await (isBulk ? bulkCapacity : capacity).place()
    var response = try await router.respond(to: request, context: context)
    if response.body.contentLength == nil {
      let body = response.body
      response.body = ResponseBody { writer in
        try await body.write(writer)
        withExtendedLifetime(place) {}
      }
    }
    withExtendedLifetime(place) {}
    return response
  }

  private func limitRate(_ request: Request, _ context: SiteContext) throws {
    guard let rate, let address = address(request, context) else { return }
    guard settings.ratesLoopback || !address.isLoopback else { return }
    if let wait = rate.take(address, now: ServerClock.microseconds() / 1000) {
      throw Rejection(.rate, [.retryAfter: "\(wait)"])
    }
  }

  /// Where the visitor is: the other end of the connection, or what the own proxies say it was.
  private func address(_ request: Request, _ context: SiteContext) -> RateLimit.Address? {
    guard let proxied = proxied(request) else {
      return context.peer.flatMap { RateLimit.Address($0) }
    }
    let address = try? SocketAddress(ipAddress: proxied, port: 0)
    return address.flatMap { RateLimit.Address($0) }
  }

  /// What the own proxies say where the visitor is; `nil` without such.
  private func proxied(_ request: Request) -> String? {
    guard settings.proxies > 0 else { return nil }
    let entries = request.headers[values: .forwardedFor].joined(separator: ",").split(
      separator: ",")
    guard entries.count >= settings.proxies else { return nil }
    return String(entries[entries.count - settings.proxies].drop { $0 == " " }.prefix { $0 != " " })
  }

  /// The address without doubled or final slashes, when it has such; only of plain letters, so that a
  /// browser cannot take it for another site's.
  private static func straightened(_ request: Request) -> String? {
    let path = request.uri.path
    guard path.utf8.count > 1, path.hasSuffix("/") || path.contains("//") else { return nil }
    let isPlain = path.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "-"),
        UInt8(ascii: "_"), UInt8(ascii: "."):
        true
      default: false
      }
    }
    guard isPlain else { return nil }
    let place = "/" + path.split(separator: "/").joined(separator: "/")
    return request.uri.query.map { "\(place)?\($0)" } ?? place
  }
}
