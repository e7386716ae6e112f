import Crypto
import Policy
import Units

/// A public key of the ledger (账本公钥): whoever knows it can check what the city has signed.
///
/// Its text is `name+id+key`: the name, the key's number as eight hexadecimal digits, and the base64 of one byte
/// that says Ed25519 and of the key (C2SP signed-note). A size after a space is where the key ended: checkpoints
/// beyond it are not accepted from it.
package struct LedgerKey: Hashable, Sendable {
  /// The ledger's name, for instance `luohu.example/ledger`: 1 to 100 visible ASCII characters other than `+`.
  package var name: String
  /// The Ed25519 key, 32 bytes.
  package var bytes: [UInt8]
  /// The size of the largest checkpoint that it signs; `nil`: in use.
  package var until: Int?

  /// Says that a key is an Ed25519 key.
  static let algorithm: UInt8 = 1

  package init?(name: String, bytes: [UInt8], until: Int? = nil) {
    guard LedgerKey.isName(name), bytes.count == 32 else { return nil }
    self.name = name
    self.bytes = bytes
    self.until = until
  }

  /// - Returns: `nil` unless it is a line as ``description`` writes it.
  package init?(_ line: some StringProtocol) {
    let words = line.split(separator: " ", omittingEmptySubsequences: false)
    guard (1...2).contains(words.count) else { return nil }
    let parts = words[0].split(
      separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let bytes = Base64.bytes(String(parts[2])),
      bytes.first == LedgerKey.algorithm
    else { return nil }
    var until: Int?
    if words.count == 2 {
      guard let size = LedgerText.number(words[1]) else { return nil }
      until = size
    }
    self.init(name: String(parts[0]), bytes: Array(bytes.dropFirst()), until: until)
    guard LedgerText.hexadecimal(id) == parts[1] else { return nil }
  }

  package static func isName(_ name: String) -> Bool {
    (1...100).contains(name.utf8.count)
      && name.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "+") }
  }

  /// The key's number: the first four bytes of the SHA-256 of its name, a line feed, the algorithm and the key.
  package var id: [UInt8] {
    Array(SHA256.hash(data: Array(name.utf8) + [0x0A, LedgerKey.algorithm] + bytes).prefix(4))
  }

  /// `luohu.example/ledger+1a2b3c4d`.
  package var shortName: String { "\(name)+\(LedgerText.hexadecimal(id))" }

  package func isValid(_ signature: some Collection<UInt8>, for text: some Collection<UInt8>)
    -> Bool
  {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else {
      return false
    }
    return key.isValidSignature(Array(signature), for: Array(text))
  }
}

extension LedgerKey: CustomStringConvertible {
  package var description: String {
    let end = until.map { " \($0)" } ?? ""
    return "\(shortName)+\(Base64.text([LedgerKey.algorithm] + bytes))\(end)"
  }
}

/// The known public keys of one ledger (已知公钥), those that ended included.
package struct LedgerKeys: Hashable, Sendable {
  package var list: [LedgerKey]

  package init(_ list: [LedgerKey]) { self.list = list }

  /// Keys from a text with one on each line; empty lines and lines that begin with `#` are left out.
  ///
  /// - Throws: ``LedgerFault`` when a line is no key, or there is none.
  package init(reading text: [UInt8]) throws(LedgerFault) {
    list = []
    let lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() where !line.isEmpty && line.first != 0x23 {
      guard let line = String(validating: line, as: UTF8.self), let key = LedgerKey(line) else {
        throw LedgerFault(
          .key, nil, Wording("第\(number + 1)行不是公钥", "line \(number + 1) is not a public key"))
      }
      list.append(key)
    }
    guard !list.isEmpty else {
      throw LedgerFault(.key, nil, Wording("没有公钥", "there is none"))
    }
  }

  /// One key a line.
  package var text: String { list.map { "\($0)\n" }.joined() }
}

/// The private key with which checkpoints are signed (签名私钥).
package struct LedgerSigner: Sendable {
  package let key: LedgerKey
  private let secret: Curve25519.Signing.PrivateKey

  private init?(name: String, _ secret: Curve25519.Signing.PrivateKey) {
    guard let key = LedgerKey(name: name, bytes: Array(secret.publicKey.rawRepresentation)) else {
      return nil
    }
    self.key = key
    self.secret = secret
  }

  /// A new key; `nil` when the name is none.
  package init?(newNamed name: String) { self.init(name: name, Curve25519.Signing.PrivateKey()) }

  /// The key that follows from 32 secret bytes; `nil` when the name is none or there are not 32.
  package init?(named name: String, seed: [UInt8]) {
    guard let secret = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
      return nil
    }
    self.init(name: name, secret)
  }

  private static let mark = "PRIVATE+KEY+"

  /// - Parameter text: as ``text`` writes it, with or without a line feed at the end.
  /// - Returns: `nil` unless it is a private key.
  package init?(_ text: String) {
    let line = text.hasSuffix("\n") ? text.dropLast() : text[...]
    guard line.hasPrefix(LedgerSigner.mark) else { return nil }
    let parts = line.dropFirst(LedgerSigner.mark.count)
      .split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let bytes = Base64.bytes(String(parts[2])),
      bytes.first == LedgerKey.algorithm
    else { return nil }
    self.init(named: String(parts[0]), seed: Array(bytes.dropFirst()))
    guard LedgerText.hexadecimal(key.id) == parts[1] else { return nil }
  }

  /// What the key file holds: secret.
  package var text: String {
    let bytes = [LedgerKey.algorithm] + secret.rawRepresentation
    return "\(LedgerSigner.mark)\(key.shortName)+\(Base64.text(bytes))\n"
  }

  package func signature(of text: [UInt8]) throws -> [UInt8] {
    Array(try secret.signature(for: text))
  }
}
