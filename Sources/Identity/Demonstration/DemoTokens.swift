import Casework
import Crypto
import Policy
import Units

extension DemoProvider {
  /// The token endpoint: codes and refresh tokens. Its clients have no secret; PKCE ties a code to its browser.
  func token(_ body: String) -> DemoAnswer {
    guard let form = FormText(body) else { return DemoProvider.error("invalid_request") }
    guard let client = clients.first(where: { $0.name == form["client_id"] }) else {
      return DemoProvider.error("invalid_client", status: 401)
    }
    let now = clock.now()
    switch form["grant_type"] {
    case "authorization_code":
      // The code is spent whatever else is wrong.
      guard let grant = form["code"].flatMap({ grants.redeem($0, now: now) }),
        grant.client == client.name, form["redirect_uri"] == client.callback.text,
        let verifier = form["code_verifier"], (43...128).contains(verifier.utf8.count),
        RelyingParty.areSame(
          Base64URL.text(Array(SHA256.hash(data: Array(verifier.utf8)))), grant.challenge)
      else { return DemoProvider.error("invalid_grant") }
      return tokens(for: grant, nonce: grant.nonce, now)
    case "refresh_token":
      guard
        let grant = form["refresh_token"].flatMap({
          grants.renew($0, client: client.name, now: now)
        })
      else { return DemoProvider.error("invalid_grant") }
      return tokens(for: grant, nonce: nil, now)
    default: return DemoProvider.error("unsupported_grant_type")
    }
  }

  func userinfo(_ authorization: String?) -> DemoAnswer {
    let now = clock.now()
    guard let authorization, authorization.hasPrefix("Bearer "),
      let grant = grants.grant(of: String(authorization.dropFirst(7)), now: now),
      let account = accounts.first(where: { $0.subject == grant.subject })
    else { return DemoProvider.error("invalid_token", status: 401) }
    var claims = account.claims.filter { DemoClaims.all.contains($0.key) }
    claims["sub"] = .text(account.subject)
    return .json(status: 200, JSONValue.object(claims).bytes)
  }

  private func tokens(
    for grant: DemoGrants.Grant, nonce: String?, _ now: Instant
  ) -> DemoAnswer {
    guard let account = accounts.first(where: { $0.subject == grant.subject }) else {
      return DemoProvider.error("invalid_grant")
    }
    let (access, refresh) = grants.tokens(for: grant, now: now)
    func seconds(_ moment: Instant) -> JSONValue { .number(String(moment.milliseconds / 1000)) }
    var claims: [String: JSONValue] = [
      "iss": .text(issuer.text), "sub": .text(grant.subject), "aud": .text(grant.client),
      "iat": seconds(now), "exp": seconds(now.adding(milliseconds: 300_000)),
      "auth_time": seconds(grant.provedAt), "acr": .text(DemoClaims.acr(account.level)),
      "sid": .text(grant.session),
      "at_hash": .text(
        Base64URL.text(Array(SHA256.hash(data: Array(access.utf8)).prefix(16)))),
    ]
    if let nonce { claims["nonce"] = .text(nonce) }
    guard let identity = key.token(.object(claims)) else {
      return DemoProvider.error("server_error", status: 500)
    }
    var json = JSONWriter()
    json.object { json in
      json.field("access_token", access)
      json.field("token_type", "Bearer")
      json.field("expires_in", Int(DemoGrants.accessLasts / 1000))
      json.field("refresh_token", refresh)
      json.field("id_token", identity)
    }
    return .json(status: 200, json.bytes)
  }

  private static func error(_ name: String, status: Int = 400) -> DemoAnswer {
    var json = JSONWriter()
    json.object { $0.field("error", name) }
    return .json(status: status, json.bytes)
  }
}
