/// The keys and choices of the case format, each table in the order of its enumeration.
enum CaseKeys {
  static let facts: [StaticString] = [
    "id", "birthDate", "sex", "post", "household", "residencePermitAppliedOn", "criminalRecord",
    "insurance", "residences", "credentials", "innovation", "taxes", "marriages", "honours",
    "detentions",
  ]
  static let insurance: [StaticString] = [
    "pension", "medical", "unemployment", "injury", "maternity",
  ]
  static let spell: [StaticString] = [
    "from", "to", "district", "supplementary", "cause", "recordedOn",
  ]
  static let residence: [StaticString] = ["kind", "owner", "from", "to", "district"]
  static let credential: [StaticString] = ["level", "diploma", "degree", "enrolled", "graduated"]
  static let award: [StaticString] = ["route", "award", "grade", "place", "year"]
  static let competition: [StaticString] = ["route", "competition", "grade", "place", "year"]
  static let enterprise: [StaticString] = ["route", "kind", "years", "financing"]
  static let taxes: [StaticString] = [
    "authorised", "income", "enterprises", "violations", "taxOwed",
  ]
  static let enterpriseTax: [StaticString] = ["name", "year", "share", "paid"]
  static let marriage: [StaticString] = ["from", "to"]
  static let honour: [StaticString] = ["title", "year"]
  static let filing: [StaticString] = ["credential", "innovation", "taxRoute", "leftOut"]

  static let sex: [StaticString] = ["female", "male"]
  static let post: [StaticString] = ["worker", "management"]
  static let household: [StaticString] = ["urban", "rural"]
  static let owner: [StaticString] = ["self", "spouse"]
  static let cause: [StaticString] = ["agency"]
  static let residenceKind: [StaticString] = ["ownHome", "rental", "dormitory"]
  static let level: [StaticString] = ["juniorCollege", "bachelor", "master", "doctor"]
  static let route: [StaticString] = ["award", "competition", "enterprise"]
  /// The sixteen districts and the development area.
  static let homeDistrict: [StaticString] = [
    "dongcheng", "xicheng", "chaoyang", "haidian", "fengtai", "shijingshan", "mentougou",
    "fangshan", "tongzhou", "shunyi", "changping", "daxing", "huairou", "pinggu", "miyun",
    "yanqing", "yizhuang",
  ]
  /// The same and the municipal agency.
  static let district: [StaticString] = homeDistrict + ["municipal"]
}
