import Casework
import Foundation
import PointsService
import Policy
import TestKit
import Testing
import Units

@testable import luohu

/// Protects that whoever shows the demo finds every state there: a state that is new needs somebody in it, or a reason here.
@Suite("The demo city has somebody in every state that it can truthfully have")
struct DemoStateTests {
  /// States in which nobody of a city that has just begun can be, and why.
  private static let reasons = [
    "evidence received": "until the scanner has answered; without one it is inspected at once",
    "evidence accepted": "no address of the service decides about evidence by itself",
    "evidence rejected": "no address of the service decides about evidence by itself",
    "evidence withdrawn": "no address of the service withdraws evidence",
    "evidence erased": "erased by keepers of the vault, not by people of the city",
  ]

  private static func names<Life: Lifecycle>(_ life: Life.Type, _ kind: DossierKind) -> [String] {
    life.Status.allCases.map { "\(kind.rawValue) \($0.rawValue)" }
  }

  @Test("every state of every lifecycle that the service has is there, or has its reason not to be")
  func states() async throws {
    let place = try EvidencePlace()
    let bench = try await DemoBench.open(
      place.cases, place.clock, installation: place.installation, evidence: place.receive,
      keyring: place.keyring)
    #expect(try await bench.seed.sow().omitted == [])
    // Claims have no addresses yet, and no dossiers.
    let all =
      Self.names(UnitLifecycle.self, UnitContent.kind)
      + Self.names(AssociationLifecycle.self, AssociationContent.kind)
      + Self.names(ApplicationLifecycle.self, ApplicationContent.kind)
      + Self.names(DisputeLifecycle.self, DisputeContent.kind)
      + Self.names(SanctionLifecycle.self, SanctionContent.kind)
      + Self.names(TwoPersonLifecycle.self, ProposalContent.kind)
      + Self.names(CycleLifecycle.self, CycleContent.kind)
      + Self.names(DelegationLifecycle.self, Delegation.kind)
      + Self.names(AccountLifecycle.self, Account.kind)
      + Self.names(EvidenceLifecycle.self, EvidenceRecord.kind)
    let seeded = Set(place.cases.dossiers.map { "\($0.id.kind.rawValue) \($0.state)" })
    for state in all {
      #expect(seeded.contains(state) != (Self.reasons[state] != nil), "\(state)")
    }
    #expect(Set(Self.reasons.keys).isSubset(of: all), "reasons for states that there are not")
    // The browser test clicks its way to each of them.
    let rows = try JSONDecoder().decode([Row].self, from: Data(contentsOf: Self.table))
    #expect(Set(rows.map(\.state)) == Set(all).subtracting(Self.reasons.keys))
    #expect(rows.allSatisfy { bench.seed.people[$0.as] != nil })
  }

  /// Where a state is to be seen.
  private struct Row: Decodable {
    var state: String
    var `as`: String
  }

  private static let table = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Browser/states.json")

  @Test("what waits for the second administrator leads to what the city has not yet")
  func closing() async throws {
    let bench = try await DemoSeedTests.sown()
    let points = bench.seed.points
    let waiting = try await ShowCycles(points).proposals(by: bench.actor("city-2"))
    let closing = try #require(waiting.rows.first { $0.content.proposal.act == .closeCycle })
    let closed = try await ConfirmProposal(points)(
      closing.number, seen: closing.version, by: bench.actor("city-2"))
    #expect(closed.state == "closed")
    _ = try await CatchUp(points)(at: bench.clock.now)
    let states = try await bench.store.read { reading in
      try [ApplicationContent.kind, AssociationContent.kind].map { kind in
        Set(try reading.dossiers(DossierQuery(kind, limit: 1000)).map(\.state))
      }
    }
    #expect(states == [["closed"], ["ended"]], "those of the year before are over already")
    bench.clock.move(milliseconds: ProposalContent.patience)
    _ = try await CatchUp(points)(at: bench.clock.now)
    let proposals = try await bench.store.read { reading in
      try reading.dossiers(DossierQuery(ProposalContent.kind, limit: 1000)).map(\.state)
    }
    #expect(proposals.contains("expired") && !proposals.contains("proposed"))
  }

  @Test("the unit that has ended is told so, and the request that was taken back can be sent again")
  func added() async throws {
    let bench = try await DemoSeedTests.sown()
    let points = bench.seed.points
    #expect(try await bench.notices("unit-closed").contains("points.unitCancelled"))
    let asked = try #require(
      try await ReadAssociation(points)(by: bench.actor("tookBack", .applicant)))
    #expect(asked.state == .cancelled)
    let unit = try #require(try await ShowUnit(points).mine(by: bench.actor("unit-good")))
    let code = try #require(
      try await ReadUnitCode(points)(unit.number, by: bench.actor("unit-good")))
    let again = try await RequestAssociation(points)(
      code.description, knowing: true, by: bench.actor("tookBack", .applicant))
    #expect(again.state == "requested")
    let decided = try await bench.store.read { reading in
      try reading.dossiers(DossierQuery(ProposalContent.kind, limit: 1000)).map(\.state)
    }
    #expect(decided.contains("rejected") && decided.contains("withdrawn"))
  }
}
