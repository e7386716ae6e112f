package import Casework
package import Policy

/// What somebody wants who goes to a provider (登录请求).
package struct SignInOrder: Hashable, Sendable {
  /// Where they go on afterwards.
  package var returnTo: LocalPath
  package var language: Language
  /// How sure the provider must be.
  package var level: AssuranceLevel
  /// The person who has to prove again who they are (再次核验): the provider's number of them; `nil` for a sign-in.
  package var again: String?
  package var proof: Proof

  /// How new the proof of who they are has to be (核验时间要求).
  package enum Proof: String, Hashable, Sendable {
    /// However old: the provider's own session is enough.
    case any
    /// No older than what is agreed with the provider.
    case recent
    /// Made for this, whatever the provider remembers.
    case new
  }

  /// Somebody signs in.
  package init(
    returnTo: LocalPath = .home, level: AssuranceLevel = .l1, proof: Proof = .any,
    _ language: Language
  ) {
    self.returnTo = returnTo
    self.language = language
    self.level = level
    self.proof = proof
    again = nil
  }

  /// Somebody who is signed in proves again who they are, before they submit or withdraw.
  package init(
    again subject: String, returnTo: LocalPath, level: AssuranceLevel, _ language: Language
  ) {
    self.returnTo = returnTo
    self.language = language
    self.level = level
    again = subject
    proof = .recent
  }
}
