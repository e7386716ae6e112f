/// Where a malware scanner listens (查毒程序地址): `unix:/run/clamav/clamd.ctl` or `tcp:127.0.0.1:3310`.
package enum ScannerAddress: Hashable, Sendable {
  case local(path: String)
  case network(host: String, port: UInt16)

  /// - Returns: `nil` for anything else.
  package init?(_ text: String) {
    if text.hasPrefix("unix:/") {
      self = .local(path: String(text.dropFirst(5)))
    } else if text.hasPrefix("tcp:") {
      let rest = text.dropFirst(4)
      guard let colon = rest.lastIndex(of: ":"), colon > rest.startIndex,
        let port = UInt16(rest[rest.index(after: colon)...]), port > 0
      else { return nil }
      self = .network(host: String(rest[..<colon]), port: port)
    } else {
      return nil
    }
  }
}
