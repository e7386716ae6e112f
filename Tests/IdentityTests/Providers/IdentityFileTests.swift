import Casework
import Foundation
import Policy
import Testing
import Units

@testable import Identity

@Suite("The file that says who signs in how")
struct IdentityFileTests {
  /// The example of the documentation, which operators copy.
  private static func example() throws -> String {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let page = try String(
      contentsOf: root.appendingPathComponent("Docs/identity.md"), encoding: .utf8)
    let parts = page.components(separatedBy: "```")
    let blocks = parts.indices.filter { $0 % 2 == 1 }.map { parts[$0] }
    let example = try #require(blocks.first { $0.hasPrefix("yaml\n") })
    return String(example.dropFirst(5))
  }

  private static func read(_ text: String, _ purpose: Purpose = .service) throws -> IdentityFile {
    try IdentityFile(yaml: Array(text.utf8), purpose)
  }

  @Test("the example of Docs/identity.md is read as it says, for all three audiences")
  func documented() throws {
    let file = try Self.read(try Self.example())
    let person = try #require(file.providers["person"])
    #expect(person.audience == .person && person.proof == .basic)
    #expect(person.issuer.text == "https://id.city.example")
    #expect(person.scopes == ["openid", "profile", "phone"])
    #expect(person.algorithms == [.rs256])
    #expect(person.claims.identityNumber == ClaimPath("id_card", "number"))
    #expect(person.roles == [RoleRule(.applicant, scope: .fixed(.whole))])
    #expect(person.assurance.map(\.level) == [.l2, .l3])
    #expect(person.stepUp == .init(acr: ["urn:city:face"], maximumAge: 300))
    #expect(person.skew == 60 && person.namesIssuer)
    let entity = try #require(file.providers["entity"])
    #expect(entity.roles == [RoleRule(.clerk, scope: .entity)])
    let staff = try #require(file.providers["staff"])
    #expect(staff.proof == .none && staff.secret == nil)
    #expect(
      staff.roles.first
        == RoleRule(
          .window, when: ClaimPath("groups"), is: "luohu-window",
          scope: .claim(kind: "district", ClaimPath("district"))))
    #expect(
      staff.roles.contains(
        RoleRule(
          .supervisor, when: ClaimPath("groups"), is: "luohu-graduates",
          scope: .claim(kind: "supervisor", ClaimPath("unit_number")))))
    #expect(file.providers.providers(for: .staff).map(\.name) == ["staff"])
    #expect(file.machines.machines.map(\.department) == ["tax"])
    #expect(file.entities?.field == .organizationIdentifier)
    #expect(
      file.revocation == [
        RevocationLists.Source(
          authority: "/etc/luohu/legal-authority.pem", list: "/var/lib/luohu/legal-authority.crl")
      ])
  }

  @Test("an empty file has nobody")
  func empty() throws {
    let file = try Self.read("providers: []\n")
    #expect(file.providers.providers.isEmpty && file.machines.machines.isEmpty)
    #expect(file.entities == nil && file.revocation == [])
  }

  @Test(
    "what is wrong is said with its place and what is allowed",
    arguments: [
      ("issuer: https://id.city.example ", "issuer: http://id.city.example ", "issuer"),
      ("issuer: https://id.city.example ", "issuer: https://id.city.example?a=b ", "issuer"),
      ("audience: person", "audience: people", "audience"),
      ("name: person", "name: Person", "name"),
      ("name: person", "name: staff", "name"),
      ("name: person", "name: program", "name"),
      ("name: person", "name: again", "name"),
      ("name: person", "name: lost", "name"),
      ("algorithms: [RS256]", "algorithms: [HS256]", "algorithms[0]"),
      ("algorithms: [RS256]", "algorithms: [none]", "algorithms[0]"),
      ("algorithms: [RS256]", "algorithms: []", "algorithms"),
      ("skew: 60", "skew: 301", "skew"),
      ("maximumAge: 300", "maximumAge: 29", "maximumAge"),
      ("namesIssuer: true", "namesIssuer: maybe", "namesIssuer"),
      ("level: L3", "level: L5", "level"),
      // Either would fit every sign-in.
      ("acr: [urn:city:face, urn:city:bank-card]", "acr: []", "providers[0].assurance[1]"),
      (", acr: [urn:city:face, urn:city:bank-card]", "", "providers[0].assurance[1]"),
      (", amr: [hwk]", ", amr: []", "providers[2].assurance[0]"),
      ("identityNumber: [id_card, number]", "mail: mail", "claims"),
      ("role: applicant", "role: administrator", "role"),
      ("role: applicant", "role: system", "role"),
      ("scope: entity", "scope: whole", "scope"),
      ("scope: whole", "scope: district/haidian", "scope"),
      ("kind: district", "kind: department", "scope"),
      ("kind: supervisor", "kind: district", "scope"),
      ("kind: supervisor", "kind: unit", "scope"),
      ("kind: supervisor, claim: unit_number", "kind: supervisor", "scope"),
      ("scope: department/tax", "scope: supervisor/17", "scope"),
      ("claim: groups, value: luohu-audit, ", "", "roles"),
      ("stepUp:", "setpUp:", "setpUp"),
      ("    secret: not-a-real-secret\n", "", "proof"),
      (
        "callback: https://luohu.city.example/sign-in/entity/callback",
        "callback: https://luohu.city.example/sign-in/person/callback", "callback"
      ),
      ("fingerprint: ", "fingerprint: 00", "fingerprint"),
      ("until: 2027-12-31", "until: 2025-12-31", "until"),
      ("field: organizationIdentifier", "field: organisation", "field"),
      ("    list: /var/lib/luohu/legal-authority.crl", "    crl: x", "crl"),
    ])
  func refused(old: String, new: String, place: String) throws {
    let example = try Self.example()
    #expect(example.contains(old), "the example has it")
    let text = example.replacing(old, with: new, maxReplacements: 1)
    do {
      _ = try Self.read(text)
      Issue.record("\(new) was accepted")
    } catch let problems as Problems {
      let problem = try #require(problems.list.first)
      #expect(problem.path.contains(place), "\(problem.text(.en))")
      #expect(!problem.text(.en).contains("not-a-real-secret"))
    }
  }

  @Test("a secret is never shown, whatever stands in its place")
  func secret() throws {
    let text = try Self.example().replacing(
      "secret: not-a-real-secret", with: "secret: [not-a-real-secret]", maxReplacements: 1)
    let problems = try #require(throws: Problems.self) { _ = try Self.read(text) }
    #expect(!problems.list.map { $0.text(.en) }.joined().contains("not-a-real-secret"))
    let misspelt = try Self.example().replacing(
      "secret: not-a-real-secret", with: "secert: not-a-real-secret", maxReplacements: 1)
    let others = try #require(throws: Problems.self) { _ = try Self.read(misspelt) }
    #expect(!others.list.map { $0.text(.en) }.joined().contains("not-a-real-secret"))
  }

  @Test("without encryption only on this machine, and only where people are invented")
  func loopback() throws {
    let text = try Self.example().replacing(
      "issuer: https://id.city.example ", with: "issuer: http://127.0.0.1:9400 ")
    #expect(throws: Problems.self) { _ = try Self.read(text, .service) }
    _ = try Self.read(text, .demo)
    _ = try Self.read(text, .rehearsal)
  }
}
