import Units

/// When somebody began to be insured in Beijing, and what was studied before and beside (求学与来京).
/// Months are ordinals of cycle 2020.
struct Studies: Sendable {
  let path: EducationPath
  /// How long the insured career is compared with others: a normal trait, 1024 a deviation.
  let seniority: Int
  /// The first insured month in Beijing (首次参保).
  let insuredFrom: Int
  /// The month of the first, the master's and the doctor's graduation, as far as the path has them.
  let firstGraduation: Int
  let masterGraduation: Int
  let doctorGraduation: Int
  let masterMonths: Int
  /// Study beside work, three years from a September.
  let eveningFrom: Int
  let eveningHasDegree: Bool

  init(_ draws: Draws, _ calibration: Calibration, flaw: Flaw?) {
    path = EducationPath.allCases[draws.pick(.path, calibration.pathShares)]
    let profile = calibration.paths[path.rawValue]
    seniority = draws.normal(.career)
    let usual = (calibration.career[seniority] * profile.careerScale) >> 10 + profile.careerShift
    let lag =
      draws.pick(.graduationLag, calibration.lag)
      + (calibration.lagOfSeniors * max(0, seniority - calibration.lagOfSeniorsFrom)) >> 20
    insuredFrom = Studies.insuredFrom(
      draws, calibration, months: min(max(usual, 84), 290), isFresh: lag == 0 && path.isPlain,
      flaw)

    let last = Studies.lastGraduation(draws, path, profile, insuredFrom: insuredFrom, lag: lag)
    let lengths = draws.below(.studyYears, 1024)
    masterMonths = lengths >> 2 & 3 == 3 ? 22 : 34
    doctorGraduation = last
    masterGraduation = path == .doctor ? last - (lengths >> 4 & 1 == 1 ? 48 : 36) : last
    switch path {
    case .master, .lateMaster, .doctor:
      firstGraduation = masterGraduation - masterMonths - 2 - (lengths & 3 == 3 ? 24 : 0)
    default:
      firstGraduation = last
    }

    let career = Landmark.reference - insuredFrom + 1
    let begun = insuredFrom + draws.below(.evening, max(1, career - 48))
    let september = Landmark.september(upTo: begun)
    eveningFrom = path == .eveningCollege ? september : max(september, firstGraduation + 2)
    eveningHasDegree = lengths >= 300
  }

  /// The first insured month: `months` before the reference month, often right after graduation
  /// (应届毕业).
  private static func insuredFrom(
    _ draws: Draws, _ calibration: Calibration, months: Int, isFresh: Bool, _ flaw: Flaw?
  ) -> Int {
    if case .newcomer(let months) = flaw { return Landmark.reference - months + 1 }
    let usual = Landmark.reference - months + 1
    let august = usual / 12 * 12 + 7
    let isSnapped = isFresh && draws.chance(.snap, calibration.startsInAugust)
    return isSnapped && august <= Landmark.windowStart ? august : usual
  }

  /// The July in which the last full-time study ended: `lag` years before the first insured month,
  /// or within three years after it for those who began to work early.
  private static func lastGraduation(
    _ draws: Draws, _ path: EducationPath, _ profile: PathProfile, insuredFrom: Int, lag: Int
  ) -> Int {
    let july: Int
    if path.isLate {
      july = (insuredFrom + 5) / 12 * 12 + 6 + 12 * draws.below(.lateYears, 3)
    } else {
      let year = (insuredFrom - 7) / 12
      july = (year - min(lag, max(0, year - profile.earliestGraduation))) * 12 + 6
    }
    return min(july, Landmark.reference - 5)
  }

  func credentials(_ shift: CycleShift) -> [Credential] {
    var list: [Credential] = []
    func add(
      _ level: Credential.Level, _ enrolled: Int, _ graduated: Int, diploma: Bool = true,
      degree: Bool = true
    ) {
      list.append(
        Credential(
          level, diploma: diploma, degree: degree, enrolled: shift.month(enrolled),
          graduated: shift.month(graduated)))
    }
    switch path {
    case .secondary, .eveningCollege: break
    case .college, .eveningBachelor, .lateCollege:
      list.reserveCapacity(2)
      add(.juniorCollege, firstGraduation - 34, firstGraduation, degree: false)
    default:
      list.reserveCapacity(path == .doctor ? 3 : 2)
      add(.bachelor, firstGraduation - 46, firstGraduation, degree: path != .bachelorDiploma)
    }
    switch path {
    case .master, .lateMaster:
      add(.master, masterGraduation - masterMonths, masterGraduation)
    case .doctor:
      add(.master, masterGraduation - masterMonths, masterGraduation)
      add(.doctor, masterGraduation + 2, doctorGraduation)
    case .eveningCollege: add(.juniorCollege, eveningFrom, eveningFrom + 34, degree: false)
    case .eveningBachelor:
      add(.bachelor, eveningFrom, eveningFrom + 34, degree: eveningHasDegree)
    case .eveningMaster: add(.master, eveningFrom, eveningFrom + 34)
    case .masterDegree: add(.master, eveningFrom, eveningFrom + 34, diploma: false)
    default: break
    }
    return list
  }
}
