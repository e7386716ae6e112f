import Policy
import Units

/// 创新创业: the one best claim counts; tables by award, competition and enterprise route.
enum ClaimWorth {
  case points(Points, [Int])
  case nothing(Reason)

  enum Reason {
    case notInEdition
    case unpublished(Int)
    case afterLastYear
    case beforeFirstYear(Int)
    case rankOutside
    case noCountedYear
    case belowFinancing(Yuan)
  }
}

extension Rules {
  /// Points of a claim in hundredths.
  func claimPoints(_ claim: PackedClaim) -> Int {
    if case .points(let points, _) = worth(claim) { points.hundredths } else { 0 }
  }

  func worth(_ claim: PackedClaim) -> ClaimWorth {
    switch claim.row {
    case .C1, .C2, .C3: enterpriseWorth(claim)
    case .C4: financingWorth(claim)
    default: tableWorth(claim)
    }
  }

  private func tableWorth(_ claim: PackedClaim) -> ClaimWorth {
    guard let worth = innovation.worth(claim.row, Grade(rawValue: claim.grade)) else {
      return .nothing(.notInEdition)
    }
    if Int(claim.year) > cycle - 1 { return .nothing(.afterLastYear) }
    let first = innovation.firstYear(claim.row)?.value
    if let first = first.flatMap({ $0 }), Int(claim.year) < first {
      return .nothing(.beforeFirstYear(first))
    }
    switch worth.scale {
    case .points(let points): return .points(points, [worth.parameter])
    case .unpublished: return .nothing(.unpublished(worth.parameter))
    case .ranks(let rows):
      guard let row = rows.first(where: { $0.from <= claim.place && claim.place <= $0.to }) else {
        return .nothing(.rankOutside)
      }
      guard let points = row.points else { return .nothing(.unpublished(worth.parameter)) }
      return .points(points, [worth.parameter])
    }
  }

  /// Years that satisfy within the look-back; bit 0 is the previous year.
  private func countedYears(_ claim: PackedClaim) -> Int {
    let span = min(innovation.lookBackYears.value, 63)
    return (claim.years & (1 << UInt64(span) - 1)).nonzeroBitCount
  }

  private func enterpriseWorth(_ claim: PackedClaim) -> ClaimWorth {
    guard let years = innovation.enterprise(claim.row) else { return .nothing(.notInEdition) }
    let worth: Cited<Points>
    switch countedYears(claim) {
    case 0: return .nothing(.noCountedYear)
    case 1: worth = years.oneYear
    case 2: worth = years.twoYears
    default: worth = years.threeYears
    }
    return .points(worth.value, [worth.parameter, innovation.lookBackYears.parameter])
  }

  private func financingWorth(_ claim: PackedClaim) -> ClaimWorth {
    guard let financing = innovation.financing else { return .nothing(.notInEdition) }
    guard countedYears(claim) > 0 else { return .nothing(.noCountedYear) }
    for tier in financing.tiers where claim.financing >= tier.financing.value.fen {
      return .points(
        tier.points.value,
        [tier.points.parameter, tier.financing.parameter, innovation.lookBackYears.parameter])
    }
    return .nothing(.belowFinancing(financing.tiers.last?.financing.value ?? Yuan(fen: 0)))
  }

  /// The claim that earns most, the first of equals; `nil` when none earns anything.
  @inline(__always)
  func bestClaim(_ applicant: Applicant) -> Int? {
    applicant.packed.pointee.claims == 0 ? nil : bestOfClaims(applicant)
  }

  @inline(never)
  private func bestOfClaims(_ applicant: Applicant) -> Int? {
    var best: Int?
    var most = 0
    for index in 0..<Int(applicant.packed.pointee.claims) {
      let points = claimPoints(applicant.claim(index))
      if points > most { (best, most) = (index, points) }
    }
    return best
  }

  @inline(__always)
  func recordInnovation<Recorder: ScoreRecorder>(
    _ applicant: Applicant, _ place: Int?, into recorder: inout Recorder
  ) {
    guard applicant.packed.pointee.claims > 0 else { return }
    recordClaims(applicant, place, into: &recorder)
  }

  @inline(never)
  private func recordClaims<Recorder: ScoreRecorder>(
    _ applicant: Applicant, _ place: Int?, into recorder: inout Recorder
  ) {
    for index in 0..<Int(applicant.packed.pointee.claims) {
      let claim = applicant.claim(index)
      switch worth(claim) {
      case .points(let points, let parameters):
        if index == place {
          recorder.line(.innovation, points.hundredths) {
            LineDetail(.points(points), [Notes.claim(claim, index)], parameters: parameters)
          }
        }
      case .nothing(let reason):
        recorder.warn { Notes.claimScoresNothing(self, claim, reason) }
      }
    }
  }
}
