import Foundation
import Testing

/// The rooms of the house and what each may touch (Docs/adr and Package.swift say the same).
///
/// The build alone does not hold this: a module that some other target has already built can be
/// imported without being declared.
@Suite("Targets import only what their layer allows")
struct LayerTests {
  /// What a target may import besides the system's modules; `nil`: anything.
  static let layers: [String: Set<String>?] = [
    "Units": [],
    "Policy": ["Units", "CYAML"],
    "PointsLaw": ["Policy", "Units", "CPrefetch"],
    "Web": [
      "Casework", "Identity", "PointsLaw", "PointsService", "Policy", "Units", "Crypto",
      "HTTPTypes", "Hummingbird", "HummingbirdCore",
      "HummingbirdHTTP2",
      "HummingbirdTLS", "Logging", "Mustache", "NIOCore", "NIOHTTP1",
      "NIOHTTPTypes", "NIOSSL", "NIOTLS", "ServiceLifecycle", "UnixSignals",
    ],
    "Casework": ["Policy", "Units", "Crypto"],
    "PointsService": ["Casework", "PointsLaw", "Policy", "Units"],
    "Store": [
      "Casework", "Policy", "Units", "CPostgres", "Crypto", "Dispatch", "GRDB", "GRDBSQLite",
    ],
    "Documents": [
      "Casework", "Policy", "Units", "CCairo", "CSpawn", "CTurboJPEG", "CXLSXWriter", "Crypto",
    ],
    "Exchange": ["Casework", "Policy", "Units", "CCurl"],
    // Certificates have their days as Foundation's dates.
    "Identity": [
      "Casework", "Policy", "Units", "AsyncHTTPClient", "Crypto", "FoundationEssentials", "JWTKit",
      "NIOCore", "NIOHTTP1", "NIOSSL", "SwiftASN1", "X509",
    ],
    "TestKit": [
      "Casework", "PointsLaw", "PointsService", "Policy", "Units", "Foundation", "Subprocess",
      "SystemPackage",
    ],
    "luohu": nil,
  ]

  /// The standard library and the C library.
  static let system: Set<String> = [
    "Swift", "Glibc", "Musl", "Synchronization", "_Concurrency", "_StringProcessing",
  ]

  /// The law knows no clock, locale or floating-point number, which is what Foundation brings.
  static let lawTargets: Set<String> = ["Units", "Policy", "PointsLaw"]

  @Test("every file of every target")
  func sources() throws {
    let files = try Self.swiftFiles()
    let targets = Set(files.map(\.target))
    #expect(targets == Set(Self.layers.keys), "every folder of Sources stands in the table")
    for file in files {
      for name in Self.imports(in: file.text) {
        if let refusal = Self.refusal(of: name, in: file.target) {
          Issue.record("\(file.path) imports \(name): \(refusal)")
        }
      }
    }
  }

  @Test(
    "a forbidden import is noticed however it is written",
    arguments: [
      ("Units", "import Policy"), ("Units", "package import Policy"),
      ("Policy", "import PointsLaw"), ("Policy", "import CZlib"),
      ("PointsLaw", "import Foundation"), ("PointsLaw", "public import FoundationEssentials"),
      ("PointsLaw", "import struct Foundation.Date"), ("PointsLaw", "@testable import TestKit"),
      ("TestKit", "import luohu"),
      ("Units", "  @_implementationOnly internal import CYAML // only here"),
      ("Units", "import Swift; import Policy"),
    ])
  func planted(target: String, line: String) {
    let names = Self.imports(in: "// import Units\n\(line)\nlet important = \"import Units\"\n")
    #expect(names.contains { Self.refusal(of: $0, in: target) != nil }, "\(line) in \(target)")
  }

  @Test(
    "an allowed import is left alone",
    arguments: [
      ("Units", "import Glibc"), ("Policy", "internal import CYAML"), ("Policy", "import Units"),
      ("PointsLaw", "package import Policy"), ("luohu", "import Foundation"),
      ("luohu", "import ArgumentParser"),
    ])
  func allowed(target: String, line: String) {
    let names = Self.imports(in: line)
    #expect(!names.isEmpty, "\(line) is an import")
    #expect(names.allSatisfy { Self.refusal(of: $0, in: target) == nil }, "\(line) in \(target)")
  }

  /// Why a target may not import a module; `nil` when it may.
  private static func refusal(of name: String, in target: String) -> String? {
    if lawTargets.contains(target), name.hasPrefix("Foundation") {
      return "law targets do without Foundation"
    }
    guard !system.contains(name), let layer = layers[target], let layer else { return nil }
    if layer.contains(name) { return nil }
    let names = layer.isEmpty ? "nothing" : layer.sorted().joined(separator: ", ")
    return "\(target) may import \(names)"
  }

  /// The modules named by the import declarations of a file.
  private static func imports(in text: String) -> [String] {
    text.split(whereSeparator: { $0.isNewline || $0 == ";" })
      .filter { $0.contains("import") }
      .compactMap { line in line.prefixMatch(of: declaration).map { String($0.module) } }
  }

  /// Attributes, access level, `import`, kind of declaration, module.
  private static var declaration: Regex<(Substring, module: Substring)> {
    #/
      \s* (?: @\w+ (?: \([^)]*\) )? \s+ )*
      (?: (?: public | package | internal | fileprivate | private ) \s+ )?
      import \s+
      (?: (?: struct | class | enum | protocol | typealias | func | var | let | actor ) \s+ )?
      (?<module> \w+ )
    /#
  }

  private struct SourceFile {
    var target: String
    var path: String
    var text: String
  }

  private static func swiftFiles() throws -> [SourceFile] {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let sources = root.appendingPathComponent("Sources")
    let paths = try FileManager.default.subpathsOfDirectory(atPath: sources.path)
    return try paths.filter { $0.hasSuffix(".swift") }.sorted().map { path in
      SourceFile(
        target: String(path.prefix { $0 != "/" }), path: "Sources/\(path)",
        text: try String(contentsOf: sources.appendingPathComponent(path), encoding: .utf8))
    }
  }
}
