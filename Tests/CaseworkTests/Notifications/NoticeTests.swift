import Policy
import Synchronization
import Testing
import Units

@testable import Casework
@testable import TestKit

@Suite("Notices: told with the act, sent as wished, shown as they are")
struct NoticeTests {
  static let moment = Instant(milliseconds: 1_594_944_000_000)
  static let party = PartyID(rawValue: "p-1")
  static let about = DossierID(DossierKind(rawValue: "application"), 7)
  static let address = "zhang.san@example.com"
  static let number = "13800138000"
  static let service = Wording("积分落户", "points-based settlement")

  private let store = MemoryCases(clock: CityClock { moment })
  private let keyring = Keyring(newAt: moment)
  private let texts: NoticeTexts
  private let received: NoticeText

  init() throws {
    texts = try NoticeTexts(NoticeText.common)
    received = try #require(texts["case.received"])
  }

  private static func command(_ key: String) -> Command {
    Command(key: key, name: "Test", party: party, role: .applicant)
  }

  private var now: MemoryCases.State { store.state.withLock { $0 } }

  private func setContact(
    _ wanted: Set<NoticeChannel>, _ language: Language = .zh,
    _ addresses: [NoticeChannel: String] = [.mail: address, .sms: number], key: String = "contact"
  ) async throws {
    let keyring = keyring
    _ = try await store.perform(Self.command(key)) { unit in
      try Contact.set(
        Self.party, language: language, addresses: addresses, wanted: wanted, in: unit, keyring)
      return []
    }
  }

  private static let values: [String: NoticeValue] = [
    "service": .term(service), "date": .date(CivilDate(daysSince1970: 18_460)),
    "case": .dossier(about),
  ]

  @discardableResult
  private func tell(_ key: String = "tell") async throws -> DossierID {
    let received = received
    _ = try await store.perform(Self.command(key)) { unit in
      try unit.apply(
        DossierChange(
          DossierID(Self.about.kind, unit.newNumber()), seen: 0,
          events: [.init("ApplicationSubmitted")],
          state: "submitted"))
      try Notice.tell(Self.party, received, Self.values, about: Self.about, in: unit)
      return []
    }
    let last = now.dossiers.keys.filter { $0.kind == Notice.kind }.max {
      $0.number < $1.number
    }
    return try #require(last)
  }

  private func notice(_ id: DossierID) throws -> Notice {
    try Notice(try #require(now.dossiers[id]))
  }

  private func pending(_ attempts: Int = 0) -> [PendingMessage] {
    now.outbox.map { sent in
      var pending = sent.pending
      pending.attempts = attempts
      return pending
    }
  }

  private var letters: StoredLetters {
    let keyring = keyring
    return StoredLetters(store, texts) { keyring }
  }

  // MARK: Telling

  @Test("a party without a contact is told on the platform")
  func inApp() async throws {
    let id = try await tell()
    #expect(now.outbox.isEmpty)
    let list = try await store.read { try Notice.list(of: Self.party, in: $0).map(\.notice) }
    #expect(list.map(\.text) == ["case.received"])
    #expect(list.first?.about == Self.about && list.first?.values == Self.values)
    #expect(list.first?.madeAt == Self.moment && list.first?.ways == [:])
    let others = try await store.read {
      try Notice.list(of: PartyID(rawValue: "p-2"), in: $0).count
    }
    #expect(others == 0 && id.kind == Notice.kind)
  }

  @Test(
    "a notice is sent to where the party wants it, and nowhere else",
    arguments: [[], [.mail], [.sms], [.mail, .sms]] as [Set<NoticeChannel>])
  func wishes(wanted: Set<NoticeChannel>) async throws {
    try await setContact(wanted)
    let id = try await tell()
    let sent = now.outbox.map(\.pending.message)
    #expect(Set(sent.map(\.channel)) == Set(wanted.map(\.rawValue)))
    #expect(sent.allSatisfy { $0.dossier == id && $0.notBefore == Self.moment })
    #expect(Set(sent.map(\.key)).count == sent.count)
    #expect(try notice(id).ways == Dictionary(uniqueKeysWithValues: wanted.map { ($0, .waiting) }))
  }

  @Test("an address that is wished for but not known is not written to")
  func noAddress() async throws {
    try await setContact([.mail, .sms], .zh, [.mail: Self.address])
    try await tell()
    #expect(now.outbox.map(\.pending.message.channel) == ["mail"])
    try await setContact([.mail, .sms], .zh, [.mail: ""], key: "again")
    try await tell("more")
    #expect(now.outbox.count == 1)
  }

  @Test("neither events, nor cases, nor the outbox hold an address")
  func nothingPersonal() async throws {
    try await setContact([.mail, .sms])
    try await tell()
    for message in pending() { _ = try await letters.letter(for: message) }
    let state = now
    let texts =
      state.events.flatMap { [$0.body, $0.after] } + state.dossiers.values.map(\.body)
      + state.outbox.flatMap { [$0.pending.message.body, $0.pending.message.key] }
      + state.commands.values.map { String(decoding: $0.performed.answer, as: UTF8.self) }
    for part in ["zhang", "example.com", "138001"] {
      #expect(texts.allSatisfy { !$0.contains(part) })
    }
    #expect(state.outbox.count == 2 && state.values.count == 2)
  }

  @Test("with a value missing or one too many, nothing of the act is done")
  func wrongValues() async throws {
    let received = received
    var more = Self.values
    more["until"] = .number(1)
    for values in [[:], Self.values.filter { $0.key != "case" }, more] {
      await #expect(throws: Problems.self) {
        try await store.perform(Self.command("wrong")) { unit in
          try Notice.tell(Self.party, received, values, in: unit)
          return []
        }
      }
    }
    #expect(now.events.isEmpty && now.outbox.isEmpty && now.dossiers.isEmpty)
  }

  // MARK: Sending

  @Test(
    "a letter has the address and the words in the party's language", arguments: Language.allCases)
  func letter(language: Language) async throws {
    try await setContact([.mail], language)
    try await tell()
    let message = try #require(pending().first)
    let letter = try #require(try await letters.letter(for: message))
    #expect(letter.address == Self.address)
    switch language {
    case .zh:
      #expect(letter.title == "积分落户：申请已收到")
      #expect(letter.text == "2020年7月17日收到您的申请，编号7。办理进度可登录平台查看。")
    case .en:
      #expect(letter.title == "points-based settlement: we have received your application")
      #expect(
        letter.text.hasPrefix("We received your application on 17 July 2020; its number is 7."))
    }
  }

  @Test("each time an address is read for sending, its owner can see it")
  func readingIsAnEvent() async throws {
    try await setContact([.mail])
    try await tell()
    for attempt in 0..<3 {
      let message = try #require(pending(attempt).first)
      #expect(try await letters.letter(for: message)?.address == Self.address)
    }
    let reads = now.events.filter { $0.name == "PersonalDataRead" }
    #expect(reads.count == 3 && reads.allSatisfy { $0.dossier.kind.rawValue == "access-contact" })
    #expect(reads.allSatisfy { $0.body.contains("notify") && $0.party == .system })
    // The same attempt is not given the address without a trace.
    let again = try #require(pending(2).first)
    await #expect(throws: StoreFailure.self) { try await letters.letter(for: again) }
  }

  @Test("an address that was erased or changed is not written to by what was made before")
  func erased() async throws {
    try await setContact([.mail])
    try await tell()
    let message = try #require(pending().first)
    try await setContact([.mail], .zh, [.mail: "new@example.com"], key: "changed")
    #expect(try await letters.letter(for: message)?.address == "new@example.com")
    try await setContact([], .zh, [.mail: ""], key: "erased")
    #expect(try await letters.letter(for: try #require(pending(1).first)) == nil)
    #expect(now.events.filter { $0.name == "PersonalDataErased" }.count == 2)
    let values = now.values.values.map(\.field)
    #expect(values == ["mobile"], "nothing of the old ones is kept")
    let answer = await letters.answer(for: try #require(pending(2).first), now: Self.moment)
    guard case .none(.dead(let reason)) = answer else {
      Issue.record("\(answer)")
      return
    }
    #expect(reason == "no notice or no address")
  }

  @Test("when an address cannot be read now, the message waits, and nothing is told of it")
  func unreadable() async throws {
    try await setContact([.mail])
    try await tell()
    let message = try #require(pending().first)
    let other = Keyring(newAt: Self.moment)
    let wrong = StoredLetters(store, texts) { other }
    let answer = await wrong.answer(for: message, now: Self.moment)
    guard case .none(.retry(let reason, Self.moment)) = answer else {
      Issue.record("\(answer)")
      return
    }
    #expect(reason.contains("does not open with key k1") && !reason.contains("zhang"))
    try await store.closeLedger("zhang")
    let closed = await letters.answer(for: message, now: Self.moment)
    guard case .none(.retry("no address now: StoreFailure", Self.moment)) = closed else {
      Issue.record("\(closed)")
      return
    }
  }

  // MARK: Outcomes

  @Test("a notice shows whether it waits, was sent, or failed and why; each once")
  func outcomes() async throws {
    try await setContact([.mail, .sms])
    let id = try await tell()
    let outcomes = NoticeOutcomes(store, store.clock)
    let mail = try #require(pending().first { $0.message.channel == "mail" })
    let sms = try #require(pending().first { $0.message.channel == "sms" })
    try await outcomes.record(.retry(reason: "later", notBefore: Self.moment), of: mail)
    #expect(try notice(id).ways == [.mail: .waiting, .sms: .waiting])
    try await outcomes.record(.delivered(receipt: "250"), of: mail)
    try await outcomes.record(.dead(reason: "refused: 550"), of: sms)
    let ways: [NoticeChannel: Notice.Progress] = [
      .mail: .sent(Self.moment), .sms: .failed(reason: "refused: 550"),
    ]
    #expect(try notice(id).ways == ways)
    let events = now.events.count
    try await outcomes.record(.delivered(receipt: "250"), of: mail)
    var later = mail
    later.attempts = 1
    try await outcomes.record(.dead(reason: "x"), of: later)
    #expect(try notice(id).ways == ways && now.events.count == events)
    #expect(
      now.events.filter { $0.dossier == id }.map(\.name) == [
        "NoticeMade", "NoticeSent", "NoticeFailed",
      ])
  }

  @Test("one that failed is sent again when a person says so; others are left as they are")
  func resent() async throws {
    try await setContact([.mail, .sms])
    let id = try await tell()
    let outcomes = NoticeOutcomes(store, store.clock)
    let mail = try #require(pending().first { $0.message.channel == "mail" })
    let sms = try #require(pending().first { $0.message.channel == "sms" })
    try await outcomes.record(.dead(reason: "refused: 550"), of: mail)
    for (key, message) in [("1", mail), ("2", mail), ("3", sms)] {
      let command = Command(key: key, name: "Resend", party: .system, role: .technician)
      _ = try await store.perform(command) { unit in
        try Notice.resend(message.message, in: unit)
        return []
      }
    }
    #expect(try notice(id).ways == [.mail: .waiting, .sms: .waiting])
    #expect(
      now.events.filter { $0.dossier == id }.map(\.name) == [
        "NoticeMade", "NoticeFailed", "NoticeResent",
      ])
    var again = mail
    again.attempts = 1
    try await outcomes.record(.delivered(receipt: "250"), of: again)
    #expect(try notice(id).ways[.mail] == .sent(Self.moment))
  }

  @Test("reading is done once, by the one it is for; sending goes on being shown")
  func reading() async throws {
    try await setContact([.mail])
    let id = try await tell()
    func read(_ party: PartyID, _ key: String) async throws {
      _ = try await store.perform(
        Command(key: key, name: "ReadNotice", party: party, role: .applicant)
      ) { unit in
        try Notice.markRead(id, by: party, in: unit)
        return []
      }
    }
    func unread() async throws -> [DossierID] {
      try await store.read { try Notice.list(of: Self.party, onlyUnread: true, in: $0).map(\.id) }
    }
    try await read(PartyID(rawValue: "p-2"), "a")
    #expect(try await unread() == [id], "somebody else has read nothing")
    try await read(Self.party, "b")
    try await read(Self.party, "c")
    #expect(try await unread() == [])
    #expect(now.events.filter { $0.name == "NoticeRead" }.count == 1)
    let all = try await store.read { try Notice.list(of: Self.party, in: $0).map(\.isRead) }
    #expect(all == [true])
    let mail = try #require(pending().first)
    try await NoticeOutcomes(store, store.clock).record(.delivered(receipt: "250"), of: mail)
    #expect(try notice(id).ways == [.mail: .sent(Self.moment)])
    #expect(now.dossiers[id]?.state == "read" && now.dossiers[id]?.version == 3)
    try await read(Self.party, "d")
    let other = DossierID(Self.about.kind, id.number)
    _ = try await store.perform(Self.command("e")) { unit in
      try Notice.markRead(other, by: Self.party, in: unit)
      return []
    }
    #expect(now.dossiers[id]?.version == 3)
  }

  @Test("whatever values a notice has, it is read as it was written")
  func bodies() throws {
    let notice = Notice(
      party: PartyID(rawValue: "p \"1\""), text: "case.due",
      values: [
        "a": .number(-5), "b": .date(CivilDate(daysSince1970: 0)), "c": .dossier(Self.about),
        "d": .term(Wording("甲\n", "{b}")),
      ], about: nil, madeAt: Self.moment,
      ways: [.mail: .failed(reason: "550 \"x\""), .sms: .sent(Self.moment)])
    func dossier(_ body: String) -> Dossier {
      Dossier(
        id: DossierID(Notice.kind, 1), version: 1, state: "unread", body: body,
        changedAt: Self.moment, keys: [])
    }
    #expect(try Notice(dossier(notice.body)) == notice)
    for broken in ["", "{", "{}", "[]", notice.body.replacing("\"mail\"", with: "\"fax\"")] {
      #expect(throws: StoreFailure.corrupt("notice/1: no notice")) { try Notice(dossier(broken)) }
    }
  }
}
