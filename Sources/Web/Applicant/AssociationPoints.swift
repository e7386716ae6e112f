import Casework
import PointsLaw
import PointsService
import Policy
import Units

extension ServicePoint {
  /// 单位关联: where it stands, and the unit's code to ask for it. Sent with `look`, it only says whose code it is.
  static let myAssociation = ServicePoint.form(
    "/my/association", Wording("与用人单位关联", "Associate with the unit"), .requestAssociation,
    reads: .readCase,
    fields: [
      ServiceField("unitCode", .text(60), Wording("单位注册码", "the unit’s code")),
      ServiceField(
        "look", .flag, isNeeded: false,
        Wording("只查看是哪个单位，不发送", "only say whose code it is; nothing is sent")),
      ServiceField(
        "knowing", .flag, isNeeded: false,
        Wording("知道参保单位不一致，仍要发送", "another unit pays the insurance; send it knowingly")),
    ], answer: OwnAssociationPage.shape, done: .optional(OwnAssociationPage.found),
    show: association
  ) { visit in
    let (code, go) = (visit.text("unitCode"), visit.text("go"))
    if go == "look" || visit.flag("look") {
      let found = try await LookUpUnit(visit.hall.points)(code, by: visit.actor)
      return OwnAssociationPage.looked(visit, found)
    }
    // Unknown codes are counted in the application, whichever way they come; right ones and slips are not.
    if go == "send", !visit.flag("knowing"),
      try await LookUpUnit(visit.hall.points)(code, by: visit.actor).warning != nil
    {
      throw Problem.argument(
        "knowing", "false", "参保单位不一致，确要发送的请勾选",
        "another unit pays the insurance: tick the box to send it nevertheless")
    }
    let done = try await RequestAssociation(visit.hall.points)(
      code, knowing: visit.flag("knowing"), by: visit.actor)
    return Outcome("my.done.requested", next: "/my/association", done)
  }

  private static func association(_ visit: Visit) async throws -> Sheet {
    if visit.problems.contains(where: { $0.path == "knowing" }) {
      let found = try await LookUpUnit(visit.hall.points)(
        visit.text("unitCode"), by: visit.actor)
      return OwnAssociationPage.found(visit, found)
    }
    let list = try await ShowTasks(visit.hall.points)(by: visit.actor)
    return OwnAssociationPage(
      visit: visit, answer: try await ReadAssociation(visit.hall.points)(by: visit.actor),
      step: list.steps.first { $0.act == .requestAssociation },
      before: list.steps.first { $0.act == .checkEligibility }
    ).sheet
  }

  /// 撤回关联申请: before the unit has answered.
  static let cancelAssociation = ServicePoint.button(
    "/my/association/cancel", Wording("撤回关联申请", "Take back the request"), .cancelAssociation,
    fields: [
      ServiceField("number", .number, Wording("关联的编号", "the association’s number")),
      ServiceField("seen", .number, Wording("所见的版本", "the version that was seen")),
    ]
  ) { visit in
    guard let number = Int64(visit.text("number")) else { throw Unknown() }
    let done = try await CancelAssociation(visit.hall.points)(
      number, seen: visit.seen(), by: visit.actor)
    return Outcome("my.done.cancelled", next: "/my/association", done)
  }
}

/// The association as its applicant sees it (关联页).
private struct OwnAssociationPage {
  let visit: Visit
  /// `nil` before the first request.
  let answer: ReadAssociation.Answer?
  let step: ShowTasks.Step?
  /// What comes before it, and keeps from it while it is not done.
  let before: ShowTasks.Step?

  private var language: Language { visit.language }

  static let shape = Shape.object([
    .init("requested", .flag), .init("number", .number, isOptional: true),
    .init("version", .number, isOptional: true), .init("cycle", .number, isOptional: true),
    .init(
      "state",
      .choice(["requested", "confirmed", "rejected", "cancelled", "ended"]), isOptional: true),
    .init("unit", .text, isOptional: true), .init("district", .text, isOptional: true),
    .init("match", .choice(InsuranceMatch.allCases.map(\.rawValue)), isOptional: true),
    .init("requestedAt", .moment, isOptional: true), .init("decidedAt", .moment, isOptional: true),
    .init("remark", .text, isOptional: true), .init("leftOn", .day, isOptional: true),
  ])

  static let found = Shape.object([
    .init("unit", .number), .init("name", .text), .init("district", .text, isOptional: true),
    .init("match", .choice(InsuranceMatch.allCases.map(\.rawValue))),
    .init("warning", .text, isOptional: true),
  ])

  /// Nothing was sent: whose code it is, to be confirmed.
  static func looked(_ visit: Visit, _ found: LookUpUnit.Found) -> Outcome {
    var outcome = Outcome.unfinished(Self.found(visit, found))
    outcome.json = { json in
      json.object { json in
        json.field("unit", Int(found.unit))
        json.field("name", found.name)
        if let district = found.district { json.field("district", district.name) }
        json.field("match", found.match.rawValue)
        if let warning = found.warning { json.field("warning", warning[visit.language]) }
      }
    }
    return outcome
  }

  static func found(_ visit: Visit, _ found: LookUpUnit.Found) -> Sheet {
    var plain = visit
    plain.typed = nil
    return Sheet(
      "my-unit-found", visit.say("my.association.found"),
      crumbs: [(visit.say("my.association"), "/my/association")],
      [
        "form": visit.form("/my/association"), "unitCode": visit.text("unitCode"),
        "backLink": visit.link("/my/association"),
        "facts": [
          visit.line("my.association.unit", found.name),
          visit.line(
            "my.association.district", found.district?.wording[visit.language] ?? "—"),
          visit.line("my.association.match", found.match.wording[visit.language]),
        ],
        "hasWarning": found.warning != nil, "warning": found.warning?[visit.language] ?? "",
        "article": Rule.payerDiffers.article.text(visit.language),
        "fields": found.warning == nil
          ? []
          : plain.fields([
            FormField(
              name: "knowing", label: "", control: .tick(visit.say("my.association.knowing")))
          ]),
      ])
  }

  var sheet: Sheet {
    let mayAsk = answer.map { [.rejected, .cancelled].contains($0.state) } ?? true
    let isBlocked = step?.isBlocked ?? true
    var view: View = [
      "hasAnswer": answer != nil, "state": "", "kind": "info", "stateText": "",
      "facts": [View](), "canCancel": answer?.state == .requested,
      "cancel": visit.form("/my/association/cancel"),
      "number": answer.map { "\($0.number)" } ?? "", "seen": answer.map { "\($0.version)" } ?? "",
      "isConfirmed": answer?.state == .confirmed, "nextLink": visit.link("/my/undertakings"),
      "canAsk": mayAsk && !isBlocked, "isBlocked": mayAsk && isBlocked,
      "blockedBy": before?.remark[language].dated(language) ?? "",
      "eligibilityLink": visit.link("/my/eligibility"),
      "form": visit.form("/my/association"),
      "until": step?.until.map { visit.until($0) } ?? "",
      "hasUntil": step?.until != nil,
      "fields": visit.fields([
        FormField(
          name: "unitCode", label: visit.say("my.association.code"), control: .text(.text),
          hint: visit.say("my.association.code.hint"))
      ]),
    ]
    view.merge(visit.proof(for: .requestAssociation, back: "/my/association"))
    if let answer {
      view["state"] = Panel.capital(AssociationLifecycle.title(of: answer.state)[language])
      view["stateText"] = visit.say("my.association.\(answer.state.rawValue)")
      view["kind"] =
        switch answer.state {
        case .requested, .cancelled: "info"
        case .confirmed: "success"
        case .rejected: "danger"
        case .ended: "warning"
        }
      view["facts"] = facts(answer)
    }
    return Sheet("my-association", visit.say("my.association"), view) { json in write(&json) }
  }

  private func facts(_ answer: ReadAssociation.Answer) -> [View] {
    var facts = [
      visit.line("my.association.unit", answer.unit),
      visit.line("my.association.district", answer.district?.wording[language] ?? "—"),
      visit.line("my.association.match", answer.match.wording[language]),
      visit.line("my.association.requestedAt", answer.requestedAt.text(language)),
    ]
    if let decidedAt = answer.decidedAt {
      facts.append(visit.line("my.association.decidedAt", decidedAt.text(language)))
    }
    if let remark = answer.remark {
      facts.append(visit.line("my.association.remark", remark))
    }
    if let leftOn = answer.leftOn {
      facts.append(visit.line("my.association.leftOn", leftOn.text(language)))
    }
    return facts
  }

  private func write(_ json: inout JSONWriter) {
    json.object { json in
      json.field("requested", answer != nil)
      guard let answer else { return }
      json.field("number", Int(answer.number))
      json.field("version", answer.version)
      json.field("cycle", answer.cycle)
      json.field("state", answer.state.rawValue)
      json.field("unit", answer.unit)
      if let district = answer.district { json.field("district", district.name) }
      json.field("match", answer.match.rawValue)
      json.moment("requestedAt", answer.requestedAt)
      json.moment("decidedAt", answer.decidedAt)
      if let remark = answer.remark { json.field("remark", remark) }
      if let leftOn = answer.leftOn { json.field("leftOn", leftOn.description) }
    }
  }
}
