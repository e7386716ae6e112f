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
    for words in ["照片（JPEG、PNG）或PDF", "至多20个文件", "不超过1M", "MANUAL-2019 注册关联 二2"] {
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

  @Test("filed with what was uploaded, it stands with the window of the district until it answers")
  func filed() async throws {
    var (city, clerk) = try await Self.open()
    try await Self.upload(["slow"], &clerk)
    #expect(clerk.page.words.contains("文件已收到，正在查毒"), "\(clerk.page.words.prefix(400))")
    try await Self.upload(["one", "two"], &clerk)
    #expect(clerk.page.words.contains("文件已收到并通过查验"))
    #expect(clerk.page.words.contains("2页"))
    try await clerk.submit(["reason": "无"], to: "/unit/dispute")
    #expect(clerk.page.status == 422 && clerk.page.words.contains("2至500字的说明"))
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
    #expect(city.site.templates.missing.all == [])
  }
}
