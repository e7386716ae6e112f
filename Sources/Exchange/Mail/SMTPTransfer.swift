import CCurl
import Glibc
import Synchronization

/// One mail on its way through libcurl (SMTP传输), on a thread of its own: libcurl waits, and whatever waits must not hold
/// up the threads that all tasks share.
final class SMTPTransfer: Sendable {
  /// How it ended.
  struct Ending: Equatable, Sendable {
    /// libcurl's result.
    var result: UInt32
    /// The last status of the server; 0 when it said none.
    var status: Int
    /// The enhanced status (RFC 3463), `5.1.1`; empty when there was none.
    var enhanced: String
    /// The whole text was handed over.
    var isWhole: Bool
  }

  private struct State {
    var rest: ArraySlice<UInt8>
    /// Enhanced statuses by status: the last reply is often one to our farewell.
    var enhanced: [Int: String] = [:]
    var isCancelled = false
  }

  private let server: MailServer
  private let recipient: Mailbox
  private let end: ContinuousClock.Instant
  private let state: Mutex<State>

  init(_ server: MailServer, to recipient: Mailbox, _ mail: [UInt8]) {
    self.server = server
    self.recipient = recipient
    end = .now + .milliseconds(server.deadline)
    state = Mutex(State(rest: mail[...]))
  }

  /// Sends the mail; ends soon after its task is cancelled.
  func run() async -> Ending {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let job = Job { continuation.resume(returning: self.transfer()) }
        job.start()
      }
    } onCancel: {
      state.withLock { $0.isCancelled = true }
    }
  }

  private static let hasCurl = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  private func transfer() -> Ending {
    let failed = Ending(result: CURLE_FAILED_INIT.rawValue, status: 0, enhanced: "", isWhole: false)
    guard SMTPTransfer.hasCurl, let handle = curl_easy_init() else { return failed }
    defer { curl_easy_cleanup(handle) }
    let recipients = curl_slist_append(nil, "<\(recipient.text)>")
    defer { curl_slist_free_all(recipients) }
    guard let recipients, set(handle, recipients) else { return failed }
    let result = curl_easy_perform(handle)
    var status = 0
    luohu_curl_response_code(handle, &status)
    return state.withLock { state in
      // What ended at the deadline by our own hand is a deadline too.
      let isLate = result == CURLE_ABORTED_BY_CALLBACK && !state.isCancelled
      return Ending(
        result: (isLate ? CURLE_OPERATION_TIMEDOUT : result).rawValue, status: status,
        enhanced: state.enhanced[status] ?? "",
        isWhole: state.rest.isEmpty)
    }
  }

  /// - Returns: whether libcurl took every option.
  private func set(
    _ handle: UnsafeMutableRawPointer, _ recipients: UnsafeMutablePointer<curl_slist>
  ) -> Bool {
    let host = server.host.contains(":") ? "[\(server.host)]" : server.host
    let scheme = server.security == .tls ? "smtps" : "smtp"
    let domain = Mailbox(server.sender)?.domain ?? "localhost"
    var texts: [(CURLoption, String)] = [
      (CURLOPT_URL, "\(scheme)://\(host):\(server.port)/\(domain)"),
      (CURLOPT_PROTOCOLS_STR, "smtp,smtps"),
      // No proxy of the environment: mail goes where the settings say.
      (CURLOPT_PROXY, ""),
      (CURLOPT_MAIL_FROM, "<\(server.sender)>"),
    ]
    if !server.authorities.isEmpty { texts.append((CURLOPT_CAINFO, server.authorities)) }
    if let login = server.login {
      texts += [(CURLOPT_USERNAME, login.user), (CURLOPT_PASSWORD, login.password)]
    }
    let numbers: [(CURLoption, Int)] = [
      (CURLOPT_UPLOAD, 1), (CURLOPT_NOSIGNAL, 1), (CURLOPT_NOPROGRESS, 0),
      (CURLOPT_TIMEOUT_MS, server.deadline),
      (CURLOPT_CONNECTTIMEOUT_MS, server.connectDeadline),
      // Without these libcurl takes two minutes to say farewell to a server that hangs.
      (CURLOPT_SERVER_RESPONSE_TIMEOUT, (server.deadline + 999) / 1000),
      (CURLOPT_FORBID_REUSE, 1),
      (CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
      (
        CURLOPT_USE_SSL,
        Int(server.security == .none ? CURLUSESSL_NONE.rawValue : CURLUSESSL_ALL.rawValue)
      ),
    ]
    // The transfer outlives the handle.
    let here = Unmanaged.passUnretained(self).toOpaque()
    let results =
      texts.map { luohu_curl_set_text(handle, $0.0, $0.1) }
      + numbers.map { luohu_curl_set_long(handle, $0.0, $0.1) }
      + [
        luohu_curl_set_pointer(handle, CURLOPT_MAIL_RCPT, recipients),
        luohu_curl_set_pointer(handle, CURLOPT_READDATA, here),
        luohu_curl_set_pointer(handle, CURLOPT_HEADERDATA, here),
        luohu_curl_set_pointer(handle, CURLOPT_XFERINFODATA, here),
        luohu_curl_set_read(handle) { buffer, size, count, here in
          SMTPTransfer.at(here)?.read(buffer, size * count) ?? Int(CURL_READFUNC_ABORT)
        },
        luohu_curl_set_header(handle) { buffer, size, count, here in
          SMTPTransfer.at(here)?.hear(buffer, size * count)
          return size * count
        },
        luohu_curl_set_progress(handle) { here, _, _, _, _ in
          SMTPTransfer.at(here)?.isOver == true ? 1 : 0
        },
      ]
    return results.allSatisfy { $0 == CURLE_OK }
  }

  private static func at(_ pointer: UnsafeMutableRawPointer?) -> SMTPTransfer? {
    pointer.map { Unmanaged<SMTPTransfer>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Cancelled, or beyond the deadline: nothing of it is waited for any longer.
  private var isOver: Bool {
    ContinuousClock.now > end || state.withLock { $0.isCancelled }
  }

  private func read(_ buffer: UnsafeMutablePointer<CChar>?, _ room: Int) -> Int {
    guard let buffer else { return Int(CURL_READFUNC_ABORT) }
    let piece = state.withLock { state in
      let piece = state.rest.prefix(room)
      state.rest = state.rest.dropFirst(room)
      return piece
    }
    for (place, byte) in piece.enumerated() { buffer[place] = CChar(bitPattern: byte) }
    return piece.count
  }

  /// Keeps the status of what the server said.
  private func hear(_ buffer: UnsafeMutablePointer<CChar>?, _ count: Int) {
    guard let buffer else { return }
    let line = (0..<min(count, 64)).map { UInt8(bitPattern: buffer[$0]) }
    guard let status = Int(String(decoding: line.prefix(3), as: UTF8.self)) else { return }
    state.withLock { $0.enhanced[status] = SMTPTransfer.enhanced(line) }
  }

  /// The enhanced status of a reply, `550 5.1.1 …`; the words after it often repeat the address, so they are not kept.
  static func enhanced(_ reply: [UInt8]) -> String {
    let word = reply.dropFirst(4).prefix { $0 == UInt8(ascii: ".") || (0x30...0x39).contains($0) }
    let parts = word.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 3, parts.allSatisfy({ (1...3).contains($0.count) }) else { return "" }
    return String(decoding: word, as: UTF8.self)
  }
}

/// Work for a thread that ends with it.
private final class Job: Sendable {
  private let work: @Sendable () -> Void

  init(_ work: @escaping @Sendable () -> Void) { self.work = work }

  func start() {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    defer { pthread_attr_destroy(&attributes) }
    var thread = pthread_t()
    let here = Unmanaged.passRetained(self)
    let status = pthread_create(
      &thread, &attributes,
      { here in
        if let here { Unmanaged<Job>.fromOpaque(here).takeRetainedValue().work() }
        return nil
      }, here.toOpaque())
    if status != 0 {
      // No thread to be had: here, rather than not at all.
      here.takeRetainedValue().work()
    }
  }
}
