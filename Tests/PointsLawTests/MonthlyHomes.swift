import PointsLaw
import Units

/// Somebody who had another home every month, all inside the six districts, and a study that ends with the
/// month of the reference date. What such a filing is worth depends on how many homes of each sort it has,
/// so that the best can be found by trying all numbers: a second way of reckoning that knows no entries.
struct MonthlyHomes {
  let cycle: Int
  let insured: Int
  /// Months of the study.
  let study: Int
  /// The kinds of homes from the reference month backwards.
  let kinds: [Residence.Kind]

  private var last: Month { Month(cycle - 1, 12) }
  private var afterBoundary: Int { (cycle - 2017) * 12 }

  var facts: Facts {
    worker(cycle: cycle, insured: insured) {
      // Every third home is listed before the next, so that the list is not in the order of time.
      $0.residences = (0..<3).flatMap { third in
        stride(from: third, to: kinds.count, by: 3).map { back in
          Residence(
            kinds[back], owner: kinds[back] == .ownHome ? .`self` : nil,
            MonthSpan(last - back, last - back), .haidian)
        }
      }
      $0.credentials = [
        Credential(
          .doctor, diploma: true, degree: true, enrolled: last - (study - 1), graduated: last)
      ]
    }
  }

  /// How many homes of a sort there are, inside the study and before it.
  private func count(_ isSort: (_ back: Int) -> Bool) -> (inside: Int, before: Int) {
    let places = kinds.indices.filter(isSort)
    let inside = places.filter { $0 < study }.count
    return (inside, places.count - inside)
  }

  /// Months that count for residence, and those inside the study.
  private struct Months {
    var own = (all: 0, inside: 0)
    var rental = (all: 0, inside: 0)
    var dormitory = (all: 0, inside: 0)
    var imputed = (all: 0, inside: 0)

    /// Hundredths of residence less what the study takes back for it and for employment.
    func points(employedInside: Int) -> Int {
      func rounded(_ twelfths: Int) -> Int { (2 * twelfths + 12) / 24 }
      let inside = rental.inside + dormitory.inside + imputed.inside
      let taken = rounded(300 * employedInside + 100 * own.inside + 50 * inside)
      if own.all + rental.all + dormitory.all + imputed.all < 12 {
        return -rounded(300 * employedInside)
      }
      return rounded(100 * own.all) + rounded(50 * rental.all) + rounded(50 * dormitory.all)
        + rounded(50 * imputed.all) - taken
    }
  }

  /// The most hundredths of residence less the deduction, and what they are with nothing filed.
  func most() -> (best: Int, nothing: Int) {
    let imputable = count { kinds[$0] == .ownHome && $0 >= afterBoundary && $0 < insured }
    let other = count { kinds[$0] == .ownHome && !($0 >= afterBoundary && $0 < insured) }
    var best = Int.min
    for insideImputable in 0...imputable.inside {
      for beforeImputable in 0...imputable.before {
        for inside in 0...other.inside {
          for before in 0...other.before {
            var months = Months()
            months.own = keptOwn(
              inside: insideImputable + inside, before: beforeImputable + before)
            // Months to impute that are left, inside the study and before it.
            let left = available(insideImputable, beforeImputable)
            best = max(best, mostFiled(months, left))
          }
        }
      }
    }
    return (best, imputing(Months(), available(0, 0)))
  }

  private func keptOwn(inside: Int, before: Int) -> (all: Int, inside: Int) {
    let all = min(inside + before, insured)
    return (all, all - min(before, insured))
  }

  private func available(_ filedInside: Int, _ filedBefore: Int) -> (inside: Int, before: Int) {
    let all = max(insured - afterBoundary, 0)
    let inside = max(min(study, insured) - afterBoundary, 0)
    return (inside - filedInside, all - inside - filedBefore)
  }

  /// With any number of rentals and dormitories that there is room for: no other number needs a look,
  /// for what is filed beyond the room scores nothing.
  private func mostFiled(_ own: Months, _ left: (inside: Int, before: Int)) -> Int {
    let rental = count { kinds[$0] == .rental && $0 < afterBoundary }
    let dormitory = count { kinds[$0] == .dormitory && $0 < afterBoundary }
    var best = Int.min
    for rentalInside in 0...rental.inside {
      for rentalBefore in 0...rental.before {
        for dormitoryInside in 0...dormitory.inside {
          for dormitoryBefore in 0...dormitory.before {
            var months = own
            months.rental = (rentalInside + rentalBefore, rentalInside)
            months.dormitory = (dormitoryInside + dormitoryBefore, dormitoryInside)
            if own.own.all + months.rental.all + months.dormitory.all > insured { continue }
            best = max(best, imputing(months, left))
          }
        }
      }
    }
    return best
  }

  private func imputing(_ filed: Months, _ left: (inside: Int, before: Int)) -> Int {
    var months = filed
    let room = insured - filed.own.all - filed.rental.all - filed.dormitory.all
    let all = min(left.inside + left.before, room)
    months.imputed = (all, all - min(left.before, room))
    return months.points(employedInside: min(study, insured))
  }
}
