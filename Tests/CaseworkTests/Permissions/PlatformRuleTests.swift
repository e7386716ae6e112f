import Casework
import Foundation
import Policy
import Testing

@Suite("Rules of the platform itself")
struct PlatformRuleTests {
  @Test("every rule that the permission table cites as PLATFORM is explained in Docs/casework.md")
  func explained() throws {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    let page = try String(
      contentsOf: root.appendingPathComponent("Docs/casework.md"), encoding: .utf8)
    let rows = page.split(separator: "\n").filter { $0.hasPrefix("| ") }
    let named = Set(
      rows.flatMap { row in
        row.split(separator: "|").first?.split(separator: "、")
          .map { $0.trimmingCharacters(in: .whitespaces) } ?? []
      })
    let table = try PermissionTable.builtIn()
    let cited = Act.allCases.map { table.entry($0).article }.filter { $0.document == "PLATFORM" }
    #expect(!cited.isEmpty)
    for article in cited {
      #expect(named.contains(article.place), "\(article)")
    }
  }
}
