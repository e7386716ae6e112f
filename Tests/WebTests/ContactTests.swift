import Foundation
import NIOCore
import PointsLaw
import Policy
import Testing

@testable import Web

/// Protects whoever is stuck: every page leads to one that says whom to call, and where the installation knows no number, it
/// says so.
@Suite("Whom to ask")
struct ContactTests {
  static func book(_ text: String) throws -> ContactBook { try ContactBook(yaml: Array(text.utf8)) }

  static func demoBook() throws -> ContactBook {
    let file = WordingTests.root.appending(path: "deploy/contacts.demo.yaml")
    return try ContactBook(yaml: Array(try Data(contentsOf: file)))
  }

  @Test("the demo city's file names every office, with numbers that are nobody's")
  func demo() throws {
    let book = try Self.demoBook()
    #expect(Set(book.districts.keys) == Set(District.allCases).subtracting([.municipal]))
    let known = ContactBook.departmentNames(try Wordings(Resources.wordings))
    #expect(book.departments.keys.sorted() == known.sorted())
    let offices =
      Array(book.districts.values) + book.departments.values
      + [try #require(book.employers), try #require(book.technical)]
    #expect(offices.allSatisfy { $0.note == Wording("演示号码", "Demo number") })
    let numbers = offices.flatMap(\.telephones)
    #expect(numbers.allSatisfy { $0.hasPrefix("000-0000-") } && Set(numbers).count == numbers.count)
  }

  @Test("an office has telephones, and what else its file says")
  func office() throws {
    let book = try Self.book(
      """
      districts:
        haidian:
          name: {zh: 海淀窗口, en: Haidian desk}
          telephones: [12345, "+86 (010) 0000-0000"]
          address: 演示路1号
          hours: {zh: 工作日, en: Working days}
      technical: {telephones: ["000"]}
      """)
    let haidian = try #require(book.districts[.haidian])
    #expect(haidian.name == Wording("海淀窗口", "Haidian desk"))
    #expect(haidian.telephones == ["12345", "+86 (010) 0000-0000"])
    #expect(haidian.address == "演示路1号" && haidian.hours?.en == "Working days")
    #expect(haidian.note == nil && book.employers == nil && book.departments.isEmpty)
    #expect(book.technical?.telephones == ["000"])
  }

  @Test(
    "a wrong file is refused with the place and what is allowed there",
    arguments: [
      ("offices: {}", "contacts: offices", "districts, departments"),
      ("districts: {haidan: {telephones: ['123']}}", "contacts: districts.haidan", "haidian"),
      ("districts: {municipal: {telephones: ['123']}}", "contacts: districts.municipal", "haidian"),
      ("districts: [haidian]", "contacts: districts", "haidian"),
      ("departments: {taxes: {telephones: ['123']}}", "contacts: departments.taxes", "tax"),
      ("technical: {phone: '123'}", "contacts: technical.phone", "telephones"),
      ("technical: {note: {zh: 一, en: one}}", "contacts: technical", "telephones"),
      ("technical: {telephones: []}", "contacts: technical.telephones", "one number"),
      ("technical: {telephones: ['12']}", "contacts: technical.telephones[0]", "3 to 20 digits"),
      (
        "technical: {telephones: ['123', '010 1234 ext']}", "contacts: technical.telephones[1]",
        "3 to 20 digits"
      ),
      ("technical: {telephones: ['12+3']}", "contacts: technical.telephones[0]", "after a plus"),
      ("employers: {telephones: ['123'], hours: 9-17}", "contacts: employers.hours", "zh"),
      (
        "employers: {telephones: ['123'], hours: {zh: 每天}}", "contacts: employers.hours",
        "needs en"
      ),
    ])
  func wrong(text: String, path: String, allowed: String) throws {
    let problems = try #require(throws: Problems.self) { try Self.book(text) }
    let problem = try #require(problems.list.first)
    #expect(problem.path == path)
    #expect(problem.allowed.en.contains(allowed), "\(problem.allowed.en)")
  }

  @Test("the page shows the offices' numbers as links", arguments: Language.allCases)
  func page(language: Language) async throws {
    let book = try Self.demoBook()
    let reference = try ReferenceSite(contacts: book)
    let path = Route.contacts.path(language)
    let text = try await reference.get(path).text
    reference.check(text, path)
    for district in District.allCases where district != .municipal {
      let number = try #require(book.districts[district]?.telephones.first)
      let row = try #require(
        text.split(separator: "<tr id=\"district-\(district.name)\">").last?
          .split(separator: "</tr>").first)
      #expect(row.contains("href=\"tel:\(number.replacing("-", with: ""))\">\(number)<"))
      #expect(row.contains(district.wording[language]))
    }
    #expect(text.contains(try #require(book.note)[language]))
    #expect(!text.contains(reference.site.text("contacts.none", language)))
    #expect(!text.contains(reference.site.text("contacts.notGiven", language)))
  }

  @Test("what is not known is said to be missing", arguments: Language.allCases)
  func missing(language: Language) async throws {
    let path = Route.contacts.path(language)
    let bare = try ReferenceSite()
    let nothing = try await bare.get(path).text
    #expect(nothing.contains(bare.site.text("contacts.none", language)))
    #expect(nothing.contains("12345") && !nothing.contains("href=\"tel:"))
    let partial = try ReferenceSite(
      contacts: Self.book("districts: {haidian: {telephones: ['000 0000']}}"))
    let text = try await partial.get(path).text
    #expect(!text.contains(partial.site.text("contacts.none", language)))
    let hint = try #require(text.split(separator: "<p class=\"hint\">").dropFirst().first)
    let names = String(hint.prefix { $0 != "<" })
    #expect(names.contains(District.xicheng.wording[language]))
    #expect(!names.contains(District.haidian.wording[language]))
  }

  @Test("a page of refusal leads to whoever can help", arguments: Rejection.Reason.allCases)
  func refusals(reason: Rejection.Reason) throws {
    let site = try ReferenceSite().site
    for language in Language.allCases {
      let text = String(buffer: RejectionPages(site).page(reason, language, "1"))
      let main = try #require(
        text.split(separator: "<main").last?.split(separator: "</main>").first)
      #expect(main.contains("href=\"\(Route.contacts.path(language))\""))
    }
  }
}
