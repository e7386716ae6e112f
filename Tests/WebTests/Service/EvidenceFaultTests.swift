import Casework
import HTTPTypes
import PointsService
import Policy
import TestKit
import Testing

@testable import Web

/// Protects people while the programs and the vault that keep evidence are away (凭证故障): a clear page, nothing half kept, and it goes on by
/// itself.
@Suite("Evidence that cannot be kept or opened is told in words, and nothing is lost")
struct EvidenceFaultTests {
  /// What can be away, the code that programs get, after how many seconds one may come back, and words of it.
  struct Fault: Sendable, CustomTestStringConvertible {
    var workshop: EvidenceFailure?
    var vault: VaultFailure?
    var retryAfter: String?
    var words: Wording
    var testDescription: String { "\(words.en)" }

    func happens(at place: EvidencePlace) {
      place.workshopFails = workshop
      place.vaultFails = vault
    }
  }

  static let writing = [
    Fault(
      workshop: .busy, retryAfter: "15",
      words: Wording("现在上传的人较多", "Many people are uploading now")),
    Fault(
      workshop: .unavailable("qpdf is missing"), retryAfter: "60",
      words: Wording("检查和合并文件的程序现在不能使用", "The programs that inspect and merge files are away")),
    Fault(
      vault: .full, retryAfter: "60",
      words: Wording("凭证库现在不能保存新文件", "cannot keep new files")),
    Fault(
      vault: .notWritable("read-only"), retryAfter: "60",
      words: Wording("凭证库现在不能保存新文件", "cannot keep new files")),
    Fault(
      vault: .broken("open: I/O error"), retryAfter: "60",
      words: Wording("凭证库现在不能使用", "The vault of evidence is away")),
  ]

  /// Somebody who may upload, and where.
  private static func uploader(
    _ subject: String, _ language: Language, _ place: EvidencePlace,
    scanner: (any EvidenceScanner)? = nil
  ) async throws -> (city: ServiceCity, caller: Caller, path: String) {
    let city = try await ServiceCity.open().receiving(place, scanner: scanner)
    var caller = try await city.caller(subject, language)
    if subject.hasPrefix("unit-") {
      try await caller.open("/unit/register")
      try await caller.submit()
      return (city, caller, "/unit/dispute/evidence")
    }
    try await caller.open("/my/eligibility")
    try await caller.submit(to: "/my/eligibility/check")
    return (city, caller, "/my/eligibility/evidence")
  }

  @Test(
    "whether files are looked at for malware is said before one is chosen, and never said of an installation that does not",
    arguments: ["noPermit", "unit-outside"], Language.allCases)
  func scanning(subject: String, language: Language) async throws {
    let none = language == .zh ? "本系统未设查毒" : "This installation has no malware scanner"
    let some = language == .zh ? "文件经查毒" : "Files are scanned"
    for scanner in [nil, NoScanner()] as [NoScanner?] {
      var (city, caller, path) = try await Self.uploader(
        subject, language, EvidencePlace(), scanner: scanner)
      try await caller.open(path)
      #expect(caller.page.words.contains(none) == (scanner != nil), "\(caller.page.words)")
      #expect(caller.page.words.contains(some) == (scanner == nil))
      #expect(city.site.templates.missing.all == [])
    }
  }

  @Test(
    "an upload that cannot be kept is 503 with its reason on its own page and for programs; later it works",
    arguments: writing, ["noPermit", "unit-outside"])
  func upload(fault: Fault, subject: String) async throws {
    for language in Language.allCases {
      let place = EvidencePlace()
      var (city, caller, path) = try await Self.uploader(subject, language, place)
      fault.happens(at: place)
      let before = city.cases.events.count
      try await caller.upload(["one"], at: path)
      #expect(caller.page.status == 503)
      #expect(caller.page.headers[.retryAfter] == fault.retryAfter)
      #expect(caller.page.words.contains(fault.words[language]), "\(caller.page.words)")
      #expect(
        caller.page.words.contains(language == .zh ? "凭证库暂时不能使用" : "Evidence has to wait"))
      #expect(caller.page.text.contains("multipart/form-data"), "the form is there to send again")
      try await caller.uploadByAPI(["one"], at: path)
      #expect(caller.page.status == 503 && caller.page.headers[.retryAfter] == fault.retryAfter)
      #expect(caller.page.json["code"] as? String == "evidenceUnavailable")
      let detail = try #require(caller.page.json["detail"] as? String)
      #expect(detail.contains(fault.words[language]))
      #expect(!detail.contains("qpdf") && !detail.contains("I/O"), "nothing of the machine's")
      #expect(city.cases.events.count == before && place.kept == 0, "nothing half is left")
      place.workshopFails = nil
      place.vaultFails = nil
      try await caller.upload(["one"], at: path)
      #expect(caller.page.status == 200 && place.kept == 1, "\(caller.page.words)")
      #expect(city.site.templates.missing.all == [])
    }
  }

  @Test(
    "the window reads why a file does not open, and opens it when it is back",
    arguments: [
      (VaultFailure.broken("open: I/O error"), "evidenceUnavailable", "60"),
      (.damaged(BlobID(of: [1])), "evidenceDamaged", nil),
      (.noName("x"), "evidenceDamaged", nil),
    ] as [(VaultFailure, String, String?)])
  func open(failure: VaultFailure, code: String, retryAfter: String?) async throws {
    let place = EvidencePlace()
    var (city, clerk, path) = try await Self.uploader("unit-outside", .zh, place)
    try await clerk.upload(["one"], at: path)
    try await clerk.open("/unit/dispute")
    try await clerk.submit(["reason": "实际办公地在本市。"], to: "/unit/dispute")
    let dispute = try await city.newest(DisputeContent.kind)
    let evidence = try await city.newest(EvidenceRecord.kind)
    place.vaultFails = failure
    for language in Language.allCases {
      // Dongcheng is the unit's district.
      var window = try await city.caller("window-4", language)
      let page = "/window/disputes/unit/\(dispute)"
      try await window.open("\(page)/evidence/\(evidence)")
      #expect(window.page.status == 503, "\(window.page.words)")
      #expect(window.page.headers[.retryAfter] == retryAfter)
      let damaged = language == .zh ? "须由技术管理员从备份恢复" : "restore it from a backup"
      let away = language == .zh ? "没有丢失" : "not lost"
      #expect(window.page.words.contains(code == "evidenceDamaged" ? damaged : away))
      #expect(!window.page.words.contains("I/O"))
      try await window.open(page)
      #expect(window.page.status == 200, "the dispute itself can be looked at")
    }
    place.vaultFails = nil
    var window = try await city.caller("window-4")
    place.isEmpty = true
    try await window.open("/window/disputes/unit/\(dispute)/evidence/\(evidence)")
    #expect(window.page.status == 503 && window.page.words.contains("凭证库中缺少此文件"))
    place.isEmpty = false
    place.isAltered = true
    for (root, words) in [("", "不完整或被改动过"), ("/en", "incomplete or was altered")] {
      try await window.open("\(root)/window/disputes/unit/\(dispute)/evidence/\(evidence)")
      #expect(window.page.status == 503 && window.page.words.contains(words))
    }
    place.isAltered = false
    try await window.open("/window/disputes/unit/\(dispute)/evidence/\(evidence)")
    #expect(window.page.status == 200 && window.page.text == "one", "\(window.page.words)")
  }

  @Test(
    "an applicant's program learns the number of what it handed in and disputes with it; what is refused says which file and why",
    arguments: Language.allCases)
  func program(language: Language) async throws {
    let place = EvidencePlace()
    var (city, caller, path) = try await Self.uploader("noPermit", language, place)
    let which = language == .zh ? "第2个文件：只接受照片或PDF" : "File 2: photographs or PDF only"
    try await caller.uploadByAPI(["one", "bad"], at: path)
    #expect(caller.page.status == 422 && caller.page.text.contains(which), "\(caller.page.text)")
    try await caller.uploadByAPI(["one"], at: path, named: "file")
    #expect(caller.page.status == 422, "\(caller.page.text)")
    #expect(caller.page.text.contains(language == .zh ? "只有这些部分：files" : "only these parts: files"))
    try await caller.uploadByAPI([], at: path)
    #expect(caller.page.status == 422)
    #expect(caller.page.text.contains(language == .zh ? "请选择要上传的文件" : "choose the files"))
    try await caller.uploadByAPI(["slow", "two"], at: path, [.idempotencyKey: "one-upload"])
    #expect(caller.page.status == 200, "\(caller.page.text)")
    let result = try #require(caller.page.json["result"] as? [String: Any])
    let number = try #require(result["number"] as? Int)
    #expect(result["pages"] as? Int == 2 && result["state"] as? String == "received")
    try await caller.uploadByAPI(["slow", "two"], at: path, [.idempotencyKey: "one-upload"])
    let again = try #require(caller.page.json["result"] as? [String: Any])
    #expect(again["number"] as? Int == number, "sent twice, handed in once")
    try await caller.api(.get, path)
    let rows = try #require(caller.page.json["evidence"] as? [[String: Any]])
    #expect(rows.count == 2)
    #expect(rows.contains { $0["number"] as? Int == number && $0["scan"] as? String == "waiting" })
    let refused = try #require(rows.first { $0["state"] as? String == "refused" })
    let reasons = try #require(refused["problems"] as? [String])
    #expect(reasons == [language == .zh ? "只接受照片或PDF" : "photographs or PDF only"])
    try await caller.open(path)
    #expect(caller.page.words.contains(reasons[0]), "the page lists why, too")
    let reason = #""reason": "已于去年领取", "seen": 1"#
    try await caller.api(
      .post, "/my/eligibility/dispute", "{\(reason), \"evidence\": [\"\(number)\"]}")
    #expect(caller.page.status == 422, "a number is a number")
    try await caller.api(.get, "/my/eligibility")
    let seen = try #require(caller.page.json["version"] as? Int)
    try await caller.api(
      .post, "/my/eligibility/dispute",
      "{\"reason\": \"已于去年领取\", \"seen\": \(seen), \"evidence\": [\(number)]}")
    #expect(caller.page.status == 200, "\(caller.page.text)")
    try await caller.api(.get, "/my/eligibility")
    let dispute = try #require(caller.page.json["dispute"] as? [String: Any])
    #expect(dispute["evidence"] as? Int == 1 && dispute["state"] as? String == "open")
    #expect(city.site.templates.missing.all == [])
  }
}
