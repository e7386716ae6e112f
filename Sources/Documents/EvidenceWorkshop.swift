package import Casework
import Policy

/// Where files handed in become one PDF (凭证合并): inspected by their bytes, then decoded or given to tools, merged, cleaned, and
/// looked at once more.
package struct EvidenceWorkshop: EvidencePreparer {
  private let limits: EvidenceLimits
  private let folder: String
  private let tools: PDFTools
  private let gate: Gate

  /// - Parameter folder: where temporary files may be made; they are gone after each piece of work.
  /// - Throws: ``EvidenceFailure/unavailable(_:)`` naming the program that is missing (`qpdf`, `pdfinfo`, `prlimit`).
  package init(limits: EvidenceLimits, folder: String) throws(EvidenceFailure) {
    self.limits = limits
    self.folder = folder
    do { tools = try PDFTools(limits) } catch { throw .unavailable(error.description) }
    gate = Gate(atOnce: limits.atOnce, waiting: limits.waiting)
  }

  package func prepare(_ files: [[UInt8]]) async throws -> PreparedEvidence {
    let inspected = try await OwnThread.run { [limits] in try InspectedFile.all(files, limits) }
    guard await gate.enter() else { throw EvidenceFailure.busy }
    do {
      let prepared = try await OwnThread.run { [self] in
        let folder = try WorkFolder(in: self.folder)
        let merging = EvidenceMerging(inspected, limits, tools, folder: folder.path)
        return try merging.prepared()
      }
      await gate.leave()
      return prepared
    } catch {
      await gate.leave()
      throw (error as? SystemFailure).map { EvidenceFailure.unavailable($0.description) } ?? error
    }
  }
}
