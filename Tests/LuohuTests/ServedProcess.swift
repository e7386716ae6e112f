import Foundation
import Glibc
import TestKit

/// The server as people start it: a process of its own on a free port, stopped when the test is over.
final class ServedProcess: Sendable {
  let port: Int
  let program: Program
  private let streams: Folder
  /// `http` or `https`.
  private let scheme: String

  private init(_ program: Program, _ port: Int, _ streams: Folder, _ scheme: String) {
    self.program = program
    self.port = port
    self.streams = streams
    self.scheme = scheme
  }

  struct NotStarted: Error {
    var log: String
  }

  /// Starts `luohu serve` and waits until it accepts connections.
  static func start(
    _ arguments: [String] = [], environment: [String: String] = [:], in folder: Folder? = nil
  ) async throws -> ServedProcess {
    let streams = try Folder()
    let program = try await Program(
      Command.binary.path, ["serve", "--port", "0"] + arguments,
      environment: Program.environment.merging(environment) { $1 },
      in: (folder ?? streams).url.path, errors: streams["err"].path)
    for _ in 0..<400 {
      let log = try String(contentsOf: streams["err"], encoding: .utf8)
      if let found = log.firstMatch(of: #/"address": "(?<scheme>https?)://[^"]*:(?<port>\d+)"/#),
        let port = Int(found.port)
      {
        return ServedProcess(program, port, streams, String(found.scheme))
      }
      guard program.isRunning else { throw NotStarted(log: log) }
      try await Task.sleep(for: .milliseconds(25))
    }
    throw NotStarted(log: try String(contentsOf: streams["err"], encoding: .utf8))
  }

  /// What it has logged so far.
  var log: String {
    get throws { try String(contentsOf: streams["err"], encoding: .utf8) }
  }

  /// The same, for the words of a test that fails.
  var said: String { (try? log) ?? "no log" }

  /// Asks it to stop and waits until it has; the exit status.
  func stop() async throws -> Int32 {
    program.send(SIGTERM)
    for _ in 0..<400 where program.isRunning { try await Task.sleep(for: .milliseconds(25)) }
    return program.isRunning ? -2 : try await program.end()
  }

  /// An answer as curl shows it.
  struct Answer {
    var status: Int
    /// Names in lower case; the last of those with one name.
    var headers: [String: String]
    /// What every `Set-Cookie` says.
    var cookies: [String]
    var body: String
  }

  /// Asks with curl; `options` are its own.
  func ask(_ path: String, _ options: [String] = [], input: Data? = nil) async throws -> Answer {
    let result = try await Command.run(
      URL(fileURLWithPath: "/usr/bin/curl"),
      ["-s", "-i", "-k", "--path-as-is", "--max-time", "20"] + options
        + ["\(scheme)://127.0.0.1:\(port)\(path)"],
      input: input, in: streams.url)
    return ServedProcess.parse(result.output)
  }

  static func parse(_ text: String) -> Answer {
    // A Swift character holds both letters of a line end.
    var lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)[...]
    if lines.first?.contains(" 100") == true { lines = lines.dropFirst(2) }
    let words = (lines.popFirst() ?? "").split(separator: " ")
    var headers: [String: String] = [:]
    var cookies: [String] = []
    while let line = lines.popFirst(), !line.isEmpty {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let name = line[..<colon].lowercased()
      let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      headers[name] = value
      if name == "set-cookie" { cookies.append(value) }
    }
    return Answer(
      status: words.count > 1 ? Int(words[1]) ?? 0 : 0, headers: headers, cookies: cookies,
      body: lines.joined(separator: "\r\n"))
  }
}

/// A bare connection, to say things that no well-meaning program says.
final class Connection: Sendable {
  private let descriptor: Int32

  struct Refused: Error {}

  init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let descriptor = descriptor
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else { throw Refused() }
    var patience = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  func send(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }

  /// All that comes until the other end closes, or nothing comes for ten seconds.
  func receive() async -> String {
    let descriptor = descriptor
    return await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
          let count = recv(descriptor, &buffer, buffer.count, 0)
          guard count > 0 else { break }
          all += buffer[..<count]
        }
        continuation.resume(returning: String(decoding: all, as: UTF8.self))
      }
    }
  }
}
