/// A share in an enterprise (出资比例) from 0 to 1, exact to eighteen decimals.
package struct Share: Hashable, Comparable, Sendable {
  /// The share times 10^18.
  package var units: Int

  /// The whole enterprise.
  package static let whole = Share(units: 1_000_000_000_000_000_000)
  package static let decimals = 18

  package init(units: Int) { self.units = units }

  /// Reads a decimal fraction from 0 to 1 such as `0.1` or `1`.
  package init?(utf8 bytes: some Sequence<UInt8>) {
    guard let units = Decimal.read(bytes, decimals: Share.decimals), units <= Share.whole.units
    else { return nil }
    self.units = units
  }

  package static func < (left: Share, right: Share) -> Bool { left.units < right.units }

  /// The exact part of an amount that falls on the share, in fen times 10^18.
  package func part(of amount: Yuan) -> Int128 { Int128(units) * Int128(amount.fen) }
}

extension Share: CustomStringConvertible {
  package var description: String { Decimal.printShort(units, decimals: Share.decimals) }
}
