import HTTPTypes
import Hummingbird
import PointsLaw
import Policy
import Units

extension Site {
  /// The start of the calculator: which cycle, the short way or the full one, or a file.
  ///
  /// - Parameter isWithoutFile: opening a file was asked for, and none was chosen.
  func calculatorStart(_ language: Language, isWithoutFile: Bool = false) -> String {
    let noFile = text("calculator.file.none", language)
    let error = isWithoutFile ? text("calculator.errorTitle", language) : ""
    return page(
      "start",
      PageHead(
        title: error + text("calculator.title", language), language: language, route: .calculator),
      [
        "heading": text("calculator.title", language), "hasErrors": isWithoutFile,
        "errors": [View(["link": "#file", "text": noFile])], "noFile": noFile,
        "action": Route.calculatorPage("start").path(language),
        "openAction": Route.calculatorPage("open").path(language),
        "shortAction": Route.calculatorPage("short").path(language),
        "cycleField": cycleField(
          "calculator.cycle", chosen: latestCycle, hint: "calculator.cycle.hint", language),
        "openCycleField": cycleField(
          "calculator.cycle", chosen: latestCycle, id: "open-cycle", language),
      ])
  }

  /// Asks for the cycle: from the first with an edition to the next one.
  func cycleField(
    _ label: String, chosen: Int, hint: String? = nil, id: String? = nil, _ language: Language
  ) -> View {
    let first = library.editions.map(\.first).min() ?? latestCycle
    let cycles = (first...latestCycle + 1).reversed().map {
      FormField.Option(value: String($0), text: String($0))
    }
    return FormField(
      name: "cycle", label: text(label, language), control: .select(cycles), value: String(chosen),
      hint: hint.map { text($0, language) } ?? "", id: id
    ).view(joint: "")
  }

  /// The task list (填写清单): every section with its state; returning always lands here.
  func tasksPage(_ draft: Draft, _ rules: Rules, _ language: Language) -> Response {
    let problems = draft.problems(rules)
    var view: View = [
      "heading": text("calculator.tasks", language),
      "action": Route.calculatorPage("tasks").path(language),
      "state": seal.close(draft.bytes, .calculation),
      "cycleField": cycleField("calculator.changeCycle", chosen: rules.cycle, language),
      "startAction": Route.calculatorPage("start").path(language),
      "downloadAction": Route.calculatorPage("download").path(language),
      "tasks": Section.allCases.map { section in
        let count = section.answered(draft, rules)
        let wrong = problems.filter { section.owns($0.field, rules) }
        let status =
          count == 0 ? "todo" : wrong.isEmpty ? "done" : "warn"
        let isOpen = wrong.isEmpty ? false : count > 0
        return View([
          "go": section.rawValue, "name": text("calculator.\(section.rawValue)", language),
          "status": text("calculator.status.\(status)", language), "tag": "tag-\(status)",
          "note": isOpen
            ? text("calculator.openProblems", language, ["count": String(wrong.count)])
            : text("calculator.\(section.rawValue).short", language),
        ])
      },
      "ready": problems.isEmpty,
      "timeline": timeline(nil, draft, rules, language),
    ]
    view.merge(live(draft, rules, language))
    return .html(
      page(
        "tasks",
        PageHead(
          title: text("calculator.tasks", language), language: language,
          route: .calculatorPage("tasks"),
          crumbs: [(text("common.menu.calculator", language), .calculator)], isForm: true), view))
  }

  /// The case file of a draft, to be kept and opened again.
  func download(_ draft: Draft, _ language: Language) -> Response {
    guard let rules = try? library.rules(draft.cycle) else { return missingPage(language) }
    switch Assessment.make(draft, rules) {
    case .failure: return resultPage(draft, rules, language)
    case .success(let assessment):
      var json = JSONWriter()
      json.facts(assessment.facts)
      json.endLine()
      return Response(
        status: .ok,
        headers: [
          .contentType: "application/json; charset=utf-8", .cacheControl: "no-store",
          .contentDisposition: "attachment; filename=\"luohu-case.json\"",
        ], body: .init(byteBuffer: .init(bytes: json.bytes)))
    }
  }

  /// Opens a case file: uploaded, pasted, or carried by a shared link.
  func open(_ draft: Draft, _ form: FormBody, _ language: Language) -> Response {
    let text = [form["file"], form["case"]].compactMap { $0 }.first { !$0.isEmpty } ?? ""
    let cycle = form["cycle"].flatMap(Int.init) ?? draft.cycle
    guard let rules = try? library.rules(cycle) else { return missingPage(language) }
    guard text.contains(where: { !$0.isWhitespace }) || form["case"] != nil else {
      return .html(
        calculatorStart(language, isWithoutFile: true), status: .unprocessableContent)
    }
    var bytes = Array(text.utf8)
    if form["encoded"] == "yes" { bytes = Base64URL.bytes(text) ?? [] }
    var reader = CaseReader()
    do {
      let isJSON = bytes.first { !" \t\r\n".utf8.contains($0) } == UInt8(ascii: "{")
      let facts = try bytes.withUnsafeBytes { buffer in
        isJSON ? try reader.read(json: buffer) : try reader.read(yaml: buffer)
      }
      let opened = Draft(facts, cycle: cycle)
      guard opened.bytes.count <= Draft.mostBytes else {
        return message(
          "calculator.broken.tooLarge", language, status: .contentTooLarge,
          links: [("calculator.backToStart", .calculator)])
      }
      return form["go"] == "result"
        ? resultPage(opened, rules, language) : tasksPage(opened, rules, language)
    } catch {
      let problems = (error as? Problems)?.list ?? []
      return .html(
        page(
          "open-failed",
          PageHead(
            title: self.text("calculator.openFailed", language), language: language,
            route: .calculator),
          [
            "problems": problems.map { $0.text(language) }, "text": text,
            "openAction": Route.calculatorPage("open").path(language), "cycle": String(cycle),
          ]), status: .unprocessableContent)
    }
  }

  /// The page behind a shared link: the case stands in the fragment, which no server sees until the
  /// script of the page posts it.
  func sharedPage(_ language: Language) -> String {
    page(
      "shared",
      PageHead(
        title: text("calculator.shared", language), language: language,
        route: .calculatorPage("shared")),
      [
        "openAction": Route.calculatorPage("open").path(language), "cycle": String(latestCycle),
        "startLink": Route.calculator.path(language),
      ])
  }
}

extension Section {
  /// How many answers a section has.
  func answered(_ draft: Draft, _ rules: Rules) -> Int {
    draft.answers.keys.count { owns($0, rules) }
  }
}
