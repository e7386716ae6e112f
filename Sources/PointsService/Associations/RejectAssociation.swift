package import Casework
import Units

/// A clerk says that an applicant does not work for the unit (关联不通过), and why; the applicant may try again (MANUAL-2019
/// 注册关联 五2).
package struct RejectAssociation: Sendable {
  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameters:
  ///   - seen: the version that the clerk saw.
  ///   - remark: for the applicant, 2 to 500 characters.
  package func callAsFunction(
    _ number: Int64, seen: Int, remark: String, by actor: Actor
  ) async throws -> Done {
    try await desk.answer(number, seen: seen, .reject, remark: remark, by: actor)
  }
}
