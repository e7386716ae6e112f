import Glibc

/// The right of one process to write a database file (写锁): a lock on a file beside it, which the kernel gives back when the
/// process ends, however it ends.
final class WriterLock: Sendable {
  private let descriptor: Int32

  /// - Throws: ``SQLFailure/unavailable(_:)`` when another process has it, or the file cannot be made.
  init(for database: String) throws(SQLFailure) {
    let path = "\(database).lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw .unavailable("\(path): \(String(cString: strerror(errno)))")
    }
    guard WriterLock.take(descriptor) else {
      let reason = errno
      close(descriptor)
      throw .unavailable(
        reason == EWOULDBLOCK
          ? "\(database): another process writes to it; one at a time may"
          : "\(path): \(String(cString: strerror(reason)))")
    }
    self.descriptor = descriptor
  }

  /// Tries for half a second: a program that this process starts just now has a copy of the descriptor until it begins,
  /// and with it the right that this process has given back.
  private static func take(_ descriptor: Int32) -> Bool {
    for _ in 0..<25 {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
      guard errno == EWOULDBLOCK else { return false }
      usleep(20_000)
    }
    return flock(descriptor, LOCK_EX | LOCK_NB) == 0
  }

  /// Whether a process has the right now.
  static func isHeld(for database: String) -> Bool {
    let descriptor = open("\(database).lock", O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }

  deinit { close(descriptor) }
}
