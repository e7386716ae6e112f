import Casework
import Policy
import Units

/// A sign-in that has begun (进行中的登录): what binds the provider's answer to this browser. The caller keeps its ``text`` in
/// a sealed cookie of ten minutes; nobody else may read or change it.
package struct PendingSignIn: Hashable, Sendable {
  package let provider: String
  /// What the answer must repeat.
  let state: String
  /// What the token must repeat.
  let nonce: String
  /// What the exchange of the code must show (PKCE, RFC 7636).
  let verifier: String
  /// The first moment at which it is overdue, by the clock of the relying party.
  let until: Instant
  package let returnTo: LocalPath
  let level: AssuranceLevel
  /// Who has to prove again who they are; `nil` for a sign-in.
  package let again: String?
  let proof: SignInOrder.Proof

  /// Milliseconds from the way to the provider to the way back.
  package static let lasting: Int64 = 600_000

  /// For a cookie, once sealed.
  package var text: String {
    var json = JSONWriter()
    json.object { json in
      json.field("provider", provider)
      json.field("state", state)
      json.field("nonce", nonce)
      json.field("verifier", verifier)
      json.key("until")
      json.decimal(String(until.milliseconds))
      json.field("returnTo", returnTo.text)
      json.field("level", level.rawValue)
      if let again { json.field("again", again) }
      json.field("proof", proof.rawValue)
    }
    return json.text
  }

  /// Reads ``text``; `nil` when it is no such text.
  package init?(text: String) {
    guard let json = JSONValue(json: Array(text.utf8)),
      let provider = json["provider"]?.text, let state = json["state"]?.text,
      let nonce = json["nonce"]?.text, let verifier = json["verifier"]?.text,
      case .number(let until)? = json["until"], let milliseconds = Int64(until),
      let returnTo = json["returnTo"]?.text.flatMap({ LocalPath($0) }),
      let level = json["level"]?.text.flatMap(AssuranceLevel.init),
      let proof = json["proof"]?.text.flatMap(SignInOrder.Proof.init)
    else { return nil }
    self.provider = provider
    self.state = state
    self.nonce = nonce
    self.verifier = verifier
    self.until = Instant(milliseconds: milliseconds)
    self.returnTo = returnTo
    self.level = level
    again = json["again"]?.text
    self.proof = proof
  }

  /// - Parameter random: so many bytes from a source of secrets.
  init(_ provider: String, _ order: SignInOrder, now: Instant, random: (Int) -> [UInt8]) {
    self.provider = provider
    state = Base64URL.text(random(32))
    nonce = Base64URL.text(random(32))
    verifier = Base64URL.text(random(32))
    until = now.adding(milliseconds: PendingSignIn.lasting)
    returnTo = order.returnTo
    level = order.level
    again = order.again
    proof = order.proof
  }

  /// How many milliseconds ago the proof may have been made at most; `nil` when that does not matter.
  ///
  /// - Parameter agreed: seconds, as they are agreed with the provider.
  func oldest(at now: Instant, agreed: Int64) -> Int64? {
    switch proof {
    case .any: nil
    case .recent: agreed * 1000
    // Since the way there; providers count in whole seconds.
    case .new: now.milliseconds - until.milliseconds + PendingSignIn.lasting + 1000
    }
  }
}

extension PendingSignIn: CustomStringConvertible, CustomReflectable {
  package var description: String { "sign-in with \(provider)" }
  package var customMirror: Mirror { Mirror(self, children: ["provider": provider]) }
}
