import Casework
import HTTPTypes
import Policy
import TestKit
import Testing
import Units

@testable import PointsService
@testable import Web

/// Every address whose act is bound to a stage × every edge of the timetable (权限矩阵·阶段): in its stage it is done, and in no
/// other; what it is refused with says when it is done.
@Suite("An act that is bound to a stage is done in that stage and in no other")
struct PermissionStageTests {
  /// Somebody for whom everything but the stage is in order, and what they send.
  private struct Scene {
    /// `POST /my/association`
    var door: String
    var subject: String
    var path: String
    var body: String
    /// What the case is in when it has been done; of many at once, of each row.
    var done: String
  }

  /// The first moment of the filing stage: the city's time only goes on.
  private static let filing = PointsBench.moment(2020, 7, 17, hour: 8)

  /// A city in its filing stage with somebody at every step.
  private static func scenes(_ city: ServiceCity) async throws -> [Scene] {
    let desk = city.hall.points
    func actor(_ subject: String) async throws -> Actor {
      let account = try await city.account(subject)
      guard subject.hasPrefix("unit-") else { return city.actor(account, .applicant) }
      let code = try #require(city.city.units.first { "unit-\($0.key)" == subject }).registered.code
      return city.actor(account, .clerk, .entity(code))
    }
    let unit = try await city.activeUnit()
    let code = try #require(try await ReadUnitCode(desk)(unit, by: try await actor("unit-good")))
    func requested(_ subject: String) async throws -> Done {
      _ = try await CheckEligibility(desk)(by: try await actor(subject))
      return try await RequestAssociation(desk)(
        code.description, knowing: true, by: try await actor(subject))
    }
    func confirmed(_ subject: String) async throws {
      let asked = try await requested(subject)
      _ = try await ConfirmAssociation(desk)(
        asked.dossier.number, seen: asked.version, by: try await actor("unit-good"))
    }
    _ = try await CheckEligibility(desk)(by: try await actor("eligible"))
    let asked = try await requested("payerDiffers")
    try await confirmed("confirmed")
    try await confirmed("undertaken")
    let accept = AcceptUndertaking(desk)
    let today = city.clock.now.beijing.date
    let texts = try await accept.texts(for: actor("confirmed"), on: today).map(\.text)
    var version = 0
    for text in texts {
      version = try await accept(
        text.undertaking, version: text.version, hash: text.hash, by: try await actor("undertaken")
      ).version
    }
    let number = asked.dossier.number
    let first = try #require(texts.first)
    let one = "/unit/associations/\(number)"
    func answer(_ text: String) -> String {
      "{\"answer\": \"\(text)\", \"remark\": \"已核对\", \"seen\": \(asked.version)}"
    }
    func each(_ text: String) -> String {
      "{\"rows\": [{\"number\": \(number), \"version\": \(asked.version)}], \"answer\": \"\(text)\", \"remark\": \"已核对\"}"
    }
    return [
      Scene(
        door: "POST /my/association", subject: "eligible", path: "/my/association",
        body: "{\"unitCode\": \"\(code.description)\"}", done: "requested"),
      Scene(
        door: "POST /my/association/cancel", subject: "payerDiffers",
        path: "/my/association/cancel",
        body: "{\"number\": \(number), \"seen\": \(asked.version)}", done: "cancelled"),
      Scene(
        door: "POST /unit/associations/:number", subject: "unit-good", path: one,
        body: answer("confirm"), done: "confirmed"),
      Scene(
        door: "POST /unit/associations/:number", subject: "unit-good", path: one,
        body: answer("reject"), done: "rejected"),
      Scene(
        door: "POST /unit/associations/answer", subject: "unit-good",
        path: "/unit/associations/answer", body: each("confirm"), done: "confirmed"),
      Scene(
        door: "POST /unit/associations/answer", subject: "unit-good",
        path: "/unit/associations/answer", body: each("reject"), done: "rejected"),
      Scene(
        door: "POST /my/undertakings/:undertaking", subject: "confirmed",
        path: "/my/undertakings/\(first.undertaking.rawValue)",
        body: "{\"version\": \(first.version), \"hash\": \"\(first.hash)\", \"accepted\": true}",
        done: "opened"),
      Scene(
        door: "POST /my/basics", subject: "undertaken", path: "/my/basics",
        body: "{\"maritalStatus\": \"single\", \"maySharePublicly\": false, \"seen\": \(version)}",
        done: "filling"),
    ]
  }

  @Test("at every edge of the timetable it is done, or refused with the stage in which it is done")
  func edges() async throws {
    let city = try await ServiceCity.staffed(at: Self.filing)
    let points = city.hall.points
    let plan = try await city.cases.read { try points.plan(of: 2020, in: $0) }
    let scenes = try await Self.scenes(city)
    for door in PermissionDoor.all(city.site.points)
    where door.method == .post && plan.staged.contains(door.act) {
      #expect(
        scenes.contains { $0.door == "POST \(door.point.path)" },
        "\(door.name) is bound to a stage, and nobody tries it")
    }
    let edges = plan.stages.flatMap { stage in
      [stage.from] + [stage.to?.adding(milliseconds: -1)].compactMap(\.self)
    }
    #expect(Set(edges.map { plan.stage(at: $0)?.name }).count == Set(plan.stages.map(\.name)).count)
    let memory = city.cases.memory
    var outcomes: [String: Set<Bool>] = [:]
    // The city's time only goes on, so each moment is tried by all.
    for edge in edges {
      city.clock.set(edge)
      #expect(city.hall.now == edge)
      for scene in scenes {
        let point = try #require(city.site.points.first { "POST \($0.path)" == scene.door })
        let act = try #require(point.doing?.act)
        city.cases.memory = memory
        var caller = try await city.caller(scene.subject)
        let before = city.cases.events.count
        try await caller.api(.post, scene.path, scene.body)
        let page = caller.page
        let row = ((page.json["result"] as? [String: Any])?["rows"] as? [[String: Any]])?.first
        let what = "\(scene.subject) \(scene.door) at \(edge): \(page.status) \(page.text)"
        switch plan.answer(act, receivedAt: edge) {
        case .anyTime: Issue.record("\(scene.door) is bound to no stage")
        case .allowed:
          outcomes[scene.door, default: []].insert(true)
          #expect(page.status == 200, "\(what)")
          #expect((row ?? page.json)["state"] as? String == scene.done, "\(what)")
        case .refused(let refusal):
          outcomes[scene.door, default: []].insert(false)
          // Of many at once each row is refused.
          #expect(page.status == (scene.door.hasSuffix("/answer") ? 200 : 409), "\(what)")
          #expect((row ?? page.json)["code"] as? String == "stage", "\(what)")
          let words = (row?["text"] ?? page.json["detail"]) as? String
          #expect(words == refusal.wording.zh, "\(what)")
          let changes = city.cases.events.dropFirst(before).filter {
            [AssociationContent.kind, ApplicationContent.kind].contains($0.dossier.kind)
          }
          #expect(changes.isEmpty, "\(what): \(changes.map(\.name))")
        }
      }
    }
    for scene in scenes {
      #expect(outcomes[scene.door] == [true, false], "\(scene.door) is tried within and without")
    }
  }

  @Test("what is bound to a stage can be read in every other: the form says what stands in it")
  func reading() async throws {
    let city = try await ServiceCity.staffed(at: Self.filing)
    let points = city.hall.points
    let plan = try await city.cases.read { try points.plan(of: 2020, in: $0) }
    _ = try await Self.scenes(city)
    let doors = PermissionDoor.all(city.site.points).filter {
      $0.method == .get && plan.staged.contains($0.act)
    }
    #expect(Set(doors.map(\.point.path)) == ["/my/basics"])
    for stage in plan.stages {
      city.clock.set(stage.from)
      let caller = try await city.caller("undertaken")
      for door in doors {
        let answer = try await door.ask([], caller)
        #expect(answer.status == 200, "\(door.name) in \(stage.name): \(answer.text.prefix(300))")
      }
    }
  }
}
