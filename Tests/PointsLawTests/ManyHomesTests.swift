import PointsLaw
import Policy
import TestKit
import Testing
import Units

/// Protects the proof of the best filing where brute force ends: a life of 20 or 40 homes has more
/// subsets than anybody can try, and the answer must still be at least as good as any of them.
@Suite("The best filing of people with many homes")
struct ManyHomesTests {
  /// Homes of one to six months each, one after the other, with everything around them at random.
  static func people(_ cycle: Int, homes count: Int, seed: UInt64) -> Facts {
    var random = ShortHomes.Generator(seed)
    let last = Month(cycle - 1, 12)
    return worker(cycle: cycle) {
      let insuredFrom = last - Int.random(in: 84...160, using: &random)
      $0.insurance = insured(MonthSpan(insuredFrom, last), [.haidian, .tongzhou][Int(seed % 2)])
      var months: [Month] = []
      var now = last - Int.random(in: 0...3, using: &random)
      var homes: [Residence] = []
      for _ in 0..<count {
        let from = now - Int.random(in: 0...5, using: &random)
        let district = [District.haidian, .tongzhou, .daxing].randomElement(using: &random)
        let kind = [Residence.Kind.ownHome, .ownHome, .rental, .dormitory]
          .randomElement(using: &random)
        guard let district, let kind else { continue }
        homes.append(
          Residence(
            kind, owner: kind == .ownHome ? .`self` : nil, MonthSpan(from, now), district))
        months.append(from)
        now = from - 1 - Int.random(in: 0...2, using: &random)
      }
      $0.residences = homes.shuffled(using: &random)
      guard let enrolled = months.randomElement(using: &random) else { return }
      $0.credentials = [
        Credential(
          .bachelor, diploma: true, degree: true, enrolled: enrolled,
          graduated: min(enrolled + 40, last)),
        Credential(
          .master, diploma: true, degree: true, enrolled: enrolled - 20,
          graduated: min(enrolled + 30, last)),
      ]
    }
  }

  @Test(
    "20 and 40 homes: no worse than filing all, than leaving any one out, or any two",
    arguments: [2018, 2019, 2022], [20, 40])
  func manyHomes(cycle: Int, count: Int) throws {
    var scorer = Scorer(try Law.rules(cycle))
    for seed in 1...3 {
      let facts = ManyHomesTests.people(cycle, homes: count, seed: UInt64(seed))
      let filing = scorer.bestFiling(facts)
      let best = scorer.score(facts, filing: filing).total
      #expect(scorer.score(facts).total == best)
      var others: [[Int]] = [[]]
      for first in facts.residences.indices {
        others.append([first])
        others.append([first, (first * 7 + 3) % count].sorted())
      }
      for leftOut in others where Set(leftOut).count == leftOut.count {
        for credential in [nil, 0, 1] {
          let other = scorer.score(
            facts, filing: Filing(credential: credential, leftOut: leftOut)
          ).total
          #expect(other <= best, "\(leftOut) \(facts)")
          if other == best {
            #expect(filing.leftOut.count <= leftOut.count, "fewest left out: \(facts)")
          }
        }
      }
      // Climbing from the answer by one home more or fewer gains nothing.
      for place in facts.residences.indices {
        var next = filing
        if let index = next.leftOut.firstIndex(of: place) {
          next.leftOut.remove(at: index)
        } else {
          next.leftOut = (next.leftOut + [place]).sorted()
        }
        #expect(scorer.score(facts, filing: next).total <= best, "\(facts)")
      }
    }
  }

  @Test(
    "with ten homes the answer is that of trying all 1024 subsets", arguments: [2018, 2019, 2022])
  func tenHomes(cycle: Int) throws {
    var scorer = Scorer(try Law.rules(cycle))
    for seed in 11...12 {
      let facts = ManyHomesTests.people(cycle, homes: 10, seed: UInt64(seed))
      let filing = scorer.bestFiling(facts)
      let best = scorer.score(facts, filing: filing).total
      var highest: Points?
      for subset in 0..<(1 << 10) {
        let leftOut = (0..<10).filter { subset >> $0 & 1 == 1 }
        for credential in [nil, 0, 1] {
          let total = scorer.score(
            facts, filing: Filing(credential: credential, leftOut: leftOut)
          ).total
          highest = max(highest ?? total, total)
        }
      }
      #expect(highest == best, "\(facts)")
    }
  }

  @Test(
    "a home for every month: no number of homes of each sort earns more",
    arguments: [
      // Everything inside the study, the cap below, at and above what there is.
      (2019, 20, 24, 200), (2019, 20, 40, 200), (2018, 40, 20, 200), (2018, 40, 33, 200),
      (2019, 40, 30, 200), (2019, 40, 55, 200),
      // The study begins after some of the homes.
      (2018, 40, 26, 9), (2018, 100, 38, 30), (2019, 40, 31, 14), (2019, 40, 44, 28),
      (2019, 60, 50, 52), (2019, 100, 36, 60), (2019, 50, 45, 12),
    ])
  func monthly(cycle: Int, count: Int, insured: Int, study: Int) throws {
    let kinds: [Residence.Kind] = (0..<count).map {
      // After the boundary mostly own homes; before it a rental would have no effect.
      $0 < (cycle - 2017) * 12 && $0 % 5 < 3 ? [.rental, .dormitory, .rental][$0 % 5] : .ownHome
    }
    let homes = MonthlyHomes(cycle: cycle, insured: insured, study: study, kinds: kinds)
    let facts = homes.facts
    var scorer = Scorer(try Law.rules(cycle))
    let begin = ContinuousClock.now
    let filing = scorer.bestFiling(facts)
    // A debug build on a busy machine; the search that doubled with each home took minutes.
    #expect(ContinuousClock.now - begin < .seconds(20))
    let all = Filing(credential: 0, leftOut: Array(facts.residences.indices))
    let gained = scorer.score(facts, filing: filing).total - scorer.score(facts, filing: all).total
    let most = homes.most()
    #expect(gained.hundredths == most.best - most.nothing, "\(filing)")
    #expect(filing.credential == 0)
    // Filing one home more loses something.
    for place in filing.leftOut {
      var more = filing
      more.leftOut.removeAll { $0 == place }
      #expect(scorer.score(facts, filing: more).total < scorer.score(facts).total, "\(place)")
    }
  }

  @Test("twenty homes of one month each during a study are all filed")
  func monthlyBesideLongHome() throws {
    let last = month("2018-12")
    let facts = worker(cycle: 2019, insured: 40) {
      $0.residences = (0..<20).map { back in
        let kind: Residence.Kind = [.ownHome, .rental, .dormitory][back % 3]
        return Residence(
          kind, owner: kind == .ownHome ? .`self` : nil, MonthSpan(last - back, last - back),
          back % 5 < 2 ? .haidian : .tongzhou)
      }
      $0.residences.append(ownHome("2000-01", "2003-12"))
      $0.credentials = [
        credential(.master, "2010-01", "2018-12"), credential(.bachelor, "2016-06", "2018-07"),
      ]
    }
    var scorer = Scorer(try Law.rules(2019))
    // The long home before the study fills the cap, so that nothing inside it is taken back.
    let filing = scorer.bestFiling(facts)
    #expect(filing == Filing(credential: 0))
    #expect(scorer.score(facts)[.residence].description == "3.33", "40 months")
    let sheet = scorer.sheet(facts)
    #expect(sheet[line: .deduction] == "-10.00", "40 months of employment")
  }
}
