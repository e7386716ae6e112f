import Casework
import HTTPTypes
import PointsService
import Policy

/// A page of the service before its frame is drawn (办事页面), and the same for a program.
struct Sheet {
  var template: String
  var title: String
  /// Sections above it, by text and path without language.
  var crumbs: [(text: String, path: String)]
  var view: View
  /// What a program is told, as the point's shape says.
  var json: ((inout JSONWriter) -> Void)?
  /// Unread messages, where the page has counted them itself; else the frame says what was read with the session.
  var unread: Int?
  /// Where somebody goes instead; nothing is drawn.
  var goTo: String?
  /// A file to be kept, in place of a page.
  var file: File?

  /// What a browser saves.
  struct File {
    var name: String
    var type: String
    var bytes: [UInt8]
  }

  init(
    _ template: String, _ title: String, crumbs: [(text: String, path: String)] = [], _ view: View,
    json: ((inout JSONWriter) -> Void)? = nil
  ) {
    self.template = template
    self.title = title
    self.crumbs = crumbs
    self.view = view
    self.json = json
  }

  /// - Parameter path: without language.
  static func going(to path: String) -> Sheet {
    var sheet = Sheet("message", "", View())
    sheet.goTo = path
    return sheet
  }

  static func file(_ name: String, type: String, _ bytes: [UInt8]) -> Sheet {
    var sheet = Sheet("message", "", View())
    sheet.file = File(name: name, type: type, bytes: bytes)
    return sheet
  }
}

/// What came of an act (办理结果), for a browser and for a program.
struct Outcome {
  /// The key of the sentence that is shown next, such as `unit.done.contact`; `.done.` is part of all of them.
  var said: String
  /// Where a browser goes on, without language.
  var next: String
  /// What became of the dossier; `nil` for acts without one.
  var done: Done?
  /// The places of the act's events, of an act without a dossier of its own.
  var events: Range<Int> = 0..<0
  var json: ((inout JSONWriter) -> Void)?
  /// Whether the session of the request is over.
  var endsSession = false
  /// Cookies that the answer sets.
  var cookies: [HTTPField] = []
  /// For the script that keeps what is typed: the version kept, and whether it is another device's.
  var kept: (version: Int64, isOther: Bool)?
  /// A page that is shown once, instead of going on: what must not stand in an address, such as a code. Or a file that is
  /// taken along.
  var sheet: Sheet?
  /// Nothing was done yet, such as looking over what was typed: it stays kept.
  var isUnfinished = false

  /// A page on the way to the act: answers to be looked over, a form with one row more.
  static func unfinished(_ sheet: Sheet) -> Outcome {
    var outcome = Outcome("", next: "")
    outcome.sheet = sheet
    outcome.isUnfinished = true
    return outcome
  }

  /// What was found by something that stands in no address: a page that is shown once.
  static func shown(
    _ sheet: Sheet, json: @escaping (inout JSONWriter) -> Void
  ) -> Outcome {
    var outcome = Outcome("", next: "", json: json)
    outcome.sheet = sheet
    return outcome
  }

  init(
    _ said: String, next: String, _ done: Done? = nil,
    json: ((inout JSONWriter) -> Void)? = nil
  ) {
    self.said = said
    self.next = next
    self.done = done
    self.json = json
  }
}
