import Casework
import Policy
import TestKit
import Testing
import Units

@testable import Web

@Suite("A receipt says what was done and when, to be printed (核对回执)")
struct VerifyReceiptTests {
  @Test(
    "to whoever has its reference, signed in or not; never who did it", arguments: Language.allCases
  )
  func deed(language: Language) async throws {
    let city = try await ServiceCity.open()
    let clerk = try await city.clerk("unit-good", language)
    let reference = try #require(
      clerk.page.text.firstMatch(of: /\/verify\?reference=([0-9A-Z-]{19})/)?.1)
    let place = try #require(ReceiptReference(String(reference))).index
    let event = city.cases.events[place]
    city.clock.move(milliseconds: 3_600_000)
    var visitor = city.caller(language)
    try await visitor.open("/verify?reference=\(reference)")
    #expect(visitor.page.status == 200)
    for words in [
      city.site.text("event.name.\(event.name)", language), event.at.text(language),
      language == .zh ? "返回办事大厅" : "Back to the services", String(reference),
    ] {
      #expect(visitor.page.words.contains(words), "\(words): \(visitor.page.words)")
    }
    #expect(visitor.page.text.contains("data-print") && visitor.page.text.contains("no-print"))
    for personal in [event.party.rawValue, event.dossier.description, "方正平"] {
      #expect(!visitor.page.text.contains(personal), "\(personal)")
    }
    // Nothing is said of an event by its place alone.
    let other = String(reference.dropLast()) + (reference.hasSuffix("0") ? "1" : "0")
    try await visitor.open("/verify?reference=\(other)")
    #expect(visitor.page.status == 422 && !visitor.page.text.contains("data-print"))
    try await visitor.open("/verify")
    #expect(!visitor.page.text.contains("data-print"))
    #expect(city.site.templates.missing.all == [])
  }
}
