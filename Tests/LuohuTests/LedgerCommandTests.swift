import Foundation
import Testing

/// Protects what citizens rely on: the platform's program and the one in plain Python, which share no code, say the same
/// words of the same files (Docs/ledger.md).
@Suite("The ledger's two verifiers")
struct LedgerCommandTests {
  static let python = Command.editions.deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Tests/Ledger/verify.py")

  /// What both programs say of a folder or a receipt, in both languages; they must agree in every byte.
  private func both(
    _ path: String, _ command: String, _ options: [String] = [], in folder: Folder
  ) async throws -> (text: String, status: Int32) {
    var english = (text: "", status: Int32(0))
    for language in ["zh", "en"] {
      let ours = try await Command.run(
        ["ledger", command, "--lang", language] + options + [path], in: folder)
      let theirs = try await Command.run(
        URL(fileURLWithPath: "/usr/bin/env"),
        ["python3", Self.python.path, "--lang", language] + options + [path], in: folder.url)
      #expect(ours.output == theirs.output, "\(ours.errors)\(theirs.errors)")
      #expect(ours.status == theirs.status, "\(ours.output)")
      english = (ours.output, ours.status)
    }
    return english
  }

  private func sample(_ size: Int) async throws -> Folder {
    let folder = try Folder()
    let made = try await Command.run("ledger sample ledger --size \(size)", in: folder)
    #expect(made.status == 0, "\(made.errors)")
    return folder
  }

  @Test(
    "a good folder, small, at the borders of files, and with several checkpoints",
    arguments: [1, 256, 5_100, 65_536, 66_000])
  func good(size: Int) async throws {
    let folder = try await sample(size)
    let (text, status) = try await both("ledger", "verify", in: folder)
    #expect(status == 0 && text.hasPrefix("right: \(size) events, "))
    let keys = ["--keys", "ledger/keys.txt"]
    #expect(try await both("ledger", "verify", keys, in: folder) == (text, 0))
    for place in Set([0, size / 2, size - 1]) {
      let proof = try await Command.run("ledger prove ledger --event \(place)", in: folder)
      #expect(proof.status == 0, "\(proof.errors)")
      try folder.write("receipt.json", proof.bytes)
      let (text, status) = try await both("receipt.json", "verify-receipt", keys, in: folder)
      #expect(
        status == 0
          && text.hasPrefix("right: event \(place) is in the ledger, checkpoint \(size), "))
    }
  }

  /// One change of a file of a folder: a byte turned, a line changed, something added or cut off, or the file removed.
  enum Change: Sendable {
    case turn(Int)
    case cut(Int)
    case add(String)
    case replace(String, String)
    case empty
    case remove
  }

  @Test(
    "both name the same first thing that is wrong in a folder",
    arguments: [
      ("entries/000000.jsonl", .turn(100), "wrong: event 0: it is not what was signed"),
      ("entries/000000.jsonl", .turn(3), "wrong: event 0: it is not written as an event"),
      (
        "entries/000000.jsonl", .replace("sample-900", "sample-901"),
        "wrong: event 900: it is not what was signed"
      ),
      (
        "entries/000000.jsonl", .replace("sample-6\"", "sample-8\""),
        "wrong: event 6: it is not what was signed"
      ),
      ("entries/000000.jsonl", .cut(1), "wrong: event 999: it is not written as an event"),
      ("entries/000000.jsonl", .add("x"), "wrong: event 1000: it is not written as an event"),
      ("entries/000000.jsonl", .add("x\n"), "wrong: event 1000: there is a line too many"),
      ("entries/000000.jsonl", .empty, "wrong: event 0: it is missing"),
      ("entries/000000.jsonl", .remove, "wrong: event 0: it is missing"),
      ("entries/000001.jsonl", .empty, "wrong: event 1000: there is a line too many"),
      (
        "tiles/0/000000.bin", .turn(900 * 32),
        "wrong: leaf hash 900: it is not the hash of the event"
      ),
      ("tiles/0/000000.bin", .turn(0), "wrong: leaf hash 0: it is not the hash of the event"),
      ("tiles/0/000000.bin", .cut(1), "wrong: leaf hash 999: it is missing"),
      (
        "tiles/0/000000.bin", .add("x"),
        "wrong: tile 1000: level 0 has hashes beyond the newest checkpoint"
      ),
      (
        "tiles/1/000000.bin", .turn(64),
        "wrong: tile 512: hash 2 of level 1 does not follow from the leaves"
      ),
      ("tiles/1/000000.bin", .cut(32), "wrong: tile 512: hash 2 of level 1 is missing"),
      ("tiles/1/000000.bin", .remove, "wrong: tile 0: hash 0 of level 1 is missing"),
      (
        "tiles/1/000001.bin", .empty,
        "wrong: tile 768: level 1 has hashes beyond the newest checkpoint"
      ),
      (
        "tiles/2/000000.bin", .empty,
        "wrong: tile 0: level 2 has hashes beyond the newest checkpoint"
      ),
      (
        "checkpoint", .replace("\n1000\n", "\n1001\n"),
        "wrong: checkpoint 1001: the signature of KEY is wrong"
      ),
      (
        "checkpoint", .replace("\n1000\n", "\n01000\n"),
        "wrong: checkpoint: line 2 has to be how many events"
      ),
      ("checkpoint", .replace("=\n\n", "=\nx\n"), "wrong: checkpoint: line 4 has to be empty"),
      (
        "checkpoint", .replace("=\n\n", "\n\n"),
        "wrong: checkpoint: line 3 has to be the root in base64"
      ),
      (
        "checkpoint", .replace("sample", "simple"),
        "wrong: checkpoint 1000: no known key has signed it"
      ),
      ("checkpoint", .replace("— ", "- "), "wrong: checkpoint: line 5 has to be a signature"),
      ("checkpoint", .add("x"), "wrong: checkpoint: line 6 has to be ended by a line feed"),
      ("checkpoint", .add("\n"), "wrong: checkpoint: line 6 has to be a signature"),
      ("checkpoint", .cut(1), "wrong: checkpoint: line 5 has to be a signature"),
      ("checkpoint", .turn(0), ""),
      ("checkpoint", .empty, "wrong: checkpoint: line 1 has to be the ledger's name"),
      ("checkpoint", .remove, "wrong: checkpoint: it is missing"),
      ("checkpoint", .add(String(repeating: "落", count: 1_400)), ""),
      ("checkpoints/000000.txt", .turn(60), ""),
      ("checkpoints/000000.txt", .cut(1), "wrong: checkpoint: file 0 is not a list of checkpoints"),
      (
        "checkpoints/000000.txt", .add("\n"),
        "wrong: checkpoint: file 0 is not a list of checkpoints"
      ),
      (
        "checkpoints/000000.txt", .remove,
        "wrong: checkpoint 1000: it is not the last in the list of checkpoints"
      ),
      ("checkpoints/000001.txt", .empty, "right: 1000 events"),
      (
        "checkpoints/000001.txt", .add("\n\n"),
        "wrong: checkpoint: line 1 has to be the ledger's name"
      ),
      ("keys.txt", .turn(0), "wrong: key: line 1 is not a public key"),
      ("keys.txt", .turn(70), "wrong: key: line 1 is not a public key"),
      ("keys.txt", .replace("\n", " 7\n"), "wrong: checkpoint 1000: KEY signs only up to 7"),
      ("keys.txt", .replace("\n", " 07\n"), "wrong: key: line 1 is not a public key"),
      ("keys.txt", .add("# 备注\n\n"), "right: 1000 events"),
      ("keys.txt", .empty, "wrong: key: there is none"),
      ("keys.txt", .remove, "wrong: key: there is no file of keys"),
    ] as [(String, Change, String)])
  func tampered(name: String, change: Change, expected: String) async throws {
    let folder = try await sample(1_000)
    try apply(change, to: folder["ledger/\(name)"])
    let (text, status) = try await both("ledger", "verify", in: folder)
    let key =
      try await Command.run("ledger verify ledger", in: try await sample(7)).output
      .split(separator: " ").last.map { $0.trimmingCharacters(in: .newlines) } ?? ""
    #expect(text.hasPrefix(expected.replacing("KEY", with: key)), "\(text)")
    #expect(status == (expected.hasPrefix("right") ? 0 : 2))
  }

  private func apply(_ change: Change, to file: URL) throws {
    var data = (try? Data(contentsOf: file)) ?? Data()
    switch change {
    case .turn(let place): data[place] ^= 1
    case .cut(let count): data.removeLast(count)
    case .add(let text): data += Data(text.utf8)
    case .replace(let old, let new):
      let range = try #require(data.range(of: Data(old.utf8)))
      data.replaceSubrange(range, with: Data(new.utf8))
    case .empty: data = Data()
    case .remove:
      try FileManager.default.removeItem(at: file)
      return
    }
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
  }

  @Test(
    "both say the same of a receipt, good, waiting or wrong",
    arguments: [
      (.replace("{", " {"), "right: event 17 "),
      (
        .replace("\"index\": 17", "\"index\": 18"),
        "wrong: receipt: the reference is not that of the place and hash"
      ),
      (.replace("\"index\": 17", "\"index\": 17.0"), "wrong: receipt: field index is not in form"),
      (.replace("\"index\": 17", "\"index\": -0"), "wrong: receipt: field index is not in form"),
      (.replace("\"index\": 17", "\"index\": true"), "wrong: receipt: field index is not in form"),
      (
        .replace("\"index\": 17", "\"index\": \"17\""), "wrong: receipt: field index is not in form"
      ),
      (
        .replace("\"index\": 17", "\"index\": 99999999999999999999"),
        "wrong: receipt: field index is not in form"
      ),
      (.replace("\"index\": 17, ", ""), "wrong: receipt: field index is not in form"),
      (
        .replace("\"index\": 17", "\"index\": 17, \"index\": 17"),
        "wrong: receipt: it has a field that does not belong there"
      ),
      (
        .replace("\"index\"", "\"place\""),
        "wrong: receipt: it has a field that does not belong there"
      ),
      (
        .replace("\"receipt\": 1", "\"receipt\": 2"), "wrong: receipt: field receipt is not in form"
      ),
      (.replace("\"hash\": \"", "\"hash\": \"A"), "wrong: receipt: field hash is not in form"),
      (.replace("ClaimFiled", "ClaimFilled"), "right: event 17 "),
      (.replace("sample-17", "sample-18"), "wrong: event 17: it is not what was signed"),
      (.replace("\"proof\": [\"", "\"proof\": [\"A"), "wrong: receipt: field proof is not in form"),
      (.replace("\"proof\": [", "\"proof\": [7, "), "wrong: receipt: field proof is not in form"),
      (
        .replace("\"proof\": [", "\"proof\": [\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\", "),
        "wrong: receipt: the proof does not lead to the root of its checkpoint"
      ),
      (
        .replace("\"checkpoint\": \"", "\"checkpoint\": \"x"),
        "wrong: checkpoint 1000: no known key has signed it"
      ),
      (.replace("\\n1000\\n", "\\n999\\n"), "wrong: checkpoint 999: the signature of "),
      (
        .replace("\"checkpoint\": \"", "\"checkpoint\": \"\\ud800"),
        "wrong: receipt: it is not a JSON object"
      ),
      (
        .replace("\"event\": \"", "\"event\": \"\\u0000"),
        "wrong: event 17: it is not what was signed"
      ),
      (.replace("\"event\": \"", "\"event\": \"\u{1}"), "wrong: receipt: it is not a JSON object"),
      (.turn(0), "wrong: receipt: it is not a JSON object"),
      (.add("{}"), "wrong: receipt: it is not a JSON object"),
      (.add("\u{FEFF}"), "wrong: receipt: it is not a JSON object"),
      (
        .add(String(repeating: " ", count: 1 << 20)),
        "wrong: receipt: it is longer than 1048576 bytes"
      ),
      (.replace("\"index\": 17", "\"index\": NaN"), "wrong: receipt: it is not a JSON object"),
      (
        .replace(
          "\"index\": 17",
          "\"index\": \(String(repeating: "[", count: 40) + String(repeating: "]", count: 40))"),
        "wrong: receipt: it is not a JSON object"
      ),
      (.empty, "wrong: receipt: it is not a JSON object"),
    ] as [(Change, String)])
  func receipts(change: Change, expected: String) async throws {
    let folder = try await sample(1_000)
    let proof = try await Command.run("ledger prove ledger --event 17", in: folder)
    try folder.write("receipt.json", proof.bytes)
    if case .replace("ClaimFiled", _) = change {
      // A reference may be written in small letters without hyphens.
      let text = proof.output.split(separator: "\"reference\": \"")
      let reference = try #require(text.last?.prefix(19))
      let plain = reference.lowercased().replacing("-", with: "")
      try folder.write("receipt.json", proof.output.replacing(reference, with: plain))
    } else {
      try apply(change, to: folder["receipt.json"])
    }
    let (text, status) = try await both(
      "receipt.json", "verify-receipt", ["--keys", "ledger/keys.txt"], in: folder)
    #expect(text.hasPrefix(expected), "\(text)")
    #expect(status == (expected.hasPrefix("right") ? 0 : 2))
  }

  @Test("a receipt without proof waits: status 3 in both")
  func waiting() async throws {
    let folder = try await sample(1_000)
    let proof = try await Command.run("ledger prove ledger --event 17", in: folder).output
    let start = try #require(proof.range(of: ", \"event\""))
    try folder.write("receipt.json", proof[..<start.lowerBound] + "}")
    let (text, status) = try await both(
      "receipt.json", "verify-receipt", ["--keys", "ledger/keys.txt"], in: folder)
    #expect(text == "waiting: no checkpoint covers event 17 yet\n" && status == 3)
  }

  @Test("random bytes turned anywhere in a folder: both say the same")
  func random() async throws {
    var state: UInt64 = 42
    func roll(_ sides: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % sides
    }
    let names = [
      "entries/000000.jsonl", "tiles/0/000000.bin", "checkpoints/000000.txt", "checkpoint",
      "keys.txt",
    ]
    let folder = try await sample(300)
    for _ in 0..<24 {
      let file = folder["ledger/\(names[roll(names.count)])"]
      let before = try Data(contentsOf: file)
      var data = before
      data[roll(data.count)] ^= 1 << UInt8(roll(8))
      try data.write(to: file)
      let (text, status) = try await both("ledger", "verify", in: folder)
      #expect(text.hasPrefix("wrong: ") && status == 2, "\(text)")
      try before.write(to: file)
    }
    #expect(try await both("ledger", "verify", in: folder).status == 0)
  }

  // MARK: The commands

  @Test("a key file is its owner's alone, is never overwritten and shows its public line")
  func keys() async throws {
    let folder = try Folder()
    let made = try await Command.run(
      "ledger keys new ledger.key --name city.example/ledger", in: folder)
    #expect(made.status == 0 && made.output.hasPrefix("city.example/ledger+"))
    let path = folder["ledger.key"].path
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    #expect(try await Command.run("ledger keys show ledger.key", in: folder).output == made.output)
    let again = try await Command.run("ledger keys new ledger.key --name x", in: folder)
    #expect(again.status == 1 && again.errors.contains("File exists"))
    for open in [0o640, 0o604, 0o610] {
      try FileManager.default.setAttributes([.posixPermissions: open], ofItemAtPath: path)
      let refused = try await Command.run("ledger keys show ledger.key", in: folder)
      #expect(refused.status == 2 && refused.errors.contains("chmod 600"), "\(refused.errors)")
    }
    try folder.write("other", "no key\n")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o600], ofItemAtPath: folder["other"].path)
    #expect(try await Command.run("ledger keys show other", in: folder).status == 2)
    #expect(
      try await Command.run(["ledger", "keys", "new", "k", "--name", "a b"], in: folder).status == 2
    )
  }

  @Test("outcomes as JSON name kind and place")
  func json() async throws {
    let folder = try await sample(300)
    let good = try await Command.run("ledger verify ledger --format json", in: folder)
    #expect(good.output.hasPrefix(#"{"outcome": "right", "text": "right: 300 events, "#))
    try apply(.turn(32 * 7), to: folder["ledger/tiles/0/000000.bin"])
    let bad = try await Command.run("ledger verify ledger --format json", in: folder)
    #expect(
      bad.output == #"{"outcome": "wrong", "kind": "leaf hash", "index": 7, "#
        + #""text": "wrong: leaf hash 7: it is not the hash of the event"}"# + "\n")
    #expect(bad.status == 2)
  }

  @Test("arguments that are not allowed are named")
  func arguments() async throws {
    let folder = try await sample(300)
    for (arguments, message) in [
      ("ledger prove ledger --event 300", "--event: 300: 0 to 299"),
      ("ledger prove ledger --event=-1", "--event: -1: 0 to 299"),
      ("ledger verify ledger --key x", "--key: \"x\": the line of a public key: name+id+key"),
      ("ledger sample other --size 0", "--size: 0: 1 to 10000000"),
    ] {
      let result = try await Command.run(arguments, in: folder)
      #expect(result.status == 2 && result.errors == message + "\n", "\(result.errors)")
    }
    try folder.write("receipt.json", "{}")
    #expect(try await Command.run("ledger verify-receipt receipt.json", in: folder).status == 64)
    #expect(
      try await Command.run("ledger verify-receipt nowhere --keys ledger/keys.txt", in: folder)
        .status == 1)
  }

  @Test(
    "a store is signed, checked and published; what is changed in it is named and closes the ledger"
  )
  func store() async throws {
    let folder = try Folder()
    let store = "--store sqlite:cases.db"
    func run(_ line: String) async throws -> String {
      let result = try await Command.run(line, in: folder)
      #expect(result.errors.isEmpty, "\(line): \(result.errors)")
      return result.output
    }
    func sql(_ text: String) async throws {
      // Whoever can write to the file can also take its triggers away.
      let script = """
        import sqlite3
        c = sqlite3.connect('cases.db')
        c.execute("DROP TRIGGER IF EXISTS events_no_update")
        c.execute("\(text)")
        c.commit()
        """
      let result = try await Command.run(
        URL(fileURLWithPath: "/usr/bin/env"), ["python3", "-c", script], in: folder.url)
      #expect(result.status == 0, "\(result.errors)")
    }
    try folder.write(
      "keys.txt", try await run("ledger keys new ledger.key --name city.example/ledger"))
    _ = try await run("store load \(store) --acts 300")
    let unsigned = try await run("ledger check \(store) --keys keys.txt")
    #expect(unsigned.contains(" events, 0 of them in 0 checkpoints, "))
    let size = try #require(unsigned.split(separator: " ").dropFirst().first)
    #expect(
      try await run("ledger sign \(store) --signer ledger.key")
        == "right: checkpoint \(size) is signed\n")
    #expect(
      try await run("ledger sign \(store) --signer ledger.key")
        == "right: there are no new events\n")
    #expect(
      try await run("ledger check \(store) --keys keys.txt").hasPrefix(
        "right: \(size) events, \(size) of them in 1 checkpoints, "))
    let exported = try await run("ledger export ledger \(store) --keys keys.txt")
    #expect(exported.hasPrefix("right: ledger: \(size) events, \(size) new; "))
    #expect(
      try await both("ledger", "verify", in: folder).text.hasPrefix("right: \(size) events, "))
    // More acts; one of them is changed before it is signed.
    _ = try await run("store load \(store) --acts 50 --prefix more")
    try await sql("UPDATE events SET body = '{}' || body WHERE place = \(size) + 3")
    let changed = "wrong: event \(try #require(Int(size)) + 3): it is not what was signed\n"
    #expect(try await run("ledger sign \(store) --signer ledger.key") == changed)
    #expect(try await run("ledger check \(store) --keys keys.txt") == changed)
    let refused = try await Command.run("store load \(store) --acts 1 --prefix late", in: folder)
    #expect(refused.status == 1 && refused.output.isEmpty, "nothing is decided: \(refused.errors)")
    let reopen = "ledger reopen \(store) --keys keys.txt --reason found-and-mended"
    #expect(try await run(reopen) == changed, "what is still wrong stays closed")
    try await sql("UPDATE events SET body = substr(body, 3) WHERE place = \(size) + 3")
    #expect(
      try await run("ledger sign \(store) --signer ledger.key").hasPrefix("right: checkpoint "))
    #expect(
      try await run(reopen)
        == "right: the ledger is open again; it was closed: \(changed.dropFirst("wrong: ".count))")
    #expect(try await run(reopen) == "right: the ledger was not closed\n")
    #expect(try await run("ledger sign \(store) --signer ledger.key").hasPrefix("right: "))
    #expect(try await run("store load \(store) --acts 1 --prefix late").contains("late"))
    #expect(try await run("ledger export ledger \(store) --keys keys.txt").hasPrefix("right: "))
    #expect(try await both("ledger", "verify", in: folder).status == 0)
  }

  @Test("a larger sample goes on where a smaller ended")
  func grows() async throws {
    let folder = try await sample(300)
    let grown = try await Command.run("ledger sample ledger --size 700", in: folder)
    #expect(grown.output.hasPrefix("ledger: 700 events, 400 new; "), "\(grown.errors)")
    #expect(try await both("ledger", "verify", in: folder).text.hasPrefix("right: 700 events, "))
    let shrunk = try await Command.run("ledger sample ledger --size 300", in: folder)
    #expect(
      shrunk.status == 2 && shrunk.errors.contains("the ledger does not begin with what it covers"))
  }
}
