import Casework
import PointsService
import Policy
import Units

extension ServicePoint {
  /// 资格异议: reason and evidence go to the district window.
  static let disputeEligibility = ServicePoint.form(
    "/my/eligibility/dispute", Wording("对资格条件校验提出异议", "Dispute the eligibility check"),
    .disputeEligibility, reads: .readOwnData,
    fields: [
      ServiceField("reason", .text(500), Wording("理由，2至500字", "why, in 2 to 500 characters")),
      ServiceField(
        "evidence", .numbers, isNeeded: false,
        Wording("已上传凭证的编号", "numbers of evidence that was uploaded")),
      ServiceField("seen", .number, Wording("所见的版本", "the version that was seen")),
    ], show: dispute
  ) { visit in
    let done = try await DisputeEligibility(visit.hall.points)(
      visit.application(), seen: visit.seen(), reason: visit.text("reason"),
      evidence: try visit.numbers("evidence"), by: visit.actor)
    return Outcome("my.done.disputed", next: "/my/eligibility", done)
  }

  private static func dispute(_ visit: Visit) async throws -> Sheet {
    let answer = try await ReadEligibility(visit.hall.points)(by: visit.actor)
    let page = EligibilityPage(visit: visit, answer: answer, association: nil)
    guard let answer, page.canDispute else {
      throw PointsRefusal.rule(.nothingToDispute, nil)
    }
    let uploads = try await visit.uploads(answer.application)
    let usable = uploads.filter(\.isUsable)
    var fields = [
      FormField(
        name: "reason", label: visit.say("my.dispute.why"), control: .long,
        hint: visit.say("my.dispute.why.hint"))
    ]
    if !usable.isEmpty {
      fields.append(
        FormField(
          name: "evidence", label: visit.say("my.dispute.with"),
          control: .checks(
            usable.map { row in
              FormField.Option(value: "\(row.number)", text: visit.uploadText(row))
            }), values: usable.map { "\($0.number)" }))
    }
    let open = answer.findings.filter { $0.answer != .met }
    return Sheet(
      "my-dispute", visit.say("my.dispute.title"),
      crumbs: [(visit.say("my.eligibility"), "/my/eligibility")],
      [
        "form": visit.form("/my/eligibility/dispute"), "fields": visit.fields(fields),
        "seen": "\(answer.version)", "lead": page.window("lead", answer),
        "findings": open.map(page.finding),
        "canUpload": visit.hall.evidence != nil, "hasUploads": !usable.isEmpty,
        "uploadLink": visit.link("/my/eligibility/evidence"),
      ])
  }

  /// 上传凭证: photographs or a PDF become one PDF.
  static let uploadEvidence = {
    var point = ServicePoint.form(
      "/my/eligibility/evidence", Wording("上传异议的凭证", "Upload evidence for a dispute"),
      .uploadEvidence,
      fields: [
        ServiceField(
          "files", .files,
          Wording(
            "照片（JPEG、PNG）或PDF，合并为一个PDF", "photographs (JPEG, PNG) or PDF, merged into one PDF")
        )
      ],
      keepsDraft: false,
      answer: .object([.init("evidence", .list(ListEvidence.Row.shape))]),
      done: ReceiveEvidence.Answer.shape, show: uploadPage
    ) { visit in
      let answer = try await visit.takeEvidence(
        about: DossierID(ApplicationContent.kind, visit.application()))
      let said = answer.state == .received ? "my.done.received" : "my.done.uploaded"
      return Outcome(said, next: "/my/eligibility/evidence") { answer.write(to: &$0) }
    }
    point.doing?.largestBody = EvidenceLimits().bytesTogether + 1 << 20
    return point
  }()

  /// 查看本人上传的凭证: the file that was made of what was handed in.
  static let ownEvidence = ServicePoint.page(
    "/my/eligibility/evidence/:evidence", Wording("查看本人的凭证", "Evidence of one’s own"),
    .readOwnData, files: ["application/pdf"]
  ) { visit in
    try await visit.ownEvidence(
      about: DossierID(ApplicationContent.kind, visit.application()))
  }

  private static func uploadPage(_ visit: Visit) async throws -> Sheet {
    let limits = EvidenceLimits()
    let application = try await visit.application()
    let uploads = try await visit.uploads(application)
    let isAsked =
      try await SupplementDispute(visit.hall.points).waiting(
        application: application, by: visit.actor) != nil
    let back =
      isAsked
      ? (visit.say("service.inquiry"), "/my/eligibility/dispute/answer")
      : (visit.say("my.dispute.title"), "/my/eligibility/dispute")
    let rules = visit.say(
      "my.upload.rules",
      [
        "files": "\(limits.files)", "photo": "\(limits.photoBytes >> 20)",
        "together": "\(limits.bytesTogether >> 20)", "side": "\(limits.leastLongSide)",
      ])
    return Sheet(
      "my-upload", visit.say("my.upload"),
      crumbs: [(visit.say("my.eligibility"), "/my/eligibility"), back],
      [
        "form": visit.form("/my/eligibility/evidence"), "canUpload": visit.hall.evidence != nil,
        "fields": visit.fields([
          FormField(
            name: "files", label: visit.say("my.upload.files"),
            control: .files("image/jpeg,image/png,application/pdf"), hint: rules)
        ]),
        "uploads": uploads.map { row in
          let path = visit.path(of: row, below: "/my/eligibility/evidence")
          return View([
            "text": visit.uploadText(row), "hasLink": path != nil,
            "link": path.map(visit.link) ?? "",
          ])
        }, "hasUploads": !uploads.isEmpty,
        "handling": visit.say(
          visit.hall.evidence?.scans == true ? "my.upload.article" : "my.upload.article.unscanned",
          ["article": EvidenceLimits.article.text(visit.language)]),
        "backLink": visit.link(back.1), "backText": isAsked ? back.0 : visit.say("my.upload.back"),
      ]
    ) { json in
      json.object { json in
        json.list("evidence") { json in
          for row in uploads { row.write(visit.language, to: &json) }
        }
      }
    }
  }
}

extension Visit {
  /// What was uploaded about an application.
  func uploads(_ application: Int64) async throws -> [ListEvidence.Row] {
    try await ListEvidence(hall.points)(
      about: DossierID(ApplicationContent.kind, application), by: actor)
  }

  func uploadText(_ row: ListEvidence.Row) -> String {
    let state = EvidenceLifecycle.title(of: row.state)[language]
    guard row.problems.isEmpty else {
      let why = row.problems.map { $0.allowed[language] }
        .joined(separator: language == .zh ? "；" : "; ")
      return say("my.upload.refused", ["number": "\(row.number)", "state": state, "why": why])
    }
    return say(
      "my.upload.row",
      [
        "number": "\(row.number)", "pages": "\(row.pages)",
        "state": state,
      ])
  }
}
