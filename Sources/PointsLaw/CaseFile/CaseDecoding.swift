import Policy
import Units

extension CaseReader {
  /// A case; `nil` when a required part of it was refused.
  mutating func facts(_ node: Int) -> Facts? {
    let fields = self.fields(node, CaseKeys.facts)
    let id = required(fields[0], "id", in: node, "非空文字", "a text that is not empty") {
      $0.words($1)
    }
    let birthDate = required(fields[1], "birthDate", in: node, "日期", "a date") { $0.date($1) }
    let sex = required(fields[2], "sex", in: node, "female, male", "female, male") {
      $0.choice($1, CaseKeys.sex)
    }
    let post = required(fields[3], "post", in: node, "worker, management", "worker, management") {
      $0.choice($1, CaseKeys.post)
    }
    let household = required(fields[4], "household", in: node, "urban, rural", "urban, rural") {
      $0.choice($1, CaseKeys.household)
    }
    var permit = ResidencePermit.none
    if fields[5] >= 0, let date = date(fields[5]) { permit = .appliedOn(date) }
    let record = required(
      fields[6], "criminalRecord", in: node, "true或false", "true or false"
    ) { $0.flag($1) }
    let insurance = required(
      fields[7], "insurance", in: node, "各险种的缴费时段", "the spells of payment by type"
    ) { $0.insurance($1) }
    let residences = fields[8] >= 0 ? residences(fields[8]) : []
    let credentials = fields[9] >= 0 ? list(fields[9]) { $0.credential($1) } : []
    let innovation = fields[10] >= 0 ? list(fields[10]) { $0.claim($1) } : []
    let taxes = fields[11] >= 0 ? taxes(fields[11]) : Taxes()
    let marriages = fields[12] >= 0 ? marriages(fields[12]) : nil
    let honours = fields[13] >= 0 ? list(fields[13]) { $0.honour($1) } : []
    let detentions = fields[14] >= 0 ? list(fields[14]) { $0.date($1) } : []
    guard let id, let birthDate, let sex, let post, let household, let record, let insurance else {
      return nil
    }
    return Facts(
      id: id, birthDate: birthDate, sex: Sex.allCases[sex], post: Post.allCases[post],
      household: Household.allCases[household], residencePermit: permit, criminalRecord: record,
      insurance: insurance, residences: residences, credentials: credentials,
      innovation: innovation, taxes: taxes, marriages: marriages, honours: honours,
      detentions: detentions)
  }

  /// A value that must be there.
  @inline(__always)
  mutating func required<Value>(
    _ value: Int, _ key: StaticString, in object: Int, _ zh: @autoclosure () -> String,
    _ en: @autoclosure () -> String, _ read: (inout CaseReader, Int) -> Value?
  ) -> Value? {
    guard value >= 0 else {
      refuseMissing(key, in: object, .init(zh(), en()))
      return nil
    }
    return read(&self, value)
  }

  // MARK: Insurance

  private mutating func insurance(_ node: Int) -> [InsuranceSpell]? {
    let fields = self.fields(node, CaseKeys.insurance)
    guard fields.isObject else { return nil }
    var spells: [InsuranceSpell] = []
    spells.reserveCapacity(8)
    for type in InsuranceType.allCases {
      let value = fields[Int(type.rawValue)]
      guard value >= 0 else { continue }
      var stretches: [Stretch] = []
      spells += list(value) { $0.spell($1, type, &stretches) }
      refuseOverlaps(
        stretches, zh: "同一险种的时段不重叠", en: "spells of one type that share no month")
    }
    return spells
  }

  /// The months of an entry and where it stands; kept even when the entry is refused for another
  /// reason, so that overlaps with it are reported too.
  private struct Stretch {
    var node: Int
    var months: MonthSpan
  }

  private mutating func spell(
    _ node: Int, _ type: InsuranceType, _ stretches: inout [Stretch]
  ) -> InsuranceSpell? {
    let fields = self.fields(node, CaseKeys.spell)
    guard fields.isObject else { return nil }
    let months = span(fields[0], fields[1], in: node)
    if let months { stretches.append(Stretch(node: node, months: months)) }
    let district = required(
      fields[2], "district", in: node, "区", "a district"
    ) { $0.choice($1, CaseKeys.district, hint: 3) }
    var isSupplementary = false
    if fields[3] >= 0 { isSupplementary = flag(fields[3]) ?? false }
    var supplementary = isSupplementary ? Supplementary() : nil
    if fields[4] >= 0, choice(fields[4], CaseKeys.cause) != nil {
      if isSupplementary {
        supplementary?.byAgency = true
      } else {
        refuse(fields[4], "仅用于补缴时段", "a cause only with supplementary: true")
      }
    }
    if fields[5] >= 0, let date = date(fields[5]) {
      if isSupplementary {
        supplementary?.recordedOn = date
      } else {
        refuse(fields[5], "仅用于补缴时段", "a recording day only with supplementary: true")
      }
    }
    guard let months, let district else { return nil }
    return InsuranceSpell(
      type, months, District.allCases[district], supplementary: supplementary)
  }

  /// Months from two required keys; the end is blamed when it lies before the beginning.
  private mutating func span(_ from: Int, _ to: Int, in object: Int) -> MonthSpan? {
    let first = required(from, "from", in: object, "月份", "a month") { $0.month($1) }
    let last = required(to, "to", in: object, "月份", "a month") { $0.month($1) }
    guard let first, let last else { return nil }
    guard first <= last else {
      refuse(to, "不早于from（\(first)）", "a month not before from (\(first))")
      return nil
    }
    return MonthSpan(first, last)
  }

  /// Blames, of each two stretches that share a month, the later listed one, once.
  private mutating func refuseOverlaps(
    _ stretches: [Stretch], zh: String, en: String
  ) {
    guard stretches.count > 1 else { return }
    var isOrdered = true
    for index in 1..<stretches.count
    where stretches[index - 1].months.to >= stretches[index].months.from {
      isOrdered = false
      break
    }
    if isOrdered { return }
    for (place, later) in stretches.enumerated() {
      guard
        let earlier = stretches[..<place].first(where: { $0.months.overlaps(later.months) })
      else { continue }
      let path = document.path(of: earlier.node)
      refuse(later.node, "\(zh)（与\(path)重叠）", "\(en) (it overlaps \(path))")
    }
  }

  // MARK: Residences, marriages, credentials

  private mutating func residences(_ node: Int) -> [Residence] {
    var stretches: [Stretch] = []
    let residences = list(node) { $0.residence($1, &stretches) }
    refuseOverlaps(stretches, zh: "住所时段不重叠", en: "residences that share no month")
    return residences
  }

  private mutating func residence(_ node: Int, _ stretches: inout [Stretch]) -> Residence? {
    let fields = self.fields(node, CaseKeys.residence)
    guard fields.isObject else { return nil }
    let kind = required(
      fields[0], "kind", in: node, "ownHome, rental, dormitory", "ownHome, rental, dormitory"
    ) { $0.choice($1, CaseKeys.residenceKind) }.map { Residence.Kind.allCases[$0] }
    var owner: Residence.Owner?
    var isOwnerRight = true
    if kind == .ownHome {
      owner = required(
        fields[1], "owner", in: node, "self, spouse（自有住所必填）", "self, spouse (always for ownHome)"
      ) { $0.choice($1, CaseKeys.owner) }.map { Residence.Owner.allCases[$0] }
      isOwnerRight = owner != nil
    } else if kind != nil, fields[1] >= 0 {
      refuse(fields[1], "仅自有住所有owner", "an owner only for ownHome")
      isOwnerRight = false
    }
    let months = span(fields[2], fields[3], in: node)
    if let months { stretches.append(Stretch(node: node, months: months)) }
    let district = required(fields[4], "district", in: node, "区", "a district") {
      $0.choice($1, CaseKeys.homeDistrict, hint: 3)
    }
    guard let kind, isOwnerRight, let months, let district else { return nil }
    return Residence(kind, owner: owner, months, District.allCases[district])
  }

  private mutating func marriages(_ node: Int) -> [Marriage] {
    var stretches: [Stretch] = []
    let marriages = list(node) { reader, item -> Marriage? in
      guard let marriage = reader.marriage(item) else { return nil }
      let months = MonthSpan(marriage.from, marriage.to ?? Month(9999, 12))
      stretches.append(Stretch(node: item, months: months))
      return marriage
    }
    refuseOverlaps(stretches, zh: "婚姻时段不重叠", en: "marriages that share no month")
    return marriages
  }

  private mutating func marriage(_ node: Int) -> Marriage? {
    let fields = self.fields(node, CaseKeys.marriage)
    guard fields.isObject else { return nil }
    if fields[1] >= 0 {
      return span(fields[0], fields[1], in: node).map { Marriage(from: $0.from, to: $0.to) }
    }
    return required(fields[0], "from", in: node, "月份", "a month") { $0.month($1) }
      .map { Marriage(from: $0) }
  }

  private mutating func credential(_ node: Int) -> Credential? {
    let fields = self.fields(node, CaseKeys.credential)
    guard fields.isObject else { return nil }
    let levels = "juniorCollege, bachelor, master, doctor"
    let level = required(fields[0], "level", in: node, levels, levels) {
      $0.choice($1, CaseKeys.level)
    }.map { Credential.Level.allCases[$0] }
    let diploma = required(fields[1], "diploma", in: node, "true或false", "true or false") {
      $0.flag($1)
    }
    let degree = required(fields[2], "degree", in: node, "true或false", "true or false") {
      $0.flag($1)
    }
    let enrolled = required(fields[3], "enrolled", in: node, "月份", "a month") { $0.month($1) }
    let graduated = required(fields[4], "graduated", in: node, "月份", "a month") { $0.month($1) }
    if let enrolled, let graduated, graduated < enrolled {
      refuse(
        fields[4], "不早于enrolled（\(enrolled)）", "a month not before enrolled (\(enrolled))")
    }
    if let level, level == .juniorCollege {
      if diploma == false {
        refuse(fields[1], "专科必有毕业证书：true", "true: a junior college credential is a diploma")
      }
      if degree == true {
        refuse(fields[2], "专科没有学位：false", "false: junior college gives no degree")
      }
    } else if diploma == false, degree == false {
      refuse(fields[2], "学历与学位至少有一项为true", "true, or diploma true: at least one of the two")
    }
    guard let level, let diploma, let degree, let enrolled, let graduated else { return nil }
    return Credential(
      level, diploma: diploma, degree: degree, enrolled: enrolled, graduated: graduated)
  }

  private mutating func honour(_ node: Int) -> Honour? {
    let fields = self.fields(node, CaseKeys.honour)
    guard fields.isObject else { return nil }
    let title = required(fields[0], "title", in: node, "荣誉", "an honour") { reader, value in
      reader.named(value, HonourTitle.allCases, \.name)
    }
    let year = required(fields[1], "year", in: node, "年份", "a year") { $0.year($1) }
    guard let title, let year else { return nil }
    return Honour(title, year: year)
  }

  /// The case of an enumeration by its name, for keys that are rare.
  mutating func named<Case>(_ node: Int, _ cases: [Case], _ name: (Case) -> String) -> Case? {
    if document.kind(node) == .text {
      let text = document.string(node)
      if let match = cases.first(where: { name($0) == text }) { return match }
    }
    refuse(node, .init(same: cases.map(name).joined(separator: ", ")))
    return nil
  }
}
