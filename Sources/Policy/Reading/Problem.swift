/// One thing wrong with a document: where, what stands there, and what is allowed.
///
/// Printed as `[line N: ]path: value as JSON: what is allowed`. Every problem of a document is
/// reported at once.
package struct Problem: Error, Hashable, Sendable {
  /// The line of a population, counted from 1; `nil` for a single document.
  package var line: Int?
  /// Keys joined by `.`, entries of lists as `[0]`; `(case)` for the whole document.
  package var path: String
  /// What stands there, as JSON; `null` for a missing key.
  package var value: String
  package var allowed: Wording

  package init(line: Int? = nil, path: String, value: String, allowed: Wording) {
    self.line = line
    self.path = path
    self.value = value
    self.allowed = allowed
  }

  /// Every entry of a case file in its usual form is shorter.
  private static let longestShown = 200

  /// The problem as one line of text; what is too long to be read is cut and ends with `…`.
  package func text(_ language: Language) -> String {
    let place = line.map { language == .zh ? "第\($0)行：" : "line \($0): " } ?? ""
    let path = Problem.shown(path, most: 400)
    let value = Problem.shown(value, most: Problem.longestShown)
    return "\(place)\(path): \(value): \(allowed[language])"
  }

  /// At most so many code points from the beginning of a text, never half a character or half an
  /// escape of JSON.
  private static func shown(_ text: String, most: Int) -> String {
    let scalars = text.unicodeScalars
    guard !scalars.dropFirst(most).isEmpty else { return text }
    var end = text.startIndex
    var room = most
    while end < text.endIndex {
      var next = text.index(after: end)
      if text[end] == "\\", next < text.endIndex {
        // `\n`, or `\u` and four digits.
        let rest = text[next] == "u" ? 5 : 1
        next = text.index(next, offsetBy: rest, limitedBy: text.endIndex) ?? text.endIndex
      }
      room -= scalars.distance(from: end, to: next)
      guard room >= 0 else { break }
      end = next
    }
    return text[..<end] + "…"
  }
}

extension Problem {
  /// The refusal of a value that a caller gives beside a document: an option of the command line, a
  /// parameter of an address.
  ///
  /// - Parameter value: as JSON.
  package static func argument(
    _ name: String, _ value: String, _ zh: String, _ en: String
  ) -> Problems {
    Problems([Problem(path: name, value: value, allowed: Wording(zh, en))])
  }
}

/// Several problems of one document.
package struct Problems: Error, Sendable {
  package var list: [Problem]

  package init(_ list: [Problem]) { self.list = list }
}

extension Document.Failure {
  /// The failure as a problem of the whole document, showing the text around it.
  package func problem(of text: UnsafeRawBufferPointer, whole: Wording) -> Problem {
    let start = max(0, min(offset, text.count) - 20)
    let part = text[start..<min(text.count, start + 40)]
    let shown = String(decoding: part, as: UTF8.self)
    return Problem(
      path: "(case)", value: JSONText.quoted(shown),
      allowed: Wording(
        "\(whole.zh)（第\(offset)字节处\(reason.wording.zh)）",
        "\(whole.en) (\(reason.wording.en) at byte \(offset))"))
  }
}

extension Document.Failure.Reason {
  package var wording: Wording {
    switch self {
    case .unexpectedEnd: Wording("文本提前结束", "the text ends too early")
    case .unexpectedCharacter: Wording("出现意外字符", "unexpected character")
    case .badEscape: Wording("转义有误", "bad escape")
    case .badNumber: Wording("数字写法有误", "malformed number")
    case .badText: Wording("文字不是UTF-8或含控制字符", "text is not UTF-8 or has control characters")
    case .tooDeep: Wording("嵌套过深", "nested too deeply")
    case .trailingText: Wording("其后还有多余文本", "more text follows")
    case .tooLong: Wording("文件过长", "the document is too long")
    case .unsupported(let what): Wording("不支持\(what)", "\(what) is not supported")
    }
  }
}
