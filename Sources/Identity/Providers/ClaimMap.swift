package import Casework

/// Where something stands in what a provider says (声明路径): the keys from the outside in, mostly one.
package struct ClaimPath: Hashable, Sendable {
  package var keys: [String]

  package init(_ keys: String...) { self.keys = keys }
  package init(_ keys: [String]) { self.keys = keys }

  /// What stands there; `nil` when nothing does.
  func value(in claims: JSONValue) -> JSONValue? {
    keys.reduce(claims as JSONValue?) { $0?[$1] }
  }
}

/// Which claims of a provider mean what (声明对应). What is named here must be there, but for telephone and mail.
package struct ClaimMap: Hashable, Sendable {
  /// 姓名; for legal entities the unit's name.
  package var name: ClaimPath?
  /// 公民身份号码
  package var identityNumber: ClaimPath?
  /// 统一社会信用代码
  package var creditCode: ClaimPath?
  package var phone: ClaimPath?
  package var mail: ClaimPath?

  package init(
    name: ClaimPath? = nil, identityNumber: ClaimPath? = nil, creditCode: ClaimPath? = nil,
    phone: ClaimPath? = nil, mail: ClaimPath? = nil
  ) {
    self.name = name
    self.identityNumber = identityNumber
    self.creditCode = creditCode
    self.phone = phone
    self.mail = mail
  }
}

/// When a provider's word makes somebody something (角色对应).
package struct RoleRule: Hashable, Sendable {
  /// Where the role holds.
  package enum Scope: Hashable, Sendable {
    case fixed(RoleScope)
    /// The legal entity that signed in.
    case entity
    /// What a claim says, after `district`, `department` or `supervisor`.
    case claim(kind: String, ClaimPath)
  }

  package var role: Role
  /// The claim that must have ``value``, alone or in a list; `nil`: everybody of this provider.
  package var claim: ClaimPath?
  package var value: String
  package var scope: Scope

  package init(
    _ role: Role, when claim: ClaimPath? = nil, is value: String = "", scope: Scope
  ) {
    self.role = role
    self.claim = claim
    self.value = value
    self.scope = scope
  }

  func applies(to claims: JSONValue) -> Bool {
    guard let claim else { return true }
    return claim.value(in: claims)?.texts?.contains(value) == true
  }
}

/// What a provider's word on how somebody signed in is worth here (认证等级对应).
package struct AssuranceRule: Hashable, Sendable {
  package var level: AssuranceLevel
  /// One of these as `acr`; anything when empty.
  package var acr: [String]
  /// All of these in `amr`; anything when empty.
  package var amr: [String]

  package init(_ level: AssuranceLevel, acr: [String] = [], amr: [String] = []) {
    self.level = level
    self.acr = acr
    self.amr = amr
  }

  func applies(to claims: JSONValue) -> Bool {
    let methods = claims["amr"]?.texts ?? []
    return (acr.isEmpty || claims["acr"]?.text.map(acr.contains) == true)
      && amr.allSatisfy(methods.contains)
  }
}

extension [AssuranceRule] {
  /// The highest level that a rule gives; L1 when none does.
  func level(of claims: JSONValue) -> AssuranceLevel {
    filter { $0.applies(to: claims) }.map(\.level).max() ?? .l1
  }
}
