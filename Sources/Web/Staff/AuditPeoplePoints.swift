import Casework
import PointsService
import Policy
import Units

extension ServicePoint {
  /// 按证件查办理记录: from an identity number to the accounts, which acts name.
  static let auditPeople: [ServicePoint] = [
    auditOfficers,
    .form(
      "/audit/people", Wording("按证件查账户", "From an identity number to accounts"), .searchActs,
      fields: [
        ServiceField("identityNumber", .text(40), Wording("身份证号码", "the identity number"))
      ], keepsDraft: false, done: .object([.init("accounts", .list(.number))])
    ) { visit in
      guard visit.actor.role == .auditor else { throw Unknown() }
      return .panels(
        visit, visit.say("audit.people"), crumbs: [(visit.say("service.menu.audit"), "/audit")],
        [
          Panel(
            paragraphs: [visit.say("window.identity.trace")],
            asks: [
              Panel.Ask(
                path: "/audit/people", button: visit.say("window.identity.find"),
                fields: [
                  FormField(
                    name: "identityNumber", label: visit.say("window.identity.number"),
                    control: .text(.text))
                ])
            ])
        ])
    } run: { visit in
      try await visit.hall.limits.draw([.search], account: visit.session.account, address: nil)
      let found = try await visit.searchActs().accounts(
        identityNumber: visit.text("identityNumber"), by: visit.actor)
      var outcome = Outcome("audit.done.found", next: "/audit/people")
      outcome.json = { json in
        json.object { json in
          json.list("accounts") { json in for number in found { json.number(Int(number)) } }
        }
      }
      outcome.sheet = visit.foundSheet(found, back: (visit.say("audit.people"), "/audit/people"))
      return outcome
    },
  ]
}

extension Visit {
  /// Accounts that were found, each with the ways to its acts.
  func foundSheet(_ accounts: [Int64], back: (text: String, path: String)) -> Sheet {
    .panels(
      self, say("staff.found"), crumbs: [back],
      [
        Panel(
          table: Panel.Table(
            columns: ["account", "by", "about"].map { say("audit.people.\($0)") },
            rows: accounts.map { number in
              [
                Panel.Cell(say("staff.account", ["number": "\(number)"])),
                Panel.Cell(say("audit.by"), to: "/audit?subject=by&number=\(number)"),
                Panel.Cell(say("audit.about"), to: "/audit?subject=about&number=\(number)"),
              ]
            }, empty: say("audit.people.none")), links: [back])
      ])
  }
}
