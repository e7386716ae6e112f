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

@Suite("A unit’s clerks answer requests (注册关联 五2)")
struct EmployerAssociationTests {
  @Test("the list shows what waits, marks another payer in words, and filters by it")
  func list() async throws {
    let city = try await ServiceCity.open()
    var clerk = try await city.clerk()
    let code = try await city.code(clerk)
    try await city.ask("eligible", code)
    try await clerk.open("/unit")
    #expect(clerk.page.words.contains("1条关联申请待处理") && !clerk.page.words.contains("其中"))
    let other = try await city.ask("payerDiffers", code)
    try await clerk.open("/unit")
    #expect(clerk.page.words.contains("其中1条参保单位不一致"))
    try await clerk.open("/unit/associations")
    for words in ["林一诺", "苏晓岚", "待单位确认 2", "参保单位不一致", "990***********"] {
      #expect(clerk.page.words.contains(words), "\(words): \(clerk.page.words.prefix(800))")
    }
    #expect(clerk.boxes.count == 2)
    try await clerk.open("/unit/associations?state=requested&match=other")
    #expect(clerk.boxes.map { $0.prefix { $0 != ":" } } == ["\(other)"])
    try await clerk.open("/unit/associations?state=confirmed")
    #expect(clerk.page.words.contains("没有符合条件的记录") && clerk.boxes.isEmpty)
    try await clerk.open("/unit/associations?size=70")
    #expect(clerk.page.status == 422 && clerk.page.words.contains("50、100或200"))
    #expect(clerk.page.text.contains("<a href=\"/unit/associations\">重新打开此页</a>"))
    try await clerk.api(.get, "/unit/associations?match=other")
    let rows = try #require(clerk.page.json["rows"] as? [[String: Any]])
    #expect(rows.map { $0["name"] as? String } == ["苏晓岚"])
    #expect((clerk.page.json["counts"] as? [String: Int])?["mismatched"] == 1)
    #expect(city.site.templates.missing.all == [])
  }

  @Test(
    "a selection is frozen with the versions that were seen; who was faster is told row by row, and sent again it is the same"
  )
  func twoClerks() async throws {
    let city = try await ServiceCity.open()
    var first = try await city.clerk()
    var second = try await city.caller("unit-good-2")
    let code = try await city.code(first)
    let numbers = [
      try await city.ask("eligible", code), try await city.ask("payerDiffers", code),
      try await city.ask("unknownPost", code),
    ]
    for caller in [0, 1] {
      if caller == 0 {
        try await first.open("/unit/associations")
        try await first.choose(first.boxes)
      } else {
        try await second.open("/unit/associations")
        try await second.choose(second.boxes)
      }
    }
    #expect(first.page.path == "/unit/associations/answer?done=unit.done.chosen")
    for words in ["处理所选的3条关联申请", "所选申请中有1条参保单位不一致", "确认后本年度不能更改"] {
      #expect(first.page.words.contains(words), "\(words): \(first.page.words.prefix(600))")
    }
    // The second clerk rejects one of them by itself.
    var alone = second
    try await alone.open("/unit/associations/\(numbers[1])")
    try await alone.submit(["answer": "reject", "remark": "由其他单位参保"])
    #expect(alone.page.words.contains("关联申请未通过"))
    // An applicant takes another back.
    let person = try await city.caller("unknownPost")
    _ = try await CancelAssociation(city.hall.points)(
      numbers[2], seen: 1, by: try await city.actor(person))

    // Nothing is chosen: the mistake is said, the selection and the words stay.
    try await first.submit(["remark": "核实无误"])
    #expect(first.page.status == 422 && first.page.words.contains("请选择确认或不通过"))
    #expect(first.page.text.contains("核实无误"))
    #expect(first.page.words.contains("已有变化，现为未通过"), "what changed shows at once")
    try await first.submit(["answer": "reject", "remark": ""])
    #expect(first.page.status == 422 && first.page.words.contains("请填写处理意见"))
    #expect(first.page.text.contains("href=\"#f-remark\""))
    let form = try #require(
      Caller.Form.all(first.page.text).first { $0.action == "/unit/associations/answer" })
    let pairs =
      form.pairs.filter { $0.name != "remark" } + [("answer", "confirm"), ("remark", "核实无误")]
    try await first.post(form.action, pairs)
    #expect(first.page.status == 200)
    for words in [
      "办结1条，其间已有变化2条，未办理0条", "林一诺", "现为“未通过”", "现为“已撤回”",
    ] {
      #expect(first.page.words.contains(words), "\(words): \(first.page.words.prefix(800))")
    }
    #expect(first.page.words.contains("您本人（"))
    let outcome = first.page
    try await first.post(form.action, pairs)
    #expect(first.page.path == outcome.path, "the same key, the same record")
    // It stays at its address, with its receipt, in both languages.
    let place = String(outcome.path.prefix { $0 != "?" })
    try await first.open("/en\(place)")
    #expect(first.page.words.contains("1 done, 2 changed meanwhile, 0 refused"))
    #expect(first.page.text.contains(/\/verify\?reference=[0-9A-Z-]{19}/))
    #expect(first.page.text.contains("data-print"))
    try await first.api(.get, place)
    #expect(first.page.json["answer"] as? String == "confirm")
    #expect((first.page.json["rows"] as? [[String: Any]])?.count == 3)
    // Colleagues see it, other units do not.
    var colleague = second
    try await colleague.open(place)
    #expect(colleague.page.status == 200 && !colleague.page.words.contains("您本人（"))
    #expect(colleague.page.words.contains(/经办人 法人登录账户（账户\d+）/), "known as on the list of clerks")
    var foreign = try await city.clerk("unit-other")
    try await foreign.open(place)
    #expect(foreign.page.status == 403)
    // The other clerk’s selection was frozen before all of this.
    try await second.submit(["answer": "confirm"])
    #expect(second.page.words.contains("办结0条，其间已有变化3条，未办理0条"))
    try await second.open("/unit/associations/answer")
    #expect(second.page.words.contains("没有所选的申请"), "the selection is done with")
    try await second.open("/unit/associations?state=confirmed")
    #expect(second.page.words.contains("林一诺") && !second.page.words.contains("苏晓岚"))
    #expect(city.site.templates.missing.all == [])
  }

  @Test("a program answers rows of number and version, each with an outcome of its own")
  func program() async throws {
    let city = try await ServiceCity.open()
    var clerk = try await city.clerk()
    let code = try await city.code(clerk)
    let one = try await city.ask("eligible", code), two = try await city.ask("unknownPost", code)
    let body =
      #"{"rows":[{"number":\#(one),"version":1},{"number":\#(two),"version":7},{"number":999999,"version":1}],"answer":"confirm"}"#
    let key = HTTPField.Name.idempotencyKey
    try await clerk.api(.post, "/unit/associations/answer", body, [key: "answer-0001"])
    func outcomes() throws -> [[String: Any]] {
      let result = try #require(clerk.page.json["result"] as? [String: Any], "\(clerk.page.text)")
      return try #require(result["rows"] as? [[String: Any]])
    }
    let rows = try outcomes()
    #expect(rows.map { $0["outcome"] as? String } == ["done", "changed", "refused"])
    #expect(rows[0]["state"] as? String == "confirmed" && rows[1]["version"] as? Int == 1)
    #expect(rows[2]["code"] as? String == "permission")
    let first = clerk.page.text
    try await clerk.api(.post, "/unit/associations/answer", body, [key: "answer-0001"])
    #expect(clerk.page.text == first)
    try await clerk.api(
      .post, "/unit/associations/answer", #"{"rows":[],"answer":"confirm"}"#)
    #expect(clerk.page.status == 422 && clerk.page.text.contains("rows"))
    try await clerk.api(
      .post, "/unit/associations/answer",
      #"{"rows":[{"number":\#(two),"version":1}],"answer":"reject"}"#)
    #expect(clerk.page.status == 422 && clerk.page.text.contains("remark"))
  }

  @Test(
    "one request: confirmed, fixed for the cycle; then left, with a date that is not in the future")
  func single() async throws {
    let city = try await ServiceCity.open()
    var clerk = try await city.clerk("unit-good", .en)
    let number = try await city.ask("eligible", try await city.code(clerk))
    let path = "/unit/associations/\(number)"
    try await clerk.open(path)
    for words in ["林一诺", "requested", "fixed for the cycle", "this unit pays the insurance"] {
      #expect(clerk.page.words.contains(words), "\(words)")
    }
    try await clerk.open("\(path)/leave")
    #expect(Caller.Form.all(clerk.page.text).count == 1, "nobody leaves who is not associated")
    try await clerk.open(path)
    let stale = clerk
    try await clerk.submit(["answer": "confirm"])
    #expect(clerk.page.words.contains("fixed for the cycle"))
    #expect(clerk.page.path.hasPrefix("/en\(path)?done="), "the answer is shown where it was given")
    var late = stale
    try await late.submit(["answer": "reject", "remark": "does not work here"])
    #expect(late.page.status == 409, "\(late.page.words.prefix(600))")
    try await clerk.open("\(path)/leave")
    let today = city.site.now()
    #expect(clerk.page.words.contains("Such as \(today.text(.en))"), "an example that is allowed")
    for (typed, words) in [
      ("someday", "“someday” is no date"), ("21 July 2020", "not in the future"),
    ] {
      try await clerk.submit(["leftOn": typed])
      #expect(clerk.page.status == 422 && clerk.page.words.contains(words), "\(typed)")
      #expect(clerk.page.text.contains("value=\"\(typed)\""))
    }
    try await clerk.submit(["leftOn": "20 July 2020"])
    #expect(clerk.page.words.contains("the association has ended"), "\(clerk.page.words)")
    try await clerk.api(.get, path)
    #expect(clerk.page.json["state"] as? String == "ended")
    #expect(clerk.page.json["leftOn"] as? String == "2020-07-20")
    try await clerk.open("\(path)?list=state%3Dended")
    try await clerk.submit([:])
    #expect(clerk.page.words.contains("the association goes on"), "\(clerk.page.words)")
    #expect(
      clerk.page.text.contains("href=\"/en/unit/associations?state=ended\""),
      "the part of the list is kept")
    try await clerk.api(.get, path)
    #expect(clerk.page.json["state"] as? String == "confirmed")
    #expect(clerk.page.json["leftOn"] == nil)
  }

  @Test("another unit’s request and one that is not there read the same")
  func foreign() async throws {
    let city = try await ServiceCity.open()
    let clerk = try await city.clerk()
    let number = try await city.ask("eligible", try await city.code(clerk))
    var other = try await city.clerk("unit-other")
    var pages: [String] = []
    for path in ["\(number)", "999999", "0", "x", "-1"] {
      try await other.open("/unit/associations/\(path)")
      #expect(other.page.status == 403, "\(path)")
      pages.append(other.page.words)
    }
    #expect(Set(pages).count == 1)
  }

  @Test("after the filing stage nothing can be chosen, and the page says which stage allows it")
  func stage() async throws {
    let city = try await ServiceCity.open()
    let early = try await city.clerk()
    try await city.ask("eligible", try await city.code(early))
    city.clock.set(PointsBench.moment(2020, 8, 16, hour: 9))
    var clerk = try await city.caller("unit-good")
    try await clerk.open("/unit/associations")
    #expect(clerk.boxes.isEmpty && clerk.page.words.contains("林一诺"))
    #expect(clerk.page.words.contains("阶段办理"), "\(clerk.page.words.prefix(500))")
  }

  @Test(
    "400 colleagues are workable: pages of 50, 100 and 200, each below 100 KB",
    arguments: [50, 100, 200], Language.allCases)
  func crowd(size: Int, language: Language) async throws {
    let city = try await ServiceCity.open()
    var clerk = try await city.clerk("unit-good", language)
    let unit = try #require(
      try await ShowUnit(city.hall.points).mine(by: try await city.actor(clerk)))
    try await city.crowd(400, of: unit.number)
    var seen: Set<String> = []
    var path: String? = "/unit/associations?size=\(size)"
    var pages = 0
    while let next = path {
      try await clerk.open(next)
      #expect(clerk.page.text.utf8.count <= 100 * 1024, "\(clerk.page.text.utf8.count) bytes")
      #expect(clerk.boxes.count == size && seen.isDisjoint(with: clerk.boxes))
      seen.formUnion(clerk.boxes)
      pages += 1
      let link = clerk.page.text.firstMatch(of: /<a href="([^"]*)" rel="next">/)?.1
      path = link.map { ServiceDoor.path(String($0).replacing("&amp;", with: "&")) }
      if seen.count == 400 { break }
    }
    #expect(seen.count == 400 && pages == 400 / size)
    try await clerk.choose(clerk.boxes)
    #expect(clerk.page.status == 200 && clerk.page.text.utf8.count <= 100 * 1024)
    try await clerk.submit(["answer": "confirm"])
    #expect(clerk.page.words.contains(language == .zh ? "办结\(size)条" : "\(size) done"))
    #expect(clerk.page.text.utf8.count <= 100 * 1024, "\(clerk.page.text.utf8.count) bytes")
  }

  @Test(
    "the list is taken along with its data dictionary, a few times at once, and each time is recorded"
  )
  func export() async throws {
    let city = try await ServiceCity.open()
    var clerk = try await city.clerk()
    try await city.ask("eligible", try await city.code(clerk))
    try await clerk.open("/unit/associations/export?state=requested")
    for words in ["数据字典", "maskedNumber", "前3位和后4位", "待单位确认（1条）"] {
      #expect(clerk.page.words.contains(words), "\(words): \(clerk.page.words.prefix(600))")
    }
    try await clerk.open("/unit/associations/export/dictionary")
    #expect(clerk.page.text.hasPrefix("dictionary\n"))
    for format in ["csv", "xlsx", "csv", "csv", "csv"] {
      try await clerk.open("/unit/associations/export/\(format)?state=all")
      #expect(clerk.page.status == 200 && clerk.page.text.hasPrefix("\(format)\n"))
      #expect(clerk.page.text.contains("林一诺"))
      #expect(
        clerk.page.headers[.contentDisposition]?.contains("associations-2020-07-20.") == true)
    }
    try await clerk.open("/unit/associations/export/csv")
    #expect(clerk.page.status == 429 && clerk.page.headers[.retryAfter] != nil)
    try await clerk.open("/unit/associations/export/pdf")
    #expect(clerk.page.status == 403)
    let exports = try await city.cases.read {
      try $0.dossiers(DossierQuery(ExportAssociations.kind))
    }
    #expect(exports.count == 5)
    try await clerk.api(.get, "/unit/associations/export")
    #expect((clerk.page.json["columns"] as? [[String: Any]])?.count == 9)
    #expect(city.site.templates.missing.all == [])
  }
}
