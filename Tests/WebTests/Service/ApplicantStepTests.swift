import Casework
import HTTPTypes
import PointsService
import Policy
import TestKit
import Testing
import Units

@testable import Web

@Suite("An applicant goes from signing in to basic information")
struct ApplicantStepTests {
  @Test(
    "the task list says what comes next, who acts and until when, in both languages, and the same to a program",
    arguments: Language.allCases)
  func tasks(language: Language) async throws {
    var bench = try await ApplicantBench.open("eligible", language)
    let first = bench.person.page
    #expect(first.path.hasSuffix("/my/tasks"))
    #expect(first.words.contains(language == .zh ? "未填写" : "not filled in"))
    #expect(first.words.contains(language == .zh ? "现在还不能填报" : "not open on this platform yet"))
    #expect(first.words.contains(language == .zh ? "等您办理" : "It is your turn"))
    #expect(first.text.contains("href=\"\(language == .zh ? "" : "/en")/my/eligibility\""))
    #expect(!first.text.contains("/my/undertakings"), "what comes later cannot be opened yet")
    // Every step ends with the stage: said once, and the time that is left with it.
    let end =
      language == .zh ? "2020年8月15日 20:00前办理，还有26天" : "before 15 August 2020 20:00: 26 days left"
    #expect(first.words.split(separator: end).count == 2, "\(first.words)")
    #expect(first.words.contains(language == .zh ? "未完成的事项都须在" : "Whatever is not done"))
    try await bench.person.api(.get, "/my/tasks")
    let json = bench.person.page.json
    #expect(json["cycle"] as? Int == 2020)
    let steps = try #require(json["steps"] as? [[String: Any]])
    #expect(
      steps.map { $0["act"] as? String }
        == ["checkEligibility", "requestAssociation", "acceptUndertaking", "editBasics"])
    #expect(steps.map { $0["blocked"] as? Bool } == [false, true, true, true])
    let stage = try #require(json["stage"] as? [String: Any])
    #expect(first.words.contains(try #require(stage["title"] as? String)))
    #expect(bench.city.site.templates.missing.all == [])
  }

  @Test(
    "whoever is barred and has checked nothing is told until when, by what article, where the reason is and what can be done, with a cycle and without",
    arguments: Language.allCases, [true, false])
  func barred(language: Language, hasCycle: Bool) async throws {
    let city = try await ServiceCity.staffed(hasCycle: hasCycle)
    var person = try await city.caller("eligible", language)
    #expect(!person.page.text.contains("banner-danger"))
    let number = try #require(city.city.people.first { $0.key == "eligible" }).number
    let proposal = try await SanctionPerson(city.hall.points)(
      identityNumber: number.full, until: try #require(CivilDate(2025, 12, 31)),
      reason: "提交虚假租赁合同，经核实", by: city.actor(900_001, .administrator))
    _ = try await ConfirmProposal(city.hall.points)(
      proposal.dossier.number, seen: proposal.version, by: city.actor(900_002, .administrator))
    try await person.open("/my/tasks")
    let page = person.page
    #expect(page.text.contains("banner-danger"))
    for words in language == .zh
      ? ["失信禁入至2025年12月31日（含当日）", "《北京市积分落户操作管理细则（试行）》第十五条", "期满自动解除", "两名管理人员提前解除", "查看处理理由"]
      : [
        "Barred for dishonesty through 31 December 2025",
        "operating rules for points-based settlement (trial), 第十五条", "ends by itself",
        "two administrators can lift", "Read why",
      ]
    {
      #expect(page.words.contains(words), "\(words): \(page.words)")
    }
    try await person.api(.get, "/my/tasks")
    #expect(person.page.json["barredUntil"] as? String == "2025-12-31")
    try await person.open("/my/data?open=yes")
    #expect(person.page.words.contains("提交虚假租赁合同，经核实"), "the link leads to the reason")
    // An account that the same person opens later, at another provider.
    let late = try await city.hall.accounts.openAccount(
      SignedInIdentity(
        provider: "other", subject: "late", audience: .person, level: .l3, name: "林一诺",
        identityNumber: number, grants: [RoleGrant(.applicant, .whole, .provider)]),
      key: "late account")
    let actor = city.actor(late, .applicant)
    #expect(
      try await ShowTasks(city.hall.points).meanwhile(by: actor).barredUntil
        == CivilDate(2025, 12, 31))
    let data = try await ReadOwnData(city.hall.points)(by: city.actor(late, .applicant))
    #expect(data.json.contains("提交虚假租赁合同，经核实"))
    #expect(city.site.templates.missing.all == [])
  }

  @Test(
    "whoever is not eligible is not told to do something that cannot be done, but what can be",
    arguments: Language.allCases)
  func notEligible(language: Language) async throws {
    var bench = try await ApplicantBench.open("noPermit", language)
    try await bench.person.open("/my/eligibility")
    try await bench.person.submit(to: "/my/eligibility/check")
    try await bench.person.open("/my/tasks")
    let page = bench.person.page
    for words in language == .zh
      ? ["不符合资格条件；认为有误的，可查看原因并提出异议", "现在不能办理，原因见资格条件"]
      : ["read why, and dispute it if it is wrong", "Not possible now; the eligibility says why"]
    {
      #expect(page.words.contains(words), "\(words): \(page.words)")
    }
    #expect(page.words.contains(language == .zh ? "不能申报" : "not possible"))
    for words in language == .zh
      ? ["等您办理", "先完成前面的事项", "前办理"] : ["It is your turn", "Whatever is not done"]
    {
      #expect(!page.words.contains(words), "\(words): \(page.words)")
    }
    #expect(bench.city.site.templates.missing.all == [])
  }

  @Test("steps that end at different moments each say their own", arguments: Language.allCases)
  func ends(language: Language) async throws {
    var bench = try await ApplicantBench.open("latePermit", language)
    try await bench.person.open("/my/eligibility")
    try await bench.person.submit(to: "/my/eligibility/check")
    try await bench.person.open("/my/eligibility/dispute")
    try await bench.person.submit(["reason": "登记有误，请核对"], to: "/my/eligibility/dispute")
    try await bench.person.open("/my/tasks")
    let page = bench.person.page
    #expect(!page.words.contains(language == .zh ? "未完成的事项都须在" : "Whatever is not done"))
    for end in language == .zh
      ? ["须在2020年8月3日（含当日）前办理", "须在2020年8月15日 20:00前办理"]
      : ["before the end of 3 August 2020:", "before 15 August 2020 20:00:"]
    {
      #expect(page.words.contains(end), "\(end): \(page.words)")
    }
  }

  @Test(
    "reasons name days as people write them on pages, and as programs do for programs",
    arguments: Language.allCases)
  func days(language: Language) async throws {
    var bench = try await ApplicantBench.open("latePermit", language)
    try await bench.person.open("/my/eligibility")
    try await bench.person.submit(to: "/my/eligibility/check")
    let page = bench.person.page
    #expect(
      page.words.contains(
        language == .zh
          ? "居住证于2020年1月1日申领，晚于2019年12月31日" : "on 1 January 2020, after 31 December 2019"),
      "\(page.words)")
    #expect(!page.words.contains("2019-12-31"))
    try await bench.person.open("/my/eligibility/dispute")
    #expect(bench.person.page.words.contains(language == .zh ? "2020年1月1日" : "1 January 2020"))
    try await bench.person.api(.get, "/my/eligibility")
    #expect(bench.person.page.text.contains("2020-01-01"))
  }

  @Test(
    "a condition that is met names the fact that meets it and its article, and no birthday",
    arguments: Language.allCases)
  func met(language: Language) async throws {
    var bench = try await ApplicantBench.open("eligible", language)
    try await bench.person.open("/my/eligibility")
    try await bench.person.submit(to: "/my/eligibility/check")
    let page = bench.person.page
    try await bench.person.api(.get, "/my/eligibility")
    let findings = try #require(bench.person.page.json["findings"] as? [[String: Any]])
    #expect(findings.count == 4)
    for finding in findings {
      #expect(finding["answer"] as? String == "met")
      let reason = try #require(finding["reason"] as? String)
      #expect(page.words.contains(reason.dated(language)), "\(reason): \(page.words)")
      let articles = try #require(finding["articles"] as? [String])
      #expect(
        !articles.isEmpty
          && articles.allSatisfy { page.words.contains(Article.text([$0], language)) })
    }
    let person = try #require(bench.city.city.people.first { $0.key == "eligible" })
    let birth = person.number.birth
    #expect(page.words.contains(language == .zh ? "\(birth.year)年出生，" : "born in \(birth.year), "))
    #expect(
      !page.words.contains(birth.text(language)) && !bench.person.page.text.contains("\(birth)"))
    #expect(
      page.words.contains(
        language == .zh ? "2013年1月至2019年12月连续缴纳社会保险，补缴不超过" : "is continuous, with no more than"),
      "\(page.words)")
  }

  @Test("without an open cycle the list says so instead of refusing")
  func noCycle() async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    let person = try await city.caller("eligible")
    #expect(person.page.status == 200 && person.page.words.contains("现在没有开启的申报年度"))
  }

  @Test(
    "eligibility is answered by condition with its reason and article (MANUAL-2019 资格条件)",
    arguments: [("eligible", true), ("noPermit", false), ("unknownPost", true)])
  func eligibility(subject: String, goesOn: Bool) async throws {
    var bench = try await ApplicantBench.open(subject)
    try await bench.person.open("/my/eligibility")
    #expect(bench.person.page.words.contains("校验是否符合四项资格条件"))
    try await bench.person.submit(to: "/my/eligibility/check")
    let page = bench.person.page
    #expect(page.path.hasPrefix("/my/eligibility?done=my.done.checked"))
    #expect(page.words.contains("登记信息截至2020年7月20日 10:00"))
    #expect(page.text.contains("/my/association\">去与单位关联") == goesOn)
    #expect(page.text.contains("/my/eligibility/dispute") == (subject != "eligible"))
    try await bench.person.api(.get, "/my/eligibility")
    let findings = try #require(bench.person.page.json["findings"] as? [[String: Any]])
    #expect(findings.count == 4)
    for finding in findings where finding["answer"] as? String != "met" {
      #expect(page.words.contains(try #require(finding["reason"] as? String)))
      let articles = try #require(finding["articles"] as? [String])
      #expect(
        !articles.isEmpty && articles.allSatisfy { page.words.contains(Article.text([$0], .zh)) })
    }
    #expect(bench.city.site.templates.missing.all == [])
  }

  @Test("while the registry is away the check waits, and is answered by itself")
  func registryAway() async throws {
    var bench = try await ApplicantBench.open()
    bench.city.city.outage = true
    try await bench.person.open("/my/eligibility")
    try await bench.person.submit(to: "/my/eligibility/check")
    #expect(bench.person.page.words.contains("恢复后系统自动校验"))
    bench.city.city.outage = false
    _ = try await CatchUp(bench.city.hall.points)(at: bench.city.clock.now)
    try await bench.person.open("/my/tasks")
    #expect(bench.person.page.words.contains("有1条未读消息"))
    try await bench.person.open("/my/eligibility")
    #expect(bench.person.page.words.contains("可以与用人单位关联"))
    bench.city.city.outage = true
    try await bench.person.submit(to: "/my/eligibility/check")
    #expect(bench.person.page.status == 503)
    #expect(bench.person.page.words.contains("登记信息暂时查询不到"))
    try await bench.person.open("/my/eligibility")
    #expect(bench.person.page.words.contains("可以与用人单位关联"), "what was found is not lost")
  }

  @Test("an objection keeps what was typed after a mistake, and is followed to its answer")
  func dispute() async throws {
    var bench = try await ApplicantBench.open("noPermit")
    try await bench.person.open("/my/eligibility/dispute")
    #expect(bench.person.page.status == 409 && bench.person.page.words.contains("没有可提异议"))
    try await bench.person.open("/my/eligibility")
    try await bench.person.submit(to: "/my/eligibility/check")
    try await bench.person.open("/my/eligibility/dispute")
    #expect(bench.person.page.words.contains("异议由海淀区窗口在10个工作日内答复"))
    try await bench.person.submit(["reason": "短"], to: "/my/eligibility/dispute")
    #expect(bench.person.page.status == 422)
    #expect(bench.person.page.words.contains("2至500字"))
    #expect(bench.person.page.text.contains(">短</textarea>"))
    try await bench.person.submit(
      ["reason": "居住证已于2016年领取"], to: "/my/eligibility/dispute")
    #expect(bench.person.page.words.contains("异议已提出"))
    #expect(bench.person.page.words.contains("居住证已于2016年领取"))
    #expect(bench.person.page.words.contains("还有10个工作日"))
    #expect(!bench.person.page.text.contains("/my/eligibility/dispute"), "one at a time")
    #expect(bench.person.page.words.contains("您的异议由区窗口处理"))
    #expect(bench.person.page.words.contains("办理窗口 海淀区窗口"), "where it lies")
    try await bench.person.open("/my/tasks")
    #expect(bench.person.page.words.contains("异议由海淀区窗口处理"))
    #expect(bench.person.page.words.contains("2020年8月3日（含当日）"), "until when")
    let window = try await bench.city.caller("window-1")
    let desk = bench.city.hall.points
    let row = try #require(
      try await ListDisputes(desk)(by: bench.actor(window)).rows.first)
    _ = try await DecideEligibilityDispute(desk)(
      row.number, seen: row.version, isUpheld: true, remark: "经核实已领取",
      by: bench.actor(window))
    try await bench.person.open("/my/eligibility")
    #expect(bench.person.page.words.contains("经核实已领取"))
    #expect(bench.person.page.words.contains("由区窗口认定"))
    try await bench.person.api(.get, "/my/eligibility")
    let dispute = try #require(bench.person.page.json["dispute"] as? [String: Any])
    #expect(dispute["state"] as? String == "upheld" && dispute["answer"] as? String == "经核实已领取")
    #expect(dispute["decidedAt"] as? String == bench.city.clock.now.description)
    #expect(bench.city.site.templates.missing.all == [])
  }

  @Test(
    "a dismissed objection says when, where the reason is and what is possible, until a new check",
    arguments: Language.allCases)
  func dismissed(language: Language) async throws {
    var bench = try await ApplicantBench.open("noPermit", language)
    try await bench.person.open("/my/eligibility")
    try await bench.person.submit(to: "/my/eligibility/check")
    try await bench.person.open("/my/eligibility/dispute")
    try await bench.person.submit(["reason": "登记有误，请核对"], to: "/my/eligibility/dispute")
    let window = try await bench.city.caller("window-1")
    let desk = bench.city.hall.points
    let row = try #require(try await ListDisputes(desk)(by: bench.actor(window)).rows.first)
    _ = try await DecideEligibilityDispute(desk)(
      row.number, seen: row.version, isUpheld: false, remark: "没有领取记录", by: bench.actor(window))
    try await bench.person.open("/my/eligibility")
    for words in language == .zh
      ? ["区窗口于2020年7月20日 10:00认定异议不成立", "再次提出异议，没有期限（依据：《积分落户申报手册（2019年）》资格条件）", "没有领取记录"]
      : [
        "dismissed your dispute at 20 July 2020 10:00",
        "no time limit (filing manual for points-based settlement, 2019, 资格条件)",
        "没有领取记录",
      ]
    {
      #expect(bench.person.page.words.contains(words), "\(words): \(bench.person.page.words)")
    }
    #expect(bench.person.page.text.contains("/my/eligibility/dispute"))
    bench.city.clock.move(milliseconds: 60_000)
    try await bench.person.submit(to: "/my/eligibility/check")
    #expect(
      !bench.person.page.words.contains(language == .zh ? "认定异议不成立" : "dismissed your dispute"),
      "the new check is an answer of its own")
    #expect(bench.city.site.templates.missing.all == [])
  }

  @Test("where no evidence is kept the page says so, and nothing can be uploaded")
  func noEvidence() async throws {
    var bench = try await ApplicantBench.open("noPermit")
    try await bench.person.open("/my/eligibility")
    try await bench.person.submit(to: "/my/eligibility/check")
    try await bench.person.open("/my/eligibility/evidence")
    #expect(bench.person.page.words.contains("现在不接收电子凭证"))
    #expect(!bench.person.page.text.contains("multipart/form-data"))
  }

  @Test("only addresses with files take large bodies, below both languages and the API")
  func bodies() async throws {
    let city = try await ServiceCity.open()
    let settings = Settings()
    let limits = BodyLimits(city.site.points, settings)
    let most = EvidenceLimits().bytesTogether + 1 << 20
    for path in ["", "/en", "/api/v1"] {
      #expect(limits.limit(path + "/my/eligibility/evidence") == most)
      #expect(limits.isLarge(path + "/my/eligibility/evidence"))
      #expect(limits.limit(path + "/my/basics") == settings.bodyBytes)
    }
    #expect(limits.limit("/api/v1/rank") == settings.bulkBytes && limits.isLarge("/api/v1/rank"))
    #expect(!limits.isLarge("/api/v1/my/basics"))
  }
}
