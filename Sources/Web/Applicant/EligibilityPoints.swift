import Casework
import PointsLaw
import PointsService
import Policy
import Units

extension ServicePoint {
  /// 资格条件校验结果
  static let myEligibility = ServicePoint.page(
    "/my/eligibility", Wording("资格条件", "Eligibility"), .readOwnData, answer: EligibilityPage.shape
  ) { visit in
    let answer = try await ReadEligibility(visit.hall.points)(by: visit.actor)
    let list = answer == nil ? nil : try await ShowTasks(visit.hall.points)(by: visit.actor)
    return EligibilityPage(
      visit: visit, answer: answer,
      association: list?.steps.first { $0.act == .requestAssociation }
    ).sheet
  }

  /// 校验资格条件: the records are asked, again as often as wanted.
  static let checkEligibility = ServicePoint.button(
    "/my/eligibility/check", Wording("校验资格条件", "Check eligibility"), .checkEligibility
  ) { visit in
    Outcome(
      "my.done.checked", next: "/my/eligibility",
      try await CheckEligibility(visit.hall.points)(by: visit.actor))
  }
}

/// The answer by condition (校验结果页).
struct EligibilityPage {
  let visit: Visit
  /// `nil` before the first check.
  let answer: ReadEligibility.Answer?
  /// The step that comes next, where there is an answer.
  let association: ShowTasks.Step?

  private var language: Language { visit.language }

  static let shape = Shape.object([
    .init("checked", .flag), .init("application", .number, isOptional: true),
    .init("version", .number, isOptional: true),
    .init(
      "standing", .choice(EligibilityStanding.allCases.map(\.rawValue)), isOptional: true),
    .init("byWindow", .flag, isOptional: true), .init("factsAt", .moment, isOptional: true),
    .init("checkedAt", .moment, isOptional: true), .init("barredUntil", .day, isOptional: true),
    .init(
      "findings",
      .list(
        .object([
          .init("condition", .choice(Condition.allCases.map(\.name))),
          .init("answer", .choice(EligibilityFinding.Answer.allCases.map(\.rawValue))),
          .init("reason", .text, isOptional: true), .init("articles", .list(.text)),
          .init("upheld", .flag),
        ]))),
    .init(
      "dispute",
      .object([
        .init("number", .number), .init("state", .text), .init("district", .text),
        .init("filedAt", .moment), .init("dueAt", .moment), .init("isFirm", .flag),
        .init("decidedAt", .moment, isOptional: true),
        .init("version", .number), .init("evidence", .number),
        .init("reason", .text), .init("inquiries", DisputePage.inquiriesShape),
        .init("answer", .text, isOptional: true),
      ]), isOptional: true),
  ])

  var sheet: Sheet {
    var view: View = [
      "hasAnswer": answer != nil, "check": visit.form("/my/eligibility/check"),
      "standing": "", "standingText": "", "hasStandingText": false, "kind": "info",
      "isWaiting": false, "isByWindow": false,
      "factsAt": "", "hasFactsAt": false, "checkedAt": "", "findings": [View](),
      "canDispute": canDispute, "canDisputeText": answer.map { window("can", $0) } ?? "",
      "disputeLink": visit.link("/my/eligibility/dispute"),
      "isBarred": answer?.barredUntil != nil,
      "barredUntil": answer?.barredUntil?.text(language) ?? "",
      "barArticle": Rule.personBarred.article.text(language),
      "dataLink": visit.link("/my/data") + "?open=yes",
      "canAssociate": false, "associationLink": visit.link("/my/association"),
      "hasDispute": answer?.dispute != nil, "dispute": [View](),
      "isAsked": answer?.dispute?.state == .waiting,
      "inquiryLink": visit.link("/my/eligibility/dispute/answer"),
    ]
    if let answer {
      view["standing"] = Panel.capital(answer.standing.wording[language])
      view["standingText"] = goesOn ? standingText(answer) : ""
      view["hasStandingText"] = goesOn
      view["kind"] =
        switch answer.standing {
        case .eligible: "success"
        case .notEligible: "danger"
        case .undetermined: "warning"
        case .waiting: "info"
        }
      view["isWaiting"] = answer.standing == .waiting
      view["isByWindow"] = answer.isByWindow
      view["factsAt"] = answer.factsAt?.text(language) ?? ""
      view["hasFactsAt"] = answer.factsAt != nil
      view["checkedAt"] = answer.checkedAt.text(language)
      view["findings"] = answer.findings.map(finding)
      view["canAssociate"] = association.map { $0.waitsFor == .applicant && !$0.isBlocked } ?? false
      if let dispute = answer.dispute { view["dispute"] = lines(dispute) }
    }
    return Sheet("my-eligibility", visit.say("my.eligibility"), view) { json in write(&json) }
  }

  /// Whether what is said about going on is true: a bar keeps from it, and who has asked a unit is further on.
  private var goesOn: Bool {
    guard let answer, answer.barredUntil == nil else { return false }
    return answer.standing != .eligible || association?.waitsFor == .applicant
  }

  /// What the answer means for going on: where it was objected to, what became of that.
  private func standingText(_ answer: ReadEligibility.Answer) -> String {
    let key = "my.eligibility.\(answer.standing.rawValue)"
    guard answer.standing == .notEligible, let dispute = answer.dispute else {
      return visit.say(key)
    }
    if !DisputeLifecycle.isEnd(dispute.state) { return visit.say(key + ".disputed") }
    // A later check has an answer of its own.
    guard dispute.state == .dismissed, let at = dispute.decidedAt, at >= answer.checkedAt else {
      return visit.say(key)
    }
    return visit.say(
      key + ".dismissed",
      [
        "at": at.text(language),
        "article": visit.hall.permissions.entry(.disputeEligibility).article.text(language),
      ])
  }

  /// Whether there is something to object to, and no objection waits.
  var canDispute: Bool {
    guard let answer else { return false }
    let isFree = answer.dispute.map { DisputeLifecycle.isEnd($0.state) } ?? true
    return [.notEligible, .undetermined].contains(answer.standing) && isFree
  }

  /// What is said of the window that an objection goes to.
  func window(_ key: String, _ answer: ReadEligibility.Answer) -> String {
    visit.say("my.dispute.\(key).text", ["district": answer.district.wording[language]])
  }

  func finding(_ finding: EligibilityFinding) -> View {
    let condition = Condition.allCases.first { $0.name == finding.condition }
    let tag =
      switch finding.answer {
      case .met: "tag-done"
      case _ where finding.isUpheld: "tag-done"
      case .notMet: "tag-danger"
      case .unknown: "tag-warn"
      }
    let outcome = finding.isUpheld ? "upheld" : finding.answer.rawValue
    return [
      "condition": condition?.wording[language] ?? finding.condition,
      "tag": tag, "outcome": visit.say("my.eligibility.answer.\(outcome)"),
      "reason": finding.reason?[language].dated(language) ?? "", "hasReason": finding.reason != nil,
      "articles": Article.text(finding.articles, language),
      "hasArticles": !finding.articles.isEmpty,
    ]
  }

  private func lines(_ dispute: ReadEligibility.Dispute) -> [View] {
    let standing = dispute.standing
    var lines = [
      visit.line("my.dispute.number", "\(dispute.number)"),
      visit.line("my.dispute.state", DisputeLifecycle.title(of: dispute.state)[language]),
      visit.line(
        "my.dispute.window",
        visit.say("my.dispute.window.of", ["district": dispute.district.wording[language]])),
      visit.line("my.dispute.filedAt", dispute.filedAt.text(language)),
      visit.line("my.dispute.reason", dispute.reason),
      visit.line("my.dispute.evidence", "\(dispute.evidence.count)"),
    ]
    for fact in visit.inquiryFacts(dispute.inquiries) {
      lines.append(["label": fact.name, "value": fact.text])
    }
    if !DisputeLifecycle.isEnd(dispute.state) {
      let due =
        switch standing.phase {
        case .paused: visit.say("my.dispute.paused", ["days": "\(standing.daysLeft)"])
        case .overdue:
          visit.say("my.dispute.overdue", ["due": standing.due.deadline(language)])
        default:
          visit.say(
            "my.dispute.due",
            ["due": standing.due.deadline(language), "days": "\(standing.daysLeft)"])
        }
      lines.append(visit.line("my.dispute.until", due))
    }
    if let at = dispute.decidedAt {
      lines.append(visit.line("my.dispute.decidedAt", at.text(language)))
    }
    if let answer = dispute.answer { lines.append(visit.line("my.dispute.answer", answer)) }
    return lines
  }

  private func write(_ json: inout JSONWriter) {
    json.object { json in
      json.field("checked", answer != nil)
      if let answer {
        json.field("application", Int(answer.application))
        json.field("version", answer.version)
        json.field("standing", answer.standing.rawValue)
        json.field("byWindow", answer.isByWindow)
        json.moment("factsAt", answer.factsAt)
        json.moment("checkedAt", answer.checkedAt)
        if let day = answer.barredUntil { json.field("barredUntil", day.description) }
      }
      json.list("findings") { json in
        for finding in answer?.findings ?? [] {
          json.object { json in
            json.field("condition", finding.condition)
            json.field("answer", finding.answer.rawValue)
            if let reason = finding.reason { json.field("reason", reason[language]) }
            json.list("articles") { json in for article in finding.articles { json.text(article) } }
            json.field("upheld", finding.isUpheld)
          }
        }
      }
      if let dispute = answer?.dispute {
        json.object("dispute") { json in
          json.field("number", Int(dispute.number))
          json.field("state", dispute.state.rawValue)
          json.field("district", dispute.district.name)
          json.moment("filedAt", dispute.filedAt)
          json.moment("dueAt", dispute.standing.due.value)
          json.field("isFirm", dispute.standing.due.isFirm)
          json.moment("decidedAt", dispute.decidedAt)
          json.field("version", dispute.version)
          json.field("evidence", dispute.evidence.count)
          json.field("reason", dispute.reason)
          DisputePage.write(dispute.inquiries, to: &json)
          if let words = dispute.answer { json.field("answer", words) }
        }
      }
    }
  }
}
