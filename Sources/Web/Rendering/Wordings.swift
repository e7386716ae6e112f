package import Policy

/// The texts of the pages (页面文字), one table per language, every key in both.
///
/// A text may hold `{name}`: a value the page fills in. Keys begin with their area, which is also the
/// file they stand in: `calculator.title` in `calculator.zh.yaml` and `calculator.en.yaml`.
package struct Wordings: Sendable {
  private let zh: [String: Text]
  private let en: [String: Text]

  /// A text and what it is put together from.
  private struct Text: Sendable {
    enum Piece: Sendable {
      case words(String)
      case place(String)
    }

    var whole: String
    var pieces: [Piece] = []

    init(_ whole: String) {
      self.whole = whole
      var rest = whole[...]
      while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
        pieces.append(.words(String(rest[..<open])))
        pieces.append(.place(String(rest[rest.index(after: open)..<close])))
        rest = rest[rest.index(after: close)...]
      }
      pieces.append(.words(String(rest)))
    }
  }

  /// Reads the tables of every area, by language.
  ///
  /// - Throws: what is malformed, by file.
  package init(_ files: [(area: String, language: Language, text: [UInt8])]) throws(Problems) {
    var texts: [Language: [String: Text]] = [:]
    for file in files {
      for (key, text) in try Wordings.read(file.text, "\(file.area).\(file.language).yaml") {
        texts[file.language, default: [:]]["\(file.area).\(key)"] = Text(text)
      }
    }
    zh = texts[.zh] ?? [:]
    en = texts[.en] ?? [:]
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
  package func keys(_ language: Language) -> [String] { texts(language).keys.sorted() }

  /// Whether there is such a text.
  func has(_ key: String) -> Bool { zh[key] != nil }

  private func texts(_ language: Language) -> [String: Text] { language == .zh ? zh : en }

  /// The text of a key as it stands, with its places; the key itself where there is none, which the
  /// lint of the wordings does not let happen.
  package func text(_ key: String, _ language: Language) -> String {
    texts(language)[key]?.whole ?? key
  }

  /// The text of a key with its places filled in.
  package func text(_ key: String, _ language: Language, _ values: [String: String]) -> String {
    guard let text = texts(language)[key] else { return key }
    var result = ""
    for piece in text.pieces {
      switch piece {
      case .words(let words): result += words
      case .place(let name): result += values[name] ?? "{\(name)}"
      }
    }
    return result
  }
}
