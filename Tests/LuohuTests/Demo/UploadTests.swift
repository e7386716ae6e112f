import Casework
import Documents
import Foundation
import PointsService
import Policy
import TestKit
import Testing
import Units

@testable import luohu

/// Where evidence is taken in as in an installation: inspected and merged by the program itself, kept in a vault on disk.
struct EvidencePlace: Sendable {
  let folder: Folder
  let clock = HandClock(DemoBench.opening)
  let installation: Installation
  let cases: MemoryCases
  let keyring = Keyring(newAt: DemoBench.opening)
  let vault: DiskVault
  let receive: ReceiveEvidence

  var open: OpenEvidence {
    let keyring = keyring
    return OpenEvidence(vault: vault, store: cases, keyring: { keyring })
  }

  init() throws {
    folder = try Folder()
    installation = DemoBench.withPast(clock)
    let cases = MemoryCases(clock: installation.clock)
    self.cases = cases
    vault = try DiskVault(folder: folder["vault"].path)
    let keyring = keyring
    receive = ReceiveEvidence(
      preparer: try EvidenceWorkshop(
        limits: EvidenceLimits(), folder: folder.url.path, program: Command.binary.path),
      scanner: NoScanner(), vault: vault, store: cases, keyring: { keyring })
  }
}

@Suite("Certificates handed in for a dispute (上传凭证, 注册关联 二2)")
struct UploadTests {
  /// A city without disputes of units, in which certificates can be handed in.
  static func open() async throws -> (place: EvidencePlace, bench: DemoBench) {
    let place = try EvidencePlace()
    let bench = try await DemoBench.open(
      place.cases, place.clock, installation: place.installation, keyring: place.keyring)
    _ = try await bench.seed.sow()
    return (place, bench)
  }

  @Test("one PDF is made of several files, sealed in the vault, and supports the unit's dispute")
  func unit() async throws {
    let (place, bench) = try await Self.open()
    let points = bench.seed.points
    let upload = UploadEvidence(points, place.receive)
    let unit = try #require(try await ShowUnit(points).mine(by: bench.actor("unit-tax")))
    let about = DossierID(UnitContent.kind, unit.number)
    let page = DemoCertificate.pdf(unit.content.code)
    let actor = try await bench.actor("unit-tax")
    let answer = try await upload([page, page], about: about, by: actor)
    #expect(answer.state == .inspected && answer.record.pages == 2)
    #expect(answer.record.about == about.description)
    let again = try await upload([page, page], about: about, by: actor)
    #expect(again.isRepeated && again.dossier == answer.dossier)
    let blob = try #require(answer.record.blob)
    let kept = try #require(try await place.vault.bytes(blob))
    #expect(!kept.starts(with: Array("%PDF".utf8)), "on disk it is sealed")
    let opened = try await place.open(
      OpenEvidence.Request(
        key: "open", party: actor.party, role: .clerk, evidence: answer.dossier, reason: .own))
    #expect(opened.pdf.starts(with: Array("%PDF".utf8)) && opened.sources.count == 2)
    let disputed = try await DisputeUnit(points)(
      unit.number, seen: unit.version, reason: "税务状态已恢复正常", evidence: [answer.dossier.number],
      by: bench.actor("unit-tax"))
    #expect(disputed.state == "disputed")
  }

  @Test("what is no certificate is refused as an answer with its reasons, and supports nothing")
  func refused() async throws {
    let (place, bench) = try await Self.open()
    let points = bench.seed.points
    let upload = UploadEvidence(points, place.receive)
    let unit = try #require(try await ShowUnit(points).mine(by: bench.actor("unit-tax")))
    let about = DossierID(UnitContent.kind, unit.number)
    for file in [Array("no file at all".utf8), Array("%PDF-1.4\n".utf8), []] as [[UInt8]] {
      let answer = try await upload([file], about: about, by: bench.actor("unit-tax"))
      #expect(answer.state == .refused && !answer.record.problems.isEmpty)
      #expect(answer.record.blob == nil, "nothing is kept of it")
      await #expect(throws: PointsRefusal.rule(.evidenceUnfit, nil)) {
        try await DisputeUnit(points)(
          unit.number, seen: unit.version, reason: "税务状态已恢复正常",
          evidence: [answer.dossier.number], by: bench.actor("unit-tax"))
      }
    }
  }

  @Test(
    "others hand in nothing for a unit or an application, nor a family member for whom they help: evidence goes with a dispute (PLATFORM 亲属代填)"
  )
  func whose() async throws {
    let (place, bench) = try await Self.open()
    let points = bench.seed.points
    let upload = UploadEvidence(points, place.receive)
    let page = DemoCertificate.pdf(CreditCode.invented(number: 5))
    let unit = try #require(try await ShowUnit(points).mine(by: bench.actor("unit-tax")))
    let number = try #require(
      try await ShowTasks(points)(by: bench.actor("helped", .applicant)).application)
    let application = DossierID(ApplicationContent.kind, number)
    for (subject, about) in [
      ("unit-good", DossierID(UnitContent.kind, unit.number)),
      ("newcomer", DossierID(UnitContent.kind, unit.number)), ("waiting", application),
      ("unit-tax", application), ("window-haidian-1", application), ("city-1", application),
      ("newcomer", DossierID(ApplicationContent.kind, 999_999)),
      ("newcomer", DossierID(Account.kind, 1)),
    ] {
      await #expect(throws: PointsRefusal.self, "\(subject) \(about)") {
        try await upload([page], about: about, by: bench.actor(subject))
      }
    }
    await #expect(throws: PointsRefusal.self) {
      try await upload([page], about: application, by: bench.actor("helper", .familyHelper))
    }
    let answer = try await upload(
      [page], about: application, by: bench.actor("helped", .applicant))
    #expect(answer.state == .inspected)
  }
}
