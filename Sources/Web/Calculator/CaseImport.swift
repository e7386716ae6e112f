import PointsLaw
import Policy
import Units

extension Draft {
  /// The answers that a case file stands for: writing them down again gives the same case.
  init(_ facts: Facts, cycle: Int) {
    self.init(cycle: cycle)
    self["id"] = facts.id
    self["birthDate"] = facts.birthDate.description
    self["sex"] = facts.sex.rawValue
    self["post"] = facts.post?.rawValue ?? "unsure"
    self["household"] = facts.household?.rawValue ?? "unsure"
    switch facts.residencePermit {
    case .none: self["permit"] = "no"
    case .unknown: self["permit"] = "unsure"
    case .appliedOn(let date):
      self["permit"] = "yes"
      self["residencePermitAppliedOn"] = date.description
    }
    self["criminalRecord"] = facts.criminalRecord.map(Draft.answer) ?? "unsure"
    replace("insurance", with: Draft.insuranceRows(facts.insurance))
    replace(
      "residences",
      with: facts.residences.map { home in
        [
          "home": home.kind == .ownHome
            ? home.owner == .spouse ? "ownSpouse" : "ownSelf" : home.kind.name,
          "from": home.months.from.description, "to": home.months.to.description,
          "district": home.district.name,
        ]
      })
    if facts.marriages?.isEmpty == true { self["married"] = "never" }
    replace(
      "marriages",
      with: (facts.marriages ?? []).map {
        ["from": $0.from.description, "to": $0.to?.description ?? ""]
      })
    replace(
      "credentials",
      with: facts.credentials.map { credential in
        [
          "level": credential.level.name,
          "papers": credential.level == .juniorCollege || credential.diploma && credential.degree
            ? "both" : credential.diploma ? "diploma" : "degree",
          "enrolled": credential.enrolled.description,
          "graduated": credential.graduated.description,
        ]
      })
    takeClaims(facts)
  }

  private static func answer(_ flag: Bool) -> String { flag ? "yes" : "no" }

  private mutating func takeClaims(_ facts: Facts) {
    replace(
      "innovation",
      with: facts.innovation.map { claim in
        [
          "row": claim.row.name, "grade": claim.grade?.name ?? "",
          "place": claim.place.map(String.init) ?? "",
          "year": claim.row.route == .enterprise ? "" : String(claim.year),
          "years": claim.years.map(String.init).joined(separator: " "),
          "financing": claim.financing?.description ?? "",
        ]
      })
    self["taxes.authorised"] = Draft.answer(facts.taxes.authorised)
    self["taxes.taxOwed"] = Draft.answer(facts.taxes.owed)
    replace(
      "income",
      with: facts.taxes.income.map { ["year": String($0.year), "paid": $0.paid.description] })
    replace(
      "enterprises",
      with: facts.taxes.enterprises.map {
        [
          "name": $0.name, "year": String($0.year), "share": $0.share.description,
          "paid": $0.paid.description,
        ]
      })
    replace("violations", with: facts.taxes.violations.map { ["date": $0.description] })
    replace(
      "honours", with: facts.honours.map { ["title": $0.title.name, "year": String($0.year)] })
    replace("detentions", with: facts.detentions.map { ["date": $0.description] })
  }

  /// One row for a spell that all five types share, else one for each type.
  private static func insuranceRows(_ spells: [InsuranceSpell]) -> [[String: String]] {
    var rows: [[String: String]] = []
    var taken: Set<Int> = []
    for (index, spell) in spells.enumerated() where !taken.contains(index) {
      var same = [index]
      for other in spells.indices.dropFirst(index + 1) where !taken.contains(other) {
        var alike = spells[other]
        alike.type = spell.type
        if alike == spell, !same.contains(where: { spells[$0].type == spells[other].type }) {
          same.append(other)
        }
      }
      let isAll = same.count == InsuranceType.allCases.count
      taken.formUnion(isAll ? same : [index])
      rows.append([
        "types": isAll ? "all" : spell.type.name, "from": spell.months.from.description,
        "to": spell.months.to.description, "district": spell.district.name,
        "payment": spell.supplementary.map { $0.byAgency ? "agency" : "supplementary" } ?? "normal",
        "recordedOn": spell.supplementary?.recordedOn?.description ?? "",
      ])
    }
    return rows
  }
}
