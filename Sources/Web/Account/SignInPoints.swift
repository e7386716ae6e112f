import Casework
import Identity
import PointsService
import Policy
import Units

extension ServicePoint {
  private static let linesOfPage = 20

  /// 登录记录: sign-ins, proofs and failures, newest first, page by page.
  static let signIns = ServicePoint.page(
    "/account/sign-ins", Wording("登录记录", "Sign-in history"), .readSignIns, query: [.before],
    answer: .object([
      .init("lines", .list(line)), .init("next", .number, isOptional: true),
    ])
  ) { visit in
    let (lines, next) = try await visit.hall.accounts.signIns(
      visit.actor, before: Int(visit.query("before")), limit: linesOfPage)
    return Sheet(
      "account-sign-ins", visit.say("account.signIns"),
      crumbs: [(visit.say("service.account"), "/account")],
      [
        "lines": lines.map(visit.view), "hasLines": !lines.isEmpty, "hasNext": next != nil,
        "nextLink": visit.link("/account/sign-ins") + "?before=\(next ?? 0)",
        "isLater": !visit.query("before").isEmpty, "newestLink": visit.link("/account/sign-ins"),
        "sessionsLink": visit.link("/account/sessions"),
        "programLink": visit.link("/account/program"),
      ]
    ) { json in
      json.object { json in
        json.list("lines") { json in
          for line in lines {
            json.object { json in
              json.field("version", line.version)
              json.field("kind", line.kind.rawValue)
              json.moment("at", line.at)
              json.field("provider", line.provider)
              if let level = line.level { json.field("level", level.rawValue) }
              if let device = line.device { json.field("device", device) }
              if let address = line.address { json.field("address", address) }
              if !line.lost.isEmpty {
                json.list("lost") { json in for role in line.lost { json.text(role.rawValue) } }
              }
            }
          }
        }
        if let next { json.field("next", next) }
      }
    }
  }

  private static let line = Shape.object([
    .init("version", .number), .init("kind", .choice(SignInLine.Kind.allCases.map(\.rawValue))),
    .init("at", .moment), .init("provider", .text), .init("level", .text, isOptional: true),
    .init("device", .text, isOptional: true), .init("address", .text, isOptional: true),
    .init("lost", .list(.text), isOptional: true),
  ])

  /// 报告非本人登录: ends every session and locks the account; said before it is done.
  static let reportSignIn = ServicePoint.form(
    "/account/sign-ins/:version/report", Wording("报告非本人登录", "This was not me"), .reportSignIn,
    reads: .readSignIns, fields: [], keepsDraft: false,
    show: { visit in
      let version = Int(try visit.number("version"))
      let (lines, _) = try await visit.hall.accounts.signIns(
        visit.reader, before: version + 1, limit: 1)
      guard let line = lines.first, line.version == version else { throw Unknown() }
      return Sheet(
        "account-report", visit.say("account.report"),
        crumbs: [
          (visit.say("service.account"), "/account"),
          (visit.say("account.signIns"), "/account/sign-ins"),
        ],
        [
          "form": visit.form("/account/sign-ins/\(version)/report"),
          "lines": [visit.view(line)],
          "then": visit.say(
            visit.session.audience == .person || visit.session.audience == .entity
              ? "account.report.text" : "account.report.text.staff"),
          "backLink": visit.link("/account/sign-ins"),
        ])
    }
  ) { visit in
    try await visit.hall.accounts.reportSignIn(Int(visit.number("version")), visit.actor)
    visit.hall.sessions.forget(account: visit.session.account)
    var outcome = Outcome("account.done.reported", next: "/sign-in?why=locked")
    outcome.endsSession = true
    return outcome
  }

  /// 登录的设备
  static let sessions = ServicePoint.page(
    "/account/sessions", Wording("登录的设备", "Where I am signed in"), .readSignIns,
    answer: .object([
      .init(
        "sessions",
        .list(
          .object([
            .init("number", .number), .init("here", .flag), .init("program", .flag),
            .init("role", .text),
            .init("signedInAt", .moment), .init("lastSeenAt", .moment), .init("endsAt", .moment),
            .init("device", .text, isOptional: true), .init("address", .text, isOptional: true),
          ])))
    ])
  ) { visit in
    let language = visit.language
    let open = try await visit.hall.accounts.ownSessions(visit.actor)
    return Sheet(
      "account-sessions", visit.say("account.sessions"),
      crumbs: [(visit.say("service.account"), "/account")],
      [
        "sessions": open.map { session, place in
          View([
            "device": session.isProgram
              ? visit.say("account.program.called", ["name": visit.device(place?.device)])
              : visit.device(place?.device), "address": place?.address ?? "",
            "hasAddress": place?.address != nil, "isHere": session.number == visit.session.number,
            "role": visit.roleText(session.role, session.scope),
            "at": visit.say(
              "account.session.at",
              [
                "at": session.signedInAt.text(language), "seen": session.touchedAt.text(language),
              ]),
            "end": visit.form("/account/sessions/\(session.number)/end"),
          ])
        },
        "everywhere": visit.form("/account/sign-out-everywhere"),
      ]
    ) { json in
      json.object { json in
        json.list("sessions") { json in
          for (session, place) in open {
            json.object { json in
              json.field("number", Int(session.number))
              json.field("here", session.number == visit.session.number)
              json.field("program", session.isProgram)
              json.field("role", session.role.rawValue)
              json.moment("signedInAt", session.signedInAt)
              json.moment("lastSeenAt", session.touchedAt)
              json.moment("endsAt", session.endsAt)
              if let place {
                json.field("device", place.device)
                if let address = place.address { json.field("address", address) }
              }
            }
          }
        }
      }
    }
  }

  /// 退出一台设备
  static let endSession = ServicePoint.button(
    "/account/sessions/:number/end", Wording("退出一台设备", "End a session"), .signOut
  ) { visit in
    let number = try visit.number("number")
    try await visit.hall.accounts.signOut(number, visit.actor)
    visit.hall.sessions.forget(account: visit.session.account)
    guard number == visit.session.number else {
      return Outcome("account.done.session", next: "/account/sessions")
    }
    return gone(to: "/signed-out")
  }

  /// 退出所有设备: this one too.
  static let signOutEverywhere = ServicePoint.button(
    "/account/sign-out-everywhere", Wording("退出所有设备", "Sign out everywhere"), .signOutEverywhere
  ) { visit in
    try await visit.hall.accounts.signOutEverywhere(visit.actor)
    visit.hall.sessions.forget(account: visit.session.account)
    return gone(to: "/sign-in?why=endedEverywhere")
  }

  private static func gone(to path: String) -> Outcome {
    var outcome = Outcome("account.done.session", next: path)
    outcome.endsSession = true
    return outcome
  }
}

extension Visit {
  fileprivate func device(_ device: String?) -> String {
    guard let device, !device.isEmpty else { return say("account.device.unknown") }
    return device
  }

  fileprivate func view(_ line: SignInLine) -> View {
    return [
      "at": line.at.text(language), "kind": say("account.signIn.\(line.kind.rawValue)"),
      "tag": line.kind == .failed ? "tag-warn" : "tag-info", "device": device(line.device),
      "address": line.address ?? "—", "provider": provider(line.provider),
      "level": line.level?.title[language] ?? "—", "hasLost": !line.lost.isEmpty,
      "lost": say(
        "account.signIn.lost",
        [
          "roles": line.lost.map { say("service.role.\($0.rawValue)") }
            .joined(separator: language == .zh ? "、" : ", ")
        ]),
      "reportLink": link("/account/sign-ins/\(line.version)/report"),
    ]
  }
}
