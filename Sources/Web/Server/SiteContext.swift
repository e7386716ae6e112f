package import Hummingbird
import NIOCore
import NIOSSL

/// What accompanies a request.
package struct SiteContext: RequestContext {
  package var coreContext: CoreRequestContextStorage
  /// Where the connection comes from; `nil` when there is none, as in tests of the router alone.
  let peer: SocketAddress?
  private let channel: any Channel
  /// The address of the visitor as text, as far as it is known; behind own proxies what they say.
  package internal(set) var visitor: String?
  /// The number that the answer carries in `X-Request-Id` and the log in `id` (请求编号).
  package internal(set) var requestNumber = ""
  /// Larger bodies are refused; what takes populations may be sent more.
  package internal(set) var maxUploadSize = 1 << 20
  /// When the answer is due; nobody reads it later.
  package internal(set) var deadline: ContinuousClock.Instant?

  package init(source: Source) {
    coreContext = CoreRequestContextStorage(source: source)
    channel = source.channel
    peer = source.channel.remoteAddress
    visitor = peer?.ipAddress
  }

  /// Ends long work that nobody waits for any more: to be called now and then while working.
  ///
  /// - Throws: the rejection that the visitor is answered.
  package func checkTime() throws(Rejection) {
    if let deadline, ContinuousClock.now > deadline { throw Rejection(.answerTime) }
  }

  /// The certificate that the other end of the connection showed, in DER; its chain has been verified. `nil` when it showed
  /// none, or none was asked for.
  func peerCertificate() async -> [UInt8]? {
    // A stream of HTTP/2 is a channel within the encrypted one.
    for channel in [channel, channel.parent].compactMap(\.self) {
      guard let shown = try? await channel.nioSSL_peerCertificate().get() else { continue }
      return try? shown.toDERBytes()
    }
    return nil
  }
}
