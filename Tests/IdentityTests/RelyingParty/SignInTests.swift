import Casework
import Crypto
import Policy
import TestKit
import Testing
import Units

@testable import Identity

@Suite("Signing in with a provider (OpenID Connect Core 1.0)")
struct SignInTests {
  @Test("a sign-in gives the identity, the roles and where to go on")
  func signsIn() async throws {
    try await Scene.run { scene in
      let back = try #require(LocalPath("/calculator?cycle=2025"))
      let signIn = try await scene.signIn(SignInOrder(returnTo: back, .zh))
      #expect(signIn.identity.provider == "person")
      #expect(signIn.identity.subject == "person-1")
      #expect(signIn.identity.name == "甲某")
      #expect(signIn.identity.identityNumber?.full == "990000199003070013")
      #expect(signIn.identity.roles == [RoleGrant(.applicant, .whole, .provider)])
      #expect(signIn.identity.level == .l1)
      #expect(signIn.identity.session == "session-1")
      #expect(signIn.returnTo == back)
      #expect(!signIn.isAgain)
      #expect(signIn.tokens.refresh == "refresh-2")
    }
  }

  @Test("the request has state, nonce and PKCE with S256, each new every time (RFC 7636)")
  func request() async throws {
    try await Scene.run { scene in
      let (first, pending) = try await scene.party.begin(SignInOrder(.en))
      let (second, other) = try await scene.party.begin(SignInOrder(.en))
      let form = try #require(FormText(first.split(separator: "?").last ?? ""))
      #expect(first.hasPrefix(scene.hostile.issuer + "/authorize?"))
      #expect(form["response_type"] == "code")
      #expect(form["client_id"] == "luohu")
      #expect(form["redirect_uri"] == "https://luohu.example/sign-in/person/callback")
      #expect(form["scope"] == "openid")
      #expect(form["ui_locales"] == "en")
      #expect(form["state"] == pending.state)
      #expect(form["nonce"] == pending.nonce)
      #expect(form["code_challenge_method"] == "S256")
      let hash = SHA256.hash(data: Array(pending.verifier.utf8))
      #expect(form["code_challenge"] == Base64URL.text(Array(hash)))
      #expect(!first.contains(pending.verifier), "the verifier stays here")
      #expect(pending.verifier.utf8.count == 43)
      #expect(form["max_age"] == nil && form["acr_values"] == nil)
      #expect(first != second && pending != other)
      #expect(
        Set([pending.state, pending.nonce, pending.verifier, other.state, other.nonce]).count == 5)
    }
  }

  @Test("what is pending survives the way through a cookie")
  func pendingText() async throws {
    try await Scene.run { scene in
      let back = try #require(LocalPath("/en/tasks"))
      let (_, pending) = try await scene.party.begin(
        SignInOrder(again: "person-1", returnTo: back, level: .l3, .en))
      #expect(PendingSignIn(text: pending.text) == pending)
      #expect(PendingSignIn(text: String(pending.text.dropLast())) == nil)
      #expect(!"\(pending)".contains(pending.verifier))
      #expect(!String(reflecting: pending).contains(pending.state))
      let elsewhere = pending.text.replacing("/en/tasks", with: "//evil.example")
      #expect(PendingSignIn(text: elsewhere) == nil, "nobody is sent to another site")
    }
  }

  @Test("client and secret are encoded before they are joined (RFC 6749, 2.3.1)")
  func basicProof() async throws {
    try await Scene.run { scene in
      _ = try await scene.signIn()
      let asked = try #require(scene.hostile.last("/token"))
      #expect(asked.authorization == "Basic " + Base64.text("luohu:a%2Bb%2F%20c".utf8))
      #expect(FormText(asked.body)?["client_secret"] == nil)
      #expect(FormText(asked.body)?["grant_type"] == "authorization_code")
    }
  }

  @Test("a client may prove itself in the body, or have no secret")
  func otherProofs() async throws {
    try await Scene.run({ $0.proof = .post }) { scene in
      _ = try await scene.signIn()
      let asked = try #require(scene.hostile.last("/token"))
      #expect(asked.authorization == nil)
      #expect(FormText(asked.body)?["client_secret"] == "a+b/ c")
    }
    try await Scene.run({
      $0.proof = .none
      $0.secret = nil
    }) { scene in
      _ = try await scene.signIn()
      let asked = try #require(scene.hostile.last("/token"))
      #expect(asked.authorization == nil)
      #expect(FormText(asked.body)?["client_id"] == "luohu")
      #expect(FormText(asked.body)?["client_secret"] == nil)
    }
  }

  @Test("RS256, PS256 and ES256 are verified", arguments: ["RS256", "PS256", "ES256"])
  func algorithms(name: String) async throws {
    let key = name == "ES256" ? TestKey.elliptic("e") : try TestKey.rsa.get()
    try await Scene.run(key: key, { $0.algorithms = [.rs256, .ps256, .es256] }) { scene in
      scene.hostile.change { $0.algorithm = name }
      let identity = try await scene.signIn().identity
      #expect(identity.subject == "person-1")
    }
  }

  @Test("claims that the token lacks come from userinfo, and the token's own stay")
  func userinfo() async throws {
    try await Scene.run { scene in
      scene.hostile.change {
        $0.claims = ["id_number": .null, "acr": .text("face")]
        $0.userinfo = [
          "id_number": .text("990000199003070013"), "name": .text("乙某"), "acr": .text("none"),
          "phone_number": .text("13000000000"),
        ]
      }
      let identity = try await scene.signIn().identity
      #expect(identity.identityNumber?.full == "990000199003070013")
      #expect(identity.name == "甲某", "what is signed stays")
      #expect(identity.level == .l3, "how somebody signed in stands in the token alone")
      #expect(identity.phone == "13000000000")
      #expect(scene.hostile.last("/userinfo")?.authorization == "Bearer access-1")
    }
  }

  @Test("userinfo is not asked when the token says all")
  func noUserinfo() async throws {
    try await Scene.run { scene in
      scene.hostile.change { $0.claims = ["phone_number": .text("13000000000")] }
      _ = try await scene.signIn()
      #expect(scene.hostile.asked("/userinfo") == 0)
    }
  }

  @Test("a claim that must be there and is not is named; telephone may be missing")
  func missing() async throws {
    try await Scene.run { scene in
      scene.hostile.change { $0.claims = ["id_number": .null] }
      #expect(await scene.failure() == .missing(.identityNumber))
      scene.hostile.change { $0.claims = ["name": .null] }
      #expect(await scene.failure() == .missing(.name))
      scene.hostile.change { $0.claims = [:] }
      #expect(await scene.failure() == nil)
    }
  }

  @Test("a number whose check does not fit is refused")
  func unusable() async throws {
    try await Scene.run { scene in
      scene.hostile.change { $0.claims = ["id_number": .text("990000199003070014")] }
      #expect(await scene.failure() == .unusable(.identityNumber))
    }
  }

  @Test("numbers of invented people count only where people are invented")
  func invented() async throws {
    try await Scene.run { scene in
      // Loopback is refused in a real installation, so the reading is looked at alone.
      let claims = JSONValue.object([
        "sub": .text("a"), "name": .text("甲"), "id_number": .text("990000199003070013"),
      ])
      let provider = scene.party.provider
      #expect(throws: SignInFailure.unusable(.identityNumber)) {
        _ = try provider.identity(claims, token: claims, now: scene.clock.now, invented: false)
      }
    }
  }

  @Test("levels follow acr, or all of amr; the highest counts")
  func levels() async throws {
    try await Scene.run { scene in
      let cases: [([String: JSONValue], AssuranceLevel)] = [
        ([:], .l1), (["acr": .text("face")], .l3), (["acr": .text("Face")], .l1),
        (["amr": .list([.text("pwd")])], .l1),
        (["amr": .list([.text("otp"), .text("pwd")])], .l2),
        (["acr": .text("face"), "amr": .list([.text("otp"), .text("pwd")])], .l3),
      ]
      for (claims, level) in cases {
        scene.hostile.change { $0.claims = claims }
        let identity = try await scene.signIn().identity
        #expect(identity.level == level, "\(claims)")
      }
    }
  }

  @Test("a level below the needed one is refused, the needed one is not")
  func neededLevel() async throws {
    try await Scene.run { scene in
      let order = SignInOrder(level: .l3, .zh)
      scene.hostile.change { $0.claims = ["amr": .list([.text("pwd"), .text("otp")])] }
      #expect(await scene.failure(order) == .level(needed: .l3, got: .l2))
      scene.hostile.change { $0.claims = ["acr": .text("face")] }
      #expect(await scene.failure(order) == nil)
    }
  }

  @Test("a staff member's roles and their scopes come from claims; one without its scope is lost")
  func staffRoles() async throws {
    try await Scene.run({ provider in
      provider.audience = .staff
      provider.claims = ClaimMap(name: ClaimPath("name"))
      provider.roles = [
        RoleRule(
          .window, when: ClaimPath("realm", "roles"), is: "window",
          scope: .claim(kind: "district", ClaimPath("realm", "district"))),
        RoleRule(
          .officer, when: ClaimPath("realm", "roles"), is: "tax",
          scope: .fixed(.department("tax"))),
      ]
    }) { scene in
      let roles = JSONValue.list([.text("window"), .text("tax"), .text("other")])
      scene.hostile.change {
        $0.claims = ["realm": .object(["roles": roles, "district": .text("haidian")])]
      }
      let identity = try await scene.signIn().identity
      #expect(
        identity.roles == [
          RoleGrant(.window, .district("haidian"), .provider),
          RoleGrant(.officer, .department("tax"), .provider),
        ])
      scene.hostile.change { $0.claims = ["realm": .object(["roles": roles])] }
      let other = try await scene.signIn().identity
      #expect(other.roles == [RoleGrant(.officer, .department("tax"), .provider)])
      #expect(other.lostRoles == [.window])
    }
  }

  @Test(
    "who works at a supervising unit has its number from a claim, as text or number; what is none gives no role"
  )
  func supervisor() async throws {
    try await Scene.run({ provider in
      provider.audience = .staff
      provider.claims = ClaimMap(name: ClaimPath("name"))
      provider.roles = [
        RoleRule(
          .supervisor, when: ClaimPath("roles"), is: "graduates",
          scope: .claim(kind: "supervisor", ClaimPath("unit")))
      ]
    }) { scene in
      for unit in [JSONValue.text("17"), .number("17")] {
        scene.hostile.change { $0.claims = ["roles": .text("graduates"), "unit": unit] }
        let identity = try await scene.signIn().identity
        #expect(identity.roles == [RoleGrant(.supervisor, .supervisingUnit(17), .provider)])
        #expect(identity.lostRoles.isEmpty)
      }
      for unit in [
        JSONValue.text("0"), .text("-1"), .text("017"), .text("haidian"), .number("1.7"),
        .number("1e1"), .number("9223372036854775808"), .list([.text("17")]), .flag(true),
      ] {
        scene.hostile.change { $0.claims = ["roles": .text("graduates"), "unit": unit] }
        let identity = try await scene.signIn().identity
        #expect(identity.roles.isEmpty && identity.lostRoles == [.supervisor], "\(unit)")
      }
    }
  }

  @Test("a legal entity is its credit code")
  func entity() async throws {
    let code = CreditCode.invented(number: 7)
    try await Scene.run({ provider in
      provider.audience = .entity
      provider.claims = ClaimMap(name: ClaimPath("name"), creditCode: ClaimPath("uscc"))
      provider.roles = [RoleRule(.clerk, scope: .entity)]
    }) { scene in
      scene.hostile.change { $0.claims = ["uscc": .text(code.full)] }
      let identity = try await scene.signIn().identity
      #expect(identity.creditCode == code)
      #expect(identity.roles == [RoleGrant(.clerk, .entity(code), .provider)])
      scene.hostile.change { $0.claims = ["uscc": .text("919900000000000004")] }
      #expect(await scene.failure() == .unusable(.creditCode))
    }
  }
}
