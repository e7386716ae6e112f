import Casework
import Identity
import PointsLaw
import PointsService
import Policy
import Units

extension ServicePoint {
  /// Roles given to an account and taken away again (角色授予与撤销), by two security administrators.
  static let securityRoles: [ServicePoint] =
    [granting, revoking]
    + steps(
      base, "grant", .grantRole, Wording("授予角色", "grant a role"), proposes: nil,
      sight: StepSight(confirming: "security.confirm.grant"))
    + steps(
      base, "revoke", .revokeRole, Wording("撤销角色", "revoke a role"), proposes: nil,
      sight: StepSight(confirming: "security.confirm.revoke"))

  private static let base = "/security/accounts/:number"

  private static func back(_ visit: Visit) -> String {
    base.replacing(":number", with: visit.parameters["number"] ?? "")
  }

  private static let role = ServiceField(
    "role", .choice(Role.grantable.map(\.rawValue)), Wording("角色", "the role"))
  private static let scope = ServiceField(
    "scope", .text(60), isNeeded: false,
    Wording(
      "范围：区（haidian）、部门（tax）、主管单位或单位的编号、统一社会信用代码；其余角色不填",
      "where it holds: a district (haidian), a department (tax), the number of a supervising unit or of a unit, a credit code; nothing for other roles"
    ))
  private static let query = [
    ServiceField("role", .text(40), isNeeded: false, Wording("角色", "the role")),
    ServiceField("scope", .text(60), isNeeded: false, Wording("范围", "where it holds")),
  ]

  /// 授予角色: the role is chosen first, since every role holds somewhere else.
  private static let granting = ServicePoint.form(
    "\(base)/roles/grant", Wording("提议授予角色", "Propose to grant a role"), .grantRole,
    reads: .readAccounts, query: [query[0]],
    fields: [
      role, scope,
      ServiceField(
        "until", .date, isNeeded: false, Wording("最后一日", "the last day on which it holds")),
    ]
  ) { visit in
    guard visit.actor.role == .security else { throw Unknown() }
    var visit = visit
    let whose = visit.whose(try await visit.accountSheet())
    let role = visit.chosenRole()
    let roles = Panel(
      title: visit.say(role == nil ? "security.grant.role" : "security.grant.other"),
      table: Panel.Table(
        columns: ["role", "scope"].map { visit.say("security.column.\($0)") },
        rows: Role.grantable.filter { $0 != role }.map { other in
          [
            Panel.Cell(
              visit.say("service.role.\(other.rawValue)"),
              to: visit.path(visit.place, ["role": other.rawValue])),
            Panel.Cell(visit.say("security.scope.\(other.scopeName)")),
          ]
        }, empty: ""), links: [(visit.say("staff.cancel"), back(visit))])
    let form = role.map { role in
      let fields = visit.scopeFields(role)
      let whole = Panel.Fact(visit.say("staff.scope"), visit.say("security.scope.whole"))
      return Panel(
        paragraphs: [visit.say("staff.measure.grant")]
          + ["keeping", "deciding", "asking"].map { visit.say("security.apart.\($0)") },
        facts: [
          Panel.Fact(visit.say("staff.role"), visit.say("service.role.\(role.rawValue)"))
        ] + (fields.isEmpty ? [whole] : []),
        asks: [
          Panel.Ask(
            path: visit.place, button: visit.say("city.propose"),
            fields: fields + [
              FormField(
                name: "until", label: visit.say("security.until"),
                control: .text(.dates(visit.language)),
                hint: visit.say("security.until.hint", ["day": visit.exampleOfEnd]),
                optional: visit.say("staff.optional"))
            ], hidden: [("role", role.rawValue)], keepsDraft: true)
        ])
    }
    return .panels(
      visit, visit.say("security.grant"), crumbs: [(visit.say("staff.back"), back(visit))],
      [whose, form, roles].compactMap { $0 })
  } run: { visit in
    let number = try visit.number("number")
    let (role, typed) = try visit.grant()
    guard let scope = try await ShowUnit(visit.hall.points).clerkScope(typed) else {
      throw Problem.argument(
        "scope", JSONText.quoted(visit.text("scope")), "平台上没有此编号的单位，请核对",
        "no unit of the platform has this number; check it")
    }
    // The last day is part of it.
    let until = try visit.day("until").map { Instant($0.adding(days: 1)) }
    var outcome = Outcome("staff.done.propose", next: back(visit))
    outcome.events = try await visit.hall.accounts.propose(
      .grant(role, scope, until: until), for: number, visit.actor
    ).events
    return outcome
  }

  /// 撤销角色: come to from the list of an account's roles.
  private static let revoking = ServicePoint.confirmation(
    "\(base)/roles/revoke", Wording("提议撤销角色", "Propose to revoke a role"), .revokeRole,
    reads: .readAccounts, key: "staff.measure.revoke", fields: [role, scope], query: query,
    back: back
  ) { visit in
    let name = visit.sent["role"] ?? visit.query("role")
    let typed = visit.sent["scope"] ?? visit.query("scope")
    guard let role = Role(rawValue: name), Role.grantable.contains(role),
      let scope = RoleScope(of: role, typed: typed)
    else { throw Unknown() }
    return Confirmed(
      panels: [
        visit.whose(try await visit.accountSheet()),
        Panel(
          title: visit.title(of: .revokeRole), facts: visit.facts(of: .revoke(role, scope))),
      ], hidden: [("role", name), ("scope", typed)])
  } run: { visit in
    let number = try visit.number("number")
    let (role, scope) = try visit.grant()
    var outcome = Outcome("staff.done.propose", next: back(visit))
    outcome.events = try await visit.hall.accounts.propose(
      .revoke(role, scope), for: number, visit.actor
    ).events
    return outcome
  }
}

extension Role {
  /// What security administrators give; helpers are asked for by the person who is helped.
  fileprivate static let grantable: [Role] = [
    .clerk, .officer, .window, .supervisor, .administrator, .technician, .security, .auditor,
  ]

  /// Where it holds: the last part of `security.scope.<name>`.
  fileprivate var scopeName: String {
    switch self {
    case .clerk, .officer, .window, .supervisor: rawValue
    default: "whole"
    }
  }
}

extension Visit {
  /// The role that was chosen: sent, named in the address, or kept from an earlier time. What was typed for another one is
  /// of no use.
  fileprivate mutating func chosenRole() -> Role? {
    let kept = typed?.fields["role"] ?? ""
    let name = sent["role"] ?? (query("role").isEmpty ? kept : query("role"))
    guard let role = Role(rawValue: name), Role.grantable.contains(role) else { return nil }
    if kept != name, typed != nil {
      typed = Typed(fields: FormBody(pairs: []), version: typed?.version ?? 0)
    }
    return role
  }

  /// What is asked of where a role holds; nothing for one that holds everywhere.
  fileprivate func scopeFields(_ role: Role) -> [FormField] {
    let label = say("security.scope.\(role.scopeName)")
    let hint = say("security.scope.\(role.scopeName).hint")
    switch role {
    case .window:
      return [
        choose(label, districts, hint) { .district($0) }
      ]
    case .officer: return [choose(label, departments, hint) { .department($0) }]
    case .supervisor:
      return [FormField(name: "scope", label: label, control: .text(.numeric), hint: hint)]
    case .clerk: return [FormField(name: "scope", label: label, control: .text(.text), hint: hint)]
    default: return []
    }
  }

  private func choose(
    _ label: String, _ names: [String], _ hint: String, _ scope: (String) -> RoleScope
  ) -> FormField {
    FormField(
      name: "scope", label: label,
      control: .select(
        [FormField.Option(value: "", text: say("security.scope.choose"))]
          + names.map { FormField.Option(value: $0, text: self.scope(scope($0))) }), hint: hint)
  }

  /// The districts that have a window.
  var districts: [String] { District.allCases.filter { $0 != .municipal }.map(\.name) }

  /// The departments that the platform has words for, and those whose machines speak to this installation.
  var departments: [String] {
    let prefix = "service.department."
    let known = site.wordings.keys(language).filter { $0.hasPrefix(prefix) }
      .map { String($0.dropFirst(prefix.count)) }
    return known + Set(hall.machines.machines.map(\.department)).subtracting(known).sorted()
  }

  /// The role that was sent, with its scope.
  fileprivate func grant() throws -> (Role, RoleScope) {
    guard let role = Role(rawValue: text("role")) else {
      throw Problem.argument(
        "role", JSONText.quoted(text("role")), "请选择角色", "Choose a role.")
    }
    guard let scope = RoleScope(of: role, typed: text("scope")) else {
      let allowed =
        switch role {
        case .window: Wording("请选择区", "Choose a district.")
        case .officer: Wording("请选择审核部门", "Choose a department.")
        case .supervisor:
          Wording("请填主管单位的编号，正整数，如17", "The number of the supervising unit, from 1, such as 17.")
        case .clerk:
          Wording(
            "请填18位统一社会信用代码或单位编号，如17",
            "A credit code of 18 characters or the number of a unit, such as 17.")
        default: Wording("该角色不限范围，不填", "This role holds everywhere; nothing is said here.")
        }
      throw Problem(path: "scope", value: JSONText.quoted(text("scope")), allowed: allowed)
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
