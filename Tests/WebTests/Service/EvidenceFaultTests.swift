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
    _ subject: String, _ language: Language, _ place: EvidencePlace
  ) async throws -> (city: ServiceCity, caller: Caller, path: String) {
    let city = try await ServiceCity.open().receiving(place)
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
    try await window.open("/window/disputes/unit/\(dispute)/evidence/\(evidence)")
    #expect(window.page.status == 200 && window.page.text == "one", "\(window.page.words)")
  }
}
