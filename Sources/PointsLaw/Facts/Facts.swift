package import Units

/// What is known about one applicant (申请人): the facts that the rules ask for, as in a case file.
///
/// Facts are neither points nor decisions, and they hold for any cycle: the rules look only at what
/// lies at or before a cycle's reference date. A case file always states every required fact; where
/// a fact may be unknown (somebody checks their chances before they have the papers together), it is
/// `nil` or `.unknown` and the conditions answer "undetermined".
package struct Facts: Hashable, Sendable {
  /// Free text, unique in a population.
  package var id: String
  package var birthDate: CivilDate
  package var sex: Sex
  /// 工人 or 女干部/管理岗; decides the retirement age of women.
  package var post: Post?
  /// 外埠城镇职工 or 外埠农村劳动力; decides which insurance types are required.
  package var household: Household?
  package var residencePermit: ResidencePermit
  package var criminalRecord: Bool?
  /// Spells of payment of all types, by type and within a type as listed.
  package var insurance: [InsuranceSpell]
  package var residences: [Residence]
  package var credentials: [Credential]
  package var innovation: [InnovationClaim]
  package var taxes: Taxes
  /// `nil`: the file vouches for every spouse's home; empty: never married.
  package var marriages: [Marriage]?
  package var honours: [Honour]
  /// Dates of administrative detentions by the city's police (行政拘留).
  package var detentions: [CivilDate]

  package init(
    id: String, birthDate: CivilDate, sex: Sex, post: Post?, household: Household?,
    residencePermit: ResidencePermit = .none, criminalRecord: Bool? = false,
    insurance: [InsuranceSpell] = [], residences: [Residence] = [],
    credentials: [Credential] = [], innovation: [InnovationClaim] = [],
    taxes: Taxes = Taxes(), marriages: [Marriage]? = nil, honours: [Honour] = [],
    detentions: [CivilDate] = []
  ) {
    self.id = id
    self.birthDate = birthDate
    self.sex = sex
    self.post = post
    self.household = household
    self.residencePermit = residencePermit
    self.criminalRecord = criminalRecord
    self.insurance = insurance
    self.residences = residences
    self.credentials = credentials
    self.innovation = innovation
    self.taxes = taxes
    self.marriages = marriages
    self.honours = honours
    self.detentions = detentions
  }
}

package enum Sex: String, CaseIterable, Sendable { case female, male }

package enum Post: String, CaseIterable, Sendable { case worker, management }

package enum Household: String, CaseIterable, Sendable { case urban, rural }

/// The residence permit 《北京市居住证》.
package enum ResidencePermit: Hashable, Sendable {
  case none
  case appliedOn(CivilDate)
  case unknown
}

/// The five types of social insurance (险种), in the order that decides a tie of months.
package enum InsuranceType: UInt8, CaseIterable, Sendable {
  case pension, medical, unemployment, injury, maternity

  /// Made once: asking a case for its name is slow.
  private static let names = allCases.map { String(describing: $0) }
  package var name: String { Self.names[Int(rawValue)] }
}

/// Months in which one type of insurance was paid without a break (缴费时段).
package struct InsuranceSpell: Hashable, Sendable {
  package var type: InsuranceType
  package var months: MonthSpan
  package var district: District
  /// `nil`: paid normally; otherwise made up later (补缴).
  package var supplementary: Supplementary?

  package init(
    _ type: InsuranceType, _ months: MonthSpan, _ district: District,
    supplementary: Supplementary? = nil
  ) {
    self.type = type
    self.months = months
    self.district = district
    self.supplementary = supplementary
  }
}

/// A supplementary payment (补缴): it can close a gap but never scores.
package struct Supplementary: Hashable, Sendable {
  /// The bank or the agency caused it: it does not count against the applicant.
  package var byAgency: Bool
  /// The day it was recorded; `nil`: by the reference date.
  package var recordedOn: CivilDate?

  package init(byAgency: Bool = false, recordedOn: CivilDate? = nil) {
    self.byAgency = byAgency
    self.recordedOn = recordedOn
  }
}

/// A home really lived in (住所), in months.
package struct Residence: Hashable, Sendable {
  package enum Kind: UInt8, CaseIterable, Sendable {
    /// 自有住所
    case ownHome
    /// 租赁住所, registered
    case rental
    /// 单位宿舍, owned by the employer
    case dormitory

    /// Made once: asking a case for its name is slow.
    private static let names = allCases.map { String(describing: $0) }
    package var name: String { Self.names[Int(rawValue)] }
  }

  package enum Owner: String, CaseIterable, Sendable { case `self`, spouse }

  package var kind: Kind
  /// Always for an own home, never otherwise.
  package var owner: Owner?
  package var months: MonthSpan
  package var district: District

  package init(_ kind: Kind, owner: Owner? = nil, _ months: MonthSpan, _ district: District) {
    self.kind = kind
    self.owner = owner
    self.months = months
    self.district = district
  }
}

/// An education credential (学历学位).
package struct Credential: Hashable, Sendable {
  package enum Level: UInt8, CaseIterable, Sendable {
    case juniorCollege, bachelor, master, doctor

    /// Made once: asking a case for its name is slow.
    private static let names = allCases.map { String(describing: $0) }
    package var name: String { Self.names[Int(rawValue)] }
  }

  package var level: Level
  package var diploma: Bool
  package var degree: Bool
  package var enrolled: Month
  /// The diploma's month, else the degree's.
  package var graduated: Month

  package init(
    _ level: Level, diploma: Bool, degree: Bool, enrolled: Month, graduated: Month
  ) {
    self.level = level
    self.diploma = diploma
    self.degree = degree
    self.enrolled = enrolled
    self.graduated = graduated
  }
}

/// What the tax records say (纳税).
package struct Taxes: Hashable, Sendable {
  /// The applicant lets the bureau look the taxes up; without it nothing positive counts.
  package var authorised: Bool
  /// Personal income tax by the year in which it entered the treasury, ordered by year.
  package var income: [IncomeTax]
  package var enterprises: [EnterpriseTax]
  /// Dates of violations that count for this person.
  package var violations: [CivilDate]
  /// Tax still owed when applying: one more violation, whatever the date.
  package var owed: Bool

  package init(
    authorised: Bool = false, income: [IncomeTax] = [], enterprises: [EnterpriseTax] = [],
    violations: [CivilDate] = [], owed: Bool = false
  ) {
    self.authorised = authorised
    self.income = income
    self.enterprises = enterprises
    self.violations = violations
    self.owed = owed
  }
}

package struct IncomeTax: Hashable, Sendable {
  package var year: Int
  package var paid: Yuan

  package init(year: Int, paid: Yuan) {
    self.year = year
    self.paid = paid
  }
}

/// What an enterprise paid in a year and the share held at the year's end.
package struct EnterpriseTax: Hashable, Sendable {
  package var name: String
  package var year: Int
  package var share: Share
  package var paid: Yuan

  package init(name: String, year: Int, share: Share, paid: Yuan) {
    self.name = name
    self.year = year
    self.share = share
    self.paid = paid
  }
}

/// A marriage (婚姻关系) in months; without an end it lasts.
package struct Marriage: Hashable, Sendable {
  package var from: Month
  package var to: Month?

  package init(from: Month, to: Month? = nil) {
    self.from = from
    self.to = to
  }
}

/// An honour (荣誉表彰) and the year it was given.
package struct Honour: Hashable, Sendable {
  package var title: HonourTitle
  package var year: Int

  package init(_ title: HonourTitle, year: Int) {
    self.title = title
    self.year = year
  }
}

/// A claim on the innovation indicator (创新创业).
package struct InnovationClaim: Hashable, Sendable {
  package var row: InnovationRow
  package var grade: Grade?
  package var place: Int?
  /// The year of an award or competition; 0 for enterprise routes.
  package var year: Int
  /// Enterprise routes: the years that satisfy.
  package var years: [Int]
  /// C4: equity financing received.
  package var financing: Yuan?

  package init(
    _ row: InnovationRow, grade: Grade? = nil, place: Int? = nil, year: Int = 0,
    years: [Int] = [], financing: Yuan? = nil
  ) {
    self.row = row
    self.grade = grade
    self.place = place
    self.year = year
    self.years = years
    self.financing = financing
  }
}
