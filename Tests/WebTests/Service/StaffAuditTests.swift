import Casework
import HTTPTypes
import PointsLaw
import PointsService
import Policy
import TestKit
import Testing
import Units

@testable import Web

@Suite("The auditor finds what was done, by whom and to what, with its proof")
struct StaffAuditTests {
  @Test("acts are found by account, case, event and time; nothing is searched before it is asked")
  func search() async throws {
    let city = try await ServiceCity.staffed()
    let number = try await city.eligibilityDispute()
    let window = try await city.account("window-1")
    var officer = try await city.caller("window-1")
    let path = "/window/disputes/eligibility/\(number)"
    try await officer.open(path)
    try await officer.submit(["decision": "upheld", "remark": "居住证记录属实"], to: path)
    var auditor = try await city.caller("auditor-1")
    #expect(auditor.page.words.contains("办理记录查询"))
    let before = city.cases.events.count
    try await auditor.open("/audit")
    #expect(city.cases.events.count == before, "looking at the form is no search")
    try await auditor.open("/audit?subject=by&number=\(window)")
    #expect(
      auditor.page.words.contains("DisputeUpheld")
        && auditor.page.words.contains("PersonalDataRead"))
    #expect(city.cases.events.count > before, "searching is an act")
    try await auditor.open("/audit?subject=case&number=dispute/\(number)&event=DisputeFiled")
    #expect(
      auditor.page.words.contains("DisputeFiled") && !auditor.page.text.contains(">DisputeUpheld<"))
    try await auditor.api(.get, "/audit?subject=case&number=dispute/\(number)")
    let acts = try #require(auditor.page.json["acts"] as? [[String: Any]])
    #expect(acts.contains { $0["event"] as? String == "DisputeUpheld" })
    #expect(acts.contains { $0["event"] as? String == "PersonalDataRead" }, "who read it")
    #expect(!auditor.page.text.contains("居住证"), "nothing personal in clear")
    for bad in [
      "subject=nobody", "subject=by", "subject=case&number=17", "subject=anything&from=soon",
      "subject=anything&event=%E4%BA%8B",
    ] {
      try await auditor.open("/audit?\(bad)")
      #expect(auditor.page.status == 422, "\(bad)")
    }
    try await auditor.open("/audit?subject=anything&from=2030-01-01")
    #expect(auditor.page.words.contains("没有符合条件的记录"))
  }

  @Test("an act has its receipt, whether the ledger proves it, and a file to be checked elsewhere")
  func act() async throws {
    let city = try await ServiceCity.staffed()
    var auditor = try await city.caller("auditor-1", .en)
    let place = 0
    try await auditor.open("/audit/acts/\(place)")
    #expect(auditor.page.words.contains("waits for a checkpoint"), "\(auditor.page.words)")
    #expect(auditor.page.text.contains("/en/verify?reference="))
    try await auditor.open("/audit/acts/\(place)/proof")
    let receipt = try Receipt(json: Array(auditor.page.text.utf8))
    #expect(receipt.index == place && receipt.event != nil)
    #expect(auditor.page.headers[.contentDisposition]?.hasPrefix("attachment") == true)
    #expect(city.cases.events.contains { $0.name == "ProofExported" })
    try await auditor.open("/audit/export?subject=anything")
    #expect(auditor.page.status == 200 && auditor.page.text.hasPrefix("place,reference,at,event"))
    try await auditor.api(.get, "/audit/acts/\(place)")
    #expect((auditor.page.json["act"] as? [String: Any])?["place"] as? Int == place)
    for none in ["/audit/acts/999999", "/audit/acts/x", "/audit/acts/-1"] {
      try await auditor.open(none)
      #expect(auditor.page.status == 403, "\(none)")
    }
  }

  @Test("exports take a newer proof of identity than looking does")
  func proof() async throws {
    let city = try await ServiceCity.staffed()
    var auditor = try await city.caller("auditor-1")
    for _ in 0..<4 {
      city.clock.move(milliseconds: 8 * 60_000)
      try await auditor.open("/audit")
    }
    #expect(auditor.page.status == 200)
    try await auditor.open("/audit/export?subject=anything")
    #expect(auditor.page.status == 403 && auditor.page.words.contains("再次核验"))
  }

  @Test("from an identity number to accounts, and nobody else searches")
  func people() async throws {
    let city = try await ServiceCity.staffed()
    let account = try await city.account("eligible")
    let person = try #require(city.city.people.first { $0.key == "eligible" })
    var auditor = try await city.caller("auditor-1")
    try await auditor.open("/audit/people")
    try await auditor.submit(["identityNumber": "12"], to: "/audit/people")
    #expect(auditor.page.status == 422)
    try await auditor.submit(["identityNumber": person.number.full], to: "/audit/people")
    #expect(auditor.page.text.contains("/audit?subject=about&amp;number=\(account)"))
    for subject in ["city-1", "window-1", "security-1", "system-1", "eligible"] {
      var caller = try await city.caller(subject)
      for path in ["/audit", "/audit/people", "/audit/acts/0", "/audit/export?subject=anything"] {
        try await caller.open(path)
        #expect(caller.page.status == 403, "\(subject) \(path)")
      }
    }
  }
}
