import Casework
import PointsLaw
import PointsService
import Policy
import Units

/// 单位资格异议: certificates, the reason, and where it stands with the window.
enum UnitDispute {
  static let point = ServicePoint.form(
    "/unit/dispute", Wording("单位资格异议", "Dispute the unit’s refusal"), .disputeUnit,
    reads: .readCase,
    fields: [
      ServiceField("reason", .text(500), Wording("异议理由，2至500字", "why, 2 to 500 characters")),
      ServiceField(
        "evidence", .numbers,
        Wording("所附证照的编号，至少一份", "numbers of the uploads that support it, at least one")),
      ServiceField("seen", .number, Wording("所见的单位版本", "the unit’s version that was seen")),
    ], answer: UnitDisputePage.shape
  ) { visit in
    let unit = try await visit.registeredUnit()
    let dispute = try await ShowUnitDispute(visit.hall.points)(unit.number, by: visit.actor)
    let evidence =
      try await ListEvidence(visit.hall.points)(
        about: DossierID(UnitContent.kind, unit.number), by: visit.actor
      ).reversed() as [ListEvidence.Row]
    let bar =
      unit.state.isBar
      ? try await ReadUnitBar(visit.hall.points)(unit.number, by: visit.actor) : nil
    let page = UnitDisputePage(
      visit: visit, unit: unit, bar: bar, dispute: dispute, evidence: evidence)
    return Sheet(
      "unit-dispute", visit.say("unit.dispute"), crumbs: visit.unitCrumbs, page.view
    ) { page.write(to: &$0) }
  } run: { visit in
    let unit = try await visit.registeredUnit()
    let done = try await DisputeUnit(visit.hall.points)(
      unit.number, seen: try visit.seen(), reason: visit.text("reason"),
      evidence: try visit.numbers("evidence"), by: visit.actor)
    return Outcome("unit.done.disputed", next: "/unit/dispute", done)
  }

  /// 补充说明: the window asked for more before it decides.
  static let answer = ServicePoint.form(
    "/unit/dispute/answer", Wording("答复区窗口的补充要求", "Answer what the window asked"),
    .disputeUnit, reads: .readCase, fields: ServiceField.inquiryAnswer
  ) { visit in
    let unit = try await visit.registeredUnit()
    let dispute = try await ShowUnitDispute(visit.hall.points)(unit.number, by: visit.actor)
    // Whoever typed an answer sees it, also when the window has decided meanwhile.
    guard let dispute, dispute.state == .waiting || visit.typed != nil else {
      throw PointsRefusal.notAsked
    }
    let uploads = try await ListEvidence(visit.hall.points)(
      about: DossierID(UnitContent.kind, unit.number), by: visit.actor
    ).filter { $0.isUsable && !dispute.evidence.contains($0.number) }
    return visit.inquirySheet(
      dispute.inquiries, seen: dispute.version, dispute.standing,
      uploads: uploads.map { ($0.number, UnitDisputePage.name($0, visit)) },
      place: ("/unit/dispute/answer", "/unit/dispute/evidence", "/unit/dispute"),
      crumbs: visit.unitCrumbs + [(visit.say("unit.dispute"), "/unit/dispute")])
  } run: { visit in
    let unit = try await visit.registeredUnit()
    guard
      let dispute = try await ShowUnitDispute(visit.hall.points)(unit.number, by: visit.reader)
    else { throw PointsRefusal.notAsked }
    let done = try await SupplementDispute(visit.hall.points)(
      dispute.number, seen: visit.seen(), reply: visit.text("reply"),
      evidence: try visit.numbers("evidence"), by: visit.actor)
    return Outcome("service.done.supplemented", next: "/unit/dispute", done)
  }

  /// 上传证照
  static let upload = {
    var point = ServicePoint.form(
      "/unit/dispute/evidence", Wording("上传单位证照", "Upload the unit’s certificates"),
      .uploadEvidence,
      fields: [
        ServiceField(
          "files", .files,
          Wording(
            "照片（JPEG、PNG）或PDF，合并为一个PDF", "photographs (JPEG, PNG) or PDF, merged into one PDF")
        )
      ], keepsDraft: false, done: ReceiveEvidence.Answer.shape
    ) { visit in
      let unit = try await visit.registeredUnit()
      let title = visit.say("unit.evidence")
      var view = visit.unitForm(
        "/unit/dispute/evidence", title, rules(visit, isBar: unit.state.isBar),
        [
          FormField(
            name: "files", label: visit.say("unit.evidence.files"),
            control: .files("image/jpeg,image/png,application/pdf"),
            hint: visit.say("unit.evidence.hint"))
        ], button: visit.say("unit.evidence.button"),
        back: (visit.say("unit.evidence.back"), "/unit/dispute"))
      view["isUpload"] = true
      view["hasForm"] = visit.hall.evidence != nil
      return Sheet(
        "unit-form", title,
        crumbs: visit.unitCrumbs + [(visit.say("unit.dispute"), "/unit/dispute")], view)
    } run: { visit in
      let unit = try await visit.registeredUnit()
      let answer = try await visit.takeEvidence(about: DossierID(UnitContent.kind, unit.number))
      let said = answer.state == .received ? "unit.done.received" : "unit.done.inspected"
      return Outcome(said, next: "/unit/dispute") { answer.write(to: &$0) }
    }
    // All files together, and what stands between them.
    point.doing?.largestBody = EvidenceLimits().bytesTogether + (1 << 20)
    return point
  }()

  /// 查看单位上传的凭证: the file that was made of what was handed in.
  static let file = ServicePoint.page(
    "/unit/dispute/evidence/:evidence", Wording("查看单位的凭证", "Evidence of the unit"), .readCase,
    files: ["application/pdf"]
  ) { visit in
    let unit = try await visit.registeredUnit()
    return try await visit.ownEvidence(about: DossierID(UnitContent.kind, unit.number))
  }

  /// What is accepted, said before anything is chosen; the figures are those that are checked.
  private static func rules(_ visit: Visit, isBar: Bool) -> [String] {
    guard let evidence = visit.hall.evidence else { return [visit.say("unit.evidence.none")] }
    let limits = EvidenceLimits()
    return [
      visit.say(isBar ? "unit.evidence.what.bar" : "unit.evidence.what"),
      visit.say(
        "unit.evidence.kinds",
        [
          "files": "\(limits.files)", "photo": "\(limits.photoBytes >> 20)",
          "together": "\(limits.bytesTogether >> 20)",
        ]),
      visit.say(
        "unit.evidence.one",
        [
          "pages": "\(limits.pages)",
          "article": Article(document: "MANUAL-2019", place: "注册关联 二2").text(visit.language),
        ]),
      visit.say(evidence.scans ? "unit.evidence.scan" : "unit.evidence.unscanned"),
    ]
  }
}

/// The page of a unit's dispute, for a browser and for a program.
struct UnitDisputePage {
  let visit: Visit
  let unit: ShowUnit.View
  /// The city’s bar; `nil` when the unit is kept out by something else.
  let bar: ReadUnitBar.View?
  let dispute: ShowUnitDispute.View?
  let evidence: [ListEvidence.Row]

  private func say(_ key: String, _ values: [String: String] = [:]) -> String {
    visit.say("unit.\(key)", values)
  }

  /// Whether the lifecycle takes a dispute now.
  private var canDispute: Bool {
    (try? UnitLifecycle.apply(.dispute, to: unit.state)) != nil
  }

  // MARK: The page

  var view: View {
    let fit = evidence.filter(\.isUsable)
    let used = Set(dispute?.evidence ?? [])
    return [
      "title": say("dispute"), "hasDispute": dispute != nil,
      "isAsked": dispute?.state == .waiting, "answerLink": visit.link("/unit/dispute/answer"),
      "facts": Visit.facts(dispute.map(facts) ?? []),
      "disputeState": dispute.map { DisputeLifecycle.title(of: $0.state)[visit.language] } ?? "",
      "disputeTag": dispute.map { tag($0.state) } ?? "todo",
      "canDispute": canDispute,
      "cannot": say(
        dispute?.state == .waiting
          ? "dispute.asked" : dispute?.state == .open ? "dispute.waiting" : "dispute.cannot"),
      "bar": [View].bar(unit, visit), "hasBar": unit.state.isBar,
      "barFacts": Visit.facts(
        bar.map { bar in visit.facts(of: bar).map { ($0.name, $0.text) } } ?? []),
      "text": say(unit.state.isBar ? "dispute.text.bar" : "dispute.text"),
      "hasObstacles": !unit.obstacles.isEmpty,
      "obstacles": unit.obstacles.map {
        View([
          "text": unit.wording(of: $0)[visit.language], "article": $0.article.text(visit.language),
        ])
      },
      "hasEvidence": !evidence.isEmpty, "evidence": evidence.map(row),
      "uploadLink": visit.link("/unit/dispute/evidence"), "canSend": canDispute && !fit.isEmpty,
      "form": visit.form("/unit/dispute"), "seen": "\(unit.version)",
      "fields": visit.fields([
        FormField(
          name: "evidence", label: say("dispute.evidence"),
          control: .checks(
            fit.map { item in
              FormField.Option(value: "\(item.number)", text: Self.name(item, visit))
            }), values: fit.map { "\($0.number)" }.filter { !used.contains(Int64($0) ?? 0) }),
        FormField(
          name: "reason", label: say("dispute.reason"), control: .long,
          hint: say(unit.state.isBar ? "dispute.reason.hint.bar" : "dispute.reason.hint")),
      ]), "backLink": visit.link("/unit"),
    ]
  }

  private func tag(_ state: DisputeLifecycle.Status) -> String {
    switch state {
    case .open: "info"
    case .waiting: "warn"
    case .upheld: "done"
    case .dismissed: "danger"
    case .settled: "todo"
    }
  }

  static func name(_ item: ListEvidence.Row, _ visit: Visit) -> String {
    visit.say(
      "unit.evidence.item",
      [
        "number": "\(item.number)", "pages": "\(item.pages)",
        "at": item.changedAt.text(visit.language),
      ])
  }

  private func row(_ item: ListEvidence.Row) -> View {
    let words =
      item.state == .refused
      ? item.problems.map { $0.allowed[visit.language] }
      : [say("evidence.scan.\(item.scan.rawValue)")]
    let tags: [EvidenceLifecycle.Status: String] = [
      .received: "info", .inspected: "done", .refused: "danger", .accepted: "done",
    ]
    let path = visit.path(of: item, below: "/unit/dispute/evidence")
    return View([
      "number": "\(item.number)", "hasLink": path != nil, "link": path.map(visit.link) ?? "",
      "at": item.changedAt.text(visit.language),
      "state": EvidenceLifecycle.title(of: item.state)[visit.language],
      "tag": tags[item.state] ?? "todo",
      "pages": item.pages > 0
        ? say("evidence.pages", ["pages": "\(item.pages)"]) : "",
      "words": words.map { View(["text": $0]) },
    ])
  }

  private func facts(_ dispute: ShowUnitDispute.View) -> [(String, String)] {
    var facts = [
      (say("dispute.filed"), dispute.filedAt.text(visit.language)),
      (say("dispute.window"), dispute.district.wording[visit.language]),
    ]
    if dispute.state == .waiting {
      facts.append(
        (say("dispute.due"), say("dispute.paused", ["days": "\(dispute.standing.daysLeft)"])))
    }
    if dispute.state == .open {
      let standing = dispute.standing
      let due = standing.due.deadline(visit.language)
      let left =
        standing.phase == .overdue
        ? say("dispute.late", ["due": due])
        : say("dispute.left", ["due": due, "days": "\(standing.daysLeft)"])
      facts.append((say("dispute.due"), left))
    }
    facts.append((say("dispute.reason"), dispute.reason))
    facts += visit.inquiryFacts(dispute.inquiries).map { ($0.name, $0.text) }
    if let at = dispute.decidedAt {
      facts.append((say("dispute.decided"), at.text(visit.language)))
    }
    if let answer = dispute.answer { facts.append((say("dispute.answer"), answer)) }
    return facts
  }

  // MARK: For programs

  static let shape = Shape.object([
    .init("canDispute", .flag), .init("version", .number),
    .init("obstacles", UnitHome.obstacles),
    .init("bar", ReadUnitBar.View.shape, isOptional: true),
    .init(
      "dispute",
      .object([
        .init("number", .number), .init("version", .number),
        .init("state", .choice(DisputeLifecycle.Status.allCases.map(\.rawValue))),
        .init("district", .text), .init("filedAt", .moment), .init("due", .moment),
        .init("isFirm", .flag),
        .init("decidedAt", .moment, isOptional: true),
        .init("daysLeft", .number), .init("reason", .text),
        .init("inquiries", DisputePage.inquiriesShape),
        .init("answer", .text, isOptional: true), .init("evidence", .list(.number)),
      ]), isOptional: true),
    .init(
      "evidence",
      .list(ListEvidence.Row.shape)),
  ])

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("canDispute", canDispute)
      json.field("version", unit.version)
      UnitHome.write(obstaclesOf: unit, visit.language, to: &json)
      if let bar { json.object("bar", bar.write) }
      if let dispute {
        json.object("dispute") { json in
          json.field("number", Int(dispute.number))
          json.field("version", dispute.version)
          json.field("state", dispute.state.rawValue)
          json.field("district", dispute.district.name)
          json.field("filedAt", dispute.filedAt.description)
          json.field("due", dispute.standing.due.value.description)
          json.field("isFirm", dispute.standing.due.isFirm)
          json.moment("decidedAt", dispute.decidedAt)
          json.field("daysLeft", dispute.standing.daysLeft)
          json.field("reason", dispute.reason)
          DisputePage.write(dispute.inquiries, to: &json)
          if let answer = dispute.answer { json.field("answer", answer) }
          json.list("evidence") { json in
            for number in dispute.evidence { json.number(Int(number)) }
          }
        }
      }
      json.list("evidence") { json in
        for item in evidence { item.write(visit.language, to: &json) }
      }
    }
  }
}
