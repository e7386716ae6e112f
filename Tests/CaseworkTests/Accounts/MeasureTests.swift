import Casework
import Policy
import TestKit
import Testing
import Units

@Suite("What two people do to an account (双人办理、三员分立)")
struct MeasureTests {
  let bench: AccountBench

  init() throws { bench = try AccountBench() }

  private static let officer = AccountMeasure.grant(
    .officer, .department("housing"), until: nil)

  private func actor(_ identity: SignedInIdentity) async throws -> Actor {
    try await bench.actor(bench.signIn(identity))
  }

  private func again(_ actor: Actor) -> Actor {
    var actor = actor
    actor.key = bench.key()
    actor.receivedAt = bench.clock.now
    return actor
  }

  private func staff(_ place: Int) async throws -> (number: Int64, identity: SignedInIdentity) {
    var identity = AccountBench.staff(place, .officer)
    identity.grants = []
    let security = try await actor(AccountBench.staff(90, .security))
    return (try await bench.office.createAccount(identity, security), identity)
  }

  @Test("a role is proposed by one security administrator and confirmed by another")
  func granted() async throws {
    let (number, identity) = try await staff(1)
    let one = try await actor(AccountBench.staff(2, .security))
    let two = try await actor(AccountBench.staff(3, .security))
    let until = try await bench.office.propose(Self.officer, for: number, again(one)).until
    #expect(until == bench.clock.now.adding(milliseconds: bench.book.proposal))
    #expect(
      try await bench.cases.read { try Account.proposed(.grantRole, in: $0).map(\.number) }
        == [number])
    #expect(
      try await refusal { try await bench.office.confirm(.grantRole, for: number, again(one)) }
        == .proposal(.samePerson))
    #expect(
      try await refusal {
        try await bench.office.propose(Self.officer, for: number, again(two))
      } != nil, "one at a time")
    #expect(try await bench.account(number).grants.isEmpty)
    try await bench.office.confirm(.grantRole, for: number, again(two))
    #expect(
      try await bench.account(number).grants
        == [RoleGrant(.officer, .department("housing"), .granted)])
    #expect(try await bench.notices(number) == ["account.roleGranted"])
    #expect(try await bench.signIn(identity).session.role == .officer)
    #expect(
      try await refusal { try await bench.office.propose(Self.officer, for: number, again(one)) }
        == .held)
    let names = bench.cases.events.filter { $0.dossier.number == number }.map(\.name)
    #expect(names.contains("ActProposed") && names.contains("ActConfirmed"))
    #expect(names.contains("RoleGranted"))
    // A second confirmation finds nothing.
    guard
      case .permission? = try await refusal({
        try await bench.office.confirm(.grantRole, for: number, again(two))
      })
    else {
      Issue.record("confirmed twice")
      return
    }
  }

  @Test("nobody gives a role to themselves, not even from another account of theirs")
  func notForOneself() async throws {
    let one = try await bench.signIn(AccountBench.staff(2, .security))
    let actor = try await bench.actor(one)
    let own = try await refusal {
      try await bench.office.propose(
        .grant(.security, .whole, until: nil), for: one.session.account, again(actor))
    }
    guard case .permission(let refusal)? = own else {
      Issue.record("\(String(describing: own))")
      return
    }
    #expect(refusal.reason == .ownCase)
    // The same human being signs in as a person.
    var private_ = AccountBench.person(1)
    private_.identityNumber = AccountBench.number(102)
    let home = try await bench.signIn(private_)
    let other = try await CaseworkTests.refusal {
      try await bench.office.propose(
        .grant(.clerk, .unit(1), until: nil), for: home.session.account, again(actor))
    }
    guard case .permission(let refused)? = other else {
      Issue.record("\(String(describing: other))")
      return
    }
    #expect(refused.reason == .ownCase)
  }

  @Test("a second account of the same human being is no second person")
  func sameHuman() async throws {
    let (number, _) = try await staff(1)
    let one = try await actor(AccountBench.staff(2, .security))
    var twin = AccountBench.staff(2, .security)
    twin.provider = "other staff"
    let two = try await actor(twin)
    #expect(one.party != two.party)
    try await bench.office.propose(Self.officer, for: number, again(one))
    #expect(
      try await refusal { try await bench.office.confirm(.grantRole, for: number, again(two)) }
        == .proposal(.samePerson))
  }

  @Test("roles that go against each other are not held by one human being")
  func conflict() async throws {
    let (number, _) = try await staff(1)
    let one = try await actor(AccountBench.staff(2, .security))
    let two = try await actor(AccountBench.staff(3, .security))
    try await bench.office.propose(Self.officer, for: number, again(one))
    try await bench.office.confirm(.grantRole, for: number, again(two))
    let found = try await refusal {
      try await bench.office.propose(
        .grant(.auditor, .whole, until: nil), for: number, again(one))
    }
    guard case .conflict(let conflicts)? = found else {
      Issue.record("\(String(describing: found))")
      return
    }
    #expect(conflicts.map(\.first) == [.officer] && conflicts.map(\.second) == [.auditor])
    for (measure, wanted) in [
      (AccountMeasure.grant(.window, .whole, until: nil), AccountRefusal.scope(.window)),
      (.grant(.system, .whole, until: nil), .notGrantable(.system)),
      (.grant(.familyHelper, .person(1), until: nil), .notGrantable(.familyHelper)),
      (.revoke(.window, .district("haidian")), .notHeld),
    ] {
      #expect(
        try await refusal {
          try await bench.office.propose(measure, for: number, again(one))
        } == wanted)
    }
  }

  @Test("a proposal expires after its days, to the millisecond, and can be made anew")
  func expires() async throws {
    let (number, _) = try await staff(1)
    let one = try await actor(AccountBench.staff(2, .security))
    let two = try await actor(AccountBench.staff(3, .security))
    func fresh(_ actor: Actor) -> Actor {
      var actor = again(actor)
      actor.provedAt = bench.clock.now
      return actor
    }
    let until = try await bench.office.propose(Self.officer, for: number, fresh(one)).until
    bench.clock.set(until)
    #expect(
      try await refusal { try await bench.office.confirm(.grantRole, for: number, fresh(two)) }
        == .proposal(.expired(until)))
    try await bench.office.propose(Self.officer, for: number, fresh(two))
    #expect(bench.cases.events.contains { $0.name == "ActExpired" })
    bench.clock.move(milliseconds: bench.book.proposal - 1)
    try await bench.office.confirm(.grantRole, for: number, fresh(one))
    #expect(try await bench.account(number).grants.count == 1)
  }

  @Test("a proposal is rejected by a second person or taken back by its own, and nothing happens")
  func rejected() async throws {
    let (number, _) = try await staff(1)
    let one = try await actor(AccountBench.staff(2, .security))
    let two = try await actor(AccountBench.staff(3, .security))
    try await bench.office.propose(Self.officer, for: number, again(one))
    try await bench.office.reject(.grantRole, for: number, again(two))
    try await bench.office.propose(Self.officer, for: number, again(one))
    guard
      case .permission? = try await refusal({
        try await bench.office.withdraw(.grantRole, for: number, again(two))
      })
    else {
      Issue.record("another's proposal was taken back")
      return
    }
    try await bench.office.withdraw(.grantRole, for: number, again(one))
    let account = try await bench.account(number)
    #expect(account.grants.isEmpty && account.measures.isEmpty)
    let names = bench.cases.events.map(\.name)
    #expect(names.contains("ActRejected") && names.contains("ActWithdrawn"))
  }

  @Test("a role that the provider gives is taken away there; one that was granted by two people")
  func revoked() async throws {
    let window = try await bench.signIn(
      AccountBench.staff(7, .window, .district("haidian")))
    let number = window.session.account
    let one = try await actor(AccountBench.staff(2, .security))
    let two = try await actor(AccountBench.staff(3, .security))
    #expect(
      try await refusal {
        try await bench.office.propose(
          .revoke(.window, .district("haidian")), for: number, again(one))
      } == .fromProvider)
    let end = bench.clock.now.adding(milliseconds: 1000)
    try await bench.office.propose(
      .grant(.window, .district("xicheng"), until: end), for: number, again(one))
    try await bench.office.confirm(.grantRole, for: number, again(two))
    #expect(
      try await bench.cases.read {
        try Account.holders(of: .window, .district("xicheng"), in: $0).map(\.number)
      } == [number])
    try await bench.office.propose(
      .revoke(.window, .district("xicheng")), for: number, again(two))
    try await bench.office.confirm(.revokeRole, for: number, again(one))
    #expect(try await bench.account(number).grants.map(\.scope) == [.district("haidian")])
    #expect(
      try await bench.notices(number) == ["account.roleGranted", "account.roleRevoked"])
  }

  @Test("disabling takes one person and enabling two, neither for themselves")
  func disabled() async throws {
    let person = try await bench.signIn(AccountBench.person(1))
    let number = person.session.account
    let one = try await bench.signIn(AccountBench.staff(2, .security))
    let first = try await bench.actor(one)
    let two = try await actor(AccountBench.staff(3, .security))
    try await bench.office.disable(number, again(first))
    #expect(try await bench.standing(person.token).refusal == .unknown)
    #expect(
      try await refusal { _ = try await bench.signIn(AccountBench.person(1)) } == .disabled)
    guard
      case .lifecycle? = try await refusal({
        try await bench.office.disable(number, again(first))
      })
    else {
      Issue.record("disabled twice")
      return
    }
    try await bench.office.propose(.enable, for: number, again(first))
    try await bench.office.confirm(.enableAccount, for: number, again(two))
    #expect(try await bench.signIn(AccountBench.person(1)).session.account == number)
    guard
      case .permission(let own)? = try await refusal({
        try await bench.office.disable(one.session.account, again(first))
      })
    else {
      Issue.record("disabled oneself")
      return
    }
    #expect(own.reason == .ownCase)
    guard
      case .permission(let foreign)? = try await refusal({
        try await bench.office.disable(123_456, again(first))
      })
    else {
      Issue.record("no such account")
      return
    }
    #expect(foreign.reason == .notYours)
  }

  @Test("an act of weight without a fresh proof asks for one first")
  func proofAge() async throws {
    let (number, _) = try await staff(1)
    let one = try await actor(AccountBench.staff(2, .security))
    var old = again(one)
    old.receivedAt = one.provedAt.adding(milliseconds: 15 * 60_000)
    let late = old
    #expect(
      try await refusal { try await bench.office.propose(Self.officer, for: number, late) }
        == .stepUp(StepUp(level: .l3, reason: .age(minutes: 15))))
    old.receivedAt = one.provedAt.adding(milliseconds: 15 * 60_000 - 1)
    old.key = bench.key()
    let intime = old
    #expect(
      try await refusal { try await bench.office.propose(Self.officer, for: number, intime) } == nil
    )
  }
}
