import Casework
import PointsService
import Policy
import Units

/// Handing in evidence for a dispute (上传凭证), the same for units and applicants.
extension Visit {
  /// Takes the files that were sent.
  ///
  /// - Throws: `Problems` at the field of the files, each saying which file; what the use case throws.
  func takeEvidence(about dossier: DossierID) async throws -> ReceiveEvidence.Answer {
    guard let receive = hall.evidence else {
      throw PointsRefusal.lifecycle(
        LifecycleRefusal(
          "此系统现在不接收电子凭证，请将凭证带到区窗口。",
          "This installation takes no files; bring the evidence to the district window.",
          EvidenceLimits.article))
    }
    try await hall.limits.draw([.upload], account: session.account, address: nil)
    let files = sent.files.filter { $0.name == "files" }.map(\.bytes)
    guard !files.isEmpty else {
      throw Problem.argument("files", "[]", "请选择要上传的文件", "choose the files to upload")
    }
    let answer = try await UploadEvidence(hall.points, receive)(files, about: dossier, by: actor)
    guard answer.state != .refused else {
      throw Problems(answer.record.problems.map(Visit.atFiles))
    }
    return answer
  }

  /// A piece of evidence as it was made of what was handed in (凭证文件). That it was opened is an event of its owner.
  ///
  /// - Parameter evidence: one that the visitor may open.
  func evidenceFile(_ evidence: Int64, reason: ReadingReason) async throws -> Sheet {
    guard let open = hall.backstage.openEvidence else { throw Rejection(.notFound) }
    let opened = try await open(
      OpenEvidence.Request(
        key: hall.freshKey(), party: actor.party, role: actor.role,
        evidence: DossierID(EvidenceRecord.kind, evidence), reason: reason))
    return .file("evidence-\(evidence).pdf", type: "application/pdf", opened.pdf)
  }

  /// One of what was handed in about a dossier, opened by whoever may hand in more.
  ///
  /// - Throws: the refusal of what does not exist for what is not among it.
  func ownEvidence(about dossier: DossierID) async throws -> Sheet {
    let evidence = try number("evidence")
    let rows = try await ListEvidence(hall.points)(about: dossier, by: actor)
    guard rows.contains(where: { $0.number == evidence }) else { throw Unknown() }
    return try await evidenceFile(evidence, reason: .own)
  }

  /// Where one of what was handed in is opened, without language; `nil` where it cannot be.
  func path(of row: ListEvidence.Row, below path: String) -> String? {
    hall.backstage.openEvidence != nil && row.canBeOpened ? "\(path)/\(row.number)" : nil
  }

  /// Why a file was not accepted, at the field that it was chosen in.
  private static func atFiles(_ problem: Problem) -> Problem {
    var problem = problem
    let digits = problem.path.filter(\.isASCIIDigit)
    if problem.path.hasPrefix("files["), let place = Int(digits) {
      problem.allowed = Wording(
        "第\(place + 1)个文件：\(problem.allowed.zh)", "File \(place + 1): \(problem.allowed.en)")
    }
    problem.path = "files"
    return problem
  }
}

extension ReceiveEvidence.Answer {
  /// For programs: the number is what a dispute names it by.
  static let shape = Shape.object([
    .init("number", .number),
    .init("state", .choice(EvidenceLifecycle.Status.allCases.map(\.rawValue))),
    .init("pages", .number),
  ])

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("number", Int(dossier.number))
      json.field("state", state.rawValue)
      json.field("pages", record.pages)
    }
  }
}

extension ListEvidence.Row {
  static let shape = Shape.object([
    .init("number", .number),
    .init("state", .choice(EvidenceLifecycle.Status.allCases.map(\.rawValue))),
    .init("scan", .choice(EvidenceScan.allCases.map(\.rawValue))),
    .init("pages", .number), .init("changedAt", .moment), .init("problems", .list(.text)),
  ])

  func write(_ language: Language, to json: inout JSONWriter) {
    json.object { json in
      json.field("number", Int(number))
      json.field("state", state.rawValue)
      json.field("scan", scan.rawValue)
      json.field("pages", pages)
      json.field("changedAt", changedAt.description)
      json.list("problems") { json in
        for problem in problems { json.text(problem.allowed[language]) }
      }
    }
  }
}
