package import Casework
import Units

/// A unit or a person hands in files that support a dispute (上传凭证): one PDF of at most 1 MB is made of them
/// (MANUAL-2019 注册关联 二2).
package struct UploadEvidence: Sendable {
  private let desk: PointsDesk
  private let receive: ReceiveEvidence

  /// - Parameters:
  ///   - desk: what use cases stand on.
  ///   - receive: inspects, merges, scans and keeps files.
  package init(_ desk: PointsDesk, _ receive: ReceiveEvidence) {
    self.desk = desk
    self.receive = receive
  }

  /// - Parameter about: the unit or application that it is about.
  /// - Returns: what became of the files; a refusal of theirs is an answer.
  package func callAsFunction(
    _ files: [[UInt8]], about: DossierID, by actor: Actor
  ) async throws -> ReceiveEvidence.Answer {
    try await desk.store.read { [desk] reading in
      switch about.kind {
      case UnitContent.kind:
        _ = try desk.unit(about.number, for: .uploadEvidence, actor, in: reading)
      case ApplicationContent.kind:
        _ = try desk.application(about.number, for: .uploadEvidence, actor, in: reading)
      default: throw desk.foreign(.uploadEvidence, actor)
      }
    }
    return try await receive(
      ReceiveEvidence.Request(
        key: actor.key, party: actor.party, role: actor.role, about: about, files: files))
  }
}
