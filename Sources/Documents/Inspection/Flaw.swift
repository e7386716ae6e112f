import Policy

/// What is wrong with one file (文件问题), before it is known which of the files handed in it is.
struct Flaw: Error, Hashable {
  /// What stands there: a type, a size, a place; the same in every language.
  var found: String
  /// What is wrong with that, and what is allowed.
  var allowed: Wording

  init(_ found: String, _ zh: String, _ en: String) {
    self.found = found
    self.allowed = Wording(zh, en)
  }

  /// The flaw as a problem of a file, `files[0]` for the first.
  func problem(_ file: Int) -> Problem {
    Problem(path: "files[\(file)]", value: JSONText.quoted(found), allowed: allowed)
  }

  /// The flaw as a problem of all files together.
  var problem: Problem { Problem(path: "files", value: JSONText.quoted(found), allowed: allowed) }

  // MARK: Said by several readers

  static func truncated(_ type: String, at offset: Int) -> Flaw {
    Flaw(
      "\(type), \(offset) bytes", "文件不完整，在第\(offset)字节处中断；请重新上传完整的文件",
      "the file is cut short at byte \(offset); hand in the whole file")
  }

  static func damaged(_ type: String, at offset: Int) -> Flaw {
    Flaw(
      "\(type), byte \(offset)", "文件已损坏（第\(offset)字节处）；请重新拍摄或导出后上传",
      "the file is damaged at byte \(offset); photograph or export it again")
  }

  static func damaged(_ type: String, _ words: String) -> Flaw {
    Flaw(
      "\(type): \(words)", "文件已损坏；请重新拍摄或导出后上传",
      "the file is damaged; photograph or export it again")
  }

  static func hidden(_ other: String, in type: String) -> Flaw {
    Flaw(
      "\(type) + \(other)", "文件中藏有另一种文件（\(other)）；请上传单纯的照片或PDF",
      "another file (\(other)) is hidden inside; hand in a plain photograph or PDF")
  }
}
