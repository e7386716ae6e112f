import Casework
import Glibc
import Policy
import Testing

@testable import Documents

/// A folder for one test, gone afterwards with all that is in it.
final class Workplace: Sendable {
  let path: String

  init() throws {
    var template = Array("/tmp/luohu-test-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Workplace.remove(path) }

  private static func remove(_ path: String) {
    for name in (try? DiskFile.names(in: path)) ?? [] { remove("\(path)/\(name)") }
    if rmdir(path) != 0 { unlink(path) }
  }

  /// Prepares files as an upload's own process does, in this process.
  func prepare(
    _ files: [[UInt8]], _ limits: EvidenceLimits = EvidenceLimits()
  ) async throws -> PreparedEvidence {
    let inspected = try InspectedFile.all(files, limits)
    let folder = try WorkFolder(in: path)
    let request = MergeRequest(files: files, limits: limits, folder: folder.path)
    return try MergeWorker.answer(request).prepared(of: inspected)
  }

  /// The program, which is built beside the tests.
  static let program: String = {
    let tests = EvidenceWorkshop.itself
    return "\(tests[..<(tests.lastIndex(of: "/") ?? tests.endIndex)])/luohu"
  }()

  /// Where files are prepared as in an installation: each upload in its own process.
  func workshop(
    _ limits: EvidenceLimits = EvidenceLimits(),
    report: @escaping @Sendable (String) -> Void = { _ in }
  ) throws -> EvidenceWorkshop {
    try EvidenceWorkshop(limits: limits, folder: path, program: Workplace.program, report: report)
  }

  /// The problems for which files are refused.
  func refusal(
    _ files: [[UInt8]], _ limits: EvidenceLimits = EvidenceLimits(),
    _ place: SourceLocation = #_sourceLocation
  ) async throws -> [Problem] {
    let problems = try await #require(
      throws: Problems.self, sourceLocation: place,
      performing: { _ = try await prepare(files, limits) })
    return problems.list
  }

  /// Runs a tool that the test needs; it must be there.
  func tool(_ name: String, _ arguments: [String]) throws -> [UInt8] {
    do {
      let tool = try Subprocess(name, isolation: [])
      let limits = Subprocess.Limits(
        processorSeconds: 60, seconds: 60, memory: 1 << 31, output: 64 << 20)
      let outcome = try tool.run(arguments, limits)
      let words = String(decoding: outcome.errors, as: UTF8.self)
      try #require(outcome.end == .exited(0), "\(name) \(arguments): \(outcome.end) \(words)")
      return outcome.output
    } catch let failure as SystemFailure {
      Issue.record("\(failure): install qpdf and poppler-utils (scripts/test.sh does)")
      throw failure
    }
  }

  func write(_ bytes: [UInt8], _ name: String) throws -> String {
    let path = "\(path)/\(name)"
    unlink(path)
    try DiskFile.write(bytes, to: path, durably: false)
    return path
  }

  func read(_ name: String) throws -> [UInt8] {
    try #require(try DiskFile.read("\(path)/\(name)"))
  }
}

/// A page as a reader shows it.
struct Rendered {
  var width: Int
  var height: Int
  private var pixels: ArraySlice<UInt8>

  /// One page of a PDF at so many dots an inch.
  init(_ pdf: [UInt8], page: Int, dots: Int, _ work: Workplace) throws {
    let path = try work.write(pdf, "rendered.pdf")
    let ppm = try work.tool(
      "pdftoppm", ["-r", "\(dots)", "-f", "\(page)", "-l", "\(page)", path])
    let lines = ppm.split(separator: 0x0A, maxSplits: 3, omittingEmptySubsequences: false)
    try #require(lines.count == 4 && lines[0].elementsEqual("P6".utf8))
    let size = String(decoding: lines[1], as: UTF8.self).split(separator: " ").compactMap {
      Int($0)
    }
    try #require(size.count == 2)
    (width, height) = (size[0], size[1])
    pixels = lines[3]
  }

  /// The colour at a place in thousandths of width and height: `red`, `green`, `blue`, `black`, `white`
  /// or the numbers.
  func colour(_ x: Int, _ y: Int) -> String {
    let place = pixels.startIndex + (y * height / 1000 * width + x * width / 1000) * 3
    let numbers = pixels[place..<place + 3].map { $0 / 86 }
    switch numbers {
    case [2, 0, 0], [1, 0, 0]: return "red"
    case [0, 2, 0], [0, 1, 0]: return "green"
    case [0, 0, 2], [0, 0, 1]: return "blue"
    case [0, 0, 0]: return "black"
    case [1, 1, 1], [2, 2, 2]: return "white"
    default: return "\(pixels[place..<place + 3])"
    }
  }
}
