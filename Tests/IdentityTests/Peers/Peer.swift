import Foundation
import Synchronization
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

  /// Both ends of the talk, one question at a time.
  private struct Talk {
    var input: FileHandle
    var output: FileHandle
    var rest = Data()

    /// The next line; waits for it.
    mutating func line() -> Data? {
      while true {
        if let end = rest.firstIndex(of: 0x0A) {
          let line = Data(rest[rest.startIndex..<end])
          rest = Data(rest[rest.index(after: end)...])
          return line
        }
        let piece = output.availableData
        guard !piece.isEmpty else { return nil }
        rest += piece
      }
    }

    mutating func answer(to order: Data) -> Data? {
      guard (try? input.write(contentsOf: order + [0x0A])) != nil else { return nil }
      return line()
    }
  }

  let ready: Ready
  private let talk: Mutex<Talk>

  /// One of each for all tests.
  static let mock = Result { try Peer("mock") }
  static let glewlwyd = Result { try Peer("glewlwyd") }

  private init(_ kind: String) throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("luohu-\(kind)-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let process = Process()
    process.executableURL = root.appendingPathComponent("scripts/identity-peer.sh")
    process.arguments = [kind, folder.path]
    let (standardInput, standardOutput) = (Pipe(), Pipe())
    let errors = folder.appendingPathComponent("errors.log")
    try Data().write(to: errors)
    process.standardInput = standardInput
    process.standardOutput = standardOutput
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    var talk = Talk(
      input: standardInput.fileHandleForWriting, output: standardOutput.fileHandleForReading)
    let line = talk.line()
    guard let line, let ready = try? JSONDecoder().decode(Ready.self, from: line) else {
      let said = (try? String(contentsOf: errors, encoding: .utf8)) ?? ""
      throw Unexpected("\(kind) did not start: \(said)")
    }
    self.ready = ready
    self.talk = Mutex(talk)
  }

  /// What a browser does there: goes to the address, signs in as a user or declines, comes back.
  ///
  /// - Returns: the query of the address that it comes back to.
  func signIn(_ address: String, as user: String?) async throws -> String {
    var order: [String: Any] = ["address": address]
    order["user"] = user ?? NSNull()
    let line = try JSONSerialization.data(withJSONObject: order)
    // Waiting blocks, so it has a thread of its own.
    let answer: Data? = await withCheckedContinuation { continuation in
      Thread { continuation.resume(returning: self.talk.withLock { $0.answer(to: line) }) }.start()
    }
    guard let answer else { throw Unexpected("the peer ended") }
    let back = try JSONDecoder().decode(Back.self, from: answer)
    guard let query = back.query else { throw Unexpected(back.error ?? "no answer") }
    return query
  }
}
