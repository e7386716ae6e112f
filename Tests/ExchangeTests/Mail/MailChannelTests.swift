import CCurl
import Casework
import Foundation
import Policy
import Testing
import Units

@testable import Exchange

@Suite("Mail over a real server", .timeLimit(.minutes(5)))
struct MailChannelTests {
  static let moment = Instant(milliseconds: 1_594_944_000_000)
  static let text = "2020年7月17日收到您的申请。\n.\n第二行：“{”\n"

  /// Letters to one address.
  struct Letters: NoticeLetters {
    var address: String?
    var title = "积分落户：申请已收到"
    func letter(for message: PendingMessage) async throws -> NoticeLetter? {
      address.map { NoticeLetter(address: $0, title: title, text: MailChannelTests.text) }
    }
  }

  private let peer: MailPeer

  init() async throws { peer = try await MailPeer.shared.value }

  private func send(
    _ server: MailServer, _ address: String?, key: String = "notice-7-mail"
  ) async -> Delivery {
    let message = OutboxMessage(channel: "mail", key: key, body: "{}", notBefore: Self.moment)
    let channel = MailChannel(server, Letters(address: address), CityClock { Self.moment })
    return await channel.send(PendingMessage(id: 1, message: message, attempts: 0))
  }

  private static func retry(_ delivery: Delivery) -> String? {
    guard case .retry(let reason, MailChannelTests.moment) = delivery else { return nil }
    return reason
  }

  @Test("a mail arrives with its words, once per sending, under the same Message-ID")
  func arrives() async throws {
    let server = try peer.server("plain", .none)
    let address = "zhang.san+a@people.example"
    #expect(await send(server, address) == .delivered(receipt: "250 2.0.0"))
    let mail = try await peer.mail(to: address)
    #expect(mail.sender == "noreply@city.example" && mail.host == "city.example")
    #expect(mail.text == Self.text.replacingOccurrences(of: "\n", with: "\r\n") + "\r\n")
    #expect(mail.header("Message-ID") == "<notice-7-mail@city.example>")
    #expect(mail.header("Date") == "Fri, 17 Jul 2020 08:00:00 +0800")
    #expect(mail.header("To") == "<\(address)>")
    #expect(
      mail.header("Subject") == "=?utf-8?B?56ev5YiG6JC95oi377ya55Sz6K+35bey5pS25Yiw?=")
    #expect(
      mail.header("From") == "=?utf-8?B?5YyX5Lqs5biC56ev5YiG6JC95oi3?= <noreply@city.example>")
    _ = await send(server, address)
    let ids = try peer.mails.filter { $0.recipients == [address] }.map { $0.header("Message-ID") }
    #expect(ids.count == 2 && Set(ids).count == 1)
  }

  @Test(
    "what the server says of a mail decides: given up, or sent again; its words are not kept",
    arguments: [
      ("refused", Delivery.dead(reason: "refused: 550 5.1.1")),
      ("plain-refused", .dead(reason: "refused: 553")),
      ("spam", .dead(reason: "refused: 554 5.7.1")),
      ("later", .retry(reason: "not taken: 450 4.2.1", notBefore: moment)),
      ("full", .retry(reason: "not taken: 452 4.3.1", notBefore: moment)),
    ])
  func outcomes(name: String, delivery: Delivery) async throws {
    let server = try peer.server("plain", .none)
    #expect(await send(server, "\(name)@people.example") == delivery)
  }

  @Test(
    "a connection that is cut, before or after the text, is tried again",
    arguments: ["cut-early", "cut"])
  func cut(name: String) async throws {
    let server = try peer.server("plain", .none)
    let delivery = await send(server, "\(name)@people.example")
    #expect(Self.retry(delivery) != nil, "\(delivery)")
    if name == "cut" {
      let mail = try await peer.mail(to: "cut@people.example")
      #expect(
        mail.header("Message-ID") == "<notice-7-mail@city.example>", "known when it comes again")
    }
  }

  @Test("a server that hangs is left at the deadline", arguments: ["hang", "hang-early", "silent"])
  func hangs(name: String) async throws {
    var server = try peer.server(name == "silent" ? "silent" : "plain", .none)
    server.deadline = 1200
    let start = ContinuousClock.now
    let delivery = await send(server, "\(name)@people.example")
    let taken = ContinuousClock.now - start
    #expect(Self.retry(delivery)?.contains("Timeout was reached") == true, "\(delivery)")
    #expect(taken >= .milliseconds(1100) && taken < .seconds(15))
  }

  @Test("a sending that is cancelled ends soon, and is tried again")
  func cancelled() async throws {
    let server = try peer.server("plain", .none)
    let task = Task { await send(server, "hang@cancel.example") }
    _ = try await peer.mail(to: "hang@cancel.example")
    let start = ContinuousClock.now
    task.cancel()
    #expect(Self.retry(await task.value)?.contains("aborted") == true)
    #expect(ContinuousClock.now - start < .seconds(8), "long before the deadline")
  }

  @Test("nobody listens, no such host, no mail today: all of them are tried again")
  func unreachable() async throws {
    var server = try peer.server("plain", .none)
    server.port = 1
    #expect(Self.retry(await send(server, "a@people.example"))?.contains("connect") == true)
    server = try peer.server("plain", .tls, host: "mail.invalid")
    #expect(Self.retry(await send(server, "a@people.example"))?.contains("resolve") == true)
    server = try peer.server("closed", .none)
    #expect(Self.retry(await send(server, "a@people.example"))?.contains("554 5.3.2") == true)
  }

  // MARK: Encryption and login

  @Test("a certificate of a trusted authority is taken, over STARTTLS and over TLS")
  func encrypted() async throws {
    for (kind, security) in [("starttls", MailServer.Security.startTLS), ("tls", .tls)] {
      let address = "\(kind)@people.example"
      let server = try peer.server(kind, security)
      #expect(await send(server, address) == .delivered(receipt: "250 2.0.0"))
      #expect(try await peer.mail(to: address).encrypted)
    }
  }

  @Test(
    "a certificate that nobody vouches for, or of another host, is refused before anything is said")
  func untrusted() async throws {
    for (kind, security) in [("starttls", MailServer.Security.startTLS), ("tls", .tls)] {
      let address = "untrusted-\(kind)@people.example"
      let strange = try peer.server(kind, security, trusts: false)
      let reason = Self.retry(await send(strange, address))
      #expect(reason?.contains("peer certificate") == true, "\(reason ?? "")")
      let misnamed = try peer.server(kind, security, host: "127.0.0.1")
      #expect(Self.retry(await send(misnamed, address))?.contains("peer certificate") == true)
      #expect(try !peer.mails.contains { $0.recipients == [address] })
    }
  }

  @Test("without the encryption that is asked for nothing is sent")
  func notEncrypted() async throws {
    let server = try peer.server("plain", .startTLS)
    let reason = Self.retry(await send(server, "clear@people.example"))
    #expect(reason?.contains("SSL") == true, "\(reason ?? "")")
    #expect(try !peer.mails.contains { $0.recipients == ["clear@people.example"] })
  }

  @Test("a login is used; a wrong or missing one is our mistake and no mail's end")
  func login() async throws {
    let right = MailLogin(user: "城市", password: #"p@ß "1""#)
    let server = try peer.server("login", .startTLS, login: right)
    #expect(await send(server, "login@people.example") == .delivered(receipt: "250 2.0.0"))
    #expect(try await peer.mail(to: "login@people.example").user == "城市")
    for login in [MailLogin(user: "城市", password: "wrong"), nil] {
      let wrong = try peer.server("login", .startTLS, login: login)
      let delivery = await send(wrong, "wrong@people.example")
      #expect(Self.retry(delivery) != nil, "\(delivery)")
    }
    #expect(try !peer.mails.contains { $0.recipients == ["wrong@people.example"] })
  }

  // MARK: Without a server

  @Test("who has no address, or none that is a mailbox, is written to no more")
  func addresses() async throws {
    let server = try peer.server("plain", .none)
    #expect(await send(server, nil) == .dead(reason: "no notice or no address"))
    for address in [
      "", "zhang", "@people.example", "a@", "a@b@c", "a b@people.example", "a@people..example",
      "a@people.example\r\nBcc: x@y.example", "a@people.example>\r\nDATA", "张@people.example",
      "<a@people.example>", "\"a\"@people.example", ".a@people.example", "a,b@people.example",
      String(repeating: "a", count: 65) + "@people.example", "a@people.example\0",
    ] {
      #expect(await send(server, address) == .dead(reason: "the address is no mailbox"))
    }
  }

  @Test(
    "each ending of libcurl means what it should",
    arguments: [
      (CURLE_SEND_ERROR, 550, false, true), (CURLE_SEND_ERROR, 451, false, false),
      (CURLE_SEND_ERROR, 530, false, false), (CURLE_SEND_ERROR, 250, false, false),
      (CURLE_WEIRD_SERVER_REPLY, 554, true, true), (CURLE_WEIRD_SERVER_REPLY, 554, false, false),
      (CURLE_WEIRD_SERVER_REPLY, 452, true, false), (CURLE_LOGIN_DENIED, 535, false, false),
      (CURLE_RECV_ERROR, 354, true, false), (CURLE_COULDNT_CONNECT, 0, false, false),
    ])
  func endings(result: CURLcode, status: Int, isWhole: Bool, isDead: Bool) {
    let ending = SMTPTransfer.Ending(
      result: result.rawValue, status: status, enhanced: "", isWhole: isWhole)
    switch MailChannel.delivery(ending, now: Self.moment) {
    case .dead: #expect(isDead)
    case .retry(_, let notBefore): #expect(!isDead && notBefore == Self.moment)
    case .delivered: Issue.record("delivered")
    }
  }

  @Test(
    "of a reply only the enhanced status is kept",
    arguments: [
      ("550 5.1.1 <a@b.example>: nobody", "5.1.1"), ("250 2.0.0", "2.0.0"), ("250 OK", ""),
      ("250-5.1.1 x", "5.1.1"), ("550 10.0.0.1 says no", ""), ("550 5.1", ""), ("550 5..1 x", ""),
      ("550 5.1234.1 x", ""), ("55", ""), ("", ""),
    ])
  func enhanced(reply: String, status: String) {
    #expect(SMTPTransfer.enhanced(Array(reply.utf8)) == status)
  }
}
