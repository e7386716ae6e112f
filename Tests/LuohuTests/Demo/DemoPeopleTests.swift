import Casework
import Identity
import PointsService
import Policy
import TestKit
import Testing
import Units

@testable import luohu

@Suite("The table of demo accounts (演示账户表)")
struct DemoPeopleTests {
  static let city = DemoCity(cycle: 2026, asOf: DemoBench.opening)

  @Test("everybody is invented, described in both languages, and has a name of their own")
  func table() throws {
    let people = try DemoPeople(Self.city)
    #expect(Set(people.all.map(\.subject)).count == people.all.count)
    #expect(Set(people.all.map(\.title.zh)).count == people.all.count - 1, "two clerks of one unit")
    let day = DemoBench.opening.beijing.date
    for person in people.all {
      #expect(person.title.zh != person.title.en && person.situation.zh != person.situation.en)
      if let number = person.number {
        #expect(number.full.hasPrefix("990000"))
        #expect(try ResidentNumber(number.full, today: day, invented: true) == number)
        #expect(throws: ResidentNumber.Flaw.region) { try ResidentNumber(number.full, today: day) }
      }
      if let code = person.code {
        #expect(try CreditCode(code.full, invented: true) == code)
        #expect(throws: CreditCode.Flaw.region) { try CreditCode(code.full) }
      }
    }
    #expect(people.all.filter { $0.audience == .person }.count >= 20)
    let duties = Set(people.all.compactMap { $0.grant?.role })
    #expect(
      duties == [
        .applicant, .clerk, .window, .administrator, .officer, .supervisor, .security, .technician,
        .auditor,
      ])
    for role in [Role.administrator, .security] {
      #expect(people.all.filter { $0.role == role }.count == 2, "acts of two people need two")
    }
  }

  @Test("a row names somebody of the city, or the table is refused")
  func unknown() throws {
    #expect(throws: Problems.self) { try Self.city.person("nobody", "Nobody", Wording("无", "no")) }
    #expect(throws: Problems.self) { try Self.city.clerk("nobody", "Nobody", Wording("无", "no")) }
  }

  /// What a browser does at the provider, and what the platform makes of the answer.
  private static func signIn(
    _ provider: DemoProvider, as person: DemoPerson, _ clock: HandClock
  ) async throws -> ProvenIdentity {
    let party = RelyingParty(
      try #require(provider.providers[DemoPerson.provider(of: person.audience)]),
      provider.link, .demo, clock: clock.city)
    let (address, pending) = try await party.begin(SignInOrder(.zh))
    let query = String(address.split(separator: "?", maxSplits: 1)[1])
    guard
      case .choice(let choice) = provider.answer(
        to: DemoRequest(path: "/authorize", query: query))
    else { throw DemoBench.Missing(what: "the page") }
    var form = FormText()
    form.add("request", choice.request)
    form.add("account", person.subject)
    guard
      case .redirect(let back) = provider.answer(
        to: DemoRequest(isPost: true, path: "/authorize", body: form.text))
    else { throw DemoBench.Missing(what: "the way back") }
    return try await party.finish(
      String(back.split(separator: "?", maxSplits: 1)[1]), pending
    ).identity
  }

  @Test("the provider says of everybody exactly what the seed opened their account with")
  func provider() async throws {
    let clock = HandClock(DemoBench.opening)
    let people = try DemoPeople(Self.city)
    let clients = try Identity.Audience.allCases.map { audience in
      DemoClient(
        DemoPerson.provider(of: audience), audience, title: audience.title,
        callback: try #require(WebAddress("https://luohu.example/\(audience.rawValue)/back")))
    }
    let provider = try await DemoProvider(
      .demo, issuer: try #require(WebAddress("https://luohu.example/demo")), clients: clients,
      accounts: people.accounts, clock: clock.city)
    for person in people.all {
      let proven = try await Self.signIn(provider, as: person, clock)
      let identity = person.identity
      #expect(proven.provider == identity.provider && proven.subject == identity.subject)
      #expect(proven.audience.rawValue == identity.audience.rawValue)
      #expect(proven.name == identity.name && proven.level == identity.level)
      #expect(proven.identityNumber == identity.identityNumber)
      #expect(proven.creditCode == identity.entity)
      #expect(proven.phone == identity.mobile && proven.mail == identity.mail)
      #expect(proven.roles == identity.grants, "\(person.subject)")
    }
  }
}
