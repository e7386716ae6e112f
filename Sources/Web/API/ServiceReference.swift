import Casework
package import Policy

/// Reference pages that the table of the service writes about itself (办事目录的参考页), in Markdown and JSON.
package enum ServiceReference: String, CaseIterable, Sendable {
  /// The OpenAPI document.
  case api
  /// Every address: method, act, who may.
  case routes
  /// Every act: who may do it to which cases, and what has to be proved.
  case permissions

  /// - Throws: what is wrong with the tables built into the program.
  package func text() throws(Problems) -> String {
    switch self {
    case .api: return try APIContract.text(hasService: true, hasDemo: true)
    case .routes: return try ServiceCatalogue.builtIn().routes
    case .permissions: return try ServiceCatalogue.builtIn().acts
    }
  }
}

extension ServiceCatalogue {
  fileprivate var routes: String {
    var text = ""
    for area in ServiceCatalogue.areas where !area.points.isEmpty {
      text += "\n## \(area.title.en) (\(area.title.zh))\n\n"
      text += "| address | method | API | what | act | roles that may at all | proof |\n"
      text += "|---|---|---|---|---|---|---|\n"
      for point in area.points {
        if let reading = point.reading {
          text += line(point, "GET", reading.act, isForPrograms: point.programReading != nil)
        }
        if let doing = point.doing {
          text += line(point, "POST", doing.act, isForPrograms: !doing.isForBrowsers)
        }
      }
    }
    return text
  }

  private func line(
    _ point: ServicePoint, _ method: String, _ act: Act, isForPrograms: Bool
  ) -> String {
    ServiceCatalogue.row([
      "`\(point.path)`", method, isForPrograms ? "yes" : "",
      "\(point.title.en) (\(point.title.zh))",
      "`\(act.rawValue)`", roles(act).map(\.rawValue).joined(separator: ", "), proof(act),
    ])
  }

  fileprivate var acts: String {
    var text =
      "| act | title | written in | who may, to which cases | proof |\n|---|---|---|---|---|\n"
    for act in Act.allCases {
      let entry = permissions.entry(act)
      text += ServiceCatalogue.row([
        "`\(act.rawValue)`", "\(entry.title.en) (\(entry.title.zh))", entry.article.description,
        who(act), proof(act),
      ])
    }
    return text
  }

  /// Roles that may the same stand together.
  private func who(_ act: Act) -> String {
    var groups: [(roles: [String], what: String)] = []
    for role in Role.allCases {
      let (alone, withSecond) = relations(act, role)
      let what = [
        alone.map(\.rawValue).joined(separator: ", "),
        withSecond.isEmpty
          ? "" : withSecond.map(\.rawValue).joined(separator: ", ") + " (two people)",
      ].filter { !$0.isEmpty }.joined(separator: "; ")
      guard !what.isEmpty else { continue }
      if let same = groups.firstIndex(where: { $0.what == what }) {
        groups[same].roles.append(role.rawValue)
      } else {
        groups.append(([role.rawValue], what))
      }
    }
    return groups.map { "\($0.roles.joined(separator: ", ")): \($0.what)" }
      .joined(separator: "<br>")
  }

  private func proof(_ act: Act) -> String {
    let demand = demands[act]
    return demand.level.rawValue + (demand.proof.map { ", \($0 / 60_000) min" } ?? "")
  }

  private static func row(_ cells: [String]) -> String {
    "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
  }
}
