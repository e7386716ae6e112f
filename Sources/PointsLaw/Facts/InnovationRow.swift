/// The rows of the innovation tables (创新创业指标积分标准): awards, competitions and enterprise
/// routes. Their points are parameters of an edition; their keys belong to the case format.
package enum InnovationRow: UInt8, CaseIterable, Sendable {
  case nationalNaturalScience, nationalTechnologicalInvention, nationalScienceTechnologyProgress
  case beijingScienceTechnology, beijingPhilosophySocialScience, fiveOneProject, chinaNews
  case changjiangTaofen, beijingLiteratureArt, capitalSpiritualCivilisation, beijingNews
  case chinaInnovation, beijingInnovation, beijingCulturalCreativity, worldSkills
  case nationalFirstClassSkills, cityFirstClassSkills, chinaChuangyi, beijingEntrepreneurship
  case C1, C2, C3, C4

  package enum Route: String, CaseIterable, Sendable { case award, competition, enterprise }

  /// Made once: asking a case for its name is slow.
  private static let names = allCases.map { String(describing: $0) }
  package var name: String { Self.names[Int(rawValue)] }

  package var route: Route {
    switch self {
    case .C1, .C2, .C3, .C4: .enterprise
    case .chinaInnovation, .beijingInnovation, .beijingCulturalCreativity, .worldSkills,
      .nationalFirstClassSkills, .cityFirstClassSkills, .chinaChuangyi, .beijingEntrepreneurship:
      .competition
    default: .award
    }
  }

  /// The grades that the row is given in; empty when it has none.
  package var grades: [Grade] {
    switch self {
    case .nationalNaturalScience, .nationalTechnologicalInvention: [.first, .second]
    case .nationalScienceTechnologyProgress: [.special, .first, .second]
    case .beijingScienceTechnology:
      [
        .majorInnovation, .first, .second, .third, .outstandingContributionZhongguancun,
        .outstandingYouthZhongguancun, .special,
      ]
    case .beijingPhilosophySocialScience: [.special, .first, .second]
    case .chinaNews: [.special, .first, .second, .third]
    case .beijingNews: [.first, .second, .third]
    case .chinaInnovation, .beijingInnovation: [.first, .second, .third]
    case .beijingCulturalCreativity: [.first, .second, .third, .single]
    default: []
    }
  }

  /// Whether the points depend on the rank, so that a case must state it.
  package func needsPlace(_ grade: Grade?) -> Bool {
    switch (self, grade) {
    case (.nationalFirstClassSkills, _), (.cityFirstClassSkills, _): true
    case (.nationalNaturalScience, .second), (.nationalTechnologicalInvention, .second): true
    case (.nationalScienceTechnologyProgress, _): true
    case (.beijingScienceTechnology, .majorInnovation), (.beijingScienceTechnology, .first),
      (.beijingScienceTechnology, .second), (.beijingScienceTechnology, .third):
      true
    default: false
    }
  }

  /// Whether a case may state a rank at all.
  package var mayHavePlace: Bool {
    route == .award || self == .nationalFirstClassSkills || self == .cityFirstClassSkills
  }
}

/// The grade (等级) of an award or competition.
package enum Grade: UInt8, CaseIterable, Sendable {
  case special, first, second, third, majorInnovation, single
  case outstandingContributionZhongguancun, outstandingYouthZhongguancun

  /// Made once: asking a case for its name is slow.
  private static let names = allCases.map { String(describing: $0) }
  package var name: String { Self.names[Int(rawValue)] }
}

/// The honours that score (荣誉表彰指标积分标准).
package enum HonourTitle: UInt8, CaseIterable, Sendable {
  case nationalModelWorker, beijingModelWorker, equalTreatmentModelWorker
  case nationalMoralModelHelping, nationalMoralModelBravery, nationalMoralModelHonesty
  case nationalMoralModelDedication, nationalMoralModelFilialPiety
  case capitalMoralModel, nationalBraveryHero, capitalBraveryCitizen

  /// Made once: asking a case for its name is slow.
  private static let names = allCases.map { String(describing: $0) }
  package var name: String { Self.names[Int(rawValue)] }
}
