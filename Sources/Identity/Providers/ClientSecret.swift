/// What we prove to a provider who we are with (客户端密钥). Whatever prints one sees three dots.
package struct ClientSecret: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  let text: String

  package init(_ text: String) { self.text = text }

  package var description: String { "…" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}

/// How we prove it at the token endpoint (客户端认证方式, OpenID Connect Core 1.0, section 9).
package enum ClientProof: String, CaseIterable, Hashable, Sendable {
  /// In the header `Authorization`.
  case basic
  /// In the body.
  case post
  /// Not at all: a client without a secret, protected by PKCE alone.
  case none

  /// As metadata of providers call it.
  var method: String {
    switch self {
    case .basic: "client_secret_basic"
    case .post: "client_secret_post"
    case .none: "none"
    }
  }
}
