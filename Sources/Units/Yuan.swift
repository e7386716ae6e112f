/// An amount in CNY (元), exact to the fen and stored as whole fen.
@usableFromInline
package struct Yuan: Hashable, Comparable, Sendable {
  @usableFromInline package var fen: Int

  /// The largest amount a file may state: a million million yuan, far above any tax payment and far
  /// below the range in which sums could overflow.
  @usableFromInline package static let largest = Yuan(fen: 100_000_000_000_000)

  @inlinable package init(fen: Int) { self.fen = fen }

  /// Reads digits with an optional point and at most two decimals; never negative.
  @inlinable
  package init?(utf8 bytes: some Sequence<UInt8>) {
    guard let fen = Decimal.read(bytes, decimals: 2), fen <= Yuan.largest.fen else { return nil }
    self.fen = fen
  }

  @inlinable package static func < (left: Yuan, right: Yuan) -> Bool { left.fen < right.fen }
}

extension Yuan: CustomStringConvertible {
  /// Without needless zeros: `100000`, `99999.99`, `0.5`.
  @usableFromInline package var description: String { Decimal.printShort(fen, decimals: 2) }
}
