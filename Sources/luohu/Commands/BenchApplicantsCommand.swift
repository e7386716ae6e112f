import ArgumentParser
import Casework
import Glibc
import PointsLaw
import PointsService
import Policy
import Store
import Units

struct BenchApplicantsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "applicants",
    abstract: "Prepare a demo store for measuring the service: many applicants, signed in.",
    discussion: """
      Signs invented people in and checks their eligibility, so that each may ask one unit for an \
      association. The file gets the unit's code in its first line and a session's token in each \
      further one; it is good for as long as sessions last.

      EXAMPLE
        luohu bench applicants --store sqlite:out/bench/cases.db --keyring out/bench/keyring.yaml \
      --count 20000 tokens.txt
      """)

  @OptionGroup var address: StoreAddress
  @Option(help: ArgumentHelp("The keyring of the store.", valueName: "file")) var keyring: String
  @Option(help: "How many people.") var count = 20_000
  @Option(help: "How many at a time.") var callers = 64
  @Argument(help: ArgumentHelp("The new file for the tokens; mode 600.", valueName: "file"))
  var file: String

  func run() async throws {
    guard count >= 1, callers >= 1 else {
      throw Problem.argument("--count", "\(count)", "不小于1", "1 or more")
    }
    guard access(file, F_OK) != 0 else {
      throw Problem.argument(
        "file", JSONText.quoted(file), "尚不存在的文件", "a file that is not there yet")
    }
    let path = self.keyring
    let keyring = try KeyringFile(path).read()
    try await address.use(.writing) { database in
      let installed = try await InstalledCases.open(database)
      try installed.demandInvented(address.store)
      try await KeyringFit(keyring, installed.cases).demand("--keyring", path)
      let crowd = try await Crowd(installed, keyring)
      let code = try await crowd.unitCode()
      let tokens = try await crowd.signIn(count, callers: callers)
      let text = ([code] + tokens).map { $0 + "\n" }.joined()
      let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw FileFailure.last(file) }
      defer { close(descriptor) }
      try writeAll(Array(text.utf8), to: descriptor, file)
    }
  }
}

/// People without number for a measurement (试验人群): every one is a copy of the demo city's eligible person under a number of
/// their own.
private struct Crowd: Sendable {
  let office: AccountOffice
  let desk: PointsDesk
  let city: DemoCity
  let clock: CityClock

  init(_ installed: InstalledCases, _ keyring: Keyring) async throws {
    let cases = installed.cases
    clock = installed.installation.clock
    let book = try LimitBook.builtIn()
    office = AccountOffice(
      store: cases, sessions: cases,
      limits: Limits(book, cases, keyring: { keyring }, clock: clock), keyring: { keyring },
      table: try .builtIn(), demands: try .builtIn(), book: book, clock: clock)
    city = try await DemoRecord.city(in: cases)
    desk = try PointsDesk(
      store: cases, keyring: { keyring }, registry: CrowdRegistry(city: city),
      people: StoredPeople(), acceptsInvented: true)
  }

  /// The code of a unit of its own, which is registered and confirmed here.
  func unitCode() async throws -> String {
    guard let unit = CrowdRegistry.employer(of: city) else {
      throw Problem.argument("demo", "\"fresh\"", "演示城市的单位", "a unit of the demo city")
    }
    let scope = RoleScope.entity(unit.code)
    let clerk = try await signedIn(
      SignedInIdentity(
        provider: "bench", subject: "clerk", audience: .entity, level: .l3,
        name: unit.name, entity: unit.code,
        grants: [RoleGrant(.clerk, scope, .provider)]), .clerk, scope)
    let known = try await ShowUnit(desk).mine(by: clerk("look"))
    if known == nil {
      let registered = try await RegisterUnit(desk)(unit.code.full, by: clerk("register"))
      _ = try await ActivateUnit(desk)(
        registered.dossier.number, seen: registered.version,
        contact: .init(name: "方正平", mobile: "010-12345678"), by: clerk("activate"))
    }
    guard let view = try await ShowUnit(desk).mine(by: clerk("look")),
      let code = try await ReadUnitCode(desk)(view.number, by: clerk("read"))
    else { throw StoreFailure.corrupt("no code of the unit") }
    return code.description
  }

  private func signedIn(
    _ identity: SignedInIdentity, _ role: Role, _ scope: RoleScope
  ) async throws -> @Sendable (String) -> Actor {
    let done = try await office.signIn(request(identity))
    let moment = clock.now()
    return { name in
      Actor(
        PartyID(account: done.session.account), role, scope, level: .l3, provedAt: moment,
        receivedAt: moment, key: "bench \(name) \(done.session.number)")
    }
  }

  private func request(_ identity: SignedInIdentity) -> SignInRequest {
    SignInRequest(
      identity, place: SignInPlace(device: "bench", address: nil), provedAgo: 0,
      receivedAt: clock.now(), key: "bench \(identity.subject) \(clock.now().milliseconds)")
  }

  /// Signs people in and checks whether they are eligible; their sessions' tokens.
  func signIn(_ count: Int, callers: Int) async throws -> [String] {
    try await withThrowingTaskGroup(of: [String].self) { group in
      for caller in 0..<callers {
        group.addTask {
          var tokens: [String] = []
          for place in stride(from: caller, to: count, by: callers) {
            tokens.append(try await person(place))
          }
          return tokens
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
  }

  private func person(_ place: Int) async throws -> String {
    // 100,800 people a year of birth; the demo city's own have other numbers of the day.
    let birth = CivilDate(1985 + place / 100_800, 1 + place / 28 % 12, 1 + place % 28)
    let number = ResidentNumber.invented(
      birth: birth ?? CivilDate.last(of: Month(1985, 1)), isMale: true,
      place: 100 + place / 336 % 300)
    let done = try await office.signIn(
      request(
        SignedInIdentity(
          provider: "bench", subject: "person \(place)", audience: .person, level: .l3,
          name: "试验人员", identityNumber: number,
          grants: [RoleGrant(.applicant, .whole, .provider)])))
    let moment = clock.now()
    _ = try await CheckEligibility(desk)(
      by: Actor(
        PartyID(account: done.session.account), .applicant, level: .l3, provedAt: moment,
        receivedAt: moment, key: "bench check \(done.session.number)"))
    return done.token.cookie
  }
}

/// Knows everybody as the eligible person of the demo city, whose insurance one unit pays.
private struct CrowdRegistry: CityRegistry {
  let city: DemoCity

  /// A unit that nobody has registered yet, which the city’s own registry knows too.
  static func employer(of city: DemoCity) -> RegisteredUnit? {
    city.units.first { $0.key == "fresh" }?.registered
  }

  func unit(_ code: CreditCode) async throws(RegistryFailure) -> RegisteredUnit? {
    try await city.unit(code)
  }

  func person(_ number: ResidentNumber) async throws(RegistryFailure) -> RegisteredPerson? {
    var found = city.people.first { $0.key == "eligible" }?.registered
    found?.payer = CrowdRegistry.employer(of: city)?.code
    return found
  }
}
