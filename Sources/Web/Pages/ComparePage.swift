import HTTPTypes
import Hummingbird
import PointsLaw
import Policy
import Units

extension Site {
  /// 就学与工作积分比较: what a credential earns against what its study takes back of employment and
  /// residence, as the filing pages of 2020 have it.
  func addCompare(to router: Router<SiteContext>, _ language: Language) {
    router.page(.compare, language) { _, _ in
      .html(compare(Draft(cycle: latestCycle), language, isAsked: false).text)
    }
    router.post(RouterPath(Route.compare.path(language))) { request, _ in
      let form = try await FormBody.read(request)
      var draft = Draft(cycle: form["cycle"].flatMap(Int.init) ?? latestCycle)
      if (try? library.rules(draft.cycle)) == nil { draft.cycle = latestCycle }
      for question in CompareForm.questions {
        if let value = form[question.key] { draft[question.key] = question.taken(value) }
      }
      let page = compare(draft, language, isAsked: form["go"] != "stay")
      return Response.html(page.text, status: page.hasProblems ? .unprocessableContent : .ok)
    }
  }

  private func compare(
    _ draft: Draft, _ language: Language, isAsked: Bool
  ) -> (text: String, hasProblems: Bool) {
    var problems: [FieldProblem] = []
    var outcome: View = ["hasOutcome": false]
    if isAsked, let rules = try? library.rules(draft.cycle) {
      switch CompareForm.comparison(draft, rules) {
      case .failure(let found): problems = found.list
      case .success(let comparison): outcome = view(comparison, rules, language)
      }
    }
    let fields = Fields(site: self, draft: draft, problems: problems, language: language)
    var title = text("calculator.compare", language)
    if !problems.isEmpty { title = text("calculator.errorTitle", language) + title }
    var view: View = [
      "heading": text("calculator.compare", language),
      "action": Route.compare.path(language),
      "cycleField": cycleField("calculator.cycle", chosen: draft.cycle, language),
      "fields": fields.questions(CompareForm.questions), "errors": fields.summary,
      "hasErrors": !problems.isEmpty,
    ]
    view.merge(outcome)
    return (
      page(
        "compare",
        PageHead(title: title, language: language, route: .compare, isForm: true), view),
      !problems.isEmpty
    )
  }

  private func view(
    _ comparison: Comparison, _ rules: Rules, _ language: Language
  ) -> View {
    let net = comparison.net
    return [
      "hasOutcome": true,
      "banner": comparison.isWorthClaiming ? "banner-success" : "banner-warning",
      "advice": text(
        comparison.isWorthClaiming ? "calculator.compare.claim" : "calculator.compare.drop",
        language, ["net": net.description]),
      "level": comparison.credential.level.wording[language],
      "months": comparison.months.description,
      "employment": comparison.employment.description, "gross": comparison.gross.description,
      "deduction": (.zero - comparison.deduction).description, "net": net.description,
      "without": comparison.employment.description,
      "with": (comparison.employment + net).description,
    ]
  }
}

/// The questions of the comparison, and the case they stand for.
enum CompareForm {
  static let questions: [Question] = [
    Question("compare.level", .select(Credential.Level.allCases.map(\.name))),
    Question("compare.papers", .select(["both", "diploma", "degree"])),
    Question("compare.enrolled", .month), Question("compare.graduated", .month),
    Question("compare.from", .month, isOptional: true),
    Question("compare.to", .month, isOptional: true),
  ]

  /// Compares as if nothing but the credential and the months of insurance were known.
  static func comparison(
    _ draft: Draft, _ rules: Rules
  ) -> Result<Comparison, FieldProblems> {
    // A credential of which nothing is said is no credential to the reader of cases, hence no problem.
    let missing = questions.filter { !$0.isOptional && draft[$0.key].isEmpty }
    guard missing.count < questions.count(where: { !$0.isOptional }) else {
      return .failure(
        FieldProblems(
          list: missing.map {
            FieldProblem(field: $0.key, allowed: Wording("须填写", "needed for a comparison"))
          }))
    }
    var full = Draft(cycle: draft.cycle)
    full["birthDate"] = "1990-01-01"
    full["sex"] = Sex.male.rawValue
    full["household"] = Household.urban.rawValue
    full["permit"] = "no"
    full["criminalRecord"] = "no"
    full.replace(
      "credentials",
      with: [
        [
          "level": draft["compare.level"], "papers": draft["compare.papers"],
          "enrolled": draft["compare.enrolled"], "graduated": draft["compare.graduated"],
        ]
      ])
    if !draft["compare.from"].isEmpty || !draft["compare.to"].isEmpty {
      full.replace(
        "insurance",
        with: [
          [
            "types": "all", "from": draft["compare.from"], "to": draft["compare.to"],
            "district": District.haidian.name, "payment": "normal",
          ]
        ])
    }
    var reader = CaseReader()
    switch CaseText(full, last: rules.referenceMonth).read(&reader) {
    case .failure(let problems):
      return .failure(
        FieldProblems(
          list: problems.list.map { problem in
            let key = problem.field.split(separator: ".").last.map(String.init) ?? ""
            return FieldProblem(
              field: key.hasPrefix("credentials[") ? "compare.level" : "compare.\(key)",
              allowed: problem.allowed)
          }))
    case .success(let facts):
      if let credential = facts.credentials.first, credential.graduated > rules.referenceMonth {
        return .failure(
          FieldProblems(list: [
            FieldProblem(
              field: "compare.graduated",
              allowed: Wording(
                "不晚于\(rules.referenceMonth)的月份", "a month not after \(rules.referenceMonth)"))
          ]))
      }
      var scorer = Scorer(rules)
      guard let comparison = scorer.comparisons(facts).first else {
        return .failure(FieldProblems(list: []))
      }
      return .success(comparison)
    }
  }
}
