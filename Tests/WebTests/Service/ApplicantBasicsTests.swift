import Casework
import HTTPTypes
import PointsService
import Policy
import TestKit
import Testing
import Units

@testable import Web

@Suite("An applicant fills in the basic information (MANUAL-2019 基础信息)")
struct ApplicantBasicsTests {
  private static let spouse = ApplicantBench.child(1986, place: 498)

  @Test(
    "rows come and go by buttons, answers are looked over, then kept, and stand there afterwards",
    arguments: Language.allCases)
  func rows(language: Language) async throws {
    var bench = try await ApplicantBench.undertaken(language)
    try await bench.person.open("/my/basics")
    try await bench.person.submit(
      [
        "maritalStatus": "married", "spouse.name": "林夕", "spouse.number": Self.spouse,
        "go": "add",
      ], to: "/my/basics")
    #expect(bench.person.page.text.contains("name=\"children[0].name\""))
    #expect(bench.person.page.text.contains("value=\"林夕\""), "nothing typed is lost")
    try await bench.person.submit(["go": "add"], to: "/my/basics")
    #expect(bench.person.page.text.contains("name=\"children[1].name\""))
    try await bench.person.submit(
      [
        "children[1].name": "林小果", "children[1].number": ApplicantBench.child(2012),
        "go": "remove.0",
      ], to: "/my/basics")
    #expect(!bench.person.page.text.contains("children[1]"))
    #expect(bench.person.page.text.contains("value=\"林小果\""))
    try await bench.person.submit(["maySharePublicly": "false", "go": "check"], to: "/my/basics")
    #expect(bench.person.page.words.contains(language == .zh ? "还没有保存" : "Nothing is kept yet"))
    #expect(bench.person.page.words.contains("林小果"))
    try await bench.person.submit(["go": "edit"], to: "/my/basics")
    #expect(bench.person.page.text.contains("value=\"林小果\""))
    try await bench.person.submit(["go": "check"], to: "/my/basics")
    try await bench.person.submit(["go": "save"], to: "/my/basics")
    #expect(bench.person.page.path.contains("/my/tasks?done=my.done.basics"))
    try await bench.person.open("/my/basics")
    #expect(bench.person.page.text.contains("value=\"\(Self.spouse)\""))
    try await bench.person.api(.get, "/my/basics")
    let json = bench.person.page.json
    #expect(json["maritalStatus"] as? String == "married")
    #expect((json["children"] as? [[String: Any]])?.first?["name"] as? String == "林小果")
    #expect(json["maySharePublicly"] as? Bool == false)
    #expect(bench.city.site.templates.missing.all == [])
  }

  @Test("who cannot save yet reads so on the form and again before saving")
  func early() async throws {
    var bench = try await ApplicantBench.open("eligible")
    try await bench.person.open("/my/eligibility")
    try await bench.person.submit(to: "/my/eligibility/check")
    try await bench.person.open("/my/basics")
    let blocked = bench.city.site.text("my.basics.blocked", .zh)
    #expect(bench.person.page.words.contains(blocked))
    try await bench.person.submit(
      ["maritalStatus": "single", "maySharePublicly": "false", "go": "check"], to: "/my/basics")
    #expect(bench.person.page.words.contains("还没有保存"), "\(bench.person.page.words)")
    #expect(bench.person.page.words.contains(blocked))
  }

  @Test("every mistake is said at its field, and what was typed is still there")
  func mistakes() async throws {
    var bench = try await ApplicantBench.undertaken()
    try await bench.person.open("/my/basics")
    #expect(bench.person.page.words.contains("以2019年12月31日未满18周岁为准"))
    let wrong = String(ApplicantBench.child(2012).dropLast()) + "A"
    try await bench.person.submit(
      [
        "maritalStatus": "married", "spouse.name": "", "spouse.number": "",
        "children[0].name": "林小果", "children[0].number": wrong, "children[1].name": "林大果",
        "children[1].number": ApplicantBench.child(1999), "go": "check",
      ], to: "/my/basics")
    let page = bench.person.page
    #expect(page.status == 422)
    #expect(page.words.contains("证件上的姓名"))
    #expect(page.words.contains("随迁子女须为未成年人，即2019年12月31日未满18周岁"))
    #expect(page.words.contains("请选择是或否"))
    for field in ["spouse.name", "spouse.number", "children[0].number", "children[1].number"] {
      #expect(page.text.contains("href=\"#\(FormField.id(field))\""), "\(field)")
      #expect(page.text.contains("id=\"\(FormField.id(field))-error\""), "\(field)")
    }
    #expect(page.text.contains("value=\"\(wrong)\""))
    // The draft brings it back on another day.
    try await bench.person.open("/my/basics")
    #expect(bench.person.page.text.contains("value=\"\(wrong)\""))
    #expect(bench.person.page.words.contains("尚未提交"))
  }

  @Test("when a second device was faster both versions are shown, and nothing is overwritten")
  func conflict() async throws {
    var bench = try await ApplicantBench.undertaken()
    try await bench.person.open("/my/basics")
    let first = bench.person
    try await bench.person.submit(
      ["maritalStatus": "widowed", "maySharePublicly": "true", "go": "save"], to: "/my/basics")
    #expect(bench.person.page.path.hasPrefix("/my/tasks"))
    bench.person = first
    try await bench.person.submit(
      ["maritalStatus": "divorced", "maySharePublicly": "false", "go": "save"], to: "/my/basics")
    #expect(bench.person.page.status == 409)
    #expect(bench.person.page.words.contains("现在保存的内容"))
    #expect(bench.person.page.words.contains("婚姻状况 丧偶"))
    #expect(bench.person.page.text.contains("value=\"divorced\" checked"))
    try await bench.person.submit(["go": "save"], to: "/my/basics")
    #expect(bench.person.page.path.hasPrefix("/my/tasks"), "sent again it is meant")
    try await bench.person.api(.get, "/my/basics")
    #expect(bench.person.page.json["maritalStatus"] as? String == "divorced")
  }

  @Test("a program sends the whole at once, and reads of every mistake by its path")
  func program() async throws {
    var bench = try await ApplicantBench.undertaken()
    try await bench.person.api(.get, "/my/basics")
    let version = try #require(bench.person.page.json["version"] as? Int)
    try await bench.person.api(
      .post, "/my/basics",
      "{\"maritalStatus\": \"single\", \"children\": [{\"name\": \"林\", \"number\": \"1\"}], \"maySharePublicly\": true, \"seen\": \(version)}"
    )
    #expect(bench.person.page.status == 422, "\(bench.person.page.text)")
    #expect(bench.person.page.text.contains("children[0].number"))
    try await bench.person.api(
      .post, "/my/basics",
      "{\"maritalStatus\": \"single\", \"maySharePublicly\": true, \"seen\": \(version)}")
    #expect(bench.person.page.status == 200, "\(bench.person.page.text)")
    #expect((bench.person.page.json["version"] as? Int ?? 0) > version)
  }
}
