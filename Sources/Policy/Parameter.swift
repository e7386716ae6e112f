package import Units

/// One number or choice of the law: its value, unit, first cycle and article.
package struct Parameter: Hashable, Sendable {
  /// Where it stands in the edition, for instance `residence.own.pointsPerYear`.
  package var path: String
  package var value: Value
  package var unit: Unit
  /// The first cycle (年度) for which the value holds.
  package var since: Int
  package var article: Article

  package enum Unit: String, CaseIterable, Sendable {
    case points, months, years, year, count, yuan, month, date, option, districts, ranks, rounding
  }

  package enum Value: Hashable, Sendable {
    /// The rule names no such number.
    case none
    /// The row is part of the edition, its points are not in the published documents.
    case unpublished
    case points(Points)
    case count(Int)
    case yuan(Yuan)
    case month(Month)
    case date(CivilDate)
    case option(String)
    case names([String])
    case ranks([RankRow])
  }

  /// Ranks on a certificate and what they are worth.
  package struct RankRow: Hashable, Sendable {
    package var from: Int
    package var to: Int
    /// `nil`: unpublished.
    package var points: Points?
  }

  /// The value as a person reads it.
  package var valueText: String {
    switch value {
    case .none: "none"
    case .unpublished: "unpublished"
    case .points(let points): points.short
    case .count(let count): String(count)
    case .yuan(let yuan): yuan.description
    case .month(let month): month.description
    case .date(let date): date.description
    case .option(let option): option
    case .names(let names): names.joined(separator: " ")
    case .ranks(let rows):
      rows.map { "\($0.from)-\($0.to): \($0.points?.short ?? "unpublished")" }
        .joined(separator: ", ")
    }
  }
}

extension Parameter.Unit {
  /// Reads a value of this unit, or says what is allowed.
  func value(_ node: Int, in document: Document) -> Result<Parameter.Value, Refusal> {
    let text = document.string(node)
    switch document.kind(node) {
    case .text where text == "none": return .success(.none)
    case .text where text == "unpublished" && self == .points: return .success(.unpublished)
    case .text, .number:
      if let value = scalar(text) { return .success(value) }
    case .list where self == .districts:
      let items = document.items(node)
      if items.allSatisfy({ document.kind($0) == .text }) {
        return .success(.names(items.map(document.string)))
      }
    case .object where self == .ranks:
      let rows = document.pairs(node).map { rankRow($0.key, document.string($0.value)) }
      let known = rows.compactMap { $0 }
      if known.count == rows.count, !rows.isEmpty {
        let sorted = known.sorted { $0.from < $1.from }
        guard zip(sorted, sorted.dropFirst()).allSatisfy({ $0.to < $1.from }) else {
          return .failure(Refusal(allowed: Parameter.Unit.apart))
        }
        return .success(.ranks(sorted))
      }
    default: break
    }
    return .failure(Refusal(allowed: allowed))
  }

  /// A rank that stands in two rows would be worth what the first of them says.
  private static let apart = Wording(
    "互不重叠的名次段，如 {1-3: 12, 4-5: 10}", "ranks that do not overlap such as {1-3: 12, 4-5: 10}")

  struct Refusal: Error {
    var allowed: Wording
  }

  private func scalar(_ text: String) -> Parameter.Value? {
    switch self {
    case .points: Points(text).flatMap { $0 <= .largest && -$0 <= .largest ? .points($0) : nil }
    case .months: count(text, most: 1200)
    case .years: count(text, most: 200)
    case .year: count(text, most: 9999)
    case .count: count(text, most: 1_000_000_000)
    case .yuan: Yuan(utf8: text.utf8).map { .yuan($0) }
    case .month: Month(text).map { .month($0) }
    case .date: CivilDate(text).map { .date($0) }
    case .option: text.isEmpty ? nil : .option(text)
    case .rounding: Rounding(rawValue: text).map { .option($0.rawValue) }
    case .districts, .ranks: nil
    }
  }

  private func count(_ text: String, most: Int) -> Parameter.Value? {
    Decimal.read(text.utf8, decimals: 0).flatMap { $0 <= most ? .count($0) : nil }
  }

  private func rankRow(_ key: String, _ value: String) -> Parameter.RankRow? {
    let ends = key.split(separator: "-").map { Decimal.read($0.utf8, decimals: 0) }
    guard ends.count == 2, let from = ends[0], let to = ends[1], from >= 1, from <= to else {
      return nil
    }
    if value == "unpublished" { return Parameter.RankRow(from: from, to: to, points: nil) }
    return Points(value).flatMap {
      $0 <= .largest && -$0 <= .largest
        ? Parameter.RankRow(from: from, to: to, points: $0) : nil
    }
  }

  /// What a value of this unit may be.
  package var allowed: Wording {
    switch self {
    case .points:
      Wording(
        "至多两位小数、绝对值不超过10000的分值，或unpublished",
        "points with at most two decimals, from -10000 to 10000, or unpublished")
    case .months: Wording("0至1200的整数或none", "a whole number to 1200 or none")
    case .years: Wording("0至200的整数或none", "a whole number to 200 or none")
    case .year: Wording("年份或none", "a year or none")
    case .count: Wording("非负整数或none", "a whole number or none")
    case .yuan: Wording("至多两位小数的金额或none", "an amount with at most two decimals or none")
    case .month: Wording("月份YYYY-MM或none", "a month YYYY-MM or none")
    case .date: Wording("日期YYYY-MM-DD或none", "a date YYYY-MM-DD or none")
    case .option: Wording("选项名", "the name of an option")
    case .districts: Wording("区名列表", "a list of districts")
    case .ranks:
      Wording("名次段到分值，如 {1-3: 12, 4-5: 10}", "ranks to points such as {1-3: 12, 4-5: 10}")
    case .rounding: Wording("halfUp、halfEven或down", "halfUp, halfEven or down")
    }
  }
}

/// A value together with the parameter it was read from.
package struct Cited<Value: Sendable>: Sendable {
  package var value: Value
  /// Its place among the parameters of the ``ParameterTable`` it came from.
  package var parameter: Int

  package init(_ value: Value, parameter: Int) {
    self.value = value
    self.parameter = parameter
  }
}

extension Cited: Equatable where Value: Equatable {}
