import Casework
import Identity
import Policy
import Units

/// Somebody to sign in as on a demo installation (演示账户): what the demo provider's page lists, and what the sown city
/// acts with. Both are made of this one row.
struct DemoPerson: Hashable, Sendable {
  /// The provider's number of them: `newcomer`, `unit-good`, `city-1`.
  var subject: String
  var audience: Identity.Audience
  /// Who they are.
  var title: Wording
  /// What is there to be seen and done with them.
  var situation: Wording
  /// As the provider tells it; of a unit the unit's name.
  var name: String
  var level: AssuranceLevel = .l3
  /// 个人: never anybody's.
  var number: ResidentNumber?
  /// 法人: never any unit's.
  var code: CreditCode?
  /// 工作人员: at most one; nobody has a role before two security administrators gave it.
  var role: Role?
  var scope: RoleScope = .whole

  /// The name of the provider's client for an audience: it stands in addresses and in the accounts' subjects.
  static func provider(of audience: Identity.Audience) -> String { audience.rawValue }

  /// As the provider's page and tokens have them.
  var account: DemoAccount {
    var claims: [String: JSONValue] = [
      DemoClaims.name: .text(name), DemoClaims.mail: .text(mail),
    ]
    claims[DemoClaims.identityNumber] = number.map { .text($0.full) }
    claims[DemoClaims.creditCode] = code.map { .text($0.full) }
    if audience == .staff {
      claims[DemoClaims.roles] = .list(role.map { [.text($0.rawValue)] } ?? [])
    }
    switch scope {
    case .district(let name): claims[DemoClaims.district] = .text(name)
    case .department(let name): claims[DemoClaims.department] = .text(name)
    case .supervisingUnit(let number): claims[DemoClaims.supervisingUnit] = .number("\(number)")
    default: break
    }
    return DemoAccount(
      subject, audience, title: title, note: situation, claims: claims, level: level)
  }

  /// As a sign-in with the provider comes to: the claims of ``account`` read by the provider's rules.
  var identity: SignedInIdentity {
    let entrance: Casework.Audience =
      switch audience {
      case .person: .person
      case .entity: .entity
      case .staff: .staff
      }
    return SignedInIdentity(
      provider: DemoPerson.provider(of: audience), subject: subject, audience: entrance,
      level: level, name: name, identityNumber: number, mail: mail, entity: code,
      grants: grant.map { [RoleGrant($0.role, $0.scope, .provider)] } ?? [])
  }

  /// The role in which they act.
  var grant: (role: Role, scope: RoleScope)? {
    switch audience {
    case .person: (.applicant, .whole)
    case .entity: code.map { (.clerk, .entity($0)) }
    case .staff: role.map { ($0, scope) }
    }
  }

  /// An address that no mail reaches (RFC 2606).
  private var mail: String { "\(subject)@demo.example" }
}
