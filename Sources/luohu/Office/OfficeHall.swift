import Casework
import Documents
import Glibc
import Identity
import PointsLaw
import PointsService
import Policy
import Store
import Units
import Web

/// Puts together what signed-in people are served from (办事大厅): accounts, services, providers.
struct OfficeHall: Sendable {
  let hall: Hall
  private let cases: Cases
  /// The registry of a demonstration, whose acts catch up with it.
  private let points: PointsDesk

  /// - Returns: `nil` without a keyring: nobody's data could be kept.
  /// - Throws: `Problems` about settings and the file of the providers.
  static func open(
    _ settings: Settings, _ installed: InstalledCases, _ keyring: LiveKeyring?, _ proof: Proof,
    _ library: Library, _ log: ServerLog, notes: [Backstage.Part]
  ) async throws -> OfficeHall? {
    guard let keyring else { return nil }
    let cases = installed.cases
    let clock = installed.installation.clock
    let purpose = installed.installation.purpose
    guard let address = WebAddress(settings.publicAddress) else {
      throw Problem.argument(
        "site.address", JSONText.quoted(settings.publicAddress), "网址", "an address of the web")
    }
    let book = try LimitBook.builtIn()
    let demands = try ActDemands.builtIn()
    let keys: @Sendable () -> Keyring = { keyring.now }
    let limits = Limits(book, cases, keyring: keys, clock: clock)
    let office = AccountOffice(
      store: cases, sessions: cases, limits: limits, keyring: keys,
      table: try PermissionTable.builtIn(), demands: demands, book: book, clock: clock)
    let city = purpose == .demo ? try await DemoRecord.city(in: cases) : nil
    let points = try PointsDesk(
      store: cases, keyring: keys, registry: city ?? NoRegistry(), people: StoredPeople(),
      law: library,
      acceptsInvented: purpose != .service)
    let ways = try await SignInWays.open(
      settings, purpose, address, try city.map { try DemoPeople($0).accounts }, log)
    let evidence = try evidence(settings, cases, keys, log)
    let hall = Hall(
      installation: installed.installation, accounts: office,
      sessions: SessionDesk(cases, cases, demands, clock: clock, machine: .system),
      drafts: DraftDesk(cases, keyring: keys, book: book, clock: clock), limits: limits,
      points: points, notices: try NoticeTexts(NoticeText.all), parties: ways.parties,
      demo: ways.demo, demoCity: city,
      machines: ways.machines, entities: ways.entities, revoked: ways.revoked,
      proof: proof, evidence: evidence, lists: lists,
      backstage: try backstage(settings, cases, keys, notes),
      address: address)
    if let city {
      let seed = try DemoSeed(
        office: office, points: points, city: city, evidence: evidence,
        installation: installed.installation)
      let sown = try await seed.sow()
      if sown.isNew { log.event("notice", "demo city sown", ["cycle": "\(sown.cycle)"]) }
      for reason in sown.omitted { log.event("notice", "demo city", ["without": reason]) }
    }
    return OfficeHall(hall: hall, cases: cases, points: points)
  }

  // MARK: Evidence

  /// Where uploads go; `nil` where the installation keeps none.
  private static func evidence(
    _ settings: Settings, _ cases: Cases, _ keys: @escaping @Sendable () -> Keyring,
    _ log: ServerLog
  ) throws -> ReceiveEvidence? {
    guard !settings.vault.isEmpty else { return nil }
    let workshop = try EvidenceWorkshop(
      limits: EvidenceLimits(), folder: environment("TMPDIR") ?? "/tmp",
      report: OfficeRunner.report("evidence", log))
    let scanner: any EvidenceScanner =
      ScannerAddress(settings.scanner).map { ClamAV($0) as any EvidenceScanner } ?? NoScanner()
    return ReceiveEvidence(
      preparer: workshop, scanner: scanner, vault: try DiskVault(folder: settings.vault),
      store: cases, keyring: keys)
  }

  // MARK: Lists

  private static let lists: ListWriter = { table, format, language in
    switch format {
    case .csv: CSVTable.bytes(table, language)
    case .xlsx: try await XLSXTable.bytes(table, language)
    case .dictionary: CSVTable.dictionary(table, language)
    }
  }

  // MARK: Runners

  private static let catchingUp: Int64 = 60_000
  private static let sweeping: Int64 = 300_000
  private static let refreshing: Int64 = 86_400_000

  /// What the services do by themselves: each under a lease, none ends another.
  func runners(_ log: ServerLog) -> [OfficeRunner] {
    let clock = hall.installation.clock
    return [
      rounds("points:catch-up", every: OfficeHall.catchingUp, log) { [points] lease in
        let report = try await CatchUp(points)(at: clock.now(), lease: lease)
        for (id, failure) in report.failed {
          log.event(
            "error", "case not carried on", ["dossier": "\(id)", "reason": "\(type(of: failure))"])
        }
      },
      rounds("points:refresh-units", every: OfficeHall.refreshing, log) { [points] lease in
        var after: Int64? = 0
        while let from = after {
          try Task.checkCancellation()
          after = try await RefreshUnits(points)(after: from, at: clock.now(), lease: lease).next
        }
      },
      rounds("accounts:sweep", every: OfficeHall.sweeping, log) { [hall] _ in
        _ = try await hall.accounts.sweep(key: "sweep \(clock.now().milliseconds)")
        try await hall.drafts.sweep()
      },
    ]
  }

  private func rounds(
    _ name: String, every interval: Int64, _ log: ServerLog, _ work: @escaping LeasedRounds.Work
  ) -> OfficeRunner {
    let rounds = LeasedRounds(
      name, every: interval, cases, holder: CaseOffice.holder,
      report: OfficeRunner.report(name, log), work: work)
    return OfficeRunner { await rounds.run() }
  }
}

/// A service whose registry is not connected yet (尚未接入登记信息): every question waits, nothing is decided.
private struct NoRegistry: CityRegistry {
  func unit(_ code: CreditCode) async throws(RegistryFailure) -> RegisteredUnit? {
    throw RegistryFailure("no registry is connected to this installation")
  }

  func person(_ number: ResidentNumber) async throws(RegistryFailure) -> RegisteredPerson? {
    throw RegistryFailure("no registry is connected to this installation")
  }
}

extension NoticeText {
  /// Every text that parties are told in.
  static var all: [NoticeText] { common + accounts + PointsNotices.all }
}
