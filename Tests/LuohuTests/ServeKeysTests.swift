import Foundation
import Testing

/// Protects that keys change while acts go on, in a running server that alone may write, and that nothing becomes unreadable.
@Suite("luohu serve changes keys while it runs", .serialized, .timeLimit(.minutes(10)))
struct ServeKeysTests {
  /// Values by key.
  private static func counts(_ city: ServedInstallation) async throws -> [String: Int] {
    let text = try await city.run(
      "keys status --keyring k.yaml --store sqlite:cases.db --format json")
    var counts: [String: Int] = [:]
    for found in text.matches(of: /"key": "(k\d)".*"values": (\d+)/) {
      counts[String(found.1)] = Int(found.2)
    }
    return counts
  }

  @Test("a rotated key takes effect, old values are sealed anew, and acts are done meanwhile")
  func rotates() async throws {
    let city = try await ServedInstallation("rehearsal")
    let server = try await city.serve()
    _ = try await city.run(
      "store load --store sqlite:cases.db --beside --acts 300 --prefix a --keyring k.yaml")
    #expect(try await Self.counts(city) == ["k1": 300])
    let meanwhile = Task {
      try await city.run(
        "store load --store sqlite:cases.db --beside --acts 3000 --callers 4 --prefix b "
          + "--keyring k.yaml")
    }
    _ = try await city.run("keys new --keyring k.yaml --index")
    let rotated = try await Command.run(
      "keys rotate --keyring k.yaml --store sqlite:cases.db", in: city.folder)
    #expect(rotated.status == 0 && rotated.errors.contains("a running server"), "\(rotated.errors)")
    let done = try await meanwhile.value
    #expect(done.split(separator: "\n").count == 3000, "every act was done")
    let isOver = try await eventually(120) {
      try await Self.counts(city)["k1", default: 0] == 0
    }
    #expect(isOver, "\(server.said)")
    // Every value opens: the status would name those that do not.
    #expect(try await Self.counts(city)["k2"] == 3300)
    #expect(try server.log.contains("personal values sealed by k2"))
    #expect(try await server.stop() == 0)
    #expect(
      try await city.run("ledger check --store sqlite:cases.db --keys keys.txt")
        .hasPrefix("right: "), "events are not touched")
  }

  @Test("a keyring that becomes unreadable is reported and stops nothing")
  func unreadable() async throws {
    let city = try await ServedInstallation()
    let server = try await city.serve()
    try city.folder.write("k.yaml", "no keyring")
    let isTold = try await eventually(60) { try server.log.contains("keyring not read") }
    #expect(isTold)
    #expect(try await server.ask("/readyz").status == 200)
    #expect(try await server.stop() == 0)
  }
}
