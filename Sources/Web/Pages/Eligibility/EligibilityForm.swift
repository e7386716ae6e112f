import Policy
import Units

/// The quick check (资格自测) as typed: nothing is lost when something must be mended.
struct EligibilityForm {
  /// The questions in the order of the page; their names are those of the form's fields.
  enum Field: String, CaseIterable {
    case cycle, birth, person, since, supplementary, permit, record
  }

  /// Who asks: sex and post together decide the retirement age.
  enum Person: String, CaseIterable {
    case man, womanWorker, womanManagement, womanUnsure
  }

  enum Answer: String, CaseIterable {
    case yes, no, unsure
  }

  /// What is wrong with a field; the name is part of the key of its message.
  enum Fault: String {
    case missing, unreadable, tooEarly, tooLate, tooMany
  }

  /// What the answers say.
  struct Answers: Hashable {
    var cycle: Int
    var birth: CivilDate
    var person: Person
    /// `nil`: not sure.
    var since: Month?
    /// `nil`: not sure.
    var supplementary: Int?
    var permit: Answer
    var record: Answer
  }

  private(set) var typed: [Field: String]

  /// An empty form for a cycle.
  init(cycle: Int) { typed = [.cycle: String(cycle), .supplementary: "0"] }

  init(_ form: FormBody) {
    typed = [:]
    for field in Field.allCases { typed[field] = form[field.rawValue] }
  }

  subscript(_ field: Field) -> String { typed[field] ?? "" }

  /// The answers, or what must be mended, in the order of the page.
  ///
  /// - Parameter cycles: those that can be asked about.
  func answers(cycles: [Int]) -> (answers: Answers?, faults: [(field: Field, fault: Fault)]) {
    var faults: [(field: Field, fault: Fault)] = []
    let cycle = Int(Typing.plain(self[.cycle])).flatMap { cycles.contains($0) ? $0 : nil }
    if cycle == nil { faults.append((.cycle, self[.cycle].isEmpty ? .missing : .unreadable)) }
    let birth = read(.birth, &faults, isRequired: true) { CivilDate(Typing.date($0)) }
    if let birth {
      if birth.year < 1900 { faults.append((.birth, .tooEarly)) }
      if let cycle, birth.year >= cycle { faults.append((.birth, .tooLate)) }
    }
    let person = choice(.person, &faults) as Person?
    let since = read(.since, &faults, isRequired: false) { Month(Typing.month($0)) }
    if let since {
      if since.year < 1980 { faults.append((.since, .tooEarly)) }
      if let cycle, since.year >= cycle { faults.append((.since, .tooLate)) }
    }
    let supplementary = read(.supplementary, &faults, isRequired: false) { text in
      Int(Typing.plain(text)).flatMap { $0 >= 0 ? $0 : nil }
    }
    if let supplementary, supplementary > 1200 { faults.append((.supplementary, .tooMany)) }
    let permit = choice(.permit, &faults) as Answer?
    let record = choice(.record, &faults) as Answer?
    guard faults.isEmpty, let cycle, let birth, let person, let permit, let record else {
      return (nil, faults)
    }
    return (
      Answers(
        cycle: cycle, birth: birth, person: person, since: since, supplementary: supplementary,
        permit: permit, record: record), []
    )
  }

  /// What a field says; nothing typed is no answer.
  private func read<Value>(
    _ field: Field, _ faults: inout [(field: Field, fault: Fault)], isRequired: Bool,
    _ convert: (String) -> Value?
  ) -> Value? {
    guard !Typing.plain(self[field]).isEmpty else {
      if isRequired { faults.append((field, .missing)) }
      return nil
    }
    let value = convert(self[field])
    if value == nil { faults.append((field, .unreadable)) }
    return value
  }

  private func choice<Option: RawRepresentable>(
    _ field: Field, _ faults: inout [(field: Field, fault: Fault)]
  ) -> Option? where Option.RawValue == String {
    let option = Option(rawValue: self[field])
    if option == nil { faults.append((field, .missing)) }
    return option
  }
}
