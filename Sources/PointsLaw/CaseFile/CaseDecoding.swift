import Policy
import Units

extension CaseReader {
  /// Reads a case into other facts, whose lists are used again; `false` when a required part of it
  /// was refused.
  mutating func read(_ node: Int, into facts: inout Facts) -> Bool {
    var fields = Fields()
    find(node, keys.facts, &fields)
    let id = required(fields[0], "id", in: node, "非空文字", "a text that is not empty") {
      $0.words($1)
    }
    let birthDate = required(fields[1], "birthDate", in: node, "日期", "a date") { $0.date($1) }
    let sex = required(fields[2], "sex", in: node, "female, male", "female, male") {
      $0.choice($1, $0.keys.sex)
    }
    let post = required(fields[3], "post", in: node, "worker, management", "worker, management") {
      $0.choice($1, $0.keys.post)
    }
    let household = required(fields[4], "household", in: node, "urban, rural", "urban, rural") {
      $0.choice($1, $0.keys.household)
    }
    var permit = ResidencePermit.none
    if fields[5] >= 0, let date = date(fields[5]) { permit = .appliedOn(date) }
    let record = required(
      fields[6], "criminalRecord", in: node, "true或false", "true or false"
    ) { $0.flag($1) }
    facts.empty()
    let hasInsurance = required(
      fields[7], "insurance", in: node, "各险种的缴费时段", "the spells of payment by type"
    ) { $0.insurance($1, into: &facts.insurance) }
    if fields[8] >= 0 { residences(fields[8], into: &facts.residences) }
    if fields[9] >= 0 { list(fields[9], into: &facts.credentials) { $0.credential($1) } }
    if fields[10] >= 0 { list(fields[10], into: &facts.innovation) { $0.claim($1) } }
    if fields[11] >= 0 { read(fields[11], into: &facts.taxes) }
    if fields[12] >= 0 {
      // Moved out and back, so that the list is never held twice and its storage serves again.
      var marriages = facts.marriages.take() ?? []
      self.marriages(fields[12], into: &marriages)
      facts.marriages = marriages
    } else {
      facts.marriages = nil
    }
    if fields[13] >= 0 { list(fields[13], into: &facts.honours) { $0.honour($1) } }
    if fields[14] >= 0 { list(fields[14], into: &facts.detentions) { $0.date($1) } }
    guard let id, let birthDate, let sex, let post, let household, let record, hasInsurance == true
    else { return false }
    facts.id = id
    facts.birthDate = birthDate
    facts.sex = Sex.allCases[sex]
    facts.post = Post.allCases[post]
    facts.household = Household.allCases[household]
    facts.residencePermit = permit
    facts.criminalRecord = record
    return true
  }

  /// A value that must be there.
  @inline(__always)
  mutating func required<Value>(
    _ value: Int, _ key: @autoclosure () -> String, in object: Int,
    _ zh: @autoclosure () -> String, _ en: @autoclosure () -> String,
    _ read: (inout CaseReader, Int) -> Value?
  ) -> Value? {
    guard value >= 0 else {
      refuseMissing(key(), in: object, .init(zh(), en()))
      return nil
    }
    return read(&self, value)
  }

  // MARK: Insurance

  private mutating func insurance(_ node: Int, into spells: inout [InsuranceSpell]) -> Bool {
    var fields = Fields()
    guard find(node, keys.insurance, &fields) else { return false }
    for type in InsuranceType.allCases {
      let value = fields[Int(type.rawValue)]
      guard value >= 0 else { continue }
      stretches.removeAll()
      list(value, into: &spells) { $0.spell($1, type) }
      refuseOverlaps(zh: "同一险种的时段不重叠", en: "spells of one type that share no month")
    }
    return true
  }

  private mutating func spell(_ node: Int, _ type: InsuranceType) -> InsuranceSpell? {
    var fields = Fields()
    guard find(node, keys.spell, &fields) else { return nil }
    let months = span(fields[0], fields[1], in: node)
    if let months { stretches.append(node, months) }
    let district = required(fields[2], "district", in: node, "区", "a district") {
      $0.district($1, $0.keys.district)
    }
    var isSupplementary = false
    if fields[3] >= 0 { isSupplementary = flag(fields[3]) ?? false }
    var supplementary = isSupplementary ? Supplementary() : nil
    if fields[4] >= 0, choice(fields[4], keys.cause) != nil {
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
    return InsuranceSpell(type, months, district, supplementary: supplementary)
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
  @inline(__always)
  private mutating func refuseOverlaps(zh: @autoclosure () -> String, en: @autoclosure () -> String)
  {
    if !stretches.isOrdered { refuseOverlaps(in: stretches.list, zh(), en()) }
  }

  @inline(never)
  private mutating func refuseOverlaps(
    in list: [Stretches.Stretch], _ zh: String, _ en: String
  ) {
    for (place, later) in list.enumerated() {
      guard
        let earlier = list[..<place].first(where: { $0.months.overlaps(later.months) })
      else { continue }
      let path = document.path(of: earlier.node)
      refuse(later.node, "\(zh)（与\(path)重叠）", "\(en) (it overlaps \(path))")
    }
  }

  // MARK: Residences, marriages, credentials

  private mutating func residences(_ node: Int, into residences: inout [Residence]) {
    stretches.removeAll()
    list(node, into: &residences) { $0.residence($1) }
    refuseOverlaps(zh: "住所时段不重叠", en: "residences that share no month")
  }

  private mutating func residence(_ node: Int) -> Residence? {
    var fields = Fields()
    guard find(node, keys.residence, &fields) else { return nil }
    let kind = required(
      fields[0], "kind", in: node, "ownHome, rental, dormitory", "ownHome, rental, dormitory"
    ) { $0.choice($1, $0.keys.residenceKind) }.map { Residence.Kind.allCases[$0] }
    var owner: Residence.Owner?
    var isOwnerRight = true
    if kind == .ownHome {
      owner = required(
        fields[1], "owner", in: node, "self, spouse（自有住所必填）", "self, spouse (always for ownHome)"
      ) { $0.choice($1, $0.keys.owner) }.map { Residence.Owner.allCases[$0] }
      isOwnerRight = owner != nil
    } else if kind != nil, fields[1] >= 0 {
      refuse(fields[1], "仅自有住所有owner", "an owner only for ownHome")
      isOwnerRight = false
    }
    let months = span(fields[2], fields[3], in: node)
    if let months { stretches.append(node, months) }
    let district = required(fields[4], "district", in: node, "区", "a district") {
      $0.district($1, $0.keys.homeDistrict)
    }
    guard let kind, isOwnerRight, let months, let district else { return nil }
    return Residence(kind, owner: owner, months, district)
  }

  private mutating func marriages(_ node: Int, into marriages: inout [Marriage]) {
    stretches.removeAll()
    list(node, into: &marriages) { reader, item -> Marriage? in
      guard let marriage = reader.marriage(item) else { return nil }
      reader.stretches.append(
        item, MonthSpan(marriage.from, marriage.to ?? Month(9999, 12)))
      return marriage
    }
    refuseOverlaps(zh: "婚姻时段不重叠", en: "marriages that share no month")
  }

  private mutating func marriage(_ node: Int) -> Marriage? {
    var fields = Fields()
    guard find(node, keys.marriage, &fields) else { return nil }
    if fields[1] >= 0 {
      return span(fields[0], fields[1], in: node).map { Marriage(from: $0.from, to: $0.to) }
    }
    return required(fields[0], "from", in: node, "月份", "a month") { $0.month($1) }
      .map { Marriage(from: $0) }
  }

  private mutating func credential(_ node: Int) -> Credential? {
    var fields = Fields()
    guard find(node, keys.credential, &fields) else { return nil }
    let levels = "juniorCollege, bachelor, master, doctor"
    let level = required(fields[0], "level", in: node, levels, levels) {
      $0.choice($1, $0.keys.level)
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
    var fields = Fields()
    guard find(node, keys.honour, &fields) else { return nil }
    let title = required(fields[0], "title", in: node, "荣誉", "an honour") { reader, value in
      reader.named(value, HonourTitle.allCases, \.name)
    }
    let year = required(fields[1], "year", in: node, "年份", "a year") { $0.year($1) }
    guard let title, let year else { return nil }
    return Honour(title, year: year)
  }

  /// The case of an enumeration by its name, for keys that are rare.
  mutating func named<Case>(_ node: Int, _ cases: [Case], _ name: (Case) -> String) -> Case? {
    if case .text = document.kind(node) {
      let text = document.string(node)
      if let match = cases.first(where: { name($0) == text }) { return match }
    }
    refuse(node, .init(same: cases.map(name).joined(separator: ", ")))
    return nil
  }
}

extension Facts {
  /// Takes everything out of the lists and keeps their storage, `marriages` included.
  fileprivate mutating func empty() {
    insurance.removeAll(keepingCapacity: true)
    residences.removeAll(keepingCapacity: true)
    credentials.removeAll(keepingCapacity: true)
    innovation.removeAll(keepingCapacity: true)
    marriages?.removeAll(keepingCapacity: true)
    honours.removeAll(keepingCapacity: true)
    detentions.removeAll(keepingCapacity: true)
    taxes.authorised = false
    taxes.income.removeAll(keepingCapacity: true)
    taxes.enterprises.removeAll(keepingCapacity: true)
    taxes.violations.removeAll(keepingCapacity: true)
    taxes.owed = false
  }
}
