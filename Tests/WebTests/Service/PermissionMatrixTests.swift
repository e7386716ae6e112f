import Casework
import HTTPTypes
import Hummingbird
import NIOCore
import Policy
import TestKit
import Testing
import Units

@testable import PointsService
@testable import Web

/// Every address × method × role × relation to the case × stage, as browser and as program, against the permission table and the
/// timetable (权限矩阵). What is walked comes from the table of points and from the cases of the city: a new point is covered
/// without anybody writing it down here.
@Suite("Nobody gets more or less than the permission table says, at any address")
struct PermissionMatrixTests {
  /// One thing that can be done at an address.
  struct Door {
    let point: ServicePoint
    let method: HTTPRequest.Method
    let act: Act
    /// As a program sends it.
    let body: String?

    var name: String { "\(method) \(point.path)" }

    static func all(_ points: [ServicePoint]) -> [Door] {
      points.flatMap { point in
        [
          point.reading.map { Door(point: point, method: .get, act: $0.act, body: nil) },
          point.doing.map {
            Door(point: point, method: .post, act: $0.act, body: ServiceSample.body($0.fields))
          },
        ].compactMap { $0 }
      }
    }

    func path(_ number: Int64) -> String { point.path.replacing(/:\w+/, with: "\(number)") }

    /// Whether programs have it; a page that only leads on has not.
    var isForPrograms: Bool {
      method == .get
        ? point.programReading != nil : point.programDoing.map { !$0.takesFiles } ?? false
    }
  }

  /// What somebody is told by the API.
  struct Answer: Equatable {
    var status: Int
    var code: String?
    var bytes: String

    var isRefused: Bool { code == "permission" }
  }

  private static func ask(
    _ door: Door, _ number: Int64, _ caller: Caller
  ) async throws -> Answer {
    var caller = caller
    try await caller.api(door.method, door.path(number), door.body)
    return Answer(
      status: caller.page.status, code: caller.page.json["code"] as? String, bytes: caller.page.text
    )
  }

  private static let unknown: Int64 = 987_654_321

  // MARK: Role

  @Test(
    "every address has an act of the table, and every role that may never do it is refused alike")
  func roles() async throws {
    let peopled = try await PeopledCity.open()
    let table = peopled.city.hall.permissions
    // One of every kind.
    let numbers = Dictionary(grouping: peopled.city.cases.dossiers, by: \.id.kind)
      .compactMap { $1.first?.id.number }.sorted()
    for door in Door.all(peopled.city.site.points) {
      #expect(!table.entry(door.act).title.zh.isEmpty)
      for (name, role, caller) in peopled.callers {
        let before = peopled.city.cases.events.count
        if let role, table.refusal(door.act, role) == nil { continue }
        var page = caller
        try await page.send(
          door.method, door.path(1), [.contentType: "application/x-www-form-urlencoded"],
          body: door.method == .post ? ByteBuffer(string: "a=b") : nil)
        let isAsked = role == nil && door.method == .get
        #expect(
          page.page.status == (isAsked ? 303 : 403), "\(name) \(door.name): \(page.page.status)")
        guard door.isForPrograms else { continue }
        let first = try await Self.ask(door, Self.unknown, caller)
        #expect(first.status == (role == nil ? 401 : 403), "\(name) \(door.name): \(first)")
        #expect(first.code == (role == nil ? "signIn" : "permission"), "\(name) \(door.name)")
        for number in door.point.places.isEmpty ? [] : numbers {
          #expect(
            try await Self.ask(door, number, caller) == first, "\(name) \(door.name) \(number)")
        }
        #expect(peopled.city.cases.events.count == before, "\(name) \(door.name) did something")
      }
    }
  }

  /// They say in which role one may accept or where one’s contact comes from, or let a helper end the help.
  private static let alsoSayOtherThings = [
    "/account/invitation", "/account/contact", "/my/helpers",
  ]

  @Test(
    "a form that a role can never send is not shown to it, and what is one’s own is nobody’s at work"
  )
  func forms() async throws {
    let peopled = try await PeopledCity.open()
    let table = peopled.city.hall.permissions
    for point in peopled.city.site.points where point.reading != nil {
      for (name, role, caller) in peopled.callers {
        guard let role else { continue }
        let isOwn = point.path.hasPrefix("/my/") && ![.applicant, .familyHelper].contains(role)
        let isForm =
          !Self.alsoSayOtherThings.contains(point.path)
          && point.doing.map { table.refusal($0.act, role) != nil } ?? false
        guard isOwn || isForm else { continue }
        var caller = caller
        try await caller.send(.get, point.path.replacing(/:\w+/, with: "1"))
        #expect(caller.page.status == 403, "\(name) GET \(point.path): \(caller.page.status)")
        #expect(!isOwn || !caller.page.words.contains("回避"), "\(name) GET \(point.path)")
        // Told in which role they are, with the ways to another one and out.
        #expect(
          caller.page.words.contains(peopled.city.site.text("service.role.\(role.rawValue)", .zh))
            && caller.page.text.contains("href=\"/account\"")
            && caller.page.text.contains("action=\"/sign-out\""), "\(name) GET \(point.path)")
      }
    }
  }

  // MARK: Relation

  /// Addresses that do not let everybody in whom the table would: what they do is done, or seen, at another one of the role's
  /// own. There are no others.
  private static let elsewhere: [String: (role: Role, at: String)] = [
    "GET /window/identity/:number": (.security, "/security/accounts/:number"),
    "GET /city/units/:number": (.clerk, "/unit"),
  ]

  @Test(
    "with a case: whoever may is let in, others are refused, and foreign looks like unknown to the byte"
  )
  func relations() async throws {
    let peopled = try await PeopledCity.open()
    let city = peopled.city
    let table = city.hall.permissions
    var stricter: Set<String> = []
    // A place that is no dossier's number, such as that of one's own sign-in, is nobody else's.
    for door in Door.all(city.site.points)
    where door.isForPrograms && door.point.places == ["number"]
      && !door.point.path.hasPrefix("/account/")
    {
      // One person disables an account at once, also those of the people of this test (StaffAccountTests).
      if door.act == .disableAccount { continue }
      var kinds: Set<DossierKind> = []
      var refused: [(name: String, role: Role, dossier: Dossier, relations: Set<Relation>)] = []
      for (name, role, _) in peopled.callers {
        guard let role, table.refusal(door.act, role) == nil else { continue }
        // Room for as many changes as follow.
        city.clock.move(milliseconds: 90_000)
        var caller = try await peopled.caller(name)
        let actor = try await peopled.actor(of: caller)
        let nothing = try await Self.ask(door, Self.unknown, caller)
        #expect(
          [400, 403, 404, 422].contains(nothing.status),
          "\(name) \(door.name): an unknown number gives \(nothing)")
        for dossier in city.cases.dossiers {
          var answer = try await Self.ask(door, dossier.id.number, caller)
          // Whoever ended the role that they are here in has it anew.
          if answer.code == "signIn" { caller = try await peopled.caller(name) }
          if answer.status == 429 || answer.code == "signIn" {
            city.clock.move(milliseconds: 90_000)
            answer = try await Self.ask(door, dossier.id.number, caller)
          }
          #expect(answer.status < 500, "\(name) \(door.name) \(dossier.id)")
          let relations = peopled.relations(actor, to: dossier)
          if answer == nothing {
            if let relations { refused.append((name, role, dossier, relations)) }
            continue
          }
          kinds.insert(dossier.id.kind)
          guard let relations else { continue }
          // Whoever stands to a case in a way that keeps them from deciding it is told so.
          let isTold = answer.status == 403 && !relations.isSubset(of: [.foreign])
          if case .refused = table.answer(door.act, role, relations), !isTold {
            Issue.record(
              "\(name) \(door.name) \(dossier.id): \(answer.status) \(answer.bytes.prefix(200)) though \(relations)"
            )
          }
        }
      }
      // Of a kind that the address is about, whoever may is let in; which district is whose, the cases themselves know.
      // The second person's answer needs a proposal first.
      let isSecond = ["/confirm", "/reject", "/withdraw"].contains { door.point.path.hasSuffix($0) }
      for one in refused
      where kinds.contains(one.dossier.id.kind) && one.relations != [.jurisdiction] && !isSecond {
        if case .refused = table.answer(door.act, one.role, one.relations) { continue }
        if Self.elsewhere[door.name]?.role == one.role {
          stricter.insert(door.name)
          continue
        }
        Issue.record(
          "\(one.name) \(door.name) \(one.dossier.id) is refused though \(one.relations)")
      }
    }
    #expect(stricter == Set(Self.elsewhere.keys), "an exception that is none")
    for (role, at) in Self.elsewhere.values {
      let point = try #require(city.site.points.first { $0.path == at })
      let act = try #require(point.reading?.act)
      #expect(table.refusal(act, role) == nil, "\(role) has \(at)")
    }
  }

  // MARK: Stage

  @Test("the walk is done in every role that people have, and by nobody")
  func everybody() async throws {
    let peopled = try await PeopledCity.open()
    #expect(
      Set(peopled.callers.compactMap(\.role))
        == Set(Role.allCases).subtracting([.system, .visitor]))
    #expect(peopled.callers.contains { $0.role == nil })
  }

  @Test("an act that is bound to a stage is done in that stage and in no other")
  func stages() async throws {
    let peopled = try await PeopledCity.open()
    let city = peopled.city
    let points = city.hall.points
    let plan = try await city.cases.read { try points.plan(of: 2020, in: $0) }
    let doors = Door.all(city.site.points).filter {
      $0.isForPrograms && plan.staged.contains($0.act)
    }
    var moments: [Instant] = []
    for stage in plan.stages {
      moments.append(stage.from)
      if let end = stage.to { moments.append(end.adding(milliseconds: -1)) }
    }
    for moment in moments {
      city.clock.set(moment)
      for (name, role, _) in peopled.callers {
        guard let role else { continue }
        let mine = doors.filter { city.hall.permissions.refusal($0.act, role) == nil }
        guard !mine.isEmpty else { continue }
        let caller = try await peopled.caller(name)
        for door in mine {
          let actor = try await peopled.actor(of: caller)
          let numbers = city.cases.dossiers.filter {
            peopled.relations(actor, to: $0) != [.foreign]
          }
          .map(\.id.number)
          for number in door.point.places.isEmpty ? [1] : numbers {
            let answer = try await Self.ask(door, number, caller)
            switch plan.answer(door.act, receivedAt: moment) {
            case .anyTime, .allowed:
              #expect(answer.code != "stage", "\(name) \(door.name) at \(moment): \(answer.bytes)")
            case .refused:
              // Of many at once each row is refused.
              let isEach = answer.bytes.contains("refused")
              #expect(
                answer.status != 200 || door.method == .get || isEach,
                "\(name) \(door.name) at \(moment): \(answer.bytes)")
            }
          }
        }
      }
    }
  }

  @Test("the table of acts and the addresses agree about who may at all, in the reference")
  func reference() throws {
    let text = try ServiceReference.routes.text()
    let catalogue = try ServiceCatalogue.builtIn()
    for area in ServiceCatalogue.areas {
      for door in Door.all(area.points) {
        let roles = catalogue.roles(door.act).map(\.rawValue).joined(separator: ", ")
        let line = text.split(separator: "\n").first {
          $0.hasPrefix("| `\(door.point.path)` | \(door.method.rawValue) |")
        }
        #expect(line?.contains("`\(door.act.rawValue)` | \(roles) |") == true, "\(door.name)")
      }
    }
  }
}
