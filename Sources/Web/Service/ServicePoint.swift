import Casework
import Policy
import Units

/// One address of the signed-in service (办事点): what can be read there, what can be done there, and the act that the permission
/// table decides it by. The same point is a page below its path, a page in English below `/en`, and an address of the API
/// below `/api/v1`.
struct ServicePoint: Sendable {
  /// What is shown to a GET.
  struct Reading: Sendable {
    var act: Act
    /// What may stand after the `?` of the address, such as a filter and the number of a page.
    var query: [ServiceField] = []
    /// The shape of the answer to a program; `nil` for what only browsers need, such as the page of a form.
    var answer: Shape?
    /// The content types of the file that it answers, the same to browsers and programs. A file whose content has a shape is JSON to
    /// programs.
    var files: [String] = []
    /// After a mistake in what stands after the `?`, `show` is asked again with ``Visit/problems`` and draws the form alone, with
    /// everything that was typed.
    var showsMistakes = false
    var show: @Sendable (Visit) async throws -> Sheet
  }

  /// What a POST does.
  struct Doing: Sendable {
    var act: Act
    var fields: [ServiceField]
    /// Whether what was typed is kept until the act is done.
    var keepsDraft = true
    /// Only browsers do it, such as saving what is typed.
    var isForBrowsers = false
    /// Bytes of the largest body that it takes, where files go with it; `nil`: as any form.
    var largestBody: Int?
    /// The shape of what a program is told besides the outcome that every act has.
    var answer: Shape?
    /// What may stand after the `?` of a button's address, such as the part of a list to go back to.
    var query: [ServiceField] = []
    var run: @Sendable (Visit) async throws -> Outcome
  }

  /// `/unit/associations/:number`
  let path: String
  /// What stands behind it, for the reference of addresses.
  let title: Wording
  var reading: Reading?
  var doing: Doing?
  /// Only on demonstrations and rehearsals is there such an address.
  var isForDemo = false
  /// What may stand in a place of the path, where it is one of few.
  var choices: [String: [String]] = [:]

  /// What somebody may look at.
  static func page(
    _ path: String, _ title: Wording, _ act: Act, query: [ServiceField] = [], answer: Shape? = nil,
    files: [String] = [], showsMistakes: Bool = false,
    show: @escaping @Sendable (Visit) async throws -> Sheet
  ) -> ServicePoint {
    ServicePoint(
      path: path, title: title,
      reading: Reading(
        act: act, query: query, answer: answer, files: files, showsMistakes: showsMistakes,
        show: show),
      doing: nil)
  }

  /// A form on a page of its own: shown, and after a mistake shown again with what was typed.
  ///
  /// - Parameter reads: the act of looking at the form, where it is another than that of sending it.
  static func form(
    _ path: String, _ title: Wording, _ act: Act, reads: Act? = nil, query: [ServiceField] = [],
    fields: [ServiceField], keepsDraft: Bool = true, answer: Shape? = nil, done: Shape? = nil,
    showsMistakes: Bool = false,
    show: @escaping @Sendable (Visit) async throws -> Sheet,
    run: @escaping @Sendable (Visit) async throws -> Outcome
  ) -> ServicePoint {
    ServicePoint(
      path: path, title: title,
      reading: Reading(
        act: reads ?? act, query: query, answer: answer, showsMistakes: showsMistakes, show: show),
      doing: Doing(act: act, fields: fields, keepsDraft: keepsDraft, answer: done, run: run))
  }

  /// What a button of another page does.
  static func button(
    _ path: String, _ title: Wording, _ act: Act, query: [ServiceField] = [],
    fields: [ServiceField] = [], answer: Shape? = nil,
    run: @escaping @Sendable (Visit) async throws -> Outcome
  ) -> ServicePoint {
    ServicePoint(
      path: path, title: title, reading: nil,
      doing: Doing(
        act: act, fields: fields, keepsDraft: false, answer: answer, query: query, run: run))
  }
}

/// What a form or a program sends (填报字段).
struct ServiceField: Sendable {
  enum Kind: Sendable {
    /// At most so many characters.
    case text(Int)
    case number
    /// `2020-07-17`
    case date
    case flag
    case choice([String])
    /// Several of one name, each a text.
    case texts
    /// Several of one name, each a whole number.
    case numbers
    /// Rows of a list: `children[0].name`.
    case rows([ServiceField])
    case files

    /// Whether a text of an address is such a value.
    func reads(_ text: String) -> Bool {
      switch self {
      case .text(let most): text.unicodeScalars.count <= most
      case .number: Int64(text) != nil
      case .date: CivilDate(text) != nil
      case .flag: ["true", "false"].contains(text)
      case .choice(let names): names.contains(text)
      case .texts, .numbers, .rows, .files: false
      }
    }
  }

  var name: String
  var kind: Kind
  var isNeeded: Bool
  var meaning: Wording

  init(_ name: String, _ kind: Kind, isNeeded: Bool = true, _ meaning: Wording) {
    self.name = name
    self.kind = kind
    self.isNeeded = isNeeded
    self.meaning = meaning
  }

  /// Where the next page of a list begins: what the page before gave as `next`.
  static let before = ServiceField(
    "before", .number, isNeeded: false, Wording("上一页给出的next", "the `next` of the page before"))
}

/// The shape of an answer in JSON (应答结构), from which the document of the API is made.
indirect enum Shape: Sendable {
  case text, number, flag
  /// A moment, `2026-04-01T08:00:00+08:00`.
  case moment
  /// A day, `2026-04-01`.
  case day
  case choice([String])
  case list(Shape)
  case object([Member])
  /// One of the shapes or `null`.
  case optional(Shape)

  struct Member: Sendable {
    var name: String
    var shape: Shape
    /// May be left out.
    var isOptional: Bool

    init(_ name: String, _ shape: Shape, isOptional: Bool = false) {
      self.name = name
      self.shape = shape
      self.isOptional = isOptional
    }
  }
}
