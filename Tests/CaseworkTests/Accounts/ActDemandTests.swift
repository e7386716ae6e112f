import Casework
import Foundation
import Policy
import Synchronization
import TestKit
import Testing
import Units

@Suite("How surely and how lately somebody has proved who they are, for each act (实人认证)")
struct ActDemandTests {
  let demands: ActDemands

  init() throws { demands = try .builtIn() }

  /// Acts that change nothing, said here once more so that the file cannot call a change a reading.
  private static let reading: Set<Act> = [
    .readPublicPages, .verifyReceipt, .checkEligibility, .readSignIns, .readResults, .readOwnData,
    .printForms, .printPermit, .exportOwnData, .readUnitCode, .exportAssociations, .readCase,
    .readPersonalData, .readReporter, .searchActs, .exportProof, .enterService, .readNotices,
    .readAccounts, .readSystem,
  ]

  @Test("every act that changes something has its level, and those that bind a recent proof")
  func total() throws {
    let table = try PermissionTable.builtIn()
    for act in Act.allCases {
      let demand = demands[act]
      #expect(demand.changes == !Self.reading.contains(act), "\(act)")
      if let proof = demand.proof { #expect((60_000...86_400_000).contains(proof)) }
      // What only somebody signed in can change takes at least a name that was verified.
      let mayVisit =
        if case .allowed = table.answer(act, .visitor, [.none]) { true } else { false }
      let isOpen: Set<Act> = [
        .reportSignIn, .signOutEverywhere, .moveDemoClock, .switchDemoRegistry, .signOut,
        .chooseRole, .saveDraft,
      ]
      let byPlatform = Role.allCases.filter { $0 != .system }.allSatisfy { role in
        Relation.allCases.allSatisfy {
          if case .refused = table.answer(act, role, [$0]) { true } else { false }
        }
      }
      if demand.changes, !mayVisit, !isOpen.contains(act), !byPlatform {
        #expect(demand.level >= .l2, "\(act)")
      }
      // An act of two people takes a proof of both.
      let isSecond = Role.allCases.contains { role in
        Relation.allCases.contains {
          if case .withSecondPerson = table.answer(act, role, [$0]) { true } else { false }
        }
      }
      if isSecond { #expect(demand.proof != nil && demand.level >= .l3, "\(act)") }
    }
  }

  @Test(
    "filing takes the living person at L3; submitting and withdrawing a proof within 15 minutes",
    arguments: [Act.submitApplication, .withdrawApplication, .acceptUndertaking, .appeal])
  func binding(act: Act) {
    #expect(demands[act] == ActDemands.Demand(level: .l3, proof: 900_000, changes: true))
  }

  @Test("deciding takes a proof within the hour, administrators' acts within a quarter of one")
  func deciding() {
    for act in [Act.decideVerification, .decideRecheck, .decideAppeal, .decideUnitDispute] {
      #expect(demands[act].proof == 3_600_000)
    }
    for act in [Act.grantRole, .openCycle, .sanctionPerson, .rotateKeys, .disableAccount] {
      #expect(demands[act].proof == 900_000 && demands[act].level == .l3)
    }
  }

  @Test("the platform proves nothing; everybody else one step on each side of the boundary")
  func boundary() {
    let now = Instant(milliseconds: 10_000_000)
    func actor(_ level: AssuranceLevel, _ age: Int64) -> Actor {
      Actor(
        PartyID(account: 1), .applicant, level: level,
        provedAt: now.adding(milliseconds: -age), receivedAt: now, key: "k")
    }
    #expect(demands.stepUp(.submitApplication, actor(.l3, 899_999)) == nil)
    #expect(
      demands.stepUp(.submitApplication, actor(.l3, 900_000))
        == StepUp(level: .l3, reason: .age(minutes: 15)))
    #expect(
      demands.stepUp(.submitApplication, actor(.l2, 0))
        == StepUp(level: .l3, reason: .level, isVouchable: true))
    #expect(
      demands.stepUp(.submitApplication, actor(.l1, 0)) == StepUp(level: .l3, reason: .level),
      "the window’s word lifts level 2 alone")
    #expect(demands.stepUp(.submitApplication, actor(.l4, 0)) == nil)
    #expect(demands.stepUp(.runClocks, .system(at: now, key: "k")) == nil)
    #expect(demands.stepUp(.submitAtStageEnd, .system(at: now, key: "k")) == nil)
    #expect(demands.stepUp(.readPublicPages, .visitor(at: now, key: "k")) == nil)
    for step in [
      StepUp(level: .l3, reason: .level), StepUp(level: .l3, reason: .age(minutes: 15)),
    ] {
      #expect(!step.wording.zh.isEmpty && !step.wording.en.isEmpty)
    }
  }

  @Test("a table that leaves out an act or names one twice does not load")
  func refused() throws {
    let text = String(decoding: try #require(LimitTests.yaml("assurance")), as: UTF8.self)
    _ = try ActDemands(yaml: Array(text.utf8))
    for (old, new) in [
      ("submitApplication, ", ""), ("readSignIns", "readSignIns, readSignIns"),
      ("readSignIns", "readSignin"), ("level: L2", "level: L5"), ("proof: 15", "proof: 0"),
      ("kind: reads", "kind: writes"),
    ] {
      #expect(text.contains(old))
      #expect(throws: Problems.self, "\(new)") {
        try ActDemands(yaml: Array(text.replacing(old, with: new, maxReplacements: 1).utf8))
      }
    }
  }
}

extension LimitTests {
  /// A rule file of the accounts as it stands in the sources.
  static func yaml(_ name: String = "limits") -> [UInt8]? {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    let file = root.appendingPathComponent("Sources/Casework/Accounts/\(name).yaml")
    return (try? Data(contentsOf: file)).map { Array($0) }
  }
}

/// Notes the keys that reach a store.
final class AttemptSpy: AttemptStore {
  private let store: any AttemptStore
  private let seen = Mutex<[String]>([])

  init(_ store: any AttemptStore) { self.store = store }

  var keys: [String] { seen.withLock { $0 } }

  func draw(_ draws: [Draw], now: Instant) async throws -> Instant? {
    seen.withLock { $0 += draws.map(\.key) }
    return try await store.draw(draws, now: now)
  }
  func strike(_ key: String, now: Instant, forget: Int64) async throws -> Int {
    seen.withLock { $0.append(key) }
    return try await store.strike(key, now: now, forget: forget)
  }
  func strikes(_ key: String) async throws -> Strikes? { try await store.strikes(key) }
  func pardon(_ key: String) async throws { try await store.pardon(key) }
  func sweepAttempts(before moment: Instant) async throws -> Int {
    try await store.sweepAttempts(before: moment)
  }
}
