import Glibc

/// Ports of this machine (本机端口).
package enum Loopback {
  package struct NoPort: Error {}

  /// A port at which nobody listens.
  package static func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    let port = named(0) { name, length in
      bind(descriptor, name, length.pointee) == 0 ? getsockname(descriptor, name, length) : -1
    }
    guard let port else { throw NoPort() }
    return port
  }

  /// Whether somebody takes connections at a port.
  package static func answers(_ port: Int) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    return named(port) { connect(descriptor, $0, $1.pointee) } != nil
  }

  /// Calls `body` with the name of a port; the port of the name afterwards, `nil` when `body` does not give 0.
  private static func named(
    _ port: Int, _ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
  ) -> Int? {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, &length) }
    }
    return status == 0 ? Int(UInt16(bigEndian: address.sin_port)) : nil
  }
}
