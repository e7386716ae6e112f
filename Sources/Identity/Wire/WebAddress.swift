import Policy

/// An address of the web (网址) in the one plain form that all readers understand alike: `http` or `https`, a host, no
/// user, no fragment, visible ASCII.
package struct WebAddress: Hashable, Sendable {
  package let text: String
  package let isEncrypted: Bool
  package let host: String
  /// Between host and query: empty, or from its first `/`.
  package let path: String
  package let hasQuery: Bool

  /// - Returns: `nil` for everything else.
  package init?(_ text: String) {
    let schemes = [("https://", true), ("http://", false)]
    guard let (scheme, isEncrypted) = schemes.first(where: { text.hasPrefix($0.0) }),
      text.utf8.count <= 2000,
      text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"\"\\<>^`{|}".utf8.contains($0) })
    else { return nil }
    let rest = text.dropFirst(scheme.count)
    let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
    guard let host = WebAddress.host(rest[..<end]) else { return nil }
    let after = rest[end...]
    guard !after.contains("#") else { return nil }
    self.text = text
    self.isEncrypted = isEncrypted
    self.host = host
    path = String(after.prefix { $0 != "?" })
    hasQuery = after.contains("?")
  }

  /// The host of `host` or `host:port`; `nil` when they are none.
  private static func host(_ text: Substring) -> String? {
    var host = text
    if text.last != "]", let colon = text.lastIndex(of: ":") {
      host = text[..<colon]
      let port = text[text.index(after: colon)...]
      guard port.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(port),
        (1...65_535).contains(number)
      else { return nil }
    }
    if host == "[::1]" { return String(host) }
    let isName = host.utf8.allSatisfy { byte in
      (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: ".")
        || byte == UInt8(ascii: "-")
    }
    return isName && !host.isEmpty ? String(host) : nil
  }

  /// Scheme, host and port, without a path (来源).
  package var origin: String {
    let scheme = isEncrypted ? "https://" : "http://"
    return scheme + text.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" }
  }

  /// This machine itself.
  package var isLoopback: Bool { ["127.0.0.1", "localhost", "[::1]"].contains(host) }

  /// Encrypted, or on this machine where an installation invents its people: nothing else carries tokens.
  package func isSafe(allowingLoopback: Bool) -> Bool {
    isEncrypted || allowingLoopback && isLoopback
  }

  /// The address with more in its query.
  package func adding(_ form: FormText) -> String {
    form.fields.isEmpty ? text : text + (hasQuery ? "&" : "?") + form.text
  }
}

/// A place of this site to go back to (站内地址), never another site: it begins with one `/`, and nothing in it can be
/// read as a host.
package struct LocalPath: Hashable, Sendable {
  package let text: String

  /// - Returns: `nil` for anything that a browser could take for another site.
  package init?(_ text: String) {
    guard text.hasPrefix("/"), !text.hasPrefix("//"), text.utf8.count <= 1000,
      text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
    else { return nil }
    self.text = text
  }

  package static let home = LocalPath(checked: "/")

  private init(checked text: String) { self.text = text }
}
