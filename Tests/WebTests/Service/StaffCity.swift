import Casework
import HTTPTypes
import Hummingbird
import PointsLaw
import PointsService
import Policy
import TestKit
import Testing
import Units

@testable import Web

extension ServiceCity {
  /// A city whose staff have what they need beside the service.
  static func staffed(
    at start: Instant = PointsBench.filing, hasCycle: Bool = true, purpose: Purpose = .demo,
    limits: LimitBook? = nil
  ) async throws -> ServiceCity {
    let plain = try await open(at: start, hasCycle: hasCycle, purpose: purpose, limits: limits)
    var hall = plain.hall
    hall.backstage = Backstage(
      acts: plain.cases,
      csv: { table, _ in
        Array(table.columns.map(\.name).joined(separator: ",").utf8) + [0x0A]
          + Array(repeating: UInt8(ascii: "x"), count: table.rows.count)
      },
      health: {
        [
          Backstage.Part(name: "store", isWell: true, text: Wording("可读写", "answers")),
          Backstage.Part(name: "outbox.mail", isWell: false, text: Wording("放弃2条", "2 given up")),
          Backstage.Part(
            name: "off.scanner", isWell: true, text: Wording("没有设置", "no scanner is set")),
        ]
      })
    if purpose != .service {
      _ = try await plain.cases.perform(
        Command(key: "make", name: "Make", party: .system, role: .system)
      ) { unit in
        try InstallationRecord.make(purpose, in: unit)
        return []
      }
    }
    let site = try Site(library: .builtIn(), seal: Seal(), proof: hall.proof, hall: hall)
    return ServiceCity(
      cases: plain.cases, clock: plain.clock, city: plain.city, hall: hall, site: site)
  }

  /// Somebody's account: made at their first sign-in.
  func account(_ subject: String) async throws -> Int64 {
    let caller = try await caller(subject)
    let token = SessionToken(cookie: try #require(caller.cookies["luohu-session"]))
    guard
      case .signedIn(let actor, _) = try await hall.sessions.standing(
        token, for: nil, receivedAt: hall.now, key: hall.freshKey())
    else { throw SessionLost() }
    return try #require(actor.account)
  }

  func actor(_ account: Int64, _ role: Role, _ scope: RoleScope = .whole) -> Actor {
    Actor(
      PartyID(account: account), role, scope, level: .l4, provedAt: clock.now,
      receivedAt: clock.now, key: hall.freshKey())
  }

  /// A dispute of somebody of the demo city whose conditions are not met; its window is that of Haidian.
  func eligibilityDispute(
    _ subject: String = "noPermit", _ reason: String = "居住证已于去年申领"
  ) async throws -> Int64 {
    let account = try await account(subject)
    let checked = try await CheckEligibility(hall.points)(by: actor(account, .applicant))
    _ = try await DisputeEligibility(hall.points)(
      checked.dossier.number, seen: checked.version, reason: reason,
      by: actor(account, .applicant))
    return try await newest(DisputeContent.kind)
  }

  /// A dispute of a unit that the registry refused, with a piece of evidence.
  func unitDispute(_ key: String = "outside") async throws -> (unit: Int64, dispute: Int64) {
    let account = try await account("unit-\(key)")
    let code = try #require(city.units.first { $0.key == key }).registered.code
    let clerk = { actor(account, .clerk, .entity(code)) }
    let unit = try await RegisterUnit(hall.points)(code.full, by: clerk())
    let evidence = try await evidence(about: unit.dossier)
    _ = try await DisputeUnit(hall.points)(
      unit.dossier.number, seen: unit.version, reason: "实际在本市办公", evidence: [evidence],
      by: clerk())
    return (unit.dossier.number, try await newest(DisputeContent.kind))
  }

  /// A registered unit that is active.
  func activeUnit(_ key: String = "good") async throws -> Int64 {
    let account = try await account("unit-\(key)")
    let code = try #require(city.units.first { $0.key == key }).registered.code
    let clerk = { actor(account, .clerk, .entity(code)) }
    let unit = try await RegisterUnit(hall.points)(code.full, by: clerk())
    let active = try await ActivateUnit(hall.points)(
      unit.dossier.number, seen: unit.version,
      contact: .init(name: "方正平", mobile: "13800000000"), by: clerk())
    return active.dossier.number
  }

  func evidence(about id: DossierID) async throws -> Int64 {
    let command = Command(
      key: hall.freshKey(), name: "ReceiveEvidence", party: .system, role: .system)
    let performed = try await cases.perform(command) { unit in
      let record = EvidenceRecord(about: id.description, bytes: 8192, pages: 2)
      let dossier = try unit.apply(
        DossierChange(
          DossierID(EvidenceRecord.kind, try unit.newNumber()), seen: 0,
          events: [.init("EvidenceReceived")],
          state: EvidenceLifecycle.Status.received.rawValue, body: record.json,
          keys: record.keys))
      return Array("\(dossier.id.number)".utf8)
    }
    return try #require(Int64(String(decoding: performed.answer, as: UTF8.self)))
  }

  /// The number of the newest dossier of a kind.
  func newest(_ kind: DossierKind) async throws -> Int64 {
    try #require(
      try await cases.read { try $0.dossiers(DossierQuery(kind, limit: 1000)).last?.id.number })
  }
}
