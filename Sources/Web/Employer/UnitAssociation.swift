import Casework
import PointsService
import Policy
import Units

/// 单条关联: one request with its answer, and whoever has left.
enum UnitAssociation {
  static let answerField = ServiceField(
    "answer", .choice(AssociationAnswer.allCases.map(\.rawValue)),
    Wording("confirm为确认，reject为不通过", "confirm or reject"))
  static let remarkField = ServiceField(
    "remark", .text(500), isNeeded: false,
    Wording("处理意见，申请人可见；不通过的必填", "words for the applicant; needed to reject"))
  private static let seen = ServiceField("seen", .number, Wording("所见的版本", "the version seen"))

  static let point = ServicePoint.form(
    "/unit/associations/:number", Wording("一条关联", "One association"), .confirmAssociation,
    reads: .readCase, query: [AssociationList.list], fields: [answerField, remarkField, seen],
    answer: .object(AssociationList.row)
  ) { visit in
    let row = try await row(visit)
    let path = "/unit/associations/\(row.number)"
    let next = try await visit.nextWaiting(
      of: try await visit.registeredUnit().number, after: row.number)
    let here = visit.link(visit.keepingList(path))
    let canAnswer = row.state == .requested, canLeave = row.state == .confirmed
    var view: View = [
      "title": row.name, "facts": Visit.facts(facts(row, visit)),
      "state": AssociationLifecycle.title(of: row.state)[visit.language], "tag": row.state.tag,
      "match": row.match.wording[visit.language], "matchTag": row.match.tag,
      "isMismatched": row.match == .other, "canAnswer": canAnswer, "canLeave": canLeave,
      "leaveLink": visit.link(visit.keepingList("\(path)/leave")), "seen": "\(row.version)",
      "canStay": try await WithdrawLeaver(visit.hall.points).isPossible(
        row.number, by: visit.actor),
      "stay": visit.form(
        "\(path)/stay", ["action": visit.link(visit.keepingList("\(path)/stay"))]),
      "form": visit.form(path, ["action": here]), "listLink": visit.link(visit.listPath),
      "next": [next].compactMap { $0 }.filter { $0 != here }, "isAnswered": !canAnswer,
    ]
    view["fields"] = visit.fields(answerFields(visit))
    return Sheet("unit-association", row.name, crumbs: visit.listCrumbs, view) {
      AssociationList.write(row, to: &$0)
    }
  } run: { visit in
    let number = try visit.number("number")
    let seen = try visit.seen()
    let answer = try answer(visit)
    let remark = try remark(visit, answer)
    switch answer {
    case .confirm:
      let done = try await ConfirmAssociation(visit.hall.points)(
        number, seen: seen, remark: remark, by: visit.actor)
      return Outcome("unit.done.confirmedOne", next: visit.keepingList(visit.place), done)
    case .reject:
      let done = try await RejectAssociation(visit.hall.points)(
        number, seen: seen, remark: remark ?? "", by: visit.actor)
      return Outcome("unit.done.rejectedOne", next: visit.keepingList(visit.place), done)
    }
  }

  /// 登记离职
  static let leaver = ServicePoint.form(
    "/unit/associations/:number/leave", Wording("登记离职", "Record that somebody left"),
    .recordLeaver, reads: .readCase, query: [AssociationList.list],
    fields: [
      ServiceField(
        "leftOn", .date,
        Wording("离职日期，不晚于今日，不早于一年前", "the last day at work: not in the future, within a year")),
      seen,
    ]
  ) { visit in
    let row = try await row(visit)
    let title = visit.say("unit.leave", ["name": row.name])
    var view = visit.unitForm(
      "/unit/associations/\(row.number)/leave", title, [visit.say("unit.leave.text")],
      facts: facts(row, visit), warning: visit.say("unit.leave.warning"), seen: row.version,
      [
        FormField(
          name: "leftOn", label: visit.say("unit.leave.on"),
          control: .text(.dates(visit.language)),
          hint: visit.say(
            "unit.leave.on.hint", ["day": visit.site.now().text(visit.language)]))
      ], button: visit.say("unit.leave.button"),
      back: (
        visit.say("unit.leave.back"), visit.keepingList("/unit/associations/\(row.number)")
      ))
    view["hasForm"] = row.state == .confirmed
    view["form"] = visit.form(visit.place, ["action": visit.link(visit.keepingList(visit.place))])
    return Sheet("unit-form", title, crumbs: visit.listCrumbs, view)
  } run: { visit in
    let leftOn = try visit.neededDay("leftOn")
    let number = try visit.number("number")
    let done = try await RecordLeaver(visit.hall.points)(
      number, seen: try visit.seen(), leftOn: leftOn, by: visit.actor)
    return Outcome(
      "unit.done.left", next: visit.keepingList("/unit/associations/\(number)"), done)
  }

  /// 撤销离职登记: what was recorded by mistake.
  static let stay = ServicePoint.button(
    "/unit/associations/:number/stay", Wording("撤销离职登记", "Take back that somebody left"),
    .recordLeaver, query: [AssociationList.list], fields: [seen]
  ) { visit in
    let number = try visit.number("number")
    let done = try await WithdrawLeaver(visit.hall.points)(
      number, seen: try visit.seen(), by: visit.actor)
    return Outcome(
      "unit.done.stays", next: visit.keepingList("/unit/associations/\(number)"), done)
  }

  // MARK: Parts

  private static func row(_ visit: Visit) async throws -> ListAssociations.Row {
    try await ListAssociations(visit.hall.points).one(
      try visit.number("number"), by: visit.actor)
  }

  private static func facts(
    _ row: ListAssociations.Row, _ visit: Visit
  ) -> [(String, String)] {
    var facts = [
      (visit.say("unit.row.number"), "\(row.number)"),
      (visit.say("unit.row.masked"), row.maskedNumber),
      (visit.say("unit.row.requested"), row.requestedAt.text(visit.language)),
    ]
    if let decidedAt = row.decidedAt {
      facts.append((visit.say("unit.row.decided"), decidedAt.text(visit.language)))
    }
    if let remark = row.remark { facts.append((visit.say("unit.row.remark"), remark)) }
    if let leftOn = row.leftOn {
      facts.append((visit.say("unit.row.left"), leftOn.text(visit.language)))
    }
    return facts
  }

  /// The two answers and the words that go with them.
  static func answerFields(_ visit: Visit) -> [FormField] {
    [
      FormField(
        name: "answer", label: visit.say("unit.answer.question"),
        control: .radios(
          AssociationAnswer.allCases.map {
            .init(value: $0.rawValue, text: visit.say("unit.answer.\($0.rawValue)"))
          }), hint: visit.say("unit.answer.fixed")),
      FormField(
        name: "remark", label: visit.say("unit.answer.remark"), control: .long,
        hint: visit.say("unit.answer.remark.hint")),
    ]
  }

  /// - Throws: `Problems` when neither was chosen.
  static func answer(_ visit: Visit) throws(Problems) -> AssociationAnswer {
    guard let answer = AssociationAnswer(rawValue: visit.text("answer")) else {
      throw Problem.argument(
        "answer", JSONText.quoted(visit.text("answer")), "请选择确认或不通过", "choose confirm or reject"
      )
    }
    return answer
  }

  /// The words; a rejection without any is a mistake of the form, at its field.
  static func remark(_ visit: Visit, _ answer: AssociationAnswer) throws(Problems) -> String? {
    let words = visit.text("remark")
    guard words.isEmpty else { return words }
    guard answer == .confirm else {
      let rule = Rule.remarkNeeded
      throw Problems([Problem(path: "remark", value: "\"\"", allowed: rule.wording)])
    }
    return nil
  }
}
