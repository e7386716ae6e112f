import Foundation
import Synchronization
import TestKit
import Testing
import Units

@testable import Identity

/// A provider by other people beside the tests, started by `scripts/identity-peer.sh`. It ends with the tests.
final class Peer: Sendable {
  /// What it says of itself at the start.
  struct Ready: Decodable, Sendable {
    var issuer: String
    var client_id: String?
    var client_secret: String?
  }

  private struct Back: Decodable {
    var query: String?
    var error: String?
  }

  let ready: Ready
  private let program: Program
  /// How many orders it was given. It answers them in turn, each with a line.
  private let orders = Mutex(0)

  /// One of each for all tests.
  static let mock = Task { try await Peer("mock") }
  static let glewlwyd = Task { try await Peer("glewlwyd") }

  private init(_ kind: String) async throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
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
      throw Unexpected("\(kind) did not start: \(said)")
    }
    self.ready = ready
  }

  /// What a browser does there: goes to the address, signs in as a user or declines, comes back.
  ///
  /// - Returns: the query of the address that it comes back to.
  func signIn(_ address: String, as user: String?) async throws -> String {
    var order: [String: Any] = ["address": address]
    order["user"] = user ?? NSNull()
    let line = try JSONSerialization.data(withJSONObject: order)
    let number = try orders.withLock { count in
      try program.write(String(decoding: line, as: UTF8.self) + "\n")
      count += 1
      return count
    }
    guard let answer = try await program.line(number) else { throw Unexpected("the peer ended") }
    let back = try JSONDecoder().decode(Back.self, from: Data(answer.utf8))
    guard let query = back.query else { throw Unexpected(back.error ?? "no answer") }
    return query
  }
}
