import Casework
import HTTPTypes
import Hummingbird
import NIOCore
import PointsService
import Policy
import TestKit
import Testing
import Units

@testable import Web

@Suite("Two devices type into one form: both versions are shown, and the person chooses")
struct DraftConflictTests {
  private static let dispute = "/my/eligibility/dispute"

  /// One account at two browsers that have the same empty form open.
  private struct Devices {
    var city: ServiceCity
    var one: Caller
    var two: Caller

    static func open(_ language: Language = .zh) async throws -> Devices {
      let city = try await ServiceCity.open()
      var one = try await city.caller("noPermit", language)
      try await one.open("/my/eligibility")
      try await one.submit(to: "/my/eligibility/check")
      var two = try await city.caller("noPermit", language)
      try await one.open(DraftConflictTests.dispute)
      try await two.open(DraftConflictTests.dispute)
      return Devices(city: city, one: one, two: two)
    }
  }

  /// The form that a choice is sent with.
  private static func form(_ choice: DraftConflict.Choice, _ caller: Caller) throws -> Caller.Form {
    try #require(
      Caller.Form.all(caller.page.text).first { form in
        form.pairs.contains { $0.name == "go" && $0.value == choice.rawValue }
      }, "\(caller.page.words.prefix(600))")
  }

  /// Sends the open form itself, not one of the two choices.
  private static func send(_ reason: String, _ caller: inout Caller) async throws {
    let form = try #require(
      Caller.Form.all(caller.page.text).first { form in
        form.pairs.contains { $0.name == "seen" }
      })
    try await caller.post(
      form.action, form.pairs.filter { $0.name != "reason" } + [("reason", reason)])
  }

  @Test(
    "what was typed here stands beside what the other device kept, by the labels of the page",
    arguments: Language.allCases)
  func shown(language: Language) async throws {
    var devices = try await Devices.open(language)
    try await Self.send("短", &devices.one)
    #expect(devices.one.page.status == 422)
    #expect(!devices.one.page.text.contains("conflict-title"), "nobody else has kept anything")
    try await Self.send("长", &devices.two)
    let page = devices.two.page
    #expect(page.status == 422, "the mistake is told as ever")
    #expect(page.text.contains("conflict-title"), "\(page.words)")
    for words in language == .zh
      ? ["另一设备有不同的填写", "理由 长 短", "保留本页的填写", "改用另一设备的填写", "2020年7月20日"]
      : [
        "Another device has something else", "Why 长 短", "Keep what I typed here",
        "Take the other one", "20 July 2020",
      ]
    {
      #expect(page.words.contains(words), "\(words): \(page.words)")
    }
    #expect(page.text.contains(">长</textarea>"), "what was typed here stays in the form")
    #expect(!page.words.contains("seen") && !page.words.contains("token"))
    #expect(devices.city.site.templates.missing.all == [])
  }

  @Test("kept: this page's version is there on every device, and nothing was sent")
  func mine() async throws {
    var devices = try await Devices.open()
    try await Self.send("短", &devices.one)
    try await Self.send("长", &devices.two)
    let form = try Self.form(.keepMine, devices.two)
    try await devices.two.post(form.action, form.pairs)
    #expect(devices.two.page.status == 200 && devices.two.page.words.contains("已保留本页的填写，尚未提交"))
    #expect(devices.two.page.text.contains(">长</textarea>"))
    #expect(!devices.two.page.text.contains("conflict-title"))
    try await devices.one.open(Self.dispute)
    #expect(devices.one.page.text.contains(">长</textarea>"))
    try await Self.send("居住证已于2016年领取", &devices.one)
    #expect(devices.one.page.words.contains("异议已提出"), "\(devices.one.page.words)")
  }

  @Test("taken: the other version is in the form, and this one is gone as it was asked")
  func other() async throws {
    var devices = try await Devices.open(.en)
    try await Self.send("短", &devices.one)
    try await Self.send("长", &devices.two)
    let form = try Self.form(.takeOther, devices.two)
    try await devices.two.post(form.action, form.pairs)
    #expect(
      devices.two.page.words.contains("what the other device kept"), "\(devices.two.page.words)")
    #expect(devices.two.page.text.contains(">短</textarea>"))
    #expect(!devices.two.page.text.contains("conflict-title"))
  }

  @Test("the form itself may be sent again from the page that shows both")
  func again() async throws {
    var devices = try await Devices.open()
    try await Self.send("短", &devices.one)
    try await Self.send("长", &devices.two)
    try await Self.send("久", &devices.two)
    #expect(devices.two.page.status == 422 && !devices.two.page.text.contains("conflict-title"))
    try await devices.one.open(Self.dispute)
    #expect(devices.one.page.text.contains(">久</textarea>"))
  }

  @Test("a third version that came while somebody chose is shown as well")
  func third() async throws {
    var devices = try await Devices.open()
    try await Self.send("短", &devices.one)
    try await Self.send("长", &devices.two)
    devices.city.clock.move(milliseconds: 1000)
    try await Self.send("新", &devices.one)
    let form = try Self.form(.keepMine, devices.two)
    try await devices.two.post(form.action, form.pairs)
    #expect(devices.two.page.status == 409)
    #expect(devices.two.page.words.contains("理由 长 新"), "\(devices.two.page.words)")
    try await devices.one.open(Self.dispute)
    #expect(devices.one.page.text.contains(">新</textarea>"), "nothing was overwritten")
  }

  @Test("the same typed on both devices is no conflict")
  func same() async throws {
    var devices = try await Devices.open()
    try await Self.send("短", &devices.one)
    try await Self.send("短", &devices.two)
    #expect(devices.two.page.status == 422 && !devices.two.page.text.contains("conflict-title"))
  }

  @Test(
    "answers that were chosen are told in words, rows by what they belong to, also rows of the other device alone"
  )
  func words() async throws {
    let bench = try await ApplicantBench.undertaken()
    var (one, two) = (bench.person, bench.person)
    try await one.open("/my/basics")
    try await two.open("/my/basics")
    try await one.submit(
      [
        "maritalStatus": "married", "spouse.name": "沈知意", "spouse.number": "1",
        "children[0].name": "林小果", "children[0].number": "2", "go": "check",
      ], to: "/my/basics")
    #expect(one.page.status == 422)
    try await two.submit(
      [
        "maritalStatus": "single", "maySharePublicly": "true", "spouse.name": "沈",
        "spouse.number": "", "children[0].name": "x", "go": "check",
      ], to: "/my/basics")
    let page = two.page
    #expect(page.text.contains("conflict-title"), "\(page.words)")
    for words in ["婚姻状况 未婚 已婚", "配偶：姓名 沈 沈知意", "子女1：姓名 x 林小果", "是 （未填）"] {
      #expect(page.words.contains(words), "\(words): \(page.words)")
    }
  }

  @Test(
    "a form that is sent erases what its device had seen, and what another has kept since stays")
  func sent() async throws {
    var devices = try await Devices.open()
    let drafts = devices.city.hall.drafts
    let account = try await devices.city.session(
      try #require(devices.two.cookies["luohu-session"])
    ).account
    func kept() async throws -> String? {
      try await drafts.draft(of: account, form: Self.dispute)?.fields.last?.value
    }
    // The other device keeps something after this one has opened the form; this one sends.
    try await Self.send("短", &devices.two)
    try await Self.send("居住证已于2016年领取", &devices.one)
    #expect(devices.one.page.words.contains("异议已提出"), "\(devices.one.page.words)")
    #expect(try await kept() == "短")
    // The same from a version that was seen and is older.
    var again = try await Devices.open()
    try await Self.send("短", &again.one)
    try await again.two.open(Self.dispute)
    again.city.clock.move(milliseconds: 1000)
    try await Self.send("长", &again.two)
    try await Self.send("居住证已于2016年领取", &again.one)
    #expect(again.one.page.words.contains("异议已提出"))
    let number = try await again.city.session(
      try #require(again.two.cookies["luohu-session"])
    ).account
    #expect(
      try await again.city.hall.drafts.draft(of: number, form: Self.dispute)?.fields.last?.value
        == "长")
  }

  @Test("a form that is sent erases its own version, also one kept while it was on its way")
  func own() async throws {
    for isLate in [false, true] {
      var devices = try await Devices.open()
      let account = try await devices.city.session(
        try #require(devices.one.cookies["luohu-session"])
      ).account
      let words = "居住证已于2016年领取"
      if isLate {
        let pairs = try #require(
          Caller.Form.all(devices.one.page.text).first { $0.pairs.contains { $0.name == "seen" } }
        ).pairs
        let ours = Visit.own.union(["reason"])
        _ = try await devices.city.hall.drafts.save(
          pairs.filter { !ours.contains($0.name) }.map { DraftField($0.name, $0.value) }
            + [DraftField("reason", words)], form: Self.dispute, of: account, seen: 0)
      } else {
        try await Self.send("短", &devices.one)
      }
      #expect(
        try await devices.city.hall.drafts.draft(of: account, form: Self.dispute) != nil)
      try await Self.send(words, &devices.one)
      #expect(devices.one.page.words.contains("异议已提出"), "\(devices.one.page.words)")
      #expect(
        try await devices.city.hall.drafts.draft(of: account, form: Self.dispute) == nil,
        "\(isLate)")
    }
  }

  @Test("a choice needs the form's own proof, and the script's way of saving stays as it was")
  func genuine() async throws {
    var devices = try await Devices.open()
    try await Self.send("短", &devices.one)
    try await Self.send("长", &devices.two)
    let form = try Self.form(.keepMine, devices.two)
    try await devices.two.post(
      form.action, form.pairs.map { ($0.name, $0.name == "token" ? "wrong" : $0.value) })
    #expect(devices.two.page.status == 403)
    let session = try await devices.city.session(
      try #require(devices.two.cookies["luohu-session"]))
    let body: [(name: String, value: String)] = [
      ("token", FormToken.make("/drafts", session)), ("draft-form", Self.dispute), ("draft", "0"),
      ("reason", "另"),
    ]
    try await devices.two.post("/drafts", body)
    #expect(devices.two.page.status == 409 && devices.two.page.json["version"] is String)
    try await devices.one.open(Self.dispute)
    #expect(devices.one.page.text.contains(">短</textarea>"), "nothing was overwritten")
  }
}
