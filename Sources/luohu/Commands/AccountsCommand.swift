import ArgumentParser
import Casework
import Policy
import Store

struct AccountsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accounts",
    abstract: "Look after who is signed in.",
    discussion: """
      EXAMPLE
        luohu store migrate --store sqlite:cases.db
        luohu accounts end-sessions --store sqlite:cases.db
      """,
    subcommands: [EndSessionsCommand.self])
}

struct EndSessionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "end-sessions",
    abstract: "End every session of everybody: all sign in anew.",
    discussion: """
      For a store that was restored, which has the sessions of its time, or when somebody may have read \
      the table of sessions. Works beside running servers, which follow within five seconds. What was \
      typed is kept. That it was done is an event of the installation.

      EXAMPLE
        luohu store migrate --store sqlite:cases.db
        luohu accounts end-sessions --store sqlite:cases.db
      """)

  @OptionGroup var options: StoreOptions

  func run() async throws {
    try await options.use(.acting) { database in
      let cases = try await InstalledCases.open(database).cases
      let count = try await cases.endEverySession()
      _ = try await cases.perform(Technician.command("EndSessions")) { unit in
        var json = JSONWriter()
        json.object { $0.field("count", count) }
        try InstallationRecord.note(.init("SessionsEnded", body: json.text), in: unit)
        return []
      }
      try options.say(
        Wording("已结束\(count)个会话", "ended \(count) sessions")
      ) { json in json.field("sessions", count) }
    }
  }
}
