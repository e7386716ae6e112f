import Foundation
import Policy
import Synchronization
import Testing
import Units

@testable import Casework

@Suite("The keyring and its file")
struct KeyringTests {
  static let moment = Instant(milliseconds: 1_600_000_000_000)
  static let dossier = DossierID(DossierKind(rawValue: "application"), 7)

  /// A folder that is gone after the test.
  final class Folder: Sendable {
    let path: String
    init() throws {
      let url = FileManager.default.temporaryDirectory
        .appendingPathComponent("luohu-keys-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
      path = url.path
    }
    deinit { try? FileManager.default.removeItem(atPath: path) }
    var file: KeyringFile { KeyringFile("\(path)/keyring.yaml") }
    var names: [String] {
      get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
    }
    func write(_ text: String, mode: Int = 0o600) throws {
      try? FileManager.default.removeItem(atPath: file.path)
      try Data(text.utf8).write(to: URL(fileURLWithPath: file.path))
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
    }
  }

  /// What was reported.
  final class Told: Sendable {
    private let list = Mutex<[Problems]>([])
    func add(_ problems: Problems) { list.withLock { $0.append(problems) } }
    var count: Int { list.withLock(\.count) }
  }

  private let folder: Folder
  init() throws { folder = try Folder() }

  private static func problems(_ body: () throws -> Void) -> [Problem] {
    do {
      try body()
      return []
    } catch let error as Problems {
      return error.list
    } catch {
      Issue.record("\(error)")
      return []
    }
  }

  // MARK: Changing keys

  @Test("a new key waits, then seals, then the old one goes; numbers are never given again")
  func life() throws {
    var keyring = Keyring(newAt: Self.moment)
    #expect(keyring.current.id == "k1" && keyring.current.since == Self.moment)
    var done = [keyring.promote(at: Self.moment), keyring.remove("k1")]
    #expect(done == [false, false], "nothing waits, and the one in use stays")
    let added = [keyring.add(withIndex: false)?.id, keyring.add(withIndex: false)?.id]
    #expect(added == ["k2", nil], "one at a time")
    #expect(keyring.current.id == "k1" && keyring.waiting?.id == "k2")
    #expect(keyring.waiting?.indexID == "i1" && keyring.waiting?.since == nil)
    done = [keyring.remove("k2"), keyring.promote(at: Self.moment.adding(milliseconds: 1))]
    #expect(done == [false, true])
    #expect(keyring.current.id == "k2" && keyring.older.map(\.id) == ["k1"])
    #expect(keyring.current.since == Self.moment.adding(milliseconds: 1))
    #expect(keyring.waiting == nil)
    let third = keyring.add(withIndex: true)
    #expect(third?.id == "k3" && third?.indexID == "i2")
    #expect(keyring.indexKeys.map(\.id) == ["i1", "i2"])
    done = [keyring.remove("k1")]
    #expect(done == [true] && keyring.indexKeys.map(\.id) == ["i1", "i2"], "k2 still needs i1")
    done = [keyring.promote(at: Self.moment), keyring.remove("k2")]
    #expect(done == [true, true])
    #expect(keyring.keys.map(\.id) == ["k3"] && keyring.indexKeys.map(\.id) == ["i2"])
    let fourth = keyring.add(withIndex: true)
    #expect(fourth?.id == "k4" && keyring.indexKeys.map(\.id) == ["i2", "i3"])
    let secrets = keyring.keys.map(\.secret) + keyring.indexKeys.map(\.secret)
    #expect(Set(secrets.map(\.bytes)).count == 4, "every key is its own")
  }

  @Test("values of all keys open; searches try every index key, the current one first")
  func olderKeys() throws {
    var keyring = Keyring(newAt: Self.moment)
    let old = try keyring.seal("1", .identityNumber, id: 1, of: Self.dossier)
    #expect(keyring.blinds("1", .identityNumber) == [old.blind])
    _ = keyring.add(withIndex: true)
    #expect(
      keyring.blinds("1", .identityNumber).count == 2, "another server may seal by it already")
    _ = keyring.promote(at: Self.moment)
    let new = try keyring.seal("1", .identityNumber, id: 2, of: Self.dossier)
    #expect(new.keyID == "k2" && new.blind != old.blind)
    #expect(keyring.blinds("1", .identityNumber) == [new.blind, old.blind])
    #expect(try keyring.open(old) == "1" && keyring.open(new) == "1")
    _ = keyring.add(withIndex: false)
    #expect(keyring.blinds("1", .identityNumber).count == 2, "the same index key is tried once")
  }

  @Test(
    "an older key may go when no value needs it and an hour has passed, not a millisecond before")
  func retirement() throws {
    var keyring = Keyring(newAt: Self.moment)
    _ = keyring.add(withIndex: false)
    let changed = Self.moment.adding(milliseconds: 5)
    _ = keyring.promote(at: changed)
    let later = changed.adding(milliseconds: Keyring.settling)
    func refusal(_ id: String, _ counts: [String: Int], _ now: Instant) -> String {
      var copy = keyring
      return Self.problems { try copy.retire(id, counts: counts, now: now) }.first?.allowed.en ?? ""
    }
    #expect(refusal("k1", ["k1": 1, "k2": 5], later).contains("k1 still seals 1"))
    #expect(
      refusal("k1", ["k2": 5], later.adding(milliseconds: -1)).contains("wait until \(later)"))
    #expect(refusal("k2", [:], later).contains("k2 is in use"))
    #expect(refusal("k9", [:], later).contains("an older key of the keyring"))
    _ = keyring.add(withIndex: false)
    #expect(refusal("k3", [:], later).contains("waits"))
    try keyring.retire("k1", counts: ["k1": 0, "k2": 5], now: later)
    #expect(keyring.keys.map(\.id) == ["k2", "k3"])
  }

  // MARK: Text

  @Test("what is written is read again, keys, times and the waiting one included")
  func text() throws {
    var keyring = Keyring(newAt: Self.moment)
    for _ in 0..<3 {
      let again = try Keyring(text: Array(keyring.text.utf8))
      #expect(again.keys == keyring.keys && again.indexKeys == keyring.indexKeys)
      #expect(again.current == keyring.current)
      if keyring.add(withIndex: true) == nil { _ = keyring.promote(at: Self.moment) }
    }
  }

  @Test("the current key is the last, or the one before a last one that waits")
  func order() throws {
    let secret = Base64.text([UInt8](repeating: 7, count: 32))
    func keys(_ current: String, _ since: [Bool]) -> String {
      "current: \(current)\nkeys:\n"
        + since.enumerated().map { place, has in
          "  - {id: k\(place + 1), index: i1, \(has ? "since: 5, " : "")secret: \(secret)}\n"
        }.joined() + "index:\n  - {id: i1, secret: \(secret)}\n"
    }
    func isRead(_ text: String) -> Bool { (try? Keyring(text: Array(text.utf8))) != nil }
    #expect(isRead(keys("k1", [true])))
    #expect(isRead(keys("k1", [true, false])))
    #expect(isRead(keys("k2", [true, true])))
    #expect(!isRead(keys("k1", [true, true])), "an older key was in use before it")
    #expect(!isRead(keys("k1", [false])))
    #expect(!isRead(keys("k2", [true, false])))
    #expect(!isRead(keys("k2", [false, true])))
    #expect(!isRead(keys("k1", [true, true, false])))
    #expect(isRead(keys("k2", [true, true, false])))
    #expect(!isRead(keys("k4", [true])))
  }

  @Test("a bad file is refused with every place and without any of its text")
  func badText() throws {
    let secret = Base64.text([UInt8](repeating: 0xA5, count: 32))
    let short = Base64.text([UInt8](repeating: 0xA5, count: 31))
    let text = """
      current: k 1
      owner: me
      keys:
        - {id: k1, index: i9, since: soon, secret: \(short)}
        - {id: k1, index: i1, since: 5, secret: \(secret), extra: 1}
        - {id: "", index: i1, since: 5, secret: x\(secret)}
      index:
        - {id: i1, secret: \(secret)}
        - {id: i1, secret: "\(secret) "}
      """
    let problems = Self.problems { _ = try Keyring(text: Array(text.utf8)) }
    #expect(
      problems.map(\.path).sorted() == [
        "(keyring)", "current", "index", "index[1].secret", "keys", "keys[0].index",
        "keys[0].secret",
        "keys[0].since", "keys[1]", "keys[2].id", "keys[2].secret",
      ])
    let shown = problems.map { $0.text(.zh) + $0.text(.en) }.joined()
    #expect(!shown.contains(secret.prefix(8)) && !shown.contains(short.prefix(8)))
    for broken in [
      "", "{", "[]", "current: k1\n", "secret: \(secret)\n\t- {", "\(secret): [", "\u{0}",
    ] {
      let found = Self.problems { _ = try Keyring(text: Array(broken.utf8)) }
      #expect(!found.isEmpty)
      #expect(!found.map { $0.text(.en) }.joined().contains(secret.prefix(8)))
    }
  }

  // MARK: File

  @Test("the file is made for its owner alone, whole, and never over another")
  func create() throws {
    let keyring = Keyring(newAt: Self.moment)
    try folder.file.create(keyring)
    let mode = try FileManager.default.attributesOfItem(atPath: folder.file.path)[.posixPermissions]
    #expect(mode as? Int == 0o600)
    #expect(try folder.file.read().keys == keyring.keys)
    let problems = Self.problems { try folder.file.create(Keyring(newAt: Self.moment)) }
    #expect(problems.map(\.allowed.en) == ["it exists already"])
    #expect(try folder.file.read().keys == keyring.keys, "the first one is still there")
    #expect(try folder.names == ["keyring.yaml"], "nothing is left beside it")
  }

  @Test("a file that others may read is refused", arguments: [0o640, 0o604, 0o660, 0o644, 0o601])
  func modes(mode: Int) throws {
    try folder.write(Keyring(newAt: Self.moment).text, mode: mode)
    let problems = Self.problems { _ = try folder.file.read() }
    #expect(problems.map(\.path) == [folder.file.path])
    #expect(problems.first?.allowed.en.contains("600 is needed") == true)
    try folder.write(Keyring(newAt: Self.moment).text, mode: 0o400)
    #expect(Self.problems { _ = try folder.file.read() } == [], "less is allowed")
  }

  @Test("a missing file, a folder and a bad file say what they are")
  func badFiles() throws {
    #expect(
      Self.problems { _ = try folder.file.read() }.map(\.allowed.en)
        == ["No such file or directory"])
    #expect(
      Self.problems { _ = try KeyringFile(folder.path).read() }.map(\.allowed.en) == ["not a file"])
    try folder.write("keys: []\n")
    let paths = Self.problems { _ = try folder.file.read() }.map(\.path)
    #expect(!paths.isEmpty && paths.allSatisfy { $0.hasPrefix("\(folder.file.path): ") })
  }

  @Test("a change is whole or not at all, and one at a time")
  func change() throws {
    try folder.file.create(Keyring(newAt: Self.moment))
    let before = try folder.file.read()
    let refused = Self.problems {
      try folder.file.change { keyring throws(Problems) in
        _ = keyring.add(withIndex: true)
        throw Problem.argument("x", "1", "不行", "no")
      }
    }
    #expect(refused.map(\.path) == ["x"])
    #expect(try folder.file.read().keys == before.keys)
    #expect(try folder.names == ["keyring.yaml"])
    try folder.file.change { keyring throws(Problems) in
      _ = keyring.add(withIndex: true)
      // Somebody else at the same time.
      let others = Self.problems { try folder.file.change { _ throws(Problems) in } }
      #expect(others.first?.path == folder.file.path + ".new")
      #expect(others.first?.allowed.en.contains("another command") == true)
    }
    #expect(try folder.file.read().keys.map(\.id) == ["k1", "k2"])
    #expect(try folder.names == ["keyring.yaml"])
  }

  @Test("a running server takes up a replaced file, and keeps its keys when the new one is bad")
  func live() throws {
    try folder.file.create(Keyring(newAt: Self.moment))
    let told = Told()
    let live = try LiveKeyring(folder.file) { told.add($0) }
    #expect(live.now.keys.map(\.id) == ["k1"])
    try folder.file.change { keyring throws(Problems) in _ = keyring.add(withIndex: false) }
    #expect(live.now.keys.map(\.id) == ["k1", "k2"])
    let good = try folder.file.read().text
    try folder.write("current: k1\n")
    for _ in 0..<3 { #expect(live.now.keys.map(\.id) == ["k1", "k2"]) }
    #expect(told.count == 1, "told once, not at every use")
    try FileManager.default.removeItem(atPath: folder.file.path)
    #expect(live.now.keys.map(\.id) == ["k1", "k2"])
    try folder.write(good)
    try folder.file.change { keyring throws(Problems) in _ = keyring.promote(at: Self.moment) }
    #expect(live.now.current.id == "k2")
  }

  @Test("a running server takes up no keyring that does not go on from its own")
  func liveForeign() throws {
    try folder.file.create(Keyring(newAt: Self.moment))
    let first = try folder.file.read().text
    let told = Told()
    let live = try LiveKeyring(folder.file) { told.add($0) }
    let own = live.now.current.secret
    try folder.write(Keyring(newAt: Self.moment).text)
    for _ in 0..<2 { #expect(live.now.current.secret == own, "another installation's k1") }
    #expect(told.count == 1)
    try folder.write(first)
    try folder.file.change { keyring throws(Problems) in
      _ = keyring.add(withIndex: true)
      _ = keyring.promote(at: Self.moment)
    }
    #expect(live.now.current.id == "k2")
    try folder.write(first)
    #expect(live.now.current.id == "k2", "a copy from before the change")
    #expect(told.count == 2)
  }

  @Test("a keyring goes on from another by the key that sealed and its index key, both unchanged")
  func goesOn() throws {
    let before = Keyring(newAt: Self.moment)
    var after = before
    _ = after.add(withIndex: true)
    #expect(after.goesOn(from: before) && before.goesOn(from: after))
    _ = after.promote(at: Self.moment)
    #expect(after.goesOn(from: before) && !before.goesOn(from: after))
    let other = try #require(
      Keyring(keys: before.keys, indexKeys: [.init(id: "i1", secret: SecretKey())], current: "k1"))
    #expect(!other.goesOn(from: before), "another index key")
    _ = after.remove("k1")
    #expect(!after.goesOn(from: before), "nothing shows it")
  }
}
