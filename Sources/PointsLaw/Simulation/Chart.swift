package import Policy
import Units

/// Winners and losers of reforms as an accessible SVG: a title, a description, and the numbers beside
/// the bars.
package struct ReformChart {
  private let outcomes: [Outcome]
  private let language: Language

  private static let width = 760
  private static let row = 22
  private static let middle = 420
  private static let reach = 180

  package init(_ outcomes: [Outcome], _ language: Language) {
    self.outcomes = outcomes
    self.language = language
  }

  package var svg: String {
    var body = ""
    var y = 40
    for outcome in outcomes.dropFirst() {
      let cutOffs = [outcomes[0].cutOff, outcome.cutOff].map { $0?.description ?? "–" }
      body += text(
        12, y, "\(outcome.name): \(say("落户分值", "cut-off")) \(cutOffs[0]) → \(cutOffs[1])",
        bold: true)
      y += 24
      body += legend(y)
      y += 20
      for grouping in Grouping.allCases { body += panel(outcome, grouping, &y) }
      y += 12
    }
    let title = say("政策推演：新进入与退出名单的人数", "Reforms: people who enter and leave the list")
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(ReformChart.width)" height="\(y)" \
      viewBox="0 0 \(ReformChart.width) \(y)" role="img" aria-labelledby="title description" \
      font-family="sans-serif" font-size="13">
      <title id="title">\(ReformChart.escaped(title))</title>
      <desc id="description">\(ReformChart.escaped(description))</desc>
      <rect width="100%" height="100%" fill="#ffffff"/>
      \(text(12, 20, title, bold: true))\(body)</svg>

      """
  }

  private var description: String {
    outcomes.dropFirst().map {
      say(
        "\($0.name)：新进入\($0.all.gainers)人，退出\($0.all.losers)人",
        "\($0.name): \($0.all.gainers) enter, \($0.all.losers) leave")
    }.joined(separator: language.stop)
  }

  /// What the bars mean, above them.
  private func legend(_ y: Int) -> String {
    text(ReformChart.middle - 6, y, say("← 退出名单", "← leave the list"), anchor: "end")
      + text(ReformChart.middle + 6, y, say("进入名单 →", "enter the list →"))
  }

  private func panel(_ outcome: Outcome, _ grouping: Grouping, _ y: inout Int) -> String {
    let tallies = outcome.groups[grouping.rawValue]
    let most = max(tallies.map { max($0.gainers, $0.losers) }.max() ?? 0, 1)
    var body = text(12, y, grouping.wording[language], bold: true)
    y += 8
    for (group, tally) in zip(grouping.groups, tallies) where tally.people > 0 {
      let gain = tally.gainers * ReformChart.reach / most
      let loss = tally.losers * ReformChart.reach / most
      let middle = ReformChart.middle
      body += text(24, y + 15, group[language])
      body += bar(middle - loss, y + 4, loss, "#b3261e") + bar(middle, y + 4, gain, "#1b6e3c")
      body += text(middle - loss - 6, y + 15, "\(tally.losers)", anchor: "end")
      body += text(middle + gain + 6, y + 15, "\(tally.gainers)")
      y += ReformChart.row
    }
    body += """
      <line x1="\(ReformChart.middle)" x2="\(ReformChart.middle)" \
      y1="\(y - ReformChart.row * tallies.filter { $0.people > 0 }.count)" y2="\(y)" \
      stroke="#444444"/>

      """
    y += 24
    return body
  }

  private func bar(_ x: Int, _ y: Int, _ width: Int, _ colour: String) -> String {
    "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"14\" fill=\"\(colour)\"/>\n"
  }

  private func text(
    _ x: Int, _ y: Int, _ words: String, bold: Bool = false, anchor: String = "start"
  ) -> String {
    "<text x=\"\(x)\" y=\"\(y)\" text-anchor=\"\(anchor)\""
      + (bold ? " font-weight=\"bold\"" : "") + ">\(ReformChart.escaped(words))</text>\n"
  }

  private func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
    return result
  }
}
