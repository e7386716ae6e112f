import Foundation
import Testing

@Suite("keys from the command line")
struct KeysCommandTests {
  private let folder: Folder

  init() async throws {
    folder = try Folder()
    let made = try await Command.run(
      "store migrate --store sqlite:a.db --purpose rehearsal", in: folder)
    #expect(made.status == 0, "\(made.errors)")
  }

  private func run(_ line: String, status: Int32 = 0) async throws -> Command.Result {
    let result = try await Command.run("keys \(line) --keyring k.yaml", in: folder)
    #expect(result.status == status, "\(line): \(result.output)\(result.errors)")
    return result
  }

  @Test("made, added to, put to use, and kept until an hour has passed")
  func life() async throws {
    let store = " --store sqlite:a.db --format json"
    #expect(try await run("new").output == "keyring made; key k1 is in use\n")
    let load = "store load --store sqlite:a.db --acts 2 --keyring k.yaml"
    #expect(try await Command.run(load, in: folder).status == 0)
    let attributes = try FileManager.default.attributesOfItem(atPath: folder["k.yaml"].path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(
      try await run("new --index --lang zh").output == "密钥k2已添加，待启用\n")
    #expect(try await run("new", status: 2).errors.contains("luohu keys rotate first"))
    func states(_ text: String) -> [String] {
      text.matches(of: /"key": "(k\d)", "index": "(i\d)", "state": "(\w+)"/)
        .map { "\($0.1) \($0.2) \($0.3)" }
    }
    let before = try await run("status" + store).output
    #expect(states(before) == ["k1 i1 current", "k2 i2 waiting"])
    let rotated = try await run("rotate" + store).output
    #expect(states(rotated) == ["k1 i1 older", "k2 i2 current"])
    #expect(
      states(try await run("rotate" + store).output) == states(rotated), "again, nothing to do")
    let kept = try await run("retire" + store)
    #expect(kept.output == #"{"removed": []}"# + "\n")
    #expect(kept.errors.contains("an hour after the current one came into use"))
    // As if it had been in use for long.
    let text = try String(contentsOf: folder["k.yaml"], encoding: .utf8)
    try folder.write("k.yaml", text.replacing(/since: \d+/, with: "since: 1600000000000"))
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o600], ofItemAtPath: folder["k.yaml"].path)
    #expect(try await run("retire" + store).output == #"{"removed": ["k1"]}"# + "\n")
    #expect(states(try await run("status" + store).output) == ["k2 i2 current"])
    let left = try String(contentsOf: folder["k.yaml"], encoding: .utf8)
    #expect(left.matches(of: /id: (\w+)/).map { String($0.1) } == ["k2", "i2"])
  }

  @Test(
    "a keyring that others may read, a missing one and a bad one are refused without showing keys")
  func refusals() async throws {
    #expect(
      try await run("status --store sqlite:a.db", status: 2).errors
        .contains("No such file or directory"))
    _ = try await run("new")
    let path = folder["k.yaml"].path
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
    let open = try await run("rotate --store sqlite:a.db", status: 2)
    #expect(open.errors.contains("its mode is 644: 600 is needed"))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    let text = try String(contentsOf: folder["k.yaml"], encoding: .utf8)
    let secrets = text.matches(of: /secret: (\S+)/).map { String($0.1) }
    #expect(secrets.count == 2)
    try folder.write("k.yaml", text.replacingOccurrences(of: "=", with: ""))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    let bad = try await run("status --store sqlite:a.db", status: 2)
    #expect(bad.errors.contains("keys[0].secret") && bad.errors.contains("32 bytes in Base64"))
    #expect(secrets.allSatisfy { !bad.errors.contains($0.prefix(10)) })
  }

  @Test("a store that cannot be reached is said to be so; no server is said to do the rest")
  func unreachable() async throws {
    _ = try await run("new")
    _ = try await run("new")
    // Who would write cannot take the lock, though nobody has it.
    try FileManager.default.removeItem(at: folder["a.db.lock"])
    try FileManager.default.createDirectory(
      at: folder["a.db.lock"], withIntermediateDirectories: false)
    for store in ["sqlite:a.db", "postgresql://u@127.0.0.1:1/d"] {
      let result = try await run("rotate --store \(store)", status: 1)
      #expect(result.errors.contains("the store is not available"), "\(store): \(result.errors)")
      #expect(!result.errors.contains("running server"), "\(store): \(result.errors)")
    }
  }

  @Test("a store that is none leaves the waiting key waiting")
  func noStore() async throws {
    _ = try await run("new")
    _ = try await run("new")
    let before = try String(contentsOf: folder["k.yaml"], encoding: .utf8)
    let result = try await Command.run(
      "keys rotate --keyring k.yaml --store sqlite:none.db", in: folder)
    #expect(result.status != 0)
    #expect(try String(contentsOf: folder["k.yaml"], encoding: .utf8) == before)
  }
}
