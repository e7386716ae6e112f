package import Hummingbird
import NIOCore

/// What accompanies a request.
package struct SiteContext: RequestContext {
  package var coreContext: CoreRequestContextStorage
  /// Where the connection comes from; `nil` when there is none, as in tests of the router alone.
  let peer: SocketAddress?
  /// The number that the answer carries in `X-Request-Id` and the log in `id` (请求编号).
  package internal(set) var requestNumber = ""
  /// Larger bodies are refused; what takes populations may be sent more.
  package internal(set) var maxUploadSize = 1 << 20
  /// When the answer is due; nobody reads it later.
  package internal(set) var deadline: ContinuousClock.Instant?

  package init(source: Source) {
    coreContext = CoreRequestContextStorage(source: source)
    peer = source.channel.remoteAddress
  }

  /// Ends long work that nobody waits for any more: to be called now and then while working.
  ///
  /// - Throws: the rejection that the visitor is answered.
  package func checkTime() throws(Rejection) {
    if let deadline, ContinuousClock.now > deadline { throw Rejection(.answerTime) }
  }
}
