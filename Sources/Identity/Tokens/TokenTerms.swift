import Crypto
import Units

/// What a token must say to be believed (令牌核验条件), beyond its signature: OpenID Connect Core 1.0, section 3.1.3.7.
struct TokenTerms {
  var issuer: String
  var client: String
  var now: Instant
  /// By how many seconds the two clocks may differ.
  var skew: Int64

  /// Issuer, audience and times, which tokens of every kind have.
  func check(_ claims: JSONValue) throws(TokenFlaw) {
    guard claims["iss"]?.text == issuer else { throw .issuer }
    // We trust no other audience, so a token that has one is not ours alone.
    guard claims["aud"]?.texts == [client] else { throw .audience }
    if let party = claims["azp"], party.text != client { throw .authorizedParty }
    let now = now.milliseconds / 1000
    guard let end = claims["exp"]?.seconds, let made = claims["iat"]?.seconds else {
      throw .malformed
    }
    guard now < end + skew else { throw .expired }
    guard made <= now + skew else { throw .notYetValid }
    if let start = claims["nbf"] {
      guard let start = start.seconds else { throw .malformed }
      guard start <= now + skew else { throw .notYetValid }
    }
  }

  /// The subject: at most 255 characters of ASCII (section 2).
  static func subject(_ claims: JSONValue) throws(TokenFlaw) -> String {
    guard let subject = claims["sub"]?.text, subject.utf8.count <= 255,
      subject.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F })
    else { throw .subject }
    return subject
  }

  /// Compares a token with the one that it renews (section 12.2); issuer and client are compared with what is agreed, and the
  /// person by whoever asks.
  static func check(
    _ claims: JSONValue, renewing before: JSONValue, skew: Int64
  ) throws(TokenFlaw) {
    guard let made = claims["iat"]?.seconds, let madeBefore = before["iat"]?.seconds,
      made >= madeBefore, claims["nonce"] == nil || claims["nonce"] == before["nonce"]
    else { throw .renewal }
    // Nobody proves anything by a renewal.
    guard let proved = claims["auth_time"] else { return }
    guard let proved = proved.seconds else { throw .malformed }
    if let provedBefore = before["auth_time"]?.seconds {
      guard proved == provedBefore else { throw .renewal }
    } else {
      guard proved <= madeBefore + skew else { throw .renewal }
    }
  }

  /// Compares `at_hash` (section 3.1.3.6); a token without one says nothing.
  static func check(_ claims: JSONValue, accessToken: String) throws(TokenFlaw) {
    guard let claimed = claims["at_hash"] else { return }
    let half = SHA256.hash(data: Array(accessToken.utf8)).prefix(16)
    guard claimed.text == Base64URL.text(Array(half)) else { throw .accessToken }
  }
}
