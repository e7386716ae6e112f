import Foundation
import HTTPTypes
import PointsService
import Policy
import TestKit
import Testing

@testable import Casework
@testable import Web

/// Protects programs from a document that says anything else than what is served (接口定义).
@Suite("The document of the API says what the service answers")
struct ServiceContractTests {
  private static func contract(_ city: ServiceCity) async throws -> [String: Any] {
    var caller = city.caller()
    try await caller.send(.get, "/api/v1/openapi.json")
    return caller.page.json
  }

  @Test("it has every address of the table that programs can use, and the calculators as before")
  func addresses() async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    let contract = try await Self.contract(city)
    let paths = try #require(contract["paths"] as? [String: [String: [String: Any]]])
    var names: Set<String> = []
    for point in city.site.points {
      let item = paths[point.template]
      #expect((item?["get"] != nil) == (point.programReading != nil), "\(point.path)")
      #expect((item?["post"] != nil) == (point.programDoing != nil), "\(point.path)")
      for (method, act) in [("get", point.programReading?.act), ("post", point.programDoing?.act)] {
        guard let act, let operation = item?[method] else { continue }
        #expect(operation["x-act"] as? String == act.rawValue)
        #expect(
          operation["x-article"] as? String == city.hall.permissions.entry(act).article.description)
        let name = try #require(operation["operationId"] as? String)
        #expect(names.insert(name).inserted, "\(name) is one operation's only")
        let answers = try #require(operation["responses"] as? [String: Any])
        #expect(
          Set(answers.keys).isSuperset(of: [
            "200", "401", "403", "409", "422", "429", "503", "default",
          ]))
      }
    }
    #expect(names.contains("doSignOut"))
    #expect(paths["/score"]?["post"] != nil)
    let plain = try await APIClient()(.get, "openapi.json").object
    let calculators = try #require(plain["paths"] as? [String: Any])
    #expect(calculators["/sign-out"] == nil, "without a service there is nothing of it")
    #expect(
      Set(paths.keys)
        == Set(calculators.keys).union(city.site.points.filter(\.isForPrograms).map(\.template)))
  }

  @Test("the same table gives the same bytes")
  func deterministic() throws {
    #expect(try ServiceReference.api.text() == ServiceReference.api.text())
    #expect(try ServiceReference.routes.text() == ServiceReference.routes.text())
  }

  @Test("every reference within it leads to something")
  func references() throws {
    let text = try ServiceReference.api.text()
    let whole = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    for match in text.matches(of: /"\$ref": "#\/([^"]+)"/) {
      var place: Any? = whole
      for part in match.1.split(separator: "/") {
        place = (place as? [String: Any])?[String(part)]
      }
      #expect(place != nil, "\(match.1)")
    }
  }

  @Test("every shape of a field and of an answer becomes the schema that it means")
  func shapes() {
    func schema(_ shape: Shape) -> String {
      var json = JSONWriter()
      json.object { $0.schema(shape) }
      return json.text
    }
    #expect(schema(.number) == #"{"type": "integer"}"#)
    #expect(schema(.moment) == #"{"type": "string", "format": "date-time"}"#)
    #expect(
      schema(.optional(.day))
        == #"{"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}"#)
    #expect(
      schema(.list(.object([.init("a", .flag), .init("b", .choice(["x"]), isOptional: true)])))
        == #"{"type": "array", "items": {"type": "object", "additionalProperties": false, "required": ["a"], "properties": {"a": {"type": "boolean"}, "b": {"type": "string", "enum": ["x"]}}}}"#
    )
    var json = JSONWriter()
    json.object {
      $0.schema([
        ServiceField("seen", .number, Wording("版本", "version")),
        ServiceField(
          "rows", .rows([ServiceField("name", .text(40), Wording("姓名", "name"))]), isNeeded: false,
          Wording("子女", "children")),
      ])
    }
    #expect(
      json.text
        == #"{"type": "object", "additionalProperties": false, "required": ["seen"], "properties": {"seen": {"type": "integer", "description": "version (版本)"}, "rows": {"type": "array", "items": {"type": "object", "additionalProperties": false, "required": ["name"], "properties": {"name": {"type": "string", "maxLength": 40, "description": "name (姓名)"}}}, "description": "children (子女)"}}}"#
    )
  }

  @Test("every code that a refusal can have is in the document and in the guide, in both languages")
  func codes() async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    let permission = PermissionRefusal(
      reason: .notYours, article: Article(document: "PLATFORM", place: "案卷"))
    let errors: [any Error] = [
      PointsRefusal.permission(permission),
      PointsRefusal.stepUp(StepUp(level: .l3, reason: .level)),
      PointsRefusal.proposal(.permission(permission)), permission, Unknown(), SessionLost(),
      AccountRefusal.disabled, AccountRefusal.permission(permission),
      AccountRefusal.stepUp(StepUp(level: .l3, reason: .level)), AccountRefusal.held,
      TryAgain(at: city.clock.now, now: city.clock.now), DraftRefusal.tooLarge(1),
      DraftRefusal.tooMany(50),
      StoreFailure.conflict(DossierID(DossierKind(rawValue: "unit"), 1), current: 2),
      StoreFailure.keyReused("k"), StoreFailure.ledgerClosed("r"), StoreFailure.unavailable("u"),
      EvidenceFailure.busy, EvidenceFailure.unavailable("u"), VaultFailure.full,
      VaultFailure.notWritable("u"), VaultFailure.broken("u"), VaultFailure.damaged(BlobID(of: [])),
      VaultFailure.noName("u"), OpenEvidence.Unreadable.withheld, OpenEvidence.Unreadable.erased,
      OpenEvidence.Unreadable.missing(BlobID(of: [])), OpenEvidence.Unreadable.otherSecret,
    ]
    let rules: [any Error] = Rule.allCases.map { PointsRefusal.rule($0, nil) }
    let known = Set(RefusalCode.all.map(\.name))
    for error in errors + rules {
      let told = try #require(ServiceRefusal.told(error), "\(error)")
      #expect(known.contains(told.code), "\(told.code)")
    }
    #expect(known.count == RefusalCode.all.count)
    for language in Language.allCases {
      let page = city.site.apiGuide(language)
      for code in RefusalCode.all {
        #expect(page.contains("id=\"service-\(code.name)\""), "\(code.name)")
        if code.rule == nil {
          #expect(city.site.wordings.has("api.code.\(code.name)"))
        }
      }
      #expect(!page.contains("api.service") && !page.contains("api.code"))
      #expect(page.utf8.count < 100_000)
      for point in city.site.points where point.isForPrograms {
        #expect(page.contains("/api/v1\(point.template)<"), "\(point.path)")
      }
    }
    #expect(city.site.templates.missing.all == [])
    for path in [APIServiceExample.read, APIServiceExample.act] {
      #expect(city.site.points.contains { $0.isForPrograms && $0.path == path }, "\(path)")
    }
  }

  @Test(
    "a program is told of members and parameters that mean nothing, and of those that are wrong")
  func strict() async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    var caller = try await city.caller("eligible", .en)
    try await caller.api(.post, "/sign-out", #"{"a": 1}"#)
    #expect(caller.page.status == 422, "\(caller.page.text)")
    #expect(caller.page.headers[.contentType] == "application/problem+json")
    try await caller.api(.post, "/sign-out?x=1", "{}")
    #expect(caller.page.status == 400)
    try await caller.api(.post, "/sign-out", "[]")
    #expect(caller.page.status == 400)
    try await caller.api(.post, "/sign-out", "{}", [.idempotencyKey: "short"])
    #expect(caller.page.status == 422)
    try await caller.api(.post, "/sign-out", "{}", [.idempotencyKey: ""])
    #expect(caller.page.status == 422)
    try await caller.api(.post, "/sign-out?lang=zh", "{}")
    #expect(caller.page.status == 200)
    #expect(caller.page.text == "{}\n")
  }
}
