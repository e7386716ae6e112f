import Casework
import Foundation
import Store
import TestKit
import Testing
import Units

@testable import luohu

@Suite("who is signed in, from the command line")
struct AccountsCommandTests {
  /// Where a store with people in it stands.
  private static let tables = ["sessions", "attempts", "drafts"]

  private static func rows(_ name: String, in folder: Folder) async throws -> [Int] {
    let database = try SQLiteDatabase(folder[name].path, access: .reading)
    let counts = try await database.read { connection in
      try tables.map { table in
        try connection.rows(Statement("test.\(table)", "SELECT 1 FROM \(table)"), []).count
      }
    }
    await database.close()
    return counts
  }

  /// A store in which people are signed in, have failed and have typed something.
  private static func used(_ folder: Folder) async throws {
    let made = try await Command.run("store migrate --store sqlite:a.db", in: folder)
    #expect(made.status == 0, "\(made.errors)")
    let clock = HandClock(CityClock.system.now())
    let database = try SQLiteDatabase(folder["a.db"].path)
    let cases = try await Cases.open(database, clock: clock.city)
    let keyring = Keyring(newAt: clock.now)
    let book = try LimitBook.builtIn()
    let limits = Limits(book, cases, keyring: { keyring }, clock: clock.city)
    let office = AccountOffice(
      store: cases, sessions: cases, limits: limits, keyring: { keyring },
      table: try .builtIn(), demands: try .builtIn(), book: book, clock: clock.city)
    let drafts = DraftDesk(cases, keyring: { keyring }, book: book, clock: clock.city)
    for person in try DemoPeople(DemoPeopleTests.city).all.prefix(3) {
      let signedIn = try await office.signIn(
        SignInRequest(
          person.identity, place: SignInPlace(device: "test", address: nil),
          provedAgo: 0, receivedAt: clock.now, key: "sign in \(person.subject)"))
      _ = try await office.recordFailedProof(
        account: signedIn.session.account, provider: "person", reason: "access_denied",
        place: SignInPlace(device: "test", address: nil), key: "fail \(person.subject)")
      let saved = try await drafts.save(
        [DraftField("children", "韩沐晴")], form: "basics",
        of: signedIn.session.account, seen: 0)
      guard case .saved = saved else { throw DemoBench.Missing(what: "the draft") }
    }
    await database.close()
  }

  @Test("every session ends, what was typed stays, and that it was done is an event")
  func endSessions() async throws {
    let folder = try Folder()
    try await Self.used(folder)
    #expect(try await Self.rows("a.db", in: folder) == [3, 3, 3])
    let ended = try await Command.run(
      "accounts end-sessions --store sqlite:a.db --lang zh", in: folder)
    #expect(ended.status == 0 && ended.output == "已结束3个会话\n", "\(ended.errors)")
    #expect(try await Self.rows("a.db", in: folder) == [0, 3, 3])
    let again = try await Command.run(
      "accounts end-sessions --store sqlite:a.db --format json", in: folder)
    #expect(again.output == "{\"sessions\": 0}\n")
    let database = try SQLiteDatabase(folder["a.db"].path, access: .reading)
    let cases = try await Cases.open(database, clock: .system)
    let events = try await cases.read { try $0.history(InstallationRecord.id) }
    #expect(events.suffix(2).map(\.name) == ["SessionsEnded", "SessionsEnded"])
    #expect(events.suffix(2).map(\.role) == [.technician, .technician])
    #expect(try await cases.verify().faults == [])
    await database.close()
  }

  @Test(
    "a rehearsal of a real store has nobody's session, attempt or draft; the store keeps its own")
  func rehearsal() async throws {
    let folder = try Folder()
    try await Self.used(folder)
    let copied = try await Command.run(
      "store copy --from sqlite:a.db --to sqlite:b.db --rehearsal", in: folder)
    #expect(copied.status == 0, "\(copied.errors)")
    #expect(try await Self.rows("b.db", in: folder) == [0, 0, 0])
    #expect(try await Self.rows("a.db", in: folder) == [3, 3, 3])
    // A move of the installation keeps what people have typed.
    let moved = try await Command.run(
      "store copy --from sqlite:a.db --to sqlite:c.db", in: folder)
    #expect(moved.status == 0, "\(moved.errors)")
    #expect(try await Self.rows("c.db", in: folder) == [0, 0, 3])
  }
}
