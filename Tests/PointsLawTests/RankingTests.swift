import PointsLaw
import Policy
import Testing
import Units

/// Protects ranking and admission (积分排名; points.md 5): equal scores fare alike (同分同落), the order
/// rests on nothing but points and identifiers, and the published form is plain CSV.
@Suite("Ranking and admission")
struct RankingTests {
  // MARK: Quota and cut-off

  @Test(
    "everyone with the score at the quota's place is admitted (QA-2020 问16)",
    arguments: [(1, 1), (2, 4), (3, 4), (4, 4), (5, 5)])
  func equalsAtTheEdge(quota: Int, admitted: Int) throws {
    let pool = try Pool(["a": 120, "b": 108, "c": 108, "d": 108, "e": 96])
    let ranking = Ranking(pool.candidates, .quota(quota))
    #expect(ranking.admitted == admitted)
    #expect(ranking.cutOff == points(["", "55.00", "51.50", "51.50", "51.50", "48.00"][quota]))
  }

  @Test("with fewer eligible people than the quota all are admitted", arguments: [3, 4, 6000])
  func fewerThanQuota(quota: Int) throws {
    let pool = try Pool(["a": 84, "b": 96, "c": 84])
    let ranking = Ranking(pool.candidates, .quota(quota))
    #expect(ranking.admitted == 3)
    #expect(ranking.cutOff == points("44.50"), "the lowest total there is")
  }

  @Test(
    "a cut-off admits at or above it, not a hundredth below (points.md 5)",
    arguments: [
      ("48.00", 2), ("48.01", 1), ("47.99", 2), ("44.50", 3), ("55.00", 1), ("55.01", 0), ("0", 3),
    ])
  func cutOff(least: String, admitted: Int) throws {
    let pool = try Pool(["a": 120, "b": 96, "c": 84])
    let ranking = Ranking(pool.candidates, .cutOff(points(least)))
    #expect(ranking.admitted == admitted)
    #expect(ranking.cutOff == [nil, points("55.00"), points("48.00"), points("44.50")][admitted])
  }

  @Test("equal totals share a rank and the next one counts them: 1, 2, 2, 4")
  func sharedRanks() throws {
    let pool = try Pool(["d": 84, "b": 96, "c": 96, "a": 108])
    let ranking = Ranking(pool.candidates, .quota(2))
    #expect(ranking.ranks == [1, 2, 2, 4])
    #expect(pool.ids(ranking) == ["a", "b", "c", "d"])
    #expect(ranking.admitted == 3)
  }

  @Test("ineligible people are left out, counted, and take nobody's place")
  func ineligible() throws {
    var pool = try Pool(["b": 96, "c": 84])
    pool.add("first of all", months: 240, isEligible: false)
    pool.add("last of all", months: 84, detentions: 3, isEligible: false)
    let ranking = Ranking(pool.candidates, .quota(1))
    #expect(pool.ids(ranking) == ["b", "c"])
    #expect(ranking.ranks == [1, 2])
    #expect(ranking.admitted == 1)
    #expect(ranking.ineligible == 2)
  }

  @Test("with nobody eligible there is no list and no cut-off")
  func nobody() throws {
    var pool = try Pool([:])
    for limit in [Ranking.Limit.quota(1), .cutOff(.zero)] {
      let empty = Ranking(pool.candidates, limit)
      #expect(empty.order.isEmpty)
      #expect(empty.admitted == 0)
      #expect(empty.cutOff == nil)
      #expect(empty.ineligible == 0)
    }
    pool.add("a", months: 120, isEligible: false)
    for limit in [Ranking.Limit.quota(1), .cutOff(.zero)] {
      let ranking = Ranking(pool.candidates, limit)
      #expect(ranking.order.isEmpty)
      #expect(ranking.ranks.isEmpty)
      #expect(ranking.admitted == 0)
      #expect(ranking.cutOff == nil)
      #expect(ranking.ineligible == 1)
    }
  }

  @Test("totals below zero rank last and can be a cut-off (守法记录 −30 each)")
  func negativeTotals() throws {
    var pool = try Pool(["a": 84])
    pool.add("b", months: 84, detentions: 2)
    pool.add("c", months: 96, detentions: 2)
    pool.add("d", months: 84, detentions: 2)
    let ranking = Ranking(pool.candidates, .cutOff(points("-15.50")))
    #expect(pool.ids(ranking) == ["a", "c", "b", "d"])
    #expect(ranking.ranks == [1, 2, 3, 3])
    #expect(ranking.admitted == 4)
    #expect(ranking.cutOff == points("-15.50"))
    #expect(Ranking(pool.candidates, .cutOff(points("-15.49"))).admitted == 2)
    #expect(Ranking(pool.candidates, .cutOff(.zero)).cutOff == points("44.50"))
    #expect(
      pool.csv(ranking).hasSuffix(
        "3,d,-15.50,21.00,3.50,0.00,0.00,0.00,0.00,20.00,0.00,-60.00,true\n"))
  }

  // MARK: Order

  @Test("equals stand in the order of code points, whatever the script (case-format.md)")
  func codePoints() throws {
    // U+FFFD comes before every emoji by code point and after them by UTF-16 unit.
    let ids = ["Z", "a", "a ", "e\u{301}", "z", "é", "王五", "\u{FFFD}", "😀", "😀\u{FE0F}"]
    var pool = try Pool([:])
    for id in ids.reversed() { pool.add(id, months: 84) }
    #expect(pool.candidates.count == ids.count, "each is a different person")
    let ranking = Ranking(pool.candidates, .quota(1))
    #expect(pool.ids(ranking).map(Pool.scalars) == ids.map(Pool.scalars))
    #expect(ranking.ranks.allSatisfy { $0 == 1 })
    #expect(ranking.admitted == ids.count)
  }

  @Test("composed and decomposed forms are two people, the same code points are one")
  func identifiers() throws {
    var pool = try Pool([:])
    let added = [
      pool.add("\u{E9}", months: 84), pool.add("e\u{301}", months: 84),
      pool.add("\u{E9}", months: 120),
    ]
    #expect(added == [true, true, false])
    #expect(pool.candidates.count == 2, "nothing is added for a repeated id")
    let ranking = Ranking(pool.candidates, .quota(1))
    #expect(ranking.cutOff == points("44.50"), "the first of the two counts")
  }

  @Test("each of many identifiers is known again")
  func manyIdentifiers() {
    var ids = Identifiers()
    let isNew = (0..<5000).map { ids.insert("P-\($0)") }
    #expect(isNew.allSatisfy { $0 })
    let isNewAgain = (0..<5000).map { ids.insert("P-\($0)") }
    #expect(isNewAgain.allSatisfy { !$0 })
    #expect(ids.count == 5000)
    #expect(Array(ids[4321]) == Array("P-4321".utf8))
    let isOther = ids.insert("P-0 ")
    #expect(isOther)
  }

  @Test(
    "the ranking does not depend on the order of the population",
    arguments: 1...6 as ClosedRange<UInt64>)
  func permutations(seed: UInt64) throws {
    var random = Shuffle(seed)
    var people = (0..<40).map { number in
      Pool.Person(
        id: ["P\(number)", "王\(number)", "é\(number)", "😀\(number)"][number % 4],
        months: 84 + 12 * (number * 7 % 5), detentions: number % 11 == 0 ? 2 : 0,
        isEligible: number % 9 != 0)
    }
    let limits: [Ranking.Limit] = [
      .quota(1), .quota(7), .quota(20), .quota(99), .cutOff(points("51.50")),
    ]
    let first = try Pool(people)
    let expected = limits.map { first.csv(Ranking(first.candidates, $0)) }
    for _ in 0..<5 {
      people.shuffle(using: &random)
      let pool = try Pool(people)
      #expect(limits.map { pool.csv(Ranking(pool.candidates, $0)) } == expected)
    }
  }

  @Test(
    "ranks, list and cut-off equal those counted person by person",
    arguments: 1...20 as ClosedRange<UInt64>)
  func naive(seed: UInt64) throws {
    var random = Shuffle(seed)
    let people = (0..<Int.random(in: 1...30, using: &random)).map { number in
      Pool.Person(
        id: "\(Int.random(in: 0...9, using: &random))-\(number)",
        months: 84 + Int.random(in: 0...6, using: &random),
        detentions: Int.random(in: 0...5, using: &random) / 4,
        isEligible: Int.random(in: 0...5, using: &random) > 0)
    }
    let pool = try Pool(people)
    let quota = Int.random(in: 1...people.count + 1, using: &random)
    let ranking = Ranking(pool.candidates, .quota(quota))
    let totals = pool.candidates.scores.filter(\.isEligible).map(\.total)
    #expect(ranking.order.count == totals.count)
    #expect(ranking.ineligible == people.count - totals.count)
    for (place, person) in ranking.order.enumerated() {
      let total = pool.candidates.scores[person].total
      let higher = totals.filter { $0 > total }.count
      #expect(ranking.ranks[place] == higher + 1)
      #expect((place < ranking.admitted) == (higher < quota), "fewer than the quota stand above")
      if let cutOff = ranking.cutOff { #expect((place < ranking.admitted) == (total >= cutOff)) }
    }
    for (left, right) in zip(ranking.order, ranking.order.dropFirst()) {
      let (one, two) = (pool.candidates.scores[left].total, pool.candidates.scores[right].total)
      #expect(
        one > two
          || one == two
            && Pool.scalars(people[left].id).lexicographicallyPrecedes(
              Pool.scalars(people[right].id))
      )
    }
  }

  // MARK: Published form

  @Test("fields with commas, quotes and line breaks are quoted as RFC 4180 says, others are not")
  func quoting() throws {
    let pool = try Pool([
      "plain": 168, "a,b": 156, "say \"hi\"": 144, "two\nlines": 132, "carriage\rreturn": 120,
      " spaces ": 108, "王五": 96, "semi;colon'": 84,
    ])
    let lines = pool.csv(Ranking(pool.candidates, .quota(1)))
    for field in [
      "1,plain,", "2,\"a,b\",", "3,\"say \"\"hi\"\"\",", "4,\"two\nlines\",",
      "5,\"carriage\rreturn\",", "6, spaces ,", "7,王五,", "8,semi;colon',",
    ] {
      #expect(lines.contains(field), "\(field)")
    }
  }

  @Test("header and lines, byte for byte (case-format.md)")
  func published() throws {
    var pool = try Pool(["b": 108, "a": 108])
    pool.add("c", months: 84, detentions: 1)
    let ranking = Ranking(pool.candidates, .quota(1))
    #expect(
      Ranking.header + pool.csv(ranking) == """
        rank,id,total,employment,residence,education,district,innovation,tax,age,honours,lawAbiding,admitted
        1,a,51.50,27.00,4.50,0.00,0.00,0.00,0.00,20.00,0.00,0.00,true
        1,b,51.50,27.00,4.50,0.00,0.00,0.00,0.00,20.00,0.00,0.00,true
        3,c,14.50,21.00,3.50,0.00,0.00,0.00,0.00,20.00,0.00,-30.00,false

        """)
    #expect(
      String(decoding: ranking.json(2..<3, pool.candidates), as: UTF8.self)
        == #"{"rank": 3, "id": "c", "total": "14.50", "indicators": {"employment": "21.00", "#
        + #""residence": "3.50", "education": "0.00", "district": "0.00", "innovation": "0.00", "#
        + #""tax": "0.00", "age": "20.00", "honours": "0.00", "lawAbiding": "-30.00"}, "#
        + #""admitted": false}"# + "\n")
  }

  @Test(
    "hundredths are printed with two decimals",
    arguments: [
      (0, "0.00"), (5, "0.05"), (-5, "-0.05"), (100, "1.00"), (-1550, "-15.50"), (12345, "123.45"),
      (99, "0.99"), (999, "9.99"), (1000, "10.00"), (99999, "999.99"), (100_000, "1000.00"),
      (.max, "92233720368547758.07"), (.min, "-92233720368547758.08"),
    ])
  func hundredths(value: Int, text: String) {
    let output = [UInt8](unsafeUninitializedCapacity: text.utf8.count) { buffer, count in
      var csv = CSVWriter(buffer)
      csv.hundredths(value)
      count = csv.count
    }
    #expect(String(decoding: output, as: UTF8.self) == text)
  }

  private func points(_ text: String) -> Points {
    guard let points = Points(text) else { preconditionFailure("\(text) is no points") }
    return points
  }
}

/// People who differ by the months they were insured and by their detentions, ranked in 2020.
///
/// 84 months give 21 + 3.50 + 20 (age) = 44.50; each further year gives 3.50.
private struct Pool {
  struct Person {
    var id: String
    var months: Int
    var detentions = 0
    var isEligible = true
  }

  private(set) var candidates = Candidates()
  private var scorer: Scorer

  init(_ people: [Person]) throws {
    scorer = Scorer(try Law.rules(2020))
    for person in people {
      add(
        person.id, months: person.months, detentions: person.detentions,
        isEligible: person.isEligible)
    }
  }

  init(_ people: KeyValuePairs<String, Int>) throws {
    try self.init(people.map { Person(id: $0.key, months: $0.value) })
  }

  /// `false` when the id is there already.
  @discardableResult
  mutating func add(
    _ id: String, months: Int, detentions: Int = 0, isEligible: Bool = true
  ) -> Bool {
    let facts = worker(cycle: 2020, insured: months) {
      $0.id = id
      $0.detentions = Array(repeating: day("2019-02-11"), count: detentions)
      $0.criminalRecord = !isEligible
    }
    return candidates.append(id: id, scorer.score(facts))
  }

  func ids(_ ranking: Ranking) -> [String] {
    ranking.order.map { String(decoding: candidates.ids[$0], as: UTF8.self) }
  }

  func csv(_ ranking: Ranking) -> String {
    String(decoding: ranking.csv(ranking.order.indices, candidates), as: UTF8.self)
  }

  /// For comparing texts by code point: Swift's own equality takes composed forms together.
  static func scalars(_ text: String) -> [UInt32] { text.unicodeScalars.map(\.value) }
}

/// SplitMix64.
private struct Shuffle: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
