package import Policy

/// What a provider says, as values that can be kept and sent on (提供方数据).
package enum JSONValue: Hashable, Sendable {
  case null
  case flag(Bool)
  /// As it is written: `1600000000`.
  case number(String)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])

  /// Reads a JSON text.
  ///
  /// - Returns: `nil` when it is none, or when an object has a key twice: two readers could each see another
  ///   one.
  package init?(json: [UInt8]) {
    let document = Document()
    let isRead = json.withUnsafeBytes { buffer in
      do throws(Document.Failure) {
        try document.read(json: buffer)
        return true
      } catch {
        return false
      }
    }
    guard isRead else { return nil }
    self.init(document, document.root)
  }

  private init?(_ document: Document, _ node: Int) {
    switch document.kind(node) {
    case .null: self = .null
    case .no: self = .flag(false)
    case .yes: self = .flag(true)
    case .number: self = .number(document.string(node))
    case .text: self = .text(document.string(node))
    case .list:
      var list: [JSONValue] = []
      for item in document.items(node) {
        guard let value = JSONValue(document, item) else { return nil }
        list.append(value)
      }
      self = .list(list)
    case .object:
      var object: [String: JSONValue] = [:]
      for pair in document.pairs(node) {
        guard object[pair.key] == nil, let value = JSONValue(document, pair.value) else {
          return nil
        }
        object[pair.key] = value
      }
      self = .object(object)
    }
  }

  /// What stands under a key; `nil` when this is no object or has no such key, or only `null` there.
  package subscript(_ key: String) -> JSONValue? {
    guard case .object(let object) = self, let value = object[key], value != .null else {
      return nil
    }
    return value
  }

  /// A text that is not empty.
  package var text: String? {
    guard case .text(let text) = self, !text.isEmpty else { return nil }
    return text
  }

  /// A text, or a number as it is written: some providers have the number of a unit as the one, some as the other.
  package var written: String? {
    if case .number(let text) = self { return text }
    return text
  }

  /// The texts of a list, or the one text that stands in its place.
  package var texts: [String]? {
    if let text { return [text] }
    guard case .list(let list) = self else { return nil }
    let texts = list.compactMap(\.text)
    return texts.count == list.count ? texts : nil
  }

  package var flag: Bool? {
    guard case .flag(let flag) = self else { return nil }
    return flag
  }

  /// Whole seconds: the times of tokens. Some providers write a fraction, which is cut off.
  package var seconds: Int64? {
    guard case .number(let text) = self else { return nil }
    let whole = text.prefix { $0 != "." }
    guard whole.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      text.dropFirst(whole.count).dropFirst().utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let seconds = Int64(whole), seconds < 253_402_300_800
    else { return nil }
    return seconds
  }

  /// Adds the value to a JSON text; keys in the order of their bytes.
  package func write(_ json: inout JSONWriter) {
    switch self {
    case .null: json.null()
    case .flag(let flag): json.flag(flag)
    case .number(let text): json.decimal(text)
    case .text(let text): json.text(text)
    case .list(let list): json.list { json in for value in list { value.write(&json) } }
    case .object(let object):
      json.object { json in
        for key in object.keys.sorted() {
          json.key(key)
          (object[key] ?? .null).write(&json)
        }
      }
    }
  }

  /// The value as JSON.
  package var bytes: [UInt8] {
    var json = JSONWriter()
    write(&json)
    return json.bytes
  }
}
