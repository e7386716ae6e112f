import Casework
import HTTPTypes
import PointsLaw
import PointsService
import Policy
import Synchronization
import TestKit
import Testing
import Units

@testable import Web

/// Protects people whose sealed values do not open (加密信息打不开): no plain fault, and nobody decides by something altered.
@Suite("A sealed value that does not open is told with its number and whom to turn to")
struct SealFaultTests {
  /// What becomes of a row in the store.
  enum Fault: CaseIterable, Sendable {
    case keyIsGone, rowIsAltered

    func happens(to row: SealedValue) -> SealedValue {
      var row = row
      switch self {
      case .keyIsGone: row.keyID = "gone"
      case .rowIsAltered: row.sealed[row.sealed.count - 1] ^= 1
      }
      return row
    }
  }

  /// Puts a row in another's place; what was there is put back by the same.
  private static func put(_ row: SealedValue, for known: SealedValue, _ city: ServiceCity)
    async throws
  {
    try #require(try await city.cases.reseal(row, sealedBefore: known.keyID))
  }

  private static func values(_ city: ServiceCity) async throws -> [SealedValue] {
    try await city.cases.values(notSealedBy: "", after: 0, limit: 1000)
  }

  @Test(
    "a page, an act and the API say which value it is, that nothing is lost and who restores it; then all goes on",
    arguments: Fault.allCases, Language.allCases)
  func value(fault: Fault, language: Language) async throws {
    let reports = Mutex<[String]>([])
    let plain = try await ServiceCity.open()
    let site = try Site(
      library: .builtIn(), seal: Seal(), proof: plain.hall.proof, hall: plain.hall,
      report: { area, kind, _ in reports.withLock { $0.append("\(area) \(kind)") } })
    let city = ServiceCity(
      cases: plain.cases, clock: plain.clock, city: plain.city, hall: plain.hall, site: site)
    var person = try await city.caller("eligible", language)
    try await person.open("/my/eligibility")
    let row = try #require(
      try await Self.values(city).first { $0.field == PersonalField.identityNumber.name })
    let broken = fault.happens(to: row)
    try await Self.put(broken, for: row, city)
    func demandTold() {
      let words = person.page.words
      #expect(person.page.status == 503, "\(words)")
      #expect(words.contains(language == .zh ? "编号\(row.id)" : "number \(row.id)"), "\(words)")
      #expect(words.contains(language == .zh ? "没有丢失" : "not lost"))
      #expect(
        words.contains(language == .zh ? "系统管理员恢复" : "the system administrator, who restores"))
      #expect(words.contains(language == .zh ? "保存的信息打不开" : "Something that is kept"))
      #expect(!words.contains(row.keyID) && !words.contains("gone"), "no key is named")
      #expect(person.page.headers[.retryAfter] == nil, "somebody has to restore it first")
    }
    let before = city.cases.events.count
    try await person.submit(to: "/my/eligibility/check")
    demandTold()
    #expect(
      !city.cases.events.dropFirst(before).contains { $0.name.contains("Eligibility") },
      "nothing is decided by it")
    try await person.open("/my/data")
    demandTold()
    try await person.api(.get, "/my/data")
    #expect(person.page.status == 503 && person.page.json["code"] as? String == "valueUnreadable")
    #expect((person.page.json["detail"] as? String)?.contains("\(row.id)") == true)
    #expect(
      reports.withLock { $0 }.contains { $0.hasPrefix("seal ") && $0.contains("\(row.id)") },
      "whoever looks after the installation is told")
    try await Self.put(row, for: broken, city)
    try await person.open("/my/eligibility")
    try await person.submit(to: "/my/eligibility/check")
    #expect(person.page.status == 200, "\(person.page.words)")
    #expect(city.site.templates.missing.all == [])
  }

  @Test(
    "a draft that does not open is told where it can be deleted, and can be",
    arguments: Fault.allCases, Language.allCases)
  func draft(fault: Fault, language: Language) async throws {
    let form = "/my/eligibility/dispute"
    let city = try await ServiceCity.open()
    var person = try await city.caller("noPermit", language)
    try await person.open("/my/eligibility")
    try await person.submit(to: "/my/eligibility/check")
    try await person.open(form)
    try await person.submit(["reason": "短"], to: form)
    let row = try #require(
      try await Self.values(city).first { $0.field == PersonalField.draft.name })
    try await Self.put(fault.happens(to: row), for: row, city)
    try await person.open(form)
    #expect(person.page.status == 503)
    for words in language == .zh
      ? ["编号\(row.id)", "未提交的填写", "删除后重新填写"]
      : ["number \(row.id)", "Kept and not sent", "Delete it"]
    {
      #expect(person.page.words.contains(words), "\(words): \(person.page.words)")
    }
    try await person.open("/account/drafts")
    #expect(person.page.status == 200)
    try await person.submit(to: "/account/drafts/delete")
    try await person.open(form)
    #expect(person.page.status == 200, "\(person.page.words)")
  }

  @Test("every way in which a value or a file does not open has words and a code")
  func told() {
    for failure in [
      SealFailure.unknownKey(id: 41, keyID: "k7"), .broken(id: 41, keyID: "k7"),
      .otherCommitment(id: 41),
    ] {
      let told = ServiceRefusal.told(failure)
      #expect(told.code == "valueUnreadable" && told.status == .serviceUnavailable)
      #expect(told.words.zh.contains("编号41") && told.words.en.contains("number 41"))
      #expect(!told.words.en.contains("k7"))
    }
    for failure in [SealedBlob.Failure.noSeal, .truncated(chunk: 3), .broken(chunk: 0)] {
      let told = ServiceRefusal.told(failure)
      #expect(told.code == "evidenceDamaged" && told.status == .serviceUnavailable)
      #expect(told.words.zh.contains("从备份恢复"))
    }
    #expect(RefusalCode.all.contains { $0.name == "valueUnreadable" })
  }
}
