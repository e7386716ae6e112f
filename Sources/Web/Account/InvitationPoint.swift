import Casework
import PointsService
import Policy
import Units

extension ServicePoint {
  /// 接受邀请: a code that was handed over becomes a role, of a clerk or of a family helper.
  static let acceptInvitation = ServicePoint.form(
    "/account/invitation", Wording("接受邀请", "Accept an invitation"), .acceptDelegation,
    reads: .enterService,
    fields: [ServiceField("code", .text(60), Wording("邀请码", "the invitation’s code"))],
    keepsDraft: false,
    done: .object([
      .init("delegation", .number), .init("role", .text), .init("scope", .text),
      .init("until", .moment, isOptional: true),
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
    let delegation = try await visit.hall.accounts.acceptRole(
      code: visit.text("code"), visit.actor, address: visit.address)
    visit.hall.sessions.forget(account: visit.session.account)
    if delegation.handsOver { visit.hall.sessions.forget(account: delegation.giver) }
    return Outcome("account.done.accepted", next: "/account") { json in
      json.object { json in
        json.field("delegation", Int(delegation.number))
        json.field("role", delegation.role.rawValue)
        json.field("scope", delegation.scope.text)
        json.moment("until", delegation.until)
      }
    }
  }
}
