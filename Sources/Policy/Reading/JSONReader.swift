extension Document {
  /// Reads one JSON value (RFC 8259, UTF-8) and nothing after it but white space.
  ///
  /// - Throws: ``Failure`` with the offset of the first byte that cannot be read.
  package func read(json text: UnsafeRawBufferPointer) throws(Failure) {
    guard text.count <= Document.longest else {
      throw Failure(reason: .tooLong, offset: Document.longest)
    }
    begin(reserving: text.count + 1)
    if let base = text.baseAddress {
      UnsafeMutableRawPointer(bytes).copyMemory(from: base, byteCount: text.count)
    }
    // A NUL ends the text: no JSON text contains one, so the scanner needs no other bound.
    bytes[text.count] = 0
    used = text.count + 1
    var scanner = JSONScanner(self, end: text.count)
    scanner.skipSpace()
    guard scanner.value(depth: 0) else { throw scanner.failure }
    scanner.skipSpace()
    guard scanner.position == text.count else {
      throw Failure(reason: .trailingText, offset: scanner.position)
    }
  }

  /// Reads one JSON value from text.
  package func read(json text: String) throws(Failure) {
    let bytes = Array(text.utf8)
    var failure: Failure?
    bytes.withUnsafeBytes { buffer in
      do throws(Failure) { try read(json: buffer) } catch { failure = error }
    }
    if let failure { throw failure }
  }
}

/// One pass over a JSON text that stands, ended by a NUL, in the document's bytes. Escapes are
/// resolved in place: what they stand for is never longer.
private struct JSONScanner {
  let document: Document
  let text: UnsafeMutablePointer<UInt8>
  let end: Int
  var position = 0
  var failure = Document.Failure(reason: .unexpectedEnd, offset: 0)

  init(_ document: Document, end: Int) {
    self.document = document
    self.text = document.bytes
    self.end = end
  }

  @inline(never)
  private mutating func fail(_ reason: Document.Failure.Reason, at offset: Int) -> Bool {
    failure = Document.Failure(
      reason: offset >= end && reason == .unexpectedCharacter ? .unexpectedEnd : reason,
      offset: min(offset, end))
    return false
  }

  @inline(__always)
  mutating func skipSpace() {
    while true {
      switch text[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position &+= 1
      default: return
      }
    }
  }

  mutating func value(depth: Int) -> Bool {
    switch text[position] {
    case UInt8(ascii: "{"): return object(depth: depth &+ 1)
    case UInt8(ascii: "["): return list(depth: depth &+ 1)
    case UInt8(ascii: "\""): return string()
    case UInt8(ascii: "t"): return word("true", .yes)
    case UInt8(ascii: "f"): return word("false", .no)
    case UInt8(ascii: "n"): return word("null", .null)
    case UInt8(ascii: "-"), 0x30...0x39: return number()
    default: return fail(.unexpectedCharacter, at: position)
    }
  }

  private mutating func object(depth: Int) -> Bool {
    guard depth <= Document.deepest else { return fail(.tooDeep, at: position) }
    let node = document.append(.object)
    position &+= 1
    skipSpace()
    var entries = 0
    if text[position] == UInt8(ascii: "}") {
      position &+= 1
      return true
    }
    while true {
      guard text[position] == UInt8(ascii: "\"") else {
        return fail(.unexpectedCharacter, at: position)
      }
      guard string() else { return false }
      skipSpace()
      guard text[position] == UInt8(ascii: ":") else {
        return fail(.unexpectedCharacter, at: position)
      }
      position &+= 1
      skipSpace()
      guard value(depth: depth) else { return false }
      entries &+= 1
      skipSpace()
      let mark = text[position]
      guard mark == UInt8(ascii: ",") || mark == UInt8(ascii: "}") else {
        return fail(.unexpectedCharacter, at: position)
      }
      position &+= 1
      if mark == UInt8(ascii: "}") { break }
      skipSpace()
    }
    document.close(node, entries: entries)
    return true
  }

  private mutating func list(depth: Int) -> Bool {
    guard depth <= Document.deepest else { return fail(.tooDeep, at: position) }
    let node = document.append(.list)
    position &+= 1
    skipSpace()
    var entries = 0
    if text[position] == UInt8(ascii: "]") {
      position &+= 1
      return true
    }
    while true {
      guard value(depth: depth) else { return false }
      entries &+= 1
      skipSpace()
      let mark = text[position]
      guard mark == UInt8(ascii: ",") || mark == UInt8(ascii: "]") else {
        return fail(.unexpectedCharacter, at: position)
      }
      position &+= 1
      if mark == UInt8(ascii: "]") { break }
      skipSpace()
    }
    document.close(node, entries: entries)
    return true
  }

  private mutating func word(_ word: StaticString, _ kind: Document.Kind) -> Bool {
    for index in 0..<word.utf8CodeUnitCount where text[position &+ index] != word.utf8Start[index] {
      return fail(.unexpectedCharacter, at: position &+ index)
    }
    _ = document.append(kind)
    position &+= word.utf8CodeUnitCount
    return true
  }

  private mutating func number() -> Bool {
    let start = position
    if text[position] == UInt8(ascii: "-") { position &+= 1 }
    if text[position] == UInt8(ascii: "0") {
      position &+= 1
      if digits() > 0 { return fail(.badNumber, at: start) }
    } else {
      guard digits() > 0 else { return fail(.badNumber, at: position) }
    }
    if text[position] == UInt8(ascii: ".") {
      position &+= 1
      guard digits() > 0 else { return fail(.badNumber, at: position) }
    }
    if text[position] | 0x20 == UInt8(ascii: "e") {
      position &+= 1
      if text[position] == UInt8(ascii: "+") || text[position] == UInt8(ascii: "-") {
        position &+= 1
      }
      guard digits() > 0 else { return fail(.badNumber, at: position) }
    }
    _ = document.append(.number, start: start, count: position &- start)
    return true
  }

  @inline(__always)
  private mutating func digits() -> Int {
    let start = position
    while text[position] &- 0x30 <= 9 { position &+= 1 }
    return position &- start
  }

  private mutating func string() -> Bool {
    position &+= 1
    let start = position
    while true {
      let byte = text[position]
      if byte == UInt8(ascii: "\"") {
        _ = document.append(.text, start: start, count: position &- start)
        position &+= 1
        return true
      }
      if byte == UInt8(ascii: "\\") || byte < 0x20 { return escaped(from: start) }
      if byte < 0x80 {
        position &+= 1
      } else {
        guard let length = sequence(at: position) else { return fail(.badText, at: position) }
        position &+= length
      }
    }
  }

  /// A string with escapes, read from the first one on; `position` stands on it.
  private mutating func escaped(from start: Int) -> Bool {
    var write = position
    while true {
      let byte = text[position]
      switch byte {
      case UInt8(ascii: "\""):
        _ = document.append(.text, start: start, count: write &- start)
        position &+= 1
        return true
      case UInt8(ascii: "\\"):
        guard escape(&write) else { return false }
      case 0..<0x20:
        return fail(position >= end ? .unexpectedEnd : .badText, at: position)
      case 0x20..<0x80:
        text[write] = byte
        write &+= 1
        position &+= 1
      default:
        guard let length = sequence(at: position) else { return fail(.badText, at: position) }
        for _ in 0..<length {
          text[write] = text[position]
          write &+= 1
          position &+= 1
        }
      }
    }
  }

  private mutating func escape(_ write: inout Int) -> Bool {
    let start = position
    let mark = text[position &+ 1]
    position &+= 2
    switch mark {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): put(mark, &write)
    case UInt8(ascii: "b"): put(0x08, &write)
    case UInt8(ascii: "f"): put(0x0C, &write)
    case UInt8(ascii: "n"): put(0x0A, &write)
    case UInt8(ascii: "r"): put(0x0D, &write)
    case UInt8(ascii: "t"): put(0x09, &write)
    case UInt8(ascii: "u"):
      guard var code = hexadecimal() else { return fail(.badEscape, at: start) }
      if code >= 0xD800, code < 0xDC00 {
        guard text[position] == UInt8(ascii: "\\"), text[position &+ 1] == UInt8(ascii: "u")
        else { return fail(.badEscape, at: start) }
        position &+= 2
        guard let low = hexadecimal(), low >= 0xDC00, low < 0xE000 else {
          return fail(.badEscape, at: start)
        }
        code = 0x10000 &+ (code &- 0xD800) &<< 10 &+ (low &- 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { return fail(.badEscape, at: start) }
      for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { put(byte, &write) }
    default:
      return fail(.badEscape, at: start)
    }
    return true
  }

  @inline(__always)
  private func put(_ byte: UInt8, _ write: inout Int) {
    text[write] = byte
    write &+= 1
  }

  private mutating func hexadecimal() -> UInt32? {
    var code: UInt32 = 0
    for _ in 0..<4 {
      let byte = text[position]
      switch byte {
      case 0x30...0x39: code = code &<< 4 | UInt32(byte &- 0x30)
      case UInt8(ascii: "a")...UInt8(ascii: "f"): code = code &<< 4 | UInt32(byte &- 0x57)
      case UInt8(ascii: "A")...UInt8(ascii: "F"): code = code &<< 4 | UInt32(byte &- 0x37)
      default: return nil
      }
      position &+= 1
    }
    return code
  }

  /// The length of the well-formed UTF-8 sequence of a scalar beyond ASCII; `nil` when it is none.
  private func sequence(at place: Int) -> Int? {
    let lead = text[place]
    let second = text[place &+ 1]
    switch lead {
    case 0xC2...0xDF:
      return second & 0xC0 == 0x80 ? 2 : nil
    case 0xE0...0xEF:
      guard second & 0xC0 == 0x80, text[place &+ 2] & 0xC0 == 0x80 else { return nil }
      if lead == 0xE0, second < 0xA0 { return nil }
      if lead == 0xED, second > 0x9F { return nil }
      return 3
    case 0xF0...0xF4:
      guard second & 0xC0 == 0x80, text[place &+ 2] & 0xC0 == 0x80,
        text[place &+ 3] & 0xC0 == 0x80
      else { return nil }
      if lead == 0xF0, second < 0x90 { return nil }
      if lead == 0xF4, second > 0x8F { return nil }
      return 4
    default:
      return nil
    }
  }
}
