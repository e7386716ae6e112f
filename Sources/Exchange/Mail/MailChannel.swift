import CCurl
package import Casework
import Units

/// Notices by mail (邮件通道).
///
/// The outbox holds no address and no text: both are fetched when a mail is sent. A mail that was sent twice has
/// the same `Message-ID`.
package struct MailChannel: Channel {
  private let server: MailServer
  private let letters: any NoticeLetters
  private let clock: CityClock

  package init(_ server: MailServer, _ letters: any NoticeLetters, _ clock: CityClock) {
    self.server = server
    self.letters = letters
    self.clock = clock
  }

  package let name = NoticeChannel.mail.rawValue

  package func send(_ message: PendingMessage) async -> Delivery {
    let now = clock.now()
    let letter: NoticeLetter
    switch await letters.answer(for: message, now: now) {
    case .letter(let found): letter = found
    case .none(let delivery): return delivery
    }
    guard let recipient = Mailbox(letter.address), let sender = Mailbox(server.sender) else {
      return .dead(reason: "the address is no mailbox")
    }
    let mail = MailText(
      from: sender, fromName: server.senderName, to: recipient, subject: letter.title,
      text: letter.text, key: message.message.key, at: now)
    let ending = await SMTPTransfer(server, to: recipient, mail.bytes).run()
    return MailChannel.delivery(ending, now: clock.now())
  }

  /// What an ending means: taken over, again later, or never.
  ///
  /// Only what the server says about this mail can end it for good: whatever is wrong with the way there, with
  /// encryption or with our login is wrong for all mails and gets mended.
  static func delivery(_ ending: SMTPTransfer.Ending, now: Instant) -> Delivery {
    let status =
      ending.enhanced.isEmpty ? "\(ending.status)" : "\(ending.status) \(ending.enhanced)"
    let result = CURLcode(rawValue: ending.result)
    if result == CURLE_OK { return .delivered(receipt: status) }
    let isAboutMail =
      // Sender, recipient or the beginning of the text refused; or the text itself, at its end.
      result == CURLE_SEND_ERROR || result == CURLE_WEIRD_SERVER_REPLY && ending.isWhole
    let isAboutLogin = [530, 534, 535, 538].contains(ending.status)
    if isAboutMail, (400...599).contains(ending.status) {
      return ending.status >= 500 && !isAboutLogin
        ? .dead(reason: "refused: \(status)")
        : .retry(reason: "not taken: \(status)", notBefore: now)
    }
    let words = curl_easy_strerror(result).map { String(cString: $0) } ?? "libcurl \(ending.result)"
    let said = ending.status > 0 ? " (\(status))" : ""
    return .retry(reason: "\(words)\(said)", notBefore: now)
  }
}
