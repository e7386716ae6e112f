import Casework
import Glibc

/// The real `clamd` with a database of one hash, made by hand (查毒程序).
package final class Clamd: Sendable {
  package struct Unfit: Error, CustomStringConvertible {
    package var description: String
  }

  /// Where it listens: the path of a socket, and a port of this machine.
  package let socket: String
  package let port: Int
  private let program: Program

  /// Starts it and waits until it answers.
  ///
  /// - Parameters:
  ///   - folder: for what it keeps.
  ///   - bytes: what it takes for malware.
  ///   - name: what it calls that.
  package init(in folder: String, knowing bytes: [UInt8], as name: String) async throws {
    let path = "/usr/sbin/clamd"
    guard access(path, X_OK) == 0 else {
      throw Unfit(description: "\(path) is missing: install clamav-daemon (scripts/test.sh does)")
    }
    socket = "\(folder)/clamd"
    port = try Loopback.freePort()
    mkdir("\(folder)/database", 0o755)
    try Clamd.write(
      "\(BlobID(of: bytes).rawValue):\(bytes.count):\(name)\n", to: "\(folder)/database/test.hsb")
    let settings = """
      DatabaseDirectory \(folder)/database
      LocalSocket \(socket)
      TCPSocket \(port)
      TCPAddr 127.0.0.1
      StreamMaxLength 1M
      Foreground yes

      """
    try Clamd.write(settings, to: "\(folder)/clamd.conf")
    program = try await Program(path, ["--config-file=\(folder)/clamd.conf"])
    // Loading an empty database takes a second, on a busy machine more.
    for _ in 0..<600 where program.isRunning {
      if Loopback.answers(port) { return }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw Unfit(description: "clamd does not answer at port \(port)")
  }

  /// Kills it.
  package func stop() async throws {
    program.send(SIGKILL)
    _ = try await program.end()
  }

  private static func write(_ text: String, to path: String) throws {
    guard let file = fopen(path, "w") else { throw Unfit(description: "\(path) is not written") }
    fputs(text, file)
    guard fclose(file) == 0 else { throw Unfit(description: "\(path) is not written") }
  }
}
