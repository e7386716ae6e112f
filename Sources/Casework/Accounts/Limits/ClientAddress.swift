import Glibc

/// Where a request comes from (来访地址): an address of version 4 or 6. Never printed whole.
package struct ClientAddress: Hashable, Sendable {
  /// 4 or 16.
  private let bytes: [UInt8]

  /// Reads `203.0.113.7` or `2001:db8::1`; addresses of version 4 written as version 6 (`::ffff:…`) are those of
  /// version 4. `nil` when it is no address.
  package init?(_ text: String) {
    var four = in_addr()
    var six = in6_addr()
    if inet_pton(AF_INET, text, &four) == 1 {
      bytes = withUnsafeBytes(of: four) { Array($0) }
    } else if inet_pton(AF_INET6, text, &six) == 1 {
      let all = withUnsafeBytes(of: six) { Array($0) }
      let isMapped = all.prefix(10).allSatisfy { $0 == 0 } && all[10] == 255 && all[11] == 255
      bytes = isMapped ? Array(all.suffix(4)) : all
    } else {
      return nil
    }
  }

  /// What limits count as one place: the whole address of version 4, of version 6 its first 64 bits, which is what one
  /// subscriber has.
  package var place: [UInt8] { bytes.count == 4 ? bytes : Array(bytes.prefix(8)) }

  /// What the sign-in history shows: `203.0.113.0/24` or `2001:db8:0::/48`, so many people's at once.
  package var prefix: String {
    if bytes.count == 4 { return "\(bytes[0]).\(bytes[1]).\(bytes[2]).0/24" }
    let groups = stride(from: 0, to: 6, by: 2).map { place in
      String(UInt16(bytes[place]) << 8 | UInt16(bytes[place + 1]), radix: 16)
    }
    return groups.joined(separator: ":") + "::/48"
  }
}

extension ClientAddress: CustomStringConvertible, CustomReflectable {
  package var description: String { prefix }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
