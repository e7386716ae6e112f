import Testing

@testable import Web

extension LanguageMarks {
  /// A page as it was before the marks, for tests of what stands on it.
  static func unmarked(_ page: String) -> String {
    page.replacing(/<span lang="zh-CN">([^<]*)<\/span>/) { $0.1 }
  }
}

@Suite("Chinese on an English page is marked as Chinese")
struct LanguageMarkTests {
  @Test(
    "runs with the marks between them; not in attributes, titles, fields and drawings",
    arguments: [
      ("<p>no Chinese (1)</p>", "<p>no Chinese (1)</p>"),
      (
        "<p>by 《操作管理细则》第十五条(一), 2020</p>",
        "<p>by <span lang=\"zh-CN\">《操作管理细则》第十五条</span>(<span lang=\"zh-CN\">一</span>), 2020</p>"
      ),
      ("<a title=\"注册\">go</a>", "<a title=\"注册\">go</a>"),
      ("<title>林一诺 – a</title>", "<title>林一诺 – a</title>"),
      (
        "<option>海淀区</option><b>海淀区</b>",
        "<option>海淀区</option><b><span lang=\"zh-CN\">海淀区</span></b>"
      ),
      (
        "<textarea>一<b>二</textarea>三", "<textarea>一<b>二</textarea><span lang=\"zh-CN\">三</span>"
      ),
      ("<svg><text>分</text></svg>", "<svg><text>分</text></svg>"),
      ("（a）…“b” — é", "（a）…“b” — é"), ("方**", "<span lang=\"zh-CN\">方</span>**"),
      ("一<", "<span lang=\"zh-CN\">一</span><"), ("", ""), ("<", "<"),
    ])
  func runs(page: String, marked: String) {
    #expect(LanguageMarks.marked(page) == marked)
  }

  @Test(
    "whatever a page is, without the marks it is what it was", arguments: 0..<50 as Range<UInt64>)
  func whole(seed: UInt64) {
    var random = Seeded(seed)
    let parts = [
      "一", "<p>", "</p>", "<title>", "</title>", "a", "。", "<svg>", "</svg>", "é", "<", ">", "😀",
      "𠮷", "（", "\"",
    ]
    let page = (0..<40).map { _ in parts[Int(random.next() % UInt64(parts.count))] }.joined()
    #expect(LanguageMarks.unmarked(LanguageMarks.marked(page)) == page)
  }
}
