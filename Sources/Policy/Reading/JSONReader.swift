extension Document {
  /// Reads one JSON value (RFC 8259, UTF-8) and nothing after it but white space.
  ///
  /// - Throws: ``Failure`` with the offset of the first byte that cannot be read.
  package func read(json text: UnsafeRawBufferPointer) throws(Failure) {
    guard text.count <= Document.longest else {
      throw Failure(reason: .tooLong, offset: Document.longest)
    }
    begin(reserving: text.count + Document.slack)
    if let base = text.baseAddress {
      UnsafeMutableRawPointer(bytes).copyMemory(from: base, byteCount: text.count)
    }
    // A NUL ends the text: no JSON text contains one, so the scanner needs no other bound. It reads
    // eight bytes at a time, hence eight of them.
    (bytes + text.count).update(repeating: 0, count: Document.slack)
    used = text.count + Document.slack
    var scanner = JSONScanner(self, end: text.count)
    let failure = scanner.document()
    count = scanner.count
    if let failure { throw failure }
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

/// One pass over a JSON text that stands, ended by NULs, in the document's bytes. Escapes are resolved
/// in place: what they stand for is never longer.
///
/// The table is filled through the scanner's own copy of its place and size, and there is one loop
/// instead of a function for each kind of value, so that both stay in registers. Until a list or
/// object ends, its node's `next` holds the list or object around it.
private struct JSONScanner {
  private let owner: Document
  private let text: UnsafeMutablePointer<UInt8>
  private let end: Int
  private var position = 0
  private var nodes: UnsafeMutablePointer<Document.Node>
  private var capacity: Int
  private(set) var count = 0

  init(_ owner: Document, end: Int) {
    self.owner = owner
    self.text = owner.bytes
    self.end = end
    self.nodes = owner.nodes
    self.capacity = owner.nodeCapacity
  }

  /// Reads the whole text; `nil` when it is one JSON value.
  @inline(__always)
  mutating func document() -> Document.Failure? {
    var open: UInt32 = JSONScanner.none
    var isObject = false
    var wantsKey = false
    var depth = 0
    skipSpace()
    while true {
      if wantsKey {
        guard here == UInt8(ascii: "\"") else { return fail() }
        if let failure = string() { return failure }
        skipSpace()
        guard here == UInt8(ascii: ":") else { return fail() }
        position &+= 1
        skipSpace()
      }
      switch here {
      case UInt8(ascii: "\""):
        if let failure = string() { return failure }
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        guard depth < Document.deepest else { return fail(.tooDeep, at: position) }
        depth &+= 1
        isObject = here == UInt8(ascii: "{")
        let node = count
        append(isObject ? .object : .list, start: 0, count: 0, next: open)
        open = UInt32(truncatingIfNeeded: node)
        position &+= 1
        skipSpace()
        guard here == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
          wantsKey = isObject
          continue
        }
        position &+= 1
        depth &-= 1
        open = close(open)
        isObject = open != JSONScanner.none && nodes[Int(open)].kind == .object
      case UInt8(ascii: "-"), 0x30...0x39:
        if let failure = number() { return failure }
      case UInt8(ascii: "t"):
        if let failure = word("true", .yes) { return failure }
      case UInt8(ascii: "f"):
        if let failure = word("false", .no) { return failure }
      case UInt8(ascii: "n"):
        if let failure = word("null", .null) { return failure }
      default:
        return fail()
      }
      // After a value: all that ends here ends, then comes the next value or the end of the text.
      while true {
        skipSpace()
        guard open != JSONScanner.none else {
          return position == end ? nil : fail(.trailingText, at: position)
        }
        nodes[Int(open)].count &+= 1
        let mark = here
        if mark == UInt8(ascii: ",") {
          position &+= 1
          skipSpace()
          wantsKey = isObject
          break
        }
        guard mark == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else { return fail() }
        position &+= 1
        depth &-= 1
        open = close(open)
        isObject = open != JSONScanner.none && nodes[Int(open)].kind == .object
      }
    }
  }

  // MARK: Bytes

  @inline(__always)
  private var here: UInt8 { text[position] }

  @inline(__always)
  private mutating func skipSpace() {
    while here <= 0x20 {
      guard here == 0x20 || here == 0x0A || here == 0x0D || here == 0x09 else { return }
      position &+= 1
    }
  }

  /// Eight bytes, the first in the lowest place.
  @inline(__always)
  private func eight(at place: Int) -> UInt64 {
    UInt64(littleEndian: UnsafeRawPointer(text + place).loadUnaligned(as: UInt64.self))
  }

  private func fail() -> Document.Failure { fail(.unexpectedCharacter, at: position) }

  private func fail(_ reason: Document.Failure.Reason, at offset: Int) -> Document.Failure {
    JSONScanner.failure(reason, at: offset, end: end)
  }

  @inline(never)
  private static func failure(
    _ reason: Document.Failure.Reason, at offset: Int, end: Int
  ) -> Document.Failure {
    Document.Failure(
      reason: offset >= end && reason == .unexpectedCharacter ? .unexpectedEnd : reason,
      offset: min(offset, end))
  }

  // MARK: Nodes

  /// Stands for no list or object; no table has so many nodes.
  private static let none = UInt32.max

  @inline(__always)
  private mutating func append(_ kind: Document.Kind, start: Int, count size: Int, next: UInt32) {
    if count == capacity { (nodes, capacity) = JSONScanner.grow(owner, count) }
    nodes[count] = Document.Node(
      start: UInt32(truncatingIfNeeded: start), count: UInt32(truncatingIfNeeded: size),
      next: next, kind: kind)
    count &+= 1
  }

  /// Adds a value that has nothing inside it.
  @inline(__always)
  private mutating func append(_ kind: Document.Kind, start: Int = 0, count size: Int = 0) {
    append(kind, start: start, count: size, next: UInt32(truncatingIfNeeded: count &+ 1))
  }

  @inline(never)
  private static func grow(
    _ owner: Document, _ count: Int
  ) -> (UnsafeMutablePointer<Document.Node>, Int) {
    owner.count = count
    owner.growNodes()
    return (owner.nodes, owner.nodeCapacity)
  }

  /// Ends a list or object and gives the one around it.
  @inline(__always)
  private func close(_ node: UInt32) -> UInt32 {
    let around = nodes[Int(node)].next
    nodes[Int(node)].next = UInt32(truncatingIfNeeded: count)
    return around
  }

  // MARK: Words and numbers

  private mutating func word(_ word: StaticString, _ kind: Document.Kind) -> Document.Failure? {
    for index in 0..<word.utf8CodeUnitCount where text[position &+ index] != word.utf8Start[index] {
      return fail(.unexpectedCharacter, at: position &+ index)
    }
    append(kind)
    position &+= word.utf8CodeUnitCount
    return nil
  }

  @inline(__always)
  private mutating func number() -> Document.Failure? {
    let start = position
    if here == UInt8(ascii: "-") { position &+= 1 }
    if here == UInt8(ascii: "0") {
      position &+= 1
      if digits() > 0 { return fail(.badNumber, at: start) }
    } else {
      guard digits() > 0 else { return fail(.badNumber, at: position) }
    }
    if here == UInt8(ascii: ".") {
      position &+= 1
      guard digits() > 0 else { return fail(.badNumber, at: position) }
    }
    if here | 0x20 == UInt8(ascii: "e") {
      position &+= 1
      if here == UInt8(ascii: "+") || here == UInt8(ascii: "-") { position &+= 1 }
      guard digits() > 0 else { return fail(.badNumber, at: position) }
    }
    append(.number, start: start, count: position &- start)
    return nil
  }

  @inline(__always)
  private mutating func digits() -> Int {
    let start = position
    while here &- 0x30 <= 9 { position &+= 1 }
    return position &- start
  }

  // MARK: Strings

  /// A string whose quote stands at the position; its bytes are looked at eight by eight.
  @inline(__always)
  private mutating func string() -> Document.Failure? {
    let start = position &+ 1
    var place = start
    while true {
      let marks = JSONScanner.marks(eight(at: place))
      if marks != 0 {
        place &+= marks.trailingZeroBitCount &>> 3
        break
      }
      place &+= 8
    }
    guard text[place] == UInt8(ascii: "\"") else {
      let rest = JSONString(text, end: end, readTo: place)
      if let failure = rest.failure { return failure }
      append(.text, start: start, count: rest.write &- start)
      position = rest.position
      return nil
    }
    append(.text, start: start, count: place &- start)
    position = place &+ 1
    return nil
  }

  /// The high bit of each byte at which plain reading stops: a quote, a backslash, a control
  /// character or a byte beyond ASCII. Only the lowest bit set is exact; a subtraction may borrow from
  /// the bytes above it.
  @inline(__always)
  private static func marks(_ word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quote = (word ^ (ones &* 0x22)) &- ones
    let backslash = (word ^ (ones &* 0x5C)) &- ones
    let control = word &- ones &* 0x20
    return (quote | backslash | control | word) & (ones &* 0x80)
  }
}

/// The rest of a string from its first byte on that is not plain ASCII text: escapes are resolved in
/// place and UTF-8 is checked.
private struct JSONString {
  private let text: UnsafeMutablePointer<UInt8>
  private let end: Int
  /// The byte after the closing quote when all is well.
  private(set) var position: Int
  /// The byte after the string's resolved text.
  private(set) var write: Int
  private(set) var failure: Document.Failure?

  @inline(never)
  init(_ text: UnsafeMutablePointer<UInt8>, end: Int, readTo position: Int) {
    self.text = text
    self.end = end
    self.position = position
    self.write = position
    while failure == nil, text[self.position] != UInt8(ascii: "\"") { step() }
    self.position &+= 1
  }

  private mutating func fail(_ reason: Document.Failure.Reason, at offset: Int) {
    failure = Document.Failure(reason: reason, offset: min(offset, end))
  }

  private mutating func step() {
    switch text[position] {
    case UInt8(ascii: "\\"):
      escape()
    case 0..<0x20:
      fail(position >= end ? .unexpectedEnd : .badText, at: position)
    case 0x20..<0x80:
      put(text[position])
      position &+= 1
    default:
      guard let length = sequence(at: position) else { return fail(.badText, at: position) }
      for _ in 0..<length {
        put(text[position])
        position &+= 1
      }
    }
  }

  private mutating func escape() {
    let start = position
    let mark = text[position &+ 1]
    position &+= 2
    switch mark {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): put(mark)
    case UInt8(ascii: "b"): put(0x08)
    case UInt8(ascii: "f"): put(0x0C)
    case UInt8(ascii: "n"): put(0x0A)
    case UInt8(ascii: "r"): put(0x0D)
    case UInt8(ascii: "t"): put(0x09)
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
      for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { put(byte) }
    default:
      fail(.badEscape, at: start)
    }
  }

  @inline(__always)
  private mutating func put(_ byte: UInt8) {
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
