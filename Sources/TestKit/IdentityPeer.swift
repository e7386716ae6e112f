import Foundation
import Synchronization

/// A provider of identities by other people beside the tests (外部身份提供方), started by `scripts/identity-peer.sh`. It ends with the
/// tests.
package final class IdentityPeer: Sendable {
  /// What it says of itself at the start.
  package struct Ready: Decodable, Sendable {
    package var issuer: String
    package var client_id: String?
    package var client_secret: String?
  }

  /// It did not start, or did not do what a browser asked it for.
  package struct Unfit: Error, CustomStringConvertible {
    package var description: String
  }

  private struct Back: Decodable {
    var query: String?
    var error: String?
  }

  package let ready: Ready
  private let program: Program
  /// How many orders it was given. It answers them in turn, each with a line.
  private let orders = Mutex(0)

  /// One of each for all tests.
  package static let mock = Task { try await IdentityPeer("mock") }
  package static let glewlwyd = Task { try await IdentityPeer("glewlwyd") }

  private init(_ kind: String) async throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("luohu-\(kind)-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let errors = folder.appendingPathComponent("errors.log")
    program = try await Program(
      root.appendingPathComponent("scripts/identity-peer.sh").path, [kind, folder.path],
      environment: nil, input: .held, output: folder.appendingPathComponent("output.log").path,
      errors: errors.path)
    let line = try await program.line(0) ?? ""
    guard let ready = try? JSONDecoder().decode(Ready.self, from: Data(line.utf8)) else {
      let said = (try? String(contentsOf: errors, encoding: .utf8)) ?? ""
      throw Unfit(description: "\(kind) did not start: \(said)")
    }
    self.ready = ready
  }

  /// What a browser does there: goes to the address, signs in as a user or declines, comes back.
  ///
  /// - Returns: the query of the address that it comes back to.
  package func signIn(_ address: String, as user: String?) async throws -> String {
    var order: [String: Any] = ["address": address]
    order["user"] = user ?? NSNull()
    let line = try JSONSerialization.data(withJSONObject: order)
    let number = try orders.withLock { count in
      try program.write(String(decoding: line, as: UTF8.self) + "\n")
      count += 1
      return count
    }
    guard let answer = try await program.line(number) else {
      throw Unfit(description: "the peer ended")
    }
    let back = try JSONDecoder().decode(Back.self, from: Data(answer.utf8))
    guard let query = back.query else { throw Unfit(description: back.error ?? "no answer") }
    return query
  }
}
