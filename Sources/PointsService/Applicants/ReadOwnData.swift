package import Casework
import Policy
import Units

/// A person, or a clerk for their unit, sees what is held about them, who read it and why, and with what it is corrected (查看本人信息,
/// PIPL 第四十五条). That they looked is an event as well.
package struct ReadOwnData: Sendable {
  private let desk: PointsDesk
  private let sources: OwnSources?

  /// - Parameters:
  ///   - desk: what use cases stand on.
  ///   - sources: where the rest of what is held about a person is kept; `nil`: their cases alone.
  package init(_ desk: PointsDesk, _ sources: OwnSources? = nil) {
    self.desk = desk
    self.sources = sources
  }

  /// - Parameter unit: the unit, for a clerk; `nil`: the person who acts.
  package func callAsFunction(of unit: Int64? = nil, by actor: Actor) async throws -> OwnData {
    try await read(.readOwnData, of: unit, reason: .own, actor)
  }

  func read(
    _ act: Act, of unit: Int64?, reason: ReadingReason, _ actor: Actor
  ) async throws -> OwnData {
    let isWhole = reason == .export
    let found = try await desk.look("ReadOwnData", actor) { [desk, sources] work in
      var records: [Raw] = []
      var traces: OwnTraces?
      if let unit {
        let kept = try desk.unit(unit, for: act, actor, in: work)
        records.append(Raw(kept))
      } else {
        try desk.demand(act, actor, [.own])
        guard let account = actor.account else { throw desk.foreign(act, actor) }
        records += try Self.cases(of: account, desk, in: work)
        if let sources {
          traces = try OwnTraces.kept(
            of: account, cases: records.map(\.id), sources, isWhole: isWhole, reason: reason,
            in: work, desk.keyring())
        }
        // Account and contact are the ground floor's; what they hold belongs on the same page.
        if let identity = try desk.people.identity(of: account, reason: reason, in: work) {
          records.append(
            Raw(
              id: identity.name.dossier, title: Wording("账户", "Account"), state: Wording(same: ""),
              rows: [identity.name, identity.number]))
        }
        if let contact = try Contact.of(actor.party, in: work) {
          let ids = contact.contact.addresses.values.map(\.value).sorted()
          records.append(
            Raw(
              id: contact.dossier.id, title: Wording("联系方式", "Contact"), state: Wording(same: ""),
              ids: ids))
        }
      }
      for place in records.indices {
        let record = records[place]
        if !record.ids.isEmpty {
          records[place].rows += try work.values(record.ids, of: record.id, reason: reason)
        }
        // Only an application is filled in by others. That what stood there before is erased goes with it.
        if record.id.kind == ApplicationContent.kind {
          records[place].changes = try work.history(record.id).reversed()
            .filter { $0.role == .familyHelper && $0.name != PersonalDataEvent.erased }
        }
        records[place].history = try work.history(
          DossierID(record.id.kind.access, record.id.number))
      }
      return (records: records, now: work.now, traces: traces)
    }
    var traces = found.traces
    if let sources, let account = actor.account {
      try await traces?.add(of: account, sources, isWhole: isWhole)
    }
    let keyring = desk.keyring()
    return OwnData(
      records: try found.records.map { raw in
        OwnData.Record(
          dossier: raw.id, title: raw.title, state: raw.state,
          values: try raw.rows.map { row in
            let text = try keyring.open(row)
            return OwnData.Value(
              field: row.field, title: PersonalField.title(of: row.field), text: text,
              masked: PersonalField.masked(text, row.field), correctedBy: Self.correction(row))
          }, items: raw.items,
          readings: try raw.history.reversed().compactMap { event in
            try Self.reading(event, own: actor.party)
          },
          changes: raw.changes.map {
            OwnData.Change(at: $0.at, role: $0.role, event: $0.name)
          })
      }, madeAt: found.now, traces: traces)
  }

  /// A record before its values are opened.
  fileprivate struct Raw: Sendable {
    var id: DossierID
    var title: Wording
    var state: Wording
    var items: [OwnData.Item] = []
    var ids: [Int64] = []
    var rows: [SealedValue] = []
    var history: [CaseEvent] = []
    var changes: [CaseEvent] = []
  }

  private static func cases(
    of account: Int64, _ desk: PointsDesk, in work: any CaseUnit
  ) throws -> [Raw] {
    let key = AssociationContent.key(applicant: account)
    let applications = try Kept<ApplicationContent>.list(key, limit: 1000, in: work)
    let associations = try Kept<AssociationContent>.list(key, limit: 1000, in: work)
    let disputes = try Kept<DisputeContent>.list(key, limit: 1000, in: work)
    let units = try associations.map { try Kept<UnitContent>.find($0.content.unit, in: work) }
    let sanctions = try desk.sanctions(ofAccount: account, in: work)
    let evidence = try applications.flatMap { application in
      let key = DossierKey(EvidenceRecord.aboutKey, application.id.description)
      return try work.dossiers(DossierQuery(EvidenceRecord.kind, key: key, limit: 1000))
    }
    return applications.map { Raw($0, desk.undertakings) }
      + zip(associations, units).map { Raw($0, $1?.content.registration?.name) }
      + disputes.map(Raw.init) + (try evidence.map(Raw.init)) + sanctions.map(Raw.init)
  }

  /// With what a value is corrected.
  private static func correction(_ row: SealedValue) -> Act? {
    switch (row.dossier.kind.rawValue, row.field) {
    case ("application", "spouseName"), ("application", "spouseNumber"),
      ("application", "childName"), ("application", "childNumber"):
      .editBasics
    case ("application", "eligibility"), ("application", "payer"): .disputeEligibility
    case ("unit", "name"), ("unit", "mobile"), ("unit", "mail"): .changeUnitContact
    case ("unit", "unitCode"): .rotateUnitCode
    case ("contact", _): .correctOwnData
    default: nil
    }
  }

  private static func reading(
    _ event: CaseEvent, own party: PartyID
  ) throws -> OwnData.Reading? {
    guard event.name == PersonalDataEvent.read else { return nil }
    let fields = try Fields("\(event.dossier)", json: event.body)
    return OwnData.Reading(
      at: event.at, role: event.role, isOwn: event.party == party,
      reason: try fields.optionalText("reason") ?? "",
      fields: try fields.objects("values").map { value throws(StoreFailure) in
        try value.text("field")
      })
  }
}

extension ReadOwnData.Raw {
  fileprivate init(_ kept: Kept<UnitContent>) {
    let content = kept.content
    let contact = content.contact
    self.init(
      id: kept.id, title: UnitLifecycle.title,
      state: kept.status.map(UnitLifecycle.title(of:)) ?? Wording(same: ""),
      items: [
        .init(
          title: Wording("统一社会信用代码", "credit code"), text: Wording(same: content.code.full)),
        .init(
          title: Wording("名称", "name"), text: Wording(same: content.registration?.name ?? "—")),
      ],
      ids: [contact?.name, contact?.mobile, contact?.mail, content.unitCode].compactMap(\.?.id))
  }

  fileprivate init(_ kept: Kept<ApplicationContent>, _ undertakings: UndertakingBook) {
    let content = kept.content
    var items: [OwnData.Item] = [
      .init(title: CycleLifecycle.title, text: Wording(same: "\(content.cycle)")),
      .init(
        title: Wording("资格条件校验", "eligibility"), text: content.standing.wording),
    ]
    if let basics = content.basics {
      items.append(
        .init(title: Wording("婚姻状况", "marital status"), text: basics.maritalStatus.wording))
      items.append(
        .init(
          title: Wording("是否同意公开给第三方（不影响申报）", "disclosure to third parties (no effect)"),
          text: basics.maySharePublicly ? Wording("是", "yes") : Wording("否", "no")))
    }
    for acceptance in content.acceptances {
      items.append(
        .init(
          title: undertakings.text(acceptance.undertaking, version: acceptance.version)?.title
            ?? Wording(same: acceptance.undertaking.rawValue),
          text: Self.text(acceptance, hash: acceptance.hash.prefix(8) + "…"),
          full: Self.text(acceptance, hash: acceptance.hash[...])))
    }
    let values =
      [content.name, content.maskedNumber, content.payer, content.eligibility.details]
      .compactMap(\.self) + (content.basics?.values ?? [])
    self.init(
      id: kept.id, title: ApplicationLifecycle.title,
      state: kept.status.map(ApplicationLifecycle.title(of:)) ?? Wording(same: ""), items: items,
      ids: values.map(\.id))
  }

  private static func text(
    _ acceptance: UndertakingAcceptance, hash: Substring
  ) -> Wording {
    Wording(
      "第\(acceptance.version)版，\(acceptance.at.tableText)承诺，文本校验值（SHA-256）\(hash)",
      "version \(acceptance.version), accepted at \(acceptance.at.tableText), hash of the text (SHA-256) \(hash)"
    )
  }

  fileprivate init(_ kept: Kept<AssociationContent>, _ unit: String?) {
    let content = kept.content
    self.init(
      id: kept.id, title: AssociationLifecycle.title,
      state: kept.status.map(AssociationLifecycle.title(of:)) ?? Wording(same: ""),
      items: [
        .init(title: CycleLifecycle.title, text: Wording(same: "\(content.cycle)")),
        .init(title: UnitLifecycle.title, text: Wording(same: unit ?? "\(content.unit)")),
        .init(title: Wording("参保单位比对", "insurance payer"), text: content.match.wording),
      ],
      ids: [content.name, content.maskedNumber, content.remark].compactMap(\.?.id))
  }

  /// What was uploaded: the file stays in the vault, and who opened it is read here.
  fileprivate init(_ dossier: Dossier) throws {
    let record = try EvidenceRecord(json: dossier.body)
    self.init(
      id: dossier.id, title: EvidenceLifecycle.title,
      state: EvidenceLifecycle.Status(rawValue: dossier.state).map(EvidenceLifecycle.title(of:))
        ?? Wording(same: ""),
      items: [
        .init(
          title: Wording("文件", "file"),
          text: Wording(
            "\(record.pages)页，\(record.bytes / 1024) KB",
            "pages: \(record.pages), \(record.bytes / 1024) KB"))
      ])
  }

  fileprivate init(_ kept: Kept<SanctionContent>) {
    let content = kept.content
    self.init(
      id: kept.id, title: SanctionLifecycle.title,
      state: kept.status.map(SanctionLifecycle.title(of:)) ?? Wording(same: ""),
      items: [
        .init(
          title: Wording("禁入至（含当日）", "barred through"),
          text: Wording(
            NoticeValue.date(content.until).text(.zh), NoticeValue.date(content.until).text(.en)))
      ], ids: [content.name, content.number, content.reason].map(\.id))
  }

  fileprivate init(_ kept: Kept<DisputeContent>) {
    self.init(
      id: kept.id, title: DisputeLifecycle.title,
      state: kept.status.map(DisputeLifecycle.title(of:)) ?? Wording(same: ""),
      items: [
        .init(
          title: Wording("事项", "about"),
          text: kept.content.matter == .unit ? UnitLifecycle.title : Wording("资格条件", "eligibility"))
      ],
      ids: kept.content.values.map(\.id))
  }
}
