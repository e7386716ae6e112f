package import Casework
package import Policy

/// An invented person, unit or officer to sign in as (演示账户).
package struct DemoAccount: Hashable, Sendable {
  /// The provider's number of them, which also tells them apart on its page.
  package var subject: String
  package var audience: Audience
  /// As the page lists them: who they are.
  package var title: Wording
  /// What can be tried with them.
  package var note: Wording
  /// What the provider tells of them, under the names of ``DemoClaims``.
  package var claims: [String: JSONValue]
  package var level: AssuranceLevel

  package init(
    _ subject: String, _ audience: Audience, title: Wording, note: Wording,
    claims: [String: JSONValue], level: AssuranceLevel
  ) {
    self.subject = subject
    self.audience = audience
    self.title = title
    self.note = note
    self.claims = claims
    self.level = level
  }
}

/// The names of claims that the demo provider and its clients agree on (演示声明名称).
package enum DemoClaims {
  package static let name = "name"
  package static let identityNumber = "id_number"
  package static let creditCode = "credit_code"
  package static let phone = "phone_number"
  package static let mail = "email"
  /// A list of names of roles: `window`, `officer`, …
  package static let roles = "roles"
  package static let district = "district"
  package static let department = "department"
  /// The number of a supervising unit.
  package static let supervisingUnit = "supervising_unit"

  static let all = [
    name, identityNumber, creditCode, phone, mail, roles, district, department,
    supervisingUnit,
  ]

  /// `urn:luohu:demo:L3`
  static func acr(_ level: AssuranceLevel) -> String { "urn:luohu:demo:\(level.rawValue)" }
}

/// A client of the demo provider (演示客户端): one for each audience of the platform.
package struct DemoClient: Hashable, Sendable {
  /// The name of the provider in the book of the platform, and its `client_id`.
  package var name: String
  package var audience: Audience
  package var title: Wording
  package var callback: WebAddress
  package var afterSignOut: WebAddress?

  package init(
    _ name: String, _ audience: Audience, title: Wording, callback: WebAddress,
    afterSignOut: WebAddress? = nil
  ) {
    self.name = name
    self.audience = audience
    self.title = title
    self.callback = callback
    self.afterSignOut = afterSignOut
  }
}
