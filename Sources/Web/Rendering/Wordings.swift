package import Policy

/// The texts of the pages (页面文字), one table per language, every key in both.
///
/// A text may hold `{name}`: a value the page fills in. Keys begin with their area, which is also the
/// file they stand in: `calculator.title` in `calculator.zh.yaml` and `calculator.en.yaml`.
package struct Wordings: Sendable {
  private let texts: [Language: [String: String]]

  /// Reads the tables of every area, by language.
  ///
  /// - Throws: what is malformed, by file.
  package init(_ files: [(area: String, language: Language, text: [UInt8])]) throws(Problems) {
    var texts: [Language: [String: String]] = [:]
    for file in files {
      for (key, text) in try Wordings.read(file.text, "\(file.area).\(file.language).yaml") {
        texts[file.language, default: [:]]["\(file.area).\(key)"] = text
      }
    }
    self.texts = texts
  }

  private static func read(
    _ bytes: [UInt8], _ file: String
  ) throws(Problems) -> [(String, String)] {
    let document = Document()
    var failure: Problem?
    bytes.withUnsafeBytes { buffer in
      do throws(Document.Failure) {
        try document.read(yaml: buffer)
      } catch {
        failure = error.problem(of: buffer, whole: Wording("文字表", "a table of texts"))
      }
    }
    if var failure {
      failure.path = "\(file): \(failure.path)"
      throw Problems([failure])
    }
    return document.pairs(document.root).map { ($0.key, document.string($0.value)) }
  }

  /// Keys of a language, in order.
  package func keys(_ language: Language) -> [String] { (texts[language] ?? [:]).keys.sorted() }

  /// The text of a key as it stands, with its places; the key itself where there is none, which the
  /// lint of the wordings does not let happen.
  package func text(_ key: String, _ language: Language) -> String {
    texts[language]?[key] ?? key
  }

  /// The text of a key with its places filled in.
  package func text(_ key: String, _ language: Language, _ values: [String: String]) -> String {
    var result = ""
    var rest = text(key, language)[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      result += rest[..<open]
      let name = String(rest[rest.index(after: open)..<close])
      result += values[name] ?? "{\(name)}"
      rest = rest[rest.index(after: close)...]
    }
    return result + rest
  }
}
