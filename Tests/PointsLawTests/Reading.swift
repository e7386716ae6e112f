import Foundation
import PointsLaw
import Policy

/// Reading of texts and files for tests.
extension Document {
  static func reading(_ json: String) throws(Failure) -> Document {
    let document = Document()
    try document.read(json: json)
    return document
  }
}

extension CaseReader {
  /// A case from JSON text.
  mutating func readJSON(_ text: String) throws(Problems) -> Facts {
    let bytes = Array(text.utf8)
    let outcome = bytes.withUnsafeBytes { buffer in
      Result { () throws(Problems) in try read(json: buffer) }
    }
    return try outcome.get()
  }

  /// A case from YAML text.
  mutating func readYAML(_ text: String) throws(Problems) -> Facts {
    let bytes = Array(text.utf8)
    let outcome = bytes.withUnsafeBytes { buffer in
      Result { () throws(Problems) in try read(yaml: buffer) }
    }
    return try outcome.get()
  }

  /// A filing from JSON text.
  mutating func readFilingJSON(_ text: String) throws(Problems) -> Filing {
    let bytes = Array(text.utf8)
    let outcome = bytes.withUnsafeBytes { buffer in
      Result { () throws(Problems) in try readFiling(json: buffer) }
    }
    return try outcome.get()
  }
}

/// A file of the source tree beside the tests.
enum File {
  static func text(_ path: String) -> String {
    (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  }

  /// The text of a file in the folder `Fixtures`.
  static func fixture(_ name: String, beside source: String = #filePath) -> String {
    let folder = URL(fileURLWithPath: source).deletingLastPathComponent()
    return text(folder.appendingPathComponent("Fixtures/\(name)").path)
  }
}
