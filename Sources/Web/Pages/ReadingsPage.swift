import PointsLaw
import Policy

extension Site {
  /// 政策解读: where the documents are silent or can be read two ways, what was chosen and why.
  func readingsPage(_ language: Language) -> String {
    let words = ParameterText(wordings: wordings, language: language)
    let readings = ReadingNote.all.map { note -> View in
      let editions = library.editions.compactMap { edition -> View? in
        guard
          let parameter = edition.parameters(in: latestCycle(of: edition))
            .first(where: { $0.path == note.path })
        else { return nil }
        return [
          "name": edition.title[language], "value": words.value(parameter),
          "article": parameter.article.text(language),
          "link": Route.edition(edition.id).path(language) + "#" + note.path,
        ]
      }
      return [
        "path": note.path, "meaning": note.meaning[language],
        "options": note.options.map { $0.meaning[language] },
        "hasOptions": !note.options.isEmpty,
        "editions": editions,
        "why": text("readings.why.\(note.path)", language),
        "decides": text("readings.decides.\(note.path)", language),
      ]
    }
    return page(
      "readings",
      PageHead(
        title: text("readings.title", language), language: language, route: .readings,
        crumbs: [(text("rules.title", language), .rules)]),
      ["readings": readings])
  }
}
