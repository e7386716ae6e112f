package import Policy
package import Units

/// Who listens while the rules speak.
///
/// The rules are written once; the score in a blink and the score with every step explained differ
/// only in the recorder. The details of a line are made only for a recorder that wants them.
protocol ScoreRecorder {
  /// Whether lines of no points are wanted where there is something to explain.
  static var explains: Bool { get }
  mutating func line(_ line: Line, _ hundredths: Int, _ detail: () -> LineDetail)
  mutating func warn(_ warning: () -> Warning)
}

/// The steps behind one line.
package struct LineDetail: Hashable, Sendable {
  package var formula: Formula
  /// The facts used, one statement each.
  package var facts: [Wording]
  /// Places of the parameters read, the one that is cited first.
  package var parameters: [Int]

  package init(_ formula: Formula, _ facts: [Wording], parameters: [Int]) {
    self.formula = formula
    self.facts = facts
    self.parameters = parameters
  }
}

/// Something the applicant should know that costs or earns no points.
package struct Warning: Hashable, Sendable {
  package var wording: Wording

  package init(_ zh: String, _ en: String) { wording = Wording(zh, en) }
}

/// The points of the nine indicators and nothing else, in hundredths.
package struct Score: Hashable, Sendable {
  var employment: Int32 = 0
  var residence: Int32 = 0
  var education: Int32 = 0
  var district: Int32 = 0
  var innovation: Int32 = 0
  var tax: Int32 = 0
  var age: Int32 = 0
  var honours: Int32 = 0
  var lawAbiding: Int32 = 0
  package var isEligible = false

  package init() {}

  package var total: Points {
    let basic = Int(employment) &+ Int(residence) &+ Int(education) &+ Int(district)
    let rest = Int(innovation) &+ Int(tax) &+ Int(age) &+ Int(honours) &+ Int(lawAbiding)
    return Points(hundredths: basic &+ rest)
  }

  package subscript(_ indicator: Indicator) -> Points {
    switch indicator {
    case .employment: Points(hundredths: Int(employment))
    case .residence: Points(hundredths: Int(residence))
    case .education: Points(hundredths: Int(education))
    case .district: Points(hundredths: Int(district))
    case .innovation: Points(hundredths: Int(innovation))
    case .tax: Points(hundredths: Int(tax))
    case .age: Points(hundredths: Int(age))
    case .honours: Points(hundredths: Int(honours))
    case .lawAbiding: Points(hundredths: Int(lawAbiding))
    }
  }
}

extension Score: ScoreRecorder {
  static var explains: Bool { false }

  @inline(__always)
  mutating func line(_ line: Line, _ hundredths: Int, _ detail: () -> LineDetail) {
    let points = Int32(truncatingIfNeeded: hundredths)
    switch line.indicator {
    case .employment: employment &+= points
    case .residence: residence &+= points
    case .education: education &+= points
    case .district: district &+= points
    case .innovation: innovation &+= points
    case .tax: tax &+= points
    case .age: age &+= points
    case .honours: honours &+= points
    case .lawAbiding: lawAbiding &+= points
    }
  }

  @inline(__always)
  mutating func warn(_ warning: () -> Warning) {}
}
