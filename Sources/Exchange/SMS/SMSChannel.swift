package import Casework

/// A way to send text messages (短信网关). No provider comes with the platform: each city has its own contract, and its
/// adapter is this one function.
package struct SMSGateway: Sendable {
  /// Sends `text` to the mobile number; the key tells a repeated sending. Says what became of it, as
  /// ``Channel/send(_:)`` does.
  package var send: @Sendable (_ number: String, _ text: String, _ key: String) async -> Delivery

  package init(send: @escaping @Sendable (String, String, String) async -> Delivery) {
    self.send = send
  }
}

/// Notices by text message (短信通道): only their title, since a lit screen is read by others too.
package struct SMSChannel: Channel {
  private let gateway: SMSGateway
  private let letters: any NoticeLetters
  private let clock: CityClock

  package init(_ gateway: SMSGateway, _ letters: any NoticeLetters, _ clock: CityClock) {
    self.gateway = gateway
    self.letters = letters
    self.clock = clock
  }

  package let name = NoticeChannel.sms.rawValue

  package func send(_ message: PendingMessage) async -> Delivery {
    switch await letters.answer(for: message, now: clock.now()) {
    case .none(let delivery): return delivery
    case .letter(let letter):
      guard let number = SMSChannel.mobile(letter.address) else {
        return .dead(reason: "the address is no mobile number")
      }
      return await gateway.send(number, letter.title, message.message.key)
    }
  }

  /// A mobile number of the mainland, eleven digits, or an international one after `+`; `nil` for anything else.
  static func mobile(_ text: String) -> String? {
    let form = SearchForm.of(text).filter { $0 != "-" }
    let digits = form.hasPrefix("+") ? form.dropFirst() : form[...]
    guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    if form.hasPrefix("+") { return (8...15).contains(digits.count) ? form : nil }
    return digits.count == 11 && digits.hasPrefix("1") ? form : nil
  }
}
