import Policy

/// The words of the field that the glossary (术语) explains, in the order in which they are met.
enum GlossaryTerm: String, CaseIterable {
  case settlement, cycle, referenceDate, edition, article, parameter, reading
  case condition, residencePermit, retirementAge, insurance, supplementary, criminalRecord
  case indicator, employment, residence, ownHome, rental, dormitory, imputed, boundary
  case education, deduction, district, citySix, innovation, tax, treasury, age, honours, lawAbiding
  case applicant, employer, supervisingUnit, dependant, application, filing, claim, evidence
  case scoreSheet, scoreLine, verification, recheck, appeal
  case ranking, cutOff, quota, equalTreatment, publicNotice, report, transfer, sanction
}

extension Site {
  /// 术语: the words of the field in both languages, one sentence each.
  func glossaryPage(_ language: Language) -> String {
    let other: Language = language == .zh ? .en : .zh
    let terms = GlossaryTerm.allCases.map { term in
      View([
        "anchor": term.rawValue,
        "name": text("glossary.term.\(term)", language),
        "otherName": text("glossary.term.\(term)", other),
        "otherCode": other == .zh ? "zh-CN" : "en",
        "meaning": text("glossary.meaning.\(term)", language),
      ])
    }
    return page(
      "glossary",
      PageHead(
        title: text("glossary.title", language), language: language, route: .glossary,
        crumbs: [(text("rules.title", language), .rules)]),
      ["terms": terms])
  }
}
