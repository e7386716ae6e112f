package import Policy
import Units

/// Whether a key may sign on in a ledger that was signed before (签名密钥的更替). Asked before anything is signed: a checkpoint by a
/// wrong key can never be taken back, and a keeper that does not know the key of the newest checkpoint closes the ledger.
///
/// A key follows another when the file of public keys says so: it has the new key's line, and the older one's with the size
/// of its last checkpoint after it.
package struct KeySuccession: Sendable {
  private let signer: LedgerKey
  private let known: LedgerKeys
  /// What the file of public keys is called where it can be given: an option, or a setting.
  private let keysName: String

  /// - Parameters:
  ///   - signer: the key that is to sign.
  ///   - known: the keys of the file of public keys, and no others; empty when none is given.
  ///   - keysName: how that file is given, for the words of a refusal.
  package init(_ signer: LedgerKey, known: LedgerKeys, keysName: String) {
    self.signer = signer
    self.known = known
    self.keysName = keysName
  }

  /// Demands that the key is the ledger's own, or follows it.
  ///
  /// - Parameters:
  ///   - newest: the newest checkpoint; `nil` before the first, which any key may sign.
  ///   - name: how the key was given, and `value` as which file, for the words of a refusal.
  /// - Throws: which key the ledger expects, which was given, and how keys are changed.
  package func demand(
    after newest: SignedCheckpoint?, name: String, value: String
  ) throws(Problems) {
    guard let reason = reason(after: newest) else { return }
    throw Problem.argument(name, JSONText.quoted(value), reason.zh, reason.en)
  }

  /// Why the key may not sign; `nil` when it may, or when the checkpoint is not in form, which is for the keeper to say.
  private func reason(after newest: SignedCheckpoint?) -> Wording? {
    if let end = known.list.first(where: { $0.bytes == signer.bytes })?.until {
      return Wording(
        "在用的密钥；\(keysName)写明\(signer.shortName)只签到\(end)为止",
        "a key in use; by \(keysName) \(signer.shortName) signs only up to \(end)")
    }
    guard let newest, let claim = Checkpoint.claim(newest.text),
      !claim.keys.contains(signer.shortName)
    else { return nil }
    let expected = claim.keys.joined(separator: ", ")
    let given = Wording(
      "账本的密钥\(expected)：最新检查点（\(newest.size)）由它签署，而这是\(signer.shortName)",
      "the ledger's key, \(expected), which has signed its newest checkpoint (\(newest.size)); "
        + "this is \(signer.shortName)")
    guard signer.name == claim.origin else {
      return Wording(
        "\(given.zh)，属于另一账本；账本的名称不变", "\(given.en), of another ledger: a ledger keeps its name")
    }
    let before = known.list.first { claim.keys.contains($0.shortName) }
    let isListed = known.list.contains { $0.bytes == signer.bytes }
    if let before, isListed, let end = before.until, end >= newest.size { return nil }
    return Wording(
      "\(given.zh)。更换密钥：在公钥文件（\(keysName)）中保留原公钥，其后加空格和\(newest.size)，并加上新公钥一行",
      "\(given.en). To change the key, keep the older public line in the file of keys (\(keysName)) with a "
        + "space and \(newest.size) after it, and add the new key's line")
  }
}

extension Checkpoint {
  /// What a published checkpoint says of itself, unchecked: the ledger's name, and the keys of that name whose signatures
  /// it bears, by their short names.
  ///
  /// - Returns: `nil` when there is no such signature.
  static func claim(_ text: String) -> (origin: String, keys: [String])? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let origin = lines.first else { return nil }
    let keys = lines.dropFirst(4).compactMap { line -> String? in
      let words = line.split(separator: " ", omittingEmptySubsequences: false)
      guard words.count == 3, words[1] == origin, let bytes = Base64.bytes(String(words[2])),
        bytes.count > 4
      else { return nil }
      return "\(origin)+\(LedgerText.hexadecimal(bytes.prefix(4)))"
    }
    return keys.isEmpty ? nil : (String(origin), keys)
  }
}
