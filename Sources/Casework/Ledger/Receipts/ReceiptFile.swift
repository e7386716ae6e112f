package import Policy

/// Receipts as files: one JSON object (回执文件).
extension Receipt {
  /// The longest file that is read, in bytes.
  package static let longest = 1 << 20
  /// The most hashes of a proof: one for each row of the highest tree.
  private static let mostHashes = 64

  package var json: [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.field("receipt", 1)
      json.field("reference", reference.description)
      json.field("index", index)
      json.field("hash", leaf.description)
      if let event { json.field("event", event) }
      if let inclusion {
        json.list("proof") { json in
          for hash in inclusion.proof { json.text(hash.base64) }
        }
        json.field("checkpoint", inclusion.checkpoint)
      }
    }
    json.endLine()
    return json.bytes
  }

  /// Reads a receipt; nothing in it is checked but its form.
  ///
  /// - Throws: ``LedgerFault`` naming the field that is not in form.
  package init(json bytes: [UInt8]) throws(LedgerFault) {
    guard bytes.count <= Receipt.longest else {
      throw .receipt("超过\(Receipt.longest)字节", "it is longer than \(Receipt.longest) bytes")
    }
    let document = Document()
    let isRead = bytes.withUnsafeBytes { (try? document.read(json: $0)) != nil }
    guard isRead, document.kind(document.root) == .object else {
      throw .receipt("不是JSON对象", "it is not a JSON object")
    }
    var fields: [String: Int] = [:]
    for (key, value) in document.pairs(document.root) {
      guard Receipt.fields.contains(key), fields.updateValue(value, forKey: key) == nil else {
        throw .receipt("有多余的字段", "it has a field that does not belong there")
      }
    }
    func text(_ name: String) -> String? {
      fields[name].flatMap { document.kind($0) == .text ? document.string($0) : nil }
    }
    func number(_ name: String) -> Int? {
      fields[name].flatMap {
        document.kind($0) == .number ? LedgerText.number(document.string($0)) : nil
      }
    }
    func form(_ name: String) -> LedgerFault {
      .receipt("字段\(name)不合写法", "field \(name) is not in form")
    }
    guard number("receipt") == 1 else { throw form("receipt") }
    guard let reference = text("reference").flatMap({ ReceiptReference($0) }) else {
      throw form("reference")
    }
    guard let index = number("index"), index < LedgerText.mostEvents else { throw form("index") }
    guard let leaf = text("hash").flatMap({ LedgerHash(hexadecimal: $0) }) else {
      throw form("hash")
    }
    self.init(index: index, leaf: leaf)
    self.reference = reference
    if fields["event"] != nil {
      guard let event = text("event") else { throw form("event") }
      self.event = event
    }
    guard fields["proof"] != nil || fields["checkpoint"] != nil else { return }
    guard let list = fields["proof"], document.kind(list) == .list,
      document.entries(list) <= Receipt.mostHashes
    else { throw form("proof") }
    var proof: [LedgerHash] = []
    for item in document.items(list) {
      guard document.kind(item) == .text, let hash = LedgerHash(base64: document.string(item))
      else { throw form("proof") }
      proof.append(hash)
    }
    guard let checkpoint = text("checkpoint") else { throw form("checkpoint") }
    inclusion = Inclusion(proof: proof, checkpoint: checkpoint)
  }

  private static let fields: Set<String> = [
    "receipt", "reference", "index", "hash", "event", "proof", "checkpoint",
  ]

  /// The receipt for printing.
  package func text(_ language: Language) -> String {
    var rows = [
      Wording("办理回执", "RECEIPT OF AN ACT"),
      Wording("编号    \(reference)", "Reference   \(reference)"),
      Wording("序号    \(index)", "Place       \(index)"),
      Wording("哈希    \(leaf)", "Hash        \(leaf)"),
    ]
    if let inclusion {
      let lines = inclusion.checkpoint.split(separator: "\n").map { "        \($0)\n" }.joined()
      let hashes = inclusion.proof.map { "        \($0.base64)\n" }.joined()
      rows += [
        Wording(
          "以下检查点包含该事件：\n\(lines)证明：\n\(hashes)",
          "This checkpoint covers the event:\n\(lines)Proof:\n\(hashes)"),
        Wording(
          "核对：在平台的核对页面输入编号，或用公布的文件和程序离线核对。",
          "To check it: enter the reference on the platform's page for checking, or check it offline with the "
            + "published files and program."),
      ]
    } else {
      rows.append(
        Wording(
          "尚无检查点包含该事件；片刻后可凭编号取得证明。",
          "No checkpoint covers it yet; in a moment the proof can be had with the reference."))
    }
    return rows.map { $0[language] + "\n" }.joined()
  }
}
