import Casework
import PointsService
import Policy
import Units

extension Visit {
  /// The unit that the clerk acts for; `nil` while it is not registered.
  func unit() async throws -> ShowUnit.View? { try await ShowUnit(hall.points).mine(by: actor) }

  /// The same, for everything that comes after the registration.
  ///
  /// - Throws: the refusal that leads there.
  func registeredUnit() async throws -> ShowUnit.View {
    guard let unit = try await unit() else {
      throw PointsRefusal.lifecycle(
        LifecycleRefusal(
          "单位尚未注册，请先在“单位信息”中注册。",
          "The unit is not registered yet; register it first, under “Unit”.",
          Article(document: "MANUAL-2019", place: "注册关联 一")))
    }
    return unit
  }

  /// The section that a unit's pages are in.
  var unitCrumbs: [(text: String, path: String)] { [(say("service.menu.unit"), "/unit")] }

  /// What a page with one form shows.
  ///
  /// - Parameters:
  ///   - path: of the point that the form is sent to.
  ///   - seen: the version that is shown, of what a version counts.
  func unitForm(
    _ path: String, _ title: String, _ paragraphs: [String], facts: [(String, String)] = [],
    warning: String = "", seen: Int = 0, _ formFields: [FormField], button: String,
    back: (text: String, path: String)
  ) -> View {
    View([
      "title": title, "paragraphs": paragraphs, "hasFacts": !facts.isEmpty,
      "facts": Self.facts(facts), "hasWarning": !warning.isEmpty, "warning": warning,
      "form": form(path), "hasForm": true, "isUpload": false, "seen": "\(seen)",
      "fields": fields(formFields), "button": button, "backText": back.text,
      "backLink": link(back.path), "proof": View(), "needsProof": false,
    ])
  }

  /// The page of a form that cannot be sent now, with why.
  func closedForm(
    _ path: String, _ title: String, _ text: String, back: (text: String, path: String)
  ) -> View {
    var view = unitForm(path, title, [text], [], button: "", back: back)
    view["hasForm"] = false
    return view
  }

  static func facts(_ facts: [(String, String)]) -> [View] {
    facts.map { View(["label": $0.0, "value": $0.1]) }
  }

  /// Said before an act whose proof of identity is too old by now, so that nobody types for nothing.
  func proof(of act: Act) -> View? {
    hall.points.demands.stepUp(act, actor).map { step in
      View([
        "text": step.wording[language],
        "link": link("/sign-in/again") + "?to=\(FormEncoding.percent(place))",
      ])
    }
  }

  /// Adds what ``proof(of:)`` says to a page with one form.
  func withProof(of act: Act, _ view: View) -> View {
    guard banner?.asksForProof != true, let proof = proof(of: act) else { return view }
    var view = view
    view["needsProof"] = true
    view["proof"] = proof
    return view
  }
}

extension UnitLifecycle.Status {
  /// Whether the unit can confirm its year or use its code; in every other state there is neither, until that is over.
  var isStanding: Bool { self == .unconfirmed || self == .active }
  /// Whether the city bars it, whatever the registry says.
  var isBar: Bool { self == .barred || self == .barDisputed }

  /// How the state is drawn: `tag-<kind>`.
  var tag: String {
    switch self {
    case .active: "done"
    case .pending, .disputed, .barDisputed: "info"
    case .unconfirmed: "warn"
    case .refused, .barred, .cancelled: "danger"
    }
  }
}

extension [View] {
  /// The city’s bar of a unit, until when and where it is written; empty while it is not barred.
  static func bar(_ unit: ShowUnit.View, _ visit: Visit) -> [View] {
    guard unit.state.isBar else { return [] }
    return [
      View([
        "text": unit.wording(of: .barred)[visit.language],
        "article": UnitObstacle.barred.article.text(visit.language),
      ])
    ]
  }
}

extension AssociationLifecycle.Status {
  /// How the state is drawn: `tag-<kind>`.
  var tag: String {
    switch self {
    case .requested: "warn"
    case .confirmed: "done"
    case .rejected, .cancelled, .ended: "todo"
    }
  }
}

extension InsuranceMatch {
  /// How the mark is drawn: `tag-<kind>`.
  var tag: String {
    switch self {
    case .same: "done"
    case .other: "danger"
    case .unknown: "warn"
    }
  }
}
