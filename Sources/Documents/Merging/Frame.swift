/// Numbers, texts and bytes one after the other (消息帧), as two processes of this program tell each other things: every number
/// has eight bytes, the highest first, and every text and every run of bytes has its length before it.
struct FrameWriter {
  private(set) var bytes: [UInt8] = []

  mutating func put(_ number: Int) {
    for shift in stride(from: 56, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }

  mutating func put(_ text: String) { put(Array(text.utf8)) }

  mutating func put(_ content: [UInt8]) {
    put(content.count)
    bytes += content
  }
}

/// Reads what ``FrameWriter`` wrote; nothing of it is believed.
struct FrameReader {
  /// The frame does not say what was expected.
  struct Failure: Error {}

  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  /// A number within a range.
  mutating func number(in range: ClosedRange<Int>) throws(Failure) -> Int {
    guard rest.count >= 8 else { throw Failure() }
    let number = rest.prefix(8).reduce(0) { $0 << 8 | Int($1) }
    rest = rest.dropFirst(8)
    guard range.contains(number) else { throw Failure() }
    return number
  }

  mutating func text(most: Int) throws(Failure) -> String {
    guard let text = String(validating: try content(most: most), as: UTF8.self) else {
      throw Failure()
    }
    return text
  }

  /// At most so many bytes.
  mutating func content(most: Int) throws(Failure) -> [UInt8] {
    let count = try number(in: 0...most)
    guard count <= rest.count else { throw Failure() }
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }

  func end() throws(Failure) {
    guard rest.isEmpty else { throw Failure() }
  }
}
