import Units

/// A signed token (令牌, RFC 7515 compact form) taken apart, not yet believed.
struct CompactToken {
  let header: JSONValue
  let claims: JSONValue
  let signature: [UInt8]
  /// What is signed: header and claims as they were sent.
  let signed: [UInt8]

  /// Far more than any provider sends, far less than would hurt.
  static let longest = 32_768

  init(_ text: String) throws(TokenFlaw) {
    guard text.utf8.count <= CompactToken.longest else { throw .malformed }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let head = Base64URL.bytes(parts[0]),
      let body = Base64URL.bytes(parts[1]), let signature = Base64URL.bytes(parts[2]),
      let header = JSONValue(json: head), let claims = JSONValue(json: body),
      case .object = header, case .object = claims
    else { throw .malformed }
    self.header = header
    self.claims = claims
    self.signature = signature
    signed = Array("\(parts[0]).\(parts[1])".utf8)
  }
}
