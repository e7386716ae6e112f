import Casework
import Foundation
import Glibc
import Policy
import Synchronization
import Testing

/// Protects what is published: a folder is added to and never half written, and whatever is changed in it is named.
@Suite("Published ledgers")
struct BundleTests {
  /// A folder of a disk, gone when the test is over.
  final class Place {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "luohu-\(UUID().uuidString)")
    var folder: LedgerFolder { LedgerFolder(url.path) }

    deinit { try? FileManager.default.removeItem(at: url) }

    func bytes(_ name: String) -> Data? { try? Data(contentsOf: url.appendingPathComponent(name)) }

    var files: [String: Data] {
      let names =
        FileManager.default.enumerator(atPath: url.path)?.compactMap { $0 as? String } ?? []
      return Dictionary(
        uniqueKeysWithValues: names.compactMap { name in bytes(name).map { (name, $0) } })
    }

    func change(_ name: String, _ change: (inout Data) -> Void) throws {
      var data = bytes(name) ?? Data()
      change(&data)
      try data.write(to: url.appendingPathComponent(name))
    }

    func remove(_ name: String) throws {
      try FileManager.default.removeItem(at: url.appendingPathComponent(name))
    }
  }

  private static func export(_ ledger: MemoryLedger, _ place: Place) async throws
    -> BundleExporter.Report
  {
    try await BundleExporter(ledger, try Bench.keys(1), to: place.folder).export()
  }

  private static func verify(_ place: Place) async throws -> String {
    do {
      return try await BundleVerifier(place.folder, width: 2).verify().wording.en
    } catch let fault as LedgerFault {
      return fault.wording.en
    }
  }

  private static func right(_ ledger: MemoryLedger, _ size: Int, _ checkpoints: Int) async throws
    -> String
  {
    let root = NaiveTree(LedgerHash.list(try await ledger.leafHashes(0..<size))).root(size)
    let key = try Bench.signer().key.shortName
    return "right: \(size) events, \(checkpoints) checkpoints, root \(root), signed by \(key)"
  }

  @Test("an export holds the events as they were hashed, and verifies")
  func export() async throws {
    let ledger = try await Bench.ledger(710, checkpoints: [1, 255, 256, 700])
    let place = Place()
    let report = try await Self.export(ledger, place)
    #expect(report == BundleExporter.Report(before: 0, after: 700, files: 7))
    #expect(try await Self.verify(place) == Self.right(ledger, 700, 4))
    let events = ledger.state.withLock { $0.events.prefix(700) }
    #expect(place.bytes("entries/000000.jsonl") == Data(events.flatMap { $0.leaf + [0x0A] }))
    #expect(place.bytes("tiles/0/000000.bin") == Data(try await ledger.leafHashes(0..<700)))
    #expect(place.bytes("tiles/1/000000.bin")?.count == 2 * 32)
    #expect(place.bytes("keys.txt") == Data(try Bench.keys(1).text.utf8))
    let newest = try await ledger.latestCheckpoint()
    #expect(place.bytes("checkpoint") == newest.map { Data($0.text.utf8) })
    #expect(place.bytes("README.txt") != nil)
    #expect(!place.files.keys.contains { $0.hasSuffix(".part") })
  }

  @Test(
    "a second export adds what is new, an unchanged one writes nothing, and both are as one made at once"
  )
  func incremental() async throws {
    let ledger = try await Bench.ledger(300, checkpoints: [10, 300])
    let place = Place()
    _ = try await Self.export(ledger, place)
    #expect(
      try await Self.export(ledger, place)
        == BundleExporter.Report(before: 300, after: 300, files: 0))
    ledger.append(400)
    _ = try await Bench.keeper(ledger).round()
    let report = try await Self.export(ledger, place)
    #expect(report.before == 300 && report.after == 700)
    #expect(try await Self.verify(place) == Self.right(ledger, 700, 3))
    let fresh = Place()
    _ = try await Self.export(ledger, fresh)
    #expect(fresh.files == place.files)
  }

  @Test("more than one file of entries and of checkpoints; full files are left alone")
  func severalFiles() async throws {
    let ledger = MemoryLedger()
    let keeper = try Bench.keeper(ledger, pace: LedgerKeeper.Pace(batch: 1 << 20))
    for _ in 0..<1_003 {
      ledger.append(1)
      _ = try await keeper.round()
    }
    let place = Place()
    _ = try await Self.export(ledger, place)
    #expect(try await Self.verify(place).hasPrefix("right: 1003 events, 1003 checkpoints"))
    ledger.append(65_541 - 1_003)
    _ = try await keeper.round()
    _ = try await Self.export(ledger, place)
    #expect(try await Self.verify(place).hasPrefix("right: 65541 events, 1004 checkpoints"))
    #expect(
      place.bytes("checkpoints/000001.txt") != nil && place.bytes("entries/000001.jsonl") != nil)
    let before = place.files
    ledger.append(7)
    _ = try await keeper.round()
    let report = try await Self.export(ledger, place)
    // The last files of entries, leaf hashes and checkpoints, and the newest checkpoint.
    #expect(report.files == 4, "\(report)")
    #expect(try await Self.verify(place).hasPrefix("right: 65548 events, 1005 checkpoints"))
    for name in [
      "entries/000000.jsonl", "tiles/0/000000.bin", "tiles/1/000000.bin",
      "checkpoints/000000.txt",
    ] {
      #expect(place.bytes(name) == before[name])
    }
    for index in [0, 65_535, 65_536, 65_547] {
      let receipt = try BundleProver(place.folder).receipt(of: index)
      #expect(receipt.event.map { Array($0.utf8) } == MemoryLedger.event(index).leaf)
      #expect(receipt.index == index)
    }
    #expect(throws: LedgerFault.eventMissing(65_548)) {
      try BundleProver(place.folder).receipt(of: 65_548)
    }
    #expect(throws: LedgerFault.eventMissing(-1)) {
      try BundleProver(place.folder).receipt(of: -1)
    }
  }

  @Test("an export that was cut off is finished by the next, and until then says so")
  func interrupted() async throws {
    let ledger = try await Bench.ledger(300, checkpoints: [300])
    let place = Place()
    _ = try await Self.export(ledger, place)
    let old = try #require(place.bytes("checkpoint"))
    ledger.append(400)
    _ = try await Bench.keeper(ledger).round()
    _ = try await Self.export(ledger, place)
    try old.write(to: place.url.appendingPathComponent("checkpoint"))
    #expect(
      try await Self.verify(place)
        == "checkpoint 300: it is not the last in the list of checkpoints")
    _ = try await Self.export(ledger, place)
    #expect(try await Self.verify(place) == Self.right(ledger, 700, 2))
  }

  @Test("a folder of another ledger, or of a history that was changed, is not overwritten")
  func otherLedger() async throws {
    let ledger = try await Bench.ledger(300, checkpoints: [300])
    let place = Place()
    _ = try await Self.export(ledger, place)
    let before = place.files
    let other = MemoryLedger(events: 400)
    other.change { state in
      state.events[7].body = "{}"
      state.hashes[7] = LedgerHash.leaf(state.events[7].leaf)
    }
    _ = try await Bench.keeper(other).round()
    await #expect(throws: LedgerFault.otherLedger(300)) { try await Self.export(other, place) }
    let shorter = try await Bench.ledger(200, checkpoints: [200])
    await #expect(throws: LedgerFault.otherLedger(300)) { try await Self.export(shorter, place) }
    await #expect(throws: LedgerFault.checkpointMissing(nil)) {
      try await Self.export(MemoryLedger(events: 3), place)
    }
    #expect(place.files == before)
  }

  // MARK: Tampering

  static func line(_ data: inout Data, _ number: Int, _ change: (inout [UInt8]) -> Void) {
    var lines = data.split(separator: 0x0A, omittingEmptySubsequences: false).map { Array($0) }
    change(&lines[number])
    data = Data(lines.joined(separator: [0x0A]))
  }

  struct FileTampering: Sendable, CustomTestStringConvertible {
    let name: String
    let found: String
    let change: @Sendable (inout Data) -> Void

    init(_ name: String, _ found: String, _ change: @escaping @Sendable (inout Data) -> Void) {
      self.name = name
      self.found = found
      self.change = change
    }

    var testDescription: String { "\(name): \(found)" }
  }

  static func firstNote(_ data: Data) -> Data {
    let lines = data.split(separator: 0x0A, omittingEmptySubsequences: false).prefix(6)
    return Data(lines.joined(separator: [0x0A]) + [0x0A])
  }

  @Test(
    "the first thing that is wrong in a folder is named",
    arguments: [
      FileTampering(
        "entries/000000.jsonl", "event 3: it is not what was signed",
        { BundleTests.line(&$0, 3) { $0[90] ^= 1 } }),
      FileTampering(
        "entries/000000.jsonl", "event 299: it is not what was signed",
        { BundleTests.line(&$0, 299) { $0.append(0x20) } }),
      FileTampering(
        "entries/000000.jsonl", "event 5: it is not written as an event",
        { BundleTests.line(&$0, 5) { $0 = [] } }),
      FileTampering(
        "entries/000000.jsonl", "event 699: it is not written as an event", { $0.removeLast() }),
      FileTampering(
        "entries/000000.jsonl", "event 699: it is missing",
        { $0.removeLast($0.count - ($0.dropLast().lastIndex(of: 0x0A) ?? 0) - 1) }),
      FileTampering(
        "entries/000000.jsonl", "event 700: there is a line too many",
        { $0.append($0.prefix { $0 != 0x0A } + [0x0A]) }),
      FileTampering(
        "entries/000000.jsonl", "event 700: it is not written as an event", { $0.append(0x20) }),
      FileTampering("entries/000001.jsonl", "event 700: there is a line too many", { $0 = Data() }),
      FileTampering("entries/000000.jsonl", "event 0: it is missing", { $0 = Data() }),
      FileTampering(
        "tiles/0/000000.bin", "leaf hash 300: it is not the hash of the event",
        { $0[300 * 32 + 5] ^= 4 }),
      FileTampering("tiles/0/000000.bin", "leaf hash 699: it is missing", { $0.removeLast() }),
      FileTampering(
        "tiles/0/000000.bin", "tile 700: level 0 has hashes beyond the newest checkpoint",
        { $0.append(0) }),
      FileTampering(
        "tiles/1/000000.bin", "tile 256: hash 1 of level 1 does not follow from the leaves",
        { $0[40] ^= 1 }),
      FileTampering("tiles/1/000000.bin", "tile 0: hash 0 of level 1 is missing", { $0 = Data() }),
      FileTampering("tiles/2/000000.bin", "", { $0 = Data(repeating: 0, count: 32) }),
      FileTampering(
        "tiles/1/000001.bin", "tile 512: level 1 has hashes beyond the newest checkpoint",
        { $0 = Data() }),
      FileTampering(
        "checkpoint", "checkpoint: line 2 has to be how many events",
        { BundleTests.line(&$0, 1) { $0 = Array("0700".utf8) } }),
      FileTampering(
        "checkpoint", "checkpoint 701: the signature of KEY is wrong",
        { BundleTests.line(&$0, 1) { $0 = Array("701".utf8) } }),
      FileTampering("checkpoint", "checkpoint: it is not text in UTF-8", { $0[0] = 0xFF }),
      FileTampering(
        "checkpoints/000000.txt", "checkpoint: file 0 is not a list of checkpoints",
        { $0.removeLast() }),
      FileTampering(
        "checkpoints/000000.txt", "checkpoint: file 0 is not a list of checkpoints",
        { $0.append(0x0A) }),
      FileTampering(
        "checkpoints/000000.txt", "checkpoint 700: it is not the last in the list of checkpoints",
        { $0 = Data() }),
      FileTampering(
        "checkpoints/000000.txt", "checkpoint 1: it is not larger than the one before it",
        { $0 = BundleTests.firstNote($0) + $0 }),
      FileTampering("keys.txt", "key: line 1 is not a public key", { $0[0] ^= 1 }),
      FileTampering("keys.txt", "key: there is none", { $0 = Data() }),
    ])
  func tampered(tampering: FileTampering) async throws {
    let ledger = try await Bench.ledger(700, checkpoints: [1, 10, 300, 700])
    let place = Place()
    _ = try await Self.export(ledger, place)
    try FileManager.default.createDirectory(
      at: place.url.appendingPathComponent("tiles/2"), withIntermediateDirectories: true)
    try place.change(tampering.name, tampering.change)
    let key = try Bench.signer().key.shortName
    let expected = tampering.found.replacing("KEY", with: key)
    let found = try await Self.verify(place)
    if tampering.found.isEmpty {
      #expect(found == "tile 0: level 2 has hashes beyond the newest checkpoint")
    } else {
      #expect(found == expected)
    }
  }

  @Test(
    "a missing file is named",
    arguments: [
      ("checkpoint", "checkpoint: it is missing"), ("keys.txt", "key: there is no file of keys"),
      ("entries/000000.jsonl", "event 0: it is missing"),
      ("tiles/0/000000.bin", "leaf hash 0: it is missing"),
      ("tiles/1/000000.bin", "tile 0: hash 0 of level 1 is missing"),
      ("checkpoints/000000.txt", "checkpoint 700: it is not the last in the list of checkpoints"),
    ])
  func missing(name: String, reason: String) async throws {
    let ledger = try await Bench.ledger(700, checkpoints: [1, 10, 300, 700])
    let place = Place()
    _ = try await Self.export(ledger, place)
    try place.remove(name)
    #expect(try await Self.verify(place) == reason)
  }

  @Test("events rewritten with all their hashes do not lead to the signed root")
  func rewritten() async throws {
    let ledger = try await Bench.ledger(700, checkpoints: [1, 10, 300, 700])
    let place = Place()
    _ = try await Self.export(ledger, place)
    ledger.change { state in
      state.events[400].party = .system
      state.hashes[400] = LedgerHash.leaf(state.events[400].leaf)
    }
    let events = ledger.state.withLock { $0.events }
    try place.change("entries/000000.jsonl") { $0 = Data(events.flatMap { $0.leaf + [0x0A] }) }
    let hashes = try await ledger.leafHashes(0..<700)
    try place.change("tiles/0/000000.bin") { $0 = Data(hashes) }
    #expect(
      try await Self.verify(place) == "checkpoint 700: the events before it do not lead to its root"
    )
  }

  @Test("a gap in a dossier's versions is named though it was signed")
  func versions() async throws {
    let ledger = MemoryLedger(events: 30)
    ledger.change { state in
      state.events[17].version = 7
      state.hashes[17] = LedgerHash.leaf(state.events[17].leaf)
    }
    _ = try await Bench.keeper(ledger).round()
    let place = Place()
    _ = try await Self.export(ledger, place)
    #expect(try await Self.verify(place) == "version 17: employer/2 goes from version 5 to 7")
  }

  @Test("a folder's keys are not trusted when others are given")
  func givenKeys() async throws {
    let place = Place()
    _ = try await Self.export(try await Bench.ledger(9, checkpoints: [9]), place)
    await #expect(throws: LedgerFault.self) {
      try await BundleVerifier(place.folder, try Bench.keys(2), width: 1).verify()
    }
    #expect(throws: LedgerFault.self) {
      try BundleProver(place.folder, try Bench.keys(2)).receipt(of: 1)
    }
    #expect(
      try await BundleVerifier(place.folder, try Bench.keys(1), width: 1).verify().events == 9)
  }

  @Test("a pipe in place of a file is refused and not waited for")
  func pipe() async throws {
    let place = Place()
    _ = try await Self.export(try await Bench.ledger(9, checkpoints: [9]), place)
    try place.remove("entries/000000.jsonl")
    let path = place.url.appendingPathComponent("entries/000000.jsonl").path
    #expect(mkfifo(path, 0o600) == 0)
    await #expect(throws: LedgerFileFailure(path: path, reason: Wording("不是普通文件", "is not a file")))
    {
      try await BundleVerifier(place.folder, width: 1).verify()
    }
  }

  @Test("no proof is given that would not be accepted: from tampered files there is none")
  func unprovable() async throws {
    let ledger = try await Bench.ledger(700, checkpoints: [700])
    for (name, offset) in [
      ("entries/000000.jsonl", 100), ("tiles/0/000000.bin", 40), ("tiles/1/000000.bin", 33),
    ] {
      let place = Place()
      _ = try await Self.export(ledger, place)
      try place.change(name) { $0[offset] ^= 1 }
      #expect(throws: LedgerFault.self) { try BundleProver(place.folder).receipt(of: 0) }
    }
  }
}
