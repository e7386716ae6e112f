package import Policy
package import Units

/// All versions of all undertakings (承诺书汇编), from `undertakings.yaml`.
package struct UndertakingBook: Sendable {
  /// Of each undertaking, in the order of versions.
  private let texts: [Undertaking: [UndertakingText]]

  package static func builtIn() throws(Problems) -> UndertakingBook {
    try UndertakingBook(yaml: PackageResources.undertakings_yaml)
  }

  package init(yaml: [UInt8]) throws(Problems) {
    let file = try FieldReader("undertakings.yaml", yaml: yaml)
    var texts: [UndertakingText] = []
    for (name, node) in file.pairs(try file.value("undertakings", in: file.root)) {
      guard let undertaking = Undertaking(rawValue: name) else {
        let names = Undertaking.allCases.map(\.rawValue).joined(separator: ", ")
        throw file.refusal(node, names, names)
      }
      let title = try file.wording("title", in: node)
      for version in try file.items("versions", in: node) {
        var paragraphs: [Wording] = []
        for paragraph in try file.items("text", in: version) {
          paragraphs.append(
            Wording(
              try file.text("zh", in: paragraph), try file.text("en", in: paragraph)))
        }
        texts.append(
          UndertakingText(
            undertaking, title: title,
            version: try file.number("version", in: version, 1...9999),
            from: try file.date("from", in: version), paragraphs: paragraphs))
      }
    }
    try self.init(texts)
  }

  /// - Throws: an undertaking without text, versions that do not count from 1, days that do not rise.
  package init(_ texts: [UndertakingText]) throws(Problems) {
    let grouped = Dictionary(grouping: texts, by: \.undertaking)
    for undertaking in Undertaking.allCases {
      let versions = grouped[undertaking] ?? []
      guard versions.map(\.version) == Array(1...max(1, versions.count)),
        zip(versions, versions.dropFirst()).allSatisfy({ $0.from < $1.from }),
        versions.allSatisfy({ !$0.paragraphs.isEmpty })
      else {
        let shown = versions.map { "\($0.version): \($0.from)" }.joined(separator: ", ")
        throw Problem.argument(
          "undertakings.\(undertaking.rawValue)", JSONText.quoted(shown),
          "版本自1起连续，施行日期递增，文本不空",
          "versions from 1 without gaps, from rising days, with a text")
      }
    }
    self.texts = grouped
  }

  /// The text in force on a day; `nil` before the first.
  package func text(_ undertaking: Undertaking, on day: CivilDate) -> UndertakingText? {
    texts[undertaking]?.last { $0.from <= day }
  }

  package func text(_ undertaking: Undertaking, version: Int) -> UndertakingText? {
    texts[undertaking]?.first { $0.version == version }
  }

  /// Which texts in force somebody has yet to accept: an older version, or another text under the same
  /// number, does not count.
  package func missing(
    _ acceptances: [UndertakingAcceptance], by party: PartyID, on day: CivilDate
  ) -> [UndertakingText] {
    Undertaking.allCases.compactMap { text($0, on: day) }.filter { text in
      !acceptances.contains {
        $0.party == party && $0.undertaking == text.undertaking && $0.version == text.version
          && $0.hash == text.hash
      }
    }
  }

  /// What changed from one text to another, paragraph by paragraph: all paragraphs of both, in order.
  package static func changes(
    from old: UndertakingText, to new: UndertakingText
  ) -> [UndertakingChange] {
    let (before, after) = (old.paragraphs, new.paragraphs)
    // How many paragraphs the rests from each place on have in common, longest first (LCS).
    var common = Array(
      repeating: Array(repeating: 0, count: after.count + 1), count: before.count + 1)
    for row in before.indices.reversed() {
      for column in after.indices.reversed() {
        common[row][column] =
          before[row] == after[column]
          ? common[row + 1][column + 1] + 1
          : max(common[row + 1][column], common[row][column + 1])
      }
    }
    var changes: [UndertakingChange] = []
    var (row, column) = (0, 0)
    while row < before.count || column < after.count {
      if row < before.count, column < after.count, before[row] == after[column] {
        changes.append(.kept(before[row]))
        (row, column) = (row + 1, column + 1)
      } else if column == after.count
        || row < before.count && common[row + 1][column] >= common[row][column + 1]
      {
        changes.append(.removed(before[row]))
        row += 1
      } else {
        changes.append(.added(after[column]))
        column += 1
      }
    }
    return changes
  }
}
