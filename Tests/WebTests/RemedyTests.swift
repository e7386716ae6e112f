import PointsLaw
import Policy
import Testing
import Units

@testable import Web

/// Protects people who typed something wrong from words that only the author of a case file knows.
@Suite("What is wrong is said in words of the page")
struct RemedyTests {
  private let site: Site

  init() throws { site = try Site(library: Library.builtIn(), seal: Seal()) }

  /// Somebody whose answers have no problem.
  private static var whole: Draft {
    var draft = Draft(cycle: 2020)
    draft.answers = [
      "birthDate": "1980-05-17", "sex": "female", "post": "worker", "household": "urban",
      "permit": "no", "criminalRecord": "no", "taxes.authorised": "yes", "taxes.taxOwed": "no",
    ]
    return draft
  }

  private func remedies(_ draft: Draft, _ language: Language = .zh) throws -> [String: String] {
    let problems = draft.problems(try site.library.rules(draft.cycle))
    let fields = Fields(site: site, draft: draft, problems: problems, language: language)
    return Dictionary(problems.map { ($0.field, fields.remedy($0)) }) { one, _ in one }
  }

  @Test("a whole draft has nothing to mend")
  func nothing() throws { #expect(try remedies(Self.whole) == [:]) }

  @Test(
    "dates and months are told with an example as people write them",
    arguments: [
      ("", "请填写日期，例如1980年5月17日", "Enter a date, for example 17 May 1980"),
      ("1980-02-30", "请填写真实存在的日期，例如1980年5月17日", "Enter a real date, for example 17 May 1980"),
      ("someday", "请填写真实存在的日期，例如1980年5月17日", "Enter a real date, for example 17 May 1980"),
    ])
  func dates(typed: String, zh: String, en: String) throws {
    var draft = Self.whole
    draft["birthDate"] = typed
    #expect(try remedies(draft) == ["birthDate": zh])
    #expect(try remedies(draft, .en) == ["birthDate": en])
  }

  @Test("the example that a page gives is one that it understands", arguments: Language.allCases)
  func examples(_ language: Language) throws {
    let date = site.text("calculator.mend.realDate", language)
    let month = site.text("calculator.mend.realMonth", language)
    func example(_ text: String) -> String {
      String(text.split(separator: language == .zh ? "例如" : "for example ").last ?? "")
    }
    #expect(CivilDate(Typing.date(example(date))) != nil)
    #expect(Month(Typing.month(example(month))) != nil)
    let amount = Typing.amount(example(site.text("calculator.mend.amount", language)))
    #expect(Yuan(utf8: amount.utf8) != nil)
  }

  @Test("an end before its beginning, a beginning after the last month that counts")
  func order() throws {
    var draft = Self.whole
    draft.replace(
      "insurance",
      with: [
        ["types": "all", "from": "2015-06", "to": "2015-05", "district": "haidian"],
        ["types": "all", "from": "2020-01", "to": "", "district": "haidian"],
      ])
    #expect(
      try remedies(draft) == [
        "insurance[0].to": "请填写不早于2015年6月的月份", "insurance[1].from": "请填写不晚于2019年12月的月份",
      ])
  }

  @Test("months that two rows share are told by the number of the other row, once for all types")
  func overlap() throws {
    var draft = Self.whole
    draft.replace(
      "insurance",
      with: [
        ["types": "medical", "from": "2010-01", "to": "2019-12", "district": "haidian"],
        ["types": "pension", "from": "2010-01", "to": "2012-12", "district": "haidian"],
        ["types": "pension", "from": "2012-12", "to": "2014-12", "district": "haidian"],
      ])
    draft.replace("marriages", with: [["from": "2010-01"], ["from": "2015-01"]])
    let found = try remedies(draft)
    #expect(
      found == [
        "insurance[2].from": "与第2个缴费时段有重叠的月份，请更正其中一处",
        "marriages[1].from": "与第1段婚姻有重叠的月份，请更正其中一处",
      ])
    draft.replace(
      "insurance",
      with: [
        ["types": "all", "from": "2010-01", "to": "2012-12", "district": "haidian"],
        ["types": "all", "from": "2012-12", "to": "2014-12", "district": "haidian"],
      ])
    #expect(draft.problems(try site.library.rules(2020)).map(\.field).first == "insurance[1].from")
    #expect(draft.problems(try site.library.rules(2020)).count == 2, "five types are one problem")
  }

  @Test("numbers: years, amounts, shares, each with what is wrong of them")
  func numbers() throws {
    var draft = Self.whole
    draft.cycle = 2019
    draft.replace(
      "income",
      with: [
        ["year": "2017", "paid": "-1"], ["year": "1899", "paid": "1"],
        ["year": "2018", "paid": "1"], ["year": "2018", "paid": "2"],
      ])
    draft.replace(
      "enterprises",
      with: [
        ["name": "甲", "year": "2018", "share": "1.5", "paid": "1.234"],
        ["name": "甲", "year": "2018", "share": "0.5", "paid": "1"],
        ["name": "", "year": "二零一八", "share": "", "paid": ""],
      ])
    let amount = "请填写以元为单位的金额，至多两位小数，例如120000.50"
    let year = "请填写1900年以后的四位年份，例如2019"
    let share = "请填写0%至100%的份额，例如10%"
    #expect(
      try remedies(draft) == [
        "income[0].paid": amount, "income[1].year": year,
        "income[3].year": "第3个年度已经填写了这个年份，请合并到一行", "enterprises[0].share": share,
        "enterprises[0].paid": amount,
        "enterprises[1].name": "第1项已经填写了同一企业的同一年份，请合并到一行",
        "enterprises[2].name": "请填写企业名称", "enterprises[2].year": year,
        "enterprises[2].share": share, "enterprises[2].paid": amount,
      ])
  }

  @Test("choices: nothing chosen, too often not sure, and what cannot go together")
  func choices() throws {
    var draft = Self.whole
    draft["sex"] = ""
    draft.replace(
      "credentials",
      with: [
        [
          "level": "juniorCollege", "papers": "degree", "enrolled": "2000-09",
          "graduated": "2003-07",
        ]
      ])
    draft.replace(
      "insurance",
      with: [
        [
          "types": "all", "from": "2015-06", "district": "haidian", "payment": "normal",
          "recordedOn": "2016-01-01",
        ]
      ])
    #expect(
      try remedies(draft) == [
        "sex": "请选择一项", "credentials[0].papers": "大学专科只有学历，请选择“仅学历”",
        "insurance[0].recordedOn": "只有补缴才填写，请清空或更改缴费方式",
      ])
    draft = Self.whole
    draft.replace("credentials", with: (0..<9).map { _ in ["papers": "unsure"] })
    #expect(try remedies(draft) == ["credentials[8].papers": "“不确定”至多8处，请先确定一部分"])
  }

  /// What somebody may type or choose in a field, right and wrong.
  private static func typed(_ question: Question, _ random: inout Seeded) -> String {
    let known: [String] =
      switch question.kind {
      case .radios(let options), .select(let options), .search(let options): options
      case .month: ["2010-01", "2015-06", "2019-12", "2020-03", "2015-13"]
      case .date: ["1980-05-17", "2016-02-30", "2019-12-31"]
      case .number: ["2017", "2018", "1899", "0", "1", "-1", "0.5", "2", "1.234"]
      case .text: ["甲", "2017 2018", "2017 2017", "x"]
      }
    return (known + ["", "xyz", "不知道"]).randomElement(using: &random) ?? ""
  }

  @Test("whatever is typed, no page falls back on the words of the file's reader")
  func complete() throws {
    var random = Seeded(20)
    var seen: Set<String> = []
    for round in 0..<3000 {
      // Under the trial rules enterprises are asked about too.
      var draft = Draft(cycle: 2019 + round % 2)
      let rules = try site.library.rules(draft.cycle)
      for section in Section.allCases {
        for question in section.fields { draft[question.key] = Self.typed(question, &random) }
        for list in section.lists(rules) {
          draft.replace(
            list.name,
            with: (0..<random.number(0...3)).map { _ in
              Dictionary(
                uniqueKeysWithValues: list.questions.map { ($0.key, Self.typed($0, &random)) })
            })
        }
      }
      let language = Language.allCases[round / 2 % 2]
      let problems = draft.problems(rules)
      let fields = Fields(site: site, draft: draft, problems: problems, language: language)
      for problem in problems {
        let remedy = fields.remedy(problem)
        seen.insert(remedy)
        #expect(
          remedy != problem.allowed[language], "\(problem.field): \(draft[problem.field])")
        #expect(
          draft.isAsked(problem.field, rules), "\(problem.field) is not to be seen on its page")
      }
      #expect(Set(problems.map(\.field)).count == problems.count, "a field is told once")
    }
    #expect(seen.count > 30)
  }

  @Test("nor do the short form and the comparison")
  func smallForms() throws {
    let rules = try site.library.rules(2020)
    var random = Seeded(21)
    for _ in 0..<2000 {
      var draft = Draft(cycle: 2020)
      for question in ShortForm.questions + CompareForm.questions {
        draft[question.key] = Self.typed(question, &random)
      }
      var problems = ShortForm.drafts(draft, rules).flatMap { $0.problems(rules) }
      for index in problems.indices {
        problems[index].field = ShortForm.field(of: problems[index].field)
      }
      if case .failure(let found) = CompareForm.comparison(draft, rules) {
        problems += found.list
      }
      let fields = Fields(site: site, draft: draft, problems: problems, language: .en)
      for problem in problems {
        #expect(fields.question(problem.field) != nil, "\(problem.field) stands on no page")
        #expect(
          fields.remedy(problem) != problem.allowed[.en],
          "\(problem.field): \(draft[problem.field])")
      }
    }
  }

  @Test("the command line and the interface keep the words for authors of files")
  func reader() throws {
    var reader = CaseReader()
    let text = Array("{\"birthDate\": \"1980-02-30\"}".utf8)
    let found = text.withUnsafeBytes { buffer in
      do throws(Problems) {
        _ = try reader.read(json: buffer)
        return [Problem]()
      } catch {
        return error.list
      }
    }
    #expect(found.contains { $0.allowed.zh == "存在的日期“YYYY-MM-DD”" })
  }
}

extension Draft {
  /// Whether the field of a problem is shown on its page.
  fileprivate func isAsked(_ field: String, _ rules: Rules) -> Bool {
    guard field.hasPrefix("innovation["), let place = RowField(field), place.key != "row" else {
      return Section.allCases.contains { $0.owns(field, rules) }
    }
    let award = AwardQuestions(self["innovation[\(place.index)].row"])
    return award?.asks(place.key, answered: self[field]) == true
  }
}
