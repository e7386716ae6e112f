import Foundation
import Glibc
import TestKit
import Testing

/// Protects that several servers on one PostgreSQL are one installation: what runs alone goes on when the machine that
/// ran it dies, and what one has acknowledged the others know.
@Suite("luohu serve, several on one PostgreSQL", .serialized, .timeLimit(.minutes(5)))
struct ServeTogetherTests {
  private static func reference(_ server: ServedProcess) throws -> String {
    let found = try server.log.firstMatch(of: #/"receipt": "(?<reference>[0-9A-Z-]+)"/#)
    return String(try #require(found).reference)
  }

  /// The receipt of a reference as a server gives it, once a checkpoint covers it.
  private static func covered(_ reference: String, by server: ServedProcess) async throws -> String
  {
    var body = ""
    let isCovered = try await eventually {
      let answer = try await server.ask("/api/v1/receipts/\(reference)")
      body = answer.body
      return answer.status == 200 && body.contains("\"proof\"")
    }
    #expect(isCovered, "\(body)\n\(server.said)")
    return body
  }

  private static func isRight(_ receipt: String, at server: ServedProcess) async throws -> Bool {
    let answer = try await server.ask(
      "/api/v1/receipts/check?lang=en",
      ["-H", "Content-Type: application/json", "--data-binary", "@-"], input: Data(receipt.utf8))
    return answer.status == 200 && answer.body.contains("\"outcome\": \"right\"")
  }

  @Test(
    "both answer, a killed one's lease moves, its receipts hold at the other, the ledger is one")
  func killed() async throws {
    let postgres = try await PostgresServer.started()
    let address = try await postgres.newDatabase()
    let database = String(address.split(separator: "/").last ?? "")
    let city = try await ServedInstallation(store: address)
    let first = try await city.serve()
    let early = try Self.reference(first)
    let receipt = try await Self.covered(early, by: first)
    let second = try await city.serve()
    let late = try Self.reference(second)
    for server in [first, second] { #expect(try await server.ask("/readyz").status == 200) }
    #expect(try await Self.covered(early, by: second) == receipt)
    #expect(try await Self.isRight(receipt, at: second))
    _ = try await Self.covered(late, by: first)

    // HOST:PROCESS:TIME
    func holder() async throws -> Int32? {
      let name = try await postgres.say(
        "SELECT split_part(holder, ':', 2) FROM leases WHERE name = 'ledger'", in: database)
      return Int32(name)
    }
    let pair = [first, second]
    let found = try await holder()
    let keeper = try #require(pair.first { $0.program.id == found })
    let other = try #require(pair.first { $0.program.id != found })
    keeper.program.send(SIGKILL)
    #expect(try await keeper.program.end() == -1)
    #expect(try await other.ask("/readyz").status == 200)
    // As if the minute had passed for which the lease was taken.
    try await postgres.say(
      "UPDATE leases SET held_until = held_until - 60000 WHERE name = 'ledger'", in: database)
    #expect(try await eventually { try await holder() == other.program.id }, "\(other.said)")
    // What happens from now on is covered by the checkpoints of the one that is left.
    let third = try await city.serve()
    let latest = try Self.reference(third)
    let last = try await Self.covered(latest, by: other)
    #expect(try await Self.isRight(last, at: third))
    #expect(try await Self.isRight(receipt, at: third))
    for server in [other, third] { #expect(try await server.stop() == 0) }
    #expect(
      try await city.run("ledger check --store \(address) --keys keys.txt").hasPrefix("right: "))
  }
}
