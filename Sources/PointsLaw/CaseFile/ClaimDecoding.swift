import Policy
import Units

extension CaseReader {
  // MARK: Innovation

  /// The route decides which keys a claim has.
  mutating func claim(_ node: Int) -> InnovationClaim? {
    guard document.kind(node) == .object else {
      refuse(node, "对象", "an object")
      return nil
    }
    let routes = CaseKeys.route
    guard let value = document.value(of: node, "route") else {
      let names = routes.map(\.description).joined(separator: ", ")
      refuseMissing("route", in: node, Wording(same: names))
      return nil
    }
    switch choice(value, routes) {
    case 0: return tableClaim(node, .award, CaseKeys.award)
    case 1: return tableClaim(node, .competition, CaseKeys.competition)
    case 2: return enterpriseClaim(node)
    default: return nil
    }
  }

  private mutating func tableClaim(
    _ node: Int, _ route: InnovationRow.Route, _ keys: [StaticString]
  ) -> InnovationClaim? {
    let fields = self.fields(node, keys)
    let rows = InnovationRow.allCases.filter { $0.route == route }
    let row = required(fields[1], keys[1], in: node, "奖项", "a row of the table") {
      $0.named($1, rows, \.name)
    }
    let year = required(fields[4], "year", in: node, "年份", "a year") { $0.year($1) }
    guard let row else { return nil }
    var isRight = true
    var grade: Grade?
    if row.grades.isEmpty {
      if fields[2] >= 0 {
        refuse(fields[2], "\(row.name)没有等级", "no grade: \(row.name) has none")
        isRight = false
      }
    } else {
      let names = row.grades.map(\.name).joined(separator: ", ")
      grade = required(fields[2], "grade", in: node, names, names) {
        $0.named($1, row.grades, \.name)
      }
      isRight = grade != nil
    }
    var place: Int?
    if fields[3] >= 0 {
      if row.mayHavePlace {
        place = whole(fields[3], from: 1, to: 999_999)
        isRight = isRight && place != nil
      } else {
        refuse(fields[3], "\(row.name)没有名次", "no place: \(row.name) has none")
        isRight = false
      }
    } else if isRight, row.needsPlace(grade) {
      refuseMissing(
        "place", in: node,
        Wording("名次（不小于1的整数），分值取决于名次", "a rank, 1 or more: the points depend on it"))
      isRight = false
    }
    guard isRight, let year else { return nil }
    return InnovationClaim(row, grade: grade, place: place, year: year)
  }

  private mutating func enterpriseClaim(_ node: Int) -> InnovationClaim? {
    let fields = self.fields(node, CaseKeys.enterprise)
    let rows = InnovationRow.allCases.filter { $0.route == .enterprise }
    let row = required(fields[1], "kind", in: node, "C1, C2, C3, C4", "C1, C2, C3, C4") {
      $0.named($1, rows, \.name)
    }
    var seen: Set<Int> = []
    let years = required(fields[2], "years", in: node, "年份列表", "a list of years") {
      $0.list($1) { reader, item -> Int? in
        guard let year = reader.year(item) else { return nil }
        guard seen.insert(year).inserted else {
          reader.refuse(item, "每个年份只写一次", "each year once")
          return nil
        }
        return year
      }
    }
    guard let row else { return nil }
    var financing: Yuan?
    if row == .C4 {
      financing = required(fields[3], "financing", in: node, "融资金额（元）", "the financing in CNY") {
        $0.yuan($1)
      }
      if financing == nil { return nil }
    } else if fields[3] >= 0 {
      refuse(fields[3], "仅C4有financing", "financing only for C4")
      return nil
    }
    guard let years else { return nil }
    return InnovationClaim(row, years: years, financing: financing)
  }

  // MARK: Taxes

  mutating func taxes(_ node: Int) -> Taxes {
    let fields = self.fields(node, CaseKeys.taxes)
    var taxes = Taxes()
    guard fields.isObject else { return taxes }
    taxes.authorised =
      required(fields[0], "authorised", in: node, "true或false", "true or false") { $0.flag($1) }
      ?? false
    if fields[1] >= 0 { taxes.income = income(fields[1]) }
    if fields[2] >= 0 { taxes.enterprises = enterprises(fields[2]) }
    if fields[3] >= 0 { taxes.violations = list(fields[3]) { $0.date($1) } }
    if fields[4] >= 0 { taxes.owed = flag(fields[4]) ?? false }
    return taxes
  }

  private mutating func income(_ node: Int) -> [IncomeTax] {
    guard document.kind(node) == .object else {
      refuse(node, "年份到税额的对象", "an object of years with their tax")
      return []
    }
    guard document.entries(node) <= CaseReader.longestList else {
      refuse(
        node, "至多\(CaseReader.longestList)项", "at most \(CaseReader.longestList) entries")
      return []
    }
    var income: [IncomeTax] = []
    var key = node &+ 1
    let end = document.next(node)
    while key < end {
      let value = key &+ 1
      let text = document.text(key)
      let year = text.count == 4 ? Month.digits(text, 0, 4) : nil
      if let year, year >= 1900 {
        if income.contains(where: { $0.year == year }) {
          refuse(value, "每个年份只写一次", "each year once")
        } else if let paid = yuan(value) {
          income.append(IncomeTax(year: year, paid: paid))
        }
      } else {
        refuse(value, "键为四位年份", "a key that is a year of four digits")
      }
      key = document.next(value)
    }
    return income.sorted { $0.year < $1.year }
  }

  private mutating func enterprises(_ node: Int) -> [EnterpriseTax] {
    var seen: Set<EnterpriseYear> = []
    return list(node) { $0.enterprise($1, &seen) }
  }

  /// Names are equal only if their code points are.
  private struct EnterpriseYear: Hashable {
    let name: [UInt8]
    let year: Int

    init(_ name: String, _ year: Int) {
      self.name = Array(name.utf8)
      self.year = year
    }
  }

  private mutating func enterprise(
    _ node: Int, _ seen: inout Set<EnterpriseYear>
  ) -> EnterpriseTax? {
    let fields = self.fields(node, CaseKeys.enterpriseTax)
    guard fields.isObject else { return nil }
    let name = required(fields[0], "name", in: node, "企业名称", "the enterprise's name") {
      $0.words($1)
    }
    let year = required(fields[1], "year", in: node, "年份", "a year") { $0.year($1) }
    if let name, let year, !seen.insert(EnterpriseYear(name, year)).inserted {
      refuse(node, "同一企业同一年度只写一次", "one entry for an enterprise and year")
    }
    let share = required(fields[2], "share", in: node, "出资比例", "a share from 0 to 1") {
      $0.share($1)
    }
    let paid = required(fields[3], "paid", in: node, "税额（元）", "the tax paid in CNY") {
      $0.yuan($1)
    }
    guard let name, let year, let share, let paid else { return nil }
    return EnterpriseTax(name: name, year: year, share: share, paid: paid)
  }
}
