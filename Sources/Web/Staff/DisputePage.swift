import Casework
import PointsLaw
import PointsService
import Policy
import Units

/// A dispute as the officer sees it (异议详情): whose it is, what is on record beside what was objected, the reasons, the evidence, the time that is
/// left, and the decision.
struct DisputePage {
  let visit: Visit
  let dispute: ShowDispute.View
  /// Without language.
  let path: String

  init(_ visit: Visit, _ dispute: ShowDispute.View) {
    self.visit = visit
    self.dispute = dispute
    path = "/window/disputes/\(dispute.matter.rawValue)/\(dispute.number)"
  }

  var isOpen: Bool { !DisputeLifecycle.isEnd(dispute.state) }

  var title: String {
    visit.say(
      "window.dispute.\(dispute.matter.rawValue)", ["number": "\(dispute.number)"])
  }

  /// The dispute with the form in which it is decided.
  var sheet: Sheet {
    .panels(
      visit, title, crumbs: [(visit.say("service.menu.disputes"), "/window")],
      panels + [asking, answer], json: write)
  }

  /// The dispute with the form in which the other side is asked for more.
  var askSheet: Sheet {
    .panels(
      visit, visit.say("window.ask"),
      crumbs: [(visit.say("service.menu.disputes"), "/window"), (title, path)], panels + [question])
  }

  private var panels: [Panel] {
    let language = visit.language
    return [
      Panel(
        facts: [
          Panel.Fact(
            visit.say("window.state"), "",
            Panel.Mark(
              dispute.state == .waiting ? .todo : isOpen ? .info : .done,
              DisputeLifecycle.title(of: dispute.state)[language])),
          Panel.Fact(visit.say("window.district"), dispute.district.wording[language]),
          Panel.Fact(visit.say("window.filed"), dispute.clock.start.text(language)),
          Panel.Fact(
            visit.say("window.due"),
            dispute.state == .waiting
              ? visit.say("window.due.paused", ["days": "\(dispute.standing.daysLeft)"])
              : dispute.standing.due.deadline(language),
            visit.left(dispute.standing)),
          Panel.Fact(visit.say("window.pauses"), pauses),
        ] + decided), filer,
      dispute.bar.map { Panel(title: visit.say("service.bar"), facts: visit.facts(of: $0)) }
        ?? Panel(),
      Panel(
        title: visit.say(isOpen ? "window.compare" : "window.compare.now"),
        paragraphs: [recorded], table: isOpen ? compared : onRecord),
      Panel(title: visit.say("window.reason"), paragraphs: [dispute.reason]),
      Panel(title: visit.say("window.evidence"), table: evidence), inquiries,
    ]
  }

  private var decided: [Panel.Fact] {
    dispute.clock.stopped.map {
      [Panel.Fact(visit.say("window.decided"), $0.text(visit.language))]
    } ?? []
  }

  /// Whose it is: what an officer compares the certificates with.
  var filer: Panel {
    let filer = dispute.filer
    let facts: [(key: String, text: String?)] =
      switch dispute.matter {
      case .unit:
        [("unit", filer.unit), ("clerk", filer.maskedName ?? visit.say("window.filer.entity"))]
      case .eligibility: [("name", filer.maskedName), ("number", filer.maskedNumber)]
      }
    return Panel(
      title: visit.say("window.filer"),
      paragraphs: [visit.say("window.filer.\(dispute.matter.rawValue)")],
      facts: facts.compactMap { key, text in
        text.map { Panel.Fact(visit.say("window.filer.fact.\(key)"), $0) }
      })
  }

  // MARK: Asking for more

  private var inquiries: Panel {
    guard !dispute.inquiries.isEmpty else { return Panel() }
    let language = visit.language
    return Panel(
      title: visit.say("window.inquiries"),
      facts: dispute.inquiries.flatMap { inquiry in
        [
          Panel.Fact(
            visit.say("window.inquiry.asked", ["at": inquiry.askedAt.text(language)]),
            inquiry.question),
          Panel.Fact(
            visit.say("window.inquiry.reply"), inquiry.reply ?? "",
            inquiry.reply == nil
              ? Panel.Mark(
                .todo, visit.say(isOpen ? "window.inquiry.waits" : "window.inquiry.none"))
              : nil),
        ]
      })
  }

  /// The way to the form, while something can be asked.
  private var asking: Panel {
    switch dispute.state {
    case .open where dispute.standing.phase != .overdue:
      Panel(
        title: visit.say("window.ask"),
        paragraphs: [
          visit.say(
            "window.ask.text", ["article": Rule.clockOver.article.text(visit.language)])
        ],
        links: [(visit.say("window.ask.link"), "\(path)/ask")])
    case .open:
      Panel(title: visit.say("window.ask"), paragraphs: [Rule.clockOver.wording[visit.language]])
    case .waiting: Panel(paragraphs: [visit.say("window.ask.waits")])
    case .upheld, .dismissed, .settled: Panel()
    }
  }

  private var question: Panel {
    // What was typed stays, whatever became of the dispute meanwhile.
    guard dispute.state == .open || visit.typed != nil else {
      var panel = asking
      if !isOpen { panel.paragraphs = [visit.say("window.ask.over")] }
      panel.links = [(title, path)]
      return panel
    }
    return Panel(
      title: visit.say("window.ask.form"),
      paragraphs: [
        visit.say(
          "window.ask.text", ["article": Rule.clockOver.article.text(visit.language)])
      ],
      asks: [
        Panel.Ask(
          path: "\(path)/ask", button: visit.say("window.ask.button"),
          fields: [
            FormField(
              name: "question", label: visit.say("window.ask.question"), control: .long,
              hint: visit.say("window.ask.question.hint"))
          ], hidden: [("seen", "\(dispute.version)")], keepsDraft: true)
      ], links: [(visit.say("staff.cancel"), path)])
  }

  private var pauses: String {
    let language = visit.language
    let lines = dispute.clock.pauses.map { pause in
      var values = [
        "from": pause.from.text(language),
        "who": visit.say("service.role.\(pause.waitsFor.rawValue)"),
      ]
      guard let end = pause.to else { return visit.say("window.pause.lasts", values) }
      values["to"] = end.text(language)
      return visit.say("window.pause", values)
    }
    return lines.isEmpty
      ? visit.say("window.pauses.none") : lines.joined(separator: language == .zh ? "；" : "; ")
  }

  private var recorded: String {
    guard let at = dispute.recordedAt else { return visit.say("window.recorded.none") }
    return visit.say("window.recorded", ["at": at.text(visit.language)])
  }

  private var compared: Panel.Table {
    let language = visit.language
    return Panel.Table(
      columns: ["point", "recorded", "claimed", "same", "article"].map {
        visit.say("window.compare.\($0)")
      },
      rows: dispute.lines.map { line in
        [
          Panel.Cell(line.title[language]), Panel.Cell(line.recorded[language].dated(language)),
          Panel.Cell(line.claimed[language]),
          Panel.Cell(
            "",
            line.differs
              ? Panel.Mark(.warn, visit.say("window.differs"))
              : Panel.Mark(.todo, visit.say("window.agrees"))),
          Panel.Cell(
            Article.text(line.articles, language)),
        ]
      }, empty: visit.say("window.compare.empty"))
  }

  /// After the decision nothing is objected any more.
  private var onRecord: Panel.Table {
    var table = compared
    table.columns = [0, 1, 4].map { table.columns[$0] }
    table.rows = table.rows.map { row in [0, 1, 4].map { row[$0] } }
    return table
  }

  private var evidence: Panel.Table {
    let language = visit.language
    let canOpen = visit.hall.backstage.openEvidence != nil
    return Panel.Table(
      columns: ["file", "state", "pages", "scan"].map { visit.say("window.evidence.\($0)") },
      rows: dispute.evidence.map { item in
        [
          Panel.Cell(
            visit.say("window.evidence.number", ["number": "\(item.number)"]),
            to: item.canBeOpened && canOpen
              ? "\(path)/evidence/\(item.number)" : nil),
          Panel.Cell(EvidenceLifecycle.title(of: item.state)[language]),
          Panel.Cell(
            visit.say(
              "window.evidence.size",
              ["pages": "\(item.pages)", "size": "\(item.bytes / 1024)"])),
          Panel.Cell(
            "",
            Panel.Mark(
              item.scan == .clean ? .done : item.scan == .infected ? .danger : .warn,
              visit.say("window.scan.\(item.scan.rawValue)"))),
        ]
      }, empty: visit.say("window.evidence.empty"))
  }

  // MARK: For programs

  static let shape = Shape.object([
    .init("number", .number), .init("version", .number),
    .init("state", .choice(DisputeLifecycle.Status.allCases.map(\.rawValue))),
    .init("matter", .choice(DisputeContent.Matter.allCases.map(\.rawValue))),
    .init("about", .object([.init("kind", .text), .init("number", .number)])),
    .init("district", .text), .init("filer", filerShape), .init("filedAt", .moment),
    .init("deadline", ClockStanding.shape),
    .init("recordedAt", .optional(.moment)), .init("reason", .text),
    .init("bar", ReadUnitBar.View.shape, isOptional: true),
    .init("answer", .optional(.text)), .init("inquiries", inquiriesShape),
    .init(
      "lines",
      .list(
        .object([
          .init("name", .text), .init("title", .text), .init("recorded", .text),
          .init("claimed", .text), .init("differs", .flag), .init("articles", .list(.text)),
        ]))),
    .init(
      "evidence",
      .list(
        .object([
          .init("number", .number), .init("state", .text), .init("pages", .number),
          .init("bytes", .number), .init("scan", .choice(EvidenceScan.allCases.map(\.rawValue))),
        ]))),
  ])

  /// Name and number are masked.
  private static let filerShape = Shape.object([
    .init("unit", .optional(.text)), .init("name", .optional(.text)),
    .init("identityNumber", .optional(.text)),
  ])

  /// What was asked and answered, for programs of both sides.
  static let inquiriesShape = Shape.list(
    .object([
      .init("question", .text), .init("askedAt", .moment), .init("reply", .text, isOptional: true),
    ]))

  static func write(_ inquiries: [ListDisputes.Words.Inquiry], to json: inout JSONWriter) {
    json.list("inquiries") { json in
      for inquiry in inquiries {
        json.object { json in
          json.field("question", inquiry.question)
          json.field("askedAt", inquiry.askedAt.description)
          if let reply = inquiry.reply { json.field("reply", reply) }
        }
      }
    }
  }

  private func write(_ json: inout JSONWriter) {
    let language = visit.language
    json.object { json in
      json.field("number", Int(dispute.number))
      json.field("version", dispute.version)
      json.field("state", dispute.state.rawValue)
      json.field("matter", dispute.matter.rawValue)
      json.object("about") { json in
        json.field("kind", dispute.about.kind.rawValue)
        json.field("number", Int(dispute.about.number))
      }
      json.field("district", dispute.district.name)
      json.object("filer") { json in
        json.optional("unit", dispute.filer.unit)
        json.optional("name", dispute.filer.maskedName)
        json.optional("identityNumber", dispute.filer.maskedNumber)
      }
      json.field("filedAt", dispute.clock.start.description)
      dispute.standing.write(to: &json)
      json.optional("recordedAt", dispute.recordedAt?.description)
      json.field("reason", dispute.reason)
      if let bar = dispute.bar { json.object("bar", bar.write) }
      json.optional("answer", dispute.answer)
      Self.write(dispute.inquiries, to: &json)
      json.list("lines") { json in
        for line in dispute.lines {
          json.object { json in
            json.field("name", line.name)
            json.field("title", line.title[language])
            json.field("recorded", line.recorded[language])
            json.field("claimed", line.claimed[language])
            json.field("differs", line.differs)
            json.list("articles") { json in for article in line.articles { json.text(article) } }
          }
        }
      }
      json.list("evidence") { json in
        for item in dispute.evidence {
          json.object { json in
            json.field("number", Int(item.number))
            json.field("state", item.state.rawValue)
            json.field("pages", item.pages)
            json.field("bytes", item.bytes)
            json.field("scan", item.scan.rawValue)
          }
        }
      }
    }
  }
}
