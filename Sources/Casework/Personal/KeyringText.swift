package import Policy
import Units

/// The keyring as text (密钥环文件内容): YAML, or JSON, which is YAML too. What is wrong with one is told without showing
/// any of its text.
extension Keyring {
  /// Reads a keyring.
  ///
  /// - Throws: every problem, with its place.
  package init(text bytes: [UInt8]) throws(Problems) {
    let document = Document()
    var failure: Document.Failure?
    bytes.withUnsafeBytes { buffer in
      do throws(Document.Failure) { try document.read(yaml: buffer) } catch { failure = error }
    }
    if let failure {
      let reason = failure.reason.wording
      throw Problems([
        Keyring.problem(
          "(keyring)", "第\(failure.offset)字节处\(reason.zh)", "\(reason.en) at byte \(failure.offset)"
        )
      ])
    }
    var reading = KeyringReading(document)
    self = try reading.keyring()
  }

  fileprivate static func problem(
    _ path: String, _ zh: String, _ en: String, value: String = "…"
  ) -> Problem {
    Problem(path: path, value: value, allowed: Wording(zh, en))
  }

  /// The keyring as it is written, keys in clear.
  var text: String {
    var text = """
      # Keys of the personal values of one installation. Whoever has this file can read them;
      # without it nobody can. Docs/keys.md says how to keep, change and retire keys.
      current: \(current.id)
      keys:

      """
    for key in keys {
      text += "  - id: \(key.id)\n    index: \(key.indexID)\n"
      if let since = key.since { text += "    since: \(since.milliseconds)\n" }
      text += "    secret: \(Base64.text(key.secret.bytes))\n"
    }
    text += "index:\n"
    for key in indexKeys {
      text += "  - id: \(key.id)\n    secret: \(Base64.text(key.secret.bytes))\n"
    }
    return text
  }
}

/// One reading of a keyring: collects all that is wrong.
private struct KeyringReading {
  private let document: Document
  private var problems: [Problem] = []

  init(_ document: Document) { self.document = document }

  mutating func keyring() throws(Problems) -> Keyring {
    let root = document.root
    check(root, "(keyring)", ["current", "keys", "index"])
    let indexKeys = entries("index", ["id", "secret"]).map { node, path in
      Keyring.IndexKey(id: id(node, path), secret: secret(node, path))
    }
    let keys = entries("keys", ["id", "index", "since", "secret"]).map { node, path in
      Keyring.Key(
        id: id(node, path), secret: secret(node, path),
        indexID: word(node, "index", path), since: since(node, path))
    }
    let current = word(root, "current", "")
    for (name, ids) in [("keys", keys.map(\.id)), ("index", indexKeys.map(\.id))]
    where Set(ids).count < ids.count {
      add(name, "编号不得重复", "ids that differ from each other")
    }
    for (place, key) in keys.enumerated()
    where !key.indexID.isEmpty && !indexKeys.contains(where: { $0.id == key.indexID }) {
      add("keys[\(place)].index", "index中某个密钥的编号", "the id of a key under index", key.indexID)
    }
    if problems.isEmpty {
      if let keyring = Keyring(keys: keys, indexKeys: indexKeys, current: current),
        keyring.keys.prefix(while: { $0.since != nil }).count
          == keyring.keys.count - (keyring.waiting == nil ? 0 : 1)
      {
        return keyring
      }
      add(
        "current", "keys中最后一个密钥的编号，或倒数第二个（最后一个待启用，没有since）",
        "the id of the last key, or of the one before it while the last waits and has no since",
        current)
    }
    throw Problems(problems)
  }

  private mutating func add(_ path: String, _ zh: String, _ en: String, _ shown: String? = nil) {
    problems.append(
      Keyring.problem(path, zh, en, value: shown.map(JSONText.quoted) ?? "…"))
  }

  private mutating func check(_ node: Int, _ path: String, _ names: [String]) {
    guard document.kind(node) == .object else {
      return add(path, "一组键值", "keys and values")
    }
    var seen: Set<String> = []
    for (key, _) in document.pairs(node) {
      if !names.contains(key) {
        add(
          path, "只含\(names.joined(separator: "、"))", "only \(names.joined(separator: ", "))")
      } else if !seen.insert(key).inserted {
        add(path, "每个键一次：\(key)", "each key once: \(key)")
      }
    }
  }

  private mutating func entries(_ name: String, _ names: [String]) -> [(node: Int, path: String)] {
    guard let list = document.value(of: document.root, name), document.kind(list) == .list,
      document.entries(list) > 0
    else {
      add(name, "非空列表", "a list that is not empty")
      return []
    }
    return document.items(list).enumerated().map { place, node in
      let path = "\(name)[\(place)]"
      check(node, path, names)
      return (node, path)
    }
  }

  private mutating func word(_ node: Int, _ name: String, _ path: String) -> String {
    let place = path.isEmpty ? name : "\(path).\(name)"
    let text = document.value(of: node, name).map(document.string) ?? ""
    guard (1...40).contains(text.utf8.count),
      text.utf8.allSatisfy({
        $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A || $0 >= 0x30 && $0 <= 0x39 || $0 == 0x2D
      })
    else {
      add(place, "1至40个字母、数字或连字符", "1 to 40 letters, digits or hyphens")
      return ""
    }
    return text
  }

  private mutating func id(_ node: Int, _ path: String) -> String { word(node, "id", path) }

  private mutating func secret(_ node: Int, _ path: String) -> SecretKey {
    if let value = document.value(of: node, "secret"),
      let bytes = Base64.bytes(document.string(value)), let key = SecretKey(bytes)
    {
      return key
    }
    add("\(path).secret", "32字节的Base64", "32 bytes in Base64")
    return SecretKey()
  }

  private mutating func since(_ node: Int, _ path: String) -> Instant? {
    guard let value = document.value(of: node, "since") else { return nil }
    guard let number = Int64(document.string(value)) else {
      add(
        "\(path).since", "自1970年起的毫秒数", "milliseconds since 1970", document.string(value))
      return nil
    }
    return Instant(milliseconds: number)
  }
}
