/// Points of the settlement score (积分), exact to a hundredth and stored as whole hundredths.
///
/// `Points(hundredths: 6337)` is printed as `63.37`. There is no way from or to binary floating
/// point.
@usableFromInline
package struct Points: Hashable, Comparable, Sendable, AdditiveArithmetic {
  @usableFromInline package var hundredths: Int

  @inlinable package init(hundredths: Int) { self.hundredths = hundredths }

  /// The most a parameter may state, far above any indicator and far below what sums can hold.
  package static let largest = Points(hundredths: 1_000_000)

  @inlinable package static var zero: Points { Points(hundredths: 0) }

  /// Reads digits with an optional sign, point and at most two decimals: `97.13`, `-12`, `0.5`.
  package init?(_ text: some StringProtocol) {
    guard let hundredths = Decimal.read(text.utf8, decimals: 2, signed: true) else { return nil }
    self.hundredths = hundredths
  }

  @inlinable package static func < (left: Points, right: Points) -> Bool {
    left.hundredths < right.hundredths
  }

  @inlinable package static func + (left: Points, right: Points) -> Points {
    Points(hundredths: left.hundredths + right.hundredths)
  }

  @inlinable package static func - (left: Points, right: Points) -> Points {
    Points(hundredths: left.hundredths - right.hundredths)
  }

  @inlinable package static prefix func - (points: Points) -> Points {
    Points(hundredths: -points.hundredths)
  }
}

extension Points: CustomStringConvertible {
  /// Always two decimals, as on the published lists: `63.37`, `-8.00`.
  @usableFromInline package var description: String { Decimal.print(hundredths, decimals: 2) }

  /// As people write it in arithmetic, without needless zeros: `3`, `0.5`, `10.5`.
  package var short: String { Decimal.printShort(hundredths, decimals: 2) }
}
