package import Policy

/// Who may do what (权限表): one answer for every act, role and relation to the case, from `permissions.yaml`. Total: a file with a
/// missing line is refused.
package struct PermissionTable: Sendable {
  /// What the table says about an act (事项).
  package struct Entry: Hashable, Sendable {
    package var act: Act
    package var title: Wording
    package var article: Article
    fileprivate var answers: [Role: [Relation: Answer]]
  }

  fileprivate enum Answer: Hashable, Sendable {
    case allow
    case second
    case refuse(PermissionRefusal.Reason)

    init?(name: String) {
      switch name {
      case "allow": self = .allow
      case "second": self = .second
      default:
        guard let reason = PermissionRefusal.Reason(rawValue: name) else { return nil }
        self = .refuse(reason)
      }
    }

    static let names = ["allow", "second"] + PermissionRefusal.Reason.allCases.map(\.rawValue)
  }

  private let entries: [Act: Entry]

  package static func builtIn() throws(Problems) -> PermissionTable {
    try PermissionTable(yaml: PackageResources.permissions_yaml)
  }

  /// - Throws: what is malformed, and every act, role and relation without an answer or with two.
  package init(yaml: [UInt8]) throws(Problems) {
    let file = try FieldReader("permissions.yaml", yaml: yaml)
    var entries: [Act: Entry] = [:]
    for (name, node) in file.pairs(try file.value("acts", in: file.root)) {
      guard let act = Act(rawValue: name), entries[act] == nil else {
        throw file.refusal(node, "须为事项名，每项一次", "the name of an act, once")
      }
      entries[act] = Entry(
        act: act, title: try file.wording("title", in: node),
        article: try file.article(in: node), answers: try Self.answers(node, file))
    }
    let missing = Act.allCases.flatMap { act in
      Self.gaps(entries[act]?.answers ?? [:]).map { "\(act.rawValue) \($0)" }
    }
    guard missing.isEmpty else {
      throw Problems(
        missing.map {
          Problem(
            path: "permissions.yaml: acts", value: JSONText.quoted($0),
            allowed: Wording("每个事项、角色、关系须有一条规定", "a line for every act, role and relation"))
        })
    }
    self.entries = entries
  }

  private static func answers(
    _ act: Int, _ file: FieldReader
  ) throws(Problems) -> [Role: [Relation: Answer]] {
    var answers: [Role: [Relation: Answer]] = [:]
    for line in try file.items("lines", in: act) {
      var roles: [Role] = []
      for role in try file.items("roles", in: line) { roles.append(try file.name(role)) }
      for (key, node) in file.pairs(line) where key != "roles" {
        guard let answer = Answer(name: key) else {
          let names = Answer.names.joined(separator: ", ")
          throw file.refusal(node, names, names)
        }
        for relation in try relations(node, file) {
          for role in roles {
            guard answers[role]?[relation] == nil else {
              throw file.refusal(
                node, "\(role.rawValue)、\(relation.rawValue)已有规定",
                "\(role.rawValue), \(relation.rawValue) has a line already")
            }
            answers[role, default: [:]][relation] = answer
          }
        }
      }
    }
    return answers
  }

  private static func relations(_ node: Int, _ file: FieldReader) throws(Problems) -> [Relation] {
    if (try? file.text(node)) == "all" { return Relation.allCases }
    var relations: [Relation] = []
    for item in try file.list(node) { relations.append(try file.name(item)) }
    return relations
  }

  private static func gaps(_ answers: [Role: [Relation: Answer]]) -> [String] {
    Role.allCases.flatMap { role in
      Relation.allCases.filter { answers[role]?[$0] == nil }
        .map { "\(role.rawValue) \($0.rawValue)" }
    }
  }

  /// An act's title and article.
  package func entry(_ act: Act) -> Entry {
    guard let entry = entries[act] else { preconditionFailure("a table has every act") }
    return entry
  }

  /// Whether somebody in a role may do an act to a case.
  ///
  /// - Parameter relations: all relations that hold; none of them is the same as ``Relation/foreign``. A separation of
  ///   duties among them refuses, whatever the others allow.
  package func answer(_ act: Act, _ role: Role, _ relations: Set<Relation>) -> Permission {
    let entry = entry(act)
    let held = relations.isEmpty ? [.foreign] : Relation.allCases.filter(relations.contains)
    let answers = held.compactMap { entry.answers[role]?[$0] }
    for case .refuse(let reason) in answers where reason.isSeparation {
      return .refused(PermissionRefusal(reason: reason, article: entry.article))
    }
    if answers.contains(.allow) { return .allowed(entry.article) }
    if answers.contains(.second) { return .withSecondPerson(entry.article) }
    for case .refuse(let reason) in answers {
      return .refused(PermissionRefusal(reason: reason, article: entry.article))
    }
    return .refused(PermissionRefusal(reason: .notYours, article: entry.article))
  }
}
