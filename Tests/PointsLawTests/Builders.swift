import PointsLaw
import Policy
import Units

/// Builders of facts and shorthands for scoring, so that a test states only what it is about.

// MARK: Months and days

/// A month written as in a case file.
func month(_ text: String) -> Month {
  guard let month = Month(text) else { preconditionFailure("\(text) is no month") }
  return month
}

func months(_ from: String, _ to: String) -> MonthSpan { MonthSpan(month(from), month(to)) }

func day(_ text: String) -> CivilDate {
  guard let day = CivilDate(text) else { preconditionFailure("\(text) is no day") }
  return day
}

func yuan(_ text: String) -> Yuan {
  guard let yuan = Yuan(utf8: text.utf8) else { preconditionFailure("\(text) is no amount") }
  return yuan
}

func share(_ text: String) -> Share {
  guard let share = Share(utf8: text.utf8) else { preconditionFailure("\(text) is no share") }
  return share
}

// MARK: Insurance

/// All five types, or those given, paid normally.
func insured(
  _ span: MonthSpan, _ district: District = .haidian,
  types: [InsuranceType] = InsuranceType.allCases
) -> [InsuranceSpell] {
  types.map { InsuranceSpell($0, span, district) }
}

func insured(
  _ from: String, _ to: String, _ district: District = .haidian,
  types: [InsuranceType] = InsuranceType.allCases
) -> [InsuranceSpell] {
  insured(months(from, to), district, types: types)
}

/// All five types, or those given, made up later (补缴).
func madeUp(
  _ from: String, _ to: String, types: [InsuranceType] = InsuranceType.allCases,
  byAgency: Bool = false, recordedOn: String? = nil
) -> [InsuranceSpell] {
  types.map {
    InsuranceSpell(
      $0, months(from, to), .haidian,
      supplementary: Supplementary(byAgency: byAgency, recordedOn: recordedOn.map(day)))
  }
}

extension [InsuranceSpell] {
  /// The same payments without some months of some types.
  func without(
    _ from: String, _ to: String, types: [InsuranceType] = InsuranceType.allCases
  ) -> [InsuranceSpell] {
    let hole = months(from, to)
    return flatMap { spell -> [InsuranceSpell] in
      guard types.contains(spell.type), spell.months.overlaps(hole) else { return [spell] }
      var parts: [InsuranceSpell] = []
      for span in [
        MonthSpan(spell.months.from, hole.from - 1), MonthSpan(hole.to + 1, spell.months.to),
      ] where span.count > 0 {
        var part = spell
        part.months = span
        parts.append(part)
      }
      return parts
    }
  }

  /// The same payments with some months made up later instead.
  func makingUp(
    _ from: String, _ to: String, types: [InsuranceType] = InsuranceType.allCases,
    byAgency: Bool = false, recordedOn: String? = nil
  ) -> [InsuranceSpell] {
    without(from, to, types: types)
      + madeUp(from, to, types: types, byAgency: byAgency, recordedOn: recordedOn)
  }
}

// MARK: Homes

func ownHome(
  _ from: String, _ to: String, _ district: District = .haidian, of owner: Residence.Owner = .`self`
) -> Residence {
  Residence(.ownHome, owner: owner, months(from, to), district)
}

func rental(_ from: String, _ to: String, _ district: District = .haidian) -> Residence {
  Residence(.rental, months(from, to), district)
}

func dormitory(_ from: String, _ to: String, _ district: District = .haidian) -> Residence {
  Residence(.dormitory, months(from, to), district)
}

// MARK: Studies

/// A diploma and a degree, or one of them.
func credential(
  _ level: Credential.Level, _ enrolled: String, _ graduated: String, diploma: Bool = true,
  degree: Bool? = nil
) -> Credential {
  Credential(
    level, diploma: diploma, degree: degree ?? (level != .juniorCollege),
    enrolled: month(enrolled), graduated: month(graduated))
}

// MARK: People

/// A woman worker from an urban household, born 1980-05-17, with a residence permit, insured in
/// Haidian for the 84 months that end with the month of the reference date: she meets every condition
/// and has nothing beside.
func worker(
  cycle: Int = 2020, insured count: Int = 84, at district: District = .haidian,
  _ change: (inout Facts) -> Void = { _ in }
) -> Facts {
  let last = Month(cycle - 1, 12)
  var facts = Facts(
    id: "worker", birthDate: day("1980-05-17"), sex: .female, post: .worker, household: .urban,
    residencePermit: .appliedOn(day("2011-03-01")), criminalRecord: false,
    insurance: count > 0 ? insured(MonthSpan(last - (count - 1), last), district) : [])
  change(&facts)
  return facts
}

// MARK: Scoring

/// The rules in force, built once for the tests.
enum Law {
  private static let built = Result { try Library.builtIn() }
  private static let usual: Result<[Int: Rules], any Error> = Result {
    let library = try built.get()
    return try Dictionary(
      uniqueKeysWithValues: (2018...2027).map { ($0, try library.rules($0)) })
  }

  static func library() throws -> Library { try built.get() }

  static func rules(_ cycle: Int) throws -> Rules {
    if let rules = try usual.get()[cycle] { return rules }
    return try library().rules(cycle)
  }

  /// The rules under a reform written as in a reform file.
  static func rules(_ cycle: Int, reform: String) throws -> Rules {
    try library().rules(cycle, reform: Law.reform(reform))
  }

  static func reform(_ yaml: String) throws(Problems) -> Reform {
    var result: Result<Reform, Problems> = .failure(Problems([]))
    Array(yaml.utf8).withUnsafeBytes { buffer in
      do throws(Problems) {
        result = .success(try Reform(yaml: buffer, name: "test"))
      } catch {
        result = .failure(error)
      }
    }
    return try result.get()
  }
}

/// The score sheet of the best filing, or of the filing given, under the law or under a reform.
func score(
  _ facts: Facts, cycle: Int = 2020, filing: Filing? = nil, reform: String? = nil
) throws -> ScoreSheet {
  let rules = try reform.map { try Law.rules(cycle, reform: $0) } ?? Law.rules(cycle)
  var scorer = Scorer(rules)
  return scorer.sheet(facts, filing: filing)
}

extension ScoreSheet {
  /// Points of an indicator as printed.
  subscript(_ indicator: Indicator) -> String { points(of: indicator).description }

  /// Points of a line as printed; a line that is not on the sheet has none.
  subscript(line line: Line) -> String {
    lines.first { $0.line == line }?.points.description ?? "0.00"
  }

  /// The English warnings.
  var warningTexts: [String] { warnings.map(\.wording.en) }

  /// What is found of a condition.
  func answer(_ condition: Condition) -> Answer {
    switch conditions.first(where: { $0.condition == condition })?.outcome {
    case .met: .met
    case .notMet: .notMet
    default: .undetermined
    }
  }

  /// Why a condition is not met, or what is missing; empty when it is met.
  func reason(_ condition: Condition) -> String {
    switch conditions.first(where: { $0.condition == condition })?.outcome {
    case .notMet(let reason, _): reason.en
    case .undetermined(let missing): missing.en
    default: ""
    }
  }
}

/// The three answers of a condition.
enum Answer: String, Sendable { case met, notMet, undetermined }
