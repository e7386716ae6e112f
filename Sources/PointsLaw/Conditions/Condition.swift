package import Policy

/// The four conditions for applying (资格条件), in the order in which they are reported.
package enum Condition: Int, CaseIterable, Sendable {
  case residencePermit, retirementAge, insurance, criminalRecord

  /// Made once: asking a case for its name is slow.
  private static let names = allCases.map { String(describing: $0) }
  package var name: String { Self.names[Int(rawValue)] }
}

/// What is found of one condition: never a bare no.
package enum ConditionOutcome: Hashable, Sendable {
  case met
  /// Why, and the parameters that say so, the cited one first.
  case notMet(Wording, [Int])
  /// A fact is missing without which nobody can say.
  case undetermined(missing: Wording)
}

/// The answer of a rule before anybody asks for reasons.
enum Finding {
  case met, notMet, undetermined
}
