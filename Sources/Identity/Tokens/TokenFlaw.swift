package import Policy

/// Why a token is not believed (令牌不可信的原因). Nothing of the token is in it.
package enum TokenFlaw: String, Error, CaseIterable, Hashable, Sendable {
  /// Not three parts of Base64, not JSON, a key twice, or too long.
  case malformed
  /// Signed in a way that is not agreed: `none`, HS256 and whatever the configuration does not name.
  case algorithm
  /// No key of the provider has its number, or several could be meant.
  case unknownKey
  case signature
  case issuer
  /// Meant for another client, or for others too.
  case audience
  /// `azp` names another client.
  case authorizedParty
  case expired
  /// Made or valid only later than now.
  case notYetValid
  /// Not the answer to the question that this browser asked.
  case nonce
  case subject
  /// `at_hash` is of another access token.
  case accessToken
  /// A token that has to end a session says not which, or is of another kind.
  case logout
  /// It was here before.
  case replayed
  /// Older than the one that it renews, or of another sign-in.
  case renewal

  /// For the log and for whoever asks the provider.
  package var wording: Wording {
    switch self {
    case .malformed: Wording("格式有误", "it is malformed")
    case .algorithm: Wording("签名算法不在约定之内", "its algorithm is not agreed")
    case .unknownKey: Wording("签名密钥未知", "its key is not known")
    case .signature: Wording("签名不符", "its signature does not fit")
    case .issuer: Wording("签发方不符", "another issuer made it")
    case .audience: Wording("接收方不符", "it is meant for another client")
    case .authorizedParty: Wording("授权方不符", "another client asked for it")
    case .expired: Wording("已过期", "it has expired")
    case .notYetValid: Wording("尚未生效，请核对两端时钟", "it is not valid yet; compare the clocks")
    case .nonce: Wording("不是对本次请求的答复", "it answers another request")
    case .subject: Wording("用户标识不符", "it is about somebody else")
    case .accessToken: Wording("与访问令牌不符", "it belongs to another access token")
    case .logout: Wording("不是退出通知", "it ends no session")
    case .replayed: Wording("重复使用", "it was used before")
    case .renewal: Wording("与所续期的令牌不符", "it does not fit the token that it renews")
    }
  }
}
