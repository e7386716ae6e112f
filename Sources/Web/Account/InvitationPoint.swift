import Casework
import PointsService
import Policy
import Units

extension ServicePoint {
  /// 接受邀请: a code that was handed over becomes a role, of a clerk or of a family helper. Sent with `look`, it only says whose
  /// invitation it is and what it allows.
  static let acceptInvitation = ServicePoint.form(
    "/account/invitation", Wording("接受邀请", "Accept an invitation"), .acceptDelegation,
    reads: .enterService,
    fields: [
      ServiceField("code", .text(60), Wording("邀请码", "the invitation’s code")),
      ServiceField(
        "look", .flag, isNeeded: false,
        Wording("只查看邀请的内容，不接受", "only say what it is for; nothing is accepted")),
    ],
    keepsDraft: false,
    done: .object([
      .init("accepted", .flag), .init("delegation", .number, isOptional: true),
      .init("role", .text), .init("scope", .text),
      .init("name", .text, isOptional: true), .init("acceptBefore", .moment, isOptional: true),
      .init("until", .moment, isOptional: true), .init("handsOver", .flag),
    ]),
    show: { visit in
      Sheet(
        "account-invitation", visit.say("account.invitation"),
        crumbs: [(visit.say("service.account"), "/account")],
        [
          "form": visit.form("/account/invitation"),
          "mayAccept": visit.hall.permissions.refusal(.acceptDelegation, visit.actor.role) == nil,
          "fields": visit.fields([
            FormField(
              name: "code", label: visit.say("account.invitation.code"), control: .text(.text),
              hint: visit.say("account.invitation.hint"))
          ]),
        ])
    }
  ) { visit in
    guard !visit.text("code").isEmpty else {
      throw Problem.argument("code", "\"\"", "请填写邀请码", "enter the code")
    }
    if visit.text("go") == "look" || visit.flag("look") {
      let found = try await visit.hall.accounts.lookAtInvitation(
        code: visit.text("code"), visit.actor, address: visit.address)
      return try await visit.looked(found)
    }
    let delegation = try await visit.hall.accounts.acceptRole(
      code: visit.text("code"), visit.actor, address: visit.address)
    visit.hall.sessions.forget(account: visit.session.account)
    if delegation.handsOver { visit.hall.sessions.forget(account: delegation.giver) }
    return Outcome("account.done.accepted", next: "/account") { json in
      json.object { json in
        json.field("accepted", true)
        json.field("delegation", Int(delegation.number))
        json.field("role", delegation.role.rawValue)
        json.field("scope", delegation.scope.text)
        json.moment("until", delegation.until)
        json.field("handsOver", delegation.handsOver)
      }
    }
  }
}

extension Visit {
  /// Nothing was accepted: whose invitation it is, what it allows and until when, to be accepted.
  fileprivate func looked(_ found: InvitationSheet) async throws -> Outcome {
    let name =
      if let name = found.maskedName { name } else {
        try await ShowUnit(hall.points).name(for: found.scope)
      }
    let isHelp = found.role == .familyHelper
    var facts = [
      line("account.invited.role", found.role.title[language]),
      line(
        isHelp ? "account.invited.applicant" : "account.invited.unit", name ?? scope(found.scope)),
    ]
    if !isHelp, name != nil { facts.append(line("account.invited.code", scope(found.scope))) }
    facts += [
      line(
        "account.invited.until",
        found.until.map {
          say(
            "my.helpers.through",
            ["day": $0.adding(milliseconds: -1).beijing.date.text(language)])
        } ?? say("account.invited.noEnd")),
      line("account.invited.before", found.offeredUntil.text(language)),
    ]
    let may =
      isHelp
      ? "account.invited.help" : found.handsOver ? "account.invited.hand" : "account.invited.clerk"
    var outcome = Outcome.unfinished(
      Sheet(
        "account-invited", say("account.invited"),
        crumbs: [
          (say("service.account"), "/account"), (say("account.invitation"), "/account/invitation"),
        ],
        [
          "facts": facts, "may": say(may), "code": text("code"),
          "form": form("/account/invitation"), "backLink": link("/account/invitation"),
        ]))
    outcome.json = { json in
      json.object { json in
        json.field("accepted", false)
        json.field("role", found.role.rawValue)
        json.field("scope", found.scope.text)
        if let name { json.field("name", name) }
        json.moment("acceptBefore", found.offeredUntil)
        json.moment("until", found.until)
        json.field("handsOver", found.handsOver)
      }
    }
    return outcome
  }
}
