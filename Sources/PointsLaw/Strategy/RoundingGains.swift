import Units

/// What rounding can add to the lines of residence and to the deduction, in twelfths of hundredths; worked
/// out once for an edition.
struct RoundingGains: Sendable {
  /// What it adds to a line of months; it repeats after two years at the latest.
  struct Line: Sendable {
    /// By the months there are and the months there may be more, each below 24: the most it adds.
    private let table: [Int]
    let most: Int

    init(_ rate: Int, _ rounding: Rounding) {
      let gains = (0..<48).map { 12 * rounding.quotient($0 * rate, by: 12) - $0 * rate }
      table = (0..<24 * 24).map { place in
        let (least, more) = (place / 24, place % 24)
        return gains[least...least + more].reduce(gains[least], max)
      }
      most = gains.reduce(0, max)
    }

    /// The most for any number of months from `least` to `least + more`.
    @inline(__always)
    func most(_ least: Int32, more: Int32) -> Int {
      table[Int(least) % 24 * 24 + min(Int(more), 23)]
    }
  }

  let own: Line
  let filed: Line
  let imputed: Line
  let deduction: Int
  /// Unrounded points of residence differ by so much at least.
  let step: Int

  /// All rates are hundredths a year.
  init(own: Int, filed: Int, imputed: Int, employment: Int, _ rounding: Rounding) {
    self.own = Line(own, rounding)
    self.filed = Line(filed, rounding)
    self.imputed = Line(imputed, rounding)
    step = [own, filed, imputed].reduce(0, RoundingGains.divisor)
    // What is taken back is a multiple of this; below 0, as under a reform, it rounds the other way.
    let multiple = RoundingGains.divisor(RoundingGains.divisor(step, employment), 24)
    deduction = stride(from: -24, through: 24, by: multiple).reduce(0) {
      max($0, $1 - 12 * rounding.quotient($1, by: 12))
    }
  }

  /// The greatest common divisor.
  private static func divisor(_ left: Int, _ right: Int) -> Int {
    var (left, right) = (abs(left), abs(right))
    while right != 0 { (left, right) = (right, left % right) }
    return left
  }
}
