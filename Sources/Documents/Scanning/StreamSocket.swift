import Glibc

/// One connection to a daemon (连接), every step of which ends at a deadline.
final class StreamSocket {
  private let socket: CInt
  private let deadline: Int

  /// Connects.
  init(_ address: ClamAV.Address, deadline: Int) throws(SystemFailure) {
    self.deadline = deadline
    switch address {
    case .local(let path): socket = try StreamSocket.connect(path, deadline)
    case .network(let host, let port): socket = try StreamSocket.connect(host, port, deadline)
    }
  }

  deinit { close(socket) }

  private static func connect(_ path: String, _ deadline: Int) throws(SystemFailure) -> CInt {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
      throw SystemFailure("connect", path, ENAMETOOLONG)
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    return try withUnsafeBytes(of: &address) { raw throws(SystemFailure) in
      try connect(
        AF_UNIX, raw.baseAddress, socklen_t(MemoryLayout<sockaddr_un>.size), path, deadline)
    }
  }

  /// Tries each address of a host in turn.
  private static func connect(
    _ host: String, _ port: UInt16, _ deadline: Int
  ) throws(SystemFailure) -> CInt {
    var hints = addrinfo()
    hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_NUMERICSERV
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, String(port), &hints, &list) == 0 else {
      throw SystemFailure("look up", host, ENOENT)
    }
    defer { freeaddrinfo(list) }
    var failure = SystemFailure("connect", "\(host):\(port)", ENOENT)
    var next = list
    while let entry = next?.pointee {
      do {
        return try connect(
          entry.ai_family, UnsafeRawPointer(entry.ai_addr), entry.ai_addrlen, "\(host):\(port)",
          deadline)
      } catch {
        failure = error
        next = entry.ai_next
      }
    }
    throw failure
  }

  private static func connect(
    _ family: CInt, _ address: UnsafeRawPointer?, _ length: socklen_t, _ name: String,
    _ deadline: Int
  ) throws(SystemFailure) -> CInt {
    let kind =
      CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue) | CInt(SOCK_NONBLOCK.rawValue)
    let socket = Glibc.socket(family, kind, 0)
    guard socket >= 0 else { throw .last("socket", name) }
    do throws(SystemFailure) {
      guard Glibc.connect(socket, address?.assumingMemoryBound(to: sockaddr.self), length) != 0
      else {
        return socket
      }
      guard errno == EINPROGRESS else { throw .last("connect", name) }
      try wait(socket, POLLOUT, deadline, name)
      var status: CInt = 0
      var size = socklen_t(MemoryLayout<CInt>.size)
      getsockopt(socket, SOL_SOCKET, SO_ERROR, &status, &size)
      guard status == 0 else { throw SystemFailure("connect", name, status) }
      return socket
    } catch {
      close(socket)
      throw error
    }
  }

  private static func wait(
    _ socket: CInt, _ events: CInt, _ deadline: Int, _ name: String
  ) throws(SystemFailure) {
    while true {
      let left = deadline - SteadyTime.milliseconds
      guard left > 0 else { throw SystemFailure("wait for the scanner", name, ETIMEDOUT) }
      var polled = pollfd(fd: socket, events: Int16(events), revents: 0)
      let ready = poll(&polled, 1, CInt(left))
      if ready > 0 { return }
      guard ready == 0 || errno == EINTR else { throw .last("poll", name) }
    }
  }

  /// The other side has closed the connection.
  func isHungUp(_ failure: SystemFailure) -> Bool {
    failure.code == EPIPE || failure.code == ECONNRESET
  }

  func write(_ bytes: [UInt8]) throws(SystemFailure) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        send(
          socket, buffer.baseAddress.map { $0 + written }, buffer.count - written,
          CInt(MSG_NOSIGNAL))
      }
      if count >= 0 {
        written += count
      } else if errno == EAGAIN {
        try StreamSocket.wait(socket, POLLOUT, deadline, "")
      } else if errno != EINTR {
        throw .last("send", "")
      }
    }
  }

  /// Reads to the first NUL, which is the last byte given; without it when the other side ends before.
  func readToNUL(most: Int) throws(SystemFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 512)
    while bytes.count < most {
      let count = recv(socket, &buffer, buffer.count, 0)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EAGAIN {
          try StreamSocket.wait(socket, POLLIN, deadline, "")
        } else if errno != EINTR {
          throw .last("receive", "")
        }
        continue
      }
      bytes += buffer.prefix(count)
      if let end = bytes.firstIndex(of: 0) { return Array(bytes[...end]) }
    }
    return bytes
  }
}
