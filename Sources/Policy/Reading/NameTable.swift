/// The keys of an object or the names of a list of choices, held so that a text of a document is
/// found among them by comparing machine words: most names of the case format are one word long.
///
/// A table is made once for the whole program and never freed. Copies share its names, so that passing
/// one on costs nothing while a million cases are read.
@usableFromInline
package struct NameTable: Sendable {
  @usableFromInline
  struct Name {
    @usableFromInline let count: Int
    /// The first eight bytes; zeros after a shorter name.
    @usableFromInline let first: UInt64
    /// All bytes, with zeros up to a whole word.
    @usableFromInline let bytes: UnsafeRawPointer
  }

  // Written by the initialiser alone and never freed, so every thread may read it at any time.
  @usableFromInline nonisolated(unsafe) let names: UnsafePointer<Name>
  @usableFromInline package let count: Int

  package init(_ names: [String]) {
    let table = UnsafeMutablePointer<Name>.allocate(capacity: max(names.count, 1))
    for (place, name) in names.enumerated() {
      let text = Array(name.utf8)
      let size = (text.count + 7) / 8 * 8 + 8
      let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 8)
      bytes.initializeMemory(as: UInt8.self, repeating: 0)
      bytes.copyBytes(from: text)
      let start = UnsafeRawPointer(bytes.baseAddress ?? UnsafeMutableRawPointer(table))
      (table + place).initialize(
        to: Name(
          count: text.count, first: NameTable.word(start, min(text.count, 8)), bytes: start))
    }
    self.names = UnsafePointer(table)
    self.count = names.count
  }

  package subscript(_ place: Int) -> String {
    precondition(place >= 0 && place < count, "a place of the table")
    let name = names[place]
    return String(
      decoding: UnsafeRawBufferPointer(start: name.bytes, count: name.count), as: UTF8.self)
  }

  /// All names, for messages.
  package var list: String { (0..<count).map { self[$0] }.joined(separator: ", ") }

  /// The first `count` bytes (at most eight count) of a text as one word, zeros after them. Eight
  /// bytes must be readable, whatever the count.
  @inlinable @inline(__always)
  static func word(_ text: UnsafeRawPointer, _ count: Int) -> UInt64 {
    let word = UInt64(littleEndian: text.loadUnaligned(as: UInt64.self))
    return count >= 8 ? word : word & (1 &<< UInt64(truncatingIfNeeded: 8 &* count) &- 1)
  }

  /// The place of a text, -1 when it is no name. The search begins at `start` and goes once round.
  /// Eight bytes must be readable after the text.
  @inlinable @inline(__always)
  package func place(of text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    guard let base = text.baseAddress.map({ UnsafeRawPointer($0) }) else { return -1 }
    let size = text.count
    let first = NameTable.word(base, size)
    var place = start
    for _ in 0..<count {
      if place >= count { place = 0 }
      let name = names + place
      if name.pointee.first == first, name.pointee.count == size,
        size <= 8 || NameTable.isEqual(base, name.pointee.bytes, size)
      {
        return place
      }
      place &+= 1
    }
    return -1
  }

  /// Whether a text whose first word is equal is equal altogether.
  @inlinable @inline(__always)
  static func isEqual(_ text: UnsafeRawPointer, _ name: UnsafeRawPointer, _ size: Int) -> Bool {
    var at = 8
    while at < size {
      guard word(text + at, size &- at) == word(name + at, 8) else { return false }
      at &+= 8
    }
    return true
  }
}
