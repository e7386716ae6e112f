import PointsLaw
import Policy
import TestKit
import Testing
import Units

@testable import Web

@Suite("What is typed becomes a case file and comes back from it")
struct DraftTests {
  static func rules(_ cycle: Int) throws -> Rules { try Library.builtIn().rules(cycle) }

  static func facts(_ draft: Draft, _ cycle: Int = 2020) throws -> Facts {
    var reader = CaseReader()
    let rules = try rules(cycle)
    return try CaseText(draft, last: rules.referenceMonth).read(&reader).get()
  }

  @Test(
    "every synthetic applicant survives the way through the form", arguments: [2019, 2020, 2025])
  func roundTrip(_ cycle: Int) throws {
    let population = Population(seed: 7, cycle: cycle)
    for index in 0..<60 {
      let facts = population.person(index)
      let back = try Self.facts(Draft(facts, cycle: cycle), cycle)
      let rules = try Self.rules(cycle)
      var scorer = Scorer(rules)
      #expect(scorer.sheet(back).total == scorer.sheet(facts).total)
      #expect(back.residences == facts.residences)
      #expect(back.credentials == facts.credentials)
      #expect(back.innovation == facts.innovation)
      #expect(back.taxes == facts.taxes)
      #expect(back.honours == facts.honours)
      #expect(Set(back.insurance) == Set(facts.insurance))
      #expect(back.marriages == facts.marriages || facts.marriages == nil)
    }
  }

  @Test("a sealed draft opens as it was, and nothing else opens")
  func seal() throws {
    var draft = Draft(Population(seed: 7, cycle: 2020).person(3), cycle: 2020)
    draft.scenarios = [Draft.Scenario(name: "方案一", answers: ["sex": "male"])]
    let seal = Seal()
    let text = seal.close(draft.bytes, .calculation)
    #expect(try Draft(bytes: #require(seal.open(text, .calculation))) == draft)
    #expect(Seal().open(text, .calculation) == nil, "another key")
    #expect(seal.open(text.dropLast(), .calculation) == nil, "cut")
    #expect(seal.open(text.dropLast(4), .calculation) == nil, "cut by whole bytes")
    var changed = Array(text)
    changed[40] = changed[40] == "A" ? "B" : "A"
    #expect(seal.open(String(changed), .calculation) == nil, "changed")
    #expect(seal.open("", .calculation) == nil)
    #expect(seal.open(text, .provider) == nil, "sealed for something else")
    #expect(Draft(bytes: Array("{\"version\":2,\"cycle\":2020}".utf8)) == nil)
  }

  @Test(
    "months are understood as people write them",
    arguments: [
      ("2015-06", "2015-06"), ("2015.6", "2015-06"), ("2015/06", "2015-06"), ("2015年6月", "2015-06"),
      ("201506", "2015-06"), (" ２０１５．６ ", "2015-06"), ("6月", "6月"), ("15-6", "15-6"), ("", ""),
      ("2015-06-01", "2015-06-01"), ("June 2015", "2015-06"), ("jun 2015", "2015-06"),
      ("2015 June", "2015-06"), ("Ju 2015", "Ju 2015"), ("1 June 2015", "1 June 2015"),
      ("Juni 2015", "Juni 2015"), ("Sept. 2015", "2015-09"),
    ])
  func months(typed: String, expected: String) {
    #expect(Typing.month(typed) == expected)
  }

  @Test(
    "dates, amounts and shares are understood as people write them")
  func others() {
    #expect(Typing.date("1980年5月17日") == "1980-05-17")
    #expect(Typing.date("19800517") == "1980-05-17")
    #expect(Typing.date("1980.5") == "1980.5")
    #expect(Typing.date("17 May 1980") == "1980-05-17")
    #expect(Typing.date("May 7, 1980") == "1980-05-07")
    #expect(Typing.date("17-May-1980") == "1980-05-17")
    #expect(Typing.date("31 February 1980") == "1980-02-31", "no real date, as the page will say")
    #expect(Typing.date("May 1980") == "May 1980")
    #expect(Typing.date("17 May 80") == "17 May 80")
    #expect(Typing.amount("120,000.50元") == "120000.50")
    #expect(Typing.amount("１２００") == "1200")
    #expect(Typing.share("10%") == "0.10")
    #expect(Typing.share("2.5%") == "0.025")
    #expect(Typing.share("100%") == "1.00")
    #expect(Typing.share("0.25") == "0.25")
    #expect(Typing.share("x%") == "x%")
  }

  @Test("what is missing or wrong leads to its field")
  func fields() throws {
    var draft = Draft(cycle: 2020)
    draft["sex"] = "female"
    draft.replace(
      "insurance",
      with: [
        [
          "types": "all", "from": "2015-01", "to": "2014-01", "district": "haidian",
          "payment": "normal",
        ]
      ])
    draft.replace("residences", with: [["home": "rental", "from": "2020-13", "district": ""]])
    let problems = draft.problems(try Self.rules(2020))
    #expect(
      problems.map(\.field) == [
        "birthDate", "post", "household", "permit", "criminalRecord", "insurance[0].to",
        "residences[0].from", "residences[0].district",
      ])
  }

  @Test("overlapping homes are blamed on the later row (points.md 3.2)")
  func overlap() throws {
    var draft = Draft(Population(seed: 7, cycle: 2020).person(3), cycle: 2020)
    draft.replace(
      "residences",
      with: [
        ["home": "rental", "from": "2020-01", "to": "2020-05", "district": "haidian"],
        ["home": "rental", "from": "2020-05", "to": "2020-08", "district": "haidian"],
      ])
    #expect(draft.problems(try Self.rules(2020)).map(\.field) == ["residences[1].from"])
  }
}

@Suite("What is not sure gives an honest range")
struct AssessmentTests {
  @Test("an unsure authorisation spans what income tax would earn (QA-2020, tax)")
  func authorisation() throws {
    let rules = try DraftTests.rules(2020)
    var draft = Draft(Population(seed: 7, cycle: 2020).person(3), cycle: 2020)
    draft.replace(
      "income", with: [2017, 2018, 2019].map { ["year": String($0), "paid": "100000"] })
    draft["taxes.authorised"] = "unsure"
    let assessment = try Assessment.make(draft, rules).get()
    #expect(assessment.high - assessment.low == Points(hundredths: 600))
    #expect(assessment.unsure == ["taxes.authorised"])
    draft["taxes.authorised"] = "no"
    #expect(try Assessment.make(draft, rules).get().high == assessment.low)
    draft["taxes.authorised"] = "yes"
    let sure = try Assessment.make(draft, rules).get()
    #expect(sure.low == assessment.high && !sure.isRange)
  }

  @Test("conditions that are not sure stay open, neither met nor failed")
  func conditions() throws {
    let rules = try DraftTests.rules(2020)
    var draft = Draft(Population(seed: 7, cycle: 2020).person(3), cycle: 2020)
    draft["permit"] = "unsure"
    draft["criminalRecord"] = "unsure"
    let sheet = try Assessment.make(draft, rules).get().sheet
    for (condition, outcome) in sheet.conditions
    where condition == .residencePermit || condition == .criminalRecord {
      guard case .undetermined = outcome else {
        Issue.record("\(condition) is \(outcome)")
        continue
      }
    }
    #expect(!sheet.isEligible)
  }

  @Test("more than eight answers that are not sure are refused by name")
  func tooMany() throws {
    var draft = Draft(Population(seed: 7, cycle: 2020).person(3), cycle: 2020)
    draft.replace(
      "credentials",
      with: (0..<9).map { index in
        [
          "level": "master", "papers": "unsure", "enrolled": "200\(index)-09",
          "graduated": "201\(index)-07",
        ]
      })
    let problems = draft.problems(try DraftTests.rules(2020))
    #expect(problems.map(\.field) == ["credentials[8].papers"])
  }
}

@Suite("Forms as browsers send them")
struct FormBodyTests {
  @Test("names and values are decoded, in order")
  func urlEncoded() throws {
    let form = try #require(
      FormBody(urlEncoded: Array("a=1&b=%E4%BA%AC+x&a=2&c&d=".utf8)))
    #expect(form.pairs.map(\.name) == ["a", "b", "a", "c", "d"])
    #expect(form["a"] == "2" && form["b"] == "京 x" && form["c"] == "" && form["e"] == nil)
  }

  @Test("empty pairs count for nothing, and only the first sign of equality divides")
  func oddPairs() throws {
    let form = try #require(FormBody(urlEncoded: Array("&&a=1=2&&=x&".utf8)))
    #expect(form.pairs.map(\.name) == ["a", ""])
    #expect(form["a"] == "1=2" && form[""] == "x")
    #expect(try #require(FormBody(urlEncoded: [])).pairs.isEmpty)
  }

  @Test("bytes of every length are the text of RFC 4648 and come back")
  func base64() {
    let known = ["", "Zg", "Zm8", "Zm9v", "Zm9vYg", "Zm9vYmE", "Zm9vYmFy"]
    for (length, text) in known.enumerated() {
      let bytes = Array("foobar".utf8.prefix(length))
      #expect(Base64URL.text(bytes) == text)
      #expect(Base64URL.bytes(text) == bytes)
    }
    #expect(Base64URL.text([0xFB, 0xFF, 0xFE]) == "-__-")
  }

  @Test("what is no form is refused", arguments: ["a=%", "a=%4", "a=%zz", "a=%FF%FE"])
  func broken(text: String) {
    #expect(FormBody(urlEncoded: Array(text.utf8)) == nil)
  }

  @Test("a file among fields is the text in it")
  func multipart() throws {
    let text =
      "--x\r\nContent-Disposition: form-data; name=\"cycle\"\r\n\r\n2020\r\n"
      + "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.json\"\r\n"
      + "Content-Type: application/json\r\n\r\n{\"a\": \"--x\"}\r\n--x--\r\n"
    let form = try #require(FormBody(multipart: Array(text.utf8), boundary: "x"))
    #expect(form["cycle"] == "2020" && form["file"] == "{\"a\": \"--x\"}")
    #expect(FormBody(multipart: Array(text.utf8.dropLast(4)), boundary: "x") == nil, "cut")
    #expect(FormBody(multipart: Array("x".utf8), boundary: "x") == nil)
  }
}
