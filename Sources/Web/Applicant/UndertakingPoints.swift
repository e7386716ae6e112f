import Casework
import PointsService
import Policy
import Units

extension ServicePoint {
  /// 承诺: the texts, and which of them have been accepted.
  static let myUndertakings = ServicePoint.page(
    "/my/undertakings", Wording("承诺", "Undertakings"), .readCase, answer: UndertakingPage.list
  ) { visit in
    let texts = try await visit.undertakings()
    let isHelper = visit.actor.role == .familyHelper
    let language = visit.language
    return Sheet(
      "my-undertakings", visit.say("my.undertakings"),
      [
        "isHelper": isHelper,
        "isNext": !isHelper && texts.allSatisfy { $0.acceptance != nil },
        "basicsLink": visit.link("/my/basics"),
        "texts": texts.map { text, acceptance in
          View([
            "title": text.title[language],
            "link": visit.link("/my/undertakings/\(text.undertaking.rawValue)"),
            "version": visit.say(
              "my.undertaking.version",
              ["version": "\(text.version)", "from": text.from.text(language)]),
            "tag": acceptance == nil ? "tag-todo" : "tag-done",
            "status": acceptance.map {
              visit.say("my.undertaking.acceptedAt", ["at": $0.at.text(language)])
            } ?? visit.say("my.undertaking.open"),
          ])
        },
      ]
    ) { json in
      json.object { json in
        json.list("texts") { json in
          for (text, acceptance) in texts {
            UndertakingPage.write(text, acceptance, language, &json)
          }
        }
      }
    }
  }

  /// 作出承诺: one text in full, accepted by its version and hash.
  static let acceptUndertaking = ServicePoint.form(
    "/my/undertakings/:undertaking", Wording("作出承诺", "Accept an undertaking"), .acceptUndertaking,
    reads: .readCase,
    fields: [
      ServiceField("version", .number, Wording("所读文本的版本", "the version that was read")),
      ServiceField("hash", .text(64), Wording("所读文本的SHA-256", "SHA-256 of the text that was read")),
      ServiceField("accepted", .flag, Wording("已阅读并承诺", "read and accepted")),
    ], keepsDraft: false, answer: UndertakingPage.one,
    show: { visit in try await UndertakingPage(visit: visit).sheet }
  ) { visit in
    guard let undertaking = visit.parameters["undertaking"].flatMap(Undertaking.init(rawValue:))
    else { throw Unknown() }
    guard visit.flag("accepted") else {
      throw Problem.argument(
        "accepted", "false", "请阅读全文后勾选", "read the text and tick the box")
    }
    guard let version = Int(visit.text("version")) else {
      throw Problem.incomplete("version", visit.text("version"))
    }
    let done = try await AcceptUndertaking(visit.hall.points)(
      undertaking, version: version, hash: visit.text("hash"), by: visit.actor)
    return Outcome("my.done.accepted", next: "/my/undertakings", done)
  }
}

extension Visit {
  /// The texts in force today, and how the visitor accepted each.
  fileprivate func undertakings() async throws -> [(
    text: UndertakingText, acceptance: UndertakingAcceptance?
  )] {
    try await AcceptUndertaking(hall.points).texts(
      for: actor, on: actor.receivedAt.beijing.date)
  }
}

/// One text in full (承诺书页).
private struct UndertakingPage {
  let visit: Visit

  static let one = Shape.object([
    .init("undertaking", .choice(Undertaking.allCases.map(\.rawValue))), .init("title", .text),
    .init("version", .number), .init("from", .day), .init("hash", .text),
    .init("paragraphs", .list(.text)), .init("acceptedAt", .moment, isOptional: true),
  ])
  static let list = Shape.object([.init("texts", .list(one))])

  static func write(
    _ text: UndertakingText, _ acceptance: UndertakingAcceptance?, _ language: Language,
    _ json: inout JSONWriter
  ) {
    json.object { json in
      json.field("undertaking", text.undertaking.rawValue)
      json.field("title", text.title[language])
      json.field("version", text.version)
      json.field("from", text.from.description)
      json.field("hash", text.hash)
      json.list("paragraphs") { json in
        for paragraph in text.paragraphs { json.text(paragraph[language]) }
      }
      json.moment("acceptedAt", acceptance?.at)
    }
  }

  var sheet: Sheet {
    get async throws {
      let name = visit.parameters["undertaking"] ?? ""
      let language = visit.language
      guard
        let (text, acceptance) = try await visit.undertakings().first(where: {
          $0.text.undertaking.rawValue == name
        })
      else { throw Unknown() }
      let path = "/my/undertakings/\(name)"
      // Not before the unit has confirmed: said before anything is ticked.
      let tasks = try await ShowTasks(visit.hall.points)(by: visit.actor)
      let step = tasks.steps.first { $0.act == .acceptUndertaking }
      // Nor by anybody but the applicant.
      let isHelper = visit.actor.role == .familyHelper
      let isOpen = acceptance == nil && step?.isBlocked == false && !isHelper
      var view: View = [
        "name": text.title[language],
        "paragraphs": text.paragraphs.map { $0[language] },
        "version": visit.say(
          "my.undertaking.version",
          ["version": "\(text.version)", "from": text.from.text(language)]),
        "hash": text.hash, "number": "\(text.version)", "form": visit.form(path),
        "isAccepted": acceptance != nil,
        "accepted": acceptance.map {
          visit.say("my.undertaking.acceptedAt", ["at": $0.at.text(language)])
        } ?? "",
        "isOpen": isOpen, "isBlocked": acceptance == nil && !isOpen && !isHelper,
        "isHelper": isHelper,
        "blocked": tasks.keptOut?[language].dated(language) ?? visit.say("my.undertaking.blocked"),
        "wayLink": visit.link(tasks.keptOut == nil ? "/my/association" : "/my/eligibility"),
        "way": visit.say(tasks.keptOut == nil ? "my.association" : "my.eligibility"),
        "fields": visit.fields([
          FormField(
            name: "accepted", label: "", control: .tick(visit.say("my.undertaking.tick")))
        ]),
      ]
      view.merge(visit.proof(for: .acceptUndertaking, back: path))
      return Sheet(
        "my-undertaking", text.title[language],
        crumbs: [(visit.say("my.undertakings"), "/my/undertakings")], view
      ) { json in UndertakingPage.write(text, acceptance, language, &json) }
    }
  }
}
