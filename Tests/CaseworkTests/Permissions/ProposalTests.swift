import Casework
import Policy
import Testing
import Units

@Suite("Acts of two people (双人办理)")
struct ProposalTests {
  let table: PermissionTable
  let start: Instant
  let until: Instant

  init() throws {
    table = try .builtIn()
    start = try moment("2020-07-17 08:00")
    until = try moment("2020-07-20 08:00")
  }

  func signature(_ party: String, _ role: Role = .administrator, after milliseconds: Int64 = 0)
    -> Proposal.Signature
  {
    Proposal.Signature(
      party: PartyID(rawValue: party), role: role, at: start.adding(milliseconds: milliseconds))
  }

  func proposal() throws -> Proposal {
    try Proposal(
      .sanctionUnit, subject: "employer/7", by: signature("a"), relations: [.jurisdiction],
      until: until, table: table)
  }

  @Test("proposed by one and confirmed by another, both recorded")
  func confirmed() throws {
    var proposal = try proposal()
    #expect(proposal.status == .proposed && proposal.decided == nil)
    let event = try proposal.confirm(
      by: signature("b", after: 5), relations: [.jurisdiction], table: table)
    #expect(event == "ActConfirmed" && proposal.status == .confirmed)
    #expect(proposal.proposed.party.rawValue == "a" && proposal.decided?.party.rawValue == "b")
  }

  @Test("neither confirmed nor rejected by whoever proposed it")
  func samePerson() throws {
    var proposal = try proposal()
    #expect(throws: ProposalRefusal.samePerson) {
      try proposal.confirm(by: signature("a", after: 1), relations: [.jurisdiction], table: table)
    }
    #expect(throws: ProposalRefusal.samePerson) {
      try proposal.reject(by: signature("a", after: 1), relations: [.jurisdiction], table: table)
    }
    #expect(proposal.status == .proposed && proposal.decided == nil)
  }

  @Test("the second person must be allowed the act as well")
  func permission() throws {
    var proposal = try proposal()
    for (role, relations) in [
      (.officer, [.assigned]), (.administrator, [.own]), (.administrator, [.ownUnit]),
      (.administrator, []), (.auditor, [.jurisdiction]),
    ] as [(Role, Set<Relation>)] {
      let refusal = #expect(throws: ProposalRefusal.self) {
        try proposal.confirm(by: signature("b", role), relations: relations, table: table)
      }
      guard case .permission = refusal else {
        Issue.record("\(role) \(relations)")
        continue
      }
    }
    #expect(proposal.status == .proposed)
    let refused = #expect(throws: ProposalRefusal.self) {
      try Proposal(
        .sanctionUnit, subject: "x", by: signature("a", .clerk), relations: [.ownUnit],
        until: until, table: table)
    }
    guard case .permission = refused else {
      Issue.record("a clerk proposes no sanction")
      return
    }
    #expect(throws: ProposalRefusal.needsNobodyElse) {
      try Proposal(
        .decideRecheck, subject: "x", by: signature("a", .officer), relations: [.assigned],
        until: until, table: table)
    }
  }

  @Test("it can be confirmed until the millisecond before it expires, and expires from then on")
  func expiry() throws {
    let left = until.milliseconds - start.milliseconds
    var inTime = try proposal()
    #expect(throws: ProposalRefusal.stillOpen(until)) {
      try inTime.expire(at: until.adding(milliseconds: -1))
    }
    _ = try inTime.confirm(
      by: signature("b", after: left - 1), relations: [.jurisdiction], table: table)
    var late = try proposal()
    #expect(throws: ProposalRefusal.expired(until)) {
      try late.confirm(by: signature("b", after: left), relations: [.jurisdiction], table: table)
    }
    #expect(late.status == .proposed)
    #expect(try late.expire(at: until) == "ActExpired")
    #expect(late.status == .expired && late.decided == nil)
    #expect(throws: ProposalRefusal.expired(start)) {
      try Proposal(
        .sanctionUnit, subject: "x", by: signature("a"), relations: [.jurisdiction], until: start,
        table: table)
    }
  }

  @Test("the proposer alone takes it back, and what is decided stays so")
  func withdrawal() throws {
    var proposal = try proposal()
    #expect(throws: ProposalRefusal.notProposer) { try proposal.withdraw(by: signature("b")) }
    #expect(try proposal.withdraw(by: signature("a")) == "ActWithdrawn")
    let refusal = #expect(throws: ProposalRefusal.self) {
      try proposal.confirm(by: signature("b"), relations: [.jurisdiction], table: table)
    }
    guard case .lifecycle(let reason) = refusal else {
      Issue.record("\(String(describing: refusal))")
      return
    }
    #expect(refusal?.wording == reason.reason)
    var rejected = try self.proposal()
    #expect(
      try rejected.reject(by: signature("b"), relations: [.jurisdiction], table: table)
        == "ActRejected")
    #expect(throws: ProposalRefusal.self) { try rejected.withdraw(by: signature("a")) }
  }
}
