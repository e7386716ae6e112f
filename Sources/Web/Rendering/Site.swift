import Crypto
import HTTPTypes
import Hummingbird
import NIOCore
package import PointsLaw
import Policy
package import Units

/// What every page stands on: the law, the words and the templates.
package struct Site: Sendable {
  package let library: Library
  package let wordings: Wordings
  package let templates: Templates
  package let assets: Assets
  package let seal: Seal
  /// The ledger of the cases that this installation handles; `nil` where it handles none.
  package let proof: Proof?
  /// Where signed-in people are served; `nil` where no cases are handled.
  package let hall: Hall?
  /// The offices that answer questions.
  package let contacts: ContactBook
  /// Takes what went wrong inside, by area, kind and the request's number: never what somebody sent.
  let report: @Sendable (_ area: String, _ kind: String, _ number: String) -> Void
  /// The day in Beijing, for the calendar and the cycle that forms begin with: by the clock of the installation where there is one.
  package let now: @Sendable () -> CivilDate
  let workshop = Workshop()
  let frames = KeptFrames()
  let keptCycles = KeptCycles()

  package init(
    library: Library, seal: Seal, proof: Proof? = nil, hall: Hall? = nil,
    contacts: ContactBook = ContactBook(),
    now: (@Sendable () -> CivilDate)? = nil,
    report: @escaping @Sendable (String, String, String) -> Void = { _, _, _ in }
  ) throws {
    if let now {
      self.now = now
    } else if let hall {
      self.now = { hall.now.beijing.date }
    } else {
      self.now = Today.inBeijing
    }
    self.library = library
    self.seal = seal
    self.proof = proof
    self.hall = hall
    self.contacts = contacts
    self.report = report
    wordings = try Wordings(Resources.wordings)
    templates = try Templates(Resources.templates, wordings)
    assets = Assets(Resources.assets)
  }

  /// Renders a page in its layout.
  ///
  /// - Parameters:
  ///   - template: its template, which begins from `layout`.
  ///   - title: what it is about, without the name of the service.
  func page(_ template: String, _ head: PageHead, _ view: View) -> String {
    let page = templates.render(template, root(head, view), head.language)
    return head.language == .zh ? page : LanguageMarks.marked(page)
  }

  /// The outermost view of a page: what its layout shows, and the view of its content.
  func root(_ head: PageHead, _ view: View) -> View {
    let language = head.language
    var root = View(
      root: [
        "lang": language == .zh ? "zh-CN" : "en",
        "title": head.title,
        "css": assets.link("luohu.css"),
        "js": assets.link("luohu.js"),
        "menu": head.menu(wordings),
        "crumbs": head.crumbs.map { View(["text": $0.text, "link": $0.route.path(language)]) },
        "hasCrumbs": !head.crumbs.isEmpty,
        "otherLanguage": head.switchLink,
        "switchesByForm": head.isForm,
        "homeLink": Route.home.path(language),
        "designLink": Route.design.path(language),
        "apiLink": Route.apiGuide.path(language),
        "verifyLink": Route.verify.path(language),
        "contactsLink": Route.contacts.path(language),
        "serviceLink": Route.service("/my").path(language), "hasService": hall != nil,

        "isKept": head.route.section == .service, "isService": false, "banner": View(),
        "hasBanner": false, "conflicts": [View](), "isDemo": demonstration(language) != nil,
        "demoText": demonstration(language) ?? "", "canMoveClock": false,
      ], missing: templates.missing)
    root.merge(view)
    // A page’s own heading need not say what its title says.
    root["headTitle"] = head.title
    return root
  }

  /// The text of a key, or of another where there is none.
  func text(_ key: String, _ language: Language, or other: String) -> String {
    wordings.text(wordings.has(key) ? key : other, language)
  }

  /// Whether there is such a text.
  func has(_ key: String) -> Bool { wordings.has(key) }

  func text(_ key: String, _ language: Language, _ values: [String: String] = [:]) -> String {
    if !wordings.has(key) { templates.missing.add("wording \(key)") }
    return values.isEmpty ? wordings.text(key, language) : wordings.text(key, language, values)
  }
}

/// The frame around a page's content.
struct PageHead {
  var title: String
  var language: Language
  /// The page's own address, or that of the section it belongs to.
  var route: Route
  var crumbs: [(text: String, route: Route)] = []
  /// The page holds the form `answers`, which is sent along when the language is switched.
  var isForm = false
  /// The sections of whoever is signed in, in place of those of the public site.
  var entries: [View]?

  /// This page in the other language.
  var switchLink: String { route.path(language == .zh ? .en : .zh) }

  /// The sections of the site; the one the page is in is marked.
  func menu(_ wordings: Wordings) -> [View] {
    if let entries { return entries }
    return Route.menu.map { entry in
      View([
        "text": wordings.text("common.menu.\(entry.name)", language),
        "link": entry.path(language), "isHere": entry.section == route.section,
      ])
    }
  }
}

extension Response {
  /// An HTML page.
  static func html(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status,
      headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
      body: .init(byteBuffer: ByteBuffer(string: text)))
  }

  /// The same, of markup.
  static func html(_ page: Markup, status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status,
      headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
      body: .init(byteBuffer: ByteBuffer(bytes: page.bytes)))
  }
}

/// Styles and scripts with a hash of their content in the address, so that they can be kept forever.
package struct Assets: Sendable {
  struct File: Sendable {
    var type: String
    var body: ByteBuffer
  }

  /// By path below `/assets/`.
  let files: [String: File]
  private let links: [String: String]

  init(_ assets: [(name: String, type: String, text: [UInt8])]) {
    var files: [String: File] = [:]
    var links: [String: String] = [:]
    for asset in assets {
      let hash = SHA256.hash(data: asset.text).prefix(6).map { byte in
        String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
      }.joined()
      let path = "\(hash)/\(asset.name)"
      files[path] = File(type: asset.type, body: ByteBuffer(bytes: asset.text))
      links[asset.name] = "/assets/\(path)"
    }
    self.files = files
    self.links = links
  }

  func link(_ name: String) -> String { links[name] ?? "/assets/\(name)" }
}
