package import Casework
import Policy
package import Units

/// What a clerk did about many requests at once (批量处理记录): who, when, which answer, and what became of each. A dossier of its own, so
/// that it can be looked at again and has a receipt.
package struct AnswerRecord: Hashable, Sendable {
  package static let kind = DossierKind(rawValue: "answers")

  /// The unit's dossier.
  package var unit: Int64
  package var answer: AssociationAnswer
  package var rows: [Line]
  package var at: Instant
  package var by: PartyID
  /// The place of its event in the ledger.
  package var place: Int

  /// One row with its outcome (逐条结果).
  package struct Line: Hashable, Sendable {
    /// The association's dossier.
    package var number: Int64
    package var outcome: AnswerAssociations.Outcome
  }

  fileprivate init(_ dossier: Dossier, _ event: CaseEvent) throws(StoreFailure) {
    let fields = try Fields("\(dossier.id)", json: dossier.body)
    unit = try fields.whole("unit")
    answer = try fields.name("answer")
    rows = []
    for row in try fields.objects("rows") {
      rows.append(Line(number: try row.whole("number"), outcome: try .init(row)))
    }
    at = event.at
    by = event.party
    place = event.index
  }
}

/// Keeps what ``AnswerAssociations`` gave, and shows it to the unit's clerks (批量处理记录).
package struct AnswerRecords: Sendable {
  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// Keeps the outcomes of a selection, once under its key.
  ///
  /// - Parameter number: the unit's dossier.
  package func keep(
    _ answer: AssociationAnswer,
    _ outcomes: [(row: AnswerAssociations.Row, outcome: AnswerAssociations.Outcome)],
    of number: Int64, by actor: Actor
  ) async throws -> Done {
    var keeper = actor
    keeper.key = "\(actor.key)/record"
    let content = desk.content { content in
      content.add(number)
      for (row, _) in outcomes { content.add(row.number) }
    }
    return try await desk.perform(answer.act, keeper, content) { [desk] work in
      let employer = try desk.unit(number, for: .readCase, actor, in: work)
      var body = JSONWriter()
      body.object { json in
        json.field("unit", employer.id.number)
        json.field("answer", answer.rawValue)
        json.list("rows") { json in
          for (row, outcome) in outcomes {
            json.object { json in
              json.field("number", row.number)
              outcome.write(to: &json)
            }
          }
        }
      }
      var event = JSONWriter()
      event.object { json in
        json.field("unit", employer.id.number)
        json.field("answer", answer.rawValue)
        json.field("rows", outcomes.count)
        json.field("done", outcomes.count { if case .done = $0.outcome { true } else { false } })
      }
      return try work.apply(
        DossierChange(
          DossierID(AnswerRecord.kind, try work.newNumber()), seen: 0,
          events: [DossierChange.Event("AssociationsAnswered", body: event.text)], state: "made",
          body: body.text, keys: [AssociationContent.key(unit: employer.id.number)]))
    }
  }

  /// One of them, for the clerks of its unit.
  package func callAsFunction(_ number: Int64, by actor: Actor) async throws -> AnswerRecord {
    try await desk.store.read { [desk] reading in
      let id = DossierID(AnswerRecord.kind, number)
      guard let dossier = try reading.dossier(id), let event = try reading.history(id).last else {
        throw desk.foreign(.readCase, actor)
      }
      let record = try AnswerRecord(dossier, event)
      _ = try desk.unit(record.unit, for: .readCase, actor, in: reading)
      return record
    }
  }
}
