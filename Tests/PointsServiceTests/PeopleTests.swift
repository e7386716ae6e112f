import Casework
import PointsService
import Policy
import TestKit
import Testing
import Units

@Suite("People as the accounts keep them")
struct PeopleTests {
  @Test(
    "name and number are opened with an event; clerks are the legal entity’s and their delegates; a person is one"
  )
  func stored() async throws {
    let clock = HandClock(PointsBench.filing)
    let cases = MemoryCases(clock: clock.city)
    let keyring = Keyring(newAt: clock.now)
    let book = try LimitBook.builtIn()
    let office = AccountOffice(
      store: cases, sessions: cases,
      limits: Limits(book, cases, keyring: { keyring }, clock: clock.city), keyring: { keyring },
      table: try .builtIn(), demands: try .builtIn(), book: book, clock: clock.city)
    let code = CreditCode.invented(number: 1)
    let birth = try #require(CivilDate(1990, 3, 7))
    func signIn(_ subject: String, _ audience: Audience, _ grant: RoleGrant) async throws -> Int64 {
      clock.move(milliseconds: 1)
      let identity = SignedInIdentity(
        provider: "demo", subject: subject, audience: audience, level: .l3, name: "方正平",
        identityNumber: .invented(birth: birth, isMale: true, place: 1),
        entity: audience == .entity ? code : nil, grants: [grant])
      let signedIn = try await office.signIn(
        SignInRequest(
          identity, place: SignInPlace(device: "test", address: ClientAddress("203.0.113.7")),
          providerSession: subject, provedAgo: 0, receivedAt: clock.now, key: subject))
      return signedIn.session.account
    }
    let person = try await signIn("person", .person, RoleGrant(.applicant, .whole, .provider))
    let clerk = try await signIn("clerk", .entity, RoleGrant(.clerk, .entity(code), .provider))
    let people = StoredPeople()
    let now = clock.now
    let found = try await cases.read { reading in
      (
        try people.clerks(of: 1, code, at: now, in: reading),
        try people.clerks(of: 1, .invented(number: 2), at: now, in: reading),
        try people.areSame(person, clerk, in: reading),
        try people.areSame(person, 123_456, in: reading)
      )
    }
    #expect(found.0 == [clerk] && found.1.isEmpty && found.2 && !found.3)
    let command = Command(key: "read", name: "read", party: .system, role: .system)
    _ = try await cases.perform(command) { unit in
      let rows = try #require(try people.identity(of: person, reason: .eligibility, in: unit))
      #expect(try keyring.open(rows.name) == "方正平")
      #expect(try keyring.open(rows.number).hasPrefix("990000"))
      let nobody = try people.identity(of: 123_456, reason: .eligibility, in: unit)
      #expect(nobody == nil)
      return []
    }
    let readings = try await cases.read { reading in
      try reading.history(DossierID(Account.kind.access, person)).map(\.name)
    }
    #expect(readings.contains(PersonalDataEvent.read))
  }
}
