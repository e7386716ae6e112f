package import Casework

/// What came of asking a provider again (续期结果).
package struct Renewal: Sendable {
  /// To be kept instead of the old ones, whatever else came: those have been used.
  package var tokens: ProviderTokens
  /// Who the provider says it is now; `nil` when it says nothing anew, or nothing that can be believed.
  package var identity: ProvenIdentity?
  /// How surely they had signed in, where it says so anew.
  package var level: AssuranceLevel?
  /// Why what it says is not believed, or cannot be completed now.
  package var flaw: SignInFailure?
}

extension RelyingParty {
  /// Asks whether the provider still vouches for somebody (续期), and what it says of them now.
  ///
  /// - Throws: ``SignInFailure/ended`` when it does not vouch any more, ``TokenFlaw/subject`` when it vouches for somebody
  ///   else; anything else means that it cannot be asked now, and the old tokens still serve.
  package func renew(
    _ tokens: ProviderTokens, of subject: String
  ) async throws(SignInFailure) -> Renewal {
    try await noting { () async throws(SignInFailure) in try await renewed(tokens, subject) }
  }

  private func renewed(
    _ tokens: ProviderTokens, _ subject: String
  ) async throws(SignInFailure) -> Renewal {
    guard let refresh = tokens.refresh else { throw .ended }
    let metadata = try await desk.currentMetadata()
    var form = FormText()
    form.add("grant_type", "refresh_token")
    form.add("refresh_token", refresh)
    let answer = try await exchange(form, metadata, else: .ended)
    var renewal = Renewal(tokens: tokens)
    renewal.tokens.refresh = answer.refresh ?? refresh
    guard let text = answer.identity else { return renewal }
    do throws(SignInFailure) {
      let claims = try await claims(of: text)
      // What is kept was checked when it came.
      let before = (try? CompactToken(tokens.identity))?.claims
      do throws(TokenFlaw) {
        guard claims["sub"]?.text == subject else { throw TokenFlaw.subject }
        try TokenTerms.check(claims, accessToken: answer.access)
        if let before { try TokenTerms.check(claims, renewing: before, skew: provider.skew) }
      } catch {
        throw .token(error)
      }
      let identity = try await identity(claims, answer.access, metadata)
      renewal.identity = identity
      // A token that leaves out a part of what was said of how they signed in takes nothing back, and the one that said it is
      // kept to compare with.
      let names: Set = ["acr", "amr"]
      let said = names.filter { claims[$0] != nil }
      let needed = before.map { before in names.filter { before[$0] != nil } } ?? names
      if said.isSuperset(of: needed) {
        renewal.tokens.identity = text
        if !said.isEmpty { renewal.level = identity.level }
      }
    } catch {
      if error == .token(.subject) { throw error }
      lastFailure.note(error, at: clock.now())
      renewal.flaw = error
    }
    return renewal
  }
}
