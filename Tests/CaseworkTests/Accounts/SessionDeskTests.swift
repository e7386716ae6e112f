import Casework
import Policy
import TestKit
import Testing
import Units

@Suite("Who is behind a request (会话)")
struct SessionDeskTests {
  let bench: AccountBench

  init() throws { bench = try AccountBench() }

  private func desk() throws -> SessionDesk {
    SessionDesk(bench.cases, bench.cases, try .builtIn(), clock: bench.clock.city)
  }

  @Test("no token, a token of nobody, and a mistyped cookie come from nobody")
  func nobody() async throws {
    #expect(try await bench.standing(nil).refusal == NotSignedIn.none)
    let token = SessionToken(RandomSource { Array(repeating: 7, count: $0) })
    #expect(try await bench.standing(token).refusal == .unknown)
    #expect(SessionToken(cookie: token.cookie)?.hash == token.hash)
    for text in ["", "x", token.cookie + "=", String(token.cookie.dropLast()), token.cookie + "A"] {
      #expect(SessionToken(cookie: text)?.hash != token.hash, "\(text.count)")
    }
    #expect("\(token)" == "…" && String(reflecting: token) == "…")
    for reason in NotSignedIn.allCases {
      #expect(!reason.wording.zh.isEmpty && !reason.wording.en.isEmpty)
    }
  }

  @Test(
    "how many notices are unread is read with the account: at most 3 s late, and at once when forgotten"
  )
  func unread() async throws {
    let signedIn = try await bench.signIn(AccountBench.person(1))
    let party = PartyID(account: signedIn.session.account)
    let desk = try desk()
    func look() async throws -> Int? {
      _ = try await desk.standing(
        signedIn.token, for: nil, receivedAt: bench.clock.now, key: "key-\(bench.clock.now)")
      return desk.unread(signedIn.session)
    }
    func tell(_ count: Int) async throws -> [DossierID] {
      let command = Command(
        key: "tell \(bench.clock.now) \(count)", name: "Tell", party: .system, role: .system)
      _ = try await bench.cases.perform(command) { unit in
        for _ in 0..<count {
          try Notice.tell(
            party, NoticeText("test", title: Wording(same: "t"), body: Wording(same: "b")), [:],
            in: unit)
        }
        return []
      }
      return try await bench.cases.read { reading in
        try Notice.list(of: party, onlyUnread: true, in: reading).map(\.id)
      }
    }
    #expect(desk.unread(signedIn.session) == nil, "nothing was read yet")
    let before = try #require(try await look())
    let told = try await tell(2)
    bench.clock.move(milliseconds: SessionDesk.freshness - 1)
    #expect(try await look() == before)
    bench.clock.move(milliseconds: 1)
    #expect(try await look() == before + 2)
    _ = try await bench.cases.perform(
      Command(key: "read one", name: "Read", party: party, role: .applicant)
    ) { unit in
      try Notice.markRead(try #require(told.last), by: party, in: unit)
      return []
    }
    desk.forget(account: signedIn.session.account)
    #expect(desk.unread(signedIn.session) == nil)
    #expect(try await look() == before + 1)
    _ = try await tell(120)
    desk.forget(account: signedIn.session.account)
    #expect(try await look() == before + 121)
  }

  @Test("the database has neither the token nor anything a cookie could be made of")
  func tokenIsNotKept() async throws {
    let signedIn = try await bench.signIn(AccountBench.person(1))
    let kept = try #require(try await bench.cases.sessions(of: signedIn.session.account).first)
    #expect(kept.tokenHash == signedIn.token.hash)
    let shown = "\(kept)"
    #expect(!shown.contains(signedIn.token.cookie))
    #expect(SessionToken(cookie: signedIn.token.cookie)?.hash == kept.tokenHash)
  }

  @Test("a session is over after its idle time and its whole time", arguments: Audience.allCases)
  func limits(audience: Audience) async throws {
    let terms = bench.book[audience]
    let identity: SignedInIdentity
    switch audience {
    case .person: identity = AccountBench.person(1)
    case .entity:
      var person = AccountBench.person(1)
      person.audience = .entity
      let code = try CreditCode("919900000000000005", invented: true)
      person.grants = [RoleGrant(.clerk, .entity(code), .provider)]
      identity = person
    case .staff: identity = AccountBench.staff(1, .window, .district("haidian"))
    case .administrator: identity = AccountBench.staff(1, .administrator)
    }
    let signedIn = try await bench.signIn(identity)
    #expect(signedIn.session.audience == audience)
    bench.clock.move(milliseconds: terms.idle - 1)
    #expect(try await bench.standing(signedIn.token).refusal == nil)
    // That visit was recorded, so idle time begins anew.
    bench.clock.move(milliseconds: terms.idle - 1)
    #expect(try await bench.standing(signedIn.token).refusal == nil)
    bench.clock.move(milliseconds: terms.idle)
    #expect(try await bench.standing(signedIn.token).refusal == .idle)

    let other = try await bench.signIn(identity)
    let end = other.session.signedInAt.adding(milliseconds: terms.absolute)
    while bench.clock.now < end.adding(milliseconds: -1) {
      let left = end.milliseconds - 1 - bench.clock.now.milliseconds
      bench.clock.move(milliseconds: min(left, terms.idle - 1))
      #expect(try await bench.standing(other.token).refusal == nil)
    }
    bench.clock.move(milliseconds: 1)
    #expect(try await bench.standing(other.token).refusal == .expired)
  }

  @Test("visits within 30 s are not written, later ones are")
  func touched() async throws {
    let signedIn = try await bench.signIn(AccountBench.person(1))
    let begun = signedIn.session.touchedAt
    func kept() async throws -> Instant? {
      try await bench.cases.session(tokenHash: signedIn.token.hash)?.touchedAt
    }
    bench.clock.set(begun.adding(milliseconds: 29_999))
    _ = try await bench.standing(signedIn.token)
    #expect(try await kept() == begun)
    bench.clock.set(begun.adding(milliseconds: 30_000))
    _ = try await bench.standing(signedIn.token)
    #expect(try await kept() == bench.clock.now)
  }

  @Test(
    "a disabled account, a revoked role and an ended session hold within 5 s in every process, and at once where they were done"
  )
  func fiveSeconds() async throws {
    let (one, other) = (try desk(), try desk())
    let security = try await [1, 2].asyncMap { place in
      try await bench.actor(bench.signIn(AccountBench.staff(place, .security)))
    }
    var officer = AccountBench.staff(5, .officer, .department("housing"))
    officer.grants = []
    let number = try await bench.office.createAccount(officer, security[0])
    func act(_ who: Int) -> Actor {
      var actor = security[who]
      actor.key = bench.key()
      return actor
    }
    func grant() async throws {
      let measure = AccountMeasure.grant(.officer, .department("housing"), until: nil)
      try await bench.office.propose(measure, for: number, act(0))
      try await bench.office.confirm(.grantRole, for: number, act(1))
    }
    /// Looks with both desks, does it, and looks again until 5 s are over.
    func effective(_ wanted: NotSignedIn, _ work: (Session) async throws -> Void) async throws {
      let signedIn = try await bench.signIn(officer)
      #expect(try await bench.standing(signedIn.token, desk: one).refusal == nil)
      #expect(try await bench.standing(signedIn.token, desk: other).refusal == nil)
      try await work(signedIn.session)
      one.forget(account: number)
      #expect(try await bench.standing(signedIn.token, desk: one).refusal == wanted, "at once")
      bench.clock.move(milliseconds: SessionDesk.freshness - 1)
      #expect(
        try await bench.standing(signedIn.token, desk: other).refusal == nil,
        "what was read is good for 3 s")
      bench.clock.move(milliseconds: 1)
      #expect(try await bench.standing(signedIn.token, desk: other).refusal == wanted)
    }
    try await grant()
    try await effective(.unknown) { session in
      _ = try await bench.cases.end(session.number, of: number)
    }
    try await effective(.roleEnded) { _ in
      let measure = AccountMeasure.revoke(.officer, .department("housing"))
      try await bench.office.propose(measure, for: number, act(0))
      try await bench.office.confirm(.revokeRole, for: number, act(1))
    }
    try await grant()
    try await effective(.unknown) { _ in
      try await bench.office.disable(number, act(0))
    }
    #expect(SessionDesk.freshness < 5000)
    // Though its rows were still there, a disabled account is nobody's.
    let signedIn = try await refusal { _ = try await bench.signIn(officer) }
    #expect(signedIn == .disabled)
  }

  @Test(
    "while the city's time stands still, as it may on a demonstration, what was read grows old all the same"
  )
  func standingStill() async throws {
    let machine = HandClock(bench.clock.now)
    let other = SessionDesk(
      bench.cases, bench.cases, try .builtIn(), clock: bench.clock.city, machine: machine.city)
    let signedIn = try await bench.signIn(AccountBench.person(1))
    #expect(try await bench.standing(signedIn.token, desk: other).refusal == nil)
    _ = try await bench.cases.endAll(of: signedIn.session.account)
    machine.move(milliseconds: SessionDesk.freshness - 1)
    #expect(try await bench.standing(signedIn.token, desk: other).refusal == nil)
    machine.move(milliseconds: 1)
    #expect(try await bench.standing(signedIn.token, desk: other).refusal == .unknown)
  }

  @Test("a clock that is put back makes nothing good for longer")
  func putBack() async throws {
    let signedIn = try await bench.signIn(AccountBench.person(1))
    #expect(try await bench.standing(signedIn.token).refusal == nil)
    _ = try await bench.cases.endAll(of: signedIn.session.account)
    bench.clock.move(milliseconds: -60_000)
    #expect(try await bench.standing(signedIn.token).refusal == .unknown)
  }

  @Test("what a desk remembers is bounded")
  func bounded() async throws {
    let small = SessionDesk(
      bench.cases, bench.cases, try .builtIn(), clock: bench.clock.city, most: 3)
    for place in 1...10 {
      let signedIn = try await bench.signIn(AccountBench.person(place))
      #expect(try await bench.standing(signedIn.token, desk: small).refusal == nil)
      #expect(small.count <= 3)
    }
  }

  @Test("submitting takes L3 and a proof within 15 minutes, and a step-up gives both")
  func stepUp() async throws {
    let weak = try await bench.signIn(AccountBench.person(1, level: .l2))
    let standing = try await bench.standing(weak.token, .submitApplication)
    #expect(standing.stepUp == StepUp(level: .l3, reason: .level, isVouchable: true))
    let days = bench.book.vouched / Instant.millisecondsOfDay
    #expect(standing.stepUp?.wording.zh.contains("\(days)天") == true, "as the limits have it")
    guard case .mustStepUp(_, _, let session) = standing else { return }
    let old = FormToken.make("submitApplication", session)
    let proved = try await bench.office.stepUp(session, bench.request(AccountBench.person(1)))
    // The old token is nobody's: at once in the process that forgets it.
    bench.desk.forget(session)
    #expect(try await bench.standing(weak.token).refusal == .unknown)
    #expect(try await bench.standing(proved.token, .submitApplication).stepUp == nil)
    #expect(FormToken.isGenuine(old, for: "submitApplication", proved.session), "the form stays")
    #expect(proved.session.number == session.number && proved.session.level == .l3)

    let window: Int64 = 15 * 60_000
    bench.clock.set(proved.session.provedAt.adding(milliseconds: window - 1))
    #expect(try await bench.standing(proved.token, .submitApplication).stepUp == nil)
    bench.clock.set(proved.session.provedAt.adding(milliseconds: window))
    #expect(
      try await bench.standing(proved.token, .submitApplication).stepUp
        == StepUp(level: .l3, reason: .age(minutes: 15)))
    #expect(try await bench.standing(proved.token, .editBasics).stepUp == nil)

    // A proof of a lower level renews nothing.
    let lower = try await refusal {
      _ = try await bench.office.stepUp(
        proved.session, bench.request(AccountBench.person(1, level: .l2)))
    }
    #expect(lower == .lowerLevel(.l3))
    // A session that ended meanwhile does not come back.
    _ = try await bench.cases.endAll(of: proved.session.account)
    await #expect(throws: SessionLost.self) {
      _ = try await bench.office.stepUp(proved.session, bench.request(AccountBench.person(1)))
    }
  }

  @Test("somebody else's proof does not step a session up, and is recorded as a failure")
  func otherIdentity() async throws {
    let signedIn = try await bench.signIn(AccountBench.person(1))
    let other = try await bench.signIn(AccountBench.person(2))
    let found = try await refusal {
      _ = try await bench.office.stepUp(
        signedIn.session, bench.request(AccountBench.person(2)))
    }
    #expect(found == .otherIdentity)
    #expect(try await bench.standing(signedIn.token).actor?.provedAt == signedIn.session.provedAt)
    let last = bench.cases.events.last { $0.dossier.kind == Account.kind }
    #expect(last?.name == "SignInFailed" && last?.dossier.number == signedIn.session.account)
    #expect(try await bench.standing(other.token).refusal == nil)
  }

  @Test("in another role there is another token, and forms of the role before are refused")
  func chooseRole() async throws {
    var identity = AccountBench.person(1)
    let code = try CreditCode("919900000000000005", invented: true)
    identity.grants.append(RoleGrant(.clerk, .entity(code), .provider))
    let signedIn = try await bench.signIn(identity)
    let form = FormToken.make("addClerk", signedIn.session)
    let chosen = try await bench.office.chooseRole(
      .clerk, .entity(code), signedIn.session, key: bench.key())
    #expect(try await bench.standing(signedIn.token).refusal == .unknown)
    let actor = try await bench.standing(chosen.token).actor
    #expect(actor?.role == .clerk && actor?.scope == .entity(code))
    #expect(!FormToken.isGenuine(form, for: "addClerk", chosen.session))
    #expect(chosen.session.endsAt <= signedIn.session.endsAt)
    let found = try await refusal {
      _ = try await bench.office.chooseRole(.auditor, .whole, chosen.session, key: bench.key())
    }
    #expect(found == .notHeld)
    let wanted = try await bench.signIn(identity, wanted: (.clerk, .entity(code)))
    #expect(wanted.session.role == .clerk)
  }

  @Test("a form's token is of its session and its act, and nothing else passes")
  func formTokens() async throws {
    let one = try await bench.signIn(AccountBench.person(1)).session
    let other = try await bench.signIn(AccountBench.person(1)).session
    let token = FormToken.make("submitApplication", one)
    #expect(FormToken.isGenuine(token, for: "submitApplication", one))
    #expect(!FormToken.isGenuine(token, for: "withdrawApplication", one))
    #expect(!FormToken.isGenuine(token, for: "submitApplication", other))
    for wrong in ["", String(token.dropLast()), token + "A", String(token.reversed())] {
      #expect(!FormToken.isGenuine(wrong, for: "submitApplication", one))
    }
    #expect(token.count == 43)
  }

  @Test("signing in again gives a new token every time (session fixation)")
  func fixation() async throws {
    let one = try await bench.signIn(AccountBench.person(1))
    let two = try await bench.signIn(AccountBench.person(1))
    #expect(one.token.hash != two.token.hash && one.session.secret != two.session.secret)
    #expect(one.session.number != two.session.number)
  }
}
