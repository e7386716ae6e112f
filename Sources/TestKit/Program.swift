import Glibc
import Subprocess
import Synchronization
import SystemPackage

/// A program that runs beside the tests, and its end (并行程序). It inherits none of this process's files. When nobody holds it any more
/// it is ended.
package final class Program: Sendable {
  /// What a program reads.
  package enum Input: Hashable, Sendable {
    case nothing
    /// What ``Program/write(_:)`` is given. It ends with this process, however that ends, or when nobody holds the
    /// program, which then ends by itself.
    case held
  }

  /// What programs have unless told otherwise.
  package static let environment = ["PATH": "/usr/bin:/bin"]

  package struct NotStarted: Error {
    package var program: String
    package var reason: String
  }

  package let id: Int32
  private let running: Task<Int32, any Error>
  /// As ``end()`` gives it.
  private let status: Status
  private let input: FileDescriptor?
  private let output: String?
  private let ending: Int32

  private final class Status: Sendable {
    let value = Mutex<Int32?>(nil)
  }

  /// Starts a program. Its output goes to files rather than pipes: nothing can fill up and block.
  ///
  /// - Parameters:
  ///   - program: its path.
  ///   - environment: all that it has; this process's when `nil`.
  ///   - folder: its working directory.
  ///   - output: the file for standard output; dropped when `nil`.
  ///   - errors: the same for standard error.
  ///   - ending: the signal that ends it when nobody holds it any more and its input was not held.
  /// - Throws: ``NotStarted``.
  package init(
    _ program: String, _ arguments: [String] = [],
    environment: [String: String]? = Program.environment, in folder: String = "/",
    input: Input = .nothing, output: String? = nil, errors: String? = nil,
    ending: Int32 = SIGKILL
  ) async throws {
    let status = Status()
    let (identifiers, begun) = AsyncThrowingStream<Int32, any Error>.makeStream()
    do {
      let (reads, writes) = try Program.open(input)
      self.input = writes
      let configuration = Program.configuration(program, arguments, environment, folder)
      let (said, complained) = (try Program.open(output), try Program.open(errors))
      running = Task {
        do {
          let result = try await Subprocess.run(
            configuration, input: .fileDescriptor(reads, closeAfterSpawningProcess: true),
            output: .fileDescriptor(said, closeAfterSpawningProcess: true),
            error: .fileDescriptor(complained, closeAfterSpawningProcess: true)
          ) { _ = begun.yield($0.processIdentifier.value) }
          let end = Program.code(result.terminationStatus)
          status.value.withLock { $0 = end }
          return end
        } catch {
          begun.finish(throwing: error)
          throw error
        }
      }
      var first = identifiers.makeAsyncIterator()
      id = try await first.next() ?? 0
    } catch {
      throw NotStarted(program: program, reason: "\(error)")
    }
    self.status = status
    self.output = output
    self.ending = ending
  }

  deinit {
    if let input { try? input.close() } else { send(ending) }
  }

  package var isRunning: Bool { status.value.withLock { $0 == nil } }

  package func send(_ signal: Int32) {
    status.value.withLock { status in
      if status == nil { kill(id, signal) }
    }
  }

  /// Waits for its end; its exit status, -1 when a signal ended it.
  package func end() async throws -> Int32 { try await running.value }

  /// Gives a program with a held input something to read.
  package func write(_ text: String) throws {
    try input?.writeAll(text.utf8)
  }

  /// The lines that it has written so far, where its output goes to a file; whole ones only.
  package var lines: [String] {
    get throws {
      guard let output else { return [] }
      let file = try FileDescriptor.open(FilePath(output), .readOnly, options: .closeOnExec)
      return try file.closeAfter {
        var bytes = [UInt8](repeating: 0, count: Int(try file.seek(offset: 0, from: .end)))
        let count = try bytes.withUnsafeMutableBytes {
          try file.read(fromAbsoluteOffset: 0, into: $0)
        }
        return bytes[..<count].split(
          separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
        )
        .dropLast().map { String(decoding: $0, as: UTF8.self) }
      }
    }
  }

  /// Waits for a line, counted from 0; `nil` when the program has ended without it.
  package func line(_ number: Int) async throws -> String? {
    while true {
      let isRunning = isRunning
      let lines = try lines
      if lines.count > number { return lines[number] }
      guard isRunning else { return nil }
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  // MARK: To the end

  /// What came of a program.
  package struct Ended: Sendable {
    /// As ``Program/end()`` gives it.
    package var status: Int32
    /// Standard output.
    package var bytes: [UInt8]
    /// Standard error.
    package var errors: String

    /// Standard output.
    package var output: String { String(decoding: bytes, as: UTF8.self) }
  }

  /// Runs a program to its end.
  ///
  /// - Parameters:
  ///   - environment: all that it has; this process's when `nil`.
  ///   - input: what it reads.
  /// - Throws: ``NotStarted``.
  package static func run(
    _ program: String, _ arguments: [String] = [],
    environment: [String: String]? = Program.environment, in folder: String = "/",
    input: [UInt8] = []
  ) async throws -> Ended {
    do {
      let result = try await Subprocess.run(
        configuration(program, arguments, environment, folder), input: .array(input),
        output: .bytes(limit: .max), error: .bytes(limit: .max))
      return Ended(
        status: code(result.terminationStatus), bytes: result.standardOutput,
        errors: String(decoding: result.standardError, as: UTF8.self))
    } catch {
      throw NotStarted(program: program, reason: "\(error)")
    }
  }

  private static func configuration(
    _ program: String, _ arguments: [String], _ environment: [String: String]?, _ folder: String
  ) -> Configuration {
    let pairs = environment?.map { (Environment.Key(stringLiteral: $0), $1) }
    return Configuration(
      executable: .path(FilePath(program)), arguments: Arguments(arguments),
      environment: pairs.map { .custom(Dictionary(uniqueKeysWithValues: $0)) } ?? .inherit,
      workingDirectory: FilePath(folder))
  }

  private static func code(_ status: TerminationStatus) -> Int32 {
    if case .exited(let code) = status { code } else { -1 }
  }

  private static func open(_ input: Input) throws -> (FileDescriptor, FileDescriptor?) {
    switch input {
    case .nothing: return (try .open("/dev/null", .readOnly, options: .closeOnExec), nil)
    case .held:
      let (reads, writes) = try FileDescriptor.pipe(options: .closeOnExec)
      return (reads, writes)
    }
  }

  private static func open(_ path: String?) throws -> FileDescriptor {
    try .open(
      FilePath(path ?? "/dev/null"), .writeOnly, options: [.create, .truncate, .closeOnExec],
      permissions: [.ownerReadWrite])
  }
}
