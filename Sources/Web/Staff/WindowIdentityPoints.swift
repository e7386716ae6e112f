import Casework
import Policy
import Units

extension ServicePoint {
  /// The road of those whom the provider cannot verify (区窗口核验身份): two officers see the person and the papers.
  static let windowIdentity: [ServicePoint] =
    [findPerson, person]
    + steps(
      "/window/identity/:number", "vouch", .vouchIdentity,
      Wording("窗口核验身份", "vouch for an identity"), proposes: { .vouch(try $0.documentSeen()) },
      sight: StepSight(
        fields: [
          ServiceField(
            "document", .choice(IdentityDocument.allCases.map(\.rawValue)),
            Wording("当面核验的证件原件", "the original document that was seen"))
        ], form: { [$0.documentField] }, confirming: "window.identity.confirm.vouch")
    ) {
      try await $0.hall.accounts.confirm(
        .vouchIdentity, for: $1, seen: $0.documentSeen(), $0.actor)
    }
    + steps(
      "/window/identity/:number", "unlock", .unlockAtWindow,
      Wording("解除锁定", "unlock an account"), proposes: { _ in .unlockAtWindow },
      sight: StepSight(confirming: "window.identity.confirm.unlock"))

  private static let names: [Act: String] = [.vouchIdentity: "vouch", .unlockAtWindow: "unlock"]

  private static let findPerson = ServicePoint.form(
    "/window/identity", Wording("按证件查找账户", "Find the account of somebody at the window"),
    .readAccounts,
    fields: [
      ServiceField("identityNumber", .text(40), Wording("身份证号码", "the identity number"))
    ], keepsDraft: false,
    answer: .object([.init("proposals", .list(AccountPanels.proposal))]),
    done: Shape.object([.init("accounts", .list(.number))])
  ) { visit in
    guard visit.actor.role == .window else { throw Unknown() }
    let waiting = try await visit.hall.accounts.waiting(
      [.vouchIdentity, .unlockAtWindow], visit.actor)
    return .panels(
      visit, visit.say("window.identity"), lead: visit.say("window.identity.lead"),
      [
        Panel(
          paragraphs: [visit.say("window.identity.how"), visit.say("window.identity.trace")],
          asks: [
            Panel.Ask(
              path: "/window/identity", button: visit.say("window.identity.find"),
              fields: [
                FormField(
                  name: "identityNumber", label: visit.say("window.identity.number"),
                  control: .text(.text))
              ])
          ]),
        visit.waiting(waiting, names, base: "/window/identity"),
      ]
    ) { json in
      json.object { json in
        json.list("proposals") { json in
          for account in waiting {
            for open in account.measures where names[open.measure.act] != nil {
              AccountPanels.write(open, account, visit, to: &json)
            }
          }
        }
      }
    }
  } run: { visit in
    let found = try await visit.accountsByIdentity()
    var outcome = Outcome("window.done.found", next: "/window/identity")
    outcome.json = { json in
      json.object { json in
        json.list("accounts") { json in for account in found { json.number(Int(account.number)) } }
      }
    }
    outcome.sheet = visit.foundSheet(
      found, base: "/window/identity", back: (visit.say("window.identity"), "/window/identity"))
    return outcome
  }

  private static let person = ServicePoint.page(
    "/window/identity/:number", Wording("账户身份情况", "An account at the window"), .readAccounts,
    answer: AccountPanels.shape
  ) { visit in
    guard visit.actor.role == .window else { throw Unknown() }
    let number = try visit.number("number")
    let sheet = try await visit.hall.accounts.show(number, visit.actor)
    let base = "/window/identity/\(number)"
    let panels = AccountPanels(visit: visit, sheet: sheet, base: base)
    let open = sheet.account.measures.map(\.measure.act)
    var links: [(text: String, path: String)] = []
    if !open.contains(.vouchIdentity) {
      links.append((visit.say("window.identity.vouch"), "\(base)/vouch/propose"))
    }
    if sheet.account.status == .locked, !open.contains(.unlockAtWindow) {
      links.append((visit.say("window.identity.unlock"), "\(base)/unlock/propose"))
    }
    return .panels(
      visit, visit.say("staff.account", ["number": "\(number)"]),
      crumbs: [(visit.say("window.identity"), "/window/identity")],
      [
        panels.facts, panels.waiting(names),
        Panel(title: visit.say("staff.can"), links: links),
      ], json: panels.write)
  }
}

extension Visit {
  /// Which document the officer saw, from a short list.
  fileprivate var documentField: FormField {
    FormField(
      name: "document", label: say("window.identity.document"),
      control: .radios(
        IdentityDocument.allCases.map {
          FormField.Option(value: $0.rawValue, text: Panel.capital($0.title[language]))
        }))
  }

  fileprivate func documentSeen() throws -> IdentityDocument {
    guard let document = IdentityDocument(rawValue: text("document")) else {
      throw Problem.argument(
        "document", JSONText.quoted(text("document")), "请选择您当面核验的证件",
        "choose the document that you saw")
    }
    return document
  }

  /// The accounts of the identity number that was typed.
  func accountsByIdentity() async throws -> [Account] {
    let typed = text("identityNumber")
    let number: ResidentNumber
    do {
      number = try ResidentNumber(
        typed, today: hall.now.beijing.date, invented: hall.installation.purpose != .service)
    } catch {
      throw error.problem(path: "identityNumber", typed: typed)
    }
    return try await hall.accounts.accounts(of: number, for: .readAccounts, actor)
  }

  /// The accounts that were found; shown once, since an identity number stands in no address.
  func foundSheet(_ found: [Account], base: String, back: (text: String, path: String)) -> Sheet {
    .panels(
      self, say("staff.found"), crumbs: [back],
      [
        Panel(
          table: Panel.Table(
            columns: ["account", "status", "audience"].map { say("staff.column.\($0)") },
            rows: found.map { account in
              [
                Panel.Cell(
                  say("staff.account", ["number": "\(account.number)"]),
                  to: "\(base)/\(account.number)"),
                Panel.Cell("", AccountPanels.mark(account.status, language)),
                Panel.Cell(say("staff.audience.\(account.audience.rawValue)")),
              ]
            }, empty: say("staff.found.none")), links: [back])
      ])
  }

  /// What waits for a second person, over all accounts.
  func waiting(_ accounts: [Account], _ names: [Act: String], base: String) -> Panel {
    let rows = accounts.flatMap { account in
      account.measures.filter { names[$0.measure.act] != nil }.map { open in
        let isMine = open.proposal.proposed.party == actor.party
        let isOver = hall.now >= open.proposal.until
        return [
          Panel.Cell(
            say("staff.account", ["number": "\(account.number)"]), to: "\(base)/\(account.number)"),
          Panel.Cell(title(of: open.measure.act), note: about(open.measure)),
          Panel.Cell(party(open.proposal.proposed.party)),
          Panel.Cell(
            open.proposal.until.text(language),
            isOver
              ? Panel.Mark(.todo, say("staff.over"))
              : isMine
                ? Panel.Mark(.info, say("staff.waitsForOther"))
                : Panel.Mark(.warn, say("staff.waitsForMe"))),
        ]
      }
    }
    return Panel(
      title: say("staff.proposals"),
      table: Panel.Table(
        columns: ["account", "act", "by", "until"].map {
          $0 == "account" ? say("staff.column.account") : say("staff.proposals.\($0)")
        }, rows: rows, empty: say("staff.proposals.none")))
  }
}
