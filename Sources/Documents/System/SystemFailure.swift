import Glibc

/// What the operating system did not do (系统错误): which call, on which path, and its number of the reason.
struct SystemFailure: Error, Hashable, CustomStringConvertible {
  var call: String
  var path: String
  var code: CInt

  init(_ call: String, _ path: String, _ code: CInt) {
    self.call = call
    self.path = path
    self.code = code
  }

  /// Of the call that has just failed.
  static func last(_ call: String, _ path: String) -> SystemFailure {
    SystemFailure(call, path, errno)
  }

  /// `rename /data/…: No space left on device`.
  var description: String {
    let words = strerror(code).map { String(cString: $0) } ?? "error \(code)"
    return path.isEmpty ? "\(call): \(words)" : "\(call) \(path): \(words)"
  }
}

/// The time that never goes back (单调时钟), for deadlines.
enum SteadyTime {
  static var milliseconds: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int(time.tv_sec) * 1000 + Int(time.tv_nsec) / 1_000_000
  }
}
