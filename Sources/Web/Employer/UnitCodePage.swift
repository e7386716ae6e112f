import Casework
import PointsService
import Policy
import Units

/// 单位注册码: shown to be handed out, read aloud and printed; replaced when it went round.
enum UnitCodePage {
  static let point = ServicePoint.page(
    "/unit/code", Wording("单位注册码", "The unit code"), .readUnitCode,
    answer: .object([
      .init("code", .text, isOptional: true), .init("works", .flag), .init("version", .number),
    ])
  ) { visit in
    let unit = try await visit.registeredUnit()
    let code = try await ReadUnitCode(visit.hall.points)(unit.number, by: visit.actor)
    let groups = code.map { $0.description.split(separator: "-").map(String.init) } ?? []
    let title = visit.say("unit.code")
    let view: View = [
      "title": title, "hasCode": code != nil, "works": unit.works,
      "isClosed": !unit.state.isStanding, "closed": closed(unit, visit),
      "canConfirm": unit.state == .unconfirmed, "canRotate": canRotate(unit),
      "name": unit.content.registration?.name ?? "", "code": code?.description ?? "",
      "groups": groups.enumerated().map { place, group in
        View([
          "title": visit.say("unit.code.group", ["place": "\(place + 1)"]), "letters": group,
          "aloud": aloud(group, visit),
        ])
      },
      "rotateLink": visit.link("/unit/code/rotate"), "confirmLink": visit.link("/unit/confirm"),
      "backLink": visit.link("/unit"),
    ]
    return Sheet("unit-code", title, crumbs: visit.unitCrumbs, view) { json in
      json.object { json in
        if let code { json.field("code", code.description) }
        json.field("works", unit.works)
        json.field("version", unit.version)
      }
    }
  }

  /// What is said of the code of a unit that is kept out.
  private static func closed(_ unit: ShowUnit.View, _ visit: Visit) -> String {
    visit.say(
      "unit.code.closed", ["state": UnitLifecycle.title(of: unit.state)[visit.language]])
  }

  private static func canRotate(_ unit: ShowUnit.View) -> Bool {
    (try? UnitLifecycle.apply(.rotateCode, to: unit.state)) != nil
  }

  /// How a group is read to somebody on the telephone.
  static func aloud(_ group: String, _ visit: Visit) -> String {
    group.map { visit.say("unit.letter.\($0)") }
      .joined(separator: visit.language == .zh ? "、" : ", ")
  }

  /// 更换注册码
  static let rotation = ServicePoint.form(
    "/unit/code/rotate", Wording("更换单位注册码", "Change the unit code"), .rotateUnitCode,
    reads: .readUnitCode,
    fields: [ServiceField("seen", .number, Wording("所见的版本", "the version seen"))],
    keepsDraft: false
  ) { visit in
    let unit = try await visit.registeredUnit()
    let title = visit.say("unit.rotate")
    let crumbs = visit.unitCrumbs + [(visit.say("unit.code"), "/unit/code")]
    guard canRotate(unit) else {
      let why =
        unit.state == .unconfirmed ? visit.say("unit.code.stands.text") : closed(unit, visit)
      return Sheet(
        "unit-form", title, crumbs: crumbs,
        visit.closedForm(
          "/unit/code/rotate", title, why, back: (visit.say("unit.rotate.back"), "/unit/code")))
    }
    return Sheet(
      "unit-form", title, crumbs: crumbs,
      visit.withProof(
        of: .rotateUnitCode,
        visit.unitForm(
          "/unit/code/rotate", title,
          [visit.say("unit.rotate.text"), visit.say("unit.rotate.kept")],
          warning: visit.say("unit.rotate.warning"), seen: unit.version, [],
          button: visit.say("unit.rotate.button"),
          back: (visit.say("unit.rotate.back"), "/unit/code"))))
  } run: { visit in
    let unit = try await visit.registeredUnit()
    let done = try await RotateUnitCode(visit.hall.points)(
      unit.number, seen: try visit.seen(), by: visit.actor)
    return Outcome("unit.done.rotated", next: "/unit/code", done)
  }
}
