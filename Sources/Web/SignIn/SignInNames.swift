import Casework
import HTTPTypes
import Hummingbird
import Identity

extension Hall {
  /// Whether a browser calls this site by the name in its address.
  func isNamed(_ authority: String) -> Bool {
    let scheme = address.isEncrypted ? "https://" : "http://"
    let standard = address.isEncrypted ? ":443" : ":80"
    let own = String(address.text.dropFirst(scheme.count).prefix { $0 != "/" })
    return authority == own || authority + standard == own || authority == own + standard
  }

  /// Whether a form was sent from a page of this site, as far as the browser says.
  func isOwn(_ request: Request) -> Bool {
    let from = request.headers[.secFetchSite]
    if let from, !["same-origin", "none"].contains(from) { return false }
    guard let origin = request.headers[.origin] else { return true }
    // The site’s own pages send no referrer, and browsers then name the origin of a form as `null`.
    if origin == "null" { return from == "same-origin" }
    return origin == address.text
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
      mail: proven.mail, entity: proven.creditCode, grants: proven.roles,
      lostRoles: proven.lostRoles)
  }
}
