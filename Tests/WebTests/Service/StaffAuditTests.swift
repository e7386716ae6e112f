import Casework
import Foundation
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
    try await officer.submit(to: path)
    var auditor = try await city.caller("auditor-1")
    #expect(auditor.page.words.contains("办理记录查询"))
    let before = city.cases.events.count
    try await auditor.open("/audit")
    #expect(city.cases.events.count == before, "looking at the form is no search")
    try await auditor.open("/audit?subject=by&number=\(window)")
    #expect(
      auditor.page.text.contains("data-label=\"事件\">异议成立<")
        && auditor.page.text.contains("data-label=\"事件\">查看个人信息<"))
    #expect(auditor.page.text.contains("data-label=\"案卷\">异议\(number)<"), "cases in words")
    #expect(auditor.page.text.contains("data-label=\"案卷\">异议\(number)的查阅记录<"))
    #expect(city.cases.events.count > before, "searching is an act")
    try await auditor.open("/audit?subject=case&number=dispute/\(number)&event=DisputeFiled")
    #expect(
      auditor.page.text.contains("data-label=\"事件\">提出异议<")
        && !auditor.page.text.contains("data-label=\"事件\">异议成立<"))
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
      try await auditor.api(.get, "/audit?\(bad)")
      #expect(auditor.page.status == 422 && auditor.page.json["acts"] == nil, "\(bad)")
    }
    try await auditor.open("/audit?subject=anything&from=2030-01-01")
    #expect(auditor.page.words.contains("没有符合条件的记录"))
  }

  @Test(
    "a mistake leaves the whole search as it was typed, with what is wrong at its field; nothing is looked for"
  )
  func mistakes() async throws {
    let city = try await ServiceCity.staffed()
    let code = city.city.units[0].registered.code.full
    let wrong = String(code.dropLast()) + (code.last == "1" ? "2" : "1")
    for language in Language.allCases {
      var auditor = try await city.caller("auditor-1", language)
      let before = city.cases.events.count
      for (address, id) in [
        ("subject=by&number=%E7%8E%8B%E6%95%8F&event=SignedIn&from=2020-07-01", "f-number"),
        ("subject=unit&number=\(wrong)&event=SignedIn&from=2020-07-01", "f-number"),
        ("subject=associations&number=17x&event=SignedIn&from=2020-07-01", "f-number"),
        ("subject=by&number=17&event=SignedIn&from=2020-07-01&to=soon", "f-to"),
        ("subject=by&number=17&event=SignedIn&from=2020-07-01&to=2020-06-01", "f-to"),
      ] {
        for path in ["/audit", "/audit/export"] {
          try await auditor.open("\(path)?\(address)")
          let page = auditor.page
          #expect(page.status == 422, "\(path) \(address)")
          #expect(page.text.contains("href=\"#\(id)\""), "\(address): the summary leads to it")
          #expect(page.text.contains("id=\"\(id)-error\""), "\(address): said at the field")
          #expect(page.text.contains("value=\"2020-07-01\""), "\(address): still there")
          #expect(page.text.contains("value=\"SignedIn\" selected"), "\(address): still chosen")
          #expect(page.text.contains("action=\"\(language == .zh ? "" : "/en")/audit\""))
          #expect(!page.words.contains(language == .zh ? "查询结果，新" : "What was found"))
        }
      }
      #expect(
        city.cases.events.dropFirst(before).filter { $0.name == "ActsSearched" }.isEmpty,
        "nothing was looked for")
    }
    #expect(city.site.templates.missing.all == [])
  }

  @Test(
    "a unit is found by its credit code, however it is typed; one that nobody has is said to be one"
  )
  func unit() async throws {
    let city = try await ServiceCity.staffed()
    let good = try #require(city.city.units.first { $0.key == "good" }).registered.code
    let clerk = city.actor(try await city.account("unit-good"), .clerk, .entity(good))
    let number = try await RegisterUnit(city.hall.points)(good.full, by: clerk).dossier.number
    let code = good.full
    var auditor = try await city.caller("auditor-1")
    var found: [[Int]] = []
    for typed in ["\(number)", code, "%20\(code.lowercased())%20"] {
      try await auditor.api(.get, "/audit?subject=unit&number=\(typed)&to=2020-07-21")
      let acts = try #require(auditor.page.json["acts"] as? [[String: Any]], "\(typed)")
      found.append(acts.compactMap { $0["place"] as? Int })
      #expect(acts.contains { $0["event"] as? String == "UnitRegistered" }, "\(typed)")
      #expect(
        acts.allSatisfy {
          (($0["case"] as? [String: Any])?["kind"] as? String)?.hasSuffix("unit") == true
        })
    }
    #expect(Set(found).count == 1)
    #expect(city.cases.events.contains { $0.name == "ActsSearched" && $0.body.contains("unit(") })
    let other = try #require(city.city.units.first { $0.key != "good" }).registered.code.full
    try await auditor.open("/audit?subject=unit&number=\(other)")
    #expect(auditor.page.status == 422 && auditor.page.words.contains("没有此信用代码"))
    #expect(auditor.page.text.contains("value=\"\(other)\""))
    #expect(
      city.cases.events.last?.name == "ActsSearched"
        && city.cases.events.last?.body.contains("no unit \(other)") == true,
      "looking for what is not there is recorded, too")
    try await auditor.open("/audit?subject=unit&number=999999")
    #expect(auditor.page.status == 422)
  }

  @Test(
    "an officer is found by the name of the directory, or chosen by role and place, and leads to their acts"
  )
  func officers() async throws {
    let city = try await ServiceCity.staffed()
    let window = try await city.account("window-1")
    let far = try await city.account("window-3")
    for language in Language.allCases {
      // Of sessions that begin in one millisecond the newest is not known, and an auditor has two.
      city.clock.move(milliseconds: 1)
      var auditor = try await city.caller("auditor-1", language)
      let before = city.cases.events.count
      try await auditor.open("/audit/officers")
      #expect(city.cases.events.count == before, "looking at the form is no search")
      for (value, zh, en) in [("haidian", "海淀区", "Haidian"), ("tax", "税务", "tax")] {
        let option = "<option value=\"\(value)\">\(language == .zh ? zh : en)"
        #expect(auditor.page.text.contains(option), "\(option): places are chosen by name")
      }
      #expect(!auditor.page.words.contains("haidian"), "codes are not for people")
      try await auditor.submit(["name": "window-1"], to: "/audit/officers")
      #expect(auditor.page.text.contains("/audit?subject=by&amp;number=\(window)\""))
      #expect(city.cases.events.last?.name == "AccountLookedUp")
      #expect(city.cases.events.last?.body.contains("window") == false, "no name in the record")
      try await auditor.open("/audit/officers")
      try await auditor.submit(["name": "nobody"], to: "/audit/officers")
      #expect(
        auditor.page.status == 200 && !auditor.page.text.contains("/audit?subject=by"))
      try await auditor.open("/audit/officers")
      try await auditor.submit(["name": ""], to: "/audit/officers")
      #expect(auditor.page.status == 422 && auditor.page.text.contains("id=\"f-name-error\""))
      try await auditor.open("/audit/officers?role=window")
      #expect(auditor.page.text.contains("subject=by&amp;number=\(window)\""))
      #expect(auditor.page.text.contains("subject=by&amp;number=\(far)\""))
      try await auditor.open("/audit/officers?role=window&scope=haidian")
      #expect(auditor.page.text.contains("subject=by&amp;number=\(window)\""))
      #expect(!auditor.page.text.contains("subject=by&amp;number=\(far)\""))
      #expect(city.cases.events.last?.name == "AccountLookedUp", "choosing is recorded")
      try await auditor.open("/audit/officers?role=window&scope=nowhere")
      #expect(auditor.page.status == 422 && !auditor.page.text.contains("value=\"nowhere\""))
      #expect(auditor.page.text.contains("id=\"f-scope-error\""))
      try await auditor.open("/audit/officers?role=supervisor&scope=17")
      #expect(auditor.page.text.contains("<option value=\"17\" selected>"))
    }
    #expect(city.site.templates.missing.all == [])
    city.clock.move(milliseconds: 1)
    var auditor = try await city.caller("auditor-1")
    try await auditor.api(.get, "/audit/officers?role=window&scope=haidian")
    let officers = try #require(
      auditor.page.json["officers"] as? [[String: Any]], "\(auditor.page.text)")
    #expect(officers.contains { $0["account"] as? Int == Int(window) })
    #expect(
      officers.allSatisfy {
        ($0["roles"] as? [[String: Any]])?.contains { $0["scope"] as? String == "district/haidian" }
          == true
      })
    var officer = try await city.caller("window-1")
    try await officer.open("/audit/officers?role=window")
    #expect(officer.page.status == 403)
  }

  @Test(
    "no page of staff has the name of a text in place of the text",
    arguments: [
      "window-1", "officer-1", "supervisor-1", "city-1", "security-1", "system-1", "auditor-1",
    ])
  func wordings(subject: String) async throws {
    let city = try await ServiceCity.staffed()
    _ = try await city.eligibilityDispute()
    for language in Language.allCases {
      city.clock.move(milliseconds: 1)
      var caller = try await city.caller(subject, language)
      #expect(try await ServiceCrawl.pages(&caller).count > 5)
    }
    #expect(city.site.templates.missing.all == [])
  }

  @Test(
    "searching an account’s acts finds its sign-ins and failed proofs, which have the public as party"
  )
  func signIns() async throws {
    let city = try await ServiceCity.staffed()
    let window = try await city.account("window-1")
    let other = try await city.account("window-3")
    _ = try await city.hall.accounts.recordFailedProof(
      account: window, provider: "staff", reason: "access_denied",
      place: SignInPlace(device: "Firefox", address: nil), key: "failed-1")
    var auditor = try await city.caller("auditor-1")
    for event in ["SignedIn", "SignInFailed"] {
      try await auditor.api(.get, "/audit?subject=by&number=\(window)&event=\(event)")
      let acts = try #require(auditor.page.json["acts"] as? [[String: Any]])
      #expect(!acts.isEmpty, "\(event)")
      for act in acts {
        #expect(act["party"] as? String == "visitor", "the ledger keeps what was known by then")
        #expect((act["case"] as? [String: Any])?["number"] as? Int == Int(window))
      }
    }
    try await auditor.api(.get, "/audit?subject=by&number=\(other)&event=SignInFailed")
    #expect((auditor.page.json["acts"] as? [Any])?.isEmpty == true, "another’s are another’s")
    try await auditor.open("/audit?subject=by&number=\(window)")
    #expect(auditor.page.words.contains("含此账户的登录记录"))
  }

  @Test("an act has its receipt, whether the ledger proves it, and a file to be checked elsewhere")
  func act() async throws {
    let city = try await ServiceCity.staffed()
    var auditor = try await city.caller("auditor-1", .en)
    let place = 0
    try await auditor.open("/audit/acts/\(place)")
    #expect(auditor.page.words.contains("waits for a checkpoint"), "\(auditor.page.words)")
    #expect(auditor.page.text.contains("/en/verify?reference="))
    #expect(!city.cases.events[place].name.isEmpty)
    #expect(auditor.page.words.contains(city.cases.events[place].name), "its name in the ledger")
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

  @Test("every event that happens has words in both languages, and cases have them, too")
  func words() async throws {
    let city = try await ServiceCity.staffed()
    let number = try await city.eligibilityDispute()
    var officer = try await city.caller("window-1")
    let path = "/window/disputes/eligibility/\(number)"
    try await officer.open(path)
    try await officer.submit(["decision": "dismissed", "remark": "登记信息无误"], to: path)
    try await officer.submit(to: path)
    let happened = Set(city.cases.events.map(\.name))
    #expect(happened.count > 5 && happened.subtracting(EventWords.names).sorted() == [])
    for lifecycle in Self.lifecycles {
      #expect(lifecycle.subtracting(EventWords.names).sorted() == [])
    }
    let noted = try Self.noted()
    #expect(noted.count > 5 && noted.subtracting(EventWords.names).sorted() == [])
    #expect(EventWords.names.count == Set(EventWords.names).count)
    for name in EventWords.names { #expect(city.site.has("event.name.\(name)"), "\(name)") }
    for kind in Set(city.cases.events.map(\.dossier.kind.rawValue)) {
      let bare = kind.hasPrefix("access-") ? String(kind.dropFirst(7)) : kind
      #expect(city.site.has("event.kind.\(bare)"), "\(kind)")
    }
  }

  /// The events of everything that goes through states.
  private static let lifecycles: [Set<String>] = [
    events(UnitLifecycle.self), events(AssociationLifecycle.self),
    events(ApplicationLifecycle.self), events(ClaimLifecycle.self), events(EvidenceLifecycle.self),
    events(TwoPersonLifecycle.self), events(AccountLifecycle.self), events(DisputeLifecycle.self),
    events(DelegationLifecycle.self), events(CycleLifecycle.self), events(SanctionLifecycle.self),
  ]

  /// What cases note beside their steps, as the sources have it.
  private static func noted() throws -> Set<String> {
    var sources = URL(filePath: #filePath)
    for _ in 1...4 { sources.deleteLastPathComponent() }
    sources.append(path: "Sources")
    var names: Set<String> = []
    let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
    for case let file as URL in try #require(files) where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      for found in text.matches(of: /note\(\s*"([A-Z]\w+)"/) { names.insert(String(found.1)) }
    }
    return names
  }

  private static func events<Life: Lifecycle>(_: Life.Type) -> Set<String> {
    let states: [Life.Status?] = [nil] + Life.Status.allCases.map { $0 }
    return Set(
      states.flatMap { state in
        Life.Step.allCases.compactMap { try? Life.apply($0, to: state).event }
      })
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
    for subject in ["city-1", "window-1", "supervisor-1", "security-1", "system-1", "eligible"] {
      var caller = try await city.caller(subject)
      for path in ["/audit", "/audit/people", "/audit/acts/0", "/audit/export?subject=anything"] {
        try await caller.open(path)
        #expect(caller.page.status == 403, "\(subject) \(path)")
      }
    }
  }
}
