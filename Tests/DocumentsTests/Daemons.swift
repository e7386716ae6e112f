import Casework
import Foundation
import Glibc
import Testing

@testable import Documents

/// The real `clamd` with a database of one hash, made by hand.
final class Clamd {
  let local: ClamAV.Address
  let network: ClamAV.Address
  private var process: pid_t = 0

  init(_ work: Workplace, knowing bytes: [UInt8], as name: String) throws {
    let program = "/usr/sbin/clamd"
    try #require(
      access(program, X_OK) == 0,
      "\(program) is missing: install clamav-daemon (scripts/test.sh does)")
    mkdir("\(work.path)/database", 0o755)
    _ = try work.write(
      Array("\(BlobID(of: bytes).rawValue):\(bytes.count):\(name)\n".utf8),
      "database/test.hsb")
    let port = try Clamd.freePort()
    let settings = """
      DatabaseDirectory \(work.path)/database
      LocalSocket \(work.path)/clamd
      TCPSocket \(port)
      TCPAddr 127.0.0.1
      StreamMaxLength 1M
      Foreground yes
      """
    let file = try work.write(Array("\(settings)\n".utf8), "clamd.conf")
    local = .local(path: "\(work.path)/clamd")
    network = .network(host: "127.0.0.1", port: port)
    let words = [program, "--config-file=\(file)"]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    defer { for argument in arguments { free(argument) } }
    arguments.append(nil)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for stream in 0...2 {
      posix_spawn_file_actions_addopen(&actions, CInt(stream), "/dev/null", O_RDWR, 0)
    }
    let status = posix_spawn(&process, program, &actions, nil, &arguments, environ)
    try #require(status == 0)
    // Loading an empty database takes a second, on a busy machine more.
    for _ in 0..<300 {
      if (try? StreamSocket(network, deadline: SteadyTime.milliseconds + 1000)) != nil { return }
      usleep(100_000)
    }
    throw SystemFailure("start", program, ETIMEDOUT)
  }

  deinit { stop() }

  func stop() {
    guard process > 0 else { return }
    kill(process, SIGKILL)
    waitpid(process, nil, 0)
    process = 0
  }

  private static func freePort() throws -> UInt16 {
    let socket = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(socket, pointer, length) == 0 ? getsockname(socket, pointer, &length) : -1
      }
    }
    try #require(status == 0)
    return UInt16(bigEndian: address.sin_port)
  }
}

/// Something that listens where a scanner is expected, and does what a test says with each connection.
final class FakeDaemon: Sendable {
  /// One connection, on the daemon's side.
  struct Connection: Sendable {
    let socket: CInt

    /// Reads until the pieces of INSTREAM have ended.
    @discardableResult
    func drain() -> [UInt8] {
      var bytes: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 65_536)
      while bytes.count < 14 || Array(bytes.suffix(4)) != [0, 0, 0, 0] {
        let count = recv(socket, &buffer, buffer.count, 0)
        guard count > 0 else { break }
        bytes += buffer.prefix(count)
      }
      return bytes
    }

    func send(_ bytes: [UInt8]) { Glibc.send(socket, bytes, bytes.count, CInt(MSG_NOSIGNAL)) }

    /// Neither reads nor answers until the other side hangs up, two minutes at most.
    func pause() {
      var polled = pollfd(fd: socket, events: 0, revents: 0)
      poll(&polled, 1, 120_000)
    }
  }

  let address: ClamAV.Address
  private let listener: CInt

  init(_ work: Workplace, _ serve: @escaping @Sendable (Connection) -> Void) throws {
    var random = SystemRandomNumberGenerator()
    let path = "\(work.path)/\(random.next())"
    address = .local(path: path)
    let listener = Glibc.socket(
      AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
    self.listener = listener
    var name = sockaddr_un()
    name.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    let status = withUnsafePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(status == 0 && listen(listener, 8) == 0)
    // Not a task: while all tests run, those may wait for longer than a scanner has.
    Thread.detachNewThread {
      while true {
        let socket = accept(listener, nil, nil)
        guard socket >= 0 else { break }
        serve(Connection(socket: socket))
        close(socket)
      }
      // Closed here and nowhere else: the number might be another daemon's by the time it is used.
      close(listener)
    }
  }

  deinit {
    // Wakes the one who waits for connections.
    shutdown(listener, CInt(SHUT_RDWR))
  }
}
