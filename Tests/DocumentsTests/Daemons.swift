import Casework
import Foundation
import Glibc
import Testing

@testable import Documents

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
