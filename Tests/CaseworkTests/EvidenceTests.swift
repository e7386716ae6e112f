import Casework
import Policy
import Synchronization
import TestKit
import Testing
import Units

@Suite("Evidence handed in is received, refused with reasons, and scanned (凭证)")
struct EvidenceTests {
  private let store = MemoryCases(clock: HandClock().city)
  private let vault = MemoryVault()
  private let scanner = ToldScanner()
  private let application = DossierID(DossierKind(rawValue: "application"), 1024)

  private let keyring = Keyring(newAt: Instant(milliseconds: 0))

  private var receive: ReceiveEvidence { receive() }

  private func receive(
    scanner: (any EvidenceScanner)? = nil, store: (any CaseStore)? = nil
  ) -> ReceiveEvidence {
    ReceiveEvidence(
      preparer: JoiningPreparer(), scanner: scanner ?? self.scanner, vault: vault,
      store: store ?? self.store, keyring: { [keyring] in keyring })
  }

  private func open(_ id: DossierID, _ keyring: Keyring? = nil) async throws -> OpenEvidence.Opened
  {
    let keyring = keyring ?? self.keyring
    let open = OpenEvidence(vault: vault, store: store, keyring: { keyring })
    let count = store.events.count
    return try await open(
      OpenEvidence.Request(
        key: "open-\(count)-\(id.number)", party: PartyID(rawValue: "officer"), role: .officer,
        evidence: id,
        reason: .dispute))
  }

  /// The names of a dossier's events.
  private func events(_ id: DossierID) -> [String] {
    store.events.filter { $0.dossier == id }.map(\.name)
  }

  private func dossier(_ id: DossierID) async throws -> Dossier {
    try #require(try await store.read { try $0.dossier(id) })
  }

  private var scan: ScanEvidence {
    ScanEvidence(
      scanner: scanner,
      open: OpenEvidence(vault: vault, store: store, keyring: { [keyring] in keyring }),
      store: store)
  }

  private func request(_ files: [String], key: String = "k1") -> ReceiveEvidence.Request {
    ReceiveEvidence.Request(
      key: key, party: PartyID(rawValue: "p1"), role: .applicant, about: application,
      files: files.map { Array($0.utf8) })
  }

  // MARK: Receiving

  @Test("received and clean: the file is in the vault and the dossier refers to it")
  func received() async throws {
    let answer = try await receive(request(["one", "two"]))
    #expect(answer.state == .inspected && !answer.isRepeated)
    #expect(answer.record.pages == 2 && answer.record.bytes == 4096)
    #expect(answer.record.about == "application/1024")
    let blob = try #require(answer.record.blob)
    let opened = try await open(answer.dossier)
    #expect(opened.pdf == Array("PDF onetwo".utf8))
    #expect(opened.sources.map(\.digest) == ["one", "two"].map { BlobID(of: Array($0.utf8)) })
    #expect(events(answer.dossier) == ["EvidenceReceived", "EvidenceInspected"])
    let dossier = try await dossier(answer.dossier)
    #expect(dossier.state == "inspected" && dossier.version == 2)
    #expect(
      dossier.keys == [
        DossierKey("about", "application/1024"), DossierKey("blob", blob.rawValue),
      ])
    #expect(try EvidenceRecord(json: dossier.body) == answer.record)
    // The originals and what was made of them have been looked at.
    #expect(
      scanner.asked.withLock { $0 } == ["one", "two", "PDF onetwo"].map { Array($0.utf8) })
  }

  @Test("refused: an answer with every reason, nothing in the vault, a dossier that says so")
  func refused() async throws {
    let answer = try await receive(request(["bad", "one", "bad"]))
    #expect(answer.state == .refused && !answer.record.canBeOpened)
    #expect(answer.record.problems.map(\.path) == ["files[0]", "files[2]"])
    #expect(answer.record.problems[0].allowed == Wording("只接受照片", "photographs"))
    #expect(answer.record.blob == nil)
    #expect(vault.files.withLock { $0.isEmpty })
    #expect(events(answer.dossier) == ["EvidenceRefused"])
    #expect(scanner.asked.withLock { $0.isEmpty })
  }

  @Test("infected originals are refused with the scanner's name, and nothing is kept")
  func infected() async throws {
    scanner.verdicts.withLock { $0[Array("two".utf8)] = .infected("Eicar") }
    let answer = try await receive(request(["one", "two"]))
    #expect(answer.state == .refused && answer.record.scan == .infected)
    #expect(answer.record.problems == [EvidenceDecision.infection("Eicar")])
    #expect(vault.files.withLock { $0.isEmpty })
    #expect(events(answer.dossier) == ["EvidenceRefused"])
  }

  @Test("a scanner that is down harms nobody: received, not yet scanned, asked once only")
  func scannerDown() async throws {
    scanner.usual.withLock { $0 = .unavailable("down") }
    let answer = try await receive(request(["one", "two"]))
    #expect(
      answer.state == .received && answer.record.scan == .waiting && answer.record.canBeOpened)
    #expect(events(answer.dossier) == ["EvidenceReceived"])
    #expect(scanner.asked.withLock { $0.count } == 1)
    #expect(try await vault.bytes(#require(answer.record.blob)) != nil)
  }

  @Test("an installation without a scanner waits for none, and the evidence says so")
  func noScanner() async throws {
    let receive = receive(scanner: NoScanner())
    let answer = try await receive(request(["one"]))
    #expect(answer.state == .inspected && answer.record.scan == .omitted)
    #expect(answer.record.canBeOpened)
  }

  @Test("the same request again gives the first answer; other files under its key are refused")
  func repeated() async throws {
    scanner.usual.withLock { $0 = .unavailable("down") }
    let first = try await receive(request(["one"]))
    scanner.usual.withLock { $0 = .clean }
    var second = try await receive(request(["one"]))
    #expect(second.isRepeated)
    second.isRepeated = false
    #expect(second == first, "also when the scanner would say more by now")
    await #expect(throws: StoreFailure.keyReused("k1")) { try await receive(request(["other"])) }
  }

  @Test(
    "a crash between vault and transaction leaves an orphan only, and the same request mends it")
  func crash() async throws {
    let receive = receive(store: LostCases(store))
    await #expect(throws: StoreFailure.outcomeUnknown) { try await receive(request(["one"])) }
    let orphans = vault.files.withLock { Set($0.keys) }
    #expect(orphans.count == 1)
    #expect(try await ReferencedEvidence.blobs(in: store).isEmpty)
    let answer = try await receive(request(["one"]))
    let referenced = try await ReferencedEvidence.blobs(in: store)
    #expect(try referenced == [#require(answer.record.blob)])
    #expect(referenced.isDisjoint(with: orphans))
    #expect(try await open(answer.dossier).pdf == Array("PDF one".utf8))
  }

  // MARK: Scanning again

  @Test("what waited is scanned later: clean is cleared, infected is closed and its owner told why")
  func scannedLater() async throws {
    scanner.usual.withLock { $0 = .unavailable("down") }
    var waiting: [ReceiveEvidence.Answer] = []
    for name in ["one", "two", "six"] {
      waiting.append(try await receive(request([name], key: name)))
    }
    scanner.usual.withLock { $0 = .clean }
    scanner.verdicts.withLock { $0[Array("PDF two".utf8)] = .infected("Eicar") }
    let outcome = try await scan()
    #expect(outcome.inspected == 2 && outcome.infected == [waiting[1].dossier])
    #expect(outcome.failed.isEmpty && outcome.unavailable == nil)
    #expect(events(waiting[0].dossier) == ["EvidenceReceived", "EvidenceInspected"])
    #expect(events(waiting[1].dossier) == ["EvidenceReceived", "EvidenceRefused"])
    let closed = try await dossier(waiting[1].dossier)
    #expect(closed.state == "refused")
    let record = try EvidenceRecord(json: closed.body)
    #expect(record.problems == [EvidenceDecision.infection("Eicar")])
    #expect(record.scan == .infected && !record.canBeOpened)
    #expect(record.blob != nil, "kept for whoever has to look, opened by nobody")
    #expect(try await scan() == ScanEvidence.Outcome(), "nothing waits any more")
  }

  @Test("a lost or damaged file is reported and stops nobody behind it")
  func lost() async throws {
    scanner.usual.withLock { $0 = .unavailable("down") }
    var waiting: [ReceiveEvidence.Answer] = []
    for name in ["one", "two", "six"] {
      waiting.append(try await receive(request([name], key: name)))
    }
    scanner.usual.withLock { $0 = .clean }
    let (first, second) = (
      try #require(waiting[0].record.blob), try #require(waiting[1].record.blob)
    )
    vault.files.withLock {
      $0[first] = nil
      $0[second] = [0]
    }
    let outcome = try await scan()
    #expect(outcome.inspected == 1)
    #expect(Set(outcome.failed.keys) == [waiting[0].dossier, waiting[1].dossier])
  }

  @Test("one file that the scanner does not take stops nobody; three in a row end the run")
  func silent() async throws {
    scanner.usual.withLock { $0 = .unavailable("down") }
    for number in 0..<8 { _ = try await receive(request(["\(number)"], key: "\(number)")) }
    scanner.asked.withLock { $0 = [] }
    let down = try await scan()
    #expect(down.unavailable == "down" && down.unanswered == 0 && down.inspected == 0)
    #expect(
      scanner.asked.withLock { $0.count } == 1, "no evidence is opened for a scanner that is down")
    scanner.usual.withLock { $0 = .clean }
    for number in 0..<8 {
      scanner.verdicts.withLock { $0[Array("PDF \(number)".utf8)] = .unavailable("hangs") }
    }
    scanner.asked.withLock { $0 = [] }
    let hangs = try await scan()
    #expect(hangs.unavailable == "hangs" && hangs.unanswered == 3 && hangs.inspected == 0)
    #expect(scanner.asked.withLock { $0.count } == 4)
    scanner.verdicts.withLock { $0 = [:] }
    for number in [0, 1] {
      scanner.verdicts.withLock { $0[Array("PDF \(number)".utf8)] = .unavailable("too large") }
    }
    let up = try await scan()
    #expect(up.inspected == 6 && up.unanswered == 2 && up.unavailable == nil)
  }

  @Test("only what waits is decided upon, whatever the scanner says")
  func decisions() throws {
    let id = DossierID(EvidenceRecord.kind, 7)
    let record = EvidenceRecord(about: "application/1", blob: BlobID(of: [1]), bytes: 1, pages: 1)
    for state in EvidenceLifecycle.Status.allCases.map(\.rawValue) {
      let dossier = Dossier(
        id: id, version: 2, state: state, body: record.json,
        changedAt: Instant(milliseconds: 0), keys: record.keys)
      #expect(try EvidenceDecision.scanned(dossier, .unavailable("x")) == nil)
      for verdict in [ScanVerdict.clean, .omitted, .infected("y")] {
        let change = try EvidenceDecision.scanned(dossier, verdict)
        #expect((change != nil) == (state == "received"))
        #expect(change?.seen ?? 2 == 2)
        if let change {
          #expect(change.state == (verdict == .infected("y") ? "refused" : "inspected"))
        }
      }
    }
    let unknown = Dossier(
      id: id, version: 1, state: "judged", body: record.json, changedAt: Instant(milliseconds: 0),
      keys: record.keys)
    #expect(throws: StoreFailure.corrupt("evidence has no state judged")) {
      try EvidenceDecision.scanned(unknown, .clean)
    }
  }

  // MARK: Sealing

  @Test("who has the same files learns nothing from events and vault: no name, size or digest")
  func unlinkable() async throws {
    let first = try await receive(request(["one"], key: "a"))
    let second = try await receive(request(["one"], key: "b"))
    #expect(first.record.blob != second.record.blob)
    let clear = Array("PDF one".utf8)
    let files = vault.files.withLock { Array($0.values) }
    #expect(files.count == 2 && files.allSatisfy { $0.firstRange(of: clear) == nil })
    let text = store.events.map { String(decoding: $0.leaf, as: UTF8.self) }.joined()
    for bytes in [clear, Array("one".utf8)] {
      #expect(!text.contains(BlobID(of: bytes).rawValue))
    }
    #expect(!text.contains(#"bytes": 3"#) && !text.contains(#"bytes\": 3"#))
  }

  @Test("every opening is an event with its reason; the same key opens nothing again")
  func opened() async throws {
    let answer = try await receive(request(["one"]))
    let before = try await dossier(answer.dossier)
    _ = try await open(answer.dossier)
    _ = try await open(answer.dossier)
    let access = DossierID(EvidenceRecord.kind.access, answer.dossier.number)
    let readings = store.events.filter { $0.dossier == access }
    #expect(readings.map(\.name) == ["PersonalDataRead", "PersonalDataRead"])
    #expect(readings.allSatisfy { $0.body.contains("dispute") && $0.party.rawValue == "officer" })
    #expect(try await dossier(answer.dossier) == before)
    let open = OpenEvidence(vault: vault, store: store, keyring: { [keyring] in keyring })
    let request = OpenEvidence.Request(
      key: "k", party: .system, role: .system, evidence: answer.dossier, reason: .own)
    _ = try await open(request)
    await #expect(throws: StoreFailure.keyReused("k")) { try await open(request) }
    let command = store.events.map { String(decoding: $0.leaf, as: UTF8.self) }.joined()
    #expect(!command.contains("PDF one"))
  }

  @Test("changing keys seals the secrets anew and touches no file; the old key is then not needed")
  func rotated() async throws {
    let answers = [
      try await receive(request(["one"], key: "a")), try await receive(request(["two"], key: "b")),
    ]
    let files = vault.files.withLock { $0 }
    var newer = keyring
    _ = newer.add(withIndex: true)
    let isPromoted = newer.promote(at: Instant(milliseconds: 1))
    #expect(isPromoted)
    let progress = try await KeyRotation(newer, store).run()
    #expect(progress.resealed == 2 && progress.counts == ["k2": 2])
    let isRemoved = newer.remove("k1")
    #expect(isRemoved)
    for (answer, text) in zip(answers, ["PDF one", "PDF two"]) {
      #expect(try await open(answer.dossier, newer).pdf == Array(text.utf8))
      await #expect(throws: SealFailure.self) { try await open(answer.dossier) }
    }
    #expect(vault.files.withLock { $0 } == files)
  }

  @Test("what is altered, cut short, exchanged, lost, erased or withheld is said as such")
  func unreadable() async throws {
    let one = try await receive(request(["one"], key: "a"))
    let two = try await receive(request(["two"], key: "b"))
    let (first, second) = (try #require(one.record.blob), try #require(two.record.blob))
    let files = vault.files.withLock { $0 }
    let sealed = try #require(files[first])
    for bad in [Array(sealed.dropLast()), sealed + [0], try #require(files[second])] {
      vault.files.withLock { $0[first] = bad }
      await #expect(throws: VaultFailure.damaged(first)) { try await open(one.dossier) }
    }
    vault.files.withLock { $0[first] = nil }
    await #expect(throws: OpenEvidence.Unreadable.missing(first)) { try await open(one.dossier) }
    vault.files.withLock { $0 = files }
    // A dossier that was made to refer to the other's file: the file is whole, its key is another.
    var record = one.record
    record.blob = second
    try await change(one.dossier, record)
    await #expect(throws: SealedBlob.Failure.broken(chunk: 0)) { try await open(one.dossier) }
    // And to the other's secret: it belongs to another dossier.
    record.secret = two.record.secret
    try await change(one.dossier, record)
    await #expect(throws: OpenEvidence.Unreadable.erased) { try await open(one.dossier) }
    record.secret = one.record.secret
    record.secret?.commitment = String(repeating: "0", count: 64)
    try await change(one.dossier, record)
    await #expect(throws: OpenEvidence.Unreadable.otherSecret) { try await open(one.dossier) }
    let secret = try #require(two.record.secret)
    _ = try await store.perform(
      Command(key: "erase", name: "Erase", party: .system, role: .system)
    ) { unit in
      try unit.erase([secret.value], of: two.dossier)
      return []
    }
    await #expect(throws: OpenEvidence.Unreadable.erased) { try await open(two.dossier) }
    let refused = try await receive(request(["bad"], key: "c"))
    await #expect(throws: OpenEvidence.Unreadable.withheld) { try await open(refused.dossier) }
    let nobody = DossierID(EvidenceRecord.kind, 9999)
    await #expect(throws: OpenEvidence.Unreadable.withheld) { try await open(nobody) }
  }

  @Test("a clear file of a store from before sealing is read as it is")
  func clear() async throws {
    let blob = try await vault.keep(Array("old".utf8))
    let source = EvidenceSource(type: "pdf", bytes: 3, digest: BlobID(of: Array("old".utf8)))
    let record = EvidenceRecord(
      about: "application/1", blob: blob, bytes: 3, pages: 1, sources: [source], scan: .clean)
    let id = DossierID(EvidenceRecord.kind, 500)
    try await change(id, record)
    let opened = try await open(id)
    #expect(opened.pdf == Array("old".utf8) && opened.sources == [source])
  }

  /// A dossier as somebody who can write to the store would have it.
  private func change(_ id: DossierID, _ record: EvidenceRecord) async throws {
    let command = Command(
      key: "change-\(store.events.count)", name: "Change", party: .system, role: .system)
    _ = try await store.perform(command) { unit in
      let seen = try unit.dossier(id)?.version ?? 0
      try unit.apply(
        DossierChange(
          id, seen: seen, events: [DossierChange.Event("Changed")], state: "inspected",
          body: record.json, keys: record.keys))
      return []
    }
  }

  @Test("a record survives being written and read; what is no record is corrupt")
  func record() throws {
    let record = EvidenceRecord(
      about: "application/1", blob: BlobID(of: [1]),
      secret: EvidenceRecord.Secret(value: 7, commitment: "ab"), bytes: 10, pages: 2,
      sources: [EvidenceSource(type: "png", bytes: 5, digest: BlobID(of: [2]))],
      problems: [Problem(path: "files[0]", value: "\"x\"", allowed: Wording("甲\n", "\"b\""))])
    #expect(try EvidenceRecord(json: record.json) == record)
    let sealed = EvidenceRecord(about: "a/1", sources: [EvidenceSource(type: "jpeg")])
    #expect(try EvidenceRecord(json: sealed.json) == sealed)
    let empty = EvidenceRecord(about: "a/1")
    #expect(try EvidenceRecord(json: empty.json) == empty)
    for text in [
      "", "{}", "[]", #"{"about": 1}"#, #"{"about": "a", "blob": "b"}"#,
      #"{"about": "a", "scan": "?"}"#,
    ] {
      #expect(throws: StoreFailure.self) { try EvidenceRecord(json: text) }
    }
  }
}
