import Casework
import Policy
import TestKit
import Testing
import Units

@testable import Identity

@Suite("Providers by other people")
struct PeerTests {
  private static func party(
    _ peer: IdentityPeer, _ web: WebLink, _ adjust: (inout IdentityProvider) -> Void
  ) throws -> RelyingParty {
    var provider = try Scene.provider(peer.ready.issuer)
    provider.algorithms = [.rs256]
    provider.client = peer.ready.client_id ?? "luohu"
    provider.secret = ClientSecret(peer.ready.client_secret ?? "any")
    adjust(&provider)
    return RelyingParty(provider, web.link, .demo)
  }

  /// Runs a test with a relying party of its own.
  private static func run(
    _ peer: IdentityPeer, _ adjust: (inout IdentityProvider) -> Void = { _ in },
    _ body: (RelyingParty) async throws -> Void
  ) async throws {
    let web = WebLink()
    let party = try party(peer, web, adjust)
    let outcome = await Result { try await body(party) }
    await web.close()
    try outcome.get()
  }

  private static func signIn(
    _ party: RelyingParty, _ peer: IdentityPeer, as user: String,
    _ order: SignInOrder = SignInOrder(.zh)
  ) async throws -> SignIn {
    let (address, pending) = try await party.begin(order)
    return try await party.finish(try await peer.signIn(address, as: user), pending)
  }

  private static func proof(_ proof: ClientProof) -> (inout IdentityProvider) -> Void {
    { provider in
      provider.scopes = ["openid", "profile"]
      provider.proof = proof
      if proof == .none { provider.secret = nil }
    }
  }

  @Test(
    "oidc-provider-mock: a sign-in with both ways to prove who the client is",
    arguments: [ClientProof.basic, .post])
  func mock(proof: ClientProof) async throws {
    let peer = try await IdentityPeer.mock.value
    try await Self.run(peer, Self.proof(proof)) { party in
      let identity = try await Self.signIn(party, peer, as: "mock-1").identity
      #expect(identity.subject == "mock-1")
      #expect(identity.identityNumber?.full == "990000199003070013")
      #expect(await party.health().state == .well)
    }
  }

  @Test("oidc-provider-mock: it takes no client without a secret, and that is said")
  func mockWithout() async throws {
    let peer = try await IdentityPeer.mock.value
    try await Self.run(peer, Self.proof(.none)) { party in
      await #expect(throws: SignInFailure.refused) {
        _ = try await Self.signIn(party, peer, as: "mock-1")
      }
    }
  }

  @Test("oidc-provider-mock: renewing, declining, signing out")
  func mockMore() async throws {
    let peer = try await IdentityPeer.mock.value
    try await Self.run(peer, { $0.scopes = ["openid", "profile"] }) { party in
      let signIn = try await Self.signIn(party, peer, as: "mock-1")
      #expect(signIn.identity.name == "甲某")
      let renewal = try await party.renew(signIn.tokens, of: "mock-1")
      #expect(renewal.tokens.refresh != nil)
      #expect(renewal.flaw == nil)
      let (address, pending) = try await party.begin(SignInOrder(.zh))
      let query = try await peer.signIn(address, as: nil)
      // It declines without saying whose question it answers, so nobody can be told that they declined.
      await #expect(throws: SignInFailure.state) { _ = try await party.finish(query, pending) }
      let out = try #require(await party.signOutAddress(signIn.tokens))
      #expect(out.hasPrefix(peer.ready.issuer + "/oauth2/end_session?"))
    }
  }

  @Test("Glewlwyd: a sign-in with PKCE demanded, the code a second time, renewing")
  func glewlwyd() async throws {
    let peer = try await IdentityPeer.glewlwyd.value
    try await Self.run(peer) { party in
      let (address, pending) = try await party.begin(SignInOrder(.zh))
      let query = try await peer.signIn(address, as: "jia")
      let signIn = try await party.finish(query, pending)
      #expect(signIn.identity.name == "甲某")
      #expect(signIn.identity.identityNumber?.full == "990000199003070013")
      #expect(signIn.identity.session != nil)
      let renewal = try await party.renew(signIn.tokens, of: signIn.identity.subject)
      #expect(renewal.flaw == nil)
      #expect(renewal.tokens.refresh != signIn.tokens.refresh, "it is for one use")
      await #expect(throws: SignInFailure.ended) {
        _ = try await party.renew(signIn.tokens, of: signIn.identity.subject)
      }
      // Another process of ours has not seen the answer: the provider refuses the code.
      try await Self.run(peer) { other in
        await #expect(throws: SignInFailure.replayed) {
          _ = try await other.finish(query, pending)
        }
      }
    }
  }

  @Test("Glewlwyd: both ways to prove who the client is, and a wrong secret")
  func glewlwydProof() async throws {
    let peer = try await IdentityPeer.glewlwyd.value
    try await Self.run(peer, { $0.secret = ClientSecret("wrong") }) { party in
      await #expect(throws: SignInFailure.refused) {
        _ = try await Self.signIn(party, peer, as: "jia")
      }
      let notice = await party.health().lastNotice
      #expect(notice == SignInFailure.refused.notice)
    }
    try await Self.run(peer, { $0.algorithms = [.es256] }) { party in
      await #expect(throws: SignInFailure.metadata(.abilities)) {
        _ = try await party.begin(SignInOrder(.zh))
      }
    }
  }

  @Test("Glewlwyd: it says that somebody proved it in 1970, so nothing is proved anew")
  func glewlwydAgain() async throws {
    let peer = try await IdentityPeer.glewlwyd.value
    try await Self.run(peer) { party in
      let first = try await Self.signIn(party, peer, as: "jia")
      let again = SignInOrder(
        again: first.identity.subject, returnTo: .home, level: .l1, .zh)
      await #expect(throws: SignInFailure.stale) {
        _ = try await Self.signIn(party, peer, as: "jia", again)
      }
    }
  }
}
