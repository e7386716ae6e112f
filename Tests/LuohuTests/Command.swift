import Foundation
import TestKit

/// The program as people start it: the binary that stands beside the test executable.
enum Command {
  struct Result: Sendable {
    /// The exit status; -1 when a signal ended it.
    var status: Int32
    var bytes: Data
    /// Standard output.
    var output: String { String(decoding: bytes, as: UTF8.self) }
    /// Standard error.
    var errors: String

    var errorLines: [String] { errors.split(separator: "\n").map(String.init) }

    /// The paths that problems name, in order.
    var paths: [String] {
      errorLines.map { line in
        let place = line.hasPrefix("line ") ? line.drop { $0 != ":" }.dropFirst(2) : line[...]
        return String(place.prefix { $0 != ":" })
      }
    }
  }

  static let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Golden")
  static let editions = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Sources/PointsLaw/Editions")

  static let binary = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appendingPathComponent("luohu")

  /// Runs the program to its end.
  ///
  /// - Parameters:
  ///   - input: standard input; empty when `nil`.
  ///   - environment: nothing else is inherited but the path, and where coverage is written to.
  ///   - folder: the working directory, the one of the golden files when `nil`.
  static func run(
    _ arguments: [String], input: Data? = nil, environment: [String: String] = [:],
    in folder: Folder? = nil
  ) async throws -> Result {
    try await run(
      binary, arguments, input: input, environment: environment, in: folder?.url ?? golden)
  }

  /// The same with the arguments as one line, cut at spaces.
  static func run(
    _ line: String, input: String? = nil, in folder: Folder? = nil
  ) async throws -> Result {
    try await run(
      line.split(separator: " ").map(String.init), input: input.map { Data($0.utf8) }, in: folder)
  }

  static func run(
    _ program: URL, _ arguments: [String], input: Data? = nil, environment: [String: String] = [:],
    in folder: URL
  ) async throws -> Result {
    let profile = "LLVM_PROFILE_FILE"
    let inherited = ProcessInfo.processInfo.environment.filter { $0.key == profile }
    let ended = try await Program.run(
      program.path, arguments,
      environment: Program.environment.merging(inherited) { $1 }.merging(environment) { $1 },
      in: folder.path, input: Array(input ?? Data()))
    return Result(status: ended.status, bytes: Data(ended.bytes), errors: ended.errors)
  }
}

/// A folder for the files of one test, gone when the test is over.
final class Folder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "luohu-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  subscript(_ name: String) -> URL { url.appendingPathComponent(name) }

  @discardableResult
  func write(_ name: String, _ bytes: Data) throws -> String {
    try bytes.write(to: self[name])
    return name
  }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    try write(name, Data(text.utf8))
  }

  /// A file compressed by gzip; the name of the compressed one.
  func gzip(_ name: String, _ text: String) async throws -> String {
    try write(name, text)
    let result = try await Command.run(
      URL(fileURLWithPath: "/usr/bin/gzip"), ["-n", "-f", name], in: url)
    guard result.status == 0 else { throw CocoaError(.fileWriteUnknown) }
    return name + ".gz"
  }
}

/// Lines of populations.
enum Sample {
  /// Somebody eligible in 2020 with 44.50 points, and 3.50 more a year beyond seven.
  static func person(_ id: String, years: Int = 7, more: String = "") -> String {
    let months = #"{"from": "\#(2020 - years)-01", "to": "2019-12", "district": "haidian"}"#
    let insurance = ["pension", "medical", "unemployment", "injury", "maternity"]
      .map { #""\#($0)": [\#(months)]"# }.joined(separator: ", ")
    let quoted = id.replacingOccurrences(of: "\\", with: "\\\\")
      .replacingOccurrences(of: "\"", with: "\\\"").replacingOccurrences(of: "\n", with: "\\n")
    return #"{"id": "\#(quoted)", "birthDate": "1980-05-17", "sex": "female", "post": "worker", "#
      + #""household": "urban", "residencePermitAppliedOn": "2011-03-01", "criminalRecord": false, "#
      + #""insurance": {\#(insurance)}\#(more)}"#
  }

  static func lines(_ ids: String...) -> String {
    ids.map { person($0) + "\n" }.joined()
  }
}
