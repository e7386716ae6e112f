import CZlib
import Glibc
import PointsLaw
import Policy

/// Some whole lines of a population.
struct Block: Sendable {
  var bytes: [UInt8]
  /// The number of its first line, from 1.
  var firstLine: Int
}

/// Reads whole lines in blocks from a file or standard input, gzip or plain.
struct LineSource: ~Copyable {
  private let file: gzFile
  private let path: String
  private var rest: [UInt8] = []
  private var nextLine = 1
  private var isFinished = false

  static let blockSize = 1 << 20

  /// - Parameter path: `-` for standard input.
  init(_ path: String) throws(FileFailure) {
    self.path = path == "-" ? "standard input" : path
    let descriptor = path == "-" ? dup(0) : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .last(path) }
    var status = stat()
    guard fstat(descriptor, &status) != 0 || status.st_mode & S_IFMT != S_IFDIR else {
      close(descriptor)
      throw FileFailure(path: path, reason: Wording("是文件夹", "is a folder"))
    }
    guard let file = gzdopen(descriptor, "rb") else {
      close(descriptor)
      throw FileFailure(path: path, reason: Wording("不能读取", "cannot be read"))
    }
    gzbuffer(file, 1 << 18)
    self.file = file
  }

  deinit { gzclose(file) }

  /// The next lines; `nil` at the end.
  mutating func next() throws(FileFailure) -> Block? {
    while !isFinished {
      let before = rest.count
      if before < LineSource.blockSize {
        rest = try read(after: rest)
      } else {
        // The middle of a very long line, which must not be copied for each piece of it.
        rest += try read(after: [])
      }
      if rest.count == before {
        var status: Int32 = 0
        _ = gzerror(file, &status)
        guard status == Z_OK || status == Z_STREAM_END else { throw broken() }
        isFinished = true
        break
      }
      guard rest.count <= Document.longest + LineSource.blockSize else {
        throw FileFailure(
          path: path,
          reason: Wording("第\(nextLine)行超过64 MiB", "line \(nextLine) is longer than 64 MiB"))
      }
      if let end = rest[before...].lastIndex(of: UInt8(ascii: "\n")) {
        let following = Array(rest[(end + 1)...])
        rest.removeLast(following.count)
        defer { rest = following }
        return block()
      }
    }
    guard !rest.isEmpty else { return nil }
    defer { rest = [] }
    return block()
  }

  /// Some bytes and up to a block of the file after them, read where they stay.
  private func read(after start: [UInt8]) throws(FileFailure) -> [UInt8] {
    var read = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: start.count + LineSource.blockSize) {
      buffer, count in
      _ = buffer.initialize(fromContentsOf: start)
      let space = buffer.baseAddress.map { $0 + start.count }
      read = Int(gzread(file, space, UInt32(LineSource.blockSize)))
      count = start.count + max(read, 0)
    }
    guard read >= 0 else { throw broken() }
    return bytes
  }

  private mutating func block() -> Block {
    let block = Block(bytes: rest, firstLine: nextLine)
    block.bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while let base = UnsafeRawBufferPointer(rebasing: rest).baseAddress,
        let found = memchr(base, 0x0A, rest.count)
      {
        nextLine += 1
        rest = rest.dropFirst(base.distance(to: UnsafeRawPointer(found)) + 1)
      }
    }
    return block
  }

  private func broken() -> FileFailure {
    FileFailure(path: path, reason: Wording("gzip数据已损坏或不完整", "the gzip data is damaged or cut off"))
  }
}

extension Block {
  /// Calls `body` with each line and its number. A byte-order mark before the first line is skipped.
  func forEachLine(_ body: (Int, UnsafeRawBufferPointer) -> Void) {
    bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return }
      var start = 0
      if firstLine == 1, buffer.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
      var number = firstLine
      while start < buffer.count {
        let found = memchr(base + start, 0x0A, buffer.count - start)
        let end = found.map { base.distance(to: UnsafeRawPointer($0)) } ?? buffer.count
        body(number, UnsafeRawBufferPointer(rebasing: buffer[start..<end]))
        number += 1
        start = end + 1
      }
    }
  }
}

extension Block {
  /// Calls `body` with each case and the number of its line.
  ///
  /// - Returns: the problems of all lines, those that `body` throws included, each with its line; and
  ///   how many lines had any.
  func forEachCase(
    _ body: (Int, Facts) throws(Problems) -> Void
  ) -> (problems: [Problem], badLines: Int) {
    var problems: [Problem] = []
    var badLines = 0
    var reader = CaseReader()
    var facts = CaseReader.noFacts
    forEachLine { number, text in
      do throws(Problems) {
        try reader.read(json: text, into: &facts)
        try body(number, facts)
      } catch {
        badLines += 1
        for var problem in error.list {
          problem.line = number
          problems.append(problem)
        }
      }
    }
    return (problems, badLines)
  }
}

/// What a file holds, by its name.
enum InputKind {
  case yaml, json, lines

  init(_ path: String) {
    let name = path.lowercased()
    if name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
      self = .yaml
    } else if name.hasSuffix(".json") {
      self = .json
    } else {
      self = .lines
    }
  }
}

/// A case file with one case.
func readCase(_ path: String) throws -> Facts {
  let bytes = try readFile(path)
  var reader = CaseReader()
  return try bytes.withUnsafeBytes { buffer in
    if InputKind(path) == .yaml { return try reader.read(yaml: buffer) }
    let hasMark = buffer.starts(with: [0xEF, 0xBB, 0xBF])
    return try reader.read(
      json: UnsafeRawBufferPointer(rebasing: buffer[(hasMark ? 3 : 0)...]))
  }
}

/// Works on the blocks of a population side by side and gives the results in order.
///
/// - Parameters:
///   - work: runs on any thread.
///   - consume: runs in the order of the file.
func forEachBlock<Result: Sendable>(
  _ path: String, work: @escaping @Sendable (Block) -> Result, consume: (Result) throws -> Void
) async throws {
  var source = try LineSource(path)
  let width = processorCount() + 1
  var waiting: [Int: Result] = [:]
  var started = 0
  var consumed = 0
  try await withThrowingTaskGroup(of: (Int, Result).self) { group in
    func start() throws {
      guard let block = try source.next() else { return }
      let number = started
      started += 1
      group.addTask { (number, work(block)) }
    }
    for _ in 0..<width { try start() }
    while let (number, result) = try await group.next() {
      waiting[number] = result
      while let ready = waiting.removeValue(forKey: consumed) {
        try consume(ready)
        consumed += 1
      }
      try start()
    }
  }
}
