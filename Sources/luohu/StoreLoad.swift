import Casework
import Policy
import Store

/// A synthetic act of the size that a filing has (压力办理): two events, the dossier's new state, a message, a serial number without gap.
struct StoreLoad: Sendable {
  let cases: Cases
  /// Over how many dossiers acts are spread.
  var dossiers = 200
  /// Whether an act draws a number of the series that all acts share.
  var drawsNumber = true

  static let kind = DossierKind(rawValue: "load")
  static let party = PartyID(rawValue: "load")

  /// Does the act of a key; the answer is its serial number.
  @discardableResult
  func act(_ key: String, dossier number: Int64) async throws -> Performed {
    let command = Command(key: key, name: "LoadAct", party: StoreLoad.party, role: .system)
    let drawsNumber = drawsNumber
    return try await cases.perform(command) { unit in
      let id = DossierID(StoreLoad.kind, number)
      let seen = try unit.dossier(id)?.version ?? 0
      let serial = drawsNumber ? try unit.next("load") : 0
      try unit.apply(
        DossierChange(
          id, seen: seen,
          events: [
            DossierChange.Event("LoadBegun", rules: "rules-2020@2020", body: #"{"n": \#(serial)}"#),
            DossierChange.Event("LoadDone", body: #"{"n": \#(serial)}"#),
          ],
          state: "done", body: #"{"last": "\#(key)", "serial": \#(serial)}"#,
          keys: [DossierKey("owner", "party-\(number)")]))
      try unit.send(
        OutboxMessage(channel: "load", key: key, body: "{}", dossier: id, notBefore: unit.now))
      return Array("\(serial)".utf8)
    }
  }

  /// Does acts `0..<count` with so many callers at once and says each one when it is done.
  func run(
    _ count: Int, callers: Int, prefix: String, done: @escaping @Sendable (String) throws -> Void
  ) async throws {
    try await withThrowingTaskGroup { group in
      for caller in 0..<callers {
        group.addTask {
          for index in stride(from: caller, to: count, by: callers) {
            let key = "\(prefix)-\(index)"
            try await act(key, dossier: Int64(1 + index % dossiers))
            try done(key)
          }
        }
      }
      try await group.waitForAll()
    }
  }
}
