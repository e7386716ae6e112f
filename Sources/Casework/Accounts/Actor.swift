package import Units

/// Who acts (办理人): the one value that every use case takes. It is made from a session for one request; what it
/// says has been looked up, not sent.
package struct Actor: Hashable, Sendable {
  /// `account/17`; ``PartyID/system`` and ``PartyID/visitor`` have no account.
  package var party: PartyID
  /// The one role in which they act now.
  package var role: Role
  package var scope: RoleScope
  package var level: AssuranceLevel
  /// When they last proved who they are: the sign-in or the newest step-up.
  package var provedAt: Instant
  /// When the complete request was received: stages are decided by it.
  package var receivedAt: Instant
  /// The idempotency key of the request, 1 to 100 characters: sent again under the same key, it is not done again.
  package var key: String

  package init(
    _ party: PartyID, _ role: Role, _ scope: RoleScope = .whole, level: AssuranceLevel,
    provedAt: Instant, receivedAt: Instant, key: String
  ) {
    self.party = party
    self.role = role
    self.scope = scope
    self.level = level
    self.provedAt = provedAt
    self.receivedAt = receivedAt
    self.key = key
  }

  /// The number of the account; `nil` for the platform itself and for visitors.
  package var account: Int64? { party.account }

  /// The platform acting by itself.
  package static func system(at moment: Instant, key: String) -> Actor {
    Actor(.system, .system, level: .l1, provedAt: moment, receivedAt: moment, key: key)
  }

  /// Somebody who is not signed in.
  package static func visitor(at moment: Instant, key: String) -> Actor {
    Actor(.visitor, .visitor, level: .l1, provedAt: moment, receivedAt: moment, key: key)
  }

  /// The command of an act, under the request's key.
  ///
  /// - Parameter content: what is asked for; the same key with another content is refused.
  package func command(_ act: Act, content: [UInt8] = []) -> Command {
    Command(key: key, name: act.rawValue, party: party, role: role, content: content)
  }

  /// The signature below an act of two people.
  package func signature(at moment: Instant) -> Proposal.Signature {
    Proposal.Signature(party: party, role: role, at: moment)
  }
}

extension PartyID {
  /// 公众: somebody who is not signed in.
  package static let visitor = PartyID(rawValue: "visitor")

  /// The party of an account.
  package init(account number: Int64) { self.init(rawValue: "account/\(number)") }

  /// The number of the account; `nil` for parties that have none.
  package var account: Int64? {
    guard rawValue.hasPrefix("account/"), let number = Int64(rawValue.dropFirst(8)), number > 0
    else { return nil }
    return rawValue == "account/\(number)" ? number : nil
  }
}
