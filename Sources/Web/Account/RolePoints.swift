import Casework
import PointsService
import Policy
import Units

extension ServicePoint {
  /// 我的账户: the roles, of which one is chosen, and the ways to everything about the account.
  static let myAccount = ServicePoint.page(
    "/account", Wording("我的账户", "My account"), .enterService,
    answer: .object([
      .init("role", role),
      .init("level", .choice(AssuranceLevel.allCases.map(\.rawValue))),
      .init("vouchedUntil", .moment, isOptional: true),
      .init("signedInAt", .moment), .init("provedAt", .moment, isOptional: true),
      .init("endsAt", .moment),
      .init("unread", .number),
      .init("roles", .list(role)),
    ])
  ) { visit in
    let (language, session) = (visit.language, visit.session)
    let provedAt = session.provedAt == Session.unproved ? nil : session.provedAt
    let account = try await visit.ownAccount()
    let grants = account?.grants(at: visit.hall.now) ?? []
    // Said only where it counts: the session’s level is the provider’s, and the window lifts level 2 alone.
    let vouchedUntil =
      account?.level(of: session.level, at: visit.hall.now) == session.level
      ? nil : account?.vouchedUntil
    let helped = try await visit.helped(grants)
    let unread = try await visit.unread()
    let drafts = try await visit.hall.drafts.forms(of: session.account)
    let mayAccept = visit.hall.permissions.refusal(.acceptDelegation, visit.actor.role) == nil
    var sheet = Sheet(
      "account", visit.say("service.account"),
      [
        "facts": [
          visit.line("account.role", visit.roleText(session.role, session.scope, helped)),
          visit.line(
            "account.level",
            vouchedUntil.map {
              visit.say(
                "account.level.vouched",
                ["level": session.level.title[language], "until": $0.text(language)])
            } ?? session.level.title[language]),
          visit.line("account.signedInAt", session.signedInAt.text(language)),
          visit.line(
            "account.provedAt",
            provedAt?.text(language) ?? visit.say("account.provedAt.never")),
          visit.line("account.endsAt", session.endsAt.text(language)),
        ],
        "hasOthers": grants.count > 1,
        "roles": grants.filter { $0.role != session.role || $0.scope != session.scope }
          .map { grant in
            View([
              "text": visit.roleText(grant.role, grant.scope, helped),
              "until": grant.until.map {
                visit.say("account.roleUntil", ["until": $0.text(language)])
              } ?? "",
              "role": grant.role.rawValue, "scope": grant.scope.text,
              "choose": visit.form("/account/role"),
            ])
          },
        "proveLink": visit.link("/sign-in/again") + "?to=/account",
        "messagesLink": visit.link("/account/messages"),
        "unread": visit.say("account.unread", ["count": visit.upTo99(unread)]),
        "draftsLink": visit.link("/account/drafts"),
        "drafts": visit.say("account.drafts.count", ["count": "\(drafts.count)"]),
        "signInsLink": visit.link("/account/sign-ins"),
        "sessionsLink": visit.link("/account/sessions"),
        "contactLink": visit.link("/account/contact"),
        "mayAccept": mayAccept, "invitationLink": visit.link("/account/invitation"),
        "mayHelp": visit.actor.role == .applicant, "helpersLink": visit.link("/my/helpers"),
      ]
    ) { json in
      func role(_ role: Role, _ scope: RoleScope, _ until: Instant?, _ json: inout JSONWriter) {
        json.object { json in
          json.field("role", role.rawValue)
          json.field("scope", scope.text)
          json.moment("until", until)
        }
      }
      json.object { json in
        json.key("role")
        role(session.role, session.scope, nil, &json)
        json.field("level", session.level.rawValue)
        json.moment("vouchedUntil", vouchedUntil)
        json.moment("signedInAt", session.signedInAt)
        json.moment("provedAt", provedAt)
        json.moment("endsAt", session.endsAt)
        json.field("unread", unread)
        json.list("roles") { json in
          for grant in grants { role(grant.role, grant.scope, grant.until, &json) }
        }
      }
    }
    sheet.unread = unread
    return sheet
  }

  private static let role = Shape.object([
    .init("role", .choice(Role.allCases.map(\.rawValue))), .init("scope", .text),
    .init("until", .moment, isOptional: true),
  ])

  /// 切换身份: the session goes on under a new token. A browser gets it as a cookie, a program in the answer.
  static let chooseRole = ServicePoint.button(
    "/account/role", Wording("切换身份", "Choose a role"), .chooseRole,
    fields: [
      ServiceField("role", .choice(Role.allCases.map(\.rawValue)), Wording("角色", "the role")),
      ServiceField(
        "scope", .text(100), Wording("角色范围，如whole、unit/17", "its scope, such as whole or unit/17")),
    ],
    answer: .object([
      .init("role", .choice(Role.allCases.map(\.rawValue))), .init("scope", .text),
      .init("token", .text, isOptional: true), .init("idleAt", .moment), .init("endsAt", .moment),
    ])
  ) { visit in
    guard let role = Role(rawValue: visit.text("role")),
      let scope = RoleScope(text: visit.text("scope"))
    else { throw AccountRefusal.notHeld }
    let chosen = try await visit.hall.accounts.chooseRole(
      role, scope, visit.session, key: visit.actor.key)
    visit.hall.sessions.forget(visit.session)
    let begin = ServiceMenu.entries(role).first?.path ?? "/account"
    var outcome = Outcome("account.done.role", next: begin) { json in
      json.object { json in
        json.field("role", chosen.session.role.rawValue)
        json.field("scope", chosen.session.scope.text)
        // Whoever sent a cookie gets a cookie: no script of a page ever sees the token.
        if visit.isBearer { json.field("token", chosen.token.cookie) }
        json.moment("idleAt", chosen.session.idleAt)
        json.moment("endsAt", chosen.session.endsAt)
      }
    }
    if !visit.isBearer {
      outcome.cookies = [
        SessionCookie(visit.hall.address).setting(.session, chosen.token.cookie)
      ]
    }
    return outcome
  }
}

extension Visit {
  fileprivate func ownAccount() async throws -> Account? {
    try await hall.points.store.read { [session] reading in
      try Account.read(session.account, in: reading)
    }
  }

  /// The masked names of those for whom the account’s owner fills in, by the number of their account, where the role of the
  /// session lets them be seen.
  fileprivate func helped(_ grants: [RoleGrant]) async throws -> [Int64: String] {
    guard grants.contains(where: { $0.role == .familyHelper }),
      hall.permissions.refusal(.dismissHelper, actor.role) == nil,
      hall.points.demands.stepUp(.dismissHelper, actor) == nil
    else { return [:] }
    return try await hall.accounts.help(actor).reduce(into: [:]) { names, help in
      if help.delegation.giver != session.account { names[help.delegation.giver] = help.name }
    }
  }
}
