package import Policy

/// The addresses of the site (网址), used both to register a page and to link to it. Chinese pages stand at
/// the root, English ones below `/en`.
package enum Route: Hashable, Sendable {
  case home
  case eligibility
  /// The points calculator: its start, and one of its pages.
  case calculator
  case calculatorPage(String)
  case compare
  case rules
  case edition(String)
  case changes(String, String)
  case readings
  case glossary
  case history
  case apiGuide
  case design
  case verify
  /// 办理咨询
  case contacts
  /// A page of the service for people who are signed in, by its path (``ServicePoint``).
  case service(String)

  private var bare: String {
    switch self {
    case .home: "/"
    case .eligibility: "/eligibility"
    case .calculator: "/calculator"
    case .calculatorPage(let page): "/calculator/\(page)"
    case .compare: "/compare"
    case .rules: "/rules"
    case .edition(let id): "/rules/\(id)"
    case .changes(let old, let new): "/rules/\(old)/changes/\(new)"
    case .readings: "/readings"
    case .glossary: "/glossary"
    case .history: "/history"
    case .apiGuide: "/api"
    case .design: "/design"
    case .verify: "/verify"
    case .contacts: "/contacts"
    case .service(let path): path
    }
  }

  package func path(_ language: Language) -> String {
    switch language {
    case .zh: bare
    case .en: bare == "/" ? "/en" : "/en\(bare)"
    }
  }

  /// What the menu shows.
  static let menu: [Route] = [.calculator, .compare, .rules, .history]

  /// The part of the site a page belongs to.
  var section: Section {
    switch self {
    case .home, .eligibility, .apiGuide, .design, .verify, .contacts: .home
    case .calculator, .calculatorPage: .calculator
    case .compare: .compare
    case .rules, .edition, .changes, .readings, .glossary: .rules
    case .history: .history
    case .service: .service
    }
  }

  enum Section: String { case home, calculator, compare, rules, history, service }

  /// The name of a menu entry in the wordings.
  var name: String { section.rawValue }
}
