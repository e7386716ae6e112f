import Casework
import PointsService
import Policy
import Units

extension ServicePoint {
  /// 制作程序令牌: the token is shown once, on the page that follows.
  static let admitProgram = {
    var point = ServicePoint.form(
      "/account/program", Wording("制作程序令牌", "Make a token for a program"), .admitProgram,
      reads: .enterService,
      fields: [ServiceField("name", .text(40), Wording("程序的名称", "what the program is called"))],
      keepsDraft: false
    ) { visit in
      let terms = visit.hall.limits.book[visit.session.audience]
      return .panels(
        visit, visit.say("account.program"), lead: visit.say("account.program.lead"),
        crumbs: visit.programCrumbs,
        [
          Panel(
            paragraphs: [
              visit.say(
                "account.program.role",
                ["role": visit.roleText(visit.session.role, visit.session.scope)]),
              visit.say(
                "account.program.time",
                [
                  "idle": "\(terms.idle / 60_000)", "hours": "\(terms.absolute / 3_600_000)",
                  "most": "\(visit.hall.limits.book.mostPrograms)",
                ]), visit.say("account.program.proof"), visit.say("account.program.end"),
            ],
            asks: [
              Panel.Ask(
                path: "/account/program", button: visit.say("account.program.make"),
                fields: [
                  FormField(
                    name: "name", label: visit.say("account.program.name"), control: .text(.text),
                    hint: visit.say("account.program.name.hint"))
                ])
            ],
            links: [
              (visit.say("account.signIns"), "/account/sign-ins"),
              (visit.say("account.program.guide"), "/api"),
            ])
        ])
    } run: { visit in
      let name = visit.text("name")
      let made = try await visit.hall.accounts.admitProgram(
        name, visit.session, address: visit.address, visit.actor)
      var outcome = Outcome("account.done.program", next: "/account/sessions")
      outcome.sheet = visit.sheet(made, name)
      return outcome
    }
    // What a program could make by itself would be no decision of its owner.
    point.doing?.isForBrowsers = true
    return point
  }()
}

extension Visit {
  fileprivate var programCrumbs: [(text: String, path: String)] {
    [(say("service.account"), "/account"), (say("account.signIns"), "/account/sign-ins")]
  }

  fileprivate func sheet(_ made: SignedIn, _ name: String) -> Sheet {
    .panels(
      self, say("account.program.made"), crumbs: programCrumbs,
      [
        Panel(
          warnings: [(say("account.program.once"), say("account.program.once.text"))],
          facts: [
            Panel.Fact(say("account.program.name"), name),
            Panel.Fact(say("account.program.token"), made.token.cookie),
            Panel.Fact(say("account.role"), roleText(made.session.role, made.session.scope)),
            Panel.Fact(say("account.level"), made.session.level.title[language]),
            Panel.Fact(say("account.endsAt"), made.session.endsAt.text(language)),
          ], links: [(say("account.sessions"), "/account/sessions")])
      ])
  }
}
