import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Reading a request took longer than allowed.
struct ReadTimeExceeded: Error {}

/// Watches one connection (or one stream of HTTP/2): how long a request takes to arrive and to be
/// answered, and answers plainly what is no request at all.
///
/// It stands between the decoder and the server, so that it still can answer when the server cannot:
/// before there is a request, and when nobody works on it any more.
final class ConnectionWatch: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  /// What the connections of a server share.
  struct Terms: Sendable {
    var read: TimeAmount
    var answer: TimeAmount
    var headers: SecurityHeaders
    var pages: RejectionPages
    var metrics: Metrics
    /// The largest body that an address takes.
    var bodyLimit: @Sendable (String) -> Int
  }

  /// What is waited for.
  private enum Awaiting { case head, body, answer, nothing }

  private let terms: Terms
  private var awaiting = Awaiting.nothing
  /// When patience ends.
  private var due = NIODeadline.distantFuture
  private var timer: Scheduled<Void>?
  private var timerAt = NIODeadline.distantFuture
  /// Requests that are not answered to the end.
  private var open = 0
  private var hasBegunAnswer = false
  /// Nothing more passes in either direction.
  private var isOver = false

  init(_ terms: Terms) { self.terms = terms }

  func handlerAdded(context: ChannelHandlerContext) {
    if context.channel.isActive { wait(.head, terms.read, context) }
  }

  func channelActive(context: ChannelHandlerContext) {
    wait(.head, terms.read, context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    timer?.cancel()
    timer = nil
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isOver else { return }
    switch unwrapInboundIn(data) {
    case .head(let head):
      open += 1
      wait(.body, terms.read, context)
      if head.headerFields[.expect]?.lowercased() == "100-continue", isWanted(head) {
        let answer = HTTPResponse(status: .continue)
        context.writeAndFlush(wrapOutboundOut(.head(answer)), promise: nil)
      }
    case .body: break
    case .end: if open > 0 { wait(.answer, terms.answer, context) }
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard !isOver else {
      promise?.fail(ChannelError.ioOnClosedChannel)
      return
    }
    switch unwrapOutboundIn(data) {
    case .head: hasBegunAnswer = true
    case .body: break
    case .end:
      hasBegunAnswer = false
      open -= 1
      // The body of a request may still be on its way after an early answer.
      if awaiting == .answer {
        if open > 0 { wait(.answer, terms.answer, context) } else { wait(.nothing, nil, context) }
      }
    }
    context.write(data, promise: promise)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let error = error as? HTTPParserError, !isOver else {
      context.fireErrorCaught(error)
      return
    }
    if case .headerOverflow = error {
      refuse(.headerTooLarge, context)
    } else if case .invalidEOFState = error {
      context.close(promise: nil)
    } else {
      refuse(.malformed, context)
    }
  }

  /// Whether the body that is announced would be taken.
  private func isWanted(_ head: HTTPRequest) -> Bool {
    let length = head.headerFields[.contentLength].flatMap { Int($0) } ?? 0
    let path = head.path ?? ""
    return length <= terms.bodyLimit(String(path.prefix { $0 != "?" }))
  }

  // MARK: Time

  private func wait(_ what: Awaiting, _ time: TimeAmount?, _ context: ChannelHandlerContext) {
    awaiting = what
    due = time.map { NIODeadline.now() + $0 } ?? .distantFuture
    if due < timerAt { arm(context) }
  }

  private func arm(_ context: ChannelHandlerContext) {
    timer?.cancel()
    timer = nil
    timerAt = due
    guard due < .distantFuture else { return }
    timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: due) {
      self.timer = nil
      self.timerAt = .distantFuture
      if NIODeadline.now() < self.due { self.arm(context) } else { self.run(out: context) }
    }
  }

  /// What was waited for did not come.
  private func run(out context: ChannelHandlerContext) {
    guard !isOver else {
      context.close(promise: nil)
      return
    }
    switch awaiting {
    case .nothing: break
    case .head: refuse(.readTime, context)
    case .body:
      // Who works on the request learns it and answers; if nobody does, that is the end.
      isOver = open == 0 || hasBegunAnswer
      context.fireErrorCaught(ReadTimeExceeded())
      awaiting = .nothing
      due = NIODeadline.now() + .seconds(2)
      arm(context)
      awaiting = .answer
    case .answer: refuse(.answerTime, context)
    }
  }

  // MARK: Answers without a request

  private func refuse(_ reason: Rejection.Reason, _ context: ChannelHandlerContext) {
    isOver = true
    terms.metrics.refuse(reason)
    guard !hasBegunAnswer else {
      context.close(promise: nil)
      return
    }
    let text = ByteBuffer(string: terms.pages.plain(reason))
    var head = HTTPResponse(status: reason.status)
    head.headerFields[.contentType] = "text/plain; charset=utf-8"
    head.headerFields[.contentLength] = "\(text.readableBytes)"
    head.headerFields[.connection] = "close"
    head.headerFields[.cacheControl] = "no-store"
    terms.headers.add(to: &head.headerFields)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(wrapOutboundOut(.body(text)), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    // What is still arriving is read and dropped for a moment, or the answer would be lost with it.
    context.close(mode: .output, promise: nil)
    due = NIODeadline.now() + .seconds(1)
    arm(context)
  }
}

@available(*, unavailable)
extension ConnectionWatch: Sendable {}
