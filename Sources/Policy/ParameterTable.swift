package import Units

/// The parameters of one edition in one cycle, read by path and unit.
///
/// A rule asks for each number it needs; what is missing or of the wrong kind is gathered as a
/// problem, never replaced by a default. When all rules have asked, ``finish()`` throws what was
/// wrong.
package struct ParameterTable: Sendable {
  package let edition: String
  package let cycle: Int
  /// Every parameter in force, ordered by path; ``Cited/parameter`` is a place in it.
  package let parameters: [Parameter]
  private let places: [String: Int]
  private var problems: [Problem] = []
  /// Places that a rule has asked for.
  private var asked: Set<Int> = []

  package init(_ edition: Edition, cycle: Int) {
    self.edition = edition.name
    self.cycle = cycle
    parameters = edition.parameters(in: cycle)
    places = Dictionary(
      uniqueKeysWithValues: parameters.enumerated().map { ($1.path, $0) })
  }

  /// - Throws: ``Problems`` with each parameter that was missing or malformed.
  package func finish() throws(Problems) {
    guard problems.isEmpty else { throw Problems(problems) }
  }

  /// Paths of the parameters that no rule has asked for.
  package var unread: Set<String> {
    Set(parameters.indices.filter { !asked.contains($0) }.map { parameters[$0].path })
  }

  package func has(_ path: String) -> Bool { places[path] != nil }

  /// The place of a parameter that need not exist, and that the caller reads itself.
  package mutating func place(_ path: String) -> Int? {
    guard let place = places[path] else { return nil }
    asked.insert(place)
    return place
  }

  package mutating func points(_ path: String) -> Cited<Points> {
    read(path, .points, Points.zero) { if case .points(let value) = $0 { value } else { nil } }
  }

  package mutating func count(_ path: String, _ unit: Parameter.Unit) -> Cited<Int> {
    read(path, unit, 0) { if case .count(let value) = $0 { value } else { nil } }
  }

  /// A count that the rule may leave open (`none`).
  package mutating func optionalCount(_ path: String, _ unit: Parameter.Unit) -> Cited<Int?> {
    read(path, unit, nil) {
      switch $0 {
      case .count(let value): .some(value)
      case .none: .some(nil)
      default: nil
      }
    }
  }

  package mutating func yuan(_ path: String) -> Cited<Yuan> {
    read(path, .yuan, Yuan(fen: 0)) { if case .yuan(let value) = $0 { value } else { nil } }
  }

  package mutating func month(_ path: String) -> Cited<Month> {
    read(path, .month, Month(1, 1)) { if case .month(let value) = $0 { value } else { nil } }
  }

  package mutating func optionalMonth(_ path: String) -> Cited<Month?> {
    read(path, .month, nil) {
      switch $0 {
      case .month(let value): .some(value)
      case .none: .some(nil)
      default: nil
      }
    }
  }

  package mutating func optionalDate(_ path: String) -> Cited<CivilDate?> {
    read(path, .date, nil) {
      switch $0 {
      case .date(let value): .some(value)
      case .none: .some(nil)
      default: nil
      }
    }
  }

  package mutating func names(_ path: String) -> Cited<[String]> {
    read(path, .districts, []) { if case .names(let value) = $0 { value } else { nil } }
  }

  /// A choice among the cases of an enumeration; anything else is a problem that lists them.
  package mutating func option<Option: RawRepresentable & CaseIterable & Sendable>(
    _ path: String, _ unit: Parameter.Unit = .option, otherwise: Option
  ) -> Cited<Option> where Option.RawValue == String {
    let names = Option.allCases.map(\.rawValue).joined(separator: ", ")
    return read(path, unit, otherwise, allowed: Wording(same: names)) {
      if case .option(let value) = $0 { Option(rawValue: value) } else { nil }
    }
  }

  /// A switch spelt `yes` or `no`.
  package mutating func flag(_ path: String) -> Cited<Bool> {
    let answer: Cited<YesNo> = option(path, otherwise: .no)
    return Cited(answer.value == .yes, parameter: answer.parameter)
  }

  private enum YesNo: String, CaseIterable, Sendable { case yes, no }

  private mutating func read<Value: Sendable>(
    _ path: String, _ unit: Parameter.Unit, _ otherwise: Value, allowed: Wording? = nil,
    _ convert: (Parameter.Value) -> Value?
  ) -> Cited<Value> {
    guard let place = place(path) else {
      problems.append(
        Problem(
          path: path, value: "null",
          allowed: Wording(
            "\(edition)在\(cycle)年度必须有的参数", "a parameter that \(edition) must have in \(cycle)")))
      return Cited(otherwise, parameter: 0)
    }
    let parameter = parameters[place]
    guard parameter.unit == unit, let value = convert(parameter.value) else {
      problems.append(
        Problem(
          path: path, value: JSONText.quoted(parameter.valueText),
          allowed: allowed ?? unit.allowed))
      return Cited(otherwise, parameter: place)
    }
    return Cited(value, parameter: place)
  }
}

extension ParameterTable {
  /// Gathers a problem that only the rule itself can see.
  package mutating func refuse(_ path: String, _ value: String, _ allowed: Wording) {
    problems.append(Problem(path: path, value: value, allowed: allowed))
  }
}
