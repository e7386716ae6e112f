import Glibc
import Synchronization

/// A program that was started, and its end. It inherits none of this process's files: Foundation's `Process` notices an
/// end by a socket that its child holds, and a server started meanwhile would inherit that socket and
/// keep it open.
final class ChildProcess: Sendable {
  struct NotStarted: Error {
    var program: String
    var reason: Int32
  }

  let id: pid_t
  /// As `waitpid` gives it, once it has ended.
  private let status = Mutex<Int32?>(nil)

  /// - Parameters:
  ///   - input: a descriptor; nothing to read when `nil`.
  ///   - output: the file for standard output; dropped when `nil`.
  ///   - errors: the same for standard error.
  init(
    _ program: String, _ arguments: [String], input: Int32? = nil, output: String? = nil,
    errors: String? = nil
  ) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let input {
      posix_spawn_file_actions_adddup2(&actions, input, 0)
    } else {
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    for (descriptor, file) in [(Int32(1), output), (2, errors)] {
      posix_spawn_file_actions_addopen(
        &actions, descriptor, file ?? "/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    }
    for descriptor in 3..<Int32(clamping: min(1024, sysconf(Int32(_SC_OPEN_MAX)))) {
      posix_spawn_file_actions_addclose(&actions, descriptor)
    }
    // Not in the folder of the tests, which another user may not be able to enter.
    var words = ChildProcess.copies(["env", "-C", "/", program] + arguments)
    var environment = ChildProcess.copies(["PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"])
    defer { for word in words + environment { free(word) } }
    var id = pid_t()
    let reason = posix_spawn(&id, "/usr/bin/env", &actions, nil, &words, &environment)
    guard reason == 0 else { throw NotStarted(program: program, reason: reason) }
    self.id = id
  }

  /// Texts as C has them, ended by a null pointer; to be freed.
  private static func copies(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
    texts.map { strdup($0) } + [nil]
  }

  var isRunning: Bool { ended == nil }

  private var ended: Int32? {
    status.withLock { status in
      var found: Int32 = 0
      if status == nil, waitpid(id, &found, WNOHANG) == id { status = found }
      return status
    }
  }

  /// Waits for its end; 0 when it ended well.
  func end() async throws -> Int32 {
    while true {
      if let ended { return ended }
      try await Task.sleep(for: .milliseconds(5))
    }
  }
}
