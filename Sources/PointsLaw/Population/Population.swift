/// Synthetic applicants (模拟申请人), as many as asked for, who look like the pool of a cycle but do not
/// exist.
///
/// What is made are facts, never points: study, arrival in Beijing, employers and their insurance,
/// homes, marriage, taxes. The chances are calibrated on public figures of cycle 2020: among 122,852
/// people the share at or above every published score, and among the 6,000 best the means, spreads
/// and correlations of the published list (``Calibration``). Other cycles get the same people with
/// every month and year moved, so that they look the same from the reference date; only 2020 is
/// calibrated.
///
/// About 3 in 200 are not eligible, for all kinds of reasons (``Flaw``), most of them newcomers with
/// few points. They are part of the size: the published shares hold whether they are ranked, counted
/// or left out.
///
/// The same seed gives the same people on every machine. A person depends on the seed and the place
/// alone, so that any part of a population can be made by itself, in any order.
package struct Population: Sendable {
  private let seed: UInt64
  private let shift: CycleShift
  private let calibration = Calibration.of2020

  package init(seed: UInt64, cycle: Int) {
    self.seed = seed
    shift = CycleShift(cycle: cycle)
  }

  /// The facts of the person at a place, counted from 0; the identifier counts from 1: `P-0000001`.
  package func person(_ index: Int) -> Facts {
    let draws = Draws(seed: seed, person: index)
    return LifeHistory(draws, calibration, shift)
      .facts(id: Population.identifier(index), calibration)
  }

  /// At least seven digits; with up to twelve it fits a string without allocation.
  private static func identifier(_ index: Int) -> String {
    let number = index + 1
    var digits = 7
    var limit = 10_000_000
    while number >= limit, digits < 18 {
      digits += 1
      limit *= 10
    }
    return String(unsafeUninitializedCapacity: digits + 2) { bytes in
      bytes[0] = UInt8(ascii: "P")
      bytes[1] = UInt8(ascii: "-")
      var rest = number
      for place in stride(from: digits + 1, through: 2, by: -1) {
        bytes[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      }
      return digits + 2
    }
  }
}
