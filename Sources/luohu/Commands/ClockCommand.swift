import ArgumentParser
import Casework
import Policy
import Store
import Units

struct ClockCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clock",
    abstract: "The time of a demo or rehearsal (模拟时钟): look at it, move it, let it run faster.",
    discussion: """
      Without an option it says what time it is. Every move is an event; running servers follow within \
      two seconds. Time never goes back, and a service has the machine's time and no other.

      EXAMPLES
        luohu store migrate --store sqlite:demo.db \\
          --purpose demo --starting-at 2020-04-01T09:00
        luohu clock --store sqlite:demo.db
        luohu clock --store sqlite:demo.db --to 2020-04-14T20:00
        luohu clock --store sqlite:demo.db --by 90d --rate 3600
      """)

  @Option(help: ArgumentHelp("A later moment, in Beijing.", valueName: "moment")) var to: String?
  @Option(
    help: ArgumentHelp(
      "So much later: a number and d, h, m or s, for instance 90d.", valueName: "time"))
  var by: String?
  @Option(
    help: ArgumentHelp(
      "How many times as fast as the machine's it runs from now on, 0 to 86400; 0 stands still.",
      valueName: "number"))
  var rate: Int?
  @OptionGroup var options: StoreOptions

  func run() async throws {
    guard to == nil || by == nil else {
      throw ValidationError("Give --to or --by, not both.")
    }
    guard to != nil || by != nil || rate != nil else {
      return try await options.use(.reading) { database in
        try say(try await InstalledCases.open(database))
      }
    }
    let moment = try to.map { try Instant(argument: $0, of: "--to") }
    let milliseconds = try by.map { try ClockCommand.milliseconds($0) }
    let rate = rate
    try await options.use(.acting) { database in
      let installed = try await InstalledCases.open(database)
      let move = MoveDemoClock(installed.cases, installed.installation)
      try await move(
        MoveDemoClock.Change(to: moment, by: milliseconds, rate: rate),
        Technician.command("MoveDemoClock"))
      try say(try await InstalledCases.open(database))
    }
  }

  private func say(_ installed: InstalledCases) throws {
    let now = installed.installation.clock.now()
    let purpose = installed.installation.purpose.rawValue
    let rate = installed.record?.time?.rate ?? 1
    let zh = rate == 1 ? "" : rate == 0 ? "，静止" : "，\(rate)倍速"
    let en = rate == 1 ? "" : rate == 0 ? ", standing still" : ", \(rate) times as fast"
    try options.say(Wording("\(now)\(zh)（\(purpose)）", "\(now)\(en) (\(purpose))")) { json in
      json.field("now", now.description)
      json.field("rate", rate)
      json.field("purpose", purpose)
    }
  }

  private static func milliseconds(_ text: String) throws -> Int64 {
    let units: [Character: Int64] = ["d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1000]
    guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()),
      count >= 0
    else {
      throw Problem.argument(
        "--by", JSONText.quoted(text), "数字与d、h、m或s，如 90d", "a number and d, h, m or s, such as 90d")
    }
    let product = count.multipliedReportingOverflow(by: unit)
    // What is too much is refused where the end of time is known.
    return product.overflow ? .max : product.partialValue
  }
}
