/// Identifiers (编号), each once, without allocation per person.
package struct Identifiers: Sendable {
  /// All identifiers, one after the other.
  private var bytes: [UInt8] = []
  private var starts: [UInt32] = [0]
  /// Open addressing by hash; a slot holds a place or ``empty``.
  private var table = [UInt32](repeating: Identifiers.empty, count: 1024)

  private static let empty = UInt32.max

  package init() {}

  package var count: Int { starts.count - 1 }

  /// The identifier's bytes; their order is the order of code points.
  package subscript(_ index: Int) -> ArraySlice<UInt8> {
    bytes[Int(starts[index])..<Int(starts[index + 1])]
  }

  /// Adds an identifier; `false` when it is there already, byte for byte.
  package mutating func insert(_ id: String) -> Bool {
    var id = id
    return id.withUTF8 { insert($0) }
  }

  private mutating func insert(_ id: UnsafeBufferPointer<UInt8>) -> Bool {
    if count * 2 >= table.count { grow() }
    var slot = Identifiers.hash(id) & (table.count - 1)
    while table[slot] != Identifiers.empty {
      if self[Int(table[slot])].elementsEqual(id) { return false }
      slot = (slot + 1) & (table.count - 1)
    }
    table[slot] = UInt32(count)
    bytes.append(contentsOf: id)
    starts.append(UInt32(bytes.count))
    return true
  }

  private mutating func grow() {
    table = [UInt32](repeating: Identifiers.empty, count: table.count * 2)
    for index in 0..<count {
      var slot = Identifiers.hash(self[index]) & (table.count - 1)
      while table[slot] != Identifiers.empty { slot = (slot + 1) & (table.count - 1) }
      table[slot] = UInt32(index)
    }
  }

  /// FNV-1a, folded: the same on every machine.
  private static func hash(_ bytes: some Sequence<UInt8>) -> Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return Int(truncatingIfNeeded: hash ^ hash >> 32)
  }
}

/// The people to be ranked (排名名册): identifier and points of each.
package struct Candidates: Sendable {
  package private(set) var ids = Identifiers()
  package private(set) var scores: [Score] = []

  package init() {}

  package var count: Int { scores.count }

  /// Adds a person; `false` and nothing added when the identifier is there already.
  package mutating func append(id: String, _ score: Score) -> Bool {
    guard ids.insert(id) else { return false }
    scores.append(score)
    return true
  }
}
