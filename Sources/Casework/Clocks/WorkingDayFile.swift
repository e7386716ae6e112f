package import Policy
package import Units

extension WorkingCalendar {
  /// The working days of China as announced, year by year, with their notices (`working-days.yaml`).
  ///
  /// What is not announced yet is not in it: results that reach so far say that they are provisional.
  package static func china() throws(Problems) -> WorkingCalendar {
    try WorkingCalendar(yaml: PackageResources.working_days_yaml)
  }

  /// Reads a file of working days. Every year that it calls announced must have an entry with its notice.
  package init(yaml: [UInt8]) throws(Problems) {
    let file = try FieldReader("working-days.yaml", yaml: yaml)
    let range = try file.value("announced", in: file.root)
    let first = try file.date("from", in: range)
    let last = try file.date("through", in: range)
    guard first <= last else {
      throw file.refusal(range, "起止日期须有先后", "a first day and a later last one")
    }
    var free: Set<CivilDate> = []
    var worked: Set<CivilDate> = []
    var years: Set<Int> = []
    for entry in try file.items("years", in: file.root) {
      let year = try file.number("year", in: entry, first.year...last.year)
      guard years.insert(year).inserted, try !file.items("notices", in: entry).isEmpty else {
        throw file.refusal(entry, "每年一项，并注明通知文号", "one entry a year, with its notices")
      }
      for span in try file.items("free", in: entry) {
        let ends = try file.list(span)
        guard ends.count == 2 else {
          throw file.refusal(span, "须为首日与末日", "a first and a last day")
        }
        let (from, to) = (try file.date(ends[0]), try file.date(ends[1]))
        guard from <= to, from.year == year, to.year == year else {
          throw file.refusal(span, "须为\(year)年内的首日与末日", "a first and a last day of \(year)")
        }
        var day = from
        while day <= to {
          free.insert(day)
          day = day.adding(days: 1)
        }
      }
      for node in try file.items("worked", in: entry) {
        let day = try file.date(node)
        guard day.year == year, day.isWeekend, !free.contains(day) else {
          throw file.refusal(
            node, "须为\(year)年的周末且不放假", "a day of a weekend of \(year) that is no holiday")
        }
        worked.insert(day)
      }
    }
    if let missing = (first.year...last.year).first(where: { !years.contains($0) }) {
      throw file.refusal(range, "缺\(missing)年的安排", "an entry for \(missing) is missing")
    }
    self.init(announced: first...last, holidays: free, makeUpWorkdays: worked)
  }
}
