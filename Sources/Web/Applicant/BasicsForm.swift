import PointsService
import Policy

/// The basic information as it is typed (基础信息填写): whatever stands in the fields, with as many rows of children as there are.
struct BasicsForm: Equatable {
  struct Relative: Equatable {
    var name = ""
    var number = ""

    var isBlank: Bool { name.isEmpty && number.isEmpty }
  }

  var maritalStatus = ""
  var spouse = Relative()
  var children: [Relative] = []
  /// `true`, `false`, or nothing: an answer is required.
  var share = ""

  /// Rows that are read of what was sent; the act refuses more than ten.
  private static let mostRows = 30

  init(_ sent: FormBody) {
    func text(_ name: String) -> String { sent[name] ?? "" }
    maritalStatus = text("maritalStatus")
    spouse = Relative(name: text("spouse.name"), number: text("spouse.number"))
    share = text("maySharePublicly")
    for row in 0..<BasicsForm.mostRows {
      let (name, number) = ("children[\(row)].name", "children[\(row)].number")
      guard sent[name] != nil || sent[number] != nil else { break }
      children.append(Relative(name: text(name), number: text(number)))
    }
  }

  init(_ entry: EditBasics.Entry?) {
    guard let entry else { return }
    maritalStatus = entry.maritalStatus.rawValue
    spouse = entry.spouse.map { Relative(name: $0.name, number: $0.number) } ?? Relative()
    children = entry.children.map { Relative(name: $0.name, number: $0.number) }
    share = entry.maySharePublicly ? "true" : "false"
  }

  /// Without rows in which nothing stands.
  var filled: BasicsForm {
    var filled = self
    filled.children.removeAll(where: \.isBlank)
    return filled
  }

  /// What it says, with what cannot be told from it; the rest is checked by the act.
  var entry: (EditBasics.Entry, problems: [Problem]) {
    var problems: [Problem] = []
    let status = MaritalStatus(rawValue: maritalStatus)
    if status == nil {
      problems.append(
        Problem(
          path: "maritalStatus", value: JSONText.quoted(maritalStatus),
          allowed: Wording("请选择婚姻状况", "choose the marital status")))
    }
    if !["true", "false"].contains(share) {
      problems.append(
        Problem(
          path: "maySharePublicly", value: JSONText.quoted(share),
          allowed: Wording("请选择是或否", "answer yes or no")))
    }
    func relative(_ relative: Relative) -> EditBasics.Relative {
      EditBasics.Relative(name: relative.name, number: relative.number)
    }
    // Who chose nothing yet is not told anything about a spouse.
    let hasSpouse = status == .married || status != nil && !spouse.isBlank
    return (
      EditBasics.Entry(
        maritalStatus: status ?? .single, spouse: hasSpouse ? relative(spouse) : nil,
        children: children.map(relative), maySharePublicly: share == "true"), problems
    )
  }

  /// Names and values, as a form sends them.
  var pairs: [(name: String, value: String)] {
    [
      ("maritalStatus", maritalStatus), ("spouse.name", spouse.name),
      ("spouse.number", spouse.number),
    ]
      + children.enumerated().flatMap { row, child in
        [("children[\(row)].name", child.name), ("children[\(row)].number", child.number)]
      } + [("maySharePublicly", share)]
  }
}
