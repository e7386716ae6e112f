import Policy

/// What is taken out of pages before they are kept (清除元数据): XMP and private data of programs, links to addresses, and
/// the metadata of photographs inside, where cameras write places and names.
struct PDFCleaning {
  private let objects: PDFObjects
  private var json = JSONWriter()
  private var hasChanges = false

  /// Dictionary entries that say something about who made it, when and with what.
  private static let keys: Set<String> = ["/Metadata", "/PieceInfo", "/LastModified"]

  /// The objects that change, as qpdf takes them to update a file.
  static func changes(_ objects: PDFObjects) -> (json: [UInt8], isEmpty: Bool) {
    var cleaning = PDFCleaning(objects: objects)
    cleaning.write()
    return (cleaning.json.bytes, !cleaning.hasChanges)
  }

  private mutating func write() {
    var changed = JSONWriter()
    changed.object { changed in
      for object in objects.objects where object.reference != "trailer" {
        let photograph = object.isStream ? cleanPhotograph(object.node) : nil
        let dictionary =
          object.isStream ? objects.document.value(of: object.node, "dict") : object.node
        guard let dictionary, photograph != nil || !isClean(dictionary) else { continue }
        hasChanges = true
        changed.object("obj:\(object.reference)") { changed in
          guard object.isStream else {
            changed.key("value")
            return copy(dictionary, to: &changed)
          }
          changed.object("stream") { changed in
            if let photograph { changed.field("data", Base64.text(photograph)) }
            changed.key("dict")
            copy(dictionary, to: &changed)
          }
        }
      }
    }
    json.object { json in
      json.list("qpdf") { json in
        json.object { json in
          json.field("jsonversion", 2)
          json.field("pushedinheritedpageresources", false)
          json.field("calledgetallpages", false)
          json.field("maxobjectid", objects.objects.count)
        }
        json.decimal(changed.text)
      }
    }
  }

  private func goes(_ key: String, _ value: Int) -> Bool {
    PDFCleaning.keys.contains(key) || objects.isLink(value)
  }

  private func isClean(_ node: Int) -> Bool {
    objects.document.items(node).allSatisfy { isClean($0) }
      && objects.document.pairs(node).allSatisfy { !goes($0.key, $0.value) && isClean($0.value) }
  }

  private func copy(_ node: Int, to json: inout JSONWriter) {
    let document = objects.document
    switch document.kind(node) {
    case .list:
      json.list { json in for item in document.items(node) { copy(item, to: &json) } }
    case .object:
      json.object { json in
        for (key, value) in document.pairs(node) where !goes(key, value) {
          json.key(key)
          copy(value, to: &json)
        }
      }
    case .null, .no, .yes, .number, .text:
      json.decimal(document.json(node))
    }
  }

  /// The bytes of a stream that is a JPEG, without its metadata; `nil` when it is none, or has none.
  private func cleanPhotograph(_ stream: Int) -> [UInt8]? {
    let document = objects.document
    guard let dictionary = document.value(of: stream, "dict"),
      let filter = document.value(of: dictionary, "/Filter").map(objects.resolved),
      let data = document.value(of: stream, "data")
    else { return nil }
    let filters = document.kind(filter) == .list ? document.items(filter) : [filter]
    guard filters.count == 1, objects.text(filters[0]) == "/DCTDecode",
      let bytes = Base64.bytes(document.text(data)), let clean = JPEGFile.withoutMetadata(bytes),
      clean.count < bytes.count
    else { return nil }
    return clean
  }
}

/// Bytes as text of 64 letters (RFC 4648, 4), as qpdf writes streams.
enum Base64 {
  private static let letters = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  private static let values: [UInt8: UInt32] = Dictionary(
    uniqueKeysWithValues: zip(letters, 0..<64))

  static func text(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let part = bytes[start..<min(start + 3, bytes.count)]
      let word = part.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - part.count))
      for place in 0..<4 {
        text.append(
          place > part.count ? UInt8(ascii: "=") : letters[Int(word >> UInt32(18 - 6 * place) & 63)]
        )
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// `nil` when it is not such a text.
  static func bytes(_ text: some Collection<UInt8>) -> [UInt8]? {
    guard text.count % 4 == 0 else { return nil }
    let padding = text.suffix(2).reduce(0) { $0 + ($1 == UInt8(ascii: "=") ? 1 : 0) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4 * 3)
    var word: UInt32 = 0
    for (place, letter) in text.dropLast(padding).enumerated() {
      guard let value = values[letter] else { return nil }
      word = word << 6 | value
      if place % 4 == 3 {
        bytes += [UInt8(word >> 16 & 0xFF), UInt8(word >> 8 & 0xFF), UInt8(word & 0xFF)]
      }
    }
    switch padding {
    case 1: bytes += [UInt8(word >> 10 & 0xFF), UInt8(word >> 2 & 0xFF)]
    case 2: bytes.append(UInt8(word >> 4 & 0xFF))
    default: break
    }
    return bytes
  }
}
