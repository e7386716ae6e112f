import Casework
import Hummingbird
import Identity
import PointsLaw
import PointsService
import Policy
import TestKit
import Testing
import Units

@testable import Web

/// A demo city in memory with the whole service over it (试验城市): a clock set by hand, cycle 2020 in its filing stage, everybody of the
/// demo provider.
struct ServiceCity {
  let cases: MemoryCases
  let clock: HandClock
  let city: DemoCity
  let hall: Hall
  let site: Site
  let responder: RouterResponder<SiteContext>

  static let address = "http://localhost"

  /// - Parameter site: with the hall.
  init(cases: MemoryCases, clock: HandClock, city: DemoCity, hall: Hall, site: Site) {
    self.cases = cases
    self.clock = clock
    self.city = city
    self.hall = hall
    self.site = site
    // Made once: a router that is built for every request would be most of a test's time.
    responder = site.router().buildResponder()
  }

  /// - Parameter hasCycle: whether the cycle is open.
  static func open(
    at start: Instant = PointsBench.filing, hasCycle: Bool = true, purpose: Purpose = .demo,
    evidence: ReceiveEvidence? = nil, limits book: LimitBook? = nil
  ) async throws -> ServiceCity {
    let clock = HandClock(start)
    let installation = Installation(purpose, machine: clock.city)
    let cases = MemoryCases(clock: installation.clock)
    let city = DemoCity(cycle: 2020, asOf: start)
    let keyring = Keyring(newAt: start)
    let keys: @Sendable () -> Keyring = { keyring }
    let book = if let book { book } else { try LimitBook.builtIn() }
    let demands = try ActDemands.builtIn()
    let limits = Limits(book, cases, keyring: keys, clock: installation.clock)
    let office = AccountOffice(
      store: cases, sessions: cases, limits: limits, keyring: keys, table: try .builtIn(),
      demands: demands, book: book, clock: installation.clock)
    let points = try PointsDesk(
      store: cases, keyring: keys, registry: city, people: StoredPeople(), acceptsInvented: true)
    let issuer = try #require(WebAddress(address + DemoProviderPath.root))
    let clients = try Identity.Audience.allCases.map { audience in
      DemoClient(
        audience.rawValue, audience, title: audience.title,
        callback: try #require(WebAddress("\(address)/sign-in/\(audience.rawValue)/callback")),
        afterSignOut: WebAddress("\(address)/signed-out"))
    }
    let demo = try await DemoProvider(
      .demo, issuer: issuer, clients: clients, accounts: accounts(city), clock: clock.city)
    let parties = RelyingParties(
      demo.providers.providers.map {
        RelyingParty($0, demo.link, .demo, clock: clock.city, steady: { clock.now.milliseconds })
      })
    let proof = Proof(cases, LedgerKeys([]))
    let hall = Hall(
      installation: installation, accounts: office,
      sessions: SessionDesk(cases, cases, demands, clock: installation.clock),
      drafts: DraftDesk(cases, keyring: keys, book: book, clock: installation.clock),
      limits: limits, points: points,
      notices: try NoticeTexts(NoticeText.common + NoticeText.accounts + PointsNotices.all),
      parties: parties, demo: demo, demoCity: city, proof: proof, evidence: evidence,
      lists: plainLists,
      address: try #require(WebAddress(address)))
    let site = try Site(library: .builtIn(), seal: Seal(), proof: proof, hall: hall)
    let made = ServiceCity(
      cases: cases, clock: clock, city: city, hall: hall, site: site)
    if hasCycle { try await made.openCycle() }
    return made
  }

  /// Files that a test can read: the format, then a line for each row; the files themselves have tests of their own.
  private static let plainLists: ListWriter = { table, format, language in
    let rows = table.rows.map { cells in
      cells.map { cell in
        switch cell {
        case .text(let text): text
        case .term(let words): words[language]
        case .number(let number): "\(number)"
        case .date(let date): date.description
        case .moment(let moment): moment.tableText
        case .none: ""
        }
      }
    }
    let lines = [[format.rawValue], table.columns.map { $0.title[language] }] + rows
    return Array(lines.map { $0.joined(separator: "|") }.joined(separator: "\n").utf8)
  }

  /// Plans and opens the cycle by its announced timetable, with two administrators.
  func openCycle(_ cycle: Int = 2020) async throws {
    func administrator(_ number: Int64) -> Actor {
      Actor(
        PartyID(account: number), .administrator, level: .l4, provedAt: clock.now,
        receivedAt: clock.now, key: hall.freshKey())
    }
    func confirm(_ proposal: Done) async throws -> Done {
      try await ConfirmProposal(hall.points)(
        proposal.dossier.number, seen: proposal.version, by: administrator(900_002))
    }
    let plan = PlanCycle(hall.points)
    let announced = try #require(plan.announced(cycle))
    let planned = try await confirm(
      try await plan(
        cycle: cycle, edition: announced.edition, rows: announced.rows,
        by: administrator(900_001)))
    _ = try await confirm(
      try await OpenCycle(hall.points)(
        planned.dossier.number, seen: planned.version, by: administrator(900_001)))
  }

  /// Somebody at a browser of their own.
  func caller(_ language: Language = .zh) -> Caller { Caller(city: self, language: language) }

  /// Somebody of the demo provider, signed in.
  func caller(_ subject: String, _ language: Language = .zh) async throws -> Caller {
    var caller = caller(language)
    try await caller.signIn(subject)
    return caller
  }

  // MARK: Everybody

  /// The city's people by their keys, its units' clerks as `unit-<key>` (a second one as `unit-good-2`), and staff.
  static func accounts(_ city: DemoCity) -> [DemoAccount] {
    func entity(_ unit: DemoCity.Unit, _ subject: String) -> DemoAccount {
      DemoAccount(
        subject, .entity, title: Wording(same: unit.registered.name), note: unit.shows,
        claims: [
          DemoClaims.name: .text(unit.registered.name),
          DemoClaims.creditCode: .text(unit.registered.code.full),
        ], level: .l3)
    }
    func staff(_ subject: String, _ role: Role, _ more: [String: JSONValue] = [:]) -> DemoAccount {
      DemoAccount(
        subject, .staff, title: Wording(same: subject), note: Wording(same: role.rawValue),
        claims: [
          DemoClaims.name: .text(subject), DemoClaims.roles: .list([.text(role.rawValue)]),
        ].merging(more) { $1 }, level: .l4)
    }
    return city.people.map { person in
      DemoAccount(
        person.key, .person, title: Wording(same: person.name), note: person.shows,
        claims: [
          DemoClaims.name: .text(person.name), DemoClaims.identityNumber: .text(person.number.full),
        ], level: person.key == "levelTwo" ? .l2 : .l3)
    } + city.units.map { entity($0, "unit-\($0.key)") }
      + [entity(city.units[0], "unit-good-2")]
      + [
        staff("window-1", .window, [DemoClaims.district: .text("haidian")]),
        staff("window-2", .window, [DemoClaims.district: .text("haidian")]),
        staff("window-3", .window, [DemoClaims.district: .text("chaoyang")]),
        staff("window-4", .window, [DemoClaims.district: .text("dongcheng")]),
        // Of these the provider does not say which district.
        staff(
          "window-lost", .window,
          [
            DemoClaims.roles: .list([.text("window"), .text("officer")]),
            DemoClaims.department: .text("tax"),
          ]), staff("window-none", .window),
        staff("officer-1", .officer, [DemoClaims.department: .text("tax")]),
        staff("officer-2", .officer, [DemoClaims.department: .text("tax")]),
        staff("supervisor-1", .supervisor, [DemoClaims.supervisingUnit: .number("1")]),
        staff("city-1", .administrator), staff("city-2", .administrator),
        staff("security-1", .security), staff("security-2", .security),
        staff("system-1", .technician), staff("auditor-1", .auditor),
      ]
  }

  func audience(_ subject: String) throws -> Identity.Audience {
    try #require(ServiceCity.accounts(city).first { $0.subject == subject }).audience
  }
}
