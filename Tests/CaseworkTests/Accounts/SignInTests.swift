import Policy
import TestKit
import Testing
import Units

@testable import Casework

@Suite("Signing in, and what protects an account (账户安全)")
struct SignInTests {
  let bench: AccountBench

  init() throws { bench = try AccountBench() }

  @Test("the first sign-in opens an account, the next finds it; two people never share one")
  func opened() async throws {
    let first = try await bench.signIn(AccountBench.person(1))
    let again = try await bench.signIn(AccountBench.person(1))
    let other = try await bench.signIn(AccountBench.person(2))
    #expect(first.isNew && !again.isNew && other.isNew)
    #expect(first.session.account == again.session.account)
    #expect(first.session.account != other.session.account)
    #expect(first.session.role == .applicant && first.session.level == .l3)
    let actor = try await bench.actor(first)
    #expect(actor.party == PartyID(account: first.session.account))
    #expect(actor.provedAt == first.session.provedAt && actor.receivedAt == bench.clock.now)
    // The same name at another provider is somebody else.
    var stranger = AccountBench.person(1)
    stranger.provider = "other"
    stranger.identityNumber = nil
    #expect(try await bench.signIn(stranger).isNew)
  }

  @Test("nothing personal stands in an event, a key or a command (PIPL)")
  func sealed() async throws {
    let identity = AccountBench.person(1)
    let signedIn = try await bench.signIn(identity)
    _ = try await bench.office.signIns(try await bench.actor(signedIn))
    let number = try #require(identity.identityNumber).full
    for text in [number, "落小户", "13800001001", "subject-1", "Firefox", "203.0.113"] {
      for event in bench.cases.events {
        #expect(
          !String(decoding: event.leaf, as: UTF8.self).contains(text), "\(event.name) \(text)")
      }
    }
    let account = try await bench.account(signedIn.session.account)
    #expect(account.name != nil && account.identityNumber != nil)
  }

  @Test("what the provider says anew replaces what it said, and the old values are erased")
  func refreshed() async throws {
    let signedIn = try await bench.signIn(AccountBench.person(1))
    let before = try await bench.account(signedIn.session.account)
    _ = try await bench.signIn(AccountBench.person(1))
    let same = try await bench.account(before.number)
    #expect(same.claims == before.claims && same.name == before.name)
    var married = AccountBench.person(1)
    married.name = "落新名"
    _ = try await bench.signIn(married)
    let after = try await bench.account(before.number)
    #expect(after.name != before.name && after.subject == before.subject)
    let names = bench.cases.events.filter { $0.dossier == after.id }.map(\.name)
    #expect(names.filter { $0 == "AccountRefreshed" }.count == 1)
    #expect(names.contains("PersonalDataErased"))
    let left = try await bench.cases.sealedValues()
    _ = try await bench.signIn(married)
    // One more place of a sign-in, and nothing else.
    #expect(
      try await bench.cases.sealedValues().values.reduce(0, +) == left.values.reduce(0, +) + 1)
  }

  @Test("places of sign-ins are kept for the newest 30 and 180 days, not longer")
  func places() async throws {
    var last: SignedIn?
    for _ in 0..<32 {
      // Not faster than an address may.
      bench.clock.move(milliseconds: 10_000)
      last = try await bench.signIn(AccountBench.person(1))
    }
    let number = try #require(last).session.account
    #expect(try await bench.account(number).places.count == 30)
    // Signing in moves the clock by one.
    bench.clock.move(milliseconds: 180 * Instant.millisecondsOfDay - 2)
    let first = try await bench.signIn(AccountBench.person(1))
    #expect(try await bench.account(number).places.count == 2, "the last before, and this one")
    _ = try await bench.signIn(AccountBench.person(1))
    #expect(try await bench.account(number).places.count == 2, "the two of today")
    let lines = try await bench.office.signIns(try await bench.actor(first), limit: 100).lines
    #expect(lines.count == 34 && lines.filter { $0.device != nil }.count == 2)
  }

  @Test("the own history shows time, provider, level, device and address, newest first, in pages")
  func history() async throws {
    for _ in 0..<3 { _ = try await bench.signIn(AccountBench.person(1, level: .l2)) }
    let signedIn = try await bench.signIn(AccountBench.person(1))
    _ = try await bench.office.recordFailedProof(
      account: signedIn.session.account, provider: "people", reason: "access_denied",
      place: SignInPlace(device: "Chrome, Android", address: ClientAddress("2001:db8:1:2::3")),
      key: bench.key())
    let actor = try await bench.actor(signedIn)
    let (page, more) = try await bench.office.signIns(actor, limit: 2)
    #expect(more == page[1].version)
    #expect(page.map(\.kind) == [.failed, .signedIn])
    #expect(page[0].device == "Chrome, Android" && page[0].address == "2001:db8:1::/48")
    #expect(page[1].address == "203.0.113.0/24" && page[1].level == .l3)
    var next = actor
    next.key = bench.key()
    let rest = try await bench.office.signIns(next, before: more, limit: 3)
    #expect(rest.lines.count == 3 && rest.lines.allSatisfy { $0.level == .l2 })
    #expect(rest.next == nil, "a full last page leads nowhere")
    let reads = bench.cases.events.filter { $0.dossier.kind == Account.kind.access }
    #expect(reads.map(\.name) == ["PersonalDataRead", "PersonalDataRead"])
  }

  @Test("a sign-in proves no more than the provider says: when, and whether at all (再次核验)")
  func age() async throws {
    let hour: Int64 = 3_600_000
    for (ago, proved) in [
      (0, bench.clock.now), (hour, bench.clock.now.adding(milliseconds: -hour)),
      (nil, Session.unproved),
    ] as [(Int64?, Instant)] {
      let signedIn = try await bench.office.signIn(
        bench.request(AccountBench.person(1), provedAgo: ago))
      #expect(signedIn.session.provedAt == proved)
      #expect(signedIn.session.signedInAt == bench.clock.now)
      // A step-up counts from the proof as well, and an older one takes nothing away.
      let again = try await bench.office.stepUp(
        signedIn.session, bench.request(AccountBench.person(1), provedAgo: 60_000))
      #expect(
        again.session.provedAt == max(proved, bench.clock.now.adding(milliseconds: -60_000)))
    }
  }

  @Test(
    "“this was not me” ends every session, locks, and the living person at L3 comes back at once")
  func reported() async throws {
    let thief = try await bench.signIn(AccountBench.person(1, level: .l2))
    let owner = try await bench.signIn(AccountBench.person(1, level: .l2))
    let actor = try await bench.actor(owner)
    let line = try #require(try await bench.office.signIns(actor).lines.last)
    var report = actor
    report.key = bench.key()
    try await bench.office.reportSignIn(line.version, report)
    for token in [thief.token, owner.token] {
      #expect(try await bench.standing(token).refusal == .unknown)
    }
    let number = actor.account ?? 0
    let until = bench.clock.now.adding(milliseconds: bench.book.reportLock)
    let weak = AccountBench.person(1, level: .l2)
    #expect(
      try await refusal { _ = try await bench.signIn(weak) } == .locked(until: until))
    #expect(try await bench.account(number).status == .locked)
    #expect(try await bench.notices(number) == ["account.locked"])
    // The provider's session of whoever was reported lives on: a proof from before the report opens nothing.
    for old in [nil, 3_600_000] as [Int64?] {
      bench.clock.move(milliseconds: 5000)
      let request = bench.request(AccountBench.person(1), provedAgo: old)
      #expect(
        try await refusal { _ = try await bench.office.signIn(request) } == .locked(until: until))
    }
    let back = try await bench.signIn(AccountBench.person(1))
    #expect(try await bench.account(number).status == .active)
    #expect(try await bench.standing(back.token).refusal == nil)
    #expect(try await bench.notices(number) == ["account.locked", "account.unlocked"])
    // A line that is no sign-in, or none at all, is refused like anybody else's.
    for version in [1, 9999] {
      var again = try await bench.actor(back)
      again.key = bench.key()
      let found = try await refusal { try await bench.office.reportSignIn(version, again) }
      guard case .permission(let refusal)? = found else {
        Issue.record("\(version): \(String(describing: found))")
        continue
      }
      #expect(refusal.reason == .notYours)
    }
  }

  @Test("a lock after a report ends with its time, to the millisecond")
  func lockExpires() async throws {
    let signedIn = try await bench.signIn(AccountBench.person(1, level: .l2))
    let actor = try await bench.actor(signedIn)
    let line = try #require(try await bench.office.signIns(actor).lines.first)
    var report = actor
    report.key = bench.key()
    try await bench.office.reportSignIn(line.version, report)
    // Signing in moves the clock by one.
    bench.clock.move(milliseconds: bench.book.reportLock - 2)
    let weak = AccountBench.person(1, level: .l2)
    #expect(try await refusal { _ = try await bench.signIn(weak) } != nil)
    #expect(try await refusal { _ = try await bench.signIn(weak) } == nil)
  }

  @Test("signing out ends one session; everywhere ends all, also one that another process holds")
  func signOut() async throws {
    let sessions = try await [1, 1, 1].asyncMap { try await bench.signIn(AccountBench.person($0)) }
    var actor = try await bench.actor(sessions[0])
    let own = try await bench.office.ownSessions(actor)
    #expect(own.map(\.session.number) == sessions.reversed().map(\.session.number))
    #expect(own.allSatisfy { $0.place?.device.isEmpty == false })
    actor.key = bench.key()
    try await bench.office.signOut(sessions[1].session.number, actor)
    #expect(try await bench.standing(sessions[1].token).refusal == .unknown)
    #expect(try await bench.standing(sessions[2].token).refusal == nil)
    // Another's session is not ended.
    let other = try await bench.signIn(AccountBench.person(2))
    actor.key = bench.key()
    try await bench.office.signOut(other.session.number, actor)
    #expect(try await bench.standing(other.token).refusal == nil)
    actor.key = bench.key()
    try await bench.office.signOutEverywhere(actor)
    for signedIn in sessions {
      let fresh = SessionDesk(
        bench.cases, bench.cases, try .builtIn(), clock: bench.clock.city)
      #expect(try await bench.standing(signedIn.token, desk: fresh).refusal == .unknown)
    }
    // Even when the rows were still there.
    try await bench.cases.create(sessions[0].session, most: 5)
    let fresh = SessionDesk(bench.cases, bench.cases, try .builtIn(), clock: bench.clock.city)
    #expect(
      try await bench.standing(sessions[0].token, desk: fresh).refusal == .endedEverywhere)
    let names = bench.cases.events.map(\.name)
    #expect(names.filter { $0 == "SignedOut" }.count == 1)
    #expect(names.filter { $0 == "SignedOutEverywhere" }.count == 1)
  }

  @Test("when the provider's session ends, ours that began with it end too")
  func providerLogout() async throws {
    let one = try await bench.signIn(AccountBench.person(1))
    let other = try await bench.signIn(AccountBench.person(2))
    let ended = try await bench.office.signOut(
      provider: "people", providerSession: "sid-subject-1", key: bench.key())
    #expect(ended == [one.session.account])
    #expect(try await bench.standing(one.token).refusal == .unknown)
    #expect(try await bench.standing(other.token).refusal == nil)
    #expect(
      try await bench.office.signOut(
        provider: "people", providerSession: "nobody", key: bench.key()) == [])
  }

  @Test("staff without an account or a role do not come in; an opened account waits for its role")
  func notInvited() async throws {
    var nobody = AccountBench.staff(1, .officer, .department("housing"))
    nobody.grants = []
    #expect(try await refusal { _ = try await bench.signIn(nobody) } == .notInvited)
    #expect(bench.cases.events.isEmpty)
    let security = try await bench.actor(bench.signIn(AccountBench.staff(9, .security)))
    let number = try await bench.office.createAccount(nobody, security)
    #expect(try await refusal { _ = try await bench.signIn(nobody) } == .notInvited)
    #expect(try await bench.account(number).status == .active)
    #expect(bench.cases.events.last?.name == "SignInFailed")
    var applicant = try await bench.actor(bench.signIn(AccountBench.person(1)))
    applicant.key = bench.key()
    let refused = applicant
    guard
      case .permission? = try await refusal({
        _ = try await bench.office.createAccount(nobody, refused)
      })
    else {
      Issue.record("an applicant opens no accounts")
      return
    }
  }

  @Test("a provider cannot put two keys into one hand: roles that conflict are left out (三员分立)")
  func providerConflict() async throws {
    var both = AccountBench.staff(1, .security)
    both.grants.append(RoleGrant(.auditor, .whole, .provider))
    both.grants.append(RoleGrant(.window, .whole, .provider))
    let signedIn = try await bench.signIn(both)
    #expect(signedIn.grants.map(\.role) == [.security])
    // The same human being at another entrance has the same hands.
    var again = AccountBench.staff(1, .auditor)
    again.provider = "other"
    let lost = LostRoles([.auditor], beside: [.security])
    #expect(try await refusal { _ = try await bench.signIn(again) } == .noRole(lost))
    #expect(lost.wording.zh.contains("“监察审计”与您（含您的其他账户）已有的“安全管理员”不能由同一人担任：系统管理员、安全管理员、审计员三员分立"))
    #expect(lost.wording.zh.hasSuffix("请联系安全管理员。") && !lost.wording.zh.contains("范围"))
    let account = try await bench.account(signedIn.session.account)
    #expect(account.person == account.number)
    // Of an account that is known, the history says which role it was.
    let opener = try await bench.actor(bench.signIn(AccountBench.staff(9, .security)))
    let number = try await bench.office.createAccount(again, opener)
    #expect(try await refusal { _ = try await bench.signIn(again) } == .noRole(lost))
    let event = try #require(bench.cases.events.last)
    #expect(event.dossier.number == number)
    #expect(SignInEvent(event)?.name == .failed && SignInEvent(event)?.lost == [.auditor])
  }

  @Test("a role without its place is told as that, also where something else conflicts")
  func placeless() async throws {
    var nobody = AccountBench.staff(1, .window, .district("haidian"))
    nobody.grants = []
    nobody.lostRoles = [.window]
    let lost = LostRoles([.window], beside: [])
    #expect(try await refusal { _ = try await bench.signIn(nobody) } == .noRole(lost))
    #expect(lost.wording.zh.contains("没有给出“区窗口工作人员”的范围") && lost.conflicts.isEmpty)
    let both = LostRoles([.officer, .window, .clerk], beside: [.window, .technician])
    #expect(both.roles == [.clerk, .officer, .window])
    #expect(both.conflicts.map(\.first) == [.officer, .window])
    #expect(both.conflicts.allSatisfy { $0.second == .technician })
    #expect(both.wording.en.contains("does not say where “unit clerk” holds"))
    #expect(!both.wording.en.contains("where “department officer”"))
  }

  @Test("what a provider said before is erased also when it leaves somebody without a role (PIPL)")
  func erasedWithoutRole() async throws {
    var identity = AccountBench.staff(1, .window, .district("haidian"))
    let number = try await bench.signIn(identity).session.account
    let before = try await bench.account(number)
    let count = try await bench.cases.sealedValues().values.reduce(0, +)
    identity.grants = []
    identity.name = "改名人"
    #expect(try await refusal { _ = try await bench.signIn(identity) } == .notInvited)
    let after = try await bench.account(number)
    #expect(after.name != before.name && after.grants.isEmpty)
    // Name, number and what was said, each anew in the place of the old one.
    #expect(try await bench.cases.sealedValues().values.reduce(0, +) == count)
    #expect(bench.cases.events.suffix(2).map(\.name) == ["SignInFailed", "PersonalDataErased"])
  }
}

extension Array {
  func asyncMap<Value>(_ body: (Element) async throws -> Value) async throws -> [Value] {
    var values: [Value] = []
    for element in self { values.append(try await body(element)) }
    return values
  }
}
