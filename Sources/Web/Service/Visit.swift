import Casework
import Hummingbird
import PointsService
import Policy
import Units

/// Somebody who is signed in comes to a point of the service (来访): who, what they sent, and what a page is drawn with.
struct Visit: Sendable {
  let site: Site
  let hall: Hall
  let point: ServicePoint
  let language: Language
  let actor: Actor
  let session: Session
  /// What has to be proved before the act; `nil` when nothing has.
  let step: StepUp?
  /// Whether a program sent the token itself; a browser sends its cookie, also to the API.
  let isBearer: Bool
  /// From where, as far as it is known.
  let address: ClientAddress?
  /// What stands in the places of the path and after its `?`.
  let parameters: [String: String]
  /// What was sent; empty for a reading.
  var sent: FormBody
  /// What was typed before, and not sent or not taken.
  var typed: Typed?
  /// What another device has kept of the same form; both are shown.
  var conflict: DraftConflict?
  /// What is wrong with it, by field.
  var problems: [Problem] = []
  /// A banner on top of the page.
  var banner: Banner?

  /// What is in the fields of a form besides their own values.
  struct Typed: Sendable {
    var fields: FormBody
    /// The version of the draft that it is; 0 when nothing is kept.
    var version: Int64 = 0
    var savedAt: Instant?
  }

  /// Something said on top of a page.
  struct Banner: Sendable {
    enum Kind: String { case success, info, warning, danger }

    var kind: Kind
    var title: String
    var text: String
    var link: (text: String, path: String)?

    /// Whether it leads to a proof of identity, so that this need not be said again below.
    var asksForProof: Bool { link?.path.hasPrefix("/sign-in/again") ?? false }

    init(_ kind: Kind, _ title: String, _ text: String, link: (text: String, path: String)? = nil) {
      self.kind = kind
      self.title = title
      self.text = text
      self.link = link
    }
  }

  /// The actor of a reading beside the act of the same request: it has a key of its own.
  var reader: Actor {
    var reader = actor
    reader.key = hall.freshKey()
    return reader
  }

  // MARK: What was sent

  /// The number in a place of the path.
  ///
  /// - Throws: the refusal of what does not exist.
  func number(_ name: String) throws -> Int64 {
    guard let text = parameters[name], let number = Int64(text), number > 0, "\(number)" == text
    else { throw Unknown() }
    return number
  }

  /// A text of the form without spaces around it; empty when it was not sent.
  func text(_ name: String) -> String {
    Visit.trimmed(sent[name] ?? "")
  }

  static func trimmed(_ text: String) -> String {
    guard text.first?.isWhitespace == true || text.last?.isWhitespace == true else { return text }
    return String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }

  /// Whether a box was ticked.
  func flag(_ name: String) -> Bool { ["true", "on", "1"].contains(sent[name] ?? "") }

  /// Every value of a name, in the order of the page.
  func texts(_ name: String) -> [String] { sent.pairs.filter { $0.name == name }.map(\.value) }

  /// What was typed, without what every form sends beside it.
  var answers: [DraftField] {
    sent.pairs.filter { !Visit.own.contains($0.name) }.map { DraftField($0.name, $0.value) }
  }

  /// Fields of forms that are nobody's answers.
  static let own: Set<String> = [
    "token", "key", "draft", "seen", "go", "draft-form", FormOwner.field,
  ]

  /// The version of the draft that the form began from; 0 when nothing was kept.
  var draftSeen: Int64 { Int64(sent["draft"] ?? "") ?? 0 }

  /// A day, however people write it; `nil` when nothing stands there.
  ///
  /// - Throws: `Problems` about what is no day.
  func day(_ name: String) throws(Problems) -> CivilDate? {
    let typed = text(name)
    guard !typed.isEmpty else { return nil }
    guard let day = CivilDate(Typing.date(typed)) else { throw Typing.noDay(name, typed) }
    return day
  }

  /// The same, where one is needed.
  func neededDay(_ name: String) throws(Problems) -> CivilDate {
    guard let day = try day(name) else {
      throw Problem.argument(
        name, "\"\"", "请填写日期：年、月、日", "enter a date: day, month and year")
    }
    return day
  }

  /// For the hint of a field that asks for an end: half a year ahead, by the installation's clock (示例日期).
  var exampleOfEnd: String { site.now().adding(months: 6).text(language) }

  /// Every number of a name, in the order of the page.
  ///
  /// - Throws: `Problem` about the first that is none.
  func numbers(_ name: String) throws -> [Int64] {
    try texts(name).map { text in
      guard let number = Int64(text) else {
        throw Problem.unlisted(name, text)
      }
      return number
    }
  }

  /// The version that the page showed.
  ///
  /// - Throws: `Problems`, when it is none.
  func seen(_ name: String = "seen") throws -> Int {
    guard let version = Int(text(name)), version >= 0 else {
      throw Problem.incomplete(name, text(name))
    }
    return version
  }

  /// After the `?` of the address; one of those that the point declares, so that programs are told of it.
  func query(_ name: String) -> String {
    let known = point.reading?.query ?? point.doing?.query ?? []
    if !known.contains(where: { $0.name == name }) {
      site.templates.missing.add("query \(name) of \(point.path)")
    }
    return parameters["?\(name)"] ?? ""
  }

  // MARK: What a page is drawn with

  /// A text of the wordings.
  func say(_ key: String, _ values: [String: String] = [:]) -> String {
    site.text(key, language, values)
  }

  /// An address in the page's language.
  func link(_ path: String) -> String { Route.service(path).path(language) }

  /// What a form needs besides its fields: its address, the proof that it is of this session, and a key by which sending it
  /// twice does it once.
  ///
  /// - Parameter path: of the point that it is sent to, with the places filled in.
  func form(_ path: String, _ more: View = View()) -> View {
    var view: View = [
      "action": link(path), "token": FormToken.make(path, session), "key": hall.freshKey(),
      "owner": FormOwner.sealed(session.account, site.seal),
      "draft": "\(typed?.version ?? draftSeen)",
      "hasDraft": typed?.savedAt != nil,
      "draftSaved": typed?.savedAt.map { say("service.draft.saved", ["at": $0.text(language)]) }
        ?? "",
      "draftAction": link("/drafts"), "draftToken": FormToken.make("/drafts", session),
      "draftForm": path,
    ]
    view.merge(more)
    return view
  }

  /// Fields with what was typed in them, and with what is wrong with it.
  func fields(_ fields: [FormField]) -> [View] {
    fields.map { field in
      var field = field
      if let typed = typed?.fields {
        if case .checks = field.control {
          field.values = typed.pairs.filter { $0.name == field.name }.map(\.value)
        } else {
          field.value = typed[field.name] ?? (field.isTick ? "" : field.value)
        }
      }
      conflict?.drawn.add(field)
      field.errors += problems.filter { $0.path == field.name }.map { $0.allowed[language] }
      return field.view(joint: language == .zh ? "；" : "; ")
    }
  }

  /// The list of mistakes on top of a page; each leads to its field where the page has it.
  var errors: [View] {
    problems.map { problem in
      View([
        "link": "#\(FormField.id(problem.path))", "text": problem.allowed[language],
      ])
    }
  }
}

/// What is not there, or is nothing of the visitor's: the same for both.
struct Unknown: Error {}
