import Casework
import Foundation
import Store
import TestKit
import Units

/// A folder of a test's own, gone with it.
final class Workplace: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "luohu-store-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// An SQLite store with the program's tables.
  func cases(
    _ name: String = "store.db", clock: CityClock = HandClock().city, mostPages: Int? = nil
  ) async throws -> (Cases, SQLiteDatabase) {
    let database = try SQLiteDatabase(file(name), mostPages: mostPages)
    try await Schema.migrate(database, now: clock.now())
    return (try await Cases.open(database, clock: clock), database)
  }
}

extension Cases {
  /// Applies one change with one event to `application/number`, having seen its version.
  @discardableResult
  func change(
    _ key: String, _ number: Int64, body: String = "{}", keys: [DossierKey] = []
  ) async throws -> Performed {
    let command = Command(key: key, name: "Act", party: PartyID(rawValue: "p"), role: .officer)
    return try await perform(command) { unit in
      let id = DossierID(DossierKind(rawValue: "application"), number)
      let seen = try unit.dossier(id)?.version ?? 0
      try unit.apply(
        DossierChange(
          id, seen: seen, events: [DossierChange.Event("Changed")], state: "open", body: body,
          keys: keys))
      return []
    }
  }
}
