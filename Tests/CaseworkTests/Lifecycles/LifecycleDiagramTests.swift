import Casework
import Foundation
import Testing

@Suite("The page of lifecycles")
struct LifecycleDiagramTests {
  @Test("Docs/lifecycles.md is what the lifecycles themselves say")
  func page() throws {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    let file = root.appendingPathComponent("Docs/lifecycles.md")
    let page = LifecycleDiagram.page()
    if ProcessInfo.processInfo.environment["LUOHU_GOLDEN"] == "write" {
      try page.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == page)
  }

  @Test("a diagram has every state, every step that is taken, and the ends")
  func section() {
    let text = LifecycleDiagram.section(TwoPersonLifecycle.self)
    for line in [
      "stateDiagram-v2", "  proposed: 待确认", "  [*] --> proposed: 提议",
      "  proposed --> expired: 失效", "  expired --> [*]",
      "| 待确认 proposed | 确认 confirm | 已确认 confirmed | `ActConfirmed` |",
    ] {
      #expect(text.split(separator: "\n").contains(Substring(line)), "\(line)")
    }
    #expect(!text.contains("  proposed --> [*]"))
  }
}
