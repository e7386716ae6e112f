import Casework
import Policy
import TestKit
import Testing
import Units

@testable import Identity

@Suite("Providers that answer badly or not at all")
struct OutgoingTests {
  @Test(
    "an answer is whole, small and where it was asked, or none",
    arguments: [
      ("/token", LoopbackServer.Answer.huge(64 << 20), OutgoingFault.large),
      ("/keys", .huge(64 << 20), .large),
      ("/token", .cut, .unreachable),
      ("/token", .redirect("http://127.0.0.1:1/"), .redirected),
      ("/keys", .redirect("/other"), .redirected),
      ("/token", .whole(status: 503, type: "text/html", body: []), .broken),
    ])
  func badly(path: String, answer: LoopbackServer.Answer, fault: OutgoingFault) async throws {
    try await Scene.run { scene in
      scene.hostile.change { $0.answers = [path: answer] }
      #expect(await scene.failure() == .unavailable(fault))
      #expect(scene.hostile.asked("/other") == 0)
    }
  }

  @Test(
    "an answer that does not come, or comes byte by byte, is given up",
    arguments: [
      ("/token", LoopbackServer.Answer.silence), ("/token", .drip), ("/userinfo", .drip),
    ])
  func slow(path: String, answer: LoopbackServer.Answer) async throws {
    // Only time itself can tell whether a deadline holds: each waits a second.
    try await Scene.run(limits: OutgoingLimits(deadline: 1_000)) { scene in
      scene.hostile.change {
        $0.answers = [path: answer]
        if path == "/userinfo" { $0.claims = ["id_number": .null] }
      }
      #expect(await scene.failure() == .unavailable(.late))
      #expect(scene.hostile.asked(path) == 1)
    }
  }

  @Test("nobody listens")
  func nobody() async throws {
    try await Scene.run { scene in
      await scene.hostile.close()
      #expect(await scene.failure() == .unavailable(.unreachable))
    }
  }

  @Test("a provider that fails three times is left alone, and tried once every fifteen seconds")
  func circuit() async throws {
    let down = LoopbackServer.Answer.whole(status: 500, type: "text/plain", body: [])
    let place = "/.well-known/openid-configuration"
    try await Scene.run { scene in
      scene.hostile.change { $0.answers = [place: down] }
      for _ in 0..<3 { #expect(await scene.failure() == .unavailable(.broken)) }
      for _ in 0..<5 { #expect(await scene.failure() == .unavailable(.resting)) }
      #expect(scene.hostile.asked(place) == 3)
      scene.steady.move(milliseconds: Circuit.rest - 1)
      #expect(await scene.failure() == .unavailable(.resting))
      scene.steady.move(milliseconds: 1)
      #expect(await scene.failure() == .unavailable(.broken))
      #expect(await scene.failure() == .unavailable(.resting))
      #expect(scene.hostile.asked(place) == 4)
      scene.hostile.change { $0.answers = [:] }
      scene.steady.move(milliseconds: Circuit.rest)
      #expect(await scene.failure() == nil, "it works again by itself")
      #expect(await scene.failure() == nil)
    }
  }

  @Test("health says what an operator needs: state, keys, what was wrong last and when")
  func health() async throws {
    try await Scene.run { scene in
      #expect(await scene.party.health().state == .unused)
      _ = try await scene.signIn()
      let well = await scene.party.health()
      #expect(well.state == .well && well.isWell && well.keys == 1 && well.lastNotice == nil)
      #expect(well.text.en == "Unified identity: well, 1 key")
      scene.hostile.change { $0.answers = ["/token": .whole(status: 502, type: "", body: [])] }
      #expect(await scene.failure() == .unavailable(.broken))
      let failing = await scene.party.health()
      #expect(failing.state == .failing && !failing.isWell)
      #expect(failing.lastNoticeAt == scene.clock.now)
      for _ in 0..<2 { _ = await scene.failure() }
      #expect(await scene.party.health().state == .resting)
      #expect(await scene.party.health().text.zh.contains("对方服务出错"))
    }
  }

  @Test("people who mistype or decline are no failures of the provider")
  func people() async throws {
    try await Scene.run { scene in
      _ = try await scene.signIn()
      let (_, pending) = try await scene.party.begin(SignInOrder(.zh))
      var form = FormText()
      form.add("error", "access_denied")
      form.add("state", pending.state)
      form.add("iss", scene.hostile.issuer)
      await #expect(throws: SignInFailure.declined) {
        _ = try await scene.party.finish(form.text, pending)
      }
      #expect(await scene.party.health().lastNotice == nil)
    }
  }
}
