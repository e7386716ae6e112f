/// What nobody may learn of a piece of evidence from events and files alone (凭证密钥): the key that opens its file in the
/// vault, and what the files handed in were.
///
/// It is kept as a personal value of the evidence's dossier, so the keyring seals it, `luohu keys rotate`
/// seals it anew without touching the file, and erasing it makes the file unreadable for ever, in every
/// copy.
package struct EvidenceSecret: Hashable, Sendable {
  /// Seals one file.
  package var key: SecretKey
  /// In the order in which they were handed in.
  package var sources: [EvidenceSource]

  /// With a new key.
  package init(sources: [EvidenceSource]) {
    key = SecretKey()
    self.sources = sources
  }

  package static func == (left: EvidenceSecret, right: EvidenceSecret) -> Bool {
    left.key == right.key && left.sources == right.sources
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(sources) }

  /// A line for the key, and one for each file: its type, bytes and SHA-256.
  var text: String {
    let lines = sources.map { "\($0.type) \($0.bytes ?? 0) \($0.digest?.rawValue ?? "")" }
    return ([LedgerText.hexadecimal(key.bytes)] + lines).joined(separator: "\n")
  }

  /// Reads ``text``; `nil` when it is no such text.
  init?(text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let first = lines.first, let bytes = LedgerText.bytes(hexadecimal: String(first)),
      let key = SecretKey(bytes)
    else { return nil }
    self.key = key
    sources = []
    for line in lines.dropFirst() {
      let words = line.split(separator: " ", omittingEmptySubsequences: false)
      guard words.count == 3, let bytes = LedgerText.number(words[1]) else { return nil }
      let digest = BlobID(rawValue: String(words[2]))
      guard digest.isWellFormed else { return nil }
      sources.append(EvidenceSource(type: String(words[0]), bytes: bytes, digest: digest))
    }
  }
}

extension PersonalField {
  /// 凭证密钥; nothing of it is ever shown.
  package static let evidence = PersonalField("evidence", mask: .ends(first: 0, last: 0))
}
