import ArgumentParser
import Casework
import Policy
import Store
import Units

extension Purpose: ExpressibleByArgument {}

struct StoreMigrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate", abstract: "Bring a store's tables to the form of this program.",
    discussion: """
      Makes the store when there is none, and records what the installation is for; that never changes \
      afterwards. Steps go forward only; back up first.

      EXAMPLES
        luohu store migrate --store sqlite:cases.db
        luohu store migrate --store sqlite:demo.db \\
          --purpose demo --starting-at 2020-04-01T09:00
        luohu store migrate --store sqlite:demo.db --purpose demo --past-year
      """)

  @Option(
    help: ArgumentHelp(
      "service (正式运行), demo (演示) or rehearsal (演练): what a new store is for; service when not said.",
      valueName: "purpose"))
  var purpose: Purpose?
  @Option(
    help: ArgumentHelp(
      "The time at which a new demo or rehearsal begins, in Beijing; the machine's when not said.",
      valueName: "moment"))
  var startingAt: String?
  @Flag(
    help: """
      Begin a new demo a year earlier: the first `luohu serve` with a keyring plays that year (往年), so that the \
      city has what only time brings, and then moves the clock to where it would have begun.
      """)
  var pastYear = false
  @OptionGroup var options: StoreOptions

  func run() async throws {
    let begin = try startingAt.map { try Instant(argument: $0, of: "--starting-at") }
    guard begin == nil || purpose == .demo || purpose == .rehearsal else {
      throw Problem.argument(
        "--starting-at", JSONText.quoted(startingAt ?? ""), "只与 --purpose demo 或 rehearsal 同用",
        "only with --purpose demo or rehearsal")
    }
    guard !pastYear || purpose == .demo else {
      throw Problem.argument(
        "--past-year", "true", "只与 --purpose demo 同用", "only with --purpose demo")
    }
    try await options.use(.making) { database in
      let landed = try await Schema.migrate(database, now: StoreOptions.clock.now())
      let kept = try await settle(database, begin)
      let names = landed.map { "\($0.number) \($0.name)" }.joined(separator: ", ")
      let steps =
        landed.isEmpty
        ? Wording("表结构已是最新", "the tables are up to date")
        : Wording("已完成迁移：\(names)", "migrated: \(names)")
      try options.say(
        Wording("\(steps.zh)；用途\(kept.rawValue)", "\(steps.en); purpose \(kept.rawValue)")
      ) { json in
        json.list("landed") { json in
          for migration in landed { json.number(migration.number) }
        }
        json.field("version", Migration.all.count)
        json.field("purpose", kept.rawValue)
      }
    }
  }

  /// Records the purpose if none is recorded yet; refuses another.
  private func settle(_ database: any SQLDatabase, _ begin: Instant?) async throws -> Purpose {
    let known = try await InstalledCases.open(database).record
    if let known, purpose == nil { return known.purpose }
    guard known == nil || begin == nil else {
      throw Problem.argument(
        "--starting-at", JSONText.quoted(startingAt ?? ""), "只用于新建的案卷库（见 luohu clock）",
        "only for a new store; see luohu clock")
    }
    let wanted = purpose ?? .service
    let machine = StoreOptions.clock.now()
    let past = pastYear && known == nil ? begin ?? machine : nil
    let start = past.map(DemoPast.start) ?? begin
    let time = start.map { SimulatedTime($0, since: machine) }
    let clock = Installation(wanted, time: time ?? known?.time).clock
    let cases = try await Cases.open(database, clock: clock, machine: StoreOptions.clock)
    _ = try await cases.perform(Technician.command("MakeInstallation")) { unit in
      try InstallationRecord.make(wanted, time: time, in: unit)
      if let past { try DemoRecord.beginPast(of: past, in: unit) }
      return []
    }
    return wanted
  }
}

extension Instant {
  /// - Parameter option: names it when it is no moment.
  init(argument text: String, of option: String) throws {
    guard let moment = Instant(text) else {
      throw Problem.argument(
        option, JSONText.quoted(text), "北京时间，如 2020-04-01T09:00",
        "a moment in Beijing, for instance 2020-04-01T09:00")
    }
    self = moment
  }
}
