/// The entries that a way of filing leaves out (不申报的住所), in the order of the list.
struct LeftOut {
  private(set) var count = 0
  /// One bit an entry, the first entry being the highest bit of the first word, so that of two lists as
  /// long as each other the one that comes first is the greater number.
  private var words: [UInt64]

  init(of entries: Int) { words = Array(repeating: 0, count: (entries + 63) / 64) }

  mutating func insert(_ entry: Int) {
    words[entry / 64] |= 1 << UInt64(63 - entry % 64)
    count += 1
  }

  func contains(_ entry: Int) -> Bool { words[entry / 64] >> UInt64(63 - entry % 64) & 1 == 1 }

  /// Fewest left out, then the list that comes first.
  func isPreferred(to other: LeftOut) -> Bool {
    if count != other.count { return count < other.count }
    for (word, otherWord) in zip(words, other.words) where word != otherWord {
      return word > otherWord
    }
    return false
  }
}
