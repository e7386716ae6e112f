package import Policy
import Units

/// Writes facts in the case format, one JSON object; reading it back gives the same facts.
extension JSONWriter {
  package mutating func facts(_ facts: Facts) {
    object { json in
      json.field("id", facts.id)
      json.field("birthDate", facts.birthDate.description)
      json.field("sex", facts.sex.rawValue)
      if let post = facts.post { json.field("post", post.rawValue) }
      if let household = facts.household { json.field("household", household.rawValue) }
      if case .appliedOn(let date) = facts.residencePermit {
        json.field("residencePermitAppliedOn", date.description)
      }
      if let record = facts.criminalRecord { json.field("criminalRecord", record) }
      json.insurance(facts.insurance)
      if !facts.residences.isEmpty {
        json.list("residences") { json in
          for residence in facts.residences { json.residence(residence) }
        }
      }
      if !facts.credentials.isEmpty {
        json.list("credentials") { json in
          for credential in facts.credentials { json.credential(credential) }
        }
      }
      if !facts.innovation.isEmpty {
        json.list("innovation") { json in
          for claim in facts.innovation { json.claim(claim) }
        }
      }
      if facts.taxes != Taxes() { json.taxes(facts.taxes) }
      if let marriages = facts.marriages {
        json.list("marriages") { json in
          for marriage in marriages {
            json.object { json in
              json.field("from", marriage.from.description)
              if let to = marriage.to { json.field("to", to.description) }
            }
          }
        }
      }
      if !facts.honours.isEmpty {
        json.list("honours") { json in
          for honour in facts.honours {
            json.object { json in
              json.field("title", honour.title.name)
              json.field("year", honour.year)
            }
          }
        }
      }
      if !facts.detentions.isEmpty { json.dates("detentions", facts.detentions) }
    }
  }

  private mutating func span(_ months: MonthSpan) {
    field("from", months.from.description)
    field("to", months.to.description)
  }

  private mutating func dates(_ name: String, _ dates: [CivilDate]) {
    list(name) { json in
      for date in dates { json.text(date.description) }
    }
  }

  private mutating func insurance(_ spells: [InsuranceSpell]) {
    object("insurance") { json in
      for type in InsuranceType.allCases where spells.contains(where: { $0.type == type }) {
        json.list(type.name) { json in
          for spell in spells where spell.type == type {
            json.object { json in
              json.span(spell.months)
              json.field("district", spell.district.name)
              guard let supplementary = spell.supplementary else { return }
              json.field("supplementary", true)
              if supplementary.byAgency { json.field("cause", "agency") }
              if let day = supplementary.recordedOn {
                json.field("recordedOn", day.description)
              }
            }
          }
        }
      }
    }
  }

  private mutating func residence(_ residence: Residence) {
    object { json in
      json.field("kind", residence.kind.name)
      if let owner = residence.owner { json.field("owner", owner.rawValue) }
      json.span(residence.months)
      json.field("district", residence.district.name)
    }
  }

  private mutating func credential(_ credential: Credential) {
    object { json in
      json.field("level", credential.level.name)
      json.field("diploma", credential.diploma)
      json.field("degree", credential.degree)
      json.field("enrolled", credential.enrolled.description)
      json.field("graduated", credential.graduated.description)
    }
  }

  private mutating func claim(_ claim: InnovationClaim) {
    object { json in
      let route = claim.row.route
      json.field("route", route.rawValue)
      json.field(route == .enterprise ? "kind" : route.rawValue, claim.row.name)
      if let grade = claim.grade { json.field("grade", grade.name) }
      if let place = claim.place { json.field("place", place) }
      if route == .enterprise {
        json.list("years") { json in
          for year in claim.years { json.number(year) }
        }
      } else {
        json.field("year", claim.year)
      }
      if let financing = claim.financing {
        json.key("financing")
        json.decimal(financing.description)
      }
    }
  }

  private mutating func taxes(_ taxes: Taxes) {
    object("taxes") { json in
      json.field("authorised", taxes.authorised)
      if !taxes.income.isEmpty {
        json.object("income") { json in
          for income in taxes.income {
            json.key(String(income.year))
            json.decimal(income.paid.description)
          }
        }
      }
      if !taxes.enterprises.isEmpty {
        json.list("enterprises") { json in
          for entry in taxes.enterprises {
            json.object { json in
              json.field("name", entry.name)
              json.field("year", entry.year)
              json.key("share")
              json.decimal(entry.share.description)
              json.key("paid")
              json.decimal(entry.paid.description)
            }
          }
        }
      }
      if !taxes.violations.isEmpty { json.dates("violations", taxes.violations) }
      if taxes.owed { json.field("taxOwed", true) }
    }
  }
}
