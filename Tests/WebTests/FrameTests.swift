import PointsLaw
import Policy
import Testing

@testable import Web

/// Protects the kept frames: a page filled in is the page that its template would have given.
@Suite("Kept frames")
struct FrameTests {
  private let site: Site

  init() throws { site = try Site(library: Library.builtIn(), seal: Seal()) }

  private static let markup = Markup("<b class=\"x\">&amp;</b>")

  /// Two visitors of the same frame: texts with every mark that is escaped, empty ones, flags set and not.
  private func view(_ text: String, _ hasSource: Bool) -> View {
    [
      "svg": Self.markup, "caption": text, "source": "\(text)!", "hasSource": hasSource,
      "table": Markup("<tbody></tbody>"),
    ]
  }

  @Test(
    "a part of a page is the same by its frame and by its template", arguments: Language.allCases)
  func part(_ language: Language) {
    for text in ["<a href='x'>&\"", "分值", ""] {
      for flag in [true, false] {
        let view = view(text, flag)
        #expect(
          site.framed("figure", view, language).text
            == site.templates.render("figure", view, language))
      }
    }
    #expect(site.templates.missing.all == [])
  }

  @Test("a page is the same by its frame and by its template, in every head")
  func page() {
    for language in Language.allCases {
      for (title, crumbs) in [("一", []), ("二 & 三", [("<计算>", Route.calculator)])] {
        let head = PageHead(
          title: title, language: language, route: .calculatorPage("result"),
          crumbs: crumbs.map { (text: $0.0, route: $0.1) }, isForm: crumbs.isEmpty)
        for text in ["1 < 2", "2 > 1"] {
          let view: View = [
            "heading": text, "action": "/x?a=1&b=2", "state": Markup("sealed"), "problems": "",
          ]
          #expect(site.framed("unfinished", head, view).text == site.page("unfinished", head, view))
        }
      }
    }
  }

  @Test("the frame of one visitor holds nothing of another")
  func values() {
    let first = site.framed("figure", view("first", true), .en).text
    let second = site.framed("figure", view("second", true), .en).text
    #expect(first.contains("first!") && !second.contains("first"))
    #expect(second == first.replacing("first", with: "second"))
  }
}

/// Protects pages from markup in what visitors write, and from broken texts and numbers.
@Suite("Markup")
struct MarkupTests {
  private func written(_ body: (inout Markup) -> Void) -> String {
    var markup = Markup()
    body(&markup)
    return markup.text
  }

  @Test("texts are escaped where they must be and nowhere else")
  func escaping() {
    #expect(
      written { $0.escaped("<a>&\"'分值'") }
        == "&lt;a&gt;&amp;&quot;&#39;分值&#39;")
    #expect(written { $0.element("<p>", "", "</p>") } == "<p></p>")
    #expect(written { $0.items(["1", "<"]) } == "<li>1</li><li>&lt;</li>")
    #expect(HTML.escaped("plain 文字") == "plain 文字")
  }

  @Test(
    "whole numbers, however small and large",
    arguments: [0, 7, -7, 10, 99, 100, -120, Int.max, Int.min])
  func numbers(_ number: Int) {
    #expect(written { $0.number(number) } == String(number))
  }

  @Test("pieces longer than the room there is, and one markup inside another")
  func growth() {
    let long = String(repeating: "长", count: 5000)
    let inner = Markup(long)
    let text = written { markup in
      markup.raw("<p>")
      markup.append(inner)
      for _ in 0..<300 { markup.trusted("ab") }
      markup.number(12)
    }
    #expect(text == "<p>" + long + String(repeating: "ab", count: 300) + "12")
  }
}
