import CSpawn
import Glibc

/// Another program, run with limits (子进程): without a shell, without our open files, without ways to more rights, and ended when
/// its time is over or when we end.
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
  private let restrainer: String
  /// In front of everything: keeps the program from the network where the system lets us.
  private let isolation: [String]

  /// Finds a program and what limits it.
  ///
  /// - Parameter name: as in `qpdf`, or a path.
  /// - Throws: ``SystemFailure`` with the name of what is missing.
  init(_ name: String, isolation: [String]) throws(SystemFailure) {
    program = name.contains("/") ? name : try Subprocess.path(of: name)
    limiter = try Subprocess.path(of: "prlimit")
    restrainer = try Subprocess.path(of: "setpriv")
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
  ///
  /// - Parameter input: what it reads, one part after the other.
  func run(
    _ arguments: [String], _ limits: Limits, input: [[UInt8]] = []
  ) throws(SystemFailure) -> Outcome {
    let restrained = [restrainer, "--no-new-privs", "--pdeathsig=KILL", "--"]
    // Beyond the first limit it is told so and ends by that signal; beyond the second it is just ended.
    let limited = [
      limiter, "--cpu=\(limits.processorSeconds):\(limits.processorSeconds + 1)",
      "--as=\(limits.memory)", "--fsize=\(limits.output)", "--core=0", "--nofile=64", "--",
    ]
    return try Subprocess.spawn(
      isolation + restrained + limited + [program] + arguments, limits, input: input)
  }

  // MARK: Starting

  private static func spawn(
    _ command: [String], _ limits: Limits, input: [[UInt8]] = []
  ) throws(SystemFailure) -> Outcome {
    let output = try Pipe()
    let errors = try Pipe()
    let feed = input.isEmpty ? nil : try Feed(input)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let feed {
      posix_spawn_file_actions_adddup2(&actions, feed.reading, 0)
    } else {
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
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
      withStrings(environment) { environment in
        posix_spawn(&process, command[0], &actions, &attributes, arguments, environment)
      }
    }
    guard status == 0 else { throw SystemFailure("spawn", command[0], status) }
    output.closeWriting()
    errors.closeWriting()
    feed?.closeReading()
    return wait(for: process, feed, output, errors, limits)
  }

  /// Nothing of ours; a program of Swift that ends by a signal just ends.
  private static let environment = [
    "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "SWIFT_BACKTRACE=enable=no",
  ]

  private static func withStrings<Answer>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Answer
  ) -> Answer {
    let copies = texts.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }

  // MARK: Waiting

  private static func wait(
    for process: pid_t, _ feed: Feed?, _ output: Pipe, _ errors: Pipe, _ limits: Limits
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
        pollfd(fd: feed?.writing ?? -1, events: Int16(POLLOUT), revents: 0),
      ]
      let left = deadline - SteadyTime.milliseconds
      guard left > 0 else {
        end = .tooSlow
        break
      }
      guard poll(&polled, 3, CInt(left)) > 0 else { continue }
      if polled[2].revents != 0 { feed?.write() }
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
