import Foundation
import Policy

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
  let mails: Watched<[Mail]>
  private let input: FileHandle

  /// One for all tests.
  static let shared = Task { try await MailPeer() }

  private init() async throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("luohu-mail-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let process = Process()
    process.executableURL = root.appendingPathComponent("scripts/mail-server.sh")
    process.arguments = [folder.path]
    let (standardInput, output) = (Pipe(), Pipe())
    let errors = folder.appendingPathComponent("errors.log")
    try Data().write(to: errors)
    process.standardInput = standardInput
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: errors)
    input = standardInput.fileHandleForWriting
    let mails = Watched<[Mail]>([])
    self.mails = mails
    let first = Watched<[Data]>([])
    try process.run()
    let reading = output.fileHandleForReading
    let thread = Thread {
      var rest = Data()
      while case let piece = reading.availableData, !piece.isEmpty {
        rest += piece
        while let end = rest.firstIndex(of: 0x0A) {
          let line = Data(rest[rest.startIndex..<end])
          rest = Data(rest[rest.index(after: end)...])
          if let mail = try? JSONDecoder().decode(Mail.self, from: line) {
            mails.change { $0.append(mail) }
          } else {
            first.change { $0.append(line) }
          }
        }
      }
      // An end without a beginning is an answer too.
      first.change { $0.append(Data()) }
    }
    thread.start()
    await first.until { !$0.isEmpty }
    guard let ports = try? JSONDecoder().decode(Ports.self, from: first.value[0]) else {
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
    await mails.until { $0.contains { $0.recipients == [recipient] } }
    guard let mail = mails.value.first(where: { $0.recipients == [recipient] }) else {
      throw Failure(description: "no mail to \(recipient)")
    }
    return mail
  }
}
