import HTTPTypes
import Hummingbird
import PointsLaw
import Policy
import Units

/// The short way (快速测算): ten questions, which stand for a draft of the full one.
enum ShortForm {
  static let questions: [Question] = [
    Question("birthDate", .date),
    Question("sex", .radios(["male", "female"])),
    Question("post", .radios(["worker", "management", "unsure"])),
    Question("permit", .radios(["yes", "no", "unsure"])),
    Question("criminalRecord", .radios(["no", "yes", "unsure"])),
    Question("short.insuredSince", .month, isOptional: true),
    Question("short.insuredIn", .select([""] + District.allCases.map(\.name))),
    Question("short.home", .radios(["own", "rental", "none"])),
    Question("short.homeSince", .month, isOptional: true),
    Question(
      "short.homeIn",
      .select([""] + District.allCases.filter { $0 != .municipal }.map(\.name))),
    Question("short.level", .radios(["none"] + Credential.Level.allCases.map(\.name))),
    Question("short.graduated", .month, isOptional: true),
    Question("short.tax", .radios(["0", "1", "2", "3", "unsure"])),
    Question("short.honour", .radios(["no", "yes", "unsure"])),
  ]

  /// Takes the answers of the form.
  static func take(_ form: FormBody, into draft: inout Draft) {
    for question in questions {
      if let value = form[question.key] { draft[question.key] = question.taken(value) }
    }
  }

  /// The drafts that the answers may mean: one for every way in which what is not sure may turn out.
  static func drafts(_ draft: Draft, _ rules: Rules) -> [Draft] {
    let years = draft["short.tax"] == "unsure" ? ["0", "3"] : [draft["short.tax"]]
    let honours = draft["short.honour"] == "unsure" ? ["no", "yes"] : [draft["short.honour"]]
    return years.flatMap { year in
      honours.map { full(draft, rules, taxYears: Int(year) ?? 0, honour: $0 == "yes") }
    }
  }

  /// The full draft of one way.
  private static func full(
    _ short: Draft, _ rules: Rules, taxYears: Int, honour: Bool
  ) -> Draft {
    var draft = short
    draft["household"] = "unsure"
    if short["permit"] == "yes" {
      draft["residencePermitAppliedOn"] = rules.referenceDate.description
    }
    draft.replace(
      "insurance",
      with: short["short.insuredSince"].isEmpty
        ? []
        : [
          [
            "types": "all", "from": short["short.insuredSince"],
            "district": short["short.insuredIn"], "payment": "normal",
          ]
        ])
    let homes = ["own": "ownSelf", "rental": "rental"]
    draft.replace(
      "residences",
      with: homes[short["short.home"]].map { home in
        [["home": home, "from": short["short.homeSince"], "district": short["short.homeIn"]]]
      } ?? [])
    let level = short["short.level"]
    draft.replace(
      "credentials",
      with: level.isEmpty || level == "none"
        ? []
        : [
          [
            "level": level, "papers": "both",
            "enrolled": Month(short["short.graduated"]).map {
              ($0 - (level == Credential.Level.bachelor.name ? 47 : 35)).description
            } ?? "",
            "graduated": short["short.graduated"],
          ]
        ])
    draft["taxes.authorised"] = "yes"
    let last = rules.referenceMonth.year
    draft.replace("income", with: income(taxYears, rules))
    draft.replace(
      "honours",
      with: honour
        ? [["title": HonourTitle.nationalModelWorker.name, "year": String(last)]] : [])
    return draft
  }

  /// Rows that stand for a number of years at the threshold: their amounts are nobody's.
  private static func income(_ taxYears: Int, _ rules: Rules) -> [[String: String]] {
    guard taxYears > 0 else { return [] }
    let reached = threshold(rules)
    return (0..<rules.tax.years.value).map { back in
      [
        "year": String(rules.referenceMonth.year - back),
        "paid": back < taxYears ? reached : "1",
      ]
    }
  }

  /// What has to be paid in a year (个人所得税), in yuan.
  static func threshold(_ rules: Rules) -> String {
    (rules.tax.incomeThreshold ?? rules.tax.incomeAverage)?.value.description ?? ""
  }

  /// In how many years the threshold was reached by the answer of the short form, while a draft still has its rows and not
  /// amounts that somebody entered; `nil` elsewhere.
  static func taxYears(_ draft: Draft, _ rules: Rules) -> Int? {
    guard !draft["short.tax"].isEmpty else { return nil }
    return (1...max(1, rules.tax.years.value)).first { years in
      let rows = income(years, rules)
      return draft.rows("income") == rows.count
        && rows.enumerated().allSatisfy { place, row in
          row.allSatisfy { draft["income[\(place)].\($0.key)"] == $0.value }
        }
    }
  }

  /// The field of the form that stands for a field of the full draft.
  static func field(of full: String) -> String {
    let names = [
      "insurance[0].from": "short.insuredSince", "insurance[0].to": "short.insuredSince",
      "insurance[0].district": "short.insuredIn", "residences[0].from": "short.homeSince",
      "residences[0].to": "short.homeSince", "residences[0].district": "short.homeIn",
      "credentials[0].enrolled": "short.graduated", "credentials[0].graduated": "short.graduated",
    ]
    return names[full] ?? full
  }
}

extension Site {
  /// Answers the short form: itself, or a result with its range.
  func short(_ draft: inout Draft, _ form: FormBody, _ language: Language) -> Response {
    guard let rules = try? library.rules(draft.cycle) else { return missingPage(language) }
    ShortForm.take(form, into: &draft)
    guard form["go"] == "result" else { return shortPage(draft, language) }
    var best: (draft: Draft, assessment: Assessment)?
    var low: Points?
    for way in ShortForm.drafts(draft, rules) {
      switch Assessment.make(way, rules) {
      case .failure(let problems):
        var shown: [FieldProblem] = []
        for problem in problems.list {
          var named = problem
          named.field = ShortForm.field(of: problem.field)
          if !shown.contains(named) { shown.append(named) }
        }
        return shortPage(draft, language, problems: shown)
      case .success(let assessment):
        low = min(low ?? assessment.low, assessment.low)
        if best.map({ assessment.high > $0.assessment.high }) ?? true { best = (way, assessment) }
      }
    }
    guard var best, let low else { return missingPage(language) }
    best.assessment.low = low
    for field in ["short.tax", "short.honour"] where draft[field] == "unsure" {
      best.assessment.unsure.append(field)
    }
    return .html(resultText(best.draft, best.assessment, language))
  }

  private func shortPage(
    _ draft: Draft, _ language: Language, problems: [FieldProblem] = []
  ) -> Response {
    let fields = Fields(site: self, draft: draft, problems: problems, language: language)
    var title = text("calculator.short", language)
    if !problems.isEmpty { title = text("calculator.errorTitle", language) + title }
    return .html(
      page(
        "short",
        PageHead(
          title: title, language: language, route: .calculatorPage("short"),
          crumbs: [(text("common.menu.calculator", language), .calculator)], isForm: true),
        [
          "heading": text("calculator.short", language),
          "action": Route.calculatorPage("short").path(language),
          "state": seal.close(draft.bytes, .calculation), "cycle": String(draft.cycle),
          "fields": fields.questions(ShortForm.questions),
          "errors": fields.summary, "hasErrors": !problems.isEmpty,
        ]), status: problems.isEmpty ? .ok : .unprocessableContent)
  }
}
