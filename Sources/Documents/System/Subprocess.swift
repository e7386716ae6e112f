import CSpawn
import Glibc

/// Another program, run with limits (子进程): without a shell, without our open files, with nothing to read, and ended when its time is over.
struct Subprocess: Sendable {
  /// What it may use.
  struct Limits: Sendable {
    var processorSeconds: Int
    var seconds: Int
    var memory: Int
    /// Bytes of what it prints, and of any file that it writes.
    var output: Int
  }

  enum End: Hashable, Sendable {
    case exited(CInt)
    case signalled(CInt)
    case tooSlow
    case tooMuchOutput
  }

  struct Outcome: Sendable {
    var end: End
    var output: [UInt8]
    var errors: [UInt8]
  }

  /// The path of each program on this machine.
  private let program: String
  private let limiter: String
  /// In front of everything: keeps the program from the network where the system lets us.
  private let isolation: [String]

  /// Finds a program and what limits it.
  ///
  /// - Throws: ``SystemFailure`` with the name of what is missing.
  init(_ name: String, isolation: [String]) throws(SystemFailure) {
    program = try Subprocess.path(of: name)
    limiter = try Subprocess.path(of: "prlimit")
    self.isolation = isolation
  }

  private static let folders = ["/usr/local/bin", "/usr/bin", "/bin"]

  private static func path(of name: String) throws(SystemFailure) -> String {
    for folder in folders where access("\(folder)/\(name)", X_OK) == 0 {
      return "\(folder)/\(name)"
    }
    throw SystemFailure("find", name, ENOENT)
  }

  /// The command that takes the network away from what it runs, where the system allows that without
  /// special rights; nothing otherwise. qpdf and pdfinfo use no network anyway.
  static func networkIsolation() -> [String] {
    guard let unshare = try? path(of: "unshare"), let nothing = try? path(of: "true") else {
      return []
    }
    let command = [unshare, "--user", "--net", "--"]
    let limits = Limits(processorSeconds: 1, seconds: 2, memory: 1 << 28, output: 1 << 12)
    let outcome = try? spawn(command + [nothing], limits)
    return outcome?.end == .exited(0) ? command : []
  }

  /// Runs the program to its end.
  func run(_ arguments: [String], _ limits: Limits) throws(SystemFailure) -> Outcome {
    let limited = [
      limiter, "--cpu=\(limits.processorSeconds)", "--as=\(limits.memory)",
      "--fsize=\(limits.output)", "--core=0", "--nofile=64", "--",
    ]
    return try Subprocess.spawn(isolation + limited + [program] + arguments, limits)
  }

  // MARK: Starting

  private static func spawn(
    _ command: [String], _ limits: Limits
  ) throws(SystemFailure) -> Outcome {
    let output = try Pipe()
    let errors = try Pipe()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output.writing, 1)
    posix_spawn_file_actions_adddup2(&actions, errors.writing, 2)
    posix_spawn_file_actions_addclosefrom_np(&actions, 3)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A group of its own, so that what it starts ends with it; signals as a new program expects them.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var process = pid_t()
    let status = withStrings(command) { arguments in
      withStrings(["PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"]) { environment in
        posix_spawn(&process, command[0], &actions, &attributes, arguments, environment)
      }
    }
    guard status == 0 else { throw SystemFailure("spawn", command[0], status) }
    output.closeWriting()
    errors.closeWriting()
    return wait(for: process, output, errors, limits)
  }

  private static func withStrings<Answer>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Answer
  ) -> Answer {
    let copies = texts.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }

  // MARK: Waiting

  private static func wait(
    for process: pid_t, _ output: Pipe, _ errors: Pipe, _ limits: Limits
  ) -> Outcome {
    let deadline = SteadyTime.milliseconds + limits.seconds * 1000
    var printed: [UInt8] = []
    var complained: [UInt8] = []
    var isOpen = (true, true)
    var end: End?
    while isOpen.0 || isOpen.1, end == nil {
      var polled = [
        pollfd(fd: isOpen.0 ? output.reading : -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: isOpen.1 ? errors.reading : -1, events: Int16(POLLIN), revents: 0),
      ]
      let left = deadline - SteadyTime.milliseconds
      guard left > 0 else {
        end = .tooSlow
        break
      }
      guard poll(&polled, 2, CInt(left)) > 0 else { continue }
      if polled[0].revents != 0 { isOpen.0 = output.read(into: &printed) }
      if polled[1].revents != 0 { isOpen.1 = errors.read(into: &complained) }
      if printed.count + complained.count > limits.output { end = .tooMuchOutput }
    }
    var status: CInt = 0
    while end == nil {
      let ended = waitpid(process, &status, WNOHANG)
      if ended == process {
        return Outcome(end: Subprocess.end(status), output: printed, errors: complained)
      }
      if SteadyTime.milliseconds >= deadline { end = .tooSlow } else { usleep(500) }
    }
    kill(-process, SIGKILL)
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    return Outcome(end: end ?? .tooSlow, output: printed, errors: complained)
  }

  private static func end(_ status: CInt) -> End {
    let signal = status & 0x7F
    return signal == 0 ? .exited(status >> 8 & 0xFF) : .signalled(signal)
  }
}

/// Both ends of a pipe, closed when it goes.
private final class Pipe {
  let reading: CInt
  let writing: CInt
  private var isWritingOpen = true

  init() throws(SystemFailure) {
    var ends: [CInt] = [0, 0]
    guard pipe2(&ends, O_CLOEXEC) == 0 else { throw .last("pipe", "") }
    reading = ends[0]
    writing = ends[1]
  }

  deinit {
    close(reading)
    closeWriting()
  }

  /// Closes our copy of the end that the program writes to; while it is open the pipe never ends.
  func closeWriting() {
    if isWritingOpen { close(writing) }
    isWritingOpen = false
  }

  /// Reads what is there; whether more may come.
  func read(into bytes: inout [UInt8]) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = Glibc.read(reading, &buffer, buffer.count)
    if count < 0 { return errno == EINTR || errno == EAGAIN }
    bytes += buffer.prefix(count)
    return count > 0
  }
}
