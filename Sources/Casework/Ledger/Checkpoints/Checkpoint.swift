import Policy
import Units

/// A statement that a ledger of some name has so many events and this root (检查点). Signed, it is what everything is
/// checked against.
package struct Checkpoint: Hashable, Sendable {
  /// The ledger's name, the same as its keys'.
  package var origin: String
  /// How many events it covers.
  package var size: Int
  package var root: LedgerHash

  package init(origin: String, size: Int, root: LedgerHash) {
    self.origin = origin
    self.size = size
    self.root = root
  }

  /// The lines that are signed (C2SP tlog-checkpoint): name, size in digits, root in base64.
  private var body: String { "\(origin)\n\(size)\n\(root.base64)\n" }

  /// What begins a line with a signature (C2SP signed-note).
  private static let dash = "\u{2014}"
  /// The longest text that is read, in bytes; one with a signature needs some 300.
  package static let longest = 4096

  /// The published form with one signature.
  package func signed(by signer: LedgerSigner) throws -> SignedCheckpoint {
    let signature = Base64.text(signer.key.id + (try signer.signature(of: Array(body.utf8))))
    return SignedCheckpoint(
      size: size, text: "\(body)\n\(Checkpoint.dash) \(signer.key.name) \(signature)\n")
  }

  /// Reads a published checkpoint and checks its signatures by known keys. Those by keys that are not known are left
  /// out, so that others may add theirs.
  ///
  /// - Returns: the statement, and the first known key that signed it.
  /// - Throws: ``LedgerFault`` naming the line that is not in form, or the signature that is wrong or missing.
  package static func read(
    _ text: String, _ keys: LedgerKeys
  ) throws(LedgerFault) -> (checkpoint: Checkpoint, key: LedgerKey) {
    guard text.utf8.count <= longest else {
      throw LedgerFault(
        .checkpoint, nil, Wording("超过\(longest)字节", "it is longer than \(longest) bytes"))
    }
    let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map {
      String(Substring($0))
    }
    func line(_ number: Int) -> String { number < lines.count ? lines[number] : "" }
    func refusal(_ number: Int, _ zh: String, _ en: String) -> LedgerFault {
      LedgerFault(
        .checkpoint, nil, Wording("第\(number + 1)行应为\(zh)", "line \(number + 1) has to be \(en)"))
    }
    guard LedgerKey.isName(line(0)) else { throw refusal(0, "账本名称", "the ledger's name") }
    guard let size = LedgerText.number(line(1)) else { throw refusal(1, "事件数", "how many events") }
    guard let root = LedgerHash(base64: line(2)) else {
      throw refusal(2, "根的base64", "the root in base64")
    }
    guard lines.count > 3, line(3).isEmpty else { throw refusal(3, "空行", "empty") }
    guard lines.count > 5 else { throw refusal(4, "签名", "a signature") }
    guard line(lines.count - 1).isEmpty else {
      throw refusal(lines.count - 1, "以换行结束", "ended by a line feed")
    }
    let checkpoint = Checkpoint(origin: line(0), size: size, root: root)
    var signatures: [(name: String, id: [UInt8], bytes: [UInt8])] = []
    for number in 4..<lines.count - 1 {
      let words = line(number).split(separator: " ", omittingEmptySubsequences: false)
      guard words.count == 3, words[0] == Checkpoint.dash, LedgerKey.isName(String(words[1])),
        let bytes = Base64.bytes(String(words[2])), bytes.count > 4
      else { throw refusal(number, "签名", "a signature") }
      signatures.append((String(words[1]), Array(bytes.prefix(4)), Array(bytes.dropFirst(4))))
    }
    var signer: LedgerKey?
    for key in keys.list where key.name == checkpoint.origin {
      let id = key.id
      for signature in signatures where signature.name == key.name && signature.id == id {
        guard key.isValid(signature.bytes, for: Array(checkpoint.body.utf8)) else {
          throw LedgerFault(
            .checkpoint, size,
            Wording("\(key.shortName)的签名有误", "the signature of \(key.shortName) is wrong"))
        }
        if let until = key.until, size > until {
          throw LedgerFault(
            .checkpoint, size,
            Wording(
              "\(key.shortName)只签到\(until)为止", "\(key.shortName) signs only up to \(until)"))
        }
        signer = signer ?? key
      }
    }
    guard let signer else {
      throw LedgerFault(
        .checkpoint, size, Wording("没有已知公钥的签名", "no known key has signed it"))
    }
    return (checkpoint, signer)
  }
}
