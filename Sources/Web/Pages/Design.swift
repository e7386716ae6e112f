import Hummingbird
import Policy

extension Site {
  /// 设计规范: every component of the pages in every state, and the colours with their contrast.
  func addDesign(to router: Router<SiteContext>, _ language: Language) {
    router.fixedPage(.design, language) { design(language) }
  }

  func design(_ language: Language) -> String {
    let palette = Palette(styleSheet: String(decoding: PackageResources.luohu_css, as: UTF8.self))
    func say(_ key: String) -> String { text("design.\(key)", language) }
    var view = View([
      "contents": Design.sections.map { View(["id": $0, "text": say($0)]) },
      "colours": Design.colours(palette, say),
      "series": Design.series(palette),
      "parameter": "residence.own.pointsPerYear",
      "sizes": Design.sizes.map {
        View(["use": say("use.\($0.use)"), "size": $0.size, "code": $0.code])
      },
      "spaces": Design.spaces.enumerated().map { place, pixels in
        View([
          "y": place * 32 + 2, "base": place * 32 + 18, "wide": pixels * 5,
          "pixels": "\(pixels) px",
        ])
      },
    ])
    view.merge(Design.samples(say))
    let charts = SampleCharts { say("chart.\($0)") }
    view["charts"] = charts.figures.map(\.view)
    return page(
      "design", PageHead(title: say("title"), language: language, route: .design), view)
  }
}

/// What the page of the design shows beside its texts. People and points in it are invented.
private enum Design {
  static let sections = [
    "colours", "type", "large", "spacing", "buttons", "fields", "errors", "banners", "tags",
    "summary", "tables", "navigation", "timeline", "charts", "live", "columns", "print",
  ]

  /// Sizes in rem with pixels at the usual setting of a browser.
  static let sizes = [
    (use: "h1", size: "2 rem, 32 px", code: "h1"), (use: "h2", size: "1.5 rem, 24 px", code: "h2"),
    (use: "h3", size: "1.25 rem, 20 px", code: "h3"),
    (use: "lead", size: "1.25 rem, 20 px", code: ".lead"),
    (use: "body", size: "1.125 rem, 18 px", code: "p"),
    (use: "small", size: "1 rem, 16 px", code: ".hint .note .cite .tag"),
    (use: "score", size: "2.75 rem, 44 px", code: ".score"),
  ]

  static let spaces = [4, 8, 16, 24, 40, 64]

  static func colours(_ palette: Palette, _ say: (String) -> String) -> [View] {
    Palette.names.compactMap { name in
      guard let light = palette.light[name], let dark = palette.dark[name],
        let paper = palette.light["paper"], let night = palette.dark["paper"]
      else { return nil }
      return View([
        "name": name, "job": say("job.\(name)"), "light": light.text, "dark": dark.text,
        "lightContrast": ratio(light, paper), "darkContrast": ratio(dark, night),
      ])
    }
  }

  static func series(_ palette: Palette) -> [View] {
    let names = Palette.series
    return names.enumerated().compactMap { place, name in
      guard let light = palette.light[name], let dark = palette.dark[name],
        let paper = palette.light["paper"], let night = palette.dark["paper"]
      else { return nil }
      let next = place + 1 < names.count ? names[place + 1] : nil
      return View([
        "name": name, "light": light.text, "dark": dark.text,
        "lightContrast": ratio(light, paper), "darkContrast": ratio(dark, night),
        "lightNext": next.flatMap { palette.light[$0] }.map { ratio(light, $0) } ?? "–",
        "darkNext": next.flatMap { palette.dark[$0] }.map { ratio(dark, $0) } ?? "–",
      ])
    }
  }

  /// A contrast as people write it: `8.29`, cut and not rounded, so that it never promises too much.
  private static func ratio(_ one: Colour, _ two: Colour) -> String {
    let hundredths = Int(one.contrast(two) * 100)
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
  }

  static func samples(_ say: (String) -> String) -> View {
    let tasks = [
      ("insurance", "done"), ("homes", "warn"), ("education", "info"), ("tax", "danger"),
      ("awards", "todo"),
    ]
    return [
      "fieldSamples": fields(say).map { $0.view(joint: "") },
      "radioSamples": radios(say).map { $0.view(joint: "") },
      "banners": ["info", "success", "warning", "danger"].map { kind in
        View(["kind": kind, "title": say("banner.\(kind).title"), "text": say("banner.\(kind)")])
      },
      "tags": ["todo", "info", "done", "warn", "danger"].map { kind in
        View(["kind": kind, "text": say("tag.\(kind)")])
      },
      "tasks": tasks.map { name, kind in
        View([
          "name": say("task.\(name)"), "kind": kind, "text": say("tag.\(kind)"),
          "hint": name == "homes" ? [say("task.homes.hint")] : [],
        ])
      },
      "answers": [
        View(["question": say("summary.born"), "answer": say("summary.born.answer")]),
        View(["question": say("summary.permit"), "answer": say("yes")]),
        View(["question": say("summary.insurance"), "answer": say("summary.insurance.answer")]),
      ],
      "lines": [
        View(["name": say("task.insurance"), "article": say("article"), "points": "30.00"]),
        View(["name": say("task.homes"), "article": say("article.two"), "points": "9.75"]),
        View(["name": say("task.education"), "article": say("article.three"), "points": "26.00"]),
      ],
      "total": "65.75",
      "stages": [("one", "done"), ("two", "now"), ("three", "later")].map { name, kind in
        View([
          "kind": kind, "isNow": kind == "now", "when": say("stage.\(name).when"),
          "what": say("stage.\(name)"), "state": say("state.\(kind)"),
          "tag": ["done": "done", "now": "info"][kind] ?? "todo",
        ])
      },
      "scenarios": [("one", "92.40"), ("two", "98.40"), ("three", "95.15")].map { name, points in
        View([
          "name": say("scenario.\(name)"), "points": points, "text": say("scenario.\(name).text"),
        ])
      },
    ]
  }

  private static func fields(_ say: (String) -> String) -> [FormField] {
    [
      FormField(
        name: "sample-name", label: say("fields.name"), control: .text(.text),
        hint: say("fields.name.hint")),
      FormField(
        name: "sample-months", label: say("fields.months"), control: .text(.numeric), value: "4O",
        hint: say("fields.months.hint"), errors: [say("fields.months.error")]),
      FormField(
        name: "sample-choice", label: say("fields.choice"),
        control: .select(
          ["one", "two"].map { .init(value: $0, text: say("fields.choice.\($0)")) }),
        value: "one"),
    ]
  }

  private static func radios(_ say: (String) -> String) -> [FormField] {
    let options = ["yes", "no", "unsure"].map { FormField.Option(value: $0, text: say($0)) }
    return [
      FormField(
        name: "sample-radio", label: say("fields.radios"), control: .radios(options), value: "yes"),
      FormField(
        name: "sample-radio-error", label: say("fields.radios"), control: .radios(options),
        errors: [say("fields.radios.error")]),
    ]
  }
}
