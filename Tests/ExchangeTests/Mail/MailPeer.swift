import Foundation
import Policy
import TestKit

@testable import Exchange

/// A real mail server beside the tests: aiosmtpd, started by `scripts/mail-server.sh`. It ends with the tests.
final class MailPeer: Sendable {
  struct Failure: Error, CustomStringConvertible { var description: String }

  /// A mail as the server took it.
  struct Mail: Decodable, Sendable {
    var mail: String
    var sender: String
    var recipients: [String]
    var encrypted: Bool
    var user: String
    var host: String

    /// The value of a header, unfolded.
    func header(_ name: String) -> String? {
      let head = mail.replacingOccurrences(of: "\r\n", with: "\n").components(separatedBy: "\n\n")[
        0]
      let lines = head.replacingOccurrences(of: "\n ", with: " ").split(separator: "\n")
      return lines.first { $0.hasPrefix("\(name): ") }.map { String($0.dropFirst(name.count + 2)) }
    }

    var headers: [Substring] {
      let head = mail.replacingOccurrences(of: "\r\n", with: "\n").components(separatedBy: "\n\n")[
        0]
      return head.split(separator: "\n").filter { !$0.hasPrefix(" ") }.map {
        $0.prefix { $0 != ":" }
      }
    }

    /// The text of the mail.
    var text: String? {
      let parts = mail.replacingOccurrences(of: "\r\n", with: "\n").components(separatedBy: "\n\n")
      guard parts.count > 1 else { return nil }
      let letters = parts[1].replacingOccurrences(of: "\n", with: "")
      return Data(base64Encoded: letters).map { String(decoding: $0, as: UTF8.self) }
    }
  }

  private struct Ports: Decodable { var ports: [String: Int] }

  let ports: [String: Int]
  /// Where the authority's certificate is.
  let folder: URL
  private let program: Program

  /// One for all tests.
  static let shared = Task { try await MailPeer() }

  private init() async throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("luohu-mail-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let errors = folder.appendingPathComponent("errors.log")
    program = try await Program(
      root.appendingPathComponent("scripts/mail-server.sh").path, [folder.path], environment: nil,
      input: .held, output: folder.appendingPathComponent("output.log").path, errors: errors.path)
    let line = try await program.line(0) ?? ""
    guard let ports = try? JSONDecoder().decode(Ports.self, from: Data(line.utf8)) else {
      let said = (try? String(contentsOf: errors, encoding: .utf8)) ?? ""
      throw Failure(description: "the mail server of the tests did not start: \(said)")
    }
    self.ports = ports.ports
  }

  /// The settings of one of the server's ways in.
  func server(
    _ kind: String, _ security: MailServer.Security, trusts: Bool = true, login: MailLogin? = nil,
    host: String = "localhost"
  ) throws -> MailServer {
    var server = try MailServer(
      host: host, port: ports[kind] ?? 0, security: security,
      authorities: trusts ? folder.appendingPathComponent("ca.pem").path : "", login: login,
      sender: "noreply@city.example", senderName: "北京市积分落户")
    server.deadline = 20_000
    return server
  }

  /// The mail to a recipient.
  func mail(to recipient: String) async throws -> Mail {
    while program.isRunning {
      let mail = try mails.first { $0.recipients == [recipient] }
      if let mail { return mail }
      try await Task.sleep(for: .milliseconds(20))
    }
    throw Failure(description: "no mail to \(recipient)")
  }

  /// The mails that it has taken so far.
  var mails: [Mail] {
    get throws {
      // The first line says where it listens.
      try program.lines.dropFirst().map {
        try JSONDecoder().decode(Mail.self, from: Data($0.utf8))
      }
    }
  }
}
