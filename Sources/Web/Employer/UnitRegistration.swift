import Casework
import PointsService
import Policy
import Units

/// 单位注册: whoever signed in for a legal entity registers it; the registry answers.
enum UnitRegistration {
  static let point = ServicePoint.form(
    "/unit/register", Wording("单位注册", "Register the unit"), .registerUnit,
    fields: [
      ServiceField(
        "creditCode", .text(40),
        Wording("18位统一社会信用代码，须为登录的法人的", "the credit code, that of the legal entity that signed in"))
    ], done: .object([.init("obstacles", UnitHome.obstacles)])
  ) { visit in
    let unit = try await visit.unit()
    var code = unit?.content.code.full ?? ""
    if case .entity(let own) = visit.actor.scope { code = own.full }
    let obstacles = unit?.obstacles ?? []
    let paragraphs =
      [visit.say("unit.register.text"), visit.say("unit.register.away")]
      + (obstacles.isEmpty ? [] : [visit.say("unit.register.refused")])
      + obstacles.map {
        (unit?.wording(of: $0) ?? $0.wording)[visit.language]
          + visit.say("service.article", ["article": $0.article.text(visit.language)])
      }
    let title = visit.say("unit.register")
    return Sheet(
      "unit-form", title, crumbs: visit.unitCrumbs,
      visit.unitForm(
        "/unit/register", title, paragraphs,
        [
          FormField(
            name: "creditCode", label: visit.say("unit.fact.code"), control: .text(.text),
            value: code, hint: visit.say("unit.register.hint"))
        ], button: visit.say("unit.register.button"), back: (visit.say("unit.back"), "/unit")))
  } run: { visit in
    let done = try await RegisterUnit(visit.hall.points)(
      visit.text("creditCode"), by: visit.actor)
    let unit = try await visit.unit()
    let said =
      switch UnitLifecycle.Status(rawValue: done.state) {
      case .unconfirmed: "unit.done.registered"
      case .pending: "unit.done.pending"
      default: "unit.done.refused"
      }
    return Outcome(said, next: "/unit", done) { json in
      json.object { UnitHome.write(obstaclesOf: unit, visit.language, to: &$0) }
    }
  }
}
