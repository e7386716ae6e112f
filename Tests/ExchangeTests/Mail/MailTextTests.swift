import Foundation
import Policy
import Testing
import Units

@testable import Exchange

@Suite("A mail as it goes over the wire (RFC 5322, 2045, 2047)")
struct MailTextTests {
  private static func mail(
    subject: String = "S", text: String = "T", name: String = "N", key: String = "k"
  ) throws -> MailText {
    MailText(
      from: try #require(Mailbox("noreply@city.example")), fromName: name,
      to: try #require(Mailbox("a@people.example")), subject: subject, text: text, key: key,
      at: Instant(milliseconds: 0))
  }

  static let hostile = [
    "x\r\nBcc: victim@people.example", "x\nBcc: y", "x\rBcc: y", "x\r\n\r\nbody",
    "=?utf-8?Q?=0D=0ABcc?=",
    "x\u{0}y", "x\u{85}y", "x\u{2028}Bcc: y", String(repeating: "长", count: 500),
    String(repeating: "a", count: 2000), "🏠👨‍👩‍👧‍👦", "",
  ]

  @Test("whatever a title, name, text or key holds, the headers are ours", arguments: hostile)
  func injection(text: String) throws {
    let mail = try Self.mail(subject: text, text: text, name: text, key: text)
    let whole = String(decoding: mail.bytes, as: UTF8.self)
    let lines = whole.components(separatedBy: "\r\n")
    #expect(!lines.joined().contains { $0 == "\r" || $0 == "\n" }, "no bare line ends")
    #expect(mail.bytes.allSatisfy { $0 < 0x7F && ($0 >= 0x20 || $0 == 0x0D || $0 == 0x0A) })
    let head = lines.prefix { !$0.isEmpty }
    #expect(
      head.filter { !$0.hasPrefix(" ") }.map { $0.prefix { $0 != ":" } } == [
        "Date", "From", "To", "Subject", "Message-ID", "Auto-Submitted", "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding",
      ])
    let isShort = lines.allSatisfy { $0.utf8.count <= 998 }
    #expect(isShort || text.utf8.count > 300, "only a key of more than 100 letters is longer")
    for line in lines.drop(while: { !$0.isEmpty }).dropFirst() { #expect(line.utf8.count <= 76) }
    #expect(lines.filter(\.isEmpty).count == 2, "one end of the head, one end of the mail")
  }

  /// Reads encoded words as a mail reader does.
  private static func decoded(_ text: String) -> String? {
    var bytes = Data()
    for word in text.components(separatedBy: "\r\n ") {
      guard word.hasPrefix("=?utf-8?B?"), word.hasSuffix("?="), word.utf8.count <= 75,
        let part = Data(base64Encoded: String(word.dropFirst(10).dropLast(2))),
        String(data: part, encoding: .utf8) != nil
      else { return nil }
      bytes += part
    }
    return String(data: bytes, encoding: .utf8)
  }

  @Test("encoded words are short, hold whole characters, and give the text again")
  func encodedWords() {
    for length in 0..<120 {
      for letter in ["a", "é", "落", "🏠"] {
        let text = String(repeating: letter, count: length)
        let encoded = MailText.encoded(text, after: 9)
        #expect(Self.decoded(encoded) == text)
        for (place, line) in encoded.components(separatedBy: "\r\n").enumerated() {
          #expect(line.utf8.count + (place == 0 ? 9 : 0) <= 76, "\(text)")
        }
      }
    }
    #expect(MailText.encoded("积分落户", after: 9) == "=?utf-8?B?56ev5YiG6JC95oi3?=")
    #expect(Self.decoded(MailText.encoded("a\r\nb\tc\u{7F}", after: 9)) == "a  b c ")
  }

  @Test(
    "keys become ids, different ones different ids",
    arguments: [
      ("notice-7-mail", "notice-7-mail"), ("a b", "a=20b"), ("a=20b", "a=3D20b"),
      ("甲>", "=E7=94=B2=3E"),
      ("a.b@c", "a=2Eb=40c"),
    ])
  func ids(key: String, id: String) { #expect(MailText.local(key) == id) }

  @Test(
    "dates are those of Beijing",
    arguments: [
      (0, "Thu, 1 Jan 1970 08:00:00 +0800"), (-1, "Thu, 1 Jan 1970 07:59:59 +0800"),
      (-28_800_001, "Wed, 31 Dec 1969 23:59:59 +0800"),
      (1_582_905_600_000, "Sat, 29 Feb 2020 00:00:00 +0800"),
      (1_606_348_799_999, "Thu, 26 Nov 2020 07:59:59 +0800"),
    ] as [(Int64, String)])
  func dates(milliseconds: Int64, text: String) {
    #expect(MailText.date(Instant(milliseconds: milliseconds)) == text)
  }

  @Test("settings that would not work, or would show a password, are named")
  func settings() throws {
    func problems(
      _ host: String, _ port: Int, _ security: MailServer.Security, _ sender: String,
      login: MailLogin? = nil
    ) -> [String] {
      do {
        _ = try MailServer(
          host: host, port: port, security: security, login: login, sender: sender, senderName: "")
        return []
      } catch {
        return error.list.map(\.path)
      }
    }
    let login = MailLogin(user: "u", password: "secret")
    #expect(problems("mail.city.example", 587, .startTLS, "a@b.example", login: login) == [])
    #expect(problems("127.0.0.1", 25, .none, "a@b.example") == [])
    #expect(problems("::1", 25, .none, "a@b.example") == [])
    #expect(problems("mail.city.example", 25, .none, "a@b.example") == ["mail.security"])
    #expect(problems("localhost", 25, .none, "a@b.example", login: login) == ["mail.user"])
    #expect(
      problems("a/b", 0, .tls, "nobody") == ["mail.host", "mail.port", "mail.sender"])
    #expect(problems("", 65_536, .tls, "a@b.example") == ["mail.host", "mail.port"])
    var dumped = "\(login)" + String(reflecting: login)
    dump(login, to: &dumped)
    #expect(!dumped.contains("secret") && dumped.contains("u"))
  }
}
