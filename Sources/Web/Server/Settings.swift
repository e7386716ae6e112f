/// How the service runs (运行配置): every limit, path and secret, with the value it has unless told
/// otherwise. ``Setting/all`` says what each means and what it may be.
package struct Settings: Sendable {
  package var host = "127.0.0.1"
  package var port = 8080
  /// Parameter files of the law from a folder; those built in when empty.
  package var policy = ""

  /// Where cases are kept; public pages only when empty.
  package var store = ""
  /// The file of the private key that signs the ledger; another process signs when empty.
  package var ledgerKey = ""
  /// The file of the ledger's public keys, those that ended included.
  package var ledgerKeys = ""

  /// The file of the keys of personal values; none when empty.
  package var keyring = ""

  /// Where browsers reach this site; this machine's own address when empty.
  package var address = ""
  /// The file of the identity providers; when empty, a demo has its own and nobody else signs in.
  package var identity = ""

  /// The file of the offices that answer questions; none when empty.
  package var contacts = ""

  /// The server that takes mail on; mail waits when empty.
  package var mailHost = ""
  package var mailPort = 465
  package var mailSecurity = "tls"
  package var mailAuthorities = ""
  package var mailUser = ""
  package var mailPassword = ""
  package var mailPasswordFile = ""
  package var mailSender = ""
  package var mailSenderName = ""
  /// The file that text messages of a demonstration go to; they wait when empty.
  package var smsFile = ""
  package var outboxDays = 30

  /// The folder of evidence files; none when empty.
  package var vault = ""
  package var scanner = ""
  package var vaultHours = 168

  package var certificate = ""
  package var privateKey = ""
  /// Authorities whose client certificates are accepted; browsers are asked for none when empty.
  package var clientAuthorities = ""
  /// 32 bytes that seal what forms carry; made anew at every start when `nil`.
  package var sealKey: [UInt8]?
  package var sealKeyFile = ""

  package var bodyBytes = 1 << 20
  package var bulkBytes = 64 << 20
  package var headerBytes = 16 << 10
  package var connections = 1000
  package var concurrency = 64
  package var bulkConcurrency = 2
  package var queue = 256

  package var rate = 50
  package var rateBurst = 200
  package var rateAddresses = 100_000
  package var ratesLoopback = false
  package var proxies = 0

  package var readSeconds = 20
  package var answerSeconds = 60
  package var idleSeconds = 60
  package var queueSeconds = 2
  package var drainSeconds = 0
  package var shutdownSeconds = 20

  package var metricsAreOpen = false
  package var logLevel = "info"
  package var logsRequests = true

  package init() {}

  /// Where browsers reach this site, without a last `/`. A port that is any free one is not known before the start:
  /// signing in then needs ``address``.
  package var publicAddress: String {
    guard address.isEmpty else { return address }
    let name =
      ["0.0.0.0", "::"].contains(host) ? "127.0.0.1" : host.contains(":") ? "[\(host)]" : host
    return "\(hasTLS ? "https" : "http")://\(name)" + (port == 0 ? "" : ":\(port)")
  }

  /// Whether connections are encrypted.
  package var hasTLS: Bool { !certificate.isEmpty }
}
