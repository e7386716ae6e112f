package import Casework
import Glibc
import Policy

/// Where files handed in become one PDF (凭证合并): inspected by their bytes, then decoded, merged, cleaned and looked at once more in a
/// process of their own.
package struct EvidenceWorkshop: EvidencePreparer {
  private let limits: EvidenceLimits
  private let folder: String
  private let worker: Subprocess
  private let gate: Gate
  private let report: @Sendable (String) -> Void

  /// - Parameters:
  ///   - folder: where temporary files may be made; they are gone after each piece of work.
  ///   - program: the path of `luohu`.
  ///   - report: told when the process of an upload ended by a signal; no personal data.
  /// - Throws: ``EvidenceFailure/unavailable(_:)`` naming the program that is missing (`qpdf`, `pdfinfo`, `prlimit`,
  ///   `setpriv`).
  package init(
    limits: EvidenceLimits, folder: String, program: String = EvidenceWorkshop.itself,
    report: @escaping @Sendable (String) -> Void = { _ in }
  ) throws(EvidenceFailure) {
    self.limits = limits
    self.folder = folder
    self.report = report
    do {
      _ = try PDFTools(limits, isolation: [])
      worker = try Subprocess(program, isolation: Subprocess.networkIsolation())
    } catch {
      throw .unavailable(error.description)
    }
    gate = Gate(atOnce: limits.atOnce, waiting: limits.waiting)
  }

  /// The file of the program that runs.
  package static var itself: String {
    guard let path = realpath("/proc/self/exe", nil) else { return "" }
    defer { free(path) }
    return String(cString: path)
  }

  package func prepare(_ files: [[UInt8]]) async throws -> PreparedEvidence {
    // Before anybody waits: what is refused by its bytes alone takes nobody's turn.
    let inspected = try await OwnThread.run { [limits] in try InspectedFile.all(files, limits) }
    guard await gate.enter() else { throw EvidenceFailure.busy }
    do {
      let prepared = try await OwnThread.run { [self] in
        let folder = try WorkFolder(in: self.folder)
        return try reply(MergeRequest(files: files, limits: limits, folder: folder.path))
          .prepared(of: inspected)
      }
      await gate.leave()
      return prepared
    } catch {
      await gate.leave()
      throw (error as? SystemFailure).map { EvidenceFailure.unavailable($0.description) } ?? error
    }
  }

  private func reply(_ request: MergeRequest) throws(SystemFailure) -> MergeReply {
    let allowed = Subprocess.Limits(
      processorSeconds: limits.mergeProcessorSeconds, seconds: limits.mergeSeconds,
      memory: limits.mergeMemory, output: 64 << 20)
    let outcome = try worker.run(["merge-evidence"], allowed, input: request.parts)
    if case .signalled(let signal) = outcome.end {
      let place = MergePlace.last(in: outcome.errors, files: request.files.count).line
      report("merge-evidence ended by signal \(signal) after \(place)")
    }
    return MergeReply(outcome, limits, files: request.files.count)
  }
}

extension MergeReply {
  /// What the end of a process means to whoever handed in its files.
  init(_ outcome: Subprocess.Outcome, _ limits: EvidenceLimits, files: Int) {
    let place = MergePlace.last(in: outcome.errors, files: files)
    switch outcome.end {
    case .exited(0):
      do {
        self = try MergeReply(outcome.output, limits)
      } catch {
        self = .unavailable("merge-evidence: its answer makes no sense")
      }
    case .exited(let status):
      let words = String(decoding: outcome.errors.prefix(1000), as: UTF8.self)
      self = .unavailable(
        "merge-evidence: status \(status): \(words.split(separator: "\n").last ?? "")")
    case .signalled(SIGXCPU), .tooSlow:
      let flaw = Flaw(
        "more than \(limits.mergeProcessorSeconds) s of work or \(limits.mergeSeconds) s in all",
        "文件过于复杂，无法在限定的时间内处理；请重新拍摄，或另存为普通JPEG、PNG或PDF后上传",
        "too complex to be read in time; photograph it again, or save it as an ordinary JPEG, PNG or PDF"
      )
      self = .refused([flaw.problem(place)])
    case .signalled(let signal) where MergeReply.faults.contains(signal):
      let flaw = Flaw(
        "signal \(signal)", "文件使解码程序异常终止，无法安全处理；请重新拍摄，或另存为普通JPEG、PNG或PDF后上传",
        "it makes the decoder fail and cannot be read safely; photograph it again, or save it as an "
          + "ordinary JPEG, PNG or PDF")
      self = .refused([flaw.problem(place)])
    case .signalled(let signal): self = .unavailable("merge-evidence: ended by signal \(signal)")
    case .tooMuchOutput: self = .unavailable("merge-evidence: its answer does not end")
    }
  }

  /// Signals by which a program ends that did what it must not, or that wrote or took more than it may.
  private static let faults: Set<CInt> = [
    SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGSYS, SIGXFSZ,
  ]
}

extension Flaw {
  /// The flaw as a problem of a file or of all together.
  fileprivate func problem(_ place: MergePlace) -> Problem {
    switch place {
    case .file(let index): problem(index)
    case .together: problem
    }
  }
}
