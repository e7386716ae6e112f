import Casework
import Policy
import Units

/// An account as a window or the security administrator sees it (账户情况).
struct AccountPanels {
  let visit: Visit
  let sheet: AccountSheet
  /// Its page, without language.
  let base: String

  private var account: Account { sheet.account }

  static func mark(_ status: AccountLifecycle.Status, _ language: Language) -> Panel.Mark {
    let kind: Panel.Mark.Kind =
      switch status {
      case .active: .done
      case .locked: .warn
      case .disabled: .danger
      }
    return Panel.Mark(kind, AccountLifecycle.title(of: status)[language])
  }

  var facts: Panel {
    let language = visit.language
    let unknown = visit.say("staff.account.unknown")
    var facts = [
      Panel.Fact(visit.say("staff.account.name"), sheet.maskedName ?? unknown),
      Panel.Fact(visit.say("staff.account.identity"), sheet.maskedNumber ?? unknown),
      Panel.Fact(
        visit.say("staff.account.status"), "", AccountPanels.mark(account.status, language)),
      Panel.Fact(
        visit.say("staff.account.audience"),
        visit.say("staff.audience.\(account.audience.rawValue)")),
      Panel.Fact(visit.say("staff.account.provider"), visit.provider(account.provider)),
    ]
    if let until = account.lockedUntil, account.status == .locked {
      facts.append(Panel.Fact(visit.say("staff.account.lockedUntil"), until.text(language)))
    }
    if let until = account.vouchedUntil, until > visit.hall.now {
      facts.append(Panel.Fact(visit.say("staff.account.vouched"), until.text(language)))
    }
    if !sheet.others.isEmpty {
      facts.append(
        Panel.Fact(
          visit.say("staff.account.others"),
          sheet.others.map { "\($0)" }.joined(separator: language == .zh ? "、" : ", ")))
    }
    return Panel(
      warnings: sheet.isOwn
        ? [(visit.say("staff.account.own"), visit.say("staff.account.own.text"))] : [],
      facts: facts)
  }

  /// What waits for a second person, each with what this visitor can do about it.
  ///
  /// - Parameter names: of the measures in addresses, by act.
  func waiting(_ names: [Act: String]) -> Panel {
    let language = visit.language
    let open = account.measures.filter { names[$0.measure.act] != nil }
    var links: [(text: String, path: String)] = []
    let rows = open.map { open in
      let act = open.measure.act
      let name = names[act] ?? ""
      let isMine = open.proposal.proposed.party == visit.actor.party
      let isOver = visit.hall.now >= open.proposal.until
      let title = visit.title(of: act)
      for step in isMine ? ["withdraw"] : isOver ? [] : ["confirm", "reject"] {
        links.append(
          (visit.say("staff.step.\(step).link", ["act": title]), "\(base)/\(name)/\(step)"))
      }
      return [
        Panel.Cell(title, note: visit.about(open.measure)),
        Panel.Cell(visit.party(open.proposal.proposed.party)),
        Panel.Cell(
          open.proposal.until.text(language),
          isOver
            ? Panel.Mark(.todo, visit.say("staff.over"))
            : isMine
              ? Panel.Mark(.info, visit.say("staff.waitsForOther"))
              : Panel.Mark(.warn, visit.say("staff.waitsForMe"))),
      ]
    }
    return Panel(
      title: visit.say("staff.proposals"),
      table: Panel.Table(
        columns: ["act", "by", "until"].map { visit.say("staff.proposals.\($0)") }, rows: rows,
        empty: visit.say("staff.proposals.none")), links: links)
  }

  // MARK: For programs

  static let shape = Shape.object([
    .init("number", .number), .init("status", status), .init("audience", audience),
    .init("provider", .text), .init("name", .optional(.text)),
    .init("identityNumber", .optional(.text)), .init("vouchedUntil", .optional(.moment)),
    .init("lockedUntil", .optional(.moment)), .init("otherAccounts", .list(.number)),
    .init(
      "roles",
      .list(
        .object([
          .init("role", .choice(Role.allCases.map(\.rawValue))), .init("scope", .text),
          .init("source", .choice(RoleGrant.Source.allCases.map(\.rawValue))),
          .init("until", .optional(.moment)),
        ]))),
    .init("proposals", .list(proposal)),
  ])

  static let status = Shape.choice(AccountLifecycle.Status.allCases.map(\.rawValue))
  static let audience = Shape.choice(Casework.Audience.allCases.map(\.rawValue))
  static let proposal = Shape.object([
    .init("account", .number), .init("act", .text), .init("subject", .text),
    .init("by", .text), .init("proposedAt", .moment), .init("until", .moment),
    .init("isOwn", .flag),
    .init("document", .choice(IdentityDocument.allCases.map(\.rawValue)), isOptional: true),
  ])

  func write(_ json: inout JSONWriter) {
    json.object { json in
      json.field("number", Int(account.number))
      json.field("status", account.status.rawValue)
      json.field("audience", account.audience.rawValue)
      json.field("provider", account.provider)
      json.optional("name", sheet.maskedName)
      json.optional("identityNumber", sheet.maskedNumber)
      json.optional("vouchedUntil", account.vouchedUntil?.description)
      json.optional("lockedUntil", account.lockedUntil?.description)
      json.list("otherAccounts") { json in for other in sheet.others { json.number(Int(other)) } }
      json.list("roles") { json in
        for grant in account.grants(at: visit.hall.now) {
          json.object { json in
            json.field("role", grant.role.rawValue)
            json.field("scope", grant.scope.text)
            json.field("source", grant.source.rawValue)
            json.optional("until", grant.until?.description)
          }
        }
      }
      json.list("proposals") { json in
        for open in account.measures { AccountPanels.write(open, account, visit, to: &json) }
      }
    }
  }

  static func write(
    _ open: OpenMeasure, _ account: Account, _ visit: Visit, to json: inout JSONWriter
  ) {
    json.object { json in
      json.field("account", Int(account.number))
      json.field("act", open.measure.act.rawValue)
      json.field("subject", open.proposal.subject)
      json.field("by", open.proposal.proposed.party.rawValue)
      json.moment("proposedAt", open.proposal.proposed.at)
      json.field("until", open.proposal.until.description)
      json.field("isOwn", open.proposal.proposed.party == visit.actor.party)
      if case .vouch(let document) = open.measure { json.field("document", document.rawValue) }
    }
  }
}

extension Visit {
  /// What exactly is proposed of an account.
  func about(_ measure: AccountMeasure) -> String? {
    switch measure {
    case .grant(let role, let scope, let until):
      let words = roleText(role, scope)
      return until.map { words + " · " + say("staff.until", ["until": $0.text(language)]) } ?? words
    case .revoke(let role, let scope):
      return roleText(role, scope)
    case .vouch(let document): return document.title[language]
    case .enable, .unlockAtWindow: return nil
    }
  }
}
