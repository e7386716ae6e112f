import Casework
import Identity
import PointsService
import Policy
import Units

/// 经办人: colleagues who act for the unit, invitations, handing over.
enum ClerkPages {
  static let point = ServicePoint.page(
    "/unit/clerks", Wording("单位经办人", "The unit’s clerks"), .readCase,
    answer: .object([
      .init(
        "clerks",
        .list(
          .object([
            .init("name", .text, isOptional: true), .init("isSelf", .flag),
            .init("source", .choice(["provider", "granted", "delegated"])),
            .init("until", .moment, isOptional: true),
            .init("delegation", .number, isOptional: true),
          ]))),
      .init(
        "invitations",
        .list(
          .object([
            .init("delegation", .number), .init("offeredUntil", .moment),
            .init("until", .moment, isOptional: true), .init("handsOver", .flag),
          ]))),
      .init(
        "past",
        .list(
          .object([
            .init("delegation", .number),
            .init("state", .choice(DelegationLifecycle.Status.allCases.map(\.rawValue))),
            .init("handsOver", .flag),
          ]))),
    ])
  ) { visit in
    let (clerks, invited, past) = try await visit.hall.accounts.clerks(visit.actor)
    let title = visit.say("unit.clerks")
    let own = clerks.first(where: \.isSelf)
    let view: View = [
      "title": title, "isAlone": clerks.count == 1,
      "clerks": clerks.map { row($0, visit) }, "hasInvited": !invited.isEmpty,
      "invited": invited.map { row($0, visit) }, "hasPast": !past.isEmpty,
      "past": past.map { pastRow($0, visit) },
      "inviteLink": visit.link("/unit/clerks/invite"),
      "canHandOver": own?.source != .provider,
      "handOverLink": visit.link("/unit/clerks/hand-over"), "backLink": visit.link("/unit"),
    ]
    return Sheet("unit-clerks", title, crumbs: visit.unitCrumbs, view) { json in
      write(clerks, invited, past, to: &json)
    }
  }

  /// What became of a role or an invitation.
  private static func pastRow(_ delegation: Delegation, _ visit: Visit) -> View {
    View([
      "number": "\(delegation.number)",
      "kind": visit.say(delegation.handsOver ? "unit.clerks.handsOver" : "unit.clerks.adds"),
      "state": DelegationLifecycle.title(of: delegation.over)[visit.language],
    ])
  }

  private static func row(_ clerk: Clerk, _ visit: Visit) -> View {
    View([
      "name": clerk.name ?? visit.say("unit.clerks.entity"), "isSelf": clerk.isSelf,
      "source": visit.say("unit.clerks.source.\(clerk.source.rawValue)"),
      "until": clerk.until.map { day($0, visit) } ?? visit.say("unit.clerks.noEnd"),
      "canEnd": clerk.delegation != nil,
      "endLink": visit.link("/unit/clerks/\(clerk.delegation ?? 0)"),
    ])
  }

  private static func row(_ invitation: Delegation, _ visit: Visit) -> View {
    View([
      "number": "\(invitation.number)",
      "kind": visit.say(invitation.handsOver ? "unit.clerks.handsOver" : "unit.clerks.adds"),
      "offeredUntil": invitation.offeredUntil.text(visit.language),
      "until": invitation.until.map { day($0, visit) } ?? visit.say("unit.clerks.noEnd"),
      "form": visit.form("/unit/clerks/\(invitation.number)"),
    ])
  }

  /// The last day of what ends at a moment.
  private static func day(_ end: Instant, _ visit: Visit) -> String {
    visit.say(
      "unit.clerks.through",
      ["day": end.adding(milliseconds: -1).beijing.date.text(visit.language)])
  }

  private static func write(
    _ clerks: [Clerk], _ invited: [Delegation], _ past: [Delegation], to json: inout JSONWriter
  ) {
    json.object { json in
      json.list("clerks") { json in
        for clerk in clerks {
          json.object { json in
            if let name = clerk.name { json.field("name", name) }
            json.field("isSelf", clerk.isSelf)
            json.field("source", clerk.source.rawValue)
            if let until = clerk.until { json.field("until", until.description) }
            if let delegation = clerk.delegation { json.field("delegation", Int(delegation)) }
          }
        }
      }
      json.list("invitations") { json in
        for invitation in invited {
          json.object { json in
            json.field("delegation", Int(invitation.number))
            json.field("offeredUntil", invitation.offeredUntil.description)
            if let until = invitation.until { json.field("until", until.description) }
            json.field("handsOver", invitation.handsOver)
          }
        }
      }
      json.list("past") { json in
        for delegation in past {
          json.object { json in
            json.field("delegation", Int(delegation.number))
            json.field("state", delegation.over.rawValue)
            json.field("handsOver", delegation.handsOver)
          }
        }
      }
    }
  }

  // MARK: Inviting

  private static let until = ServiceField(
    "until", .date, isNeeded: false,
    Wording("最后一日，不写为不定期", "the last day; without an end when left out"))
  private static let invited = Shape.object([
    .init("delegation", .number), .init("code", .text), .init("until", .moment),
  ])

  /// 增加经办人
  static let invitation = ServicePoint.form(
    "/unit/clerks/invite", Wording("邀请经办人", "Invite a clerk"), .addClerk, reads: .readCase,
    fields: [until], done: invited
  ) { visit in
    try form("/unit/clerks/invite", "invite", .addClerk, visit)
  } run: { visit in
    try await invite(visit, handsOver: false)
  }

  /// 经办工作交接
  static let handOver = ServicePoint.form(
    "/unit/clerks/hand-over", Wording("交接经办工作", "Hand over to a colleague"),
    .handOverClerk, reads: .readCase, fields: [until], done: invited
  ) { visit in
    try form("/unit/clerks/hand-over", "handOver", .handOverClerk, visit)
  } run: { visit in
    try await invite(visit, handsOver: true)
  }

  private static func form(
    _ path: String, _ key: String, _ act: Act, _ visit: Visit
  ) throws -> Sheet {
    if let refused = visit.hall.permissions.refusal(act, visit.actor.role) {
      throw PointsRefusal.permission(refused)
    }
    let title = visit.say("unit.\(key)")
    return Sheet(
      "unit-form", title, crumbs: crumbs(visit),
      visit.withProof(
        of: act,
        visit.unitForm(
          path, title, [visit.say("unit.clerk.\(key).text"), visit.say("unit.invite.code")],
          warning: key == "handOver" ? visit.say("unit.handOver.warning") : "",
          [
            FormField(
              name: "until", label: visit.say("unit.invite.until"),
              control: .text(.dates(visit.language)),
              hint: visit.say("unit.invite.until.hint", ["day": visit.exampleOfEnd]),
              optional: visit.say("unit.optional"))
          ], button: visit.say("unit.clerk.\(key).button"),
          back: (visit.say("unit.clerks.back"), "/unit/clerks"))))
  }

  private static func invite(_ visit: Visit, handsOver: Bool) async throws -> Outcome {
    var end: Instant?
    if let day = try visit.day("until") {
      let today = visit.actor.receivedAt.beijing.date
      guard day >= today else {
        throw Problem.argument(
          "until", JSONText.quoted(day.description), "最后一日须不早于今日，即\(today.text(.zh))",
          "the last day is today, \(today.text(.en)), or later")
      }
      end = Instant(day.adding(days: 1))
    }
    let invitation = try await visit.hall.accounts.offerClerk(
      visit.actor, until: end, handsOver: handsOver)
    var outcome = Outcome("unit.done.invited", next: "/unit/clerks") { json in
      json.object { json in
        json.field("delegation", Int(invitation.delegation))
        json.field("code", invitation.code)
        json.field("until", invitation.until.description)
      }
    }
    let title = visit.say("unit.invited")
    outcome.sheet = Sheet(
      "unit-invited", title, crumbs: crumbs(visit),
      [
        "title": title, "code": invitation.code, "handsOver": handsOver,
        "until": visit.say(
          "unit.invited.until", ["at": invitation.until.text(visit.language)]),
        "address": visit.hall.address.text + visit.link("/account/invitation"),
        "clerksLink": visit.link("/unit/clerks"),
      ])
    return outcome
  }

  private static func crumbs(_ visit: Visit) -> [(text: String, path: String)] {
    visit.unitCrumbs + [(visit.say("unit.clerks"), "/unit/clerks")]
  }

  // MARK: Ending

  /// 解除经办人、收回邀请
  static let end = ServicePoint.form(
    "/unit/clerks/:number", Wording("解除经办人或收回邀请", "Remove a clerk or take an invitation back"),
    .removeClerk, reads: .readCase, fields: [], keepsDraft: false
  ) { visit in
    let number = try visit.number("number")
    let (clerks, invited, _) = try await visit.hall.accounts.clerks(visit.actor)
    let clerk = clerks.first { $0.delegation == number }
    guard clerk != nil || invited.contains(where: { $0.number == number }) else {
      throw Unknown()
    }
    let name = clerk.map { $0.name ?? visit.say("unit.clerks.entity") }
    let title = name.map { visit.say("unit.remove", ["name": $0]) } ?? visit.say("unit.takeBack")
    let key = clerk == nil ? "takeBack" : clerk?.isSelf == true ? "removeSelf" : "remove"
    return Sheet(
      "unit-form", title, crumbs: crumbs(visit),
      visit.withProof(
        of: .removeClerk,
        visit.unitForm(
          "/unit/clerks/\(number)", title, [visit.say("unit.clerk.\(key).text")],
          warning: clerk == nil ? "" : visit.say("unit.remove.warning"), [],
          button: visit.say("unit.clerk.\(clerk == nil ? "takeBack" : "remove").button"),
          back: (visit.say("unit.clerks.back"), "/unit/clerks"))))
  } run: { visit in
    let number = try visit.number("number")
    let (clerks, _, _) = try await visit.hall.accounts.clerks(visit.actor)
    let clerk = clerks.first { $0.delegation == number }
    try await visit.hall.accounts.endDelegation(number, visit.actor)
    if clerk?.isSelf == true {
      visit.hall.sessions.forget(visit.session)
      return Outcome("unit.done.removed", next: "/my")
    }
    return Outcome(
      clerk == nil ? "unit.done.takenBack" : "unit.done.removed", next: "/unit/clerks")
  }
}

extension Delegation {
  /// What it is, now that it is over: it has run out, also where nobody has recorded that yet.
  fileprivate var over: DelegationLifecycle.Status {
    status == .offered || status == .active ? .expired : status
  }
}
