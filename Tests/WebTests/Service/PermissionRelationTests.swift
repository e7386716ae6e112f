import Casework
import HTTPTypes
import Policy
import TestKit
import Testing

@testable import PointsService
@testable import Web

/// Every address with a place in it × everybody who could come × everything that could stand there (权限矩阵·与案卷的关系), forms
/// included, against the permission table.
@Suite("With a case, nobody gets more or less than the permission table says")
struct PermissionRelationTests {
  /// Addresses that do not let everybody in whom the table would: what they do is done, or seen, at another one of the role's
  /// own. There are no others.
  private static let elsewhere: [String: (role: Role, at: String)] = [
    "GET /window/identity/:number": (.security, "/security/accounts/:number"),
    "GET /city/units/:number": (.clerk, "/unit"),
  ]

  @Test(
    "whoever may is let in, others are refused, and foreign looks like unknown to the byte and leaves no trace"
  )
  func relations() async throws {
    let peopled = try await PeopledCity.open()
    let table = peopled.city.hall.permissions
    var stricter: Set<String> = []
    for door in PermissionDoor.all(peopled.city.site.points) where !door.point.places.isEmpty {
      guard let place = PermissionPlace.of(door) else {
        Issue.record("\(door.name) has no line that says what stands in it")
        continue
      }
      // Without its token a form does nothing, whoever sends it (AttackFormTests); a program sends the same.
      if door.method == .post, !door.isProgram {
        #expect(door.point.programDoing?.takesFiles == false, "\(door.name) is for browsers alone")
        continue
      }
      var isOpen = false
      for (name, role, caller) in peopled.callers {
        guard let role, table.refusal(door.act, role) == nil else { continue }
        func ask(_ values: [String]) async throws -> PermissionDoor.Answer {
          try await peopled.restore(for: caller)
          return try await door.ask(values, caller)
        }
        let none = door.point.places.map { _ in PermissionPlace.unknown }
        let nothing = try await ask(none)
        // The form of what one may never do is nobody’s, whatever it is about.
        let isClosed =
          door.method == .get
          && door.point.doing.map { table.refusal($0.act, role) != nil } ?? false
        // A page that looks nothing up says the same of everything.
        let isBlind = nothing.status == 200 && door.method == .get
        // A session that is none has ended.
        let isEnding = if case .session = place { nothing.status == 200 } else { false }
        #expect(
          isBlind || isEnding || [403, 404].contains(nothing.status),
          "\(name) \(door.name): an unknown one gives \(nothing.status) \(nothing.text.prefix(300))"
        )
        isOpen = isOpen || isBlind
        try await peopled.restore(for: caller)
        let actor = try await peopled.actor(of: caller)
        let candidates = try await peopled.candidates(place, for: actor)
        for candidate in isClosed ? Array(candidates.prefix(2)) : candidates {
          let answer = try await ask(candidate.values)
          let what = "\(name) \(door.name) \(candidate.values)"
          #expect(answer.status < 500, "\(what)")
          guard let relations = candidate.relations else {
            isOpen = isOpen || answer != nothing
            continue
          }
          let permission = table.answer(door.act, role, relations)
          if case .refused(let refusal) = permission {
            if [.ownCase, .ownUnit].contains(refusal.reason), !isBlind {
              #expect(
                [403, 409].contains(answer.status) && answer.events.isEmpty, "\(what): \(answer)")
            } else {
              #expect(
                answer == nothing,
                "\(what) is \(relations): \(answer.status) \(answer.events) \(answer.text.prefix(300))"
              )
            }
          } else if answer != nothing {
            isOpen = true
          } else if !isBlind, !isClosed, mustLetIn(relations, role, place) {
            let key = "\(door.method) \(door.point.path)"
            if Self.elsewhere[key]?.role == role {
              stricter.insert(key)
            } else {
              Issue.record("\(what) is refused though \(relations): \(answer.status)")
            }
          }
        }
      }
      #expect(isOpen, "\(door.name): nobody is let in, so that nothing is shown")
    }
    #expect(stricter == Set(Self.elsewhere.keys), "an exception that is none")
    for (role, at) in Self.elsewhere.values {
      let point = try #require(peopled.city.site.points.first { $0.path == at })
      let act = try #require(point.reading?.act)
      #expect(table.refusal(act, role) == nil, "\(role) has \(at)")
    }
  }

  /// Which of the city’s offices is responsible for what, the cases themselves know; a window for its district’s disputes.
  private func mustLetIn(
    _ relations: Set<Relation>, _ role: Role, _ place: PermissionPlace
  ) -> Bool {
    guard relations == [.jurisdiction] else { return true }
    switch place {
    case .dispute, .disputeEvidence: return role == .window
    default: return false
    }
  }

  @Test("every kind of case that there can be is in the city that is walked through")
  func kinds() async throws {
    let peopled = try await PeopledCity.open()
    let kinds = Set(peopled.city.cases.dossiers.map(\.id.kind))
    for kind in [
      UnitContent.kind, AssociationContent.kind, ApplicationContent.kind, CycleContent.kind,
      DisputeContent.kind, EvidenceRecord.kind, SanctionContent.kind, ProposalContent.kind,
      Account.kind, Delegation.kind,
    ] {
      #expect(kinds.contains(kind), "\(kind.rawValue)")
    }
    let disputes = try await peopled.city.cases.read { reading in
      try reading.dossiers(DossierQuery(DisputeContent.kind)).map { try Kept<DisputeContent>($0) }
    }
    #expect(Set(disputes.map(\.content.matter)) == Set(DisputeContent.Matter.allCases))
    #expect(disputes.contains { !$0.content.inquiries.isEmpty })
    #expect(disputes.allSatisfy { !$0.content.evidence.isEmpty })
  }
}
