import Crypto

/// What a browser shows to be let in (会话令牌): 256 random bits, in a cookie. The store has its hash only, so whoever reads the
/// database gets in nowhere. It prints as three dots.
package struct SessionToken: Sendable {
  private let bytes: [UInt8]

  /// A new one.
  package init(_ random: RandomSource) { bytes = random.bytes(SessionToken.length) }

  package static let length = 32

  /// Reads ``cookie``; `nil` when it is no such text.
  package init?(cookie: String) {
    guard let bytes = WebText.bytes(cookie), bytes.count == SessionToken.length else { return nil }
    self.bytes = bytes
  }

  /// 43 letters, digits, hyphens and underscores.
  package var cookie: String { WebText.text(bytes) }

  package var hash: [UInt8] { Array(SHA256.hash(data: bytes)) }
}

extension SessionToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "…" }
  package var debugDescription: String { "…" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}

/// What a form carries to show that it came from this session's own page (表单令牌): HMAC-SHA256 of the act under the session's
/// secret. Another site cannot know it, and the form of one act does not serve for another.
///
/// The secret changes at sign-in and when the role changes, so a form that was shown in another role is refused. It
/// stays at a step-up, so the form that asked for it can be sent afterwards.
package enum FormToken {
  /// - Parameter form: the act, or another name of what the form does.
  package static func make(_ form: String, _ session: Session) -> String {
    WebText.text(Sealing.code(Array("luohu form 1:\(form)".utf8), key: session.secret))
  }

  /// Compares in a time that says nothing of where they differ.
  package static func isGenuine(_ token: String, for form: String, _ session: Session) -> Bool {
    Sealing.areSame(Array(token.utf8), Array(make(form, session).utf8))
  }
}
