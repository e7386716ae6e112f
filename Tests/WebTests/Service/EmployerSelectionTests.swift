import Casework
import HTTPTypes
import PointsService
import TestKit
import Testing

@testable import Web

@Suite("What a clerk has ticked is not lost, and is nobody else’s (选定关联申请)")
struct EmployerSelectionTests {
  /// Of eleven requests, the nine whose payer is the unit.
  private static let filtered = "/unit/associations?state=requested&match=same&size=100"

  private func city() async throws -> (ServiceCity, Caller) {
    let city = try await ServiceCity.open()
    let clerk = try await city.clerk()
    let unit = try #require(
      try await ShowUnit(city.hall.points).mine(by: try await city.actor(clerk)))
    try await city.crowd(11, of: unit.number)
    return (city, clerk)
  }

  @Test("a mistake shows the same part of the list again, with its ticks")
  func mistake() async throws {
    var (city, clerk) = try await city()
    try await clerk.open(Self.filtered)
    let boxes = clerk.boxes
    #expect(boxes.count == 9 && clerk.ticked.isEmpty)
    try await clerk.choose([])
    #expect(clerk.page.status == 422 && clerk.page.words.contains("请在名单中至少选择一条"))
    #expect(clerk.page.text.contains("href=\"#f-row\"") && clerk.page.text.contains("id=\"f-row\""))
    #expect(clerk.boxes == boxes, "the filter is still there")
    // A box that no page has, beside two that it has.
    try await clerk.choose([boxes[1], "x", boxes[4]])
    #expect(clerk.page.status == 422 && clerk.page.words.contains("页面不完整或已过期"))
    #expect(clerk.ticked == [boxes[1], boxes[4]] && clerk.boxes == boxes)
    let again = try #require(clerk.list)
    try await clerk.post(again.action, again.pairs)
    #expect(clerk.page.path.hasPrefix("/unit/associations/answer?list="))
    #expect(clerk.page.path.hasSuffix("&done=unit.done.chosen"))
    #expect(clerk.page.words.contains("处理所选的2条关联申请"))
    #expect(city.site.templates.missing.all == [])
  }

  @Test("a row that has changed since it was ticked is chosen anew")
  func changed() async throws {
    var (_, clerk) = try await city()
    try await clerk.open(Self.filtered)
    let boxes = clerk.boxes
    let other = String(boxes[1].prefix { $0 != ":" }) + ":9"
    try await clerk.choose([boxes[0], other, "x"])
    #expect(clerk.ticked == [boxes[0]] && clerk.boxes == boxes)
  }

  @Test(
    "a session that ended brings the ticks back after signing in, to the same person alone",
    arguments: ["unit-good", "unit-good-2", "unit-other"])
  func ended(next: String) async throws {
    var (city, clerk) = try await city()
    if next == "unit-other" { _ = try await city.clerk(next) }
    try await clerk.open(Self.filtered)
    let boxes = [clerk.boxes[0], clerk.boxes[3]]
    let list = try #require(clerk.list)
    city.clock.move(milliseconds: 31 * 60_000)
    try await clerk.choose(boxes)
    #expect(clerk.page.status == 403)
    let carried = try #require(Caller.Form.all(clerk.page.text).first { $0.action == list.action })
    #expect(clerk.page.text.contains("?to=/unit/associations%3Fstate%3Drequested"))
    // At the same browser, in another tab.
    var tab = clerk
    try await tab.signIn(next)
    clerk.cookies = tab.cookies
    try await clerk.post(carried.action, carried.pairs)
    #expect(clerk.page.status == 403, "nothing is chosen by a page of another session")
    guard next == "unit-good" else {
      #expect(clerk.ticked.isEmpty && clerk.page.words.contains("不是由您的账户填写的"))
      let draft = try await city.hall.drafts.draft(
        of: try await city.session(try #require(clerk.cookies["luohu-session"])).account,
        form: "/unit/associations/answer")
      #expect(draft == nil)
      return
    }
    #expect(clerk.ticked == boxes && clerk.boxes.count == 9)
    #expect(clerk.page.words.contains("您填写的内容保留在下面"))
    let again = try #require(clerk.list)
    try await clerk.post(again.action, again.pairs)
    #expect(clerk.page.words.contains("处理所选的2条关联申请"), "\(clerk.page.words)")
  }

  @Test("what another site sends is neither chosen nor ticked")
  func foreign() async throws {
    var (city, clerk) = try await city()
    try await clerk.open(Self.filtered)
    let form = try #require(clerk.list)
    let box = clerk.boxes[0]
    try await clerk.post(form.action, [("row", box)])
    #expect(clerk.page.status == 403 && clerk.ticked.isEmpty)
    try await clerk.post(form.action, [("owner", "x"), ("row", box)])
    #expect(clerk.page.status == 403 && clerk.ticked.isEmpty)
    #expect(city.site.templates.missing.all == [])
  }

  @Test("a row that is refused says by which rule, in words")
  func refused() async throws {
    var (_, clerk) = try await city()
    try await clerk.open(Self.filtered)
    try await clerk.choose(Array(clerk.boxes.prefix(1)))
    let form = try #require(
      Caller.Form.all(clerk.page.text).first {
        $0.action.hasPrefix("/unit/associations/answer")
      })
    try await clerk.post(
      form.action,
      form.pairs + [
        ("rows[1].number", "999999"), ("rows[1].version", "1"), ("rows[1].ticked", "true"),
        ("answer", "confirm"),
      ])
    #expect(clerk.page.words.contains("办结1条，其间已有变化0条，未办理1条"), "\(clerk.page.words)")
    #expect(clerk.page.words.contains(/（依据：(《|平台规则：)/), "\(clerk.page.words)")
    #expect(!clerk.page.words.contains(/MANUAL-|PLATFORM/))
  }

  /// The form of the frozen selection, with these rows unticked.
  private func unticking(_ places: Set<Int>, _ clerk: Caller) throws -> Caller.Form {
    var form = try #require(
      Caller.Form.all(clerk.page.text).first {
        $0.action.hasPrefix("/unit/associations/answer")
      })
    form.pairs.removeAll { pair in places.contains { pair.name == "rows[\($0)].ticked" } }
    return form
  }

  private func ticks(_ clerk: Caller) throws -> [String] {
    try unticking([], clerk).pairs.map(\.name).filter { $0.hasSuffix(".ticked") }
  }

  @Test("a row is left out before sending: it stays unticked after a mistake, and goes on waiting")
  func leftOut() async throws {
    var (city, clerk) = try await city()
    try await clerk.open(Self.filtered)
    let boxes = Array(clerk.boxes.prefix(3))
    try await clerk.choose(boxes)
    #expect(try ticks(clerk) == ["rows[0].ticked", "rows[1].ticked", "rows[2].ticked"])
    var form = try unticking([1], clerk)
    try await clerk.post(form.action, form.pairs)
    #expect(clerk.page.status == 422 && clerk.page.words.contains("请选择确认或不通过"))
    #expect(clerk.page.text.contains("<title>错误：处理所选的3条关联申请"))
    #expect(try ticks(clerk) == ["rows[0].ticked", "rows[2].ticked"])
    // Kept as it was left, also when the page is loaded anew.
    try await clerk.open("/unit/associations/answer")
    #expect(try ticks(clerk) == ["rows[0].ticked", "rows[2].ticked"])
    form = try unticking([0, 1, 2], clerk)
    try await clerk.post(form.action, form.pairs + [("answer", "confirm")])
    #expect(clerk.page.status == 422 && clerk.page.words.contains("没有勾选任何一条"))
    #expect(
      clerk.page.text.contains("href=\"#f-rows\"") && clerk.page.text.contains("id=\"f-rows\""))
    form = try unticking([1], clerk)
    try await clerk.post(
      form.action,
      form.pairs + [("rows[0].ticked", "true"), ("rows[2].ticked", "true"), ("answer", "confirm")])
    #expect(clerk.page.words.contains("办结2条，其间已有变化0条，未办理0条"), "\(clerk.page.words)")
    try await clerk.open(Self.filtered)
    #expect(clerk.boxes.contains(boxes[1]) && !clerk.boxes.contains(boxes[0]))
    #expect(city.site.templates.missing.all == [])
  }

  @Test(
    "after an answer one comes back to the same part of the list, or goes on to the next request")
  func goingOn() async throws {
    var (city, clerk) = try await city()
    let part = "/unit/associations?state=requested&match=same&size=100"
    let link = "href=\"\(part.replacing("&", with: "&amp;"))\""
    try await clerk.open(Self.filtered)
    let numbers = clerk.boxes.map { String($0.prefix { $0 != ":" }) }
    let row = try #require(
      clerk.page.text.firstMatch(of: /<a href="(\/unit\/associations\/\d+\?list=[^"]*)"/)?.1)
    try await clerk.open(String(row))
    #expect(clerk.page.path.hasPrefix("/unit/associations/\(numbers[0])?"))
    #expect(clerk.page.text.contains(link))
    try await clerk.submit(["answer": "reject"])
    #expect(clerk.page.status == 422 && clerk.page.text.contains(link), "a mistake loses nothing")
    try await clerk.submit(["answer": "confirm"])
    #expect(clerk.page.words.contains("关联已确认") && clerk.page.text.contains(link))
    // The next one with the same mark, and not the one of another payer between them.
    let next = try #require(
      clerk.page.text.firstMatch(
        of: /class="button" href="(\/unit\/associations\/(\d+)\?list=[^"]*)"/))
    #expect(next.2 == numbers[1])
    try await clerk.open(String(next.1))
    #expect(clerk.page.text.contains(link))
    // Many at once.
    try await clerk.open(Self.filtered)
    try await clerk.choose(Array(clerk.boxes.prefix(2)))
    #expect(clerk.page.text.contains(link))
    try await clerk.submit(["answer": "confirm"])
    #expect(clerk.page.path.hasPrefix("/unit/associations/answered/"))
    #expect(clerk.page.words.contains("办结2条") && clerk.page.text.contains(link))
    #expect(clerk.page.text.contains("href=\"/unit/associations/\(numbers[3])?list="))
    // Of nothing that stands in the address a link is made.
    try await clerk.open("/unit/associations/\(numbers[3])?list=state%3Dx%22%3E")
    #expect(clerk.page.status == 200 && clerk.page.text.contains("href=\"/unit/associations\""))
    #expect(city.site.templates.missing.all == [])
  }

  @Test("the last request has no next one")
  func last() async throws {
    let city = try await ServiceCity.open()
    var clerk = try await city.clerk()
    let number = try await city.ask("eligible", try await city.code(clerk))
    try await clerk.open("/unit/associations/\(number)")
    #expect(!clerk.page.words.contains("下一条"))
    try await clerk.submit(["answer": "confirm"])
    #expect(clerk.page.words.contains("关联已确认") && !clerk.page.words.contains("下一条"))
  }

  @Test("who has no unit chooses nothing")
  func nobody() async throws {
    let city = try await ServiceCity.open()
    for subject in ["eligible", "window-1"] {
      let caller = try await city.caller(subject)
      var sent = caller
      let session = try await city.session(try #require(caller.cookies["luohu-session"]))
      try await sent.post(
        "/unit/associations",
        [("token", FormToken.make("/unit/associations", session)), ("row", "12:3")])
      #expect(sent.page.status == 403, "\(subject)")
      #expect(
        try await city.hall.drafts.draft(of: session.account, form: "/unit/associations/answer")
          == nil)
    }
  }
}
