import Casework
import Policy
import Testing
import Units

@Suite("Who acts, in which role and for whom (办理人)")
struct ActorTests {
  @Test("levels are ordered, and every one has words")
  func levels() {
    #expect(AssuranceLevel.allCases == AssuranceLevel.allCases.sorted())
    #expect(AssuranceLevel.l2 < .l3 && !(AssuranceLevel.l3 < .l3))
    for level in AssuranceLevel.allCases {
      #expect(!level.title.zh.isEmpty && !level.title.en.isEmpty)
    }
  }

  @Test("a scope is read back as it was written, and nothing else is a scope")
  func scopes() throws {
    let code = try CreditCode("919900000000000005", invented: true)
    for scope in [
      RoleScope.whole, .unit(17), .entity(code), .district("haidian"), .department("housing"),
      .supervisingUnit(3), .person(9_000_000_000),
    ] {
      #expect(RoleScope(text: scope.text) == scope)
    }
    for text in [
      "", "unit", "unit/", "unit/0", "unit/-1", "unit/017", "unit/+1", "entity/919900000000000006",
      "district/", "district/Haidian", "district/a b", "whole/", "city/1", "person/x",
      "department/\(String(repeating: "a", count: 41))",
    ] {
      #expect(RoleScope(text: text) == nil, "\(text)")
    }
    #expect(RoleScope(text: "department/\(String(repeating: "a", count: 40))") != nil)
  }

  @Test("a role has a scope of its own kind: nobody is a clerk of a district")
  func fits() throws {
    let scopes: [RoleScope] = [
      .whole, .unit(1), .entity(try CreditCode("919900000000000005", invented: true)),
      .district("haidian"), .department("housing"), .supervisingUnit(1), .person(1),
    ]
    let kinds: [Role: [RoleScope]] = [
      .clerk: [scopes[1], scopes[2]], .window: [scopes[3]], .officer: [scopes[4]],
      .supervisor: [scopes[5]], .familyHelper: [scopes[6]],
    ]
    for role in Role.allCases {
      #expect(scopes.filter { role.fits($0) } == kinds[role, default: [.whole]], "\(role)")
    }
  }

  @Test("a grant holds until its last millisecond, and no longer")
  func until() {
    let end = Instant(milliseconds: 1000)
    let grant = RoleGrant(.clerk, .unit(1), .delegated, until: end)
    #expect(grant.holds(at: end.adding(milliseconds: -1)))
    #expect(!grant.holds(at: end))
    #expect(RoleGrant(.clerk, .unit(1), .delegated).holds(at: end))
  }

  @Test("an account's number is read from its party, and from no other")
  func parties() {
    #expect(PartyID(account: 17).account == 17)
    for text in ["system", "visitor", "account/", "account/0", "account/017", "account/x", "a/1"] {
      #expect(PartyID(rawValue: text).account == nil, "\(text)")
    }
    let moment = Instant(milliseconds: 5)
    #expect(Actor.system(at: moment, key: "k").account == nil)
    let actor = Actor(
      PartyID(account: 17), .applicant, level: .l3, provedAt: moment, receivedAt: moment, key: "k")
    let command = actor.command(.submitApplication, content: [1])
    #expect(
      command.name == "submitApplication" && command.key == "k" && command.party == actor.party)
  }
}
