package import Casework
package import PointsLaw
package import Policy

/// Whom to ask (办理咨询): the offices of an installation with their telephones, which change and therefore stand in a file of the
/// installation, `contacts`. `deploy/contacts.demo.yaml` is a whole one.
package struct ContactBook: Sendable {
  /// An office that answers questions (咨询机构).
  package struct Office: Hashable, Sendable {
    /// `nil`: the platform's own name for it.
    package var name: Wording?
    package var telephones: [String]
    /// In Chinese, as a letter needs it.
    package var address: String?
    package var hours: Wording?
    package var note: Wording?
  }

  /// What holds for all of them.
  package var note: Wording?
  /// 区窗口
  package var districts: [District: Office] = [:]
  /// 审核部门, by the names that scopes of roles have: `housing`.
  package var departments: [String: Office] = [:]
  /// 用人单位咨询
  package var employers: Office?
  /// 技术支持
  package var technical: Office?

  /// An installation that was given none.
  package init() {}

  /// Reads the file.
  ///
  /// - Throws: where it is wrong and what is allowed there.
  package init(yaml: [UInt8]) throws(Problems) {
    let reader = try FieldReader("contacts", yaml: yaml)
    try reader.only(
      ["note", "districts", "departments", "employers", "technical"], in: reader.root)
    note = try ContactBook.words("note", in: reader.root, reader)
    let districts = District.allCases.filter { $0 != .municipal }
    for (name, node) in try ContactBook.offices("districts", districts.map(\.name), reader) {
      guard let district = districts.first(where: { $0.name == name }) else { continue }
      self.districts[district] = try ContactBook.office(node, reader)
    }
    for (name, node) in try ContactBook.offices(
      "departments", ContactBook.departmentNames(try Wordings(Resources.wordings)), reader)
    {
      departments[name] = try ContactBook.office(node, reader)
    }
    employers = try reader.optional("employers", in: reader.root).map { node throws(Problems) in
      try ContactBook.office(node, reader)
    }
    technical = try reader.optional("technical", in: reader.root).map { node throws(Problems) in
      try ContactBook.office(node, reader)
    }
  }

  /// The departments that the platform has words for.
  static func departmentNames(_ wordings: Wordings) -> [String] {
    let prefix = "service.department."
    return wordings.keys(.zh).filter { $0.hasPrefix(prefix) }
      .map { String($0.dropFirst(prefix.count)) }
  }

  /// The entries of a group, each under one of its names.
  private static func offices(
    _ group: String, _ names: [String], _ reader: FieldReader
  ) throws(Problems) -> [(key: String, value: Int)] {
    guard let node = reader.optional(group, in: reader.root) else { return [] }
    let names = names.sorted()
    let entries = reader.pairs(node)
    guard !entries.isEmpty else {
      throw reader.refusal(
        node, "须为其下各机构：\(names.joined(separator: "、"))",
        "offices by name: \(names.joined(separator: ", "))")
    }
    try reader.only(names, in: node)
    return entries
  }

  private static func office(_ node: Int, _ reader: FieldReader) throws(Problems) -> Office {
    try reader.only(["name", "telephones", "address", "hours", "note"], in: node)
    var telephones: [String] = []
    for entry in try reader.items("telephones", in: node) {
      let number = try reader.text(entry)
      guard isTelephone(number) else {
        throw reader.refusal(
          entry, "3至20位数字，其间可有空格、连字符、括号，开头可有加号",
          "3 to 20 digits with spaces, hyphens or brackets between them, after a plus where there is one"
        )
      }
      telephones.append(number)
    }
    guard !telephones.isEmpty else {
      throw reader.refusal(
        try reader.value("telephones", in: node), "至少一个号码", "one number at least")
    }
    return Office(
      name: try words("name", in: node, reader), telephones: telephones,
      address: try reader.optional("address", in: node).map(reader.text),
      hours: try words("hours", in: node, reader), note: try words("note", in: node, reader))
  }

  private static func words(
    _ key: String, in node: Int, _ reader: FieldReader
  ) throws(Problems) -> Wording? {
    guard let value = reader.optional(key, in: node) else { return nil }
    try reader.only(["zh", "en"], in: value)
    return try reader.wording(key, in: node)
  }

  private static func isTelephone(_ number: String) -> Bool {
    let digits = number.count { $0.isASCIIDigit }
    return (3...20).contains(digits)
      && number.enumerated().allSatisfy { place, character in
        character.isASCIIDigit || " -()".contains(character) || place == 0 && character == "+"
      }
  }
}
