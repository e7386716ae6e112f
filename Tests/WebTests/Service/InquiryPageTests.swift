import Casework
import HTTPTypes
import PointsService
import Policy
import TestKit
import Testing
import Units

@testable import Web

@Suite("The window asks for more, and whoever filed the dispute answers (PLATFORM 计时)")
struct InquiryPageTests {
  private static let answer = "/my/eligibility/dispute/answer"

  private static func window(_ number: Int64, _ matter: String = "eligibility") -> String {
    "/window/disputes/\(matter)/\(number)"
  }

  /// The window of Haidian asks somebody through its page.
  private static func ask(
    _ city: ServiceCity, _ number: Int64, _ language: Language = .zh
  ) async throws -> Caller {
    var window = try await city.caller("window-1", language)
    try await window.open("\(Self.window(number))/ask")
    try await window.submit(["question": "请提供居住证的照片"], to: "\(Self.window(number))/ask")
    #expect(window.page.status == 200, "\(window.page.words)")
    return window
  }

  @Test(
    "the window asks from the dispute's page; mistakes keep the question; the clock stands still",
    arguments: Language.allCases)
  func ask(language: Language) async throws {
    let city = try await ServiceCity.staffed()
    let number = try await city.eligibilityDispute()
    let path = Self.window(number)
    var window = try await city.caller("window-1", language)
    try await window.open(path)
    let link = language == .zh ? path : "/en\(path)"
    #expect(window.page.text.contains("href=\"\(link)/ask\""), "\(window.page.words)")
    try await window.open("\(path)/ask")
    #expect(window.page.words.contains("居住证已于去年申领"), "the case stands beside the question")
    try await window.submit(["question": "？"], to: "\(path)/ask")
    #expect(window.page.status == 422 && window.page.text.contains(">？</textarea>"))
    #expect(window.page.text.contains("href=\"#f-question\""))
    try await window.submit(["question": "请提供居住证的照片"], to: "\(path)/ask")
    for words in language == .zh
      ? ["已要求补充，期限中止", "回执编号", "请提供居住证的照片", "待补充", "等待申请人"]
      : [
        "the clock stands still", "Receipt", "请提供居住证的照片", "waiting for more",
        "waiting for: Applicant",
      ]
    {
      #expect(window.page.words.contains(words), "\(words): \(window.page.words)")
    }
    #expect(!window.page.text.contains("\(link)/ask\""), "not twice")
    #expect(window.page.text.contains("name=\"decision\""), "it may be decided without an answer")
    try await window.api(.get, path)
    #expect(window.page.json["state"] as? String == "waiting")
    let inquiries = try #require(window.page.json["inquiries"] as? [[String: Any]])
    #expect(inquiries.map { $0["question"] as? String } == ["请提供居住证的照片"])
    #expect(inquiries[0]["reply"] == nil && inquiries[0]["askedAt"] is String)
    #expect((window.page.json["deadline"] as? [String: Any])?["phase"] as? String == "paused")
    try await window.open("/window")
    for words in language == .zh
      ? ["待处理0件，逾期0件；另有1件等待对方补充", "补充后10个工作日"]
      : [
        "waiting 0, overdue 0; 1 more wait for the other side", "10 working days after the answer",
      ]
    {
      #expect(window.page.words.contains(words), "\(words): \(window.page.words)")
    }
    try await window.open("\(path)/ask")
    #expect(!window.page.text.contains("name=\"question\""), "there is nothing to ask now")
    try await window.api(.post, "\(path)/ask", #"{"question":"再补充","seen":2}"#)
    #expect(window.page.status == 409 && window.page.json["code"] as? String == "state")
    #expect(city.site.templates.missing.all == [])
  }

  @Test(
    "the applicant reads the question with what it does to the time, and answers",
    arguments: Language.allCases)
  func reply(language: Language) async throws {
    let city = try await ServiceCity.staffed()
    let number = try await city.eligibilityDispute()
    var person = try await city.caller("noPermit", language)
    try await person.open(Self.answer)
    #expect(person.page.status == 409, "nothing was asked")
    city.clock.move(milliseconds: Instant.millisecondsOfDay)
    _ = try await Self.ask(city, number, language)
    person = try await city.caller("noPermit", language)
    try await person.open("/my/eligibility")
    let prefix = language == .zh ? "" : "/en"
    #expect(person.page.text.contains("href=\"\(prefix)\(Self.answer)\""), "\(person.page.words)")
    #expect(person.page.words.contains("请提供居住证的照片"))
    #expect(!person.page.text.contains("\(prefix)/my/eligibility/dispute\""), "no second dispute")
    try await person.open(Self.answer)
    for words in language == .zh
      ? ["请提供居住证的照片", "期限已中止", "还有10个工作日", "没有补充的，区窗口可以按现有材料作出决定", "平台规则：计时"]
      : [
        "请提供居住证的照片", "stands still", "working days left then: 10",
        "without it the window may decide",
        "platform rule: clocks",
      ]
    {
      #expect(person.page.words.contains(words), "\(words): \(person.page.words)")
    }
    try await person.submit(["reply": "见"], to: Self.answer)
    #expect(person.page.status == 422 && person.page.text.contains(">见</textarea>"))
    // Two days pass: the window has as much time as when it asked.
    city.clock.move(milliseconds: 2 * Instant.millisecondsOfDay)
    person = try await city.caller("noPermit", language)
    try await person.open(Self.answer)
    #expect(person.page.text.contains(">见</textarea>"), "what was typed is kept")
    try await person.submit(["reply": "照片已交区窗口核对"], to: Self.answer)
    #expect(
      person.page.words.contains(language == .zh ? "补充已提交，期限继续计算" : "the clock goes on"),
      "\(person.page.words)")
    #expect(person.page.words.contains("照片已交区窗口核对"))
    #expect(!person.page.text.contains(Self.answer), "answered")
    try await person.api(.get, "/my/eligibility")
    let dispute = try #require(person.page.json["dispute"] as? [String: Any])
    #expect(
      dispute["state"] as? String == "open"
        && dispute["dueAt"] as? String == "\(PointsBench.moment(2020, 8, 6))")
    let inquiries = try #require(dispute["inquiries"] as? [[String: Any]])
    #expect(inquiries.map { $0["reply"] as? String } == ["照片已交区窗口核对"])
    var window = try await city.caller("window-1", language)
    try await window.open(Self.window(number))
    #expect(window.page.words.contains("照片已交区窗口核对"), "\(window.page.words)")
    #expect(window.page.text.contains("/ask\""), "it may ask once more")
    #expect(city.site.templates.missing.all == [])
  }

  @Test("programs ask and answer by the version that they saw, once for the same key")
  func program() async throws {
    let city = try await ServiceCity.staffed()
    let number = try await city.eligibilityDispute()
    var window = try await city.caller("window-1")
    let path = "\(Self.window(number))/ask"
    try await window.api(.post, path, #"{"question":"请提供照片","seen":7}"#)
    #expect(window.page.status == 409 && window.page.json["version"] as? Int == 1)
    try await window.api(.post, path, #"{"question":"请提供照片","seen":1}"#)
    #expect(window.page.status == 200 && window.page.json["state"] as? String == "waiting")
    var person = try await city.caller("noPermit")
    try await person.api(.get, "/my/eligibility")
    let dispute = try #require(person.page.json["dispute"] as? [String: Any])
    #expect(dispute["version"] as? Int == 2 && dispute["state"] as? String == "waiting")
    try await person.api(.post, Self.answer, #"{"reply":"见附件","evidence":["x"],"seen":2}"#)
    #expect(person.page.status == 422 && person.page.text.contains("\"evidence\""))
    try await person.api(.post, Self.answer, #"{"reply":"见附件","evidence":["999"],"seen":2}"#)
    #expect(person.page.json["code"] as? String == "evidenceUnfit", "\(person.page.text)")
    let key: HTTPFields = [.idempotencyKey: "answer-0001"]
    for isRepeated in [false, true] {
      try await person.api(.post, Self.answer, #"{"reply":"照片已交","seen":2}"#, key)
      #expect(person.page.status == 200, "\(person.page.text)")
      #expect(person.page.json["repeated"] as? Bool == isRepeated)
      #expect(person.page.json["state"] as? String == "open")
    }
    try await person.api(.post, Self.answer, #"{"reply":"再补一次","seen":3}"#)
    #expect(person.page.status == 409 && person.page.json["code"] as? String == "state")
  }

  @Test("decided while somebody typed an answer: they are told, and what they typed is still there")
  func decided() async throws {
    let city = try await ServiceCity.staffed()
    let number = try await city.eligibilityDispute()
    var window = try await Self.ask(city, number)
    var person = try await city.caller("noPermit")
    try await person.open(Self.answer)
    try await window.open(Self.window(number))
    try await window.submit(
      ["decision": "dismissed", "remark": "逾期未补充，无法核实"], to: Self.window(number))
    try await window.submit(to: Self.window(number))
    #expect(window.page.words.contains("已认定异议不成立"), "\(window.page.words)")
    try await person.submit(["reply": "正在补办，请等候"], to: Self.answer)
    #expect(person.page.status == 409, "\(person.page.status)")
    #expect(person.page.text.contains("正在补办，请等候</textarea>"), "\(person.page.words)")
  }

  @Test("others cannot ask or answer, and another district's dispute looks like none")
  func foreign() async throws {
    let city = try await ServiceCity.staffed()
    let number = try await city.eligibilityDispute()
    let path = "\(Self.window(number))/ask"
    var other = try await city.caller("window-3")
    try await other.api(.post, path, #"{"question":"请提供照片","seen":1}"#)
    let refused = other.page
    try await other.api(
      .post, "\(Self.window(999_999))/ask", #"{"question":"请提供照片","seen":1}"#)
    #expect(refused.status == 403 && refused.text == other.page.text)
    try await other.open(path)
    #expect(other.page.status == 403 && !other.page.words.contains("居住证已于去年申领"))
    _ = try await Self.ask(city, number)
    for subject in ["eligible", "unit-good", "city-1"] {
      var caller = try await city.caller(subject)
      try await caller.open(Self.answer)
      #expect([403, 409].contains(caller.page.status), "\(subject)")
      #expect(!caller.page.words.contains("请提供居住证的照片"), "\(subject)")
      try await caller.api(.post, Self.answer, #"{"reply":"代为补充","seen":2}"#)
      #expect([403, 409].contains(caller.page.status), "\(subject) \(caller.page.text)")
    }
  }

  @Test("a unit's clerk is asked the same way, and answers with a further upload")
  func unit() async throws {
    let (city, filing) = try await EmployerDisputeTests.open()
    var clerk = filing
    try await EmployerDisputeTests.upload(["one"], &clerk)
    try await clerk.submit(["reason": "实际办公地在本市，证照载明。"], to: "/unit/dispute")
    try await clerk.open("/unit/dispute/answer")
    #expect(clerk.page.status == 409, "nothing was asked")
    let number = try await city.newest(DisputeContent.kind)
    let window = city.actor(900_010, .window, .district("dongcheng"))
    _ = try await AskApplicant(city.hall.points)(
      number, seen: 1, question: "请补充办公场所的租赁合同", by: window)
    try await clerk.open("/unit")
    #expect(clerk.page.words.contains("区窗口要求补充"), "\(clerk.page.words)")
    #expect(clerk.page.text.contains("href=\"/unit/dispute/answer\""))
    try await clerk.open("/unit/dispute")
    for words in ["待补充", "请补充办公场所的租赁合同", "补充后还有10个工作日"] {
      #expect(clerk.page.words.contains(words), "\(words): \(clerk.page.words)")
    }
    try await EmployerDisputeTests.upload(["two"], &clerk)
    try await clerk.open("/unit/dispute/answer")
    #expect(clerk.page.text.contains("name=\"evidence\""))
    try await clerk.submit(["reply": "合"], to: "/unit/dispute/answer")
    #expect(clerk.page.status == 422 && clerk.page.text.contains(">合</textarea>"))
    try await clerk.submit(["reply": "租赁合同见附件"], to: "/unit/dispute/answer")
    #expect(clerk.page.words.contains("补充已提交"), "\(clerk.page.words)")
    try await clerk.api(.get, "/unit/dispute")
    let dispute = try #require(clerk.page.json["dispute"] as? [String: Any])
    #expect(dispute["state"] as? String == "open")
    #expect((dispute["evidence"] as? [Int])?.count == 2)
    let inquiries = try #require(dispute["inquiries"] as? [[String: Any]])
    #expect(inquiries.map { $0["reply"] as? String } == ["租赁合同见附件"])
    #expect(city.site.templates.missing.all == [])
  }
}
