import Casework
import Policy
import Units

extension ServicePoint {
  /// 安全管理: what waits, and the accounts of members of staff.
  static let security: [ServicePoint] = [securityHome, accountList, findAccount]

  /// What takes two security administrators, by the name in addresses.
  static let securityNames: [Act: String] = [
    .grantRole: "grant", .revokeRole: "revoke", .enableAccount: "enable",
  ]

  private static let staffRoles: [Role] = [
    .officer, .window, .supervisor, .administrator, .technician, .security, .auditor,
  ]

  private static let securityHome = ServicePoint.page(
    "/security", Wording("安全管理首页", "What waits for the security administrators"), .readAccounts,
    answer: .object([
      .init("proposals", .list(AccountPanels.proposal)), .init("waitForMe", .number),
    ])
  ) { visit in
    guard visit.actor.role == .security else { throw Unknown() }
    let waiting = try await visit.hall.accounts.waiting(
      [.grantRole, .revokeRole, .enableAccount], visit.actor)
    let mine = waiting.flatMap(\.measures).count { open in
      securityNames[open.measure.act] != nil && open.proposal.proposed.party != visit.actor.party
        && visit.hall.now < open.proposal.until
    }
    return .panels(
      visit, visit.say("security.title"), lead: visit.say("security.lead", ["count": "\(mine)"]),
      [
        visit.waiting(waiting, securityNames, base: "/security/accounts"),
        Panel(
          title: visit.say("staff.can"),
          links: [
            (visit.say("security.find"), "/security/accounts/find"),
            (visit.say("security.list"), "/security/accounts"),
            (visit.say("security.new"), "/security/accounts/new"),
          ]),
        Panel(
          title: visit.say("security.apart"),
          paragraphs: ["keeping", "deciding", "asking"].map { visit.say("security.apart.\($0)") }),
      ]
    ) { json in
      json.object { json in
        json.list("proposals") { json in
          for account in waiting {
            for open in account.measures where securityNames[open.measure.act] != nil {
              AccountPanels.write(open, account, visit, to: &json)
            }
          }
        }
        json.field("waitForMe", mine)
      }
    }
  }

  /// 工作人员账户
  private static let accountList = ServicePoint.page(
    "/security/accounts", Wording("工作人员账户", "Accounts of members of staff"), .readAccounts,
    query: [
      ServiceField(
        "role", .choice(staffRoles.map(\.rawValue)), isNeeded: false, Wording("角色", "the role")),
      ServiceField(
        "after", .number, isNeeded: false, Wording("在哪个编号之后", "after which number to go on")),
    ],
    answer: .object([
      .init(
        "accounts",
        .list(
          .object([
            .init("number", .number), .init("status", AccountPanels.status),
            .init("roles", .list(.text)),
          ]))), .init("next", .optional(.number)),
    ])
  ) { visit in
    let role: Role? = try visit.chosen("role", staffRoles) { $0.rawValue }
    let (accounts, next) = try await visit.hall.accounts.staff(
      holding: role, after: try visit.queryNumber("after") ?? 0, visit.actor)
    return .panels(
      visit, visit.say("security.accounts"), lead: visit.say("security.accounts.lead"),
      [
        Panel(
          filter: Panel.Filter(
            path: "/security/accounts",
            fields: [
              visit.choice(
                "role", visit.say("staff.role"),
                [("", visit.say("security.roles.every"))]
                  + staffRoles.map { ($0.rawValue, visit.say("service.role.\($0.rawValue)")) })
            ], button: visit.say("staff.show")),
          table: Panel.Table(
            columns: ["account", "status", "roles"].map { visit.say("staff.column.\($0)") },
            rows: accounts.map { account in
              [
                Panel.Cell(
                  visit.say("staff.account", ["number": "\(account.number)"]),
                  to: "/security/accounts/\(account.number)"),
                Panel.Cell("", AccountPanels.mark(account.status, visit.language)),
                Panel.Cell(visit.roles(account)),
              ]
            }, empty: visit.say("security.accounts.none"))),
        visit.pages(next: next) {
          visit.path("/security/accounts", ["role": role?.rawValue ?? "", "after": $0])
        },
        Panel(links: [
          (visit.say("security.find"), "/security/accounts/find"),
          (visit.say("security.new"), "/security/accounts/new"),
        ]),
      ]
    ) { json in
      json.object { json in
        json.list("accounts") { json in
          for account in accounts {
            json.object { json in
              json.field("number", Int(account.number))
              json.field("status", account.status.rawValue)
              json.list("roles") { json in
                for grant in account.grants(at: visit.hall.now) { json.text(grant.role.rawValue) }
              }
            }
          }
        }
        json.key("next")
        if let next { json.number(Int(next)) } else { json.null() }
      }
    }
  }

  /// 查找账户
  private static let findAccount = ServicePoint.form(
    "/security/accounts/find", Wording("查找账户", "Find the accounts of a person"), .readAccounts,
    fields: [
      ServiceField(
        "identityNumber", .text(40), isNeeded: false, Wording("身份证号码", "the identity number")),
      ServiceField("account", .number, isNeeded: false, Wording("账户编号", "the account’s number")),
    ], keepsDraft: false, done: .object([.init("accounts", .list(.number))])
  ) { visit in
    guard visit.actor.role == .security else { throw Unknown() }
    return .panels(
      visit, visit.say("security.find"),
      crumbs: [(visit.say("security.accounts"), "/security/accounts")],
      [
        Panel(
          paragraphs: [visit.say("window.identity.trace")],
          asks: [
            Panel.Ask(
              path: "/security/accounts/find", button: visit.say("window.identity.find"),
              fields: [
                FormField(
                  name: "identityNumber", label: visit.say("window.identity.number"),
                  control: .text(.text), optional: visit.say("security.find.or")),
                FormField(
                  name: "account", label: visit.say("security.find.account"),
                  control: .text(.numeric), optional: visit.say("security.find.or")),
              ])
          ])
      ])
  } run: { visit in
    let found: [Account]
    if visit.text("identityNumber").isEmpty, let number = Int64(visit.text("account")) {
      found = [try await visit.hall.accounts.show(number, visit.actor).account]
    } else {
      found = try await visit.accountsByIdentity()
    }
    var outcome = Outcome("security.done.found", next: "/security/accounts")
    outcome.json = { json in
      json.object { json in
        json.list("accounts") { json in for account in found { json.number(Int(account.number)) } }
      }
    }
    outcome.sheet = visit.foundSheet(
      found, base: "/security/accounts",
      back: (visit.say("security.find"), "/security/accounts/find"))
    return outcome
  }
}

extension Visit {
  /// The roles that an account has now, each with its scope.
  func roles(_ account: Account) -> String {
    let all = account.grants(at: hall.now).map { grant in
      let role = say("service.role.\(grant.role.rawValue)")
      return grant.scope == .whole ? role : "\(role) · \(scope(grant.scope))"
    }
    return all.isEmpty ? "—" : all.joined(separator: language == .zh ? "、" : ", ")
  }
}
