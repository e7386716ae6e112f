import Casework
import Units

extension IdentityProvider {
  /// Which of the mapped claims are not there.
  func missing(in claims: JSONValue) -> [IdentityField] {
    fields.compactMap { field, path in path.value(in: claims) == nil ? field : nil }
  }

  private var fields: [(IdentityField, ClaimPath)] {
    let all: [(IdentityField, ClaimPath?)] = [
      (.name, self.claims.name), (.identityNumber, self.claims.identityNumber),
      (.creditCode, self.claims.creditCode), (.phone, self.claims.phone),
      (.mail, self.claims.mail),
    ]
    return all.compactMap { field, path in path.map { (field, $0) } }
  }

  /// Whether a rule of roles looks at a claim that is not there.
  func lacksRoles(in claims: JSONValue) -> Bool {
    roles.contains { rule in
      rule.claim.map { $0.value(in: claims) == nil } ?? false
    }
  }

  /// Reads what the claims say of the person.
  ///
  /// - Parameters:
  ///   - claims: of the token, completed by those of the userinfo endpoint.
  ///   - token: of the token alone: how somebody signed in stands nowhere else.
  ///   - invented: accept numbers of invented people and units.
  func identity(
    _ claims: JSONValue, token: JSONValue, now: Instant, invented: Bool
  ) throws(SignInFailure) -> ProvenIdentity {
    func text(_ field: IdentityField, _ path: ClaimPath?) throws(SignInFailure) -> String? {
      guard let value = path?.value(in: claims) else { return nil }
      guard let text = value.text, text.utf8.count <= 400,
        text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
      else { throw .unusable(field) }
      return text
    }
    func needed(_ field: IdentityField, _ path: ClaimPath?) throws(SignInFailure) -> String? {
      let text = try text(field, path)
      guard text != nil || path == nil else { throw .missing(field) }
      return text
    }
    let subject: String
    do { subject = try TokenTerms.subject(token) } catch { throw .token(error) }
    guard let name = try needed(.name, self.claims.name) else { throw .missing(.name) }
    var number: ResidentNumber?
    if let text = try needed(.identityNumber, self.claims.identityNumber) {
      do {
        number = try ResidentNumber(text, today: now.beijing.date, invented: invented)
      } catch {
        throw .unusable(.identityNumber)
      }
    }
    var code: CreditCode?
    if let text = try needed(.creditCode, self.claims.creditCode) {
      do {
        code = try CreditCode(text, invented: invented)
      } catch {
        throw .unusable(.creditCode)
      }
    }
    let (granted, lost) = grants(claims, code)
    // Only `auth_time` says when; a token of now may stand on a proof of yesterday.
    let proved = token["auth_time"]?.seconds
    return ProvenIdentity(
      provider: self.name, audience: audience, subject: subject, name: name,
      identityNumber: number, creditCode: code,
      phone: try text(.phone, self.claims.phone), mail: try text(.mail, self.claims.mail),
      roles: granted, lostRoles: lost, level: assurance.level(of: token),
      provedAgo: proved.map { max(now.milliseconds - $0 * 1000, 0) },
      session: token["sid"]?.text)
  }

  private func grants(
    _ claims: JSONValue, _ code: CreditCode?
  ) -> (granted: [RoleGrant], lost: [Role]) {
    var granted: [RoleGrant] = []
    var lost: [Role] = []
    for rule in roles where rule.applies(to: claims) {
      let scope: RoleScope? =
        switch rule.scope {
        case .fixed(let scope): scope
        case .entity: code.map { .entity($0) }
        case .claim(let kind, let path):
          path.value(in: claims)?.written.flatMap { RoleScope(text: "\(kind)/\($0)") }
        }
      if let scope, rule.role.fits(scope) {
        let grant = RoleGrant(rule.role, scope, .provider)
        if !granted.contains(grant) { granted.append(grant) }
      } else {
        lost.append(rule.role)
      }
    }
    return (granted, lost)
  }
}
