package import PointsLaw
import Policy
package import Units

/// A draft written as a case file, with the field that each of its values came from.
package struct CaseText: Sendable {
  /// One case as JSON.
  package private(set) var json: [UInt8] = []
  private let source: Source
  /// Fields by the path of the value in the case; noted only when a problem asks for them.
  private var fields: [String: String] = [:]
  private let isNoting: Bool
  /// What the case file cannot say: a fact that the applicant is not sure of.
  private var unsure: Set<Unsure> = []

  private enum Unsure: Hashable { case post, household, permit, criminalRecord }

  /// - Parameters:
  ///   - settled: what to write for answers that are "not sure", by field.
  ///   - last: the month of the cycle's reference date, which an open end means.
  package init(_ draft: Draft, settled: [String: String] = [:], last: Month) {
    self.init(
      Source(draft: draft, settled: settled, last: last.description), isNoting: false)
  }

  private init(_ source: Source, isNoting: Bool) {
    self.source = source
    self.isNoting = isNoting
    var writer = JSONWriter()
    writer.object { json in
      person(source, &json)
      insurance(source, &json)
      residences(source, &json)
      credentials(source, &json)
      innovation(source, &json)
      taxes(source, &json)
      honours(source, &json)
    }
    json = writer.bytes
  }

  /// Where a draft's answers come from.
  private struct Source: Sendable {
    let draft: Draft
    let settled: [String: String]
    let last: String

    func answer(_ field: String) -> String {
      let answer = draft[field]
      return answer == "unsure" ? settled[field] ?? answer : answer
    }

    func rows(_ list: String) -> Range<Int> { 0..<draft.rows(list) }
  }

  /// Reads the case; problems name fields, each once.
  package func read(_ reader: inout CaseReader) -> Result<Facts, FieldProblems> {
    do throws(Problems) {
      var facts: Facts?
      var failure: Problems?
      json.withUnsafeBytes { buffer in
        do throws(Problems) { facts = try reader.read(json: buffer) } catch { failure = error }
      }
      if let failure { throw failure }
      guard var facts else { throw Problems([]) }
      if unsure.contains(.post) { facts.post = nil }
      if unsure.contains(.household) { facts.household = nil }
      if unsure.contains(.permit) { facts.residencePermit = .unknown }
      if unsure.contains(.criminalRecord) { facts.criminalRecord = nil }
      return .success(facts)
    } catch {
      let noted = CaseText(source, isNoting: true)
      var list: [FieldProblem] = []
      for problem in error.list {
        let found = FieldProblem(field: noted.field(of: problem.path), allowed: problem.allowed)
        if !list.contains(where: { $0.field == found.field }) { list.append(found) }
      }
      return .failure(FieldProblems(list: list))
    }
  }

  /// The field of a path: its own, or that of the longest known path it lies in.
  private func field(of path: String) -> String {
    var path = path[...]
    while !path.isEmpty {
      if let field = fields[String(path)] { return field }
      guard let cut = path.lastIndex(where: { $0 == "." || $0 == "[" }) else { break }
      path = path[..<cut]
    }
    return fields[""] ?? "birthDate"
  }

  // MARK: Parts

  /// Notes which field a value of the case is from.
  private mutating func note(
    _ path: @autoclosure () -> String, from field: @autoclosure () -> String
  ) {
    if isNoting { fields[path()] = field() }
  }

  /// Writes a text unless it is empty, and notes where it came from.
  private mutating func text(
    _ key: String, _ value: String, at path: String, from field: @autoclosure () -> String,
    _ json: inout JSONWriter
  ) {
    note(path.isEmpty ? key : "\(path).\(key)", from: field())
    if !value.isEmpty { json.field(key, value) }
  }

  /// Writes a whole number; what is none stays a text, which the reader refuses.
  private mutating func number(
    _ key: String, _ value: String, at path: String, from field: @autoclosure () -> String,
    _ json: inout JSONWriter
  ) {
    note("\(path).\(key)", from: field())
    guard !value.isEmpty else { return }
    if let number = Int(value), value.allSatisfy(\.isASCIIDigit) {
      json.field(key, number)
    } else {
      json.field(key, value)
    }
  }

  private mutating func flag(
    _ key: String, _ value: String, at path: String, from field: @autoclosure () -> String,
    _ json: inout JSONWriter
  ) {
    note(path.isEmpty ? key : "\(path).\(key)", from: field())
    switch value {
    case "yes": json.field(key, true)
    case "no", "unsure": json.field(key, false)
    case "": break
    default: json.field(key, value)
    }
  }

  private mutating func person(_ source: Source, _ json: inout JSONWriter) {
    let id = source.draft["id"]
    text("id", id.isEmpty ? "A-1" : id, at: "", from: "id", &json)
    text("birthDate", source.answer("birthDate"), at: "", from: "birthDate", &json)
    let sex = source.answer("sex")
    text("sex", sex, at: "", from: "sex", &json)
    // A man's post decides nothing.
    let post = source.answer("post")
    if post == "unsure" { unsure.insert(.post) }
    text(
      "post", post == "unsure" || (post.isEmpty && sex == "male") ? "worker" : post, at: "",
      from: "post", &json)
    let household = source.answer("household")
    if household == "unsure" { unsure.insert(.household) }
    text("household", household == "unsure" ? "urban" : household, at: "", from: "household", &json)
    let applied = source.answer("residencePermitAppliedOn")
    switch source.answer("permit") {
    case "no": break
    case "unsure": unsure.insert(.permit)
    case "":
      // Nothing was said: the answer is missing, and the reader finds the empty date.
      note("residencePermitAppliedOn", from: "permit")
      json.field("residencePermitAppliedOn", applied)
    default:
      note("residencePermitAppliedOn", from: "residencePermitAppliedOn")
      json.field("residencePermitAppliedOn", applied)
    }
    let record = source.answer("criminalRecord")
    if record == "unsure" { unsure.insert(.criminalRecord) }
    flag("criminalRecord", record, at: "", from: "criminalRecord", &json)
  }

  private mutating func insurance(_ source: Source, _ json: inout JSONWriter) {
    json.object("insurance") { json in
      let rows = source.rows("insurance").map { SpellRow(source, "insurance[\($0)]") }
      for type in InsuranceType.allCases {
        let rows = rows.filter { $0.isOf(type) }
        guard !rows.isEmpty else { continue }
        json.list(type.name) { json in
          for (index, row) in rows.enumerated() {
            spell(row, at: "insurance.\(type.name)[\(index)]", &json)
          }
        }
      }
    }
  }

  /// The answers of a row of insurance, which is written for each of its types.
  private struct SpellRow {
    let name: String
    /// The name of a type; all five when it is empty or `all`.
    let types: String
    let from: String
    let to: String
    /// An open end is the last month that counts, and never wrong itself.
    let isOpen: Bool
    let district: String
    let payment: String
    let recordedOn: String

    init(_ source: Source, _ name: String) {
      self.name = name
      types = source.answer(name + ".types")
      from = source.answer(name + ".from")
      let to = source.answer(name + ".to")
      isOpen = to.isEmpty
      self.to = isOpen ? source.last : to
      district = source.answer(name + ".district")
      payment = source.answer(name + ".payment")
      recordedOn = source.answer(name + ".recordedOn")
    }

    func isOf(_ type: InsuranceType) -> Bool {
      types.isEmpty || types == "all" || types == type.name
    }
  }

  private mutating func spell(_ row: SpellRow, at path: String, _ json: inout JSONWriter) {
    note(path, from: "\(row.name).from")
    json.object { json in
      text("from", row.from, at: path, from: "\(row.name).from", &json)
      text(
        "to", row.to, at: path, from: row.isOpen ? "\(row.name).from" : "\(row.name).to", &json)
      text("district", row.district, at: path, from: "\(row.name).district", &json)
      note("\(path).supplementary", from: "\(row.name).payment")
      if ["supplementary", "agency"].contains(row.payment) { json.field("supplementary", true) }
      if row.payment == "agency" { json.field("cause", "agency") }
      text("recordedOn", row.recordedOn, at: path, from: "\(row.name).recordedOn", &json)
    }
  }

  private mutating func residences(_ source: Source, _ json: inout JSONWriter) {
    json.list("residences") { json in
      for index in source.rows("residences") {
        let row = "residences[\(index)]"
        note(row, from: "\(row).from")
        json.object { json in
          let home = source.answer(row + ".home")
          note("\(row).kind", from: "\(row).home")
          switch home {
          case "ownSelf", "ownSpouse":
            json.field("kind", "ownHome")
            json.field("owner", home == "ownSelf" ? "self" : "spouse")
          case "": break
          default: json.field("kind", home)
          }
          text("from", source.answer(row + ".from"), at: row, from: "\(row).from", &json)
          // An open end is the last month that counts, and never wrong itself.
          let to = source.answer(row + ".to")
          text(
            "to", to.isEmpty ? source.last : to, at: row,
            from: to.isEmpty ? "\(row).from" : "\(row).to", &json)
          text(
            "district", source.answer(row + ".district"), at: row, from: "\(row).district", &json)
        }
      }
    }
    guard !source.rows("marriages").isEmpty || source.answer("married") == "never" else { return }
    json.list("marriages") { json in
      for index in source.rows("marriages") {
        let row = "marriages[\(index)]"
        note(row, from: "\(row).from")
        json.object { json in
          text("from", source.answer(row + ".from"), at: row, from: "\(row).from", &json)
          text("to", source.answer(row + ".to"), at: row, from: "\(row).to", &json)
        }
      }
    }
  }

  private mutating func credentials(_ source: Source, _ json: inout JSONWriter) {
    json.list("credentials") { json in
      for index in source.rows("credentials") {
        let row = "credentials[\(index)]"
        note(row, from: "\(row).level")
        json.object { json in
          let level = source.answer(row + ".level")
          text("level", level, at: row, from: "\(row).level", &json)
          let papers = source.answer(row + ".papers")
          note("\(row).diploma", from: "\(row).papers")
          note("\(row).degree", from: "\(row).papers")
          if !papers.isEmpty {
            json.field("diploma", papers != "degree")
            json.field(
              "degree", papers == "both" && level != "juniorCollege" || papers == "degree")
          }
          text(
            "enrolled", source.answer(row + ".enrolled"), at: row, from: "\(row).enrolled", &json)
          text(
            "graduated", source.answer(row + ".graduated"), at: row, from: "\(row).graduated", &json
          )
        }
      }
    }
  }

  private mutating func innovation(_ source: Source, _ json: inout JSONWriter) {
    json.list("innovation") { json in
      for index in source.rows("innovation") {
        let row = "innovation[\(index)]"
        for key in ["route", "award", "competition", "kind"] {
          note("\(row).\(key)", from: "\(row).row")
        }
        note(row, from: "\(row).row")
        json.object { json in
          let name = source.answer(row + ".row")
          let known = InnovationRow.allCases.first { $0.name == name }
          let route = known?.route ?? .award
          json.field("route", route.rawValue)
          json.field(route == .enterprise ? "kind" : route.rawValue, name)
          // What another award asked for is kept in the draft and no part of the case.
          let asked = AwardQuestions(name)
          func answer(_ key: String) -> String {
            let value = source.answer("\(row).\(key)")
            return asked?.asks(key, answered: value) == true ? value : ""
          }
          text("grade", answer("grade"), at: row, from: "\(row).grade", &json)
          number("place", answer("place"), at: row, from: "\(row).place", &json)
          number(
            "year", answer("year"), at: row, from: "\(row).\(known == nil ? "row" : "year")", &json)
          let years = answer("years")
          note("\(row).years", from: "\(row).years")
          if !years.isEmpty {
            json.list("years") { json in
              for year in years.split(whereSeparator: { !$0.isNumber && !$0.isLetter }) {
                if let year = Int(year) { json.number(year) } else { json.text(String(year)) }
              }
            }
          }
          text("financing", answer("financing"), at: row, from: "\(row).financing", &json)
        }
      }
    }
  }

  private mutating func taxes(_ source: Source, _ json: inout JSONWriter) {
    json.object("taxes") { json in
      let authorised = source.answer("taxes.authorised")
      flag(
        "authorised", authorised.isEmpty ? "no" : authorised, at: "taxes", from: "taxes.authorised",
        &json)
      json.object("income") { json in
        var years: Set<String> = []
        for index in source.rows("income") {
          let year = source.answer("income[\(index)].year")
          let field = "income[\(index)]"
          // A year that is none or stands twice is to blame, not what was paid in it.
          let isYear = Month.isYear(year) && years.insert(year).inserted
          note("taxes.income.\(year)", from: isYear ? "\(field).paid" : "\(field).year")
          json.field(year, source.answer(field + ".paid"))
        }
      }
      json.list("enterprises") { json in
        for index in source.rows("enterprises") {
          let row = "enterprises[\(index)]"
          let path = "taxes.\(row)"
          note(path, from: "\(row).name")
          json.object { json in
            text("name", source.answer(row + ".name"), at: path, from: "\(row).name", &json)
            number("year", source.answer(row + ".year"), at: path, from: "\(row).year", &json)
            text("share", source.answer(row + ".share"), at: path, from: "\(row).share", &json)
            text("paid", source.answer(row + ".paid"), at: path, from: "\(row).paid", &json)
          }
        }
      }
      dates("violations", at: "taxes.violations", source, &json)
      let owed = source.answer("taxes.taxOwed")
      flag("taxOwed", owed.isEmpty ? "no" : owed, at: "taxes", from: "taxes.taxOwed", &json)
    }
  }

  private mutating func honours(_ source: Source, _ json: inout JSONWriter) {
    json.list("honours") { json in
      for index in source.rows("honours") {
        let row = "honours[\(index)]"
        note(row, from: "\(row).title")
        json.object { json in
          text("title", source.answer(row + ".title"), at: row, from: "\(row).title", &json)
          number("year", source.answer(row + ".year"), at: row, from: "\(row).year", &json)
        }
      }
    }
    dates("detentions", at: "detentions", source, &json)
  }

  private mutating func dates(
    _ list: String, at path: String, _ source: Source, _ json: inout JSONWriter
  ) {
    json.list(list) { json in
      for index in source.rows(list) {
        note("\(path)[\(index)]", from: "\(list)[\(index)].date")
        json.text(source.answer("\(list)[\(index)].date"))
      }
    }
  }
}
