import Policy

/// The keys and choices of the case format, each table in the order of its enumeration.
///
/// A reader holds them all, so that nothing has to be looked up or initialised while it reads.
struct CaseKeys: Sendable {
  static let all = CaseKeys()

  let facts = NameTable([
    "id", "birthDate", "sex", "post", "household", "residencePermitAppliedOn", "criminalRecord",
    "insurance", "residences", "credentials", "innovation", "taxes", "marriages", "honours",
    "detentions",
  ])
  let insurance = NameTable(["pension", "medical", "unemployment", "injury", "maternity"])
  let spell = NameTable(["from", "to", "district", "supplementary", "cause", "recordedOn"])
  let residence = NameTable(["kind", "owner", "from", "to", "district"])
  let credential = NameTable(["level", "diploma", "degree", "enrolled", "graduated"])
  let award = NameTable(["route", "award", "grade", "place", "year"])
  let competition = NameTable(["route", "competition", "grade", "place", "year"])
  let enterprise = NameTable(["route", "kind", "years", "financing"])
  let taxes = NameTable(["authorised", "income", "enterprises", "violations", "taxOwed"])
  let enterpriseTax = NameTable(["name", "year", "share", "paid"])
  let marriage = NameTable(["from", "to"])
  let honour = NameTable(["title", "year"])
  let filing = NameTable(["credential", "innovation", "taxRoute", "leftOut"])

  let sex = NameTable(["female", "male"])
  let post = NameTable(["worker", "management"])
  let household = NameTable(["urban", "rural"])
  let owner = NameTable(["self", "spouse"])
  let cause = NameTable(["agency"])
  let residenceKind = NameTable(["ownHome", "rental", "dormitory"])
  let level = NameTable(["juniorCollege", "bachelor", "master", "doctor"])
  let route = NameTable(["award", "competition", "enterprise"])
  /// The sixteen districts and the development area.
  let homeDistrict = NameTable(CaseKeys.homeDistricts)
  /// The same and the municipal agency.
  let district = NameTable(CaseKeys.homeDistricts + ["municipal"])

  let awards = Rows(.award)
  let competitions = Rows(.competition)
  let enterprises = Rows(.enterprise)

  /// The rows of one route's table and their names, in the same order.
  struct Rows: Sendable {
    let cases: [InnovationRow]
    let names: NameTable

    init(_ route: InnovationRow.Route) {
      cases = InnovationRow.allCases.filter { $0.route == route }
      names = NameTable(cases.map(\.name))
    }
  }

  private static let homeDistricts = [
    "dongcheng", "xicheng", "chaoyang", "haidian", "fengtai", "shijingshan", "mentougou",
    "fangshan", "tongzhou", "shunyi", "changping", "daxing", "huairou", "pinggu", "miyun",
    "yanqing", "yizhuang",
  ]
}
