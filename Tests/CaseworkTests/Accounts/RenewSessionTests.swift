import Casework
import Policy
import TestKit
import Testing
import Units

@Suite("A provider that is asked again is believed at once (续期)")
struct RenewSessionTests {
  let bench: AccountBench

  init() throws { bench = try AccountBench() }

  private func renew(
    _ signedIn: SignedIn, _ identity: SignedInIdentity, _ level: AssuranceLevel? = nil
  ) async throws -> Bool {
    try await bench.office.renew(signedIn.session, identity, level: level, key: bench.key())
  }

  private func events(_ signedIn: SignedIn) -> [String] {
    bench.cases.events.filter { $0.dossier == DossierID(Account.kind, signedIn.session.account) }
      .map(\.name)
  }

  @Test("a role that it takes back is gone; one that it gives is there")
  func roles() async throws {
    var identity = AccountBench.staff(1, .window, .district("haidian"))
    let signedIn = try await bench.signIn(identity)
    #expect(try await !renew(signedIn, identity), "it says the same")
    #expect(try await bench.standing(signedIn.token).refusal == nil)
    identity.grants = [RoleGrant(.officer, .department("tax"), .provider)]
    #expect(try await renew(signedIn, identity))
    bench.desk.forget(account: signedIn.session.account)
    #expect(try await bench.standing(signedIn.token).refusal == .roleEnded)
    let account = try await bench.account(signedIn.session.account)
    #expect(account.grants == identity.grants)
    #expect(events(signedIn).filter { $0 == "ProviderRolesChanged" }.count == 1)
  }

  @Test("a session stands on no more than it says, keeps its token, and rises by no renewal")
  func level() async throws {
    let identity = AccountBench.person(1, level: .l3)
    let signedIn = try await bench.signIn(identity)
    let before = events(signedIn)
    for level in [nil, .l3, .l4] as [AssuranceLevel?] {
      #expect(try await !renew(signedIn, identity, level), "\(level.map { "\($0)" } ?? "silent")")
    }
    #expect(events(signedIn) == before)
    #expect(try await bench.standing(signedIn.token, .editBasics).stepUp == nil)
    #expect(try await renew(signedIn, identity, .l2))
    bench.desk.forget(account: signedIn.session.account)
    #expect(try await bench.standing(signedIn.token, .editBasics).stepUp?.level == .l3)
    #expect(try await bench.actor(signedIn).level == .l2)
    #expect(events(signedIn) == before + ["ProviderLevelLowered"])
  }

  @Test("a program's token that stands on more than the provider says now ends, one on less stays")
  func programs() async throws {
    let identity = AccountBench.person(1, level: .l3)
    let signedIn = try await bench.signIn(identity)
    func admit(_ name: String, _ session: SignedIn) async throws -> SignedIn {
      bench.clock.move(milliseconds: 1)
      return try await bench.office.admitProgram(
        name, session.session, address: AccountBench.home, try await bench.actor(session))
    }
    let lower = try await bench.signIn(AccountBench.person(1, level: .l2))
    let more = try await admit("more", signedIn)
    let less = try await admit("less", lower)
    #expect(try await renew(signedIn, identity, .l2))
    bench.desk.forget(account: signedIn.session.account)
    #expect(try await bench.standing(more.token).refusal == .unknown)
    #expect(try await bench.standing(less.token).refusal == nil)
  }

  @Test("what is said of somebody else's account changes neither")
  func otherAccount() async throws {
    let signedIn = try await bench.signIn(AccountBench.person(1))
    let other = try await bench.signIn(AccountBench.person(2))
    var identity = AccountBench.person(2)
    identity.grants = []
    let before = bench.cases.events.count
    #expect(
      try await refusal { _ = try await renew(signedIn, identity, .l1) } == .otherIdentity)
    var stranger = AccountBench.person(3)
    stranger.identityNumber = nil
    #expect(try await refusal { _ = try await renew(signedIn, stranger) } == .otherIdentity)
    #expect(bench.cases.events.count == before)
    for one in [signedIn, other] { #expect(try await bench.actor(one).level == .l3) }
  }

  @Test("a session that went on under another token meanwhile is not brought back")
  func rotated() async throws {
    let identity = AccountBench.person(1)
    let signedIn = try await bench.signIn(identity)
    bench.clock.move(milliseconds: 1)
    let proved = try await bench.office.stepUp(signedIn.session, bench.request(identity))
    await #expect(throws: SessionLost.self) { _ = try await renew(signedIn, identity, .l1) }
    #expect(try await bench.standing(signedIn.token).refusal == .unknown)
    #expect(try await bench.actor(proved).level == .l3)
  }

  @Test(
    "when it is asked again comes with the sign-in and with a new proof, and stays with the role and the level"
  )
  func moments() async throws {
    var identity = AccountBench.staff(1, .window, .district("haidian"))
    identity.grants.append(RoleGrant(.window, .district("chaoyang"), .provider))
    func moment(_ number: Int64) -> Instant { Instant(milliseconds: 1000 * number) }
    func kept(_ signedIn: SignedIn) async throws -> Instant? {
      try #require(try await bench.cases.session(tokenHash: signedIn.session.tokenHash)).renewAt
    }
    let signedIn = try await bench.office.signIn(bench.request(identity, renewAt: moment(1)))
    #expect(try await kept(signedIn) == moment(1))
    let office = bench.office
    let asking = try #require(
      try await office.postponeRenewal(signedIn.session, to: moment(2)))
    #expect(try await kept(signedIn) == moment(2) && asking.renewAt == moment(2))
    #expect(
      try await office.postponeRenewal(signedIn.session, to: moment(3)) == nil, "one asks")
    // What the session was read as before the provider was asked does not bring that back.
    let chosen = try await office.chooseRole(
      .window, .district("chaoyang"), signedIn.session, key: bench.key())
    #expect(try await kept(chosen) == moment(2))
    #expect(try await renew(chosen, identity, .l2))
    #expect(try await kept(chosen) == moment(2))
    let lowered = try #require(
      try await bench.cases.session(tokenHash: chosen.session.tokenHash))
    let proved = try await office.stepUp(lowered, bench.request(identity, renewAt: moment(4)))
    #expect(try await kept(proved) == moment(4) && proved.session.renewAt == moment(4))
    let silent = try await office.stepUp(proved.session, bench.request(identity))
    #expect(try await kept(silent) == nil, "nothing came along to ask with")
    let again = try await office.stepUp(
      silent.session, bench.request(identity, renewAt: moment(5)))
    #expect(try await kept(again) == moment(5), "a session from before is known from then on")
  }

  @Test("nobody is asked about a program: it has nothing to ask with")
  func program() async throws {
    let request = bench.request(
      AccountBench.person(1), renewAt: Instant(milliseconds: 1000))
    let signedIn = try await bench.office.signIn(request)
    bench.clock.move(milliseconds: 1)
    let program = try await bench.office.admitProgram(
      "名单同步", signedIn.session, address: AccountBench.home, try await bench.actor(signedIn))
    #expect(try await bench.cases.session(tokenHash: program.session.tokenHash)?.renewAt == nil)
  }

  @Test("roles that the provider names and that are not given are told, and stand in the history")
  func lost() async throws {
    var identity = AccountBench.staff(1, .officer, .department("tax"))
    identity.lostRoles = [.window]
    // Who keeps the system decides no cases.
    identity.grants.append(RoleGrant(.technician, .whole, .provider))
    let signedIn = try await bench.signIn(identity)
    #expect(signedIn.lost == LostRoles([.window, .technician], beside: [.officer]))
    #expect(signedIn.lost.conflicts.map(\.first) == [.technician])
    let actor = try await bench.actor(signedIn)
    #expect(try await bench.office.signIns(actor).lines.first?.lost == [.window, .technician])
    identity.lostRoles = []
    identity.grants.removeLast()
    #expect(try await bench.signIn(identity).lost.roles == [])
  }
}
