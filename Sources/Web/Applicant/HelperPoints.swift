import Casework
import Identity
import PointsService
import Policy
import Units

extension ServicePoint {
  /// 亲属代填: whom an applicant lets fill in, and the invitation, whose code is shown once.
  static let myHelpers = ServicePoint.form(
    "/my/helpers", Wording("授权亲属代填", "Let a family member fill in"), .appointHelper,
    reads: .dismissHelper,
    fields: [ServiceField("until", .date, Wording("代填的最后一天", "the last day of the help"))],
    answer: HelperPage.shape,
    done: .object([
      .init("delegation", .number), .init("code", .text), .init("acceptBefore", .moment),
    ]), show: { visit in try await HelperPage(visit: visit).sheet }
  ) { visit in
    let day = try visit.neededDay("until")
    let invitation = try await visit.hall.accounts.offerHelp(
      visit.actor, until: Instant(day.adding(days: 1)))
    var outcome = Outcome("my.done.invited", next: "/my/helpers") { json in
      json.object { json in
        json.field("delegation", Int(invitation.delegation))
        json.field("code", invitation.code)
        json.moment("acceptBefore", invitation.until)
      }
    }
    outcome.sheet = Sheet(
      "my-invitation", visit.say("my.helpers.code"),
      crumbs: [(visit.say("my.helpers"), "/my/helpers")],
      [
        "code": invitation.code, "until": invitation.until.text(visit.language),
        "lastDay": day.text(visit.language), "backLink": visit.link("/my/helpers"),
        "acceptPath": visit.hall.address.text + visit.link("/account/invitation"),
      ])
    return outcome
  }

  /// 取消亲属代填: by the applicant, or by the helper.
  static let endHelp = ServicePoint.button(
    "/my/helpers/:number/end", Wording("取消亲属代填", "End a family member’s help"), .dismissHelper
  ) { visit in
    let number = try visit.number("number")
    let known = try await visit.hall.accounts.delegations(visit.actor, limit: 1000)
      .first { $0.number == number }
    try await visit.hall.accounts.endDelegation(number, visit.actor)
    if let holder = known?.holder { visit.hall.sessions.forget(account: holder) }
    // Who ends their own help has no role here any more.
    let isOwn = visit.actor.role == .familyHelper
    return Outcome("my.done.ended", next: isOwn ? "/sign-in?why=roleEnded" : "/my/helpers")
  }
}

/// Helpers and invitations as their applicant sees them, help as the helper sees it (代填页).
private struct HelperPage {
  let visit: Visit

  static let shape = Shape.object([
    .init(
      "helpers",
      .list(
        .object([
          .init("number", .number),
          .init("state", .choice(DelegationLifecycle.Status.allCases.map(\.rawValue))),
          .init("given", .flag), .init("acceptBefore", .moment),
          .init("until", .moment, isOptional: true), .init("over", .flag),
          .init("name", .text, isOptional: true),
        ])))
  ])

  var sheet: Sheet {
    get async throws {
      let (language, now) = (visit.language, visit.hall.now)
      let isHelper = visit.actor.role == .familyHelper
      let shown = try await visit.hall.accounts.help(visit.actor)
        .filter { ($0.delegation.giver == visit.actor.account) != isHelper }
        .sorted { $0.delegation.number > $1.delegation.number }
      let open = shown.filter { !$0.delegation.isOver(at: now) }
      var view: View = [
        "isApplicant": !isHelper, "isHelper": isHelper,
        "helpers": open.map { row($0.delegation, $0.name) }, "hasHelpers": !open.isEmpty,
        "form": visit.form("/my/helpers"),
        "fields": visit.fields([
          FormField(
            name: "until", label: visit.say("my.helpers.until"),
            control: .text(.dates(language)),
            hint: visit.say("my.helpers.until.hint", ["day": visit.exampleOfEnd]))
        ]),
      ]
      view.merge(visit.proof(for: .appointHelper, back: "/my/helpers"))
      return Sheet("my-helpers", visit.say("my.helpers"), view) { json in
        json.object { json in
          json.list("helpers") { json in
            for (delegation, name) in shown { write(delegation, name, now, &json) }
          }
        }
      }
    }
  }

  private func row(_ delegation: Delegation, _ name: String?) -> View {
    let language = visit.language
    let isActive = delegation.status == .active
    return [
      "who": name.map {
        visit.say(
          delegation.giver == visit.actor.account ? "my.helpers.who" : "my.helpers.whom",
          ["name": $0, "number": "\(delegation.number)"])
      } ?? visit.say("my.helpers.number", ["number": "\(delegation.number)"]),
      "state": DelegationLifecycle.title(of: delegation.status)[language],
      "tag": isActive ? "tag-done" : "tag-todo",
      "until": delegation.until.map {
        visit.say(
          "my.helpers.through", ["day": $0.adding(milliseconds: -1).beijing.date.text(language)])
      } ?? "",
      "isOffered": !isActive,
      "offered": visit.say(
        "my.helpers.offered", ["until": delegation.offeredUntil.text(language)]),
      "end": visit.form("/my/helpers/\(delegation.number)/end"),
      "endText": visit.say(isActive ? "my.helpers.end" : "my.helpers.withdraw"),
    ]
  }

  private func write(
    _ delegation: Delegation, _ name: String?, _ now: Instant, _ json: inout JSONWriter
  ) {
    json.object { json in
      json.field("number", Int(delegation.number))
      json.field("state", delegation.status.rawValue)
      json.field("given", delegation.giver == visit.actor.account)
      json.moment("acceptBefore", delegation.offeredUntil)
      json.moment("until", delegation.until)
      json.field("over", delegation.isOver(at: now))
      if let name { json.field("name", name) }
    }
  }
}
