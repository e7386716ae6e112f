import Casework
import Policy
import Store
import Synchronization
import TestKit
import Testing
import Units

/// Changing keys on a real store, with events, notices and a writer at work.
@Suite("Keys changed in a real store")
struct KeyRotationStoreTests {
  private static let party = PartyID(rawValue: "p")
  private static let moment = Instant(milliseconds: 1_600_000_000_000)

  /// Submits `application/number` with an identity number that the event refers to.
  private static func submit(_ cases: Cases, _ number: Int64, _ keyring: Keyring) async throws {
    let command = Command(key: "submit-\(number)", name: "Submit", party: party, role: .applicant)
    _ = try await cases.perform(command) { unit in
      let id = DossierID(DossierKind(rawValue: "application"), number)
      let row = try unit.keep(identity(number), .identityNumber, of: id, keyring)
      let body = #"{"identityNumber": \#(row.id), "commitment": "\#(row.commitmentText)"}"#
      try unit.apply(
        DossierChange(
          id, seen: 0, events: [DossierChange.Event("ApplicationSubmitted", body: body)],
          state: "submitted", body: body))
      return []
    }
  }

  private static func identity(_ number: Int64) -> String { "1101051949123\(100_000 + number)" }

  @Test("every row moves to the new keys beside a writer; no leaf of the ledger changes")
  func rotation() async throws {
    let (cases, database) = try await Workplace().cases()
    let old = Keyring(newAt: Self.moment)
    for number in 1...60 { try await Self.submit(cases, Int64(number), old) }
    let leaves = try await cases.leafHashes(0..<60)
    #expect(leaves.count == 60 * 32)

    var keyring = old
    _ = keyring.add(withIndex: true)
    _ = keyring.promote(at: Self.moment)
    let new = keyring
    // A server that has not read the new keyring yet goes on sealing by the old one.
    async let writing: Void = {
      for number in 61...100 { try await Self.submit(cases, Int64(number), old) }
    }()
    var progress = try await KeyRotation(new, cases, batch: 16).run()
    try await writing
    progress = try await KeyRotation(new, cases, batch: 16).run()
    #expect(progress.counts == ["k2": 100] && progress.isComplete(new))
    #expect(try await cases.leafHashes(0..<60) == leaves)
    #expect(try await cases.ledgerSize() == 100, "changing keys is no event")

    let check = try await KeyCheck(new, cases, batch: 7)
    #expect(check.counts == ["k2": 100] && check.failures.isEmpty)
    let wrong = try await KeyCheck(old, cases)
    #expect(wrong.failures.count == 100, "a keyring without the key")
    let rows = try await cases.values(notSealedBy: "", after: 0, limit: 1000)
    for row in rows {
      #expect(try new.open(row) == Self.identity(row.dossier.number))
      let events = try await cases.read { try $0.history(row.dossier) }
      #expect(events.first?.body.contains(row.commitmentText) == true)
    }
    let command = Command(key: "find", name: "Find", party: Self.party, role: .officer)
    let found = try await cases.perform(command) { unit in
      Array(
        "\(try unit.values(of: .identityNumber, equalTo: Self.identity(77), new).map(\.dossier.number))"
          .utf8)
    }
    #expect(String(decoding: found.answer, as: UTF8.self) == "[77]")
    await database.close()
  }

  @Test("half way through, values are found whichever key they are under")
  func halfWay() async throws {
    let (cases, database) = try await Workplace().cases()
    var keyring = Keyring(newAt: Self.moment)
    for number in 1...3 { try await Self.submit(cases, Int64(number), keyring) }
    _ = keyring.add(withIndex: true)
    _ = keyring.promote(at: Self.moment)
    for number in 4...6 { try await Self.submit(cases, Int64(number), keyring) }
    #expect(try await cases.sealedValues() == ["k1": 3, "k2": 3])
    let ring = keyring
    let command = Command(key: "find", name: "Find", party: Self.party, role: .officer)
    let found = try await cases.perform(command) { unit in
      let numbers = try (1...6).flatMap { number in
        try unit.values(of: .identityNumber, equalTo: Self.identity(Int64(number)), ring)
          .map(\.dossier.number)
      }
      return Array("\(numbers)".utf8)
    }
    #expect(String(decoding: found.answer, as: UTF8.self) == "[1, 2, 3, 4, 5, 6]")
    await database.close()
  }

  @Test("a notice goes its whole way: made with the act, addressed when sent, its outcome shown")
  func notices() async throws {
    let (cases, database) = try await Workplace().cases()
    let keyring = Keyring(newAt: Self.moment)
    let texts = try NoticeTexts(NoticeText.common)
    let decided = try #require(texts["case.decided"])
    let command = Command(key: "act", name: "Act", party: Self.party, role: .applicant)
    _ = try await cases.perform(command) { unit in
      try Contact.set(
        Self.party, language: .en, addresses: [.mail: "a@people.example"], wanted: [.mail],
        in: unit, keyring)
      try Notice.tell(
        Self.party, decided,
        ["service": .term(.init("积分落户", "points-based settlement")), "case": .number(7)],
        in: unit)
      return []
    }
    let now = cases.clock.now()
    let later = now.adding(milliseconds: 60_000)
    let messages = try await cases.take(channel: "mail", limit: 8, now: now, until: later)
    let message = try #require(messages.first)
    let letters = StoredLetters(cases, texts) { keyring }
    #expect(try await letters.letter(for: message)?.address == "a@people.example")
    try await NoticeOutcomes(cases, cases.clock).record(.delivered(receipt: "250"), of: message)
    try await cases.record(.delivered(receipt: "250"), of: message, now: now)
    let shown = try await cases.read { try Notice.list(of: Self.party, in: $0) }
    #expect(shown.map(\.notice.ways) == [[.mail: .sent(now)]] && shown.map(\.isRead) == [false])
    let names = try await cases.events(0..<(try await cases.ledgerSize())).map(\.name)
    #expect(names == ["ContactSet", "NoticeMade", "PersonalDataRead", "NoticeSent"])
    await database.close()
  }
}
