import Policy

/// Why a text could not be read, for comparison.
struct Refused: Equatable {
  let reason: Document.Failure.Reason
  let offset: Int

  init(_ reason: Document.Failure.Reason, at offset: Int) {
    self.reason = reason
    self.offset = offset
  }
}

extension Document {
  /// A document read from JSON text.
  static func json(_ text: String) throws -> Document {
    let document = Document()
    try document.read(json: text)
    return document
  }

  /// A document read from YAML text.
  static func yaml(_ text: String) throws -> Document {
    let document = Document()
    try document.read(yaml: text)
    return document
  }

  /// Why a text is no JSON; `nil` when it is.
  static func refused(json text: String) -> Refused? { refused(json: Array(text.utf8)) }

  static func refused(json bytes: [UInt8]) -> Refused? {
    failure(json: bytes).map { Refused($0.reason, at: $0.offset) }
  }

  static func failure(json bytes: [UInt8]) -> Failure? {
    failure(bytes) { document, buffer throws(Failure) in try document.read(json: buffer) }
  }

  /// Why a text is no YAML; `nil` when it is.
  static func refused(yaml text: String) -> Refused? { refused(yaml: Array(text.utf8)) }

  static func refused(yaml bytes: [UInt8]) -> Refused? {
    failure(bytes) { document, buffer throws(Failure) in try document.read(yaml: buffer) }
      .map { Refused($0.reason, at: $0.offset) }
  }

  private static func failure(
    _ bytes: [UInt8], _ read: (Document, UnsafeRawBufferPointer) throws(Failure) -> Void
  ) -> Failure? {
    let document = Document()
    var failure: Failure?
    bytes.withUnsafeBytes { buffer in
      do throws(Failure) { try read(document, buffer) } catch { failure = error }
    }
    return failure
  }

  /// The whole document as compact JSON.
  var text: String { json(root) }
}
