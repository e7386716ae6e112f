import Casework
import PointsService
import Policy
import Units

extension ServicePoint {
  /// 我的信息: what is held, who read it and why; masked until its owner opens it.
  static let myData = ServicePoint.page(
    "/my/data", Wording("查看本人信息", "My data"), .readOwnData,
    query: [
      ServiceField(
        "open", .choice(["yes"]), isNeeded: false, Wording("显示完整内容", "what is masked, in full"))
    ], answer: DataPage.shape
  ) { visit in
    let data = try await ReadOwnData(visit.hall.points, visit.ownSources)(by: visit.actor)
    return DataPage(visit: visit, data: data).sheet
  }

  /// 导出本人信息: one JSON file, or the same as a text.
  static let exportData = ServicePoint.form(
    "/my/data/export", Wording("导出本人信息", "Export my data"), .exportOwnData,
    reads: .readOwnData,
    fields: [
      ServiceField(
        "format", .choice(["json", "text"]), isNeeded: false,
        Wording("文件格式，默认json", "what file it becomes; json when not said"))
    ], keepsDraft: false,
    done: .object([.init("file", .text)]),
    show: { visit in
      var view: View = [
        "form": visit.form("/my/data/export"),
        "fields": visit.fields([
          FormField(
            name: "format", label: visit.say("my.export.format"),
            control: .radios(
              ["text", "json"].map {
                FormField.Option(value: $0, text: visit.say("my.export.format.\($0)"))
              }), value: "text")
        ]),
      ]
      view.merge(visit.proof(for: .exportOwnData, back: "/my/data/export"))
      return Sheet(
        "my-export", visit.say("my.export"), crumbs: [(visit.say("my.data"), "/my/data")], view)
    }
  ) { visit in
    let format = visit.text("format")
    guard ["", "json", "text"].contains(format) else {
      throw Problem.unlisted("format", format)
    }
    try await visit.hall.limits.draw([.export], account: visit.session.account, address: nil)
    let (data, export) = try await ExportOwnData(visit.hall.points, visit.ownSources)(
      by: visit.actor)
    let day = data.madeAt.beijing.date
    let isText = format == "text"
    let file = isText ? data.text(visit.language, visit.ownWords) : data.json
    var outcome = Outcome("my.done.exported", next: "/my/data", export) { json in
      json.object { $0.field("file", file) }
    }
    outcome.sheet =
      isText
      ? .file("luohu-\(day).txt", type: "text/plain; charset=utf-8", Array(file.utf8))
      : .file("luohu-\(day).json", type: "application/json", Array(file.utf8))
    return outcome
  }
}

/// What is held about somebody (本人信息页).
private struct DataPage {
  let visit: Visit
  let data: OwnData

  private var language: Language { visit.language }
  private var isOpen: Bool { visit.query("open") == "yes" }
  /// Readings shown of each case; the export has all.
  private static let mostReadings = 20

  static let shape = Shape.object(
    [
      .init("madeAt", .moment),
      .init(
        "records",
        .list(
          .object([
            .init("case", .text), .init("title", .text), .init("state", .text),
            .init(
              "values",
              .list(
                .object([
                  .init("field", .text), .init("title", .text), .init("value", .text),
                  .init("correctedBy", .text, isOptional: true),
                ]))),
            .init("items", .list(.object([.init("title", .text), .init("text", .text)]))),
            .init(
              "changes",
              .list(
                .object([
                  .init("at", .moment), .init("role", .text), .init("event", .text),
                ]))),
            .init(
              "readings",
              .list(
                .object([
                  .init("at", .moment), .init("role", .text), .init("own", .flag),
                  .init("reason", .text), .init("fields", .list(.text)),
                ]))),
          ]))),
    ] + TracesPage.members)

  var sheet: Sheet {
    let view: View = [
      "isOpen": isOpen, "isMasked": !isOpen, "openLink": visit.link("/my/data") + "?open=yes",
      "closeLink": visit.link("/my/data"), "exportLink": visit.link("/my/data/export"),
      "records": data.records.map(record),
      "traces": traces.map { [$0.view] } ?? [View](),
    ]
    return Sheet("my-data", visit.say("my.data"), view) { json in write(&json) }
  }

  private var traces: TracesPage? { data.traces.map { TracesPage(visit: visit, traces: $0) } }

  private func record(_ record: OwnData.Record) -> View {
    [
      "title": record.title[language], "number": "\(record.dossier.number)",
      "state": record.state[language], "hasState": !record.state[language].isEmpty,
      "items": record.items.map { View(["title": $0.title[language], "text": $0.text[language]]) },
      "values": record.values.map(value),
      "hasChanges": !record.changes.isEmpty,
      "changes": record.changes.map { change in
        View([
          "at": change.at.text(language), "who": change.role.title[language],
          "what": visit.event(change.event),
        ])
      },
      "hasReadings": !record.readings.isEmpty,
      "readings": record.readings.prefix(DataPage.mostReadings).map(reading),
      "isCut": record.readings.count > DataPage.mostReadings,
      "more": visit.say(
        "my.data.more", ["count": "\(record.readings.count - DataPage.mostReadings)"]),
    ]
  }

  private func value(_ value: OwnData.Value) -> View {
    let path: String? =
      switch value.correctedBy {
      case .editBasics?: "/my/basics"
      case .disputeEligibility?: "/my/eligibility"
      case .correctOwnData?: "/account/contact"
      default: nil
      }
    // Findings are kept as a program reads them; people read them on their page.
    let isFindings = value.field == "eligibility"
    return [
      "title": value.title[language],
      "text": isOpen && !isFindings ? value.text : value.masked,
      "hasLink": path != nil, "link": path.map(visit.link) ?? "",
      "linkText": visit.say(isFindings ? "my.data.look" : "my.data.correct"),
      // What somebody wrote stays as it was written; nobody's records hold it.
      "isOfRecords": path == nil && value.field != "remark",
    ]
  }

  private func reading(_ reading: OwnData.Reading) -> View {
    let key = "my.data.reason.\(reading.reason)"
    return [
      "at": reading.at.text(language),
      "who": reading.isOwn ? visit.say("my.data.yourself") : reading.role.title[language],
      "why": visit.site.text(key, language, or: "my.data.reason.other"),
      "what": reading.fields.reduce(into: [String]()) { all, field in
        let title = OwnData.title(of: field)[language]
        if !all.contains(title) { all.append(title) }
      }.joined(separator: language == .zh ? "、" : ", "),
    ]
  }

  private func write(_ json: inout JSONWriter) {
    json.object { json in
      json.moment("madeAt", data.madeAt)
      json.list("records") { json in
        for record in data.records {
          json.object { json in
            json.field("case", record.dossier.description)
            json.field("title", record.title[language])
            json.field("state", record.state[language])
            json.list("values") { json in
              for value in record.values {
                json.object { json in
                  json.field("field", value.field)
                  json.field("title", value.title[language])
                  json.field("value", value.text)
                  if let act = value.correctedBy { json.field("correctedBy", act.rawValue) }
                }
              }
            }
            json.list("items") { json in
              for item in record.items {
                json.object { json in
                  json.field("title", item.title[language])
                  json.field("text", (item.full ?? item.text)[language])
                }
              }
            }
            json.list("changes") { json in
              for change in record.changes {
                json.object { json in
                  json.moment("at", change.at)
                  json.field("role", change.role.rawValue)
                  json.field("event", change.event)
                }
              }
            }
            json.list("readings") { json in
              for reading in record.readings {
                json.object { json in
                  json.moment("at", reading.at)
                  json.field("role", reading.role.rawValue)
                  json.field("own", reading.isOwn)
                  json.field("reason", reading.reason)
                  json.list("fields") { json in for field in reading.fields { json.text(field) } }
                }
              }
            }
          }
        }
      }
      traces?.write(to: &json)
    }
  }
}
