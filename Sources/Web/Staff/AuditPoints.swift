import Casework
import PointsService
import Policy
import Units

extension ServicePoint {
  /// 办理记录查询: what was done, by whom, to what, and the proof of it.
  static let audit: [ServicePoint] = [search, export, act, proof]

  private static let rowShape = Shape.object([
    .init("place", .number), .init("reference", .text),
    .init("case", .object([.init("kind", .text), .init("number", .number)])),
    .init("version", .number), .init("event", .text), .init("party", .text),
    .init("role", .choice(Role.allCases.map(\.rawValue))), .init("at", .moment),
    .init("rules", .text), .init("body", .text),
  ])

  static func write(_ row: SearchActs.Row, to json: inout JSONWriter) {
    json.object { json in
      json.field("place", row.place)
      json.field("reference", row.reference.description)
      json.object("case") { json in
        json.field("kind", row.dossier.kind.rawValue)
        json.field("number", Int(row.dossier.number))
      }
      json.field("version", row.version)
      json.field("event", row.event)
      json.field("party", row.party.rawValue)
      json.field("role", row.role.rawValue)
      json.field("at", row.at.description)
      json.field("rules", row.rules)
      json.field("body", row.body)
    }
  }

  /// 查询办理记录
  private static let search = ServicePoint.page(
    "/audit", Wording("查询办理记录", "Search acts"), .searchActs,
    query: AuditQuery.fields + [
      ServiceField("before", .number, isNeeded: false, Wording("在哪个序号之前", "before which place"))
    ],
    answer: .object([.init("acts", .list(rowShape)), .init("next", .optional(.number))]),
    showsMistakes: true
  ) { visit in
    guard visit.problems.isEmpty else { return visit.auditSheet([]) }
    let query = try AuditQuery(visit)
    let page =
      query.isAsked
      ? try await visit.searchActs()(
        query.subject(visit), event: query.event, from: query.from, to: query.to,
        before: query.before, by: visit.actor) : nil
    let rows = page?.rows ?? []
    var panels: [Panel] = []
    if query.isAsked {
      panels.append(
        Panel(
          title: visit.say("audit.found"),
          paragraphs: query.showsSignIns ? [visit.say("audit.signIns")] : [],
          table: visit.table(rows)))
      panels.append(
        visit.pages(by: "before", next: page?.next) { query.path("/audit", before: $0) })
      if !rows.isEmpty {
        panels.append(Panel(links: [(visit.say("audit.export"), query.path("/audit/export"))]))
      }
    }
    return visit.auditSheet(panels) { json in
      json.object { json in
        json.list("acts") { json in for row in rows { write(row, to: &json) } }
        json.key("next")
        if let next = page?.next { json.number(next) } else { json.null() }
      }
    }
  }

  /// 导出查询结果: a CSV file; the same acts as JSON to programs.
  private static let export = ServicePoint.page(
    "/audit/export", Wording("导出查询结果", "Take the results along"), .exportProof,
    query: AuditQuery.fields, answer: .object([.init("acts", .list(rowShape))]),
    files: ["text/csv"], showsMistakes: true
  ) { visit in
    guard visit.problems.isEmpty else { return visit.auditSheet([]) }
    let query = try AuditQuery(visit)
    let subject = try await query.subject(visit)
    try await visit.hall.limits.draw([.export], account: visit.session.account, address: nil)
    let (rows, isWhole) = try await ExportActs(visit.searchActs())(
      subject, event: query.event, from: query.from, to: query.to, by: visit.actor)
    guard isWhole else {
      throw Problem.argument(
        "from", "\(ExportActs.most)", "结果超过\(ExportActs.most)条，请缩短时间范围后分次导出",
        "there are more than \(ExportActs.most) acts; narrow the time and take them in parts")
    }
    let table = ExportActs.table(rows, madeAt: visit.actor.receivedAt)
    var sheet = Sheet.file(
      "acts.csv", type: "text/csv; charset=utf-8", visit.hall.backstage.csv(table, visit.language))
    sheet.json = { json in
      json.object { json in
        json.list("acts") { json in for row in rows { write(row, to: &json) } }
      }
    }
    return sheet
  }

  /// 办理记录详情
  private static let act = ServicePoint.page(
    "/audit/acts/:place", Wording("办理记录详情", "One act with its proof"), .searchActs,
    answer: .object([
      .init("act", rowShape), .init("check", .text), .init("checkpointSize", .optional(.number)),
      .init("proofHashes", .number),
    ])
  ) { visit in
    let row = try await visit.auditedAct()
    let receipt = try await visit.hall.proof.receipt(row.reference)
    let check = receipt?.check(visit.hall.proof.keys)
    var size: Int?
    if case .covered(_, let covered, _) = check { size = covered }
    let hashes = receipt?.inclusion?.proof.count ?? 0
    return visit.sheet(row, check, hashes) { json in
      json.object { json in
        json.key("act")
        write(row, to: &json)
        json.field("check", check?.wording[visit.language] ?? "")
        json.key("checkpointSize")
        if let size { json.number(size) } else { json.null() }
        json.field("proofHashes", hashes)
      }
    }
  }

  /// 导出证明: the receipt with the event itself, to be checked without the platform.
  private static let proof = ServicePoint.page(
    "/audit/acts/:place/proof", Wording("导出证明", "Take the proof of an act along"), .exportProof,
    files: ["application/json"]
  ) { visit in
    let row = try await visit.auditedAct()
    try await visit.hall.limits.draw([.export], account: visit.session.account, address: nil)
    try await visit.searchActs().export("proof \(row.place)", by: visit.actor)
    guard let receipt = try await visit.hall.proof.receiptWithEvent(row.reference) else {
      throw Unknown()
    }
    return .file("proof-\(row.reference).json", type: "application/json", receipt.json)
  }
}

extension Visit {
  /// The search of acts, where the installation has one.
  func searchActs() throws -> SearchActs {
    guard let acts = hall.backstage.acts else { throw Rejection(.notFound) }
    return SearchActs(hall.points, acts)
  }

  /// The act that the address names.
  fileprivate func auditedAct() async throws -> SearchActs.Row {
    let text = parameters["place"] ?? ""
    guard let place = LedgerText.number(text),
      let row = try await searchActs().act(at: place, by: actor)
    else { throw Unknown() }
    return row
  }

  /// The search with what was typed, what was found, and other ways to it.
  fileprivate func auditSheet(
    _ found: [Panel], json: ((inout JSONWriter) -> Void)? = nil
  ) -> Sheet {
    let others = Panel(
      title: say("audit.others"),
      links: [
        (say("audit.people"), "/audit/people"), (say("audit.officers"), "/audit/officers"),
        (say("audit.readings"), "/audit?subject=anything&event=\(PersonalDataEvent.read)"),
      ])
    return .panels(
      self, say("audit.title"), lead: say("audit.lead"),
      [Panel(paragraphs: [say("audit.trace")], filter: AuditQuery.filter(self))] + found
        + [others], json: json)
  }

  fileprivate func table(_ rows: [SearchActs.Row]) -> Panel.Table {
    Panel.Table(
      columns: ["at", "event", "case", "party", "role", "reference"].map {
        say("audit.column.\($0)")
      },
      rows: rows.map { row in
        [
          Panel.Cell(row.at.text(language), to: "/audit/acts/\(row.place)"),
          Panel.Cell(event(row.event)),
          Panel.Cell(title(of: row.dossier)), Panel.Cell(party(row.party)),
          Panel.Cell(say("service.role.\(row.role.rawValue)")),
          Panel.Cell(row.reference.description),
        ]
      }, empty: say("audit.none"))
  }

  fileprivate func sheet(
    _ row: SearchActs.Row, _ check: ReceiptCheck?, _ hashes: Int,
    json: @escaping (inout JSONWriter) -> Void
  ) -> Sheet {
    var links = [
      (say("audit.proof"), "/audit/acts/\(row.place)/proof"),
      (say("audit.verify"), "/verify?reference=\(row.reference)"),
      (
        say("audit.case"),
        "/audit?subject=case&number=\(row.dossier.kind.rawValue)/\(row.dossier.number)"
      ),
    ]
    if let account = row.party.account {
      links.append((say("audit.by"), "/audit?subject=by&number=\(account)"))
    }
    let mark: Panel.Mark =
      switch check {
      case .covered: Panel.Mark(.done, say("audit.covered"))
      case .waiting: Panel.Mark(.info, say("audit.waiting"))
      case .wrong, nil: Panel.Mark(.danger, say("audit.wrong"))
      }
    return .panels(
      self, event(row.event), crumbs: [(say("service.menu.audit"), "/audit")],
      [
        Panel(facts: [
          Panel.Fact(say("audit.column.at"), row.at.text(language)),
          Panel.Fact(say("audit.event.name"), row.event),
          Panel.Fact(
            say("audit.column.case"),
            say(
              "audit.case.version",
              [
                "case": title(of: row.dossier), "id": row.dossier.description,
                "version": "\(row.version)",
              ])),
          Panel.Fact(say("audit.column.party"), party(row.party)),
          Panel.Fact(
            say("audit.column.role"), say("service.role.\(row.role.rawValue)")),
          Panel.Fact(say("audit.rules"), row.rules.isEmpty ? "—" : row.rules),
          Panel.Fact(say("audit.column.reference"), row.reference.description),
          Panel.Fact(say("audit.place"), "\(row.place)"),
          Panel.Fact(say("audit.integrity"), check?.wording[language] ?? "—", mark),
          Panel.Fact(say("audit.hashes"), "\(hashes)"),
        ]), Panel(title: say("audit.body"), text: row.body),
        Panel(title: say("staff.can"), links: links),
      ], json: json)
  }
}
