package import Casework
package import PointsLaw
package import Policy
package import Units

/// What the dossier of a dispute keeps (异议案卷).
package struct DisputeContent: DossierContent, Hashable {
  package typealias Life = DisputeLifecycle

  package static let kind = DossierKind(rawValue: "dispute")

  /// What it is about (异议事项).
  package enum Matter: String, CaseIterable, Hashable, Sendable {
    /// 单位资格
    case unit
    /// 个人资格条件
    case eligibility

    var clock: String {
      switch self {
      case .unit: "unitDispute"
      case .eligibility: "eligibilityDispute"
      }
    }
  }

  /// What the window wants to know before it decides (补充要求).
  package struct Inquiry: Hashable, Sendable {
    package var question: KeptValue
    package var askedAt: Instant
    /// The account of the officer who asked.
    package var askedBy: Int64
    /// `nil` while it waits.
    package var reply: KeptValue?
  }

  package var matter: Matter
  /// The unit or the application.
  package var about: DossierID
  /// Whose window decides.
  package var district: District
  /// The account that filed it.
  package var filer: Int64
  /// 异议理由
  package var reason: KeptValue
  /// Dossiers of evidence.
  package var evidence: [Int64]
  package var clock: DeadlineClock
  /// In the order in which they were asked.
  package var inquiries: [Inquiry] = []
  /// 处理意见
  package var answer: KeptValue?

  /// All that was written in it.
  var values: [KeptValue] {
    [reason] + inquiries.flatMap { [$0.question] + [$0.reply].compactMap(\.self) }
      + [answer].compactMap(\.self)
  }

  static func about(_ id: DossierID) -> DossierKey { DossierKey("about", id.description) }

  static func desk(_ district: String) -> DossierKey { DossierKey("desk", district) }

  package func keys(_ status: DisputeLifecycle.Status) -> [DossierKey] {
    var keys = [DisputeContent.about(about), DossierKey("applicant", "\(filer)")]
    if !DisputeLifecycle.isEnd(status) { keys.append(DisputeContent.desk(district.name)) }
    return keys
  }

  package var json: String {
    var json = JSONWriter()
    json.object { json in
      json.field("matter", matter.rawValue)
      json.field("kind", about.kind.rawValue)
      json.field("number", about.number)
      json.field("district", district.name)
      json.field("filer", filer)
      json.field("reason", reason)
      json.list("evidence") { json in for item in evidence { json.number(Int(item)) } }
      json.key("clock")
      clock.write(to: &json)
      json.list("inquiries") { json in
        for inquiry in inquiries {
          json.object { json in
            json.field("question", inquiry.question)
            json.field("askedAt", inquiry.askedAt)
            json.field("askedBy", inquiry.askedBy)
            json.field("reply", inquiry.reply)
          }
        }
      }
      json.field("answer", answer)
    }
    return json.text
  }

  package init(json: String, of id: DossierID) throws(StoreFailure) {
    let fields = try Fields("\(id)", json: json)
    matter = try fields.name("matter")
    about = DossierID(
      DossierKind(rawValue: try fields.text("kind")), try fields.whole("number"))
    district = try fields.district("district")
    filer = try fields.whole("filer")
    guard let reason = try fields.kept("reason") else { throw fields.broken("reason", "none") }
    self.reason = reason
    evidence = try fields.wholes("evidence")
    clock = try fields.part("clock") { node, document throws(Problems) in
      try DeadlineClock(node, in: document)
    }
    answer = try fields.kept("answer")
    // Disputes from before there were inquiries have none.
    for item in fields.has("inquiries") ? try fields.objects("inquiries") : [] {
      guard let question = try item.kept("question") else {
        throw item.broken("question", "none")
      }
      inquiries.append(
        Inquiry(
          question: question, askedAt: try item.moment("askedAt"),
          askedBy: try item.whole("askedBy"), reply: try item.kept("reply")))
    }
  }

  init(
    _ matter: Matter, about: DossierID, district: District, filer: Int64, reason: KeptValue,
    evidence: [Int64], clock: DeadlineClock
  ) {
    self.matter = matter
    self.about = about
    self.district = district
    self.filer = filer
    self.reason = reason
    self.evidence = evidence
    self.clock = clock
  }
}

extension PointsDesk {
  /// How somebody stands to a dispute: who filed it, by whichever account, and the window of its district, whose officers
  /// stay out of matters of a unit that they are clerks of.
  func relations(
    of actor: Actor, to kept: Kept<DisputeContent>, in reading: any CaseReading
  ) throws -> Set<Relation> {
    var relations: Set<Relation> = []
    if let account = actor.account,
      try people.areSame(account, kept.content.filer, in: reading)
    {
      relations.insert(.own)
    }
    if actor.role == .window, case .district(let name) = actor.scope,
      name == kept.content.district.name
    {
      relations.insert(.jurisdiction)
      if kept.content.matter == .unit,
        let employer = try Kept<UnitContent>.find(kept.content.about.number, in: reading),
        try self.relations(of: actor, to: employer, in: reading).contains(.ownUnit)
      {
        relations.insert(.ownUnit)
      }
    }
    return relations.isEmpty ? [.foreign] : relations
  }

  /// Files a dispute in the unit of work of the act.
  func file(
    _ matter: DisputeContent.Matter, about: DossierID, district: District, _ actor: Actor,
    account: Int64, reason: String, evidence: [Int64], in unit: any CaseUnit
  ) throws -> Kept<DisputeContent> {
    try demandFit(evidence, about: about, in: unit)
    let number = try unit.newNumber()
    let id = DossierID(DisputeContent.kind, number)
    let row = try unit.keep(reason, .remark, of: id, keyring())
    // The moment of the request counts, as for stages.
    let clock = DeadlineClock(try clocks.rule(matter.clock), start: actor.receivedAt)
    var dispute = Kept(
      DisputeContent(
        matter, about: about, district: district, filer: account, reason: KeptValue(row),
        evidence: evidence, clock: clock), number: number)
    try dispute.take(.file) { json in
      json.field("about", about.description)
      json.list("evidence") { json in for item in evidence { json.number(Int(item)) } }
    }
    try dispute.save(in: unit)
    return dispute
  }

  /// Refuses evidence that is none, is about something else or was not accepted.
  func demandFit(
    _ evidence: [Int64], about: DossierID, in reading: any CaseReading
  ) throws {
    for number in evidence {
      guard let dossier = try reading.dossier(DossierID(EvidenceRecord.kind, number)),
        [EvidenceLifecycle.Status.received, .inspected].contains(where: {
          $0.rawValue == dossier.state
        }),
        try EvidenceRecord(json: dossier.body).about == about.description
      else { throw PointsRefusal.rule(.evidenceUnfit) }
    }
  }

  /// What is typed in words, by its field.
  private static let words = [
    "reason": Wording("理由", "the reason"), "remark": Wording("处理意见", "the remark"),
    "question": Wording("需要补充的内容", "what is needed"),
    "reply": Wording("补充说明", "the answer"),
  ]

  /// Says before an act what it would refuse of the words that go with it (处理意见).
  package func demand(remark: String) throws(Problems) { _ = try self.remark(remark, "remark") }

  /// What somebody typed to give a reason: 2 to 500 characters.
  func remark(_ text: String, _ path: String) throws(Problems) -> String {
    let words = String(text.drop { $0.isWhitespace })
    guard (2...500).contains(words.count) else {
      let name = PointsDesk.words[path] ?? Wording("说明", "the explanation")
      throw Problem.argument(
        path, "\(words.count)",
        words.isEmpty
          ? "请填写\(name.zh)，2至500字" : "\(name.zh)须为2至500字，现为\(words.count)字",
        words.isEmpty
          ? "enter \(name.en), 2 to 500 characters"
          : "\(name.en) has 2 to 500 characters, this has \(words.count)")
    }
    return words
  }
}
