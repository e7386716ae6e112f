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

  private var receive: ReceiveEvidence {
    ReceiveEvidence(preparer: JoiningPreparer(), scanner: scanner, vault: vault, store: store)
  }

  /// The names of a dossier's events.
  private func events(_ id: DossierID) -> [String] {
    store.events.filter { $0.dossier == id }.map(\.name)
  }

  private func dossier(_ id: DossierID) async throws -> Dossier {
    try #require(try await store.read { try $0.dossier(id) })
  }

  private var scan: ScanEvidence { ScanEvidence(scanner: scanner, vault: vault, store: store) }

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
    #expect(answer.record.pages == 2 && answer.record.bytes == 10)
    #expect(answer.record.about == "application/1024")
    let blob = try #require(answer.record.blob)
    #expect(try await vault.bytes(blob) == Array("PDF onetwo".utf8))
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
    let receive = ReceiveEvidence(
      preparer: JoiningPreparer(), scanner: NoScanner(), vault: vault, store: store)
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
    let receive = ReceiveEvidence(
      preparer: JoiningPreparer(), scanner: scanner, vault: vault, store: LostCases(store))
    await #expect(throws: StoreFailure.outcomeUnknown) { try await receive(request(["one"])) }
    let orphan = BlobID(of: Array("PDF one".utf8))
    #expect(vault.files.withLock { Array($0.keys) } == [orphan])
    #expect(try await ReferencedEvidence.blobs(in: store).isEmpty)
    let answer = try await receive(request(["one"]))
    #expect(answer.record.blob == orphan)
    #expect(try await ReferencedEvidence.blobs(in: store) == [orphan])
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
    #expect(down.unavailable == "down" && down.unanswered == 3 && down.inspected == 0)
    #expect(scanner.asked.withLock { $0.count } == 3)
    scanner.usual.withLock { $0 = .clean }
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
    for state in EvidenceState.allCases.map(\.rawValue) + ["withdrawn", "accepted"] {
      let dossier = Dossier(
        id: id, version: 2, state: state, body: record.json,
        changedAt: Instant(milliseconds: 0), keys: record.keys)
      #expect(try EvidenceDecision.scanned(dossier, .unavailable("x")) == nil)
      for verdict in [ScanVerdict.clean, .omitted, .infected("y")] {
        let change = try EvidenceDecision.scanned(dossier, verdict)
        #expect((change != nil) == (state == "received"))
        #expect(change?.seen ?? 2 == 2)
      }
    }
  }

  @Test("a record survives being written and read; what is no record is corrupt")
  func record() throws {
    let record = EvidenceRecord(
      about: "application/1", blob: BlobID(of: [1]), bytes: 10, pages: 2,
      sources: [EvidenceSource(type: "png", bytes: 5, digest: BlobID(of: [2]))],
      problems: [Problem(path: "files[0]", value: "\"x\"", allowed: Wording("甲\n", "\"b\""))])
    #expect(try EvidenceRecord(json: record.json) == record)
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
