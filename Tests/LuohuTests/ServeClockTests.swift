import Casework
import Foundation
import Store
import Testing

/// Protects that a store says what it is for, and that only a demo or rehearsal has a time that can be moved.
@Suite("luohu serve by the time of its installation", .serialized, .timeLimit(.minutes(10)))
struct ServeClockTests {
  private static func time(_ server: ServedProcess) async throws -> Int? {
    try await server.ask("/metrics").body.split(separator: "\n")
      .first { $0.hasPrefix("luohu_installation_time_seconds{") }
      .flatMap { Int($0.split(separator: " ")[1]) }
  }

  /// 2020-04-01T09:00 in Beijing, in seconds.
  private static let begin = 1_585_702_800

  @Test("a running demo follows a moved clock within seconds, and its acts are of that time")
  func moves() async throws {
    let city = try await ServedInstallation("demo")
    let server = try await city.serve()
    let first = try #require(try await Self.time(server))
    #expect((Self.begin..<Self.begin + 600).contains(first))
    let said = try await city.run("clock --store sqlite:cases.db --by 90d")
    #expect(said.hasPrefix("2020-06-30T09:") && said.hasSuffix(" (demo)\n"), "\(said)")
    let begun = ContinuousClock.now
    let isMoved = try await eventually(5) {
      try await Self.time(server).map { $0 >= Self.begin + 90 * 86_400 } == true
    }
    #expect(isMoved && ContinuousClock.now - begun < .seconds(5))
    _ = try await city.run("clock --store sqlite:cases.db --to 2020-07-17T20:00 --rate 0")
    let isStill = try await eventually(5) {
      try await Self.time(server) == Self.begin + 107 * 86_400 + 11 * 3600
    }
    #expect(isStill)
    #expect(
      try await city.run("clock --store sqlite:cases.db --lang zh")
        == "2020-07-17T20:00:00.000+08:00，静止（demo）\n")
    let back = try await Command.run(
      "clock --store sqlite:cases.db --to 2020-07-17T19:59:59.999", in: city.folder)
    #expect(back.status == 2 && back.errors.contains("the moment is from 17 July 2020 20:00 to"))
    // Leases and checkpoints go by the machine's time: standing still stops neither.
    let checkpoint = try await server.ask("/api/v1/ledger/checkpoint").body
    _ = try await city.run("store load --store sqlite:cases.db --beside --acts 5")
    let isSigned = try await eventually {
      try await server.ask("/api/v1/ledger/checkpoint").body != checkpoint
    }
    #expect(isSigned, "\(server.said)")
    #expect(try await server.stop() == 0)
    #expect(
      try await city.sql(
        "SELECT name, role, COUNT(*) FROM events WHERE kind = 'installation' GROUP BY name")
        == "[('ClockMoved', 'technician', 2), ('InstallationMade', 'technician', 1), "
        + "('ServerStarted', 'system', 1)]\n")
    let again = try await city.serve()
    #expect(try await Self.time(again) == Self.begin + 107 * 86_400 + 11 * 3600, "it is kept")
    #expect(try await again.stop() == 0)
  }

  @Test("a service refuses to have its time moved, and no store changes its purpose")
  func service() async throws {
    let city = try await ServedInstallation()
    for move in ["--by 1d", "--to 2030-01-01", "--rate 60"] {
      let result = try await Command.run("clock --store sqlite:cases.db \(move)", in: city.folder)
      #expect(result.status == 2 && result.errors.contains("the machine's time and no other"))
    }
    let other = try await Command.run(
      "store migrate --store sqlite:cases.db --purpose demo", in: city.folder)
    #expect(other.status == 2)
    #expect(other.errors.contains("service: said when the store was made, for good"))
    let late = try await Command.run(
      "store migrate --store sqlite:new.db --starting-at 2020-01-01", in: city.folder)
    #expect(late.status == 2 && late.errors.contains("only with --purpose demo or rehearsal"))
    #expect(
      try await city.run("store status --store sqlite:cases.db").contains("purpose: service, "))
  }

  @Test("copies and backups carry the purpose; a copy for a rehearsal says so and sends nothing")
  func copies() async throws {
    let city = try await ServedInstallation()
    let database = try SQLiteDatabase(city.folder["cases.db"].path, access: .writing)
    let cases = try await Cases.open(database, clock: .system)
    let act = Casework.Command(
      key: "act", name: "Act", party: PartyID(rawValue: "li"), role: .applicant)
    _ = try await cases.perform(act) { unit in
      try unit.send(
        OutboxMessage(channel: "mail", key: "real", body: "{}", notBefore: unit.now))
      return []
    }
    await database.close()
    _ = try await city.run("store copy --from sqlite:cases.db --to sqlite:moved.db")
    _ = try await city.run("store backup --store sqlite:cases.db backup.db")
    _ = try await city.run("store restore --store sqlite:restored.db backup.db")
    for name in ["moved", "restored"] {
      #expect(
        try await city.run("store status --store sqlite:\(name).db").contains("purpose: service"))
    }
    let said = try await city.run(
      "store copy --from sqlite:cases.db --to sqlite:try.db --rehearsal")
    #expect(said.contains("the copy is a rehearsal\n"))
    #expect(try await city.run("clock --store sqlite:try.db --by 30d").hasSuffix(" (rehearsal)\n"))
    let server = try await ServedProcess.start(
      [
        "--store", "sqlite:try.db", "--keyring", "k.yaml", "--mail-host", "127.0.0.1",
        "--mail-port", "1", "--mail-security", "none", "--mail-sender", "a@b.example",
      ], in: city.folder)
    #expect(
      try await server.ask("/readyz").body.contains("sends nothing to real people"))
    let outbox = try await city.run("outbox status --store sqlite:try.db --channel mail")
    #expect(outbox.contains("1 waiting") && outbox.contains("a rehearsal of a real installation"))
    #expect(try await server.stop() == 0)
    #expect(
      try await city.run("outbox status --store sqlite:try.db --channel mail")
        .hasPrefix("mail: 1 waiting"), "not even tried")
  }
}
