import Casework
import Identity
import Policy
import Units

extension ServicePoint {
  /// 系统状态: store, ledger, providers, what waits to be sent. No personal data, nothing to decide.
  static let system = ServicePoint.page(
    "/system", Wording("系统状态", "How the system does"), .readSystem,
    answer: .object([
      .init("isWell", .flag), .init("purpose", .choice(Purpose.allCases.map(\.rawValue))),
      .init("time", .moment),
      .init(
        "parts",
        .list(.object([.init("name", .text), .init("isWell", .flag), .init("text", .text)]))),
    ])
  ) { visit in
    let language = visit.language
    var parts = await visit.hall.backstage.health()
    for party in visit.hall.parties.parties {
      let health = await party.health()
      parts.append(
        Backstage.Part(
          name: "provider.\(health.provider)", isWell: health.isWell, text: health.text))
    }
    for trouble in visit.hall.revoked.troubles(at: CityClock.system.now()) {
      parts.append(
        Backstage.Part(
          name: "revocation.\(trouble.place)", isWell: false, text: trouble.text))
    }
    let found = parts
    let isWell = found.allSatisfy(\.isWell)
    return .panels(
      visit, visit.say("staff.system"),
      lead: visit.say(isWell ? "staff.system.well" : "staff.system.unwell"),
      [
        Panel(
          facts: [
            Panel.Fact(
              visit.say("city.installation"),
              visit.say("city.installation.\(visit.hall.installation.purpose.rawValue)")),
            Panel.Fact(visit.say("staff.time"), visit.hall.now.text(language)),
          ]),
        Panel(
          title: visit.say("staff.system.parts"),
          table: Panel.Table(
            columns: ["part", "state", "text"].map { visit.say("staff.system.\($0)") },
            rows: found.map { part in
              [
                Panel.Cell(visit.title(of: part)), Panel.Cell("", visit.mark(part)),
                Panel.Cell(part.text[language]),
              ]
            }, empty: visit.say("staff.system.none"))),
        Panel(paragraphs: [visit.say("staff.system.limits")]),
      ]
    ) { json in
      json.object { json in
        json.field("isWell", isWell)
        json.field("purpose", visit.hall.installation.purpose.rawValue)
        json.field("time", visit.hall.now.description)
        json.list("parts") { json in
          for part in found {
            json.object { json in
              json.field("name", part.name)
              json.field("isWell", part.isWell)
              json.field("text", part.text[language])
            }
          }
        }
      }
    }
  }
}

extension Visit {
  /// What a part of the system is called; one that has no words by its name.
  fileprivate func title(of part: Backstage.Part) -> String {
    // Which provider or list it is stands in what is said of it.
    let many = ["provider", "revocation"]
    let key = many.first { part.name.hasPrefix("\($0).") } ?? part.name
    return site.has("staff.part.\(key)") ? say("staff.part.\(key)") : part.name
  }

  fileprivate func mark(_ part: Backstage.Part) -> Panel.Mark {
    if part.isOff { return Panel.Mark(.todo, say("staff.system.off")) }
    return part.isWell
      ? Panel.Mark(.done, say("staff.system.good")) : Panel.Mark(.danger, say("staff.system.bad"))
  }
}
