package import Policy

/// The server that takes our mail on (发信服务器).
package struct MailServer: Sendable {
  /// How the way to it is protected.
  package enum Security: Hashable, Sendable {
    /// Encrypted from the first byte (port 465).
    case tls
    /// Encrypted before anything is said (port 587); without it nothing is sent.
    case startTLS
    /// In clear: only to a relay on this machine, and without a password.
    case none
  }

  package var host: String
  package var port: Int
  package var security: Security
  /// Certificates that may vouch for the server (PEM file); the system's when empty.
  package var authorities: String
  package var login: MailLogin?
  /// The mailbox that writes, for instance `noreply@city.example`.
  package var sender: String
  /// Its name as readers see it.
  package var senderName: String
  /// How long one mail may take, in milliseconds; shorter than the pump's deadline.
  package var deadline = 30_000
  package var connectDeadline = 10_000

  /// - Throws: every setting that is not allowed.
  package init(
    host: String, port: Int, security: Security, authorities: String = "", login: MailLogin? = nil,
    sender: String, senderName: String
  ) throws(Problems) {
    self.host = host
    self.port = port
    self.security = security
    self.authorities = authorities
    self.login = login
    self.sender = sender
    self.senderName = senderName
    let problems = problems
    guard problems.isEmpty else { throw Problems(problems) }
  }

  private var problems: [Problem] {
    var problems: [Problem] = []
    func add(_ name: String, _ value: String, _ zh: String, _ en: String) {
      problems.append(
        Problem(path: "mail.\(name)", value: value, allowed: Wording(zh, en)))
    }
    let isName = host.utf8.allSatisfy { byte in
      byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte >= 0x30 && byte <= 0x39
        || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ":")
    }
    if host.isEmpty || !isName {
      add("host", JSONText.quoted(host), "主机名或IP地址", "a host's name or IP address")
    }
    if !(1...65_535).contains(port) {
      add("port", "\(port)", "1至65535的整数", "a whole number from 1 to 65535")
    }
    if Mailbox(sender) == nil {
      add("sender", JSONText.quoted(sender), "邮箱地址", "a mailbox")
    }
    if security == .none {
      if !["localhost", "127.0.0.1", "::1"].contains(host) {
        add(
          "security", "\"none\"", "tls或startTLS；只有本机的服务器可不加密",
          "tls or startTLS; only a server on this machine may go without")
      }
      if login != nil {
        add("user", "…", "加密连接才可使用密码", "a password needs encryption")
      }
    }
    return problems
  }
}

/// User and password at the mail server (发信账号); whatever prints one sees three dots instead of the password.
package struct MailLogin: Sendable, CustomStringConvertible, CustomReflectable {
  package var user: String
  let password: String

  package init(user: String, password: String) {
    self.user = user
    self.password = password
  }

  package var description: String { "\(user):…" }
  package var customMirror: Mirror { Mirror(self, children: ["user": user]) }
}

/// A mailbox that can safely stand in a header and a command of SMTP (邮箱地址): plain ASCII, one `@`, nothing that
/// ends a line or an address.
package struct Mailbox: Hashable, Sendable {
  package let text: String

  /// - Returns: `nil` for everything else, addresses in quotes or with Chinese letters included: the servers
  ///   that take them are too few.
  package init?(_ text: String) {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, text.utf8.count <= 254, (1...64).contains(parts[0].utf8.count),
      Mailbox.isDotted(parts[0].utf8, allowed: "!#$%&'*+-/=?^_`{|}~"),
      Mailbox.isDotted(parts[1].utf8, allowed: "-")
    else { return nil }
    self.text = text
  }

  /// What stands after `@`.
  var domain: String {
    String(text[text.index(after: text.firstIndex(of: "@") ?? text.startIndex)...])
  }

  /// Parts that are not empty, of letters, digits and a few marks, with dots between.
  private static func isDotted(_ text: Substring.UTF8View, allowed: StaticString) -> Bool {
    let marks = (0..<allowed.utf8CodeUnitCount).map { allowed.utf8Start[$0] }
    return text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy {
      part in
      !part.isEmpty
        && part.allSatisfy { byte in
          byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte >= 0x30 && byte <= 0x39
            || marks.contains(byte)
        }
    }
  }
}
