import Casework
import HTTPTypes
import PointsLaw
import PointsService
import Policy
import TestKit
import Testing
import Units

@testable import Web

@Suite("A unit disputes its refusal with certificates (注册关联 二2)")
struct EmployerDisputeTests {
  static func open() async throws -> (city: ServiceCity, clerk: Caller) {
    let city = try await ServiceCity.open().receiving(EvidencePlace())
    var clerk = try await city.caller("unit-outside")
    try await clerk.open("/unit/register")
    try await clerk.submit()
    return (city, clerk)
  }

  /// Sends files from the page of the upload.
  static func upload(_ files: [String], _ clerk: inout Caller) async throws {
    try await clerk.upload(files, at: "/unit/dispute/evidence")
  }

  @Test("the rules of files are said before; refused files say why, and which")
  func rules() async throws {
    var (city, clerk) = try await Self.open()
    try await clerk.open("/unit/dispute/evidence")
    for words in ["照片（JPEG、PNG）或PDF", "至多20个文件", "不超过1M", "《积分落户申报手册（2019年）》注册关联 二2"] {
      #expect(clerk.page.words.contains(words), "\(words): \(clerk.page.words.prefix(600))")
    }
    try await Self.upload([], &clerk)
    #expect(clerk.page.status == 422 && clerk.page.words.contains("请选择要上传的文件"))
    try await Self.upload(["one", "bad"], &clerk)
    #expect(clerk.page.status == 422 && clerk.page.words.contains("第2个文件：只接受照片或PDF"))
    #expect(clerk.page.text.contains("href=\"#f-files\""))
    try await Self.upload(["evil"], &clerk)
    #expect(clerk.page.status == 422 && clerk.page.words.contains("发现恶意代码"))
    try await clerk.open("/unit/dispute")
    #expect(clerk.page.words.contains("未接收") && clerk.page.words.contains("只接受照片或PDF"))
    #expect(!clerk.page.text.contains("name=\"reason\""), "nothing to send along yet")
    #expect(city.site.templates.missing.all == [])
  }

  @Test("a day that the holidays can still move is called provisional (PLATFORM 计时)")
  func provisional() async throws {
    let friday = PointsBench.moment(2026, 12, 18)
    let city = try await ServiceCity.staffed(at: friday, hasCycle: false)
    _ = try await city.unitDispute()
    for (language, words) in [
      (Language.zh, "2027年1月1日（含当日；暂定，节假日安排尚未公布）前"),
      (.en, "provisional: holidays on the way are not announced"),
    ] {
      var clerk = try await city.caller("unit-outside", language)
      try await clerk.open("/unit/dispute")
      #expect(clerk.page.words.contains(words), "\(clerk.page.words)")
      try await clerk.api(.get, "/unit/dispute")
      #expect((clerk.page.json["dispute"] as? [String: Any])?["isFirm"] as? Bool == false)
    }
  }

  @Test("filed with what was uploaded, it stands with the window of the district until it answers")
  func filed() async throws {
    var (city, clerk) = try await Self.open()
    try await Self.upload(["slow"], &clerk)
    #expect(clerk.page.words.contains("文件已收到，正在查毒"), "\(clerk.page.words.prefix(400))")
    try await Self.upload(["one", "two"], &clerk)
    #expect(clerk.page.words.contains("文件已收到并通过查验"))
    #expect(clerk.page.words.contains("2页"))
    try await clerk.submit(["reason": "无"], to: "/unit/dispute")
    #expect(clerk.page.status == 422 && clerk.page.words.contains("2至500字"))
    try await clerk.submit(["reason": "实际办公地在本市，证照载明。"], to: "/unit/dispute")
    for words in ["异议已提交区窗口", "待处理", "东城区", "剩余10个工作日", "实际办公地在本市"] {
      #expect(clerk.page.words.contains(words), "\(words): \(clerk.page.words.prefix(800))")
    }
    #expect(!clerk.page.text.contains("name=\"reason\""))
    try await clerk.open("/unit")
    #expect(clerk.page.words.contains("异议正在处理"))
    try await clerk.api(.get, "/unit/dispute")
    let dispute = try #require(clerk.page.json["dispute"] as? [String: Any])
    #expect(dispute["state"] as? String == "open" && dispute["daysLeft"] as? Int == 10)
    #expect((dispute["evidence"] as? [Int])?.count == 2)
    let window = Actor(
      PartyID(account: 900_010), .window, .district("dongcheng"), level: .l4,
      provedAt: city.hall.now, receivedAt: city.hall.now, key: city.hall.freshKey())
    _ = try await DecideUnitDispute(city.hall.points)(
      Int64(try #require(dispute["number"] as? Int)), seen: 1, isUpheld: false,
      remark: "证照地址不在本市", by: window)
    try await clerk.open("/unit/dispute")
    #expect(clerk.page.words.contains("不成立") && clerk.page.words.contains("证照地址不在本市"))
    #expect(clerk.page.text.contains("name=\"reason\""), "it may be disputed again")
    #expect(clerk.page.words.contains("处理时间 2020年7月20日 10:00"), "\(clerk.page.words)")
    try await clerk.open("/unit")
    for words in ["异议不成立，单位仍未通过", "区窗口于2020年7月20日 10:00认定", "《积分落户申报手册（2019年）》注册关联 二2"] {
      #expect(clerk.page.words.contains(words), "\(words): \(clerk.page.words.prefix(800))")
    }
    #expect(clerk.page.text.contains("href=\"/unit/register\">登记已更正，重新注册"))
    #expect(clerk.page.text.contains("href=\"/unit/dispute\">查看意见、再次提出异议"))
    try await clerk.api(.get, "/unit")
    let outcome = try #require(clerk.page.json["dispute"] as? [String: Any])
    #expect(outcome["state"] as? String == "dismissed")
    #expect(outcome["dismissedAt"] as? String == city.clock.now.description)
    #expect(city.site.templates.missing.all == [])
  }

  /// Whoever decides about a bar reads why there is one.
  private static func seen(_ unit: Int64, in city: ServiceCity, _ language: Language) async throws {
    var officer = try await city.caller("window-1", language)
    try await officer.open("/window/disputes/unit/\(try await city.newest(DisputeContent.kind))")
    #expect(officer.page.words.contains("提供虚假材料"), "\(officer.page.words)")
    var administrator = try await city.caller("city-1", language)
    for path in ["/city/units/\(unit)", "/city/units/\(unit)/lift"] {
      try await administrator.open(path)
      #expect(administrator.page.words.contains("提供虚假材料"), "\(administrator.page.words)")
    }
  }

  @Test(
    "a bar that was disputed in vain says so, until when it lasts, and what is possible",
    arguments: Language.allCases)
  func bar(_ language: Language) async throws {
    let city = try await ServiceCity.staffed()
    let unit = try await city.activeUnit()
    let until = try #require(CivilDate(2022, 12, 31))
    let proposed = try await SanctionUnit(city.hall.points)(
      unit, until: until, reason: "提供虚假材料", by: city.actor(900_001, .administrator))
    _ = try await ConfirmProposal(city.hall.points)(
      proposed.dossier.number, seen: proposed.version, by: city.actor(900_002, .administrator))
    var clerk = try await city.caller("unit-good", language)
    #expect(clerk.page.words.contains(language == .zh ? "如有异议，可上传证照提出" : "you may dispute it"))
    for path in ["/unit", "/unit/dispute"] {
      try await clerk.open(path)
      for words in language == .zh
        ? ["失信处理 单位在失信禁入期内，至2022年12月31日（含当日）。", "《北京市积分落户操作管理细则（试行）》第十五条"]
        : ["Bar for dishonesty The unit is barred for dishonesty through 31 December 2022."]
      {
        #expect(clerk.page.words.contains(words), "\(path) \(words): \(clerk.page.words)")
      }
    }
    #expect(clerk.page.words.contains(language == .zh ? "认为不应禁入的" : "should not be barred"))
    let decidedAt = city.clock.now.text(language)
    #expect(
      clerk.page.words.contains(
        language == .zh
          ? "禁入决定时间 \(decidedAt) 禁入的理由 提供虚假材料" : "Imposed at \(decidedAt) Why it is barred 提供虚假材料"))
    try await clerk.api(.get, "/unit/dispute")
    let bar = try #require(clerk.page.json["bar"] as? [String: String])
    #expect(
      bar == [
        "until": "2022-12-31", "imposedAt": city.clock.now.description, "reason": "提供虚假材料",
      ])
    #expect(!clerk.page.words.contains(language == .zh ? "登记有误" : "the registry is wrong"))
    let account = try await city.account("unit-good")
    let code = try #require(city.city.units.first { $0.key == "good" }).registered.code
    let barred = try await ShowUnit(city.hall.points)(
      unit, by: city.actor(account, .clerk, .entity(code)))
    _ = try await DisputeUnit(city.hall.points)(
      unit, seen: barred.version, reason: "材料属实，请复核",
      evidence: [try await city.evidence(about: DossierID(UnitContent.kind, unit))],
      by: city.actor(account, .clerk, .entity(code)))
    try await Self.seen(unit, in: city, language)
    _ = try await DecideUnitDispute(city.hall.points)(
      try await city.newest(DisputeContent.kind), seen: 1, isUpheld: false, remark: "材料虚假属实",
      by: city.actor(900_010, .window, .district("haidian")))
    try await clerk.open("/unit")
    for words in language == .zh
      ? ["异议不成立，单位仍禁入至2022年12月31日（含当日）", "2020年7月20日 10:00", "《积分落户申报手册（2019年）》注册关联 二2"]
      : [
        "stays barred through 31 December 2022", "at 20 July 2020 10:00",
        "filing manual for points-based settlement, 2019, 注册关联 二2",
      ]
    {
      #expect(clerk.page.words.contains(words), "\(words): \(clerk.page.words.prefix(800))")
    }
    #expect(city.site.templates.missing.all == [])
  }
}
