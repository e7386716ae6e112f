import Casework
import Identity

extension Hall {
  /// Whether a browser calls this site by the name in its address.
  func isNamed(_ authority: String) -> Bool {
    let scheme = address.isEncrypted ? "https://" : "http://"
    let standard = address.isEncrypted ? ":443" : ":80"
    let own = String(address.text.dropFirst(scheme.count).prefix { $0 != "/" })
    return authority == own || authority + standard == own || authority == own + standard
  }
}

extension SignedInIdentity {
  /// What a provider has proved, as accounts keep it.
  init(_ proven: ProvenIdentity) {
    let audience: Casework.Audience =
      switch proven.audience {
      case .person: .person
      case .entity: .entity
      case .staff: .staff
      }
    self.init(
      provider: proven.provider, subject: proven.subject, audience: audience, level: proven.level,
      name: proven.name, identityNumber: proven.identityNumber, mobile: proven.phone,
      mail: proven.mail, entity: proven.creditCode, grants: proven.roles)
  }
}
