import Hummingbird
import HummingbirdTesting
import PointsLaw
import Policy
import Testing

@testable import Web

@Suite("The design of the pages")
struct DesignTests {
  let styles = String(decoding: PackageResources.luohu_css, as: UTF8.self)

  @Test(
    "the page of the design shows every component in both languages", arguments: Language.allCases)
  func page(_ language: Language) async throws {
    let site = try Site(library: Library.builtIn(), seal: Seal())
    let application = Application(router: site.router())
    try await application.test(.router) { client in
      let response = try await client.execute(uri: Route.design.path(language), method: .get)
      #expect(response.status == .ok)
      let body = String(buffer: response.body)
      let colours = (Palette.names + Palette.series).filter { !body.contains("<code>\($0)</code>") }
      #expect(colours == [], "colours that are not shown")
      let samples = Self.classes(in: styles).subtracting(Self.unshown).subtracting(
        Self.classNames(in: body))
      #expect(samples == [], "classes without a sample")
    }
    #expect(site.templates.missing.all == [])
  }

  /// The names of one block are the names of the other: nothing is forgotten in the dark.
  @Test("light and dark name the same colours")
  func sameNames() {
    let palette = Palette(styleSheet: styles)
    #expect(Set(palette.light.keys) == Set(Palette.names + Palette.series))
    #expect(Set(palette.light.keys) == Set(palette.dark.keys))
  }

  @Test(
    "words are legible on the page and on banners: contrast at least 4.5 (WCAG 2.2, 1.4.3)",
    arguments: ["ink", "line", "brand", "success", "warning", "danger", "info"])
  func textContrast(_ name: String) throws {
    for colours in Self.schemes(styles) {
      let colour = try #require(colours[name])
      for ground in ["paper", "wash"] {
        #expect(colour.contrast(try #require(colours[ground])) >= 4.5)
      }
    }
  }

  @Test("marks of a chart stand out from the page by 3 to 1, and from their neighbour in grey")
  func seriesContrast() throws {
    for colours in Self.schemes(styles) {
      let series = try Palette.series.map { try #require(colours[$0]) }
      let paper = try #require(colours["paper"])
      for colour in series { #expect(colour.contrast(paper) >= 3, "\(colour.text)") }
      for (one, next) in zip(series, series.dropFirst()) {
        #expect(one.contrast(next) >= 3, "\(one.text) beside \(next.text)")
      }
    }
  }

  @Test(
    "contrast agrees with ratios known from the standard",
    arguments: [
      ("#ffffff", "#000000", 2100), ("#777777", "#ffffff", 447), ("#767676", "#ffffff", 454),
      ("#0000ff", "#ffffff", 859), ("#ffffff", "#ffffff", 100),
    ])
  func contrast(_ one: String, _ two: String, _ hundredths: Int) throws {
    let ratio = try #require(Colour(one)).contrast(try #require(Colour(two)))
    #expect(Int(ratio * 100 + 1e-6) == hundredths)
    #expect(Colour(one)?.text == one)
  }

  @Test(
    "colours written otherwise are not taken for colours",
    arguments: ["", "#fff", "red", "#12345g", "123456"])
  func malformedColour(_ text: String) { #expect(Colour(text) == nil) }

  @Test("every class of a template has its look")
  func templateClasses() {
    let known = Self.classes(in: styles).union(Self.unstyled)
    for template in Resources.templates {
      let source = String(decoding: template.text, as: UTF8.self)
      for name in Self.classNames(in: source) {
        #expect(known.contains(name), "\(template.name) uses .\(name), which is not in luohu.css")
      }
    }
  }

  @Test("styles and script stay small")
  func sizes() {
    #expect(PackageResources.luohu_css.count <= 24 * 1024)
    #expect(PackageResources.luohu_js.count <= 8 * 1024)
  }

  @Test("neither styles nor script fetch anything from elsewhere")
  func noForeignAddress() {
    let script = String(decoding: PackageResources.luohu_js, as: UTF8.self)
    for source in [styles, script] {
      #expect(!source.contains("http:"))
      #expect(!source.contains("https:"))
      #expect(!source.contains("url("))
      #expect(!source.contains("@import"))
    }
  }

  @Test("templates have no style or script of their own, which the content security policy forbids")
  func noInline() {
    for template in Resources.templates {
      let source = String(decoding: template.text, as: UTF8.self)
      #expect(!source.contains("style=\""), "\(template.name)")
      #expect(!source.contains("<style"), "\(template.name)")
      #expect(!source.contains("javascript:"), "\(template.name)")
      #expect(source.matches(of: /\son[a-z]+=/).isEmpty, "\(template.name)")
      #expect(source.matches(of: /<script>/).isEmpty, "\(template.name)")
    }
  }

  /// Hooks for script and tests that need no look.
  static let unstyled: Set<String> = ["language", "size-on", "later", "plain", "service"]

  /// Classes that only show in a state or on other pages.
  static let unshown: Set<String> = [
    "js", "large", "crumbs", "no-print", "short", "less",
    "span-imputed", "span-marriage", "span-counted", "print-only",
    "bare-only", "sticky",
    // The frame of the service and the demo provider's own page.
    "who", "demo", "people", "draft-state",
  ]

  static func schemes(_ styles: String) -> [[String: Colour]] {
    let palette = Palette(styleSheet: styles)
    return [palette.light, palette.dark]
  }

  /// Classes that the style sheet knows.
  static func classes(in styles: String) -> Set<String> {
    // Comments name files, and numbers have points.
    let rules = styles.replacing(/(?s)\/\*.*?\*\//, with: "")
    return Set(rules.matches(of: /\.([a-z][a-zA-Z0-9-]*)/).map { String($0.1) })
  }

  /// Classes written in a template or page; those that a template fills in are seen on the page.
  static func classNames(in template: String) -> Set<String> {
    var names: Set<String> = []
    for attribute in template.matches(of: /class="([^"]*)"/) {
      for name in attribute.1.split(separator: " ") where !name.contains("{") {
        names.insert(String(name))
      }
    }
    return names
  }
}
