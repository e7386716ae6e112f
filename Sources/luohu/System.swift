import Casework
import Glibc
import Policy

/// A file that could not be read or written.
struct FileFailure: Error, CustomStringConvertible {
  var path: String
  var reason: Wording

  var description: String { "luohu: \(path): \(reason[.preferred])" }

  static func last(_ path: String) -> FileFailure {
    FileFailure(path: path, reason: .system(errno))
  }
}

func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

func exitProcess(_ status: Int32) -> Never { exit(status) }

/// The whole of a file.
///
/// - Parameter most: where the caller would refuse it as too long anyway; not much more than that is read.
func readFile(_ path: String, most: Int = .max) throws(FileFailure) -> [UInt8] {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw .last(path) }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = read(descriptor, &buffer, buffer.count)
    guard count >= 0 else { throw .last(path) }
    bytes += buffer[..<count]
    if count == 0 || bytes.count > most { return bytes }
  }
}

/// The whole of a file that holds a secret: its owner alone may read it.
///
/// - Throws: `Problems` when others may read it, or it is no plain file.
func readSecretFile(_ path: String, most: Int = 1 << 20) throws -> [UInt8] {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard descriptor >= 0 else { throw FileFailure.last(path) }
  defer { close(descriptor) }
  var status = stat()
  guard fstat(descriptor, &status) == 0 else { throw FileFailure.last(path) }
  let mode = String(status.st_mode & 0o777, radix: 8)
  guard status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o077 == 0 else {
    throw Problem.argument(
      path, JSONText.quoted(mode), "只有所有者可读的普通文件：chmod 600",
      "a file that only its owner may read: chmod 600")
  }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 4096)
  while bytes.count <= most {
    let count = read(descriptor, &buffer, buffer.count)
    guard count >= 0 else { throw FileFailure.last(path) }
    if count == 0 { break }
    bytes += buffer[..<count]
  }
  return Array(bytes.prefix(most))
}

func writeFile(_ path: String, _ bytes: [UInt8]) throws(FileFailure) {
  let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
  guard descriptor >= 0 else { throw .last(path) }
  defer { close(descriptor) }
  try writeAll(bytes, to: descriptor, path)
}

func writeAll(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(FileFailure) {
  var written = 0
  while written < bytes.count {
    let count = bytes.withUnsafeBytes { buffer in
      write(descriptor, buffer.baseAddress.map { $0 + written }, bytes.count - written)
    }
    guard count > 0 else { throw .last(path) }
    written += count
  }
}

/// Standard output, written in large pieces.
struct StandardOutput {
  private var buffer: [UInt8] = []

  static var isTerminal: Bool { isatty(1) == 1 }

  mutating func write(_ bytes: some Collection<UInt8>) throws(FileFailure) {
    buffer += bytes
    if buffer.count > 1 << 18 { try flush() }
  }

  mutating func line(_ text: String) throws(FileFailure) {
    try write(text.utf8)
    try write([UInt8(ascii: "\n")])
  }

  mutating func flush() throws(FileFailure) {
    try writeAll(buffer, to: 1, "standard output")
    buffer.removeAll(keepingCapacity: true)
  }
}

enum StandardError {
  static var isTerminal: Bool { isatty(2) == 1 }

  static func text(_ text: String) {
    let bytes = Array(text.utf8)
    try? writeAll(bytes, to: 2, "standard error")
  }

  static func line(_ text: String) { self.text(text + "\n") }
}

/// Seconds of processor time that the process has used.
func processorSeconds() -> Double {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
  return seconds(usage.ru_utime) + seconds(usage.ru_stime)
}

/// Peak memory of the process in MiB.
func peakMemory() -> Int {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  return usage.ru_maxrss / 1024
}

/// Nanoseconds of processor time of the calling thread.
func threadNanoseconds() -> Int {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

/// The processor's name as the machine gives it.
func processorName() -> String {
  guard let bytes = try? readFile("/proc/cpuinfo") else { return "unknown processor" }
  let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  guard let line = lines.first(where: { $0.hasPrefix("model name") }),
    let name = line.split(separator: ":").last
  else { return "unknown processor" }
  return String(name.drop { $0 == " " })
}

func processorCount() -> Int { max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1) }

/// The machine's name; `localhost` when it has none.
func hostName() -> String {
  var bytes = [CChar](repeating: 0, count: 256)
  guard gethostname(&bytes, bytes.count - 1) == 0, bytes[0] != 0 else { return "localhost" }
  return String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}

func processNumber() -> Int32 { getpid() }
