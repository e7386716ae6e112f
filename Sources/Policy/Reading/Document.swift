/// A JSON or YAML document read into one flat table of nodes.
///
/// Case files, populations, claims, edition files and reforms are all documents; they are decoded
/// from the same table, so an error is the same whatever the notation. The table is reused from one
/// document to the next: reading a population allocates nothing per line. Nodes stand in the order of
/// the text; an object is followed by its keys and values in turn, a list by its items.
@usableFromInline
package final class Document {
  /// What a node is.
  @usableFromInline
  package enum Kind: UInt8, Sendable { case null, no, yes, number, text, list, object }

  /// One value of the document.
  @usableFromInline
  package struct Node {
    /// Where the text of a number or string begins in the document's bytes.
    @usableFromInline package var start: UInt32
    /// Bytes of a number or string; entries of a list; pairs of an object.
    @usableFromInline package var count: UInt32
    /// The node after this one and everything inside it.
    @usableFromInline package var next: UInt32
    @usableFromInline package var kind: Kind
  }

  /// Why a text is not a document at all.
  package struct Failure: Error, Equatable, Sendable {
    package enum Reason: Equatable, Sendable {
      case unexpectedEnd
      case unexpectedCharacter
      case badEscape
      case badNumber
      case badText
      case tooDeep
      case trailingText
      case tooLong
      /// YAML: aliases, tags of other kinds, several documents in one file.
      case unsupported(String)
    }
    package var reason: Reason
    /// Offset of the byte at which reading stopped.
    package var offset: Int
  }

  /// The deepest nesting that is read; a case needs five levels.
  package static let deepest = 32
  /// The longest document in bytes; a case of a full life needs a few thousand.
  package static let longest = 64 << 20
  /// Bytes that may be read, whatever they hold, after every text of the table: texts are scanned and
  /// compared by whole words.
  static let slack = 8

  // One reader owns a document and uses it from one thread, so nothing is gained by checking each
  // access for exclusivity, and a population is read in half the time without.
  @exclusivity(unchecked) @usableFromInline package var nodes: UnsafeMutablePointer<Node>
  @exclusivity(unchecked) @usableFromInline package var bytes: UnsafeMutablePointer<UInt8>
  @exclusivity(unchecked) package var count = 0
  @exclusivity(unchecked) package var used = 0
  @exclusivity(unchecked) private(set) var nodeCapacity = 256
  private var byteCapacity = 4096

  package init() {
    nodes = .allocate(capacity: nodeCapacity)
    bytes = .allocate(capacity: byteCapacity)
  }

  deinit {
    nodes.deallocate()
    bytes.deallocate()
  }

  // MARK: Looking

  /// The node that holds the whole document.
  @inlinable @inline(__always) package var root: Int { 0 }

  @inlinable @inline(__always) package func kind(_ node: Int) -> Kind { nodes[node].kind }
  @inlinable @inline(__always) package func next(_ node: Int) -> Int { Int(nodes[node].next) }
  @inlinable @inline(__always) package func entries(_ node: Int) -> Int { Int(nodes[node].count) }

  /// The bytes of a number's or string's text; valid until the next document is read.
  @inlinable @inline(__always)
  package func text(_ node: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: bytes + Int(nodes[node].start), count: Int(nodes[node].count))
  }

  package func string(_ node: Int) -> String { String(decoding: text(node), as: UTF8.self) }

  /// The place of a string's or number's text in a table, -1 when it is not there; the search begins
  /// at `start` and goes once round.
  @inlinable @inline(__always)
  package func place(of node: Int, in table: NameTable, from start: Int) -> Int {
    table.place(of: text(node), from: start)
  }

  /// The value under `key`, `nil` when the object has no such key.
  package func value(of object: Int, _ key: String) -> Int? {
    guard kind(object) == .object else { return nil }
    var node = object + 1
    let end = next(object)
    while node < end {
      if string(node) == key { return node + 1 }
      node = next(node + 1)
    }
    return nil
  }

  /// The keys and values of an object in the order of the text.
  package func pairs(_ object: Int) -> [(key: String, value: Int)] {
    guard kind(object) == .object else { return [] }
    var result: [(key: String, value: Int)] = []
    var node = object + 1
    let end = next(object)
    while node < end {
      result.append((string(node), node + 1))
      node = next(node + 1)
    }
    return result
  }

  /// The items of a list in the order of the text.
  package func items(_ list: Int) -> [Int] {
    guard kind(list) == .list else { return [] }
    var result: [Int] = []
    var node = list + 1
    let end = next(list)
    while node < end {
      result.append(node)
      node = next(node)
    }
    return result
  }

  // MARK: Where a node stands

  /// The path of a value: keys joined by `.`, entries of lists as `[0]`; empty for the whole.
  package func path(of node: Int) -> String {
    var path = ""
    var container = root
    while container != node {
      guard kind(container) == .list || kind(container) == .object else { return path }
      let isList = kind(container) == .list
      var entry = container + 1
      var index = 0
      let end = next(container)
      while entry < end {
        let value = isList ? entry : entry + 1
        if node >= value && node < next(value) {
          if isList {
            path += "[\(index)]"
          } else {
            path += (path.isEmpty ? "" : ".") + JSONText.line(string(entry))
          }
          container = value
          break
        }
        entry = next(value)
        index += 1
      }
      guard entry < end else { return path }
    }
    return path
  }

  /// A value as compact JSON.
  package func json(_ node: Int) -> String {
    var output: [UInt8] = []
    writeJSON(node, to: &output)
    return String(decoding: output, as: UTF8.self)
  }

  private func writeJSON(_ node: Int, to output: inout [UInt8]) {
    switch kind(node) {
    case .null: output += "null".utf8
    case .no: output += "false".utf8
    case .yes: output += "true".utf8
    case .number: output += text(node)
    case .text: JSONText.write(text(node), to: &output)
    case .list:
      output.append(UInt8(ascii: "["))
      for (index, item) in items(node).enumerated() {
        if index > 0 { output += ", ".utf8 }
        writeJSON(item, to: &output)
      }
      output.append(UInt8(ascii: "]"))
    case .object:
      output.append(UInt8(ascii: "{"))
      for (index, pair) in pairs(node).enumerated() {
        if index > 0 { output += ", ".utf8 }
        JSONText.write(pair.key.utf8, to: &output)
        output += ": ".utf8
        writeJSON(pair.value, to: &output)
      }
      output.append(UInt8(ascii: "}"))
    }
  }

  // MARK: Building

  /// Forgets the last document and makes room for a text of `size` bytes.
  func begin(reserving size: Int) {
    count = 0
    used = 0
    reserveBytes(size)
  }

  func reserveBytes(_ size: Int) {
    guard used + size > byteCapacity else { return }
    let capacity = max(byteCapacity * 2, used + size)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    larger.update(from: bytes, count: used)
    bytes.deallocate()
    bytes = larger
    byteCapacity = capacity
  }

  /// Adds a node and gives its place.
  @inline(__always)
  func append(_ kind: Kind, start: Int = 0, count size: Int = 0) -> Int {
    if count == nodeCapacity { growNodes() }
    let place = count
    nodes[place] = Node(
      start: UInt32(truncatingIfNeeded: start), count: UInt32(truncatingIfNeeded: size),
      next: UInt32(truncatingIfNeeded: place &+ 1), kind: kind)
    count = place &+ 1
    return place
  }

  /// Ends a list or object that holds `entries` entries: all nodes added since belong to it.
  @inline(__always)
  func close(_ node: Int, entries: Int) {
    nodes[node].count = UInt32(truncatingIfNeeded: entries)
    nodes[node].next = UInt32(truncatingIfNeeded: count)
  }

  @inline(never)
  func growNodes() {
    let larger = UnsafeMutablePointer<Node>.allocate(capacity: nodeCapacity * 2)
    larger.update(from: nodes, count: count)
    nodes.deallocate()
    nodes = larger
    nodeCapacity *= 2
  }
}
