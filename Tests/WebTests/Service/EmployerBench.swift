import Casework
import HTTPTypes
import Hummingbird
import NIOCore
import PointsLaw
import PointsService
import Policy
import TestKit
import Testing
import Units

@testable import PointsService
@testable import Web

extension ServiceCity {
  /// Who somebody at a browser is to the use cases, for what their pages do not do themselves.
  func actor(_ caller: Caller) async throws -> Actor {
    let token = caller.cookies["luohu-session"].flatMap { SessionToken(cookie: $0) }
    let standing = try await hall.sessions.standing(
      token, for: .enterService, receivedAt: hall.now, key: hall.freshKey())
    guard case .signedIn(let actor, _) = standing else {
      throw StoreFailure.invalid("nobody is signed in")
    }
    return actor
  }

  /// A clerk at a browser whose unit is registered and confirmed by its own pages.
  func clerk(_ subject: String = "unit-good", _ language: Language = .zh) async throws -> Caller {
    var clerk = try await caller(subject, language)
    try await clerk.open("/unit/register")
    try await clerk.submit()
    try await clerk.open("/unit/confirm")
    try await clerk.submit(["contact.name": "方正平", "contact.mobile": "010-12345678"])
    #expect(clerk.page.status == 200, "\(clerk.page.words.prefix(400))")
    return clerk
  }

  /// What the page of the code shows.
  func code(_ clerk: Caller) async throws -> String {
    var clerk = clerk
    try await clerk.api(.get, "/unit/code")
    return try #require(clerk.page.json["code"] as? String)
  }

  /// Somebody asks for an association.
  ///
  /// - Returns: the number of it.
  @discardableResult
  func ask(_ key: String, _ code: String) async throws -> Int64 {
    let person = try await caller(key)
    _ = try await CheckEligibility(hall.points)(by: try await actor(person))
    return try await RequestAssociation(hall.points)(
      code, knowing: true, by: try await actor(person)
    ).dossier.number
  }

  /// Many requests of invented people at once, without their accounts.
  func crowd(_ count: Int, of unit: Int64) async throws {
    let keyring = hall.points.keyring()
    for place in 0..<count {
      let command = Command(
        key: "crowd-\(place)", name: "requestAssociation", party: .system, role: .system)
      _ = try await cases.perform(command) { work in
        let number = try work.newNumber()
        let id = DossierID(AssociationContent.kind, number)
        var kept = Kept(
          AssociationContent(
            cycle: 2020, applicant: 500_000 + Int64(place), unit: unit,
            match: place % 10 == 0 ? .other : .same,
            name: KeptValue(try work.keep("王小明\(place)", .name, of: id, keyring)),
            maskedNumber: KeptValue(
              try work.keep("110***********\(1000 + place)", .maskedNumber, of: id, keyring)),
            requestedAt: work.now), number: number)
        try kept.take(.request)
        try kept.save(in: work)
        return []
      }
    }
  }
}

extension Caller {
  /// Ticks these rows of the open list and goes on to the frozen selection.
  mutating func choose(_ chosen: [String]) async throws {
    let form = try #require(list)
    try await post(form.action, form.pairs.filter { $0.name != "row" } + chosen.map { ("row", $0) })
  }

  /// The form of the open list in which rows are ticked.
  var list: Form? { Form.all(page.text).first { $0.action.contains("/unit/associations?") } }

  /// The boxes of the open list: number and version.
  var boxes: [String] {
    page.text.matches(of: /name="row" value="([^"]*)"/).map { String($0.1) }
  }

  /// Those of them that are ticked.
  var ticked: [String] { list?.pairs.filter { $0.name == "row" }.map(\.value) ?? [] }
}
