import Hummingbird
import PointsLaw
import Policy

/// A part of an edition's parameters under one heading (参数分组).
private struct ParameterGroup {
  /// Also the anchor of its heading: `rules.group.` and the name is the heading.
  let name: String
  /// What the paths of its parameters begin with.
  let prefixes: [String]

  static let all = [
    ParameterGroup(name: "conditions", prefixes: ["conditions."]),
    ParameterGroup(name: "general", prefixes: ["rounding"]),
    ParameterGroup(name: "employment", prefixes: ["employment."]),
    ParameterGroup(name: "residence", prefixes: ["residence."]),
    ParameterGroup(name: "education", prefixes: ["education."]),
    ParameterGroup(name: "district", prefixes: ["district."]),
    ParameterGroup(name: "innovation", prefixes: ["innovation.enterprise."]),
    ParameterGroup(name: "tax", prefixes: ["tax."]),
    ParameterGroup(name: "age", prefixes: ["age."]),
    ParameterGroup(name: "lawAbiding", prefixes: ["lawAbiding."]),
    ParameterGroup(name: "ranking", prefixes: ["ranking."]),
  ]

  /// Whether the group holds a parameter.
  func has(_ path: String) -> Bool { prefixes.contains { path.hasPrefix($0) } }
}

extension Site {
  /// 政策与参数: every edition, its numbers with their articles, what changed, how it is read.
  func addRules(to router: Router<SiteContext>, _ language: Language) {
    router.fixedPage(.rules, language) { rulesIndex(language) }
    router.fixedPage(.readings, language) { readingsPage(language) }
    router.fixedPage(.glossary, language) { glossaryPage(language) }
    for edition in library.editions {
      router.fixedPage(.edition(edition.id), language) { editionPage(edition, language) }
    }
    for (old, new) in editionPairs {
      router.fixedPage(.changes(old.id, new.id), language) { changesPage(old, new, language) }
    }
  }

  /// Every edition with each later one.
  var editionPairs: [(old: Edition, new: Edition)] {
    library.editions.indices.flatMap { old in
      library.editions.indices.dropFirst(old + 1).map {
        (library.editions[old], library.editions[$0])
      }
    }
  }

  /// The cycles that use an edition: `2018`, `2020起`.
  func cycles(of edition: Edition, _ language: Language) -> String {
    guard let last = edition.last else {
      return text("rules.since", language, ["cycle": String(edition.first)])
    }
    return edition.first == last ? "\(last)" : "\(edition.first)–\(last)"
  }

  /// The latest cycle of an edition about which something is known.
  func latestCycle(of edition: Edition) -> Int {
    edition.last ?? library.history.cycles.last?.cycle ?? edition.first
  }

  func rulesIndex(_ language: Language) -> String {
    let editions = library.editions.map { edition in
      View([
        "name": edition.title[language], "id": edition.id,
        "link": Route.edition(edition.id).path(language),
        "cycles": cycles(of: edition, language),
        "count": Measure.grouped(edition.histories.count),
        "sources": sources(of: edition, language),
      ])
    }
    let changes = editionPairs.map { old, new in
      View([
        "text": text(
          "rules.changesOf", language, ["old": old.title[language], "new": new.title[language]]),
        "link": Route.changes(old.id, new.id).path(language),
      ])
    }
    return page(
      "rules",
      PageHead(title: text("rules.title", language), language: language, route: .rules),
      [
        "editions": editions, "changes": changes,
        "readingsLink": Route.readings.path(language),
        "glossaryLink": Route.glossary.path(language),
        "historyLink": Route.history.path(language),
      ])
  }

  /// The titles of the documents that an edition cites.
  private func sources(of edition: Edition, _ language: Language) -> [String] {
    edition.sources.sorted { $0.key < $1.key }.map { $0.value[language] }
  }

  func editionPage(_ edition: Edition, _ language: Language) -> String {
    let groups = ParameterGroup.all.compactMap { group -> View? in
      let rows = rows(edition, language) { group.has($0) }
      guard !rows.isEmpty else { return nil }
      return [
        "anchor": group.name, "heading": text("rules.group.\(group.name)", language), "rows": rows,
      ]
    }
    let readings = rows(edition, language) { $0.hasPrefix("readings.") }
    let honours = rows(edition, language) { $0.hasPrefix("honours.") }
    return page(
      "edition",
      PageHead(
        title: edition.title[language], language: language, route: .edition(edition.id),
        crumbs: [(text("rules.title", language), .rules)]),
      [
        "title": edition.title[language],
        "cycles": cycles(of: edition, language),
        "isOpen": edition.last == nil,
        "sources": sources(of: edition, language),
        "groups": groups,
        "awardTable": View(["rows": awards(edition, .award, language)]),
        "competitionTable": View(["rows": awards(edition, .competition, language)]),
        "honourTable": View(["rows": honours]), "readingTable": View(["rows": readings]),
        "hasChanges": editionPairs.contains { $0.new.id == edition.id },
        "changes": editionPairs.filter { $0.new.id == edition.id }.map { old, new in
          View([
            "text": text("rules.changesFrom", language, ["old": old.title[language]]),
            "link": Route.changes(old.id, new.id).path(language),
          ])
        },
        "readingsLink": Route.readings.path(language),
      ])
  }

  /// The histories of the parameters that satisfy, by path. The first row of a parameter has its
  /// anchor: the path itself.
  private func rows(
    _ edition: Edition, _ language: Language, where isWanted: (String) -> Bool
  ) -> [View] {
    let words = ParameterText(wordings: wordings, language: language)
    return edition.histories.keys.filter(isWanted).sorted().map { path in
      let history = edition.histories[path] ?? []
      return [
        "path": path, "meaning": Meaning.all[path]?[language] ?? path,
        "values": history.map { parameter in
          View([
            "value": words.value(parameter), "since": String(parameter.since),
            "article": parameter.article.text(language),
          ])
        },
      ]
    }
  }

  /// The tables of awards or competitions: a row a grade.
  private func awards(
    _ edition: Edition, _ route: InnovationRow.Route, _ language: Language
  ) -> [View] {
    let words = ParameterText(wordings: wordings, language: language)
    let group = route == .award ? "awards" : "competitions"
    return InnovationRow.allCases.filter { $0.route == route }.flatMap { row -> [View] in
      let start = "innovation.\(group).\(row.name)."
      return edition.histories.keys.filter { $0.hasPrefix(start) }.sorted().flatMap { path in
        (edition.histories[path] ?? []).suffix(1).map { parameter in
          let key = String(path.dropFirst(start.count))
          return View([
            "path": path, "award": row.wording[language], "grade": grade(key, language),
            "value": words.value(parameter), "article": parameter.article.text(language),
          ])
        }
      }
    }
  }

  private func grade(_ key: String, _ language: Language) -> String {
    Grade.allCases.first { $0.name == key }?.wording[language]
      ?? text("rules.award.\(key)", language)
  }
}
