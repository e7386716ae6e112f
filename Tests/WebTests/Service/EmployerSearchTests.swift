import Casework
import HTTPTypes
import PointsService
import Policy
import TestKit
import Testing
import Units

@testable import Web

@Suite("A colleague is found in a long list (查找员工)")
struct EmployerSearchTests {
  /// A unit with 400 requests of invented people, and one of somebody with an account.
  private func crowded() async throws -> (city: ServiceCity, clerk: Caller, number: Int64) {
    let city = try await ServiceCity.open()
    let clerk = try await city.clerk()
    let unit = try #require(
      try await ShowUnit(city.hall.points).mine(by: try await city.actor(clerk)))
    try await city.crowd(400, of: unit.number)
    return (city, clerk, try await city.ask("eligible", try await city.code(clerk)))
  }

  /// How many rows were opened since.
  private func opened(_ city: ServiceCity, since: Int) -> Int {
    city.cases.events.dropFirst(since).count {
      $0.name == "PersonalDataRead" && $0.dossier.kind.rawValue == "access-association"
    }
  }

  @Test(
    "by a part of the name, by what the list shows of the number, and by the whole number, which opens nobody else",
    arguments: Language.allCases)
  func found(language: Language) async throws {
    var (city, clerk, number) = try await crowded()
    clerk.language = language
    let person = try #require(city.city.people.first { $0.key == "eligible" })
    let full = person.number.full
    // What is looked for stands in no address.
    for (typed, isOnly) in [
      ("林一", true), (" 林 一诺 ", true), (full, true), (String(full.suffix(4)), false),
      (person.number.masked, false), ("*\(full.suffix(4))", false),
    ] {
      try await clerk.open("/unit/associations")
      let before = city.cases.events.count
      try await clerk.submit(["find": typed], to: "/unit/associations/find")
      #expect(clerk.page.status == 200 && !clerk.page.path.contains("?"), "\(typed)")
      #expect(clerk.boxes.contains { $0.hasPrefix("\(number):") }, "\(typed)")
      #expect(clerk.boxes.count == 1 || !isOnly, "\(typed): \(clerk.boxes)")
      #expect(clerk.page.text.contains("value=\"\(typed)\""))
      #expect(opened(city, since: before) == (typed == full ? 1 : 401), "\(typed)")
    }
    try await clerk.submit(["find": "小明39"], to: "/unit/associations/find")
    #expect(clerk.boxes.count == 11, "39, and 390 to 399")
    try await clerk.submit(["find": "小明"], to: "/unit/associations/find")
    #expect(clerk.boxes.count == 50)
    #expect(clerk.page.words.contains(language == .zh ? "多于50条" : "more than 50"))
    // Who was found can be chosen.
    try await clerk.submit(["find": full], to: "/unit/associations/find")
    try await clerk.choose(clerk.boxes)
    #expect(clerk.page.status == 200 && clerk.page.words.contains("林一诺"))
    #expect(clerk.page.words.contains(language == .zh ? "处理所选的1条" : "chosen requests: 1"))
    try await clerk.submit(["answer": "confirm"])
    try await clerk.open("/unit/associations")
    try await clerk.submit(["find": full], to: "/unit/associations/find")
    #expect(clerk.page.words.contains("林一诺") && clerk.boxes.isEmpty, "whatever its state")
    #expect(city.site.templates.missing.all == [])
  }

  @Test("who is not there is not found, and what can be neither name nor number is told")
  func notFound() async throws {
    var (city, clerk, _) = try await crowded()
    let other = try #require(city.city.people.first { $0.key == "payerDiffers" })
    _ = try await city.caller("payerDiffers")
    try await clerk.open("/unit/associations/find")
    for typed in ["苏晓岚", other.number.full, "9*9999"] {
      try await clerk.submit(["find": typed], to: "/unit/associations/find")
      #expect(clerk.page.status == 200 && clerk.page.words.contains("没有找到"), "\(typed)")
    }
    for (typed, words) in [
      ("", "请填写要查找的姓名或身份证号码"), ("12345", "现为5位"), ("1101*123", "前3位和后4位"), ("1*2*3", "前3位和后4位"),
      (
        String(other.number.full.dropLast()) + (other.number.full.hasSuffix("X") ? "0" : "X"),
        "号码校验不符"
      ),
      (String(repeating: "长", count: 51), "现为51字"),
    ] {
      try await clerk.submit(["find": typed], to: "/unit/associations/find")
      #expect(clerk.page.status == 422 && clerk.page.words.contains(words), "\(typed)")
      #expect(clerk.page.text.contains("<title>错误：查找员工"))
      #expect(clerk.page.text.contains("href=\"#f-find\""))
    }
    // Another unit’s clerk finds nobody of it.
    var foreign = try await city.clerk("unit-other")
    try await foreign.api(.post, "/unit/associations/find", #"{"find":"林一诺"}"#)
    let result = try #require(foreign.page.json["result"] as? [String: Any], "\(foreign.page.text)")
    #expect((result["rows"] as? [Any])?.isEmpty == true && result["hasMore"] as? Bool == false)
  }

  @Test("a list that is too long to be opened is searched by the complete number alone")
  func tooLong() async throws {
    let city = try await ServiceCity.open()
    var clerk = try await city.clerk()
    let unit = try #require(
      try await ShowUnit(city.hall.points).mine(by: try await city.actor(clerk)))
    try await city.crowd(ListAssociations.mostOpened, of: unit.number)
    try await city.ask("eligible", try await city.code(clerk))
    let person = try #require(city.city.people.first { $0.key == "eligible" })
    let before = city.cases.events.count
    try await clerk.open("/unit/associations/find")
    try await clerk.submit(["find": "林一诺"], to: "/unit/associations/find")
    #expect(clerk.page.status == 422 && clerk.page.words.contains("请填写完整的18位身份证号码"))
    #expect(opened(city, since: before) == 0)
    try await clerk.submit(["find": person.number.full], to: "/unit/associations/find")
    #expect(clerk.page.words.contains("林一诺") && clerk.boxes.count == 1)
  }

  @Test("a program finds the same rows")
  func program() async throws {
    var (_, clerk, number) = try await crowded()
    try await clerk.api(.post, "/unit/associations/find", #"{"find":"林一诺"}"#)
    let result = try #require(clerk.page.json["result"] as? [String: Any], "\(clerk.page.text)")
    let rows = try #require(result["rows"] as? [[String: Any]])
    #expect(rows.map { $0["number"] as? Int } == [Int(number)])
    #expect(rows.first?["name"] as? String == "林一诺")
  }
}
