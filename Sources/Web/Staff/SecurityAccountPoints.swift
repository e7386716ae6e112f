import Casework
import Identity
import PointsLaw
import Policy
import Units

extension ServicePoint {
  /// One account: its roles and what is done to it (账户与角色管理).
  static let securityAccounts: [ServicePoint] =
    [newAccount, oneAccount, granting, revoking, disabling, unlocking]
    + steps(
      base, "grant", .grantRole, Wording("授予角色", "grant a role"), proposes: nil)
    + steps(
      base, "revoke", .revokeRole, Wording("撤销角色", "revoke a role"), proposes: nil)
    + steps(
      base, "enable", .enableAccount, Wording("恢复账户", "enable an account"), proposes: .enable)

  private static let base = "/security/accounts/:number"

  private static let grantable: [Role] = [
    .clerk, .officer, .window, .supervisor, .administrator, .technician, .security, .auditor,
  ]

  private static func back(_ visit: Visit) -> String {
    base.replacing(":number", with: visit.parameters["number"] ?? "")
  }

  /// 开设工作人员账户
  private static let newAccount = ServicePoint.form(
    "/security/accounts/new", Wording("开设工作人员账户", "Open the account of a member of staff"),
    .createAccount, reads: .readAccounts,
    fields: [
      ServiceField("provider", .text(40), Wording("身份提供方", "the identity provider")),
      ServiceField("subject", .text(200), Wording("提供方的用户标识", "how the provider names the person")),
      ServiceField("name", .text(50), isNeeded: false, Wording("姓名", "the name")),
    ], done: .object([.init("account", .number)])
  ) { visit in
    guard visit.actor.role == .security else { throw Unknown() }
    let providers = visit.hall.parties.parties(for: .staff).map(\.provider)
    return .panels(
      visit, visit.say("security.new"), lead: visit.say("security.new.lead"),
      crumbs: [(visit.say("security.accounts"), "/security/accounts")],
      [
        Panel(asks: [
          Panel.Ask(
            path: "/security/accounts/new", button: visit.say("security.new.button"),
            fields: [
              FormField(
                name: "provider", label: visit.say("staff.account.provider"),
                control: .select(
                  providers.map {
                    FormField.Option(value: $0.name, text: $0.title[visit.language])
                  })),
              FormField(
                name: "subject", label: visit.say("security.subject"), control: .text(.text),
                hint: visit.say("security.subject.hint")),
              FormField(
                name: "name", label: visit.say("staff.account.name"), control: .text(.text),
                optional: visit.say("staff.optional")),
            ], keepsDraft: true)
        ])
      ])
  } run: { visit in
    let providers = visit.hall.parties.parties(for: .staff).map(\.provider.name)
    let provider = visit.text("provider")
    guard providers.contains(provider) else {
      let names = providers.joined(separator: ", ")
      throw Problem.argument("provider", JSONText.quoted(provider), names, names)
    }
    let subject = visit.text("subject")
    guard (1...200).contains(subject.count) else {
      throw Problem.argument(
        "subject", "\(subject.count)", "请填写提供方的用户标识，至多200字",
        "how the provider names the person, at most 200 characters")
    }
    let name = visit.text("name")
    let number = try await visit.hall.accounts.createAccount(
      SignedInIdentity(
        provider: provider, subject: subject, audience: .staff, level: .l1,
        name: name.isEmpty ? nil : name), visit.actor)
    return Outcome("security.done.opened", next: "/security/accounts/\(number)") { json in
      json.object { $0.field("account", Int(number)) }
    }
  }

  /// 账户详情
  private static let oneAccount = ServicePoint.page(
    base, Wording("账户详情", "An account"), .readAccounts, answer: AccountPanels.shape
  ) { visit in
    guard visit.actor.role == .security else { throw Unknown() }
    let number = try visit.number("number")
    let sheet = try await visit.hall.accounts.show(number, visit.actor)
    let here = back(visit)
    let panels = AccountPanels(visit: visit, sheet: sheet, base: here)
    let open = sheet.account.measures.map(\.measure.act)
    var links: [(text: String, path: String)] = []
    if !open.contains(.grantRole) {
      links.append((visit.say("security.grant"), "\(here)/roles/grant"))
    }
    switch sheet.account.status {
    case .active: links.append((visit.say("security.disable"), "\(here)/disable"))
    case .locked:
      links.append((visit.say("security.unlock"), "\(here)/unlock"))
      links.append((visit.say("security.disable"), "\(here)/disable"))
    case .disabled:
      if !open.contains(.enableAccount) {
        links.append((visit.say("security.enable"), "\(here)/enable/propose"))
      }
    }
    return .panels(
      visit, visit.say("staff.account", ["number": "\(number)"]),
      crumbs: [(visit.say("security.accounts"), "/security/accounts")],
      [
        panels.facts,
        Panel(
          title: visit.say("security.roles"),
          table: visit.table(sheet.account, here, canRevoke: !open.contains(.revokeRole))),
        panels.waiting(securityNames), Panel(title: visit.say("staff.can"), links: links),
      ], json: panels.write)
  }

  /// 授予角色
  private static let granting = ServicePoint.form(
    "\(base)/roles/grant", Wording("提议授予角色", "Propose to grant a role"), .grantRole,
    reads: .readAccounts,
    fields: [
      ServiceField("role", .choice(grantable.map(\.rawValue)), Wording("角色", "the role")),
      ServiceField(
        "scope", .text(60), isNeeded: false,
        Wording("范围：区、部门或编号", "where it holds: a district, a department, or a number")),
      ServiceField(
        "until", .date, isNeeded: false, Wording("最后一日", "the last day on which it holds")),
    ]
  ) { visit in
    guard visit.actor.role == .security else { throw Unknown() }
    return .panels(
      visit, visit.say("security.grant"), crumbs: [(visit.say("staff.back"), back(visit))],
      [
        Panel(
          paragraphs: [visit.say("staff.measure.grant")]
            + ["keeping", "deciding", "asking"].map { visit.say("security.apart.\($0)") },
          asks: [
            Panel.Ask(
              path: visit.place, button: visit.say("city.propose"),
              fields: [
                FormField(
                  name: "role", label: visit.say("staff.role"),
                  control: .radios(
                    grantable.map {
                      FormField.Option(
                        value: $0.rawValue, text: visit.say("service.role.\($0.rawValue)"))
                    })),
                FormField(
                  name: "scope", label: visit.say("staff.scope"),
                  control: .search(
                    District.allCases.filter { $0 != .municipal }.map {
                      FormField.Option(value: $0.name, text: $0.name)
                    }), hint: visit.say("security.scope.hint")),
                FormField(
                  name: "until", label: visit.say("security.until"),
                  control: .text(.dates(visit.language)), hint: visit.say("security.until.hint"),
                  optional: visit.say("staff.optional")),
              ], keepsDraft: true)
          ], links: [(visit.say("staff.cancel"), back(visit))])
      ])
  } run: { visit in
    let number = try visit.number("number")
    let (role, scope) = try visit.grant()
    // The last day is part of it.
    let until = try visit.day("until").map { Instant($0.adding(days: 1)) }
    var outcome = Outcome("staff.done.propose", next: back(visit))
    outcome.events = try await visit.hall.accounts.propose(
      .grant(role, scope, until: until), for: number, visit.actor
    ).events
    return outcome
  }

  /// 撤销角色
  private static let revoking = ServicePoint.confirmation(
    "\(base)/roles/revoke", Wording("提议撤销角色", "Propose to revoke a role"), .revokeRole,
    reads: .readAccounts, key: "staff.measure.revoke",
    fields: [
      ServiceField("role", .choice(grantable.map(\.rawValue)), Wording("角色", "the role")),
      ServiceField(
        "scope", .text(60), isNeeded: false,
        Wording("范围：区、部门或编号", "where it holds: a district, a department, or a number")),
    ],
    query: [
      ServiceField("role", .text(40), isNeeded: false, Wording("角色", "the role")),
      ServiceField("scope", .text(60), isNeeded: false, Wording("范围", "where it holds")),
    ], back: back,
    form: { visit in
      [("role", "staff.role"), ("scope", "staff.scope")].map { name, key in
        FormField(
          name: name, label: visit.say(key), control: .text(.text), value: visit.query(name))
      }
    }
  ) { visit in
    let number = try visit.number("number")
    let (role, scope) = try visit.grant()
    var outcome = Outcome("staff.done.propose", next: back(visit))
    outcome.events = try await visit.hall.accounts.propose(
      .revoke(role, scope), for: number, visit.actor
    ).events
    return outcome
  }

  /// 停用账户: at once, since it only takes away.
  private static let disabling = ServicePoint.confirmation(
    "\(base)/disable", Wording("停用账户", "Disable an account"), .disableAccount,
    reads: .readAccounts, key: "security.disable.text", back: back
  ) { visit in
    let number = try visit.number("number")
    var outcome = Outcome("security.done.disabled", next: back(visit))
    outcome.events = try await visit.hall.accounts.disable(number, visit.actor)
    visit.hall.sessions.forget(account: number)
    return outcome
  }

  /// 解除锁定
  private static let unlocking = ServicePoint.confirmation(
    "\(base)/unlock", Wording("解除锁定", "Unlock an account"), .unlockAccount,
    reads: .readAccounts, key: "security.unlock.text", back: back
  ) { visit in
    let number = try visit.number("number")
    var outcome = Outcome("security.done.unlocked", next: back(visit))
    outcome.events = try await visit.hall.accounts.unlock(number, visit.actor)
    visit.hall.sessions.forget(account: number)
    return outcome
  }
}

extension Visit {
  /// The roles that an account has, and the way to take one away.
  fileprivate func table(_ account: Account, _ here: String, canRevoke: Bool) -> Panel.Table {
    Panel.Table(
      columns: ["role", "scope", "source", "until", "change"].map { say("security.column.\($0)") },
      rows: account.grants(at: hall.now).map { grant in
        let isOurs = canRevoke && grant.source != .provider
        return [
          Panel.Cell(say("service.role.\(grant.role.rawValue)")), Panel.Cell(scope(grant.scope)),
          Panel.Cell(say("security.source.\(grant.source.rawValue)")),
          Panel.Cell(grant.until?.text(language) ?? say("security.noEnd")),
          isOurs
            ? Panel.Cell(
              say("security.revoke"),
              to: path(
                "\(here)/roles/revoke",
                ["role": grant.role.rawValue, "scope": RoleScope.typed(grant.scope)]))
            : Panel.Cell(
              say("security.revoke.not.\(grant.source == .provider ? "provider" : "open")")),
        ]
      }, empty: say("security.roles.none"))
  }

  /// The role that was named, with its scope.
  fileprivate func grant() throws -> (Role, RoleScope) {
    guard let role = Role(rawValue: text("role")) else {
      throw Problem.argument(
        "role", JSONText.quoted(text("role")), "请选择角色", "Choose a role.")
    }
    guard let scope = RoleScope(of: role, typed: text("scope")) else {
      throw Problem.argument(
        "scope", JSONText.quoted(text("scope")),
        "窗口填区的拼音，审核部门填部门代码，经办人与主管单位填编号，其余不填",
        "a district for a window, a department for an officer, a number for clerks and supervising units, nothing for the others"
      )
    }
    return (role, scope)
  }
}

extension RoleScope {
  /// What people type for it: `haidian`, `tax`, `17`, nothing.
  static func typed(_ scope: RoleScope) -> String {
    scope == .whole ? "" : String(scope.text.drop { $0 != "/" }.dropFirst())
  }

  /// A scope of the kind that a role has, from what was typed.
  init?(of role: Role, typed: String) {
    let text: String
    switch role {
    case .window:
      guard District.allCases.contains(where: { $0.name == typed }) else { return nil }
      text = "district/\(typed)"
    case .officer: text = "department/\(typed)"
    case .supervisor: text = "supervisor/\(typed)"
    case .clerk: text = typed.count == 18 ? "entity/\(typed)" : "unit/\(typed)"
    case .familyHelper: text = "person/\(typed)"
    default:
      guard typed.isEmpty || typed == "whole" else { return nil }
      text = "whole"
    }
    self.init(text: text)
  }
}
