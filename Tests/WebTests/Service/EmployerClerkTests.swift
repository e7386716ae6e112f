import Casework
import HTTPTypes
import Hummingbird
import NIOCore
import PointsLaw
import PointsService
import Policy
import TestKit
import Testing
import Units

@testable import Web

@Suite("A unit’s clerks: invited, handed over, removed; the last one stays")
struct EmployerClerkTests {
  /// The code that the open page shows once.
  static func code(_ caller: Caller) throws -> String {
    String(try #require(caller.page.text.firstMatch(of: /id="code">([^<]*)</)).1)
  }

  /// A person accepts by their code, and signs in anew: a clerk as well.
  static func accept(_ code: String, _ key: String, _ city: ServiceCity) async throws {
    let person = try await city.caller(key)
    _ = try await city.hall.accounts.acceptRole(
      code: code, try await city.actor(person), address: nil)
  }

  @Test("the code is shown once; colleagues are masked; an open invitation can be taken back")
  func invite() async throws {
    let city = try await ServiceCity.open()
    var clerk = try await city.clerk()
    try await clerk.open("/unit/clerks")
    for words in ["只有一名经办人", "法人登录账户", "不能在此解除", "不能移交"] {
      #expect(clerk.page.words.contains(words), "\(words): \(clerk.page.words.prefix(500))")
    }
    try await clerk.open("/unit/clerks/invite")
    try await clerk.submit(["until": "昨天"])
    #expect(clerk.page.status == 422 && clerk.page.text.contains("value=\"昨天\""))
    try await clerk.submit(["until": "2020-07-19"])
    #expect(clerk.page.status == 422 && clerk.page.words.contains("不早于今日"))
    try await clerk.submit(["until": "2020年12月31日"])
    #expect(clerk.page.status == 200 && clerk.page.words.contains("此码只显示这一次"))
    let code = try Self.code(clerk)
    #expect(clerk.page.text.contains("/account/invitation"))
    try await clerk.open("/unit/clerks")
    #expect(!clerk.page.text.contains(code) && clerk.page.words.contains("至2020年12月31日（含当日）"))
    try await Self.accept(code, "clerk", city)
    try await clerk.open("/unit/clerks")
    #expect(clerk.page.words.contains("方**"), "\(clerk.page.words.prefix(500))")
    #expect(!clerk.page.words.contains("方正平") && !clerk.page.words.contains("只有一名经办人"))
    try await clerk.open("/unit/clerks/invite")
    try await clerk.submit()
    let unused = try Self.code(clerk)
    try await clerk.open("/unit")
    #expect(clerk.page.words.contains("1个邀请等待接受"))
    try await clerk.open("/unit/clerks")
    let form = try #require(
      Caller.Form.all(clerk.page.text).first { $0.action.hasPrefix("/unit/clerks/") })
    try await clerk.post(form.action, form.pairs)
    #expect(clerk.page.words.contains("邀请已收回"))
    try await clerk.open("/unit/clerks")
    #expect(clerk.page.words.contains("已了结的邀请和角色") && clerk.page.words.contains("已收回"))
    await #expect(throws: AccountRefusal.invitation) {
      try await Self.accept(unused, "unknownPost", city)
    }
    try await clerk.api(.get, "/unit/clerks")
    let clerks = try #require(clerk.page.json["clerks"] as? [[String: Any]])
    #expect(clerks.compactMap { $0["name"] as? String } == ["方**"])
    #expect((clerk.page.json["invitations"] as? [Any])?.isEmpty == true)
    let past = try #require(clerk.page.json["past"] as? [[String: Any]])
    #expect(past.compactMap { $0["state"] as? String } == ["withdrawn"])
    // One that nobody accepted in time is over, also before that is recorded.
    try await clerk.open("/unit/clerks/invite")
    try await clerk.submit()
    city.clock.move(milliseconds: try LimitBook.builtIn().offer)
    clerk = try await city.caller("unit-good")
    try await clerk.api(.get, "/unit/clerks")
    #expect((clerk.page.json["invitations"] as? [Any])?.isEmpty == true)
    #expect(
      (clerk.page.json["past"] as? [[String: Any]])?.compactMap { $0["state"] as? String }
        == ["expired", "withdrawn"])
    #expect(city.site.templates.missing.all == [])
  }

  @Test("a colleague is removed after a page that says so, and can do nothing from then on")
  func remove() async throws {
    let city = try await ServiceCity.open()
    var clerk = try await city.clerk()
    try await clerk.open("/unit/clerks/invite")
    try await clerk.submit()
    try await Self.accept(try Self.code(clerk), "clerk", city)
    try await clerk.open("/unit/clerks")
    let link = try #require(clerk.page.text.firstMatch(of: /href="(\/unit\/clerks\/[0-9]+)"/)).1
    try await clerk.open(String(link))
    for words in ["解除经办人方**", "5秒内", "可以重新邀请"] {
      #expect(clerk.page.words.contains(words), "\(words): \(clerk.page.words.prefix(500))")
    }
    city.clock.move(milliseconds: 16 * 60_000)
    try await clerk.submit()
    #expect(clerk.page.status == 403 && clerk.page.words.contains("需要再次核验身份"))
    try await clerk.signIn("unit-good", to: String(link))
    try await clerk.submit()
    #expect(clerk.page.words.contains("经办人已解除"))
    #expect(clerk.page.words.contains("只有一名经办人"))
    try await clerk.open(String(link))
    #expect(clerk.page.status == 403, "it is over")
    try await clerk.open("/unit/clerks/999999")
    #expect(clerk.page.status == 403)
  }

  @Test(
    "whoever signed in for the entity cannot hand over what the provider gives, and is told why")
  func handOver() async throws {
    let city = try await ServiceCity.open()
    var clerk = try await city.clerk("unit-good", .en)
    try await clerk.open("/unit/clerks/hand-over")
    #expect(clerk.page.words.contains("Your own role ends at the moment"))
    try await clerk.submit()
    #expect(clerk.page.status == 409 && clerk.page.words.contains("The provider gives this role"))
  }
}
