import Casework
import Identity
import PointsService
import Policy
import Units

/// A demo city on its way (播种过程): who has which account, and what the scenes need of each other.
struct DemoSowing: Sendable {
  /// A unit as it was last seen.
  struct Seen {
    var dossier: DossierID
    var version: Int
  }

  let seed: DemoSeed
  let points: PointsDesk
  /// The year of the cycle that is sown.
  let cycle: Int
  /// All dates of the scenes are told from this moment.
  let asOf: Instant
  /// What the names of its steps begin with.
  private let prefix: String
  var omitted: [String] = []
  private var accounts: [String: Int64] = [:]
  /// Units by their key, as they were registered.
  var units: [String: Seen] = [:]
  /// Applications by whose they are, as the first check left them.
  var applications: [String: Done] = [:]

  init(_ seed: DemoSeed) {
    self.seed = seed
    (points, cycle, asOf, prefix) = (seed.points, seed.city.cycle, seed.city.asOf, "demo")
  }

  /// The year before.
  ///
  /// - Parameter points: asks what the registry said then.
  init(past seed: DemoSeed, _ points: PointsDesk, asOf: Instant) {
    self.seed = seed
    self.points = points
    self.asOf = asOf
    (cycle, prefix) = (asOf.beijing.date.year, "demo past")
  }

  var office: AccountOffice { seed.office }
  var today: CivilDate { asOf.beijing.date }

  /// Something that the program itself has wrong.
  struct Broken: Error, CustomStringConvertible { var description: String }

  // MARK: Who acts

  /// Opens the accounts of those who have one before their first sign-in.
  ///
  /// - Parameter subjects: of whom; `nil`: of all.
  mutating func openAccounts(of subjects: Set<String>? = nil) async throws {
    for person in seed.people.all
    where person.grant != nil && subjects?.contains(person.subject) ?? true {
      accounts[person.subject] = try await office.openAccount(
        person.identity, key: "demo \(person.subject)")
    }
  }

  /// Opens the account of somebody of the city who is not on the provider's page.
  mutating func openAccount(_ person: DemoCity.Person) async throws {
    let row = DemoPerson(
      subject: person.key, audience: .person, title: Wording(same: person.name),
      situation: person.shows, name: person.name, number: person.number)
    accounts[person.key] = try await office.openAccount(row.identity, key: "demo \(person.key)")
  }

  func account(_ subject: String) throws -> Int64 {
    guard let number = accounts[subject] else {
      throw Broken(description: "demo: \(subject) has no account")
    }
    return number
  }

  /// Somebody who acts in the role of their row.
  ///
  /// - Parameter step: names the act among those of the same person: it is its idempotency key.
  func actor(_ subject: String, _ step: String) throws -> Actor {
    let person = seed.people[subject]
    let grant = person.map(\.grant) ?? (.applicant, .whole)
    guard let grant else { throw Broken(description: "demo: \(subject) has no role") }
    return try actor(subject, grant.role, grant.scope, person?.level ?? .l3, step)
  }

  /// The same in a role that they were given.
  func actor(
    _ subject: String, _ role: Role, _ scope: RoleScope, _ level: AssuranceLevel = .l3,
    _ step: String
  ) throws -> Actor {
    let now = seed.clock.now()
    return Actor(
      PartyID(account: try account(subject)), role, scope, level: level, provedAt: now,
      receivedAt: now, key: "\(prefix) \(step)")
  }

  /// A unit of the city as it was registered.
  func registered(_ key: String) throws -> Seen {
    guard let seen = units[key] else { throw Broken(description: "demo: no unit \(key)") }
    return seen
  }

  /// The dossier of a unit of the city.
  func unit(_ key: String) throws -> Int64 { try registered(key).dossier.number }

  /// An application as the first check left it.
  func checked(_ subject: String) throws -> Done {
    guard let done = applications[subject] else {
      throw Broken(description: "demo: \(subject) has not checked")
    }
    return done
  }

  /// Another administrator says yes.
  @discardableResult
  func confirm(_ proposal: Done) async throws -> Done {
    try await ConfirmProposal(points)(
      proposal.dossier.number, seen: proposal.version,
      by: actor("city-2", "confirm \(proposal.dossier)"))
  }
}
