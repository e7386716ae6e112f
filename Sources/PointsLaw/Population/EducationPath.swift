/// How somebody came by an education (求学经历), before or beside work in Beijing.
enum EducationPath: Int, CaseIterable, Sendable {
  /// Secondary school: no credential that counts.
  case secondary
  /// Junior college (专科), then work.
  case college
  /// Bachelor with degree, then work.
  case bachelor
  /// Bachelor's diploma without degree, then work.
  case bachelorDiploma
  /// Bachelor and master, then work.
  case master
  /// Bachelor, master and doctor, then work.
  case doctor
  /// Junior college in the evening.
  case eveningCollege
  /// Junior college, then a bachelor beside work (专升本).
  case eveningBachelor
  /// Bachelor, then a master beside work, with diploma and degree.
  case eveningMaster
  /// Bachelor, then a master's degree alone (同等学力).
  case masterDegree
  /// Insured work began before junior college was finished.
  case lateCollege
  /// Insured work began before the bachelor was finished.
  case lateBachelor
  /// Insured work began before the master was finished.
  case lateMaster

  /// Whether the first credential was finished after insured work had begun.
  var isLate: Bool { rawValue >= EducationPath.lateCollege.rawValue }

  /// Whether all study was over when insured work began.
  var isPlain: Bool {
    switch self {
    case .college, .bachelor, .bachelorDiploma, .master, .doctor: true
    default: false
    }
  }
}

/// What a path of education says about the rest of a life.
struct PathProfile: Sendable {
  /// How many of 4096 people took it.
  var share: Int
  /// Years insured compared with the common curve: a factor in 1/1024, then months.
  var careerScale: Int
  var careerShift: Int
  /// The earliest year in which full-time study ended, so that the oldest were born in 1961.
  var earliestGraduation: Int
  /// Months later (or earlier) than the common curve until the first own home.
  var homeDelay: Int
  /// Shift of the wage trait, in 1/1024 of its standard deviation.
  var wage: Int
  /// How many of 1024 are rural-registered labourers (外埠农村劳动力).
  var rural: Int
}
