import Casework
import PointsLaw
import PointsService
import Policy
import Units

/// A dispute as the officer sees it (异议详情): what is on record beside what was objected, the reasons, the evidence, the time that is
/// left, and the decision.
struct DisputePage {
  private let visit: Visit
  private let dispute: ShowDispute.View

  init(_ visit: Visit, _ dispute: ShowDispute.View) {
    self.visit = visit
    self.dispute = dispute
  }

  private var isOpen: Bool { dispute.state == .open }

  var sheet: Sheet {
    let language = visit.language
    let number = "\(dispute.number)"
    return .panels(
      visit, visit.say("window.dispute.\(dispute.matter.rawValue)", ["number": number]),
      crumbs: [(visit.say("service.menu.disputes"), "/window")],
      [
        Panel(facts: [
          Panel.Fact(
            visit.say("window.state"), "",
            Panel.Mark(
              isOpen ? .info : .done, DisputeLifecycle.title(of: dispute.state)[language])),
          Panel.Fact(visit.say("window.district"), dispute.district.wording[language]),
          Panel.Fact(visit.say("window.filed"), dispute.clock.start.text(language)),
          Panel.Fact(
            visit.say("window.due"), dispute.standing.due.value.text(language),
            visit.left(dispute.standing)),
          Panel.Fact(visit.say("window.pauses"), pauses),
        ]),
        Panel(
          title: visit.say("window.compare"), paragraphs: [recorded], table: compared),
        Panel(title: visit.say("window.reason"), paragraphs: [dispute.reason]),
        Panel(title: visit.say("window.evidence"), table: evidence), answer,
      ], json: write)
  }

  private var pauses: String {
    let language = visit.language
    let lines = dispute.clock.pauses.map { pause in
      visit.say(
        "window.pause",
        [
          "from": pause.from.text(language),
          "to": pause.to?.text(language) ?? visit.say("window.pause.lasts"),
          "who": visit.say("service.role.\(pause.waitsFor.rawValue)"),
        ])
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
          Panel.Cell(line.title[language]), Panel.Cell(line.recorded[language]),
          Panel.Cell(line.claimed[language]),
          Panel.Cell(
            "",
            line.differs
              ? Panel.Mark(.warn, visit.say("window.differs"))
              : Panel.Mark(.todo, visit.say("window.agrees"))),
          Panel.Cell(line.articles.joined(separator: language == .zh ? "；" : "; ")),
        ]
      }, empty: visit.say("window.compare.empty"))
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
              ? "\(visit.place)/evidence/\(item.number)" : nil),
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

  private var answer: Panel {
    guard isOpen else {
      var paragraphs = [dispute.answer ?? visit.say("window.answer.none")]
      // A colleague was faster: what this officer typed is not lost.
      if let typed = visit.typed?.fields["remark"], !typed.isEmpty {
        paragraphs.append(visit.say("window.typed", ["text": typed]))
      }
      return Panel(title: visit.say("window.answer"), paragraphs: paragraphs)
    }
    let options = ["upheld", "dismissed"].map {
      FormField.Option(
        value: $0, text: visit.say("window.decision.\($0).\(dispute.matter.rawValue)"))
    }
    return Panel(
      title: visit.say("window.decide"), paragraphs: [visit.say("window.decide.text")],
      asks: [
        Panel.Ask(
          path: visit.place, button: visit.say("window.decide.button"),
          fields: [
            FormField(
              name: "decision", label: visit.say("window.decision"), control: .radios(options)),
            FormField(
              name: "remark", label: visit.say("window.remark"), control: .long,
              hint: visit.say("window.remark.hint")),
          ], hidden: [("seen", "\(dispute.version)")], keepsDraft: true)
      ])
  }

  // MARK: For programs

  static let shape = Shape.object([
    .init("number", .number), .init("version", .number),
    .init("state", .choice(DisputeLifecycle.Status.allCases.map(\.rawValue))),
    .init("matter", .choice(DisputeContent.Matter.allCases.map(\.rawValue))),
    .init("about", .object([.init("kind", .text), .init("number", .number)])),
    .init("district", .text), .init("filedAt", .moment), .init("deadline", ClockStanding.shape),
    .init("recordedAt", .optional(.moment)), .init("reason", .text),
    .init("answer", .optional(.text)),
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
      json.field("filedAt", dispute.clock.start.description)
      dispute.standing.write(to: &json)
      json.optional("recordedAt", dispute.recordedAt?.description)
      json.field("reason", dispute.reason)
      json.optional("answer", dispute.answer)
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
