import Units

/// A mail as it goes over the wire (邮件原文; RFC 5322, 2045 and 2047): headers in ASCII, a plain text in UTF-8.
struct MailText {
  var from: Mailbox
  var fromName: String
  var to: Mailbox
  var subject: String
  var text: String
  /// The outbox key: a repeated mail has the same `Message-ID`, so readers and archives know it.
  var key: String
  var at: Instant

  var bytes: [UInt8] {
    let headers = [
      "Date: \(MailText.date(at))",
      "From: \(MailText.encoded(fromName, after: 6)) <\(from.text)>",
      "To: <\(to.text)>",
      "Subject: \(MailText.encoded(subject, after: 9))",
      "Message-ID: <\(MailText.local(key))@\(from.domain)>",
      // No answering machine may reply (RFC 3834).
      "Auto-Submitted: auto-generated",
      "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: base64",
    ]
    return Array((headers.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8)
  }

  /// The text with line ends of mail in Base64, 76 letters a line.
  private var body: String {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let letters = Array(Base64.text((lines.joined(separator: "\r\n") + "\r\n").utf8))
    return stride(from: 0, to: letters.count, by: 76).map { start in
      String(letters[start..<min(start + 76, letters.count)]) + "\r\n"
    }.joined()
  }

  /// Text of a header as encoded words: whatever it holds, it can neither end its line nor begin another.
  ///
  /// Each word is at most 75 letters and holds whole characters; a line has one.
  ///
  /// - Parameter after: letters before it on the first line.
  static func encoded(_ text: String, after start: Int) -> String {
    let (head, tail) = ("=?utf-8?B?", "?=")
    let most = (75 - head.count - tail.count) / 4 * 3
    var words: [String] = []
    var word: [UInt8] = []
    // The first line also holds the header's name.
    var room = min(most, (76 - start - head.count - tail.count) / 4 * 3)
    for scalar in text.unicodeScalars {
      let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      let bytes = Array(String(isControl ? " " : scalar).utf8)
      if word.count + bytes.count > room {
        words.append(head + Base64.text(word) + tail)
        word = []
        room = most
      }
      word += bytes
    }
    words.append(head + Base64.text(word) + tail)
    return words.joined(separator: "\r\n ")
  }

  /// A key as the first part of a message's id: letters and digits stay, every other byte becomes `=` and two
  /// digits, so that different keys have different ids.
  static func local(_ key: String) -> String {
    let digits = Array("0123456789ABCDEF")
    return String(
      key.utf8.flatMap { byte -> [Character] in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"):
          [Character(Unicode.Scalar(byte))]
        default: ["=", digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
      })
  }

  /// `Fri, 17 Jul 2020 08:00:00 +0800`: the time in Beijing.
  static func date(_ instant: Instant) -> String {
    let (date, rest) = instant.beijing
    let seconds = Int(rest / 1000)
    let time = [seconds / 3600, seconds / 60 % 60, seconds % 60].map {
      $0 < 10 ? "0\($0)" : "\($0)"
    }
    // 1970-01-01 was a Thursday.
    let weekday = ((date.daysSince1970 + 4) % 7 + 7) % 7
    return
      "\(["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][weekday]), \(date.day) "
      + months[date.monthOfYear - 1] + " \(date.year) \(time.joined(separator: ":")) +0800"
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
