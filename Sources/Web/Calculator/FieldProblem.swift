package import Policy

/// What is wrong with the answer of a field.
package struct FieldProblem: Hashable, Sendable {
  package var field: String
  package var allowed: Wording
}

package struct FieldProblems: Error {
  package var list: [FieldProblem]
}
