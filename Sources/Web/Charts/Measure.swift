import Units

/// What the whole numbers of a chart count: hundredths of points, or people and other things.
package enum Measure: Sendable {
  case points
  case count
  /// A year or another plain number without groups of digits.
  case plain

  /// A number as the axis and the labels show it: `97.13`, `122,852`, `2020`.
  package func text(_ value: Int) -> String {
    switch self {
    case .points: Points(hundredths: value).short
    case .count: Measure.grouped(value)
    case .plain: String(value)
    }
  }

  /// Digits in groups of three: `122,852`.
  package static func grouped(_ value: Int) -> String {
    var digits = Array(String(abs(value)))
    var place = digits.count - 3
    while place > 0 {
      digits.insert(",", at: place)
      place -= 3
    }
    return (value < 0 ? "-" : "") + String(digits)
  }
}

/// Where the numbers of an axis fall (坐标轴), with round numbers at its ticks.
struct Scale {
  let low: Int
  let high: Int
  let ticks: [Int]
  private let start: Double
  private let length: Double

  /// - Parameters:
  ///   - values: what must fit.
  ///   - isFromZero: the axis begins at 0, as bars need it.
  ///   - count: about how many ticks.
  ///   - range: the pixels of the axis, from its low to its high end.
  init(_ values: [Int], isFromZero: Bool, count: Int = 5, from start: Double, to end: Double) {
    let smallest = min(values.min() ?? 0, isFromZero ? 0 : .max)
    let largest = max(values.max() ?? 0, smallest + 1)
    let step = Scale.step(for: largest - smallest, count: count)
    low = Int((Double(smallest) / Double(step)).rounded(.down)) * step
    high = Int((Double(largest) / Double(step)).rounded(.up)) * step
    ticks = Array(stride(from: low, through: high, by: step))
    self.start = start
    length = end - start
  }

  /// 1, 2 or 5 times a power of ten.
  private static func step(for span: Int, count: Int) -> Int {
    var power = 1
    while true {
      for factor in [1, 2, 5] where span / (factor * power) < max(count, 1) {
        return factor * power
      }
      power *= 10
    }
  }

  /// The pixel of a number; numbers beyond the axis stay at its end.
  func place(_ value: Int) -> Double {
    start + length * Double(min(max(value, low), high) - low) / Double(max(high - low, 1))
  }
}
