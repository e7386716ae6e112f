import Policy
import Units

/// Statements of fact for score sheets, in both languages from the same values.
enum Notes {
  /// Months in order as stretches.
  static func spans(_ months: some Sequence<Month>) -> [MonthSpan] {
    var spans: [MonthSpan] = []
    for month in months {
      if let last = spans.last, last.to + 1 == month {
        spans[spans.count - 1].to = month
      } else {
        spans.append(MonthSpan(month, month))
      }
    }
    return spans
  }

  /// The first `count` months of stretches.
  static func earliest(_ count: Int, of spans: [MonthSpan]) -> [MonthSpan] {
    var rest = count
    var result: [MonthSpan] = []
    for span in spans where rest > 0 {
      let taken = min(span.count, rest)
      result.append(MonthSpan(span.from, span.from + (taken - 1)))
      rest -= taken
    }
    return result
  }

  /// Stretches separated by commas.
  static func list(_ spans: [MonthSpan]) -> String {
    spans.map(\.description).joined(separator: ", ")
  }

  /// The months of every insurance type and the one that is taken.
  static func insurance(_ applicant: Applicant, chosen: Int) -> Wording {
    let months = applicant.packed.pointee.months
    let counts = [months.0, months.1, months.2, months.3, months.4]
    let all = zip(InsuranceType.allCases, counts)
    let taken = InsuranceType.allCases[chosen].wording
    return Wording(
      "正常缴费最多的险种：\(taken.zh)（"
        + all.map { "\($0.wording.zh)\($1)" }.joined(separator: "、") + "个月）",
      "type paid longest: \(taken.en) ("
        + all.map { "\($0.wording.en) \($1)" }.joined(separator: ", ") + " months)")
  }

  static func months(_ bits: MonthBits, from base: Month) -> Wording {
    Wording(same: list(bits.spans(from: base)))
  }

  static func lookBack(
    _ rules: Rules, _ lookBack: LookBackRules, _ count: Int, _ what: Wording
  ) -> Wording {
    let first = lookBack.first?.description ?? ""
    return Wording(
      "\(first)至\(rules.referenceDate)\(what.zh)\(count)条",
      "\(what.en) from \(first) to \(rules.referenceDate): \(count)")
  }

  // MARK: Credentials

  static func credential(_ rules: Rules, _ credential: PackedCredential, _ place: Int) -> Wording {
    let name = credentialName(credential)
    let graduated = rules.packing.base + Int(credential.graduated)
    return Wording(
      "第\(place + 1)项：\(name.zh)，\(graduated)毕业",
      "credential \(place + 1): \(name.en), graduated \(graduated)")
  }

  static func credentialName(_ credential: PackedCredential) -> Wording {
    let level = Credential.Level.allCases[credential.level]
    guard level != .juniorCollege else { return level.wording }
    return credential.isBoth
      ? Wording("\(level.wording.zh)学历及学位", "\(level.wording.en), diploma and degree")
      : Wording(
        "\(level.wording.zh)（仅学历或仅学位）", "\(level.wording.en), diploma or degree alone")
  }

  static func notWorthClaiming(_ place: Int, _ net: Points) -> Warning {
    Warning(
      "第\(place + 1)项学历学位净得\(net)分，不建议填报",
      "credential \(place + 1) nets \(net): do not claim it")
  }

  static func credentialScoresNothing(
    _ rules: Rules, _ credential: PackedCredential, _ place: Int
  ) -> Warning {
    let name = credentialName(credential)
    let graduated = rules.packing.base + Int(credential.graduated)
    if graduated > rules.referenceMonth {
      return Warning(
        "第\(place + 1)项\(name.zh)于\(graduated)毕业，晚于\(rules.referenceMonth)，不计分",
        "credential \(place + 1) (\(name.en)) graduated in \(graduated), after "
          + "\(rules.referenceMonth), and scores nothing")
    }
    return Warning(
      "第\(place + 1)项\(name.zh)在\(rules.edition)不计分",
      "credential \(place + 1) (\(name.en)) scores nothing in \(rules.edition)")
  }

  // MARK: Claims

  static func claim(_ claim: PackedClaim, _ place: Int) -> Wording {
    let name = claimName(claim)
    let year = claim.year > 0 ? ", \(claim.year)" : ""
    return Wording(
      "第\(place + 1)项：\(claim.year > 0 ? "\(claim.year)年" : "")\(name.zh)",
      "claim \(place + 1): \(name.en)\(year)")
  }

  private static func claimName(_ claim: PackedClaim) -> Wording {
    var zh = claim.row.wording.zh
    var en = claim.row.wording.en
    if let grade = Grade(rawValue: claim.grade) {
      zh += grade.wording.zh
      en += ", \(grade.wording.en)"
    }
    if claim.place > 0 {
      zh += "第\(claim.place)名（位）"
      en += ", rank \(claim.place)"
    }
    return Wording(zh, en)
  }

  static func claimScoresNothing(
    _ rules: Rules, _ claim: PackedClaim, _ reason: ClaimWorth.Reason
  ) -> Warning {
    let edition = rules.edition
    var key = claim.row.name
    if let grade = Grade(rawValue: claim.grade) { key += " \(grade.name)" }
    let name = claimName(claim).zh
    switch reason {
    case .notInEdition:
      return Warning("\(name)不属于\(edition)", "\(key) is not part of \(edition)")
    case .unpublished:
      return Warning(
        "\(name)：\(edition)未公布分值，暂计0分",
        "\(key): points not published in \(edition), scored 0")
    case .afterLastYear:
      return Warning(
        "\(name)为\(claim.year)年，晚于\(rules.cycle - 1)年，不计分",
        "\(key) of \(claim.year) is after \(rules.cycle - 1) and scores nothing")
    case .beforeFirstYear(let first):
      return Warning(
        "\(name)为\(claim.year)年，早于\(first)年，不计分",
        "\(key) of \(claim.year) is before its first year \(first) and scores nothing")
    case .rankOutside:
      return Warning(
        "\(name)：名次不在积分范围内",
        claim.place > 0
          ? "\(key): rank \(claim.place) is outside its table"
          : "\(key): no rank is given, its points depend on it")
    case .noCountedYear:
      let first = rules.cycle - rules.innovation.lookBackYears.value
      return Warning(
        "\(name)：\(first)至\(rules.cycle - 1)年没有满足条件的年度",
        "\(key): no year that satisfies from \(first) to \(rules.cycle - 1)")
    case .belowFinancing(let least):
      return Warning(
        "\(name)：融资\(Yuan(fen: claim.financing))元，不足\(least)元",
        "\(key): financing of \(Yuan(fen: claim.financing)) CNY is below \(least)")
    }
  }

  static func honourScoresNothing(_ rules: Rules, _ title: HonourTitle, _ year: Int) -> Warning {
    year >= rules.cycle
      ? Warning(
        "\(title.wording.zh)为\(year)年，晚于\(rules.cycle - 1)年，不计分",
        "\(title.name) of \(year) is after \(rules.cycle - 1) and scores nothing")
      : Warning(
        "\(title.wording.zh)不属于\(rules.edition)", "\(title.name) is not part of \(rules.edition)")
  }
}

/// What is said of the residence lines: months found, kept and where.
struct ResidenceNotes {
  let rules: Rules
  let applicant: Applicant
  let work: Employment
  let months: ResidenceMonths
  let leftOut: [Int]

  init(
    _ rules: Rules, _ applicant: Applicant, _ work: Employment, _ months: ResidenceMonths,
    leftOut: [Int]
  ) {
    self.rules = rules
    self.applicant = applicant
    self.work = work
    self.months = months
    self.leftOut = leftOut
  }

  /// The months of a line before the cap, in order of time.
  private func found(_ line: Line) -> [MonthSpan] {
    let boundary = rules.residence.boundary.value
    let always = MonthSpan(Month(ordinal: 0), rules.referenceMonth)
    let before = MonthSpan(Month(ordinal: 0), boundary)
    let after = MonthSpan(boundary + 1, rules.referenceMonth)
    switch line {
    case .ownHome: return lived(in: always) { $0 == .ownHome }
    case .ownHomeBefore: return lived(in: before) { $0 == .ownHome }
    case .ownHomeAfter: return lived(in: after) { $0 == .ownHome }
    case .rental: return lived(in: after) { $0 == .rental }
    case .dormitory: return lived(in: after) { $0 == .dormitory }
    case .filedAfter: return lived(in: after) { $0 != .ownHome }
    default: return imputed(until: boundary, own: lived(in: before) { $0 == .ownHome })
    }
  }

  private func lived(
    in period: MonthSpan, _ isWanted: (Residence.Kind) -> Bool
  ) -> [MonthSpan] {
    let base = rules.packing.base
    return applicant.homes
      .filter { isWanted($0.kind) && !leftOut.contains(Int($0.entry)) }
      .map { MonthSpan(base + Int($0.from), base + Int($0.to)).intersection(period) }
      .filter { $0.count > 0 }
      .sorted { $0.from < $1.from }
  }

  private func imputed(until boundary: Month, own: [MonthSpan]) -> [MonthSpan] {
    let base = rules.packing.base
    let early =
      rules.residence.earlyRental.value == .filed
      ? lived(in: MonthSpan(base, boundary)) { $0 != .ownHome } : []
    let last = min(boundary, rules.referenceMonth).distance(since: base)
    let months = (0..<max(last + 1, 0)).lazy.filter { bit in
      let month = base + bit
      let isImputable =
        work.imputable.contains(bit) || early.contains { $0.contains(month) }
      return isImputable && !own.contains { $0.contains(month) }
    }
    return Notes.spans(months.map { base + $0 })
  }

  func detail(_ line: Line, _ count: Int, _ rate: Cited<Points>) -> LineDetail {
    let found = self.found(line)
    let all = found.reduce(0) { $0 + $1.count }
    // The earliest months of the group are kept, so those of any line in it are its earliest too.
    var facts = [Wording(same: Notes.list(Notes.earliest(count, of: found)))]
    if all > count {
      facts.append(
        Wording(
          "共\(all)个月，受就业\(work.months)个月限制保留最早的\(count)个月",
          "\(all) months found, the earliest \(count) kept: residence is capped at "
            + "\(work.months) months of employment"))
    }
    var parameters = [rate.parameter]
    if line != .ownHome { parameters.append(rules.residence.boundary.parameter) }
    if line == .imputed {
      parameters += [
        rules.residence.imputedType.parameter, rules.residence.earlyRental.parameter,
      ]
    }
    parameters.append(rules.rounding.parameter)
    return LineDetail(.rate(count, rate.value), facts, parameters: parameters)
  }
}
