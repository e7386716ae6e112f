package import Casework
import Policy
import Units

/// A clerk confirms that an applicant works for the unit (确认关联): from then on it is fixed for the cycle (MANUAL-2019 注册关联
/// 五2, 注意②).
package struct ConfirmAssociation: Sendable {
  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameters:
  ///   - seen: the version that the clerk saw.
  ///   - remark: for the applicant; `nil` or empty: none.
  package func callAsFunction(
    _ number: Int64, seen: Int, remark: String? = nil, by actor: Actor
  ) async throws -> Done {
    try await desk.answer(number, seen: seen, .confirm, remark: remark, by: actor)
  }
}

/// What a clerk says to a request (关联处理).
package enum AssociationAnswer: String, CaseIterable, Hashable, Sendable {
  /// 确认
  case confirm
  /// 不通过
  case reject

  var act: Act {
    switch self {
    case .confirm: .confirmAssociation
    case .reject: .rejectAssociation
    }
  }
}

extension PointsDesk {
  /// The words that go with an answer: `nil` for none; a rejection needs some.
  func remark(_ text: String?, for answer: AssociationAnswer) throws -> String? {
    let words = PointsDesk.trimmed(text ?? "")
    if words.isEmpty {
      guard answer == .confirm else { throw PointsRefusal.rule(.remarkNeeded) }
      return nil
    }
    return try remark(words, "remark")
  }

  func answer(
    _ number: Int64, seen: Int, _ answer: AssociationAnswer, remark: String?, by actor: Actor
  ) async throws -> Done {
    let remark = try self.remark(remark, for: answer)
    let content = content { content in
      content.add(number)
      content.add(seen)
      content.addPersonal(remark ?? "", .remark)
    }
    return try await perform(answer.act, actor, content) { unit in
      try self.answer(number, seen: seen, answer, remark: remark, actor, in: unit)
    }
  }

  /// Answers one request in a unit of work.
  func answer(
    _ number: Int64, seen: Int, _ answer: AssociationAnswer, remark: String?, _ actor: Actor,
    in unit: any CaseUnit
  ) throws -> Dossier {
    var (kept, employer) = try association(number, for: answer.act, actor, in: unit)
    let plan = try plan(of: kept.content.cycle, in: unit)
    try demandStage(answer.act, of: plan, actor)
    try kept.demand(seen: seen)
    guard employer.content.works(employer.status, in: kept.content.cycle) else {
      throw PointsRefusal.rule(.unitInactive)
    }
    if let remark {
      kept.content.remark = KeptValue(try unit.keep(remark, .remark, of: kept.id, keyring()))
    }
    kept.content.decidedAt = unit.now
    kept.content.decidedBy = actor.account
    let words = kept.content.remark
    let text: NoticeText
    switch answer {
    case .confirm:
      try kept.take(.confirm) { $0.field("remark", words) }
      text = PointsNotices.associationConfirmed
    case .reject:
      try kept.take(.reject) { $0.field("remark", words) }
      text = PointsNotices.associationRejected
    }
    let dossier = try kept.save(in: unit)
    try PointsNotices.tell(
      [kept.content.applicant], text, ["case": .dossier(kept.id)], about: kept.id, in: unit)
    return dossier
  }
}
