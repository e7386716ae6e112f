import Casework
import HTTPTypes
import PointsService
import Policy
import TestKit
import Testing
import Units

@testable import Web

@Suite("An applicant sees what is held, and lets a family member fill in")
struct ApplicantDataTests {
  @Test(
    "values stay behind their masks until their owner opens them; readings say who and why (PIPL 第四十五条)",
    arguments: Language.allCases)
  func data(language: Language) async throws {
    var bench = try await ApplicantBench.open("eligible", language)
    try await bench.openUnit()
    try await bench.ask()
    try await bench.answer()
    let number = try #require(bench.city.city.people.first { $0.key == "eligible" }).number
    try await bench.person.open("/my/data")
    #expect(!bench.person.page.text.contains(number.full))
    #expect(bench.person.page.words.contains(number.masked))
    #expect(bench.person.page.words.contains(language == .zh ? "林*" : "林*"))
    #expect(
      bench.person.page.words.contains(
        language == .zh ? "单位经办人核实关联" : "clerk looked at requests"), "who read it, and why")
    try await bench.person.open("/my/data?open=yes")
    #expect(bench.person.page.words.contains(number.full))
    try await bench.person.api(.get, "/my/data")
    let records = try #require(bench.person.page.json["records"] as? [[String: Any]])
    #expect(records.count >= 3)
    #expect(bench.city.site.templates.missing.all == [])
  }

  @Test("the export is one file, needs a fresh proof, and has what the page shows")
  func export() async throws {
    var bench = try await ApplicantBench.open()
    try await bench.person.open("/my/data/export")
    try await bench.person.submit(["format": "json"], to: "/my/data/export")
    #expect(bench.person.page.status == 200)
    #expect(
      bench.person.page.headers[.contentDisposition]
        == "attachment; filename=\"luohu-2020-07-20.json\"")
    #expect((bench.person.page.json["records"] as? [Any])?.isEmpty == false)
    for list in ["evidence", "signIns", "drafts", "messages", "delegations", "acts"] {
      #expect(bench.person.page.json[list] is [Any], "\(list)")
    }
    #expect((bench.person.page.json["signIns"] as? [Any])?.isEmpty == false)
    try await bench.person.open("/my/data/export")
    try await bench.person.submit(["format": "pdf"], to: "/my/data/export")
    #expect(bench.person.page.status == 422)
    try await bench.person.submit(["format": "text"], to: "/my/data/export")
    #expect(
      bench.person.page.headers[.contentDisposition]
        == "attachment; filename=\"luohu-2020-07-20.txt\"")
    #expect(bench.person.page.text.contains("登录记录\n"))
    #expect(!bench.person.page.text.contains("ownSignIns"), "reasons in words")
    bench.city.clock.move(milliseconds: 29 * 60_000)
    try await bench.person.open("/my/data/export")
    bench.city.clock.move(milliseconds: 2 * 60_000)
    try await bench.person.submit(to: "/my/data/export")
    #expect(bench.person.page.status == 403)
    #expect(bench.person.page.text.contains("/sign-in/again?to="))
  }

  @Test(
    "what is kept beside the cases is on the page and whole in both exports (PIPL 第四十五条)",
    arguments: Language.allCases)
  func traces(language: Language) async throws {
    let city = try await ServiceCity.staffed()
    let account = try await city.account("eligible")
    var person = try await city.caller("eligible", language)
    let actor = { city.actor(account, .applicant) }
    let checked = try await CheckEligibility(city.hall.points)(by: actor())
    _ = try await city.hall.accounts.offerHelp(
      actor(), until: city.clock.now.adding(milliseconds: 30 * Instant.millisecondsOfDay))
    _ = try await city.hall.drafts.save(
      [DraftField("remark", "还没写完")], form: "/my/basics", of: account, seen: 0)
    let piece = try await city.handIn(about: checked.dossier)
    let told = try await city.tell(account)
    try await person.open("/my/data")
    let page = person.page
    #expect(page.status == 200)
    let isChinese = language == .zh
    #expect(page.words.contains(isChinese ? "凭证\(piece)" : "Evidence \(piece)"))
    #expect(page.words.contains("JPEG"))
    #expect(page.words.contains(isChinese ? "委托他人" : "given by you"))
    #expect(page.words.contains(city.site.text("event.name.ApplicationOpened", language)))
    for link in ["/account/sign-ins", "/account/drafts", "/account/messages", "/my/helpers"] {
      #expect(page.text.contains("href=\"\(isChinese ? "" : "/en")\(link)\""), "\(link)")
    }
    #expect(!page.text.contains("还没写完"))
    try await person.api(.get, "/my/data")
    #expect((person.page.json["evidence"] as? [[String: Any]])?.first?["number"] as? Int == piece)
    #expect((person.page.json["drafts"] as? [Any])?.count == 1)
    #expect((person.page.json["delegations"] as? [[String: Any]])?.first?["given"] as? Bool == true)
    #expect(person.page.json["messages"] as? Int == told)
    #expect((person.page.json["acts"] as? [[String: Any]])?.count ?? 0 > 0)
    try await person.open("/my/data/export")
    try await person.submit(["format": "json"], to: "/my/data/export")
    let file = person.page.json
    #expect((file["evidence"] as? [[String: Any]])?.first?["number"] as? Int == piece)
    #expect(
      (file["signIns"] as? [[String: Any]])?.contains { $0["kind"] as? String == "signedIn" }
        == true)
    #expect(person.page.text.contains("还没写完"), "what was typed")
    #expect((file["messages"] as? [Any])?.count == told)
    let acts = try #require(file["acts"] as? [[String: Any]])
    #expect(acts.contains { $0["event"] as? String == "SignedIn" })
    #expect(acts.contains { $0["event"] as? String == "PersonalDataRead" })
    try await person.open("/my/data/export")
    try await person.submit(["format": "text"], to: "/my/data/export")
    for text in [
      "还没写完", "\(piece)", city.site.text("event.name.SignedIn", language),
      isChinese ? "授出" : "given",
    ] { #expect(person.page.text.contains(text), "\(text)") }
    #expect(city.site.templates.missing.all == [])
    // Another's page has none of it.
    var other = try await city.caller("unpaid", language)
    try await other.api(.get, "/my/data")
    #expect((other.page.json["evidence"] as? [Any])?.isEmpty == true)
    #expect((other.page.json["delegations"] as? [Any])?.isEmpty == true)
  }

  @Test("what somebody did stays on the page however often they looked at their data")
  func actsAmongReadings() async throws {
    let city = try await ServiceCity.staffed()
    let account = try await city.account("eligible")
    let actor = { city.actor(account, .applicant) }
    _ = try await CheckEligibility(city.hall.points)(by: actor())
    for _ in 0..<130 { _ = try await ReadEligibility(city.hall.points)(by: actor()) }
    var person = try await city.caller("eligible")
    try await person.api(.get, "/my/data")
    let acts = try #require(person.page.json["acts"] as? [[String: Any]])
    #expect(acts.contains { $0["event"] as? String == "ApplicationOpened" }, "\(acts)")
    #expect(!acts.contains { $0["event"] as? String == "PersonalDataRead" })
  }

  @Test("a hash is short on the page and whole in the export")
  func hashes() async throws {
    var bench = try await ApplicantBench.undertaken(.zh)
    try await bench.person.open("/my/data")
    #expect(bench.person.page.text.contains(/（SHA-256）[0-9a-f]{8}…/))
    #expect(!bench.person.page.text.contains(/（SHA-256）[0-9a-f]{9}/))
    try await bench.person.open("/my/data/export")
    try await bench.person.submit(["format": "text"], to: "/my/data/export")
    #expect(bench.person.page.text.contains(/（SHA-256）[0-9a-f]{64}/))
  }

  @Test(
    "a code is shown once; the helper fills in and submits nothing, and either side ends it (PLATFORM 亲属代填)",
    arguments: Language.allCases)
  func helper(language: Language) async throws {
    var bench = try await ApplicantBench.undertaken(language)
    try await bench.person.open("/my/helpers")
    try await bench.person.submit(["until": "2020-13-01"], to: "/my/helpers")
    #expect(bench.person.page.status == 422)
    #expect(bench.person.page.text.contains("value=\"2020-13-01\""))
    try await bench.person.submit(["until": "2030-01-01"], to: "/my/helpers")
    #expect(bench.person.page.status == 422 && !bench.person.page.words.contains("+08:00"))
    #expect(!bench.person.page.words.contains(language == .zh ? "账户未能办理" : "Not done to"))
    #expect(
      bench.person.page.words.contains(language == .zh ? "至迟2021年7月" : "not after 21 July 2021"))
    try await bench.person.submit(
      ["until": language == .zh ? "2020年8月31日" : "31 August 2020"], to: "/my/helpers")
    let page = bench.person.page
    let match = try #require(page.text.firstMatch(of: /id="invitation">([A-Z0-9-]{19})</))
    let code = String(match.1)
    #expect(page.words.contains(language == .zh ? "只显示这一次" : "Shown this once"))
    try await bench.person.open("/my/helpers")
    #expect(!bench.person.page.text.contains(code), "never again")
    var helper = try await bench.city.caller("unpaid", language)
    try await helper.open("/account/invitation")
    try await helper.submit(["code": "ABCD", "go": "look"], to: "/account/invitation")
    #expect(helper.page.status == 422 && helper.page.text.contains("value=\"ABCD\""))
    #expect(!helper.page.words.contains(language == .zh ? "账户未能办理" : "Not done to"))
    #expect(helper.page.text.contains("href=\"#f-code\""))
    try await helper.submit(
      ["code": code.lowercased(), "go": "look"], to: "/account/invitation")
    for words in language == .zh
      ? ["还没有接受", "林**", "至2020年8月31日", "只能由对方本人办理"]
      : ["Nothing is accepted yet", "林**", "31 August 2020", "for the applicant alone"]
    {
      #expect(helper.page.words.contains(words), "\(words): \(helper.page.words)")
    }
    #expect(!helper.page.words.contains("林一诺"))
    try await helper.submit(["go": "accept"], to: "/account/invitation")
    #expect(helper.page.path.contains("/account?done=account.done.accepted"))
    let before = helper.cookies["luohu-session"]
    try await helper.submit(to: "/account/role")
    #expect(helper.page.path.contains("/my/tasks"))
    #expect(helper.cookies["luohu-session"] != before, "a new token with the role")
    #expect(helper.page.words.contains(language == .zh ? "您在为亲属代填" : "You fill in for a family"))
    #expect(!helper.page.text.contains("/my/undertakings"))
    #expect(helper.page.words.contains(language == .zh ? "等您办理" : "It is your turn"))
    try await helper.open("/my/basics")
    try await helper.submit(
      [
        "maritalStatus": "married", "spouse.name": "沈知意",
        "spouse.number": ApplicantBench.child(1986, place: 497), "maySharePublicly": "false",
        "go": "save",
      ], to: "/my/basics")
    #expect(helper.page.path.contains("/my/tasks?done=my.done.basics"), "\(helper.page.words)")
    try await helper.open("/my/basics")
    #expect(helper.page.text.contains("沈知意"))
    // Again: what stood there before is erased, which is nothing that the helper changed.
    try await helper.submit(["go": "save"], to: "/my/basics")
    #expect(helper.page.path.contains("/my/tasks?done=my.done.basics"), "\(helper.page.words)")
    for path in ["/my/eligibility", "/my/data", "/my/association"] {
      try await helper.open(path)
      #expect(helper.page.status == 403, "\(path)")
    }
    try await helper.api(.post, "/my/eligibility/check", "{}")
    #expect(helper.page.status == 403 && helper.page.json["code"] as? String == "permission")
    try await bench.person.open("/my/data")
    #expect(
      bench.person.page.words.contains(language == .zh ? "亲属代填" : "a family member filled in"))
    #expect(
      bench.person.page.words.contains(
        language == .zh ? "亲属代填的修改" : "What a family helper changed"))
    try await bench.person.api(.get, "/my/data")
    let records = try #require(bench.person.page.json["records"] as? [[String: Any]])
    let changes = records.flatMap { $0["changes"] as? [[String: Any]] ?? [] }
    #expect(changes.map { $0["event"] as? String } == ["BasicsEdited", "BasicsEdited"])
    #expect(changes.first?["role"] as? String == "familyHelper")
    #expect(changes.first?["at"] as? String == bench.city.clock.now.description)
    try await bench.person.open("/account/messages")
    #expect(
      bench.person.page.words.contains(
        language == .zh ? "代填的亲属保存了您的基础信息" : "Your family helper saved"))
    #expect(bench.person.page.text.contains("/my/basics\""))
    // What the applicant does themselves is no news to them.
    try await bench.person.open("/my/basics")
    try await bench.person.submit(["go": "save"], to: "/my/basics")
    let told = try await bench.city.cases.read {
      [party = try await bench.actor(bench.person).party] in
      try Notice.list(of: party, in: $0).count { $0.notice.text == "points.basicsByHelper" }
    }
    #expect(told == 2)
    try await bench.person.open("/my/helpers")
    #expect(bench.person.page.words.contains("白**"), "\(bench.person.page.words)")
    let end = try #require(
      Caller.Form.all(bench.person.page.text).map(\.action).first { $0.hasSuffix("/end") })
    try await bench.person.submit(to: ServiceDoor.path(end))
    #expect(bench.person.page.path.contains("/my/helpers?done=my.done.ended"))
    try await helper.open("/my/tasks")
    #expect(helper.page.path.contains("why=roleEnded"), "at once")
    #expect(bench.city.site.templates.missing.all == [])
  }

  @Test("every reason for which something can be read has words of its own in both languages")
  func reasons() async throws {
    let city = try await ServiceCity.open()
    for language in Language.allCases {
      var said: Set<String> = []
      for reason in ReadingReason.allCases {
        let key = "my.data.reason.\(reason.rawValue)"
        #expect(city.site.wordings.has(key), "\(reason)")
        said.insert(city.site.text(key, language))
      }
      #expect(said.count == ReadingReason.allCases.count, "no two are told alike")
    }
  }
}

extension ServiceCity {
  /// A piece of evidence of a case, as it is kept.
  fileprivate func handIn(about id: DossierID) async throws -> Int {
    let number = Int64(900_001)
    _ = try await cases.perform(
      Command(key: "hand-in", name: "HandIn", party: .system, role: .system)
    ) { unit in
      let record = EvidenceRecord(
        about: id.description, pages: 1, sources: [EvidenceSource(type: "jpeg")])
      try unit.apply(
        DossierChange(
          DossierID(EvidenceRecord.kind, number), seen: 0, events: [.init("EvidenceReceived")],
          state: EvidenceLifecycle.Status.received.rawValue, body: record.json, keys: record.keys))
      return []
    }
    return Int(number)
  }

  /// Tells an account something more; how many messages it has then.
  fileprivate func tell(_ account: Int64) async throws -> Int {
    let party = PartyID(account: account)
    let text = try #require(PointsNotices.all.first { $0.key == "points.personBarLifted" })
    _ = try await cases.perform(
      Command(key: "tell", name: "Tell", party: .system, role: .system)
    ) { unit in
      try Notice.tell(party, text, [:], in: unit)
      return []
    }
    return try await cases.read { reading in try Notice.list(of: party, in: reading).count }
  }
}
