import Casework
import Identity
import PointsLaw
import PointsService
import Policy
import Units

extension ServicePoint {
  /// 查工作人员的办理记录: by the name in the directory of staff, or chosen among those who have a role.
  static let auditOfficers = ServicePoint.form(
    "/audit/officers", Wording("查工作人员账户", "From an officer to their acts"), .searchActs,
    query: [
      ServiceField(
        "role", .choice(SearchActs.officerRoles.map(\.rawValue)), isNeeded: false,
        Wording("角色", "the role")),
      ServiceField(
        "scope", .text(60), isNeeded: false,
        Wording("范围：区、部门或编号", "where it holds: a district, a department, or a number")),
      ServiceField(
        "after", .number, isNeeded: false,
        Wording("上一页给出的next", "the `next` of the page before")),
    ],
    fields: [
      ServiceField("provider", .text(40), Wording("身份提供方", "the identity provider")),
      ServiceField(
        "name", .text(200), Wording("名录中的用户名", "the name in the directory of staff")),
    ], keepsDraft: false,
    answer: .object([
      .init("officers", .list(.object([.init("account", .number), .init("roles", .list(held))]))),
      .init("next", .optional(.number)),
    ]), done: .object([.init("accounts", .list(.number))]), showsMistakes: true
  ) { visit in
    guard visit.problems.isEmpty, let role = Role(rawValue: visit.query("role")) else {
      return visit.officersSheet(nil, next: nil)
    }
    let typed = Visit.trimmed(visit.query("scope"))
    var scope: RoleScope?
    if !typed.isEmpty {
      guard let read = RoleScope(of: role, typed: typed) else {
        throw Problem.argument(
          "scope", JSONText.quoted(typed), "区窗口选区，审核部门选部门，主管单位填编号，其余角色不选",
          "a district for a window, a department for an officer, a number for a supervising unit, nothing for the others"
        )
      }
      scope = read
    }
    let (officers, next) = try await visit.searchActs().officers(
      holding: role, scope, after: visit.queryNumber("after") ?? 0, by: visit.actor)
    return visit.officersSheet(officers, next: next)
  } run: { visit in
    try await visit.hall.limits.draw([.search], account: visit.session.account, address: nil)
    let providers = visit.staffProviders.map(\.name)
    let provider = visit.text("provider")
    guard providers.contains(provider) else {
      throw Problem.unlisted("provider", provider)
    }
    let account = try await visit.searchActs().account(
      named: visit.text("name"), at: provider, by: visit.actor)
    let found = [account].compactMap(\.self)
    var outcome = Outcome("audit.done.found", next: "/audit/officers")
    outcome.json = { json in
      json.object { json in
        json.list("accounts") { json in for number in found { json.number(Int(number)) } }
      }
    }
    outcome.sheet = visit.foundSheet(
      found, back: (visit.say("audit.officers"), "/audit/officers"))
    return outcome
  }

  private static let held = Shape.object([
    .init("role", .choice(Role.allCases.map(\.rawValue))), .init("scope", .text),
    .init("until", .optional(.moment)),
  ])
}

extension Visit {
  fileprivate var staffProviders: [IdentityProvider] {
    hall.parties.parties(for: .staff).map(\.provider)
  }

  /// Where a role holds, by name: a district or a department. The number of a supervising unit comes by the address alone, and
  /// stays chosen.
  private var scopeField: FormField {
    var scopes = districts.map { RoleScope.district($0) } + departments.map { .department($0) }
    if let role = Role(rawValue: query("role")), role == .supervisor,
      let unit = RoleScope(of: role, typed: query("scope"))
    {
      scopes.append(unit)
    }
    var field = choice(
      "scope", say("staff.scope"),
      [("", say("audit.officers.anywhere"))] + scopes.map { (RoleScope.typed($0), scope($0)) })
    field.hint = say("audit.officers.scope.hint")
    return field
  }

  /// - Parameter officers: `nil` before anybody is looked for.
  fileprivate func officersSheet(_ officers: [SearchActs.Officer]?, next: Int64?) -> Sheet {
    var panels = [
      Panel(
        title: say("audit.officers.named"), paragraphs: [say("window.identity.trace")],
        asks: [
          Panel.Ask(
            path: "/audit/officers", button: say("window.identity.find"),
            fields: [
              FormField(
                name: "provider", label: say("staff.account.provider"),
                control: .select(
                  staffProviders.map { FormField.Option(value: $0.name, text: $0.title[language]) })
              ),
              FormField(
                name: "name", label: say("audit.officers.name"), control: .text(.text),
                hint: say("audit.officers.name.hint")),
            ])
        ]),
      Panel(
        title: say("audit.officers.chosen"),
        filter: Panel.Filter(
          path: "/audit/officers",
          fields: [
            choice(
              "role", say("staff.role"),
              SearchActs.officerRoles.map { ($0.rawValue, say("service.role.\($0.rawValue)")) }),
            scopeField,
          ], button: say("audit.search"))),
    ]
    if let officers {
      panels.append(Panel(table: table(officers)))
      panels.append(
        pages(next: next) {
          path("/audit/officers", ["role": query("role"), "scope": query("scope"), "after": $0])
        })
    }
    return .panels(
      self, say("audit.officers"), crumbs: [(say("service.menu.audit"), "/audit")], panels
    ) { json in
      json.object { json in
        json.list("officers") { json in for officer in officers ?? [] { officer.write(to: &json) } }
        json.key("next")
        if let next { json.number(Int(next)) } else { json.null() }
      }
    }
  }

  private func table(_ officers: [SearchActs.Officer]) -> Panel.Table {
    Panel.Table(
      columns: ["account", "roles", "by"].map { say("audit.people.\($0)") },
      rows: officers.map { officer in
        let roles = officer.grants.map { grant in
          let words = roleText(grant.role, grant.scope)
          return grant.until.map {
            words + " · " + say("staff.until", ["until": $0.text(language)])
          }
            ?? words
        }
        return [
          Panel.Cell(say("staff.account", ["number": "\(officer.account)"])),
          Panel.Cell(roles.joined(separator: language == .zh ? "；" : "; ")),
          Panel.Cell(say("audit.by"), to: "/audit?subject=by&number=\(officer.account)"),
        ]
      }, empty: say("audit.people.none"))
  }
}

extension SearchActs.Officer {
  fileprivate func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("account", Int(account))
      json.list("roles") { json in
        for grant in grants {
          json.object { json in
            json.field("role", grant.role.rawValue)
            json.field("scope", grant.scope.text)
            json.optional("until", grant.until?.description)
          }
        }
      }
    }
  }
}
