import Policy
package import Units

/// Who an identity provider says somebody is (已登录身份), after everything it signed has been checked.
package struct SignedInIdentity: Hashable, Sendable {
  /// The provider's name in the configuration.
  package var provider: String
  /// The provider's own name for the person or legal entity, never given to another.
  package var subject: String
  package var audience: Audience
  package var level: AssuranceLevel
  package var name: String?
  package var identityNumber: ResidentNumber?
  package var mobile: String?
  package var mail: String?
  /// The legal entity for which somebody signs in.
  package var entity: CreditCode?
  /// Roles that the provider's claims come to by configuration; their source is ``RoleGrant/Source/provider``.
  package var grants: [RoleGrant]
  /// Roles that the claims name, and that cannot be given: where they hold is missing or unreadable.
  package var lostRoles: [Role]

  package init(
    provider: String, subject: String, audience: Audience, level: AssuranceLevel,
    name: String? = nil, identityNumber: ResidentNumber? = nil, mobile: String? = nil,
    mail: String? = nil, entity: CreditCode? = nil, grants: [RoleGrant] = [],
    lostRoles: [Role] = []
  ) {
    self.provider = provider
    self.subject = subject
    self.audience = audience
    self.level = level
    self.name = name
    self.identityNumber = identityNumber
    self.mobile = mobile
    self.mail = mail
    self.entity = entity
    self.grants = grants
    self.lostRoles = lostRoles
  }

  /// What the account is found by.
  var subjectText: String { "\(provider)\n\(subject)" }

  /// Everything personal that the provider said, as one text: when it says something new, this is another.
  var claimsText: String {
    var json = JSONWriter()
    json.list { json in
      for value in [name, identityNumber?.full, mobile, mail] { json.text(value ?? "") }
    }
    return json.text
  }
}

/// From where somebody signs in (登录设备与地址), coarsely: enough to recognise oneself, too little to be followed.
package struct SignInPlace: Hashable, Sendable {
  /// Browser and system without versions, for instance `Firefox, Windows`; at most 80 characters are kept.
  package var device: String
  package var address: ClientAddress?

  package init(device: String, address: ClientAddress?) {
    self.device = String(device.prefix(80))
    self.address = address
  }

  /// As it is sealed: the device, and the prefix of the address.
  var text: String { "\(device)\n\(address?.prefix ?? "")" }
}

/// The same as it was kept (登录设备记录).
package struct SignInPlaceText: Hashable, Sendable {
  package var device: String
  /// The prefix of the address; `nil` when it was not known.
  package var address: String?

  init(_ kept: String) {
    let lines = kept.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    device = String(lines[0])
    address = lines.count == 2 && !lines[1].isEmpty ? String(lines[1]) : nil
  }
}

extension PersonalField {
  /// 身份提供方的用户标识
  static let subject = PersonalField("subject", isSearched: true, mask: .ends(first: 0, last: 0))
  /// 身份提供方给出的信息
  static let claims = PersonalField("claims", isSearched: true, mask: .ends(first: 0, last: 0))
  /// 登录设备与地址
  static let signInPlace = PersonalField("signInPlace", mask: .ends(first: 0, last: 0))
  /// 邀请码
  static let invitation = PersonalField(
    "invitation", isSearched: true, mask: .ends(first: 0, last: 0))
}
