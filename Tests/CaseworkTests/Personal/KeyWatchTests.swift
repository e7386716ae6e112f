import Policy
import Synchronization
import TestKit
import Testing
import Units

@testable import Casework

@Suite("Keys changed by the server itself")
struct KeyWatchTests {
  private let folder: KeyringTests.Folder
  private let personal: MemoryPersonal
  private let leases = MemoryCases(clock: HandClock().city)
  private let clock = HandClock()

  init() throws {
    folder = try KeyringTests.Folder()
    try folder.file.create(Keyring(newAt: KeyringTests.moment))
    let keyring = try folder.file.read()
    personal = MemoryPersonal(
      try (Int64(1)...5).map { id in
        try keyring.seal("\(id)", .identityNumber, id: id, of: KeyringTests.dossier)
      })
  }

  private func newKey() throws {
    try folder.file.change { keyring throws(Problems) in
      _ = keyring.add(withIndex: true)
      _ = keyring.promote(at: KeyringTests.moment)
    }
  }

  private var keys: Set<String> { Set(personal.rows.map(\.keyID)) }

  /// Looks so many times, with something happening after each.
  private func watch(
    _ looks: Int, _ after: @escaping @Sendable (Int) throws -> Void = { _ in }
  ) async throws -> [String] {
    let told = Told()
    let count = Mutex(0)
    let live = try LiveKeyring(folder.file) { _ in }
    let watch = KeyWatch(
      live, personal, leases, holder: "a", clock: clock.city,
      sleep: { length in
        #expect(length == KeyWatch.pause)
        let look = count.withLock { count in
          count += 1
          return count
        }
        try after(look)
        if look == looks { withUnsafeCurrentTask { $0?.cancel() } }
      }, report: { told.add($0) })
    await Task { await watch.run() }.value
    return told.list
  }

  private final class Told: Sendable {
    private let words = Mutex<[String]>([])
    func add(_ text: String) { words.withLock { $0.append(text) } }
    var list: [String] { words.withLock { $0 } }
  }

  @Test("a newer key in the file is taken up while the server runs, and all values move to it")
  func takesUp() async throws {
    let test = self
    let told = try await watch(3) { look in
      if look == 1 {
        #expect(test.keys == ["k1"], "nothing to do")
        try test.newKey()
      }
    }
    #expect(keys == ["k2"] && told == ["keys: 5 personal values sealed by k2"])
    let keyring = try folder.file.read()
    for row in personal.rows { #expect(try keyring.open(row) == "\(row.id)") }
    let lease = try await leases.lease(
      "keys", holder: "b", now: clock.now, until: clock.now.adding(milliseconds: 1))
    #expect(lease != nil, "given back")
  }

  @Test("one server at a time does it")
  func leased() async throws {
    try newKey()
    _ = try await leases.lease(
      "keys", holder: "b", now: clock.now, until: clock.now.adding(milliseconds: 1))
    let test = self
    let told = try await watch(2) { look in
      if look == 1 {
        #expect(test.keys == ["k1"])
        test.clock.move(milliseconds: 1)
      }
    }
    #expect(keys == ["k2"] && told.count == 1)
  }

  @Test("a store that fails, and a row that does not open, are told, and hold up nothing")
  func failures() async throws {
    try newKey()
    var broken = try #require(personal.rows.first)
    broken.sealed[20] ^= 1
    personal.put(broken)
    personal.fail(at: 1)
    let test = self
    let told = try await watch(4) { look in
      if look == 1 { test.personal.fail(at: nil) }
    }
    #expect(
      told.map { $0.prefix(14) } == ["keys: Interrup", "keys: 4 person", "keys: 1 do not"])
    // Told once, though looked at again and again.
    #expect(personal.rows.map(\.keyID) == ["k1", "k2", "k2", "k2", "k2"])
  }
}
