package import Casework
package import PointsLaw
package import Policy
package import Units

/// An officer of the district window opens a dispute (查看异议): whose it is, what is on record beside what was objected, the
/// reasons, the evidence, and how much time is left. That it was opened is an event of its filer.
package struct ShowDispute: Sendable {
  /// A dispute as the officer who decides it sees it (异议详情).
  package struct View: Hashable, Sendable {
    package var number: Int64
    package var version: Int
    package var state: DisputeLifecycle.Status
    package var matter: DisputeContent.Matter
    /// The unit or the application, and the version of it now.
    package var about: DossierID
    package var district: District
    package var filer: Filer
    /// 异议理由
    package var reason: String
    /// 补充要求与补充说明, oldest first.
    package var inquiries: [ListDisputes.Words.Inquiry]
    /// 处理意见
    package var answer: String?
    package var standing: ClockStanding
    package var clock: DeadlineClock
    package var lines: [Line]
    /// The city's own bar of the unit, with the reason that is disputed; `nil` without one.
    package var bar: ReadUnitBar.View?
    /// As of when the record is; `nil` when the registry has nothing.
    package var recordedAt: Instant?
    package var evidence: [Evidence]
  }

  /// Who filed it (提出人), masked as wherever officers see people: enough to be compared with a certificate.
  package struct Filer: Hashable, Sendable {
    /// The registered name of the unit for which it was filed; `nil` for people, and for units that the registry does not
    /// know.
    package var unit: String?
    /// `nil` for a clerk who signed in as the legal entity itself.
    package var maskedName: String?
    /// The applicant's; `nil` for a clerk, who files for the unit.
    package var maskedNumber: String?
  }

  /// A point of the record and what the other side says of it (逐项比对).
  package struct Line: Hashable, Sendable {
    /// For programs: the name of a condition, or of a point of the unit's registration.
    package var name: String
    package var title: Wording
    /// 登记信息
    package var recorded: Wording
    /// 异议主张
    package var claimed: Wording
    /// Where it is written; empty for what decides nothing.
    package var articles: [String]
    /// The two are not the same: this is what is disputed.
    package var differs: Bool
  }

  /// A piece of evidence (凭证).
  package struct Evidence: Hashable, Sendable {
    package var number: Int64
    package var state: EvidenceLifecycle.Status
    package var pages: Int
    package var bytes: Int
    package var scan: EvidenceScan
    package var canBeOpened: Bool
  }

  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameter matter: what it has to be about; another is as unknown as none.
  package func callAsFunction(
    _ number: Int64, _ matter: DisputeContent.Matter, by actor: Actor
  ) async throws -> View {
    let found = try await desk.look("ReadDispute", actor) { [desk] unit in
      guard actor.role == .window,
        let kept = try Kept<DisputeContent>.find(number, in: unit), kept.content.matter == matter,
        let state = kept.status
      else { throw desk.foreign(.readCase, actor) }
      try desk.demand(.readCase, actor, desk.windowRelations(of: actor, to: kept, in: unit))
      let words = try unit.values(
        kept.content.values.map(\.id), of: kept.id, reason: .dispute)
      var raw = Raw(kept: kept, state: state, words: words)
      raw.evidence = try kept.content.evidence.compactMap { number in
        guard let dossier = try unit.dossier(DossierID(EvidenceRecord.kind, number)),
          let state = EvidenceLifecycle.Status(rawValue: dossier.state)
        else { return nil }
        let record = try EvidenceRecord(json: dossier.body)
        return Evidence(
          number: number, state: state, pages: record.pages, bytes: record.bytes,
          scan: record.scan, canBeOpened: record.canBeOpened)
      }
      switch matter {
      case .unit:
        raw.unit = try Kept<UnitContent>.find(kept.content.about.number, in: unit)
        raw.bar = try raw.unit.flatMap { try desk.bar(of: $0, reason: .dispute, in: unit) }
        raw.name = try desk.people.name(of: kept.content.filer, reason: .dispute, in: unit)
      case .eligibility:
        raw.application = try Kept<ApplicationContent>.find(
          kept.content.about.number, in: unit)
        if let application = raw.application {
          // One reading, that the applicant finds beside their application.
          let content = application.content
          let values = try unit.values(
            [content.name, content.maskedNumber, content.eligibility.details].compactMap(\.?.id),
            of: application.id, reason: .dispute)
          func value(_ kept: KeptValue?) -> SealedValue? { values.first { $0.id == kept?.id } }
          raw.name = value(content.name)
          raw.maskedNumber = value(content.maskedNumber)
          raw.details = value(content.eligibility.details)
        }
      }
      return raw
    }
    return try view(found, actor)
  }

  /// Whether an officer may open a piece of evidence (查看凭证).
  ///
  /// - Throws: the refusal of a foreign case for evidence that is not this dispute's.
  package func demandEvidence(
    _ evidence: Int64, of number: Int64, _ matter: DisputeContent.Matter, by actor: Actor
  ) async throws {
    try await desk.store.read { [desk] reading in
      guard actor.role == .window,
        let kept = try Kept<DisputeContent>.find(number, in: reading),
        kept.content.matter == matter, kept.content.evidence.contains(evidence)
      else { throw desk.foreign(.readPersonalData, actor) }
      try desk.demand(
        .readPersonalData, actor, desk.windowRelations(of: actor, to: kept, in: reading))
    }
  }

  /// What was found before values are opened.
  private struct Raw: Sendable {
    var kept: Kept<DisputeContent>
    var state: DisputeLifecycle.Status
    var words: [SealedValue]
    var evidence: [Evidence] = []
    var unit: Kept<UnitContent>?
    var bar: SealedUnitBar?
    var application: Kept<ApplicationContent>?
    var details: SealedValue?
    var name: SealedValue?
    var maskedNumber: SealedValue?
  }

  private func view(_ raw: Raw, _ actor: Actor) throws -> View {
    let content = raw.kept.content
    let keyring = desk.keyring()
    func text(_ value: KeptValue?) throws -> String? {
      try raw.words.first { $0.id == value?.id }.map { try keyring.open($0) }
    }
    var lines: [Line] = []
    var recordedAt: Instant?
    if let unit = raw.unit?.content {
      lines = DisputeLines.unit(unit, isOpen: !DisputeLifecycle.isEnd(raw.state))
      recordedAt = unit.registration?.asOf
    }
    if let application = raw.application?.content {
      let details = try raw.details.map { try EligibilityDetails(json: keyring.open($0)) }
      lines = (details?.findings ?? []).map(DisputeLines.condition)
      recordedAt = application.eligibility.factsAt
    }
    return View(
      number: raw.kept.id.number, version: raw.kept.version, state: raw.state,
      matter: content.matter, about: content.about, district: content.district,
      filer: Filer(
        unit: raw.unit?.content.registration?.name,
        maskedName: try raw.name.map { PersonalField.name.mask.shown(try keyring.open($0)) },
        maskedNumber: try raw.maskedNumber.map { try keyring.open($0) }),
      reason: try text(content.reason) ?? "",
      inquiries: try ListDisputes.Words.Inquiry.all(content, text),
      answer: try text(content.answer),
      standing: content.clock.standing(at: actor.receivedAt, calendar: desk.calendar),
      clock: content.clock, lines: lines, bar: try raw.bar?.view(desk), recordedAt: recordedAt,
      evidence: raw.evidence)
  }
}

/// What is on record, point by point, beside what somebody objects (逐项比对).
enum DisputeLines {
  private static let asRecorded = Wording("未提出异议", "not disputed")

  /// - Parameter isOpen: what was held against the unit is still disputed.
  static func unit(_ unit: UnitContent, isOpen: Bool) -> [ShowDispute.Line] {
    func line(
      _ name: String, _ title: Wording, _ recorded: Wording, _ obstacle: UnitObstacle?,
      _ claimed: Wording
    ) -> ShowDispute.Line {
      let isHeld = obstacle.map { unit.obstacles.contains($0) } ?? false
      return ShowDispute.Line(
        name: name, title: title,
        recorded: isHeld
          ? obstacle?.wording(barredUntil: unit.lastBarredDay) ?? recorded : recorded,
        claimed: isHeld && isOpen ? claimed : asRecorded,
        articles: isHeld ? [obstacle?.article.description].compactMap(\.self) : [],
        differs: isHeld && isOpen)
    }
    let none = Wording("没有登记", "nothing on record")
    let right = Wording("未见问题", "nothing against it")
    var lines = [
      line(
        "creditCode", Wording("统一社会信用代码", "Credit code"), Wording(same: unit.code.full), .unknown,
        Wording("主张：单位已登记", "claims to be registered")),
      line(
        "name", Wording("单位名称", "Name"), unit.registration.map { Wording(same: $0.name) } ?? none,
        nil, asRecorded),
      line(
        "district", Wording("所在区", "District"), unit.registration?.district.wording ?? none, nil,
        asRecorded),
      line(
        "outsideCity", Wording("登记地与办公地", "Where it is registered and works"), right, .outsideCity,
        Wording("主张：在本市登记并办公", "claims to be registered and to work in the city")),
      line(
        "cancelled", Wording("登记状态", "State of registration"), right, .cancelled,
        Wording("主张：登记存续", "claims that its registration stands")),
      line(
        "taxAbnormal", Wording("税务状态", "State of taxes"), right, .taxAbnormal,
        Wording("主张：税务状态正常", "claims that its taxes are in order")),
      line(
        "barred", Wording("失信禁入", "Bar for dishonesty"), right, .barred,
        Wording("主张：不应禁入", "claims that it should not be barred")),
    ]
    if unit.barredUntil != nil, let until = unit.lastBarredDay,
      let place = lines.firstIndex(where: { $0.name == "barred" })
    {
      lines[place].recorded = Wording(
        "禁入至\(until.text(.zh))（含当日）", "barred through \(until.text(.en))")
      lines[place].articles = [UnitObstacle.barred.article.description]
      lines[place].differs = isOpen
      if isOpen { lines[place].claimed = Wording("主张：不应禁入", "claims that it should not be barred") }
    }
    return lines
  }

  static func condition(_ finding: EligibilityFinding) -> ShowDispute.Line {
    let title = Condition.allCases.first { $0.name == finding.condition }?.wording
    let recorded: Wording =
      switch finding.answer {
      case .met: Wording("符合", "met")
      case .notMet:
        Wording("不符合：\(finding.reason?.zh ?? "")", "not met: \(finding.reason?.en ?? "")")
      case .unknown:
        Wording("缺少信息：\(finding.reason?.zh ?? "")", "not known: \(finding.reason?.en ?? "")")
      }
    let differs = finding.answer != .met && !finding.isUpheld
    return ShowDispute.Line(
      name: finding.condition, title: title ?? Wording(same: finding.condition), recorded: recorded,
      claimed: differs
        ? Wording("主张：符合", "claims to meet it")
        : finding.isUpheld ? Wording("此前已认定符合", "upheld before") : asRecorded,
      articles: finding.articles, differs: differs)
  }
}

extension PointsDesk {
  /// How a window stands to a dispute, and whether its officer belongs to the unit that it is about (回避).
  func windowRelations(
    of actor: Actor, to kept: Kept<DisputeContent>, in reading: any CaseReading
  ) throws -> Set<Relation> {
    var relations = try self.relations(of: actor, to: kept, in: reading)
    if kept.content.matter == .unit,
      let unit = try Kept<UnitContent>.find(kept.content.about.number, in: reading),
      try self.relations(of: actor, to: unit, in: reading).contains(.ownUnit)
    {
      relations.insert(.ownUnit)
    }
    return relations
  }
}
