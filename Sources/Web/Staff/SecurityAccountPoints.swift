import Casework
import Identity
import Policy
import Units

extension ServicePoint {
  /// One account, and what is done to it (账户管理).
  static let securityAccounts: [ServicePoint] =
    [newAccount, oneAccount, disabling, unlocking]
    + steps(
      base, "enable", .enableAccount, Wording("恢复账户", "enable an account"),
      proposes: { _ in .enable }, sight: StepSight(confirming: "security.confirm.enable"))

  private static let base = "/security/accounts/:number"

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
      throw Problem.unlisted("provider", provider)
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

  /// 停用账户: at once, since it only takes away.
  private static let disabling = ServicePoint.confirmation(
    "\(base)/disable", Wording("停用账户", "Disable an account"), .disableAccount,
    reads: .readAccounts, key: "security.disable.text", back: back,
    about: { Confirmed(panels: [$0.whose(try await $0.accountSheet())]) }
  ) { visit in
    let number = try visit.number("number")
    var outcome = Outcome("security.done.disabled", next: back(visit))
    outcome.events = try await visit.hall.accounts.disable(number, visit.actor)
    visit.hall.sessions.forget(account: number)
    return outcome
  }

  /// 解除锁定: of an account that is locked.
  private static let unlocking = ServicePoint.confirmation(
    "\(base)/unlock", Wording("解除锁定", "Unlock an account"), .unlockAccount,
    reads: .readAccounts, key: "security.unlock.text", back: back,
    about: { visit in
      let sheet = try await visit.accountSheet()
      return Confirmed(
        panels: [visit.whose(sheet)],
        closed: sheet.account.status == .locked ? nil : visit.say("staff.account.notLocked"))
    }
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
}
