import Policy
package import Units

/// What two people do to somebody's account (账户双人办理).
package enum AccountMeasure: Hashable, Sendable {
  /// 授予角色
  case grant(Role, RoleScope, until: Instant?)
  /// 撤销角色
  case revoke(Role, RoleScope)
  /// 恢复账户
  case enable
  /// 窗口解除锁定: for somebody who cannot prove who they are to the provider.
  case unlockAtWindow
  /// 窗口核验身份: two officers saw the person and this document.
  case vouch(IdentityDocument)

  package var act: Act {
    switch self {
    case .grant: .grantRole
    case .revoke: .revokeRole
    case .enable: .enableAccount
    case .unlockAtWindow: .unlockAtWindow
    case .vouch: .vouchIdentity
    }
  }

  /// What the proposal is about, exactly: it holds for that alone.
  func subject(_ account: Int64) -> String {
    switch self {
    case .grant(let role, let scope, let until):
      "account/\(account) \(role.rawValue) \(scope.text) \(until.map { "\($0.milliseconds)" } ?? "-")"
    case .revoke(let role, let scope): "account/\(account) \(role.rawValue) \(scope.text)"
    case .enable, .unlockAtWindow: "account/\(account)"
    case .vouch(let document): "account/\(account) \(document.rawValue)"
    }
  }
}

/// A proposal that waits for its second person, one for each act, account and place.
package struct OpenMeasure: Hashable, Sendable {
  package var measure: AccountMeasure
  package var proposal: Proposal
  /// Where it was proposed: the district of a window; the whole city for security administrators.
  package var place: RoleScope

  /// Whether it is the business of an actor: of those who act in the proposer's role and place. To all others it is as
  /// unknown as none.
  package func concerns(_ actor: Actor) -> Bool {
    proposal.proposed.role == actor.role && place == actor.scope
  }

  func write(to json: inout JSONWriter) {
    json.object { json in
      switch measure {
      case .grant(let role, let scope, let until):
        json.field("role", role.rawValue)
        json.field("scope", scope.text)
        if let until { json.field("until", Int(until.milliseconds)) }
      case .revoke(let role, let scope):
        json.field("role", role.rawValue)
        json.field("scope", scope.text)
      case .vouch(let document): json.field("document", document.rawValue)
      case .enable, .unlockAtWindow: break
      }
      json.field("place", place.text)
      json.key("proposal")
      proposal.write(to: &json)
    }
  }

  /// The body of an event about it.
  var body: String {
    var json = JSONWriter()
    write(to: &json)
    return json.text
  }
}

extension OpenMeasure {
  /// Reads what ``write(to:)`` wrote.
  ///
  /// - Returns: `nil` for a window's proposal from before it was kept which window made it and what was seen: nobody can
  ///   confirm it, and it counts for nothing.
  init?(_ node: Int, _ fields: FieldReader, _ document: Document) throws(Problems) {
    proposal = try Proposal(try fields.value("proposal", in: node), in: document)
    func scope(_ key: String) throws(Problems) -> RoleScope {
      guard let scope = RoleScope(text: try fields.text(key, in: node)) else {
        throw fields.refusal(node, "须为角色范围", "the scope of a role")
      }
      return scope
    }
    func role() throws(Problems) -> (Role, RoleScope) {
      (try fields.name("role", in: node), try scope("scope"))
    }
    let isOlder = fields.optional("place", in: node) == nil
    if isOlder, [.unlockAtWindow, .vouchIdentity].contains(proposal.act) { return nil }
    place = isOlder ? .whole : try scope("place")
    switch proposal.act {
    case .grantRole:
      let (role, scope) = try role()
      var until: Instant?
      if let end = fields.optional("until", in: node) { until = try fields.moment(end) }
      measure = .grant(role, scope, until: until)
    case .revokeRole:
      let (role, scope) = try role()
      measure = .revoke(role, scope)
    case .enableAccount: measure = .enable
    case .unlockAtWindow: measure = .unlockAtWindow
    case .vouchIdentity: measure = .vouch(try fields.name("document", in: node))
    default: throw fields.refusal(node, "须为账户双人办理事项", "an act of two people about an account")
    }
  }
}
