import Policy
import Units

extension CaseReader {
  // MARK: Innovation

  /// The route decides which keys a claim has.
  mutating func claim(_ node: Int) -> InnovationClaim? {
    guard case .object = document.kind(node) else {
      refuse(node, "对象", "an object")
      return nil
    }
    guard let value = document.value(of: node, "route") else {
      refuseMissing("route", in: node, Wording(same: keys.route.list))
      return nil
    }
    switch choice(value, keys.route) {
    case 0: return tableClaim(node, keys.awards, keys.award)
    case 1: return tableClaim(node, keys.competitions, keys.competition)
    case 2: return enterpriseClaim(node)
    default: return nil
    }
  }

  private mutating func tableClaim(
    _ node: Int, _ rows: CaseKeys.Rows, _ keys: NameTable
  ) -> InnovationClaim? {
    var fields = Fields()
    find(node, keys, &fields)
    let row = required(fields[1], keys[1], in: node, "奖项", "a row of the table") {
      $0.row($1, rows)
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
      func names() -> String { row.grades.map(\.name).joined(separator: ", ") }
      grade = required(fields[2], "grade", in: node, names(), names()) {
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

  private mutating func row(_ node: Int, _ rows: CaseKeys.Rows) -> InnovationRow? {
    choice(node, rows.names).map { rows.cases[$0] }
  }

  private mutating func enterpriseClaim(_ node: Int) -> InnovationClaim? {
    var fields = Fields()
    find(node, keys.enterprise, &fields)
    let row = required(fields[1], "kind", in: node, "C1, C2, C3, C4", "C1, C2, C3, C4") {
      $0.row($1, $0.keys.enterprises)
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

  mutating func read(_ node: Int, into taxes: inout Taxes) {
    var fields = Fields()
    guard find(node, keys.taxes, &fields) else { return }
    taxes.authorised =
      required(fields[0], "authorised", in: node, "true或false", "true or false") { $0.flag($1) }
      ?? false
    if fields[1] >= 0 { read(fields[1], into: &taxes.income) }
    if fields[2] >= 0 { taxes.enterprises = enterprises(fields[2]) }
    if fields[3] >= 0 { list(fields[3], into: &taxes.violations) { $0.date($1) } }
    if fields[4] >= 0 { taxes.owed = flag(fields[4]) ?? false }
  }

  private mutating func read(_ node: Int, into income: inout [IncomeTax]) {
    guard case .object = document.kind(node) else {
      refuse(node, "年份到税额的对象", "an object of years with their tax")
      return
    }
    guard document.entries(node) <= CaseReader.longestList else {
      refuse(
        node, "至多\(CaseReader.longestList)项", "at most \(CaseReader.longestList) entries")
      return
    }
    var key = node &+ 1
    let end = document.next(node)
    var isOrdered = true
    while key < end {
      let value = key &+ 1
      let text = document.text(key)
      let year = text.count == 4 ? Digits.four(text, 0) : nil
      if let year, year >= 1900 {
        let isLater = income.last.map { $0.year < year } ?? true
        if !isLater || !isOrdered, income.contains(where: { $0.year == year }) {
          refuse(value, "每个年份只写一次", "each year once")
        } else if let paid = yuan(value) {
          if !isLater { isOrdered = false }
          income.append(IncomeTax(year: year, paid: paid))
        }
      } else {
        refuse(value, "键为四位年份", "a key that is a year of four digits")
      }
      key = document.next(value)
    }
    if !isOrdered { income.sort { $0.year < $1.year } }
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
    var fields = Fields()
    guard find(node, keys.enterpriseTax, &fields) else { return nil }
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
