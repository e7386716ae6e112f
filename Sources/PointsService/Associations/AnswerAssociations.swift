package import Casework
package import Policy
import Units

/// A clerk confirms or rejects many requests at once (批量处理关联), over a selection that names each request and the version that the
/// clerk saw. Each is a transaction of its own with an outcome of its own; under one key all is done once, and sent
/// again it gives the first outcomes.
package struct AnswerAssociations: Sendable {
  /// One row of the selection (所选申请).
  package struct Row: Hashable, Sendable {
    /// The association's dossier.
    package var number: Int64
    /// The version that the clerk saw.
    package var seen: Int

    /// A request as the clerk saw it.
    package init(_ number: Int64, seen: Int) {
      self.number = number
      self.seen = seen
    }
  }

  /// What became of one row (逐条结果).
  package enum Outcome: Hashable, Sendable {
    /// Done: the dossier's version and state from then on.
    case done(version: Int, state: String)
    /// It has another version than the clerk saw: somebody else was faster.
    case changed(version: Int)
    /// Refused: the refusal's code, words and article.
    case refused(code: String, Wording, article: String)
  }

  /// Rows at once.
  package static let most = 500

  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameters:
  ///   - rows: 1 to 500, each request once.
  ///   - remark: for all applicants; a rejection needs one.
  /// - Returns: outcomes in the order of the rows.
  /// - Throws: `Problems` for the selection itself; ``StoreFailure/keyReused(_:)`` when the key was used for another one.
  package func callAsFunction(
    _ answer: AssociationAnswer, _ rows: [Row], remark: String? = nil, by actor: Actor
  ) async throws -> [(row: Row, outcome: Outcome)] {
    guard (1...Self.most).contains(rows.count), Set(rows.map(\.number)).count == rows.count else {
      throw Problem.argument(
        "rows", "\(rows.count)", "一次办理1至\(Self.most)条申请，每条一次，现为\(rows.count)条",
        "1 to \(Self.most) requests are answered at a time, each once; these are \(rows.count)")
    }
    guard actor.key.unicodeScalars.count <= 70 else {
      throw Problem.argument(
        "key", JSONText.quoted(actor.key), "批量处理的请求标识至多70字符",
        "the key of many at once has at most 70 characters")
    }
    let remark = try desk.remark(remark, for: answer)
    try await freeze(answer, rows, remark, actor)
    var outcomes: [(row: Row, outcome: Outcome)] = []
    for row in rows {
      outcomes.append((row, try await self.answer(row, answer, remark, actor)))
    }
    return outcomes
  }

  /// Binds the key to this selection.
  private func freeze(
    _ answer: AssociationAnswer, _ rows: [Row], _ remark: String?, _ actor: Actor
  ) async throws {
    let content = desk.content { content in
      content.add(answer.rawValue)
      content.addPersonal(remark ?? "", .remark)
      for row in rows {
        content.add(row.number)
        content.add(row.seen)
      }
    }
    let command = Command(
      key: actor.key, name: "answerAssociations", party: actor.party, role: actor.role,
      content: content.bytes)
    _ = try await desk.store.perform(command) { _ in [] }
  }

  private func answer(
    _ row: Row, _ answer: AssociationAnswer, _ remark: String?, _ actor: Actor
  ) async throws -> Outcome {
    let content = desk.content { content in
      content.add(row.seen)
      content.addPersonal(remark ?? "", .remark)
    }
    let command = Command(
      key: "\(actor.key)/\(row.number)", name: answer.act.rawValue, party: actor.party,
      role: actor.role, content: content.bytes)
    let performed: Performed
    do {
      performed = try await desk.store.perform(command) { [desk] unit in
        let dossier = try desk.answer(
          row.number, seen: row.seen, answer, remark: remark, actor, in: unit)
        return Outcome.done(version: dossier.version, state: dossier.state).bytes
      }
    } catch {
      guard let refused = Outcome(error) else { throw error }
      // The first outcome stands for good, also when it is a refusal.
      performed = try await desk.store.perform(command) { _ in refused.bytes }
    }
    return try Outcome(performed)
  }
}

extension AnswerAssociations.Outcome {
  /// What a row's failure is to its clerk; `nil` when it is nobody's answer, but a store that is away.
  fileprivate init?(_ failure: any Error) {
    switch failure {
    case let refusal as PointsRefusal:
      self = .refused(
        code: refusal.code, refusal.wording, article: refusal.article.description)
    case StoreFailure.conflict(let id, let current) where id.kind == AssociationContent.kind:
      self = .changed(version: current)
    default: return nil
    }
  }

  fileprivate var bytes: [UInt8] {
    var json = JSONWriter()
    json.object(write)
    return json.bytes
  }

  /// As members of an object.
  func write(to json: inout JSONWriter) {
    switch self {
    case .done(let version, let state):
      json.field("version", version)
      json.field("state", state)
    case .changed(let version): json.field("changed", version)
    case .refused(let code, let wording, let article):
      json.field("refused", code)
      json.field("wording", wording)
      json.field("article", article)
    }
  }

  fileprivate init(_ performed: Performed) throws(StoreFailure) {
    try self.init(Fields("answer", json: String(decoding: performed.answer, as: UTF8.self)))
  }

  /// Reads what ``write(to:)`` wrote.
  init(_ fields: Fields) throws(StoreFailure) {
    if let changed = try fields.optionalWhole("changed") {
      self = .changed(version: Int(changed))
    } else if let code = try fields.optionalText("refused") {
      self = .refused(
        code: code, try fields.wording("wording"), article: try fields.text("article"))
    } else {
      self = .done(version: Int(try fields.whole("version")), state: try fields.text("state"))
    }
  }
}
