import PointsLaw
import Policy
import TestKit
import Testing

/// Protects the reading of one case in the place of another: nothing of the one before may stay.
@Suite("A case is read in the place of another")
struct CaseReuseTests {
  private static func read(
    _ text: [UInt8], _ reader: inout CaseReader, into facts: inout Facts
  ) throws(Problems) {
    let outcome = text.withUnsafeBytes { buffer in
      Result { () throws(Problems) in try reader.read(json: buffer, into: &facts) }
    }
    try outcome.get()
  }

  @Test("facts read into others are what a new reader reads", arguments: [2018, 2020, 2031])
  func same(cycle: Int) throws {
    var random = RandomFacts(seed: 77)
    var reader = CaseReader()
    var facts = CaseReader.noFacts
    var kept: [Facts] = []
    var expected: [Facts] = []
    for index in 0..<400 {
      let person = random.next(cycle: cycle, small: index % 3 == 0)
      var json = JSONWriter()
      json.facts(person)
      try CaseReuseTests.read(json.bytes, &reader, into: &facts)
      #expect(facts == person)
      // A caller may keep what was read: later cases must not change it.
      kept.append(facts)
      expected.append(person)
      if index % 5 == 0 {
        // A broken case between two good ones leaves nothing behind.
        let half = Array(json.bytes.dropLast(index % 7 + 1))
        #expect(throws: Problems.self) {
          try CaseReuseTests.read(half, &reader, into: &facts)
        }
        let wrong = Array(json.text.replacing("\"criminalRecord\"", with: "\"records\"").utf8)
        #expect(throws: Problems.self) {
          try CaseReuseTests.read(wrong, &reader, into: &facts)
        }
      }
    }
    #expect(kept == expected)
  }

  @Test("a case without lists after one with all of them has none")
  func nothingStays() throws {
    var reader = CaseReader()
    var facts = CaseReader.noFacts
    let full = CaseProblemTests.text([
      ("detentions", #"["2019-02-11"]"#),
      ("honours", #"[{"title": "beijingModelWorker", "year": 2015}]"#),
      ("marriages", #"[{"from": "2010-01"}]"#),
      ("residencePermitAppliedOn", "\"2014-03-01\""),
      (
        "taxes",
        #"{"authorised": true, "income": {"2018": 1, "2017": 2}, "violations": ["2018-01-01"], "taxOwed": true}"#
      ),
    ])
    try CaseReuseTests.read(Array(full.utf8), &reader, into: &facts)
    #expect(facts.taxes.income.map(\.year) == [2017, 2018])
    #expect(facts.marriages?.count == 1)
    #expect(facts.honours.count == 1)
    let bare = CaseProblemTests.text([])
    try CaseReuseTests.read(Array(bare.utf8), &reader, into: &facts)
    var fresh = CaseReader()
    #expect(try fresh.readJSON(bare) == facts)
  }

  @Test(
    "a year given twice is found in any order",
    arguments: [
      ("2017 2018 2018", [2018]), ("2018 2017 2018", [2018]), ("2018 2017 2017", [2017]),
      ("2019 2017 2018 2019 2018", [2019, 2018]), ("2017 2018 2019", []), ("2019 2018 2017", []),
    ])
  func repeatedYears(order: String, repeated: [Int]) {
    let income = order.split(separator: " ").map { "\"\($0)\": 5" }.joined(separator: ", ")
    let problems = CaseProblemTests.problems(
      CaseProblemTests.text([("taxes", "{\"authorised\": true, \"income\": {\(income)}}")]))
    #expect(problems.map(\.path) == repeated.map { "taxes.income.\($0)" })
  }
}
