import CYAML

extension Document {
  /// Reads one YAML document.
  ///
  /// The text of every scalar is kept: an unquoted date or amount is its text. Unquoted `null`,
  /// `~`, `true`, `false` and numbers in JSON's notation are values of those kinds, everything else
  /// is a string. Aliases, tags and several documents in one file are refused: nothing in a case
  /// needs them, and they can make a small file enormous.
  ///
  /// - Throws: ``Failure`` with the offset at which reading stopped.
  package func read(yaml text: UnsafeRawBufferPointer) throws(Failure) {
    guard text.count <= Document.longest else {
      throw Failure(reason: .tooLong, offset: Document.longest)
    }
    begin(reserving: text.count + Document.slack)
    var parser = yaml_parser_t()
    guard yaml_parser_initialize(&parser) == 1 else {
      throw Failure(reason: .unsupported("memory"), offset: 0)
    }
    defer { yaml_parser_delete(&parser) }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(
      &parser, text.baseAddress?.assumingMemoryBound(to: UInt8.self), text.count)
    try compose(&parser, text)
  }

  /// Reads one YAML document from text.
  package func read(yaml text: String) throws(Failure) {
    let bytes = Array(text.utf8)
    var failure: Failure?
    bytes.withUnsafeBytes { buffer in
      do throws(Failure) { try read(yaml: buffer) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// A list or object whose end has not been seen.
  private struct Open {
    var node: Int
    var values = 0
    var isObject: Bool
  }

  private func compose(
    _ parser: inout yaml_parser_t, _ text: UnsafeRawBufferPointer
  ) throws(Failure) {
    var open: [Open] = []
    var documents = 0
    while true {
      var event = yaml_event_t()
      guard yaml_parser_parse(&parser, &event) == 1 else {
        // The reader of bytes gives an offset, scanner and parser give a mark.
        let offset = max(
          Int(parser.problem_offset), Document.byte(at: Int(parser.problem_mark.index), in: text))
        throw Failure(reason: .unexpectedCharacter, offset: offset)
      }
      defer { yaml_event_delete(&event) }
      var offset: Int { Document.byte(at: Int(event.start_mark.index), in: text) }
      switch event.type {
      case YAML_STREAM_END_EVENT:
        guard documents == 1 else { throw Failure(reason: .unexpectedEnd, offset: offset) }
        return
      case YAML_DOCUMENT_START_EVENT:
        documents += 1
        guard documents == 1 else {
          throw Failure(reason: .unsupported("---"), offset: offset)
        }
      case YAML_ALIAS_EVENT:
        throw Failure(reason: .unsupported("*"), offset: offset)
      case YAML_SCALAR_EVENT:
        let scalar = event.data.scalar
        let isKey = open.last.map { $0.isObject && $0.values % 2 == 0 } ?? false
        try refuse(tag: scalar.tag, at: offset)
        let plain = scalar.style == YAML_PLAIN_SCALAR_STYLE && !isKey
        guard let value = scalar.value else { throw Failure(reason: .badText, offset: offset) }
        appendScalar(
          UnsafeBufferPointer(start: value, count: Int(scalar.length)), plain: plain)
        if !open.isEmpty { open[open.count - 1].values += 1 }
      case YAML_SEQUENCE_START_EVENT, YAML_MAPPING_START_EVENT:
        let isObject = event.type == YAML_MAPPING_START_EVENT
        try refuse(
          tag: isObject ? event.data.mapping_start.tag : event.data.sequence_start.tag,
          at: offset)
        guard open.count < Document.deepest else {
          throw Failure(reason: .tooDeep, offset: offset)
        }
        if let last = open.last, last.isObject, last.values % 2 == 0 {
          throw Failure(reason: .unsupported("?"), offset: offset)
        }
        if !open.isEmpty { open[open.count - 1].values += 1 }
        open.append(Open(node: append(isObject ? .object : .list), isObject: isObject))
      case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
        let ended = open.removeLast()
        close(ended.node, entries: ended.isObject ? ended.values / 2 : ended.values)
      default:
        break
      }
    }
  }

  /// libyaml counts characters; offsets here are bytes.
  private static func byte(at character: Int, in text: UnsafeRawBufferPointer) -> Int {
    var rest = character
    var offset = 0
    while offset < text.count {
      if text[offset] & 0xC0 != 0x80 {
        if rest == 0 { break }
        rest -= 1
      }
      offset += 1
    }
    return offset
  }

  private func refuse(
    tag: UnsafeMutablePointer<UInt8>?, at offset: @autoclosure () -> Int
  ) throws(Failure) {
    guard let tag else { return }
    throw Failure(reason: .unsupported(String(cString: tag)), offset: offset())
  }

  private func appendScalar(_ text: UnsafeBufferPointer<UInt8>, plain: Bool) {
    let start = used
    reserveBytes(text.count + Document.slack)
    for byte in text {
      bytes[used] = byte
      used += 1
    }
    // The next text overwrites these.
    for place in used..<used + Document.slack { bytes[place] = 0 }
    _ = append(plain ? Document.plainKind(text) : .text, start: start, count: text.count)
  }

  /// What an unquoted scalar is (the core schema of YAML 1.2, numbers as in JSON).
  private static func plainKind(_ text: UnsafeBufferPointer<UInt8>) -> Kind {
    switch String(decoding: text, as: UTF8.self) {
    case "", "~", "null", "Null", "NULL": .null
    case "true", "True", "TRUE": .yes
    case "false", "False", "FALSE": .no
    default: isNumber(text) ? .number : .text
    }
  }

  private static func isNumber(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var rest = text[...]
    func digits() -> Int {
      let count = rest.prefix { $0 >= 0x30 && $0 <= 0x39 }.count
      rest = rest.dropFirst(count)
      return count
    }
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    let leadingZero = rest.first == UInt8(ascii: "0")
    let whole = digits()
    guard whole > 0, !leadingZero || whole == 1 else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard digits() > 0 else { return false }
    }
    if let mark = rest.first, mark | 0x20 == UInt8(ascii: "e") {
      rest = rest.dropFirst()
      if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
        rest = rest.dropFirst()
      }
      guard digits() > 0 else { return false }
    }
    return rest.isEmpty
  }
}
