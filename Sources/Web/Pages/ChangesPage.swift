import PointsLaw
import Policy

extension Site {
  /// 修订对照: what a later edition says differently, each at its latest known cycle.
  func changesPage(_ old: Edition, _ new: Edition, _ language: Language) -> String {
    let words = ParameterText(wordings: wordings, language: language)
    let before = parameters(old)
    let after = parameters(new)
    let paths = Set(before.keys).union(after.keys).sorted()
    let rows = paths.compactMap { path -> View? in
      let left = before[path]
      let right = after[path]
      guard left?.value != right?.value else { return nil }
      return [
        "path": path, "meaning": Meaning.all[path]?[language] ?? path,
        "old": left.map(words.value) ?? text("rules.changes.absent", language),
        "new": right.map(words.value) ?? text("rules.changes.absent", language),
        "article": (right ?? left)?.article.text(language) ?? "",
        "link": Route.edition(right == nil ? old.id : new.id).path(language) + "#" + path,
      ]
    }
    return page(
      "changes",
      PageHead(
        title: text("rules.changes.title", language), language: language,
        route: .changes(old.id, new.id), crumbs: [(text("rules.title", language), .rules)]),
      [
        "oldName": old.title[language], "newName": new.title[language],
        "oldLink": Route.edition(old.id).path(language),
        "newLink": Route.edition(new.id).path(language),
        "number": Measure.grouped(rows.count), "rows": rows,
      ])
  }

  private func parameters(_ edition: Edition) -> [String: Parameter] {
    Dictionary(
      edition.parameters(in: latestCycle(of: edition)).map { ($0.path, $0) },
      uniquingKeysWith: { $1 })
  }
}
