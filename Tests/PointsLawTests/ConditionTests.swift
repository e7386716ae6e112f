import PointsLaw
import Policy
import TestKit
import Testing
import Units

/// Protects the doors of the exercise (资格条件; points.md 2, TRIAL-2018 article 12): residence permit,
/// criminal record, what is said when a condition fails, and the third answer when a fact is missing.
@Suite("Residence permit, criminal record and the three answers")
struct ConditionTests {
  @Test(
    "a permit applied for on the reference date is in time, a day later it is not",
    arguments: [2018, 2019, 2020, 2022, 2026])
  func permit(cycle: Int) throws {
    func answer(_ text: String) throws -> Answer {
      try score(worker(cycle: cycle) { $0.residencePermit = .appliedOn(day(text)) }, cycle: cycle)
        .answer(.residencePermit)
    }
    #expect(try answer("\(cycle - 1)-12-31") == .met)
    #expect(try answer("\(cycle)-01-01") == .notMet)
    #expect(try answer("\(cycle - 1)-01-01") == .met)
    #expect(try answer("2005-06-30") == .met)
  }

  @Test("without a permit the condition fails and says so; the date is named when it is late")
  func permitReasons() throws {
    let none = try score(worker { $0.residencePermit = .none })
    #expect(none.answer(.residencePermit) == .notMet)
    #expect(none.reason(.residencePermit).contains("no residence permit"))
    let late = try score(worker { $0.residencePermit = .appliedOn(day("2020-01-01")) })
    #expect(late.reason(.residencePermit).contains("2020-01-01"))
    #expect(late.reason(.residencePermit).contains("2019-12-31"))
  }

  @Test("a criminal record fails; a reform may say otherwise")
  func criminalRecord() throws {
    let facts = worker { $0.criminalRecord = true }
    #expect(try score(facts).answer(.criminalRecord) == .notMet)
    #expect(try score(worker()).answer(.criminalRecord) == .met)
    let allowed = try score(facts, reform: "conditions.criminalRecord.allowed: yes")
    #expect(allowed.answer(.criminalRecord) == .met)
    #expect(allowed.isEligible)
  }

  @Test("someone who meets every condition is eligible in every edition", arguments: 2018...2026)
  func eligible(cycle: Int) throws {
    let sheet = try score(worker(cycle: cycle), cycle: cycle)
    #expect(sheet.isEligible)
    #expect(sheet.conditions.map(\.condition) == Condition.allCases)
  }

  @Test("every failed condition is listed, in the order of the case format, with its article")
  func allFailures() throws {
    let facts = worker {
      $0.residencePermit = .none
      $0.birthDate = day("1950-01-01")
      $0.insurance = []
      $0.criminalRecord = true
    }
    let sheet = try score(facts)
    #expect(sheet.failures == ["residencePermit", "retirementAge", "insurance", "criminalRecord"])
    #expect(!sheet.isEligible)
    for (condition, outcome) in sheet.conditions {
      guard case .notMet(let reason, let parameters) = outcome else {
        Issue.record("\(condition) is met")
        continue
      }
      #expect(!reason.zh.isEmpty && !reason.en.isEmpty)
      let first = try #require(parameters.first)
      let article = sheet.rules.parameter(first).article
      #expect(sheet.rules.sources[article.document] != nil, "\(article)")
    }
    #expect(sheet[.age] == "0.00", "an ineligible case is scored all the same")
  }

  // MARK: The third answer

  @Test("a missing fact gives no answer where it decides")
  func unknown() throws {
    let permit = try score(worker { $0.residencePermit = .unknown })
    #expect(permit.answer(.residencePermit) == .undetermined)
    #expect(!permit.reason(.residencePermit).isEmpty)
    #expect(!permit.isEligible)
    let record = try score(worker { $0.criminalRecord = nil })
    #expect(record.answer(.criminalRecord) == .undetermined)
    #expect(!record.isEligible)
  }

  @Test(
    "without her post a woman's answer is open only between 50 and 55",
    arguments: [
      ("1980-05-17", Answer.met), ("1969-12-31", .met), ("1969-12-30", .undetermined),
      ("1964-12-31", .undetermined), ("1964-12-30", .notMet), ("1950-01-01", .notMet),
    ])
  func unknownPost(birth: String, answer: Answer) throws {
    let facts = worker {
      $0.birthDate = day(birth)
      $0.post = nil
    }
    #expect(try score(facts).answer(.retirementAge) == answer)
  }

  @Test("a man's post does not matter")
  func manWithoutPost() throws {
    func answer(_ birth: String, _ post: Post?) throws -> Answer {
      try score(
        worker {
          $0.sex = .male
          $0.birthDate = day(birth)
          $0.post = post
        }
      ).answer(.retirementAge)
    }
    for post in [nil, Post.worker, .management] {
      #expect(try answer("1959-12-31", post) == .met)
      #expect(try answer("1959-12-30", post) == .notMet)
    }
  }

  @Test("without the household the answer is open only where the household decides")
  func unknownHousehold() throws {
    func answer(_ insurance: [InsuranceSpell], _ household: Household?) throws -> Answer {
      try score(
        worker(cycle: 2019) {
          $0.insurance = insurance
          $0.household = household
        }, cycle: 2019
      ).answer(.insurance)
    }
    let all = insured("2012-01", "2018-12")
    #expect(try answer(all, nil) == .met)
    let lateMedical = all.without("2012-01", "2012-03", types: [.medical])
    #expect(try answer(lateMedical, .urban) == .notMet)
    #expect(try answer(lateMedical, .rural) == .met)
    #expect(try answer(lateMedical, nil) == .undetermined)
    #expect(try answer(all.without("2012-01", "2012-03", types: [.injury]), nil) == .notMet)
    // Two of six supplementary months lie before the month from which rural medical is required.
    let six = all.makingUp("2012-02", "2012-07", types: [.medical])
    #expect(try answer(six, .urban) == .notMet)
    #expect(try answer(six, .rural) == .met)
    #expect(try answer(six, nil) == .undetermined)
  }

  @Test("an open answer is given exactly when the possible facts disagree")
  func openMeansOpen() throws {
    var random = RandomFacts(seed: 2012_04)
    for cycle in [2018, 2019, 2020, 2026] {
      var scorer = Scorer(try Law.rules(cycle))
      for _ in 0..<120 {
        var facts = random.next(cycle: cycle, small: true)
        facts.residences = []
        facts.credentials = []
        func answers(_ condition: Condition, _ possible: [(inout Facts) -> Void]) -> [Answer] {
          possible.map { change in
            var known = facts
            change(&known)
            return scorer.sheet(known).answer(condition)
          }
        }
        let posts = answers(
          .retirementAge, [{ $0.post = .worker }, { $0.post = .management }, { $0.post = nil }])
        #expect(posts[2] == (posts[0] == posts[1] ? posts[0] : .undetermined), "\(facts)")
        let households = answers(
          .insurance,
          [{ $0.household = .urban }, { $0.household = .rural }, { $0.household = nil }])
        #expect(
          households[2] == (households[0] == households[1] ? households[0] : .undetermined),
          "\(facts)")
      }
    }
  }
}
