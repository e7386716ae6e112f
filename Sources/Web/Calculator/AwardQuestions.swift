import PointsLaw

/// What a claim on innovation must state (创新创业填报内容): grade, place and year for awards and
/// competitions, as far as they have them; years and financing for enterprise routes.
struct AwardQuestions {
  private let row: InnovationRow

  /// `nil` for a name that no award has.
  init?(_ name: String) {
    guard let row = InnovationRow.allCases.first(where: { $0.name == name }) else { return nil }
    self.row = row
  }

  /// The keys of the questions, in the order of the page.
  var keys: [String] {
    guard row.route != .enterprise else {
      return row == .C4 ? ["years", "financing"] : ["years"]
    }
    let givesByPlace = row.needsPlace(nil) || row.grades.contains(where: row.needsPlace)
    return (row.grades.isEmpty ? [] : ["grade"]) + (givesByPlace ? ["place"] : []) + ["year"]
  }

  /// The grades in which it is given, by name.
  var grades: [String] { row.grades.map(\.name) }

  func gives(_ grade: String) -> Bool { grades.contains(grade) }

  /// Whether a question is asked: what the award needs, and a place that a case file states although
  /// the points do not depend on it.
  func asks(_ key: String, answered value: String) -> Bool {
    keys.contains(key) || key == "place" && row.mayHavePlace && !value.isEmpty
  }
}
