import PointsService
import Policy
import Units

extension ReadUnitBar.View {
  /// For programs.
  static let shape = Shape.object([
    .init("until", .day), .init("imposedAt", .moment, isOptional: true),
    .init("reason", .text, isOptional: true),
  ])

  func write(to json: inout JSONWriter) {
    json.field("until", until.description)
    json.moment("imposedAt", imposedAt)
    if let reason { json.field("reason", reason) }
  }
}

extension Visit {
  /// When the city barred a unit, and why; the same words for the unit, the window and the city.
  func facts(of bar: ReadUnitBar.View) -> [Panel.Fact] {
    [
      Panel.Fact(
        say("service.bar.imposed"), bar.imposedAt?.text(language) ?? say("service.bar.notKept")),
      Panel.Fact(say("service.bar.reason"), bar.reason ?? say("service.bar.noReason")),
    ]
  }
}
