import Casework
import Policy
import Store
import Units

/// A synthetic act of the size that a filing has (压力办理): two events, the dossier's new state, a message, a serial number without gap.
struct StoreLoad: Sendable {
  let cases: Cases
  /// Over how many dossiers acts are spread.
  var dossiers = 200
  /// Each act also keeps a value sealed by its current key.
  var keyring: LiveKeyring?
  /// Each act tells the party something; where it goes to was set before.
  var mailbox: String?
  /// Whether an act draws a number of the series that all acts share.
  var drawsNumber = true

  static let kind = DossierKind(rawValue: "load")
  static let party = PartyID(rawValue: "load")

  /// Does the act of a key; the answer is its serial number.
  @discardableResult
  func act(_ key: String, dossier number: Int64) async throws -> Performed {
    let command = Command(key: key, name: "LoadAct", party: StoreLoad.party, role: .system)
    let (drawsNumber, keyring, tells) = (drawsNumber, keyring, mailbox != nil)
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
      if let keyring { _ = try unit.keep(key, .name, of: id, keyring.now) }
      if tells, let text = NoticeText.common.first(where: { $0.key == "case.received" }) {
        let values: [String: NoticeValue] = [
          "service": .term(Wording("压力测试", "Load test")), "case": .dossier(id),
          "date": .date(unit.now.beijing.date),
        ]
        try Notice.tell(StoreLoad.party, text, values, about: id, in: unit)
      }
      return Array("\(serial)".utf8)
    }
  }

  /// Says where the party is told things.
  func setContact(_ mailbox: String, _ keyring: LiveKeyring) async throws {
    _ = try await cases.perform(Technician.command("SetContact")) { unit in
      try Contact.set(
        StoreLoad.party, language: .zh, addresses: [.mail: mailbox], wanted: [.mail], in: unit,
        keyring.now)
      return []
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
