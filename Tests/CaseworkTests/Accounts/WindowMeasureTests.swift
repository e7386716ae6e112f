import Casework
import Policy
import TestKit
import Testing
import Units

@Suite("What two officers of a district window do to an account (窗口核验身份、解除锁定)")
struct WindowMeasureTests {
  let bench: AccountBench

  init() throws { bench = try AccountBench() }

  private func actor(_ identity: SignedInIdentity) async throws -> Actor {
    try await bench.actor(bench.signIn(identity))
  }

  private func again(_ actor: Actor) -> Actor {
    var actor = actor
    actor.key = bench.key()
    actor.receivedAt = bench.clock.now
    return actor
  }

  @Test("what a refusal says of how long the window's word holds is what the limits say")
  func term() {
    #expect(Int64(StepUp.vouchedDays) * Instant.millisecondsOfDay == bench.book.vouched)
  }

  @Test(
    "a proposal of an older store, which kept no place: a window's counts for nothing, others stay")
  func older() async throws {
    let person = try await bench.signIn(AccountBench.person(1, level: .l2)).session.account
    let officer = try await actor(AccountBench.staff(7, .window, .district("haidian")))
    try await bench.office.propose(.vouch(.identityCard), for: person, again(officer))
    #expect(try await bench.account(person).measures.count == 1)
    let account = DossierID(Account.kind, person)
    let kept = try #require(try await bench.cases.read { try $0.dossier(account) })
    let older = kept.body.replacing(/, ?"place": ?"district\/haidian"/, with: "")
    #expect(older != kept.body)
    _ = try await bench.cases.perform(
      Command(key: "older", name: "Older", party: .system, role: .system)
    ) { unit in
      try unit.apply(
        DossierChange(
          account, seen: kept.version, events: [DossierChange.Event("Older")], state: kept.state,
          body: older, keys: kept.keys))
      return []
    }
    #expect(try await bench.account(person).measures.isEmpty)
    try await bench.office.propose(.vouch(.identityCard), for: person, again(officer))
    #expect(try await bench.account(person).measures.map(\.place) == [.district("haidian")])
  }

  @Test("when the provider cannot do L3, two window officers vouch, and it holds for a year")
  func vouched() async throws {
    let weak = AccountBench.person(1, level: .l2)
    let person = try await bench.signIn(weak)
    let number = person.session.account
    let officers = try await [7, 8].asyncMap {
      try await actor(AccountBench.staff($0, .window, .district("haidian")))
    }
    #expect(try await bench.standing(person.token, .submitApplication).stepUp?.level == .l3)
    try await bench.office.propose(.vouch(.identityCard), for: number, again(officers[0]))
    #expect(
      try await refusal {
        try await bench.office.confirm(
          .vouchIdentity, for: number, seen: .identityCard, again(officers[0]))
      } == .proposal(.samePerson))
    for other in [nil, IdentityDocument.temporaryCard] {
      #expect(
        try await refusal {
          try await bench.office.confirm(
            .vouchIdentity, for: number, seen: other, again(officers[1]))
        } == .otherDocument)
    }
    try await bench.office.confirm(
      .vouchIdentity, for: number, seen: .identityCard, again(officers[1]))
    for name in ["ActProposed", "ActConfirmed", "IdentityVouched"] {
      let events = bench.cases.events.filter { $0.name == name }
      #expect(events.map(\.body).allSatisfy { $0.contains("identityCard") })
      #expect(events.count == 1, "\(name)")
    }
    let until = bench.clock.now.adding(milliseconds: bench.book.vouched)
    #expect(try await bench.account(number).vouchedUntil == until)
    bench.clock.move(milliseconds: SessionDesk.freshness)
    #expect(try await bench.standing(person.token, .submitApplication).actor?.level == .l3)
    #expect(try await bench.notices(number) == ["account.vouched"])
    bench.clock.set(until.adding(milliseconds: -2))
    let late = try await bench.signIn(weak)
    #expect(try await bench.standing(late.token, .submitApplication).stepUp == nil)
    bench.clock.set(until)
    #expect(try await bench.standing(late.token, .submitApplication).stepUp?.level == .l3)
    // Nobody vouches for staff, and a name and password alone stay what they are.
    let staff = try await bench.signIn(AccountBench.staff(9, .administrator))
    bench.clock.move(milliseconds: 1)
    var officer = again(officers[0])
    officer.provedAt = bench.clock.now
    let refused = officer
    guard
      case .permission? = try await refusal({
        try await bench.office.propose(.vouch(.identityCard), for: staff.session.account, refused)
      })
    else {
      Issue.record("vouched for staff")
      return
    }
  }

  @Test("what one district’s window proposes is nothing to another’s, and expires after three days")
  func district() async throws {
    let person = try await bench.signIn(AccountBench.person(1, level: .l2))
    let number = person.session.account
    let here = try await [7, 8].asyncMap {
      try await actor(AccountBench.staff($0, .window, .district("haidian")))
    }
    let there = try await [9, 10].asyncMap {
      try await actor(AccountBench.staff($0, .window, .district("chaoyang")))
    }
    let security = try await actor(AccountBench.staff(2, .security))
    func confirm(_ actor: Actor) async throws {
      var actor = again(actor)
      actor.provedAt = bench.clock.now
      try await bench.office.confirm(
        .vouchIdentity, for: number, seen: .identityCard, actor)
    }
    let none = try await refusal { try await confirm(there[0]) }
    let until = try await bench.office.propose(
      .vouch(.identityCard), for: number, again(here[0])
    ).until
    #expect(until.milliseconds - bench.clock.now.milliseconds == 3 * 86_400_000)
    #expect(none != nil)
    #expect(try await refusal { try await confirm(there[0]) } == none, "as unknown as none")
    let rejected = try await refusal {
      try await bench.office.reject(.vouchIdentity, for: number, again(there[0]))
    }
    #expect(rejected == none)
    func seen(_ actor: Actor) async throws -> [Int] {
      let waiting = try await bench.office.waiting(
        [.vouchIdentity, .unlockAtWindow], again(actor))
      let shown = try await bench.office.show(number, again(actor)).account
      return [waiting.count, shown.measures.count]
    }
    #expect(try await seen(there[0]) == [0, 0])
    #expect(try await seen(security) == [0, 0])
    #expect(try await seen(here[1]) == [1, 1])
    // Another window goes its own way; nothing tells it that there is a proposal elsewhere.
    try await bench.office.propose(
      .vouch(.identityCard), for: number, again(there[0]))
    #expect(try await seen(there[1]) == [1, 1])
    bench.clock.set(until)
    #expect(try await refusal { try await confirm(here[1]) } == .proposal(.expired(until)))
    bench.clock.move(milliseconds: -1)
    try await confirm(here[1])
    #expect(try await bench.account(number).vouchedUntil != nil)
    #expect(try await bench.account(number).measures.map(\.place) == [.district("chaoyang")])
  }

  @Test("the window unlocks a reported account with two people; security alone does it, too")
  func unlocked() async throws {
    let weak = AccountBench.person(1, level: .l2)
    let officers = try await [7, 8].asyncMap {
      try await actor(AccountBench.staff($0, .window, .district("haidian")))
    }
    let security = try await actor(AccountBench.staff(2, .security))
    func lock() async throws -> Int64 {
      let signedIn = try await bench.signIn(weak)
      let own = try await bench.actor(signedIn)
      let line = try #require(try await bench.office.signIns(own).lines.first)
      try await bench.office.reportSignIn(line.version, again(own))
      return signedIn.session.account
    }
    let number = try await lock()
    try await bench.office.propose(.unlockAtWindow, for: number, again(officers[0]))
    try await bench.office.confirm(.unlockAtWindow, for: number, again(officers[1]))
    #expect(try await bench.account(number).status == .active)
    guard
      case .lifecycle? = try await refusal({
        try await bench.office.propose(.unlockAtWindow, for: number, again(officers[0]))
      })
    else {
      Issue.record("there is nothing to unlock")
      return
    }
    _ = try await lock()
    try await bench.office.unlock(number, again(security))
    #expect(try await bench.signIn(weak).session.account == number)
  }

  @Test("the window finds who stands before it by the identity number, and nobody out of reach")
  func found() async throws {
    let person = try await bench.signIn(AccountBench.person(1))
    let staff = try await bench.signIn(AccountBench.staff(4, .administrator))
    let officer = try await bench.signIn(AccountBench.staff(7, .window, .district("haidian")))
    let window = try await bench.actor(officer)
    func find(_ place: Int, _ actor: Actor) async throws -> [Int64] {
      try await bench.office.accounts(
        of: AccountBench.number(place), for: .vouchIdentity, again(actor)
      ).map(\.number)
    }
    #expect(try await find(1, window) == [person.session.account])
    #expect(try await find(2, window) == [], "nobody has it")
    #expect(try await find(104, window) == [], "staff are not vouched for at the window")
    #expect(try await find(107, window) == [], "nor is oneself")
    #expect(staff.session.account != person.session.account)
    let applicant = try await bench.actor(person)
    #expect(try await refusal { _ = try await find(1, applicant) } != nil)
    let security = try await actor(AccountBench.staff(2, .security))
    #expect(
      try await bench.office.accounts(
        of: AccountBench.number(104), for: .disableAccount, again(security)
      ).map(\.number) == [staff.session.account])
    for event in bench.cases.events {
      #expect(
        !String(decoding: event.leaf, as: UTF8.self).contains(AccountBench.number(1).full))
    }
  }
}
