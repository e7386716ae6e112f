import Casework
import Policy
import TestKit
import Testing
import Units

@Suite("A program is let in by a person, as less than the person (程序令牌)")
struct AdmitProgramTests {
  let bench: AccountBench

  init() throws { bench = try AccountBench() }

  private func admit(
    _ signedIn: SignedIn, _ name: String = "名单同步"
  ) async throws -> SignedIn {
    bench.clock.move(milliseconds: 1)
    return try await bench.office.admitProgram(
      name, signedIn.session, address: AccountBench.home, try await bench.actor(signedIn))
  }

  @Test(
    "it has its own session in the same role and level, of the same length, and its own line by its name"
  )
  func admitted() async throws {
    let person = try await bench.signIn(AccountBench.person(1, level: .l2))
    bench.clock.move(milliseconds: 10 * 60_000)
    let program = try await admit(person)
    let terms = bench.book[.person]
    #expect(program.session.isProgram && !person.session.isProgram)
    #expect(program.session.number != person.session.number)
    #expect(program.session.secret != person.session.secret)
    #expect(program.session.role == person.session.role && program.session.level == .l2)
    #expect(program.session.idle == terms.idle)
    #expect(
      program.session.endsAt == program.session.signedInAt.adding(milliseconds: terms.absolute))
    let actor = try #require(try await bench.standing(program.token).actor)
    #expect(actor.role == .applicant && actor.level == .l2)
    let open = try await bench.office.ownSessions(try await bench.actor(person))
    #expect(open.count == 2)
    let place = open.first { $0.session.number == program.session.number }?.place
    #expect(place?.device == "名单同步" && place?.address != nil)
    let line = try #require(
      try await bench.office.signIns(try await bench.actor(person), limit: 1).lines.first)
    #expect(line.kind == .program && line.device == "名单同步" && line.level == .l2)
    #expect(line.provider == "people", "by which its owner had signed in")
    let event = try #require(bench.cases.events.last { $0.name == "ProgramAdmitted" })
    #expect(event.party == PartyID(account: person.session.account) && event.role == .applicant)
    #expect(!event.body.contains("名单同步"), "the name is sealed")
  }

  @Test(
    "its level is never more than the session’s, and what takes a fresh proof is refused at any time"
  )
  func less() async throws {
    let person = try await bench.signIn(AccountBench.person(1))
    let program = try await admit(person)
    for act in Act.allCases {
      let demand = try ActDemands.builtIn()[act]
      let mine = try await bench.standing(person.token, act).stepUp
      let its = try await bench.standing(program.token, act).stepUp
      if mine != nil { #expect(its != nil, "\(act)") }
      #expect((its != nil) == (mine != nil || demand.proof != nil), "\(act)")
    }
    let found = try await refusal {
      _ = try await bench.office.stepUp(
        program.session, bench.request(AccountBench.person(1)))
    }
    #expect(found == .ofProgram, "it cannot prove anything by somebody’s sign-in")
    let other = try await refusal {
      _ = try await bench.office.chooseRole(
        .applicant, .whole, program.session, key: bench.key())
    }
    #expect(other == .ofProgram)
    let another = try await refusal {
      _ = try await bench.office.admitProgram(
        "x", program.session, address: nil, try await bench.actor(person))
    }
    #expect(another == .ofProgram)
    let stale = try await refusal {
      _ = try await bench.office.admitProgram(
        "x", person.session, address: nil, try await bench.actor(program))
    }
    #expect(stale == .stepUp(StepUp(level: .l2, reason: .age(minutes: 15))))
  }

  @Test("whoever makes one has proved who they are within 15 minutes", arguments: [0, 1])
  func proof(late: Int64) async throws {
    let person = try await bench.signIn(AccountBench.person(1))
    let proved = person.session.provedAt
    bench.clock.set(proved.adding(milliseconds: 15 * 60_000 - 1 + late))
    let found = try await refusal {
      _ = try await bench.office.admitProgram(
        "x", person.session, address: nil, try await bench.actor(person))
    }
    #expect((found == nil) == (late == 0), "\(String(describing: found))")
  }

  @Test("it ends by itself, alone, everywhere, by a report, and with the account")
  func ends() async throws {
    let person = try await bench.signIn(AccountBench.person(1))
    let number = person.session.account
    func desk() throws -> SessionDesk {
      SessionDesk(bench.cases, bench.cases, try .builtIn(), clock: bench.clock.city)
    }
    func reason(_ program: SignedIn) async throws -> NotSignedIn? {
      try await bench.standing(program.token, desk: try desk()).refusal
    }
    var program = try await admit(person)
    try await bench.office.signOut(program.session.number, try await bench.actor(person))
    #expect(try await reason(program) == .unknown)
    program = try await admit(person)
    bench.clock.move(milliseconds: bench.book[.person].idle - 1)
    #expect(try await reason(program) == nil)
    bench.clock.move(milliseconds: bench.book[.person].idle)
    #expect(try await reason(program) == .idle)
    var again = try await bench.signIn(AccountBench.person(1))
    program = try await admit(again)
    try await bench.office.signOutEverywhere(try await bench.actor(again))
    #expect(try await reason(program) != nil)
    again = try await bench.signIn(AccountBench.person(1))
    program = try await admit(again)
    let line = try #require(
      try await bench.office.signIns(try await bench.actor(again), limit: 1).lines.first)
    #expect(line.kind == .program, "it can be reported as not one’s own")
    try await bench.office.reportSignIn(line.version, try await bench.actor(again))
    #expect(try await reason(program) != nil)
    again = try await bench.signIn(AccountBench.person(1))
    program = try await admit(again)
    let security = try await bench.signIn(AccountBench.staff(1, .security))
    _ = try await bench.office.disable(number, try await bench.actor(security))
    #expect(try await reason(program) != nil)
  }

  @Test("there are two of an account at most, and none pushes another session out")
  func most() async throws {
    let person = try await bench.signIn(AccountBench.person(1))
    for _ in 0..<bench.book.mostPrograms { _ = try await admit(person) }
    #expect(try await refusal { _ = try await admit(person) } == .tooManySessions(2))
    #expect(try await bench.standing(person.token).refusal == nil)
    let other = try await bench.signIn(AccountBench.staff(1, .auditor))
    let second = try await bench.signIn(AccountBench.staff(1, .auditor))
    let terms = bench.book[.administrator]
    #expect(terms.most == 2)
    #expect(try await refusal { _ = try await admit(second) } == .tooManySessions(2))
    #expect(try await bench.standing(other.token).refusal == nil)
    for name in ["", String(repeating: "字", count: 41), "a\nb"] {
      await #expect(throws: Problems.self, "\(name)") {
        _ = try await bench.office.admitProgram(
          name, other.session, address: nil, try await bench.actor(other))
      }
    }
  }
}
