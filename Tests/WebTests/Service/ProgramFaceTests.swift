import Casework
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import PointsService
import Policy
import TestKit
import Testing
import Units

@testable import Web

/// Protects programs from being able to do less than pages (接口与页面一致).
@Suite("What a page can do, a program can do, or it is written why not")
struct ProgramFaceTests {
  @Test("every point has a face for programs or a reason, and none has both")
  func points() async throws {
    let site = try await ServiceCity.open(hasCycle: false).site
    var unused = (
      readings: Set(BrowserAlone.readings.keys), acts: Set(BrowserAlone.acts.keys)
    )
    for point in site.points {
      if point.reading != nil {
        let reason = BrowserAlone.readings[point.path]
        unused.readings.remove(point.path)
        #expect((point.programReading == nil) == (reason != nil), "GET \(point.path)")
        if case .form(let address)? = reason {
          #expect(point.programDoing != nil, "\(point.path) is a form that programs can send")
          if let address {
            #expect(
              site.points.contains { $0.path == address && $0.programReading?.answer != nil },
              "\(point.path): \(address)")
          }
        }
      }
      if point.doing != nil {
        let reason = BrowserAlone.acts[point.path]
        unused.acts.remove(point.path)
        #expect((point.programDoing == nil) == (reason != nil), "POST \(point.path)")
      }
    }
    #expect(unused.readings.isEmpty && unused.acts.isEmpty, "reasons for nothing: \(unused)")
  }

  @Test("every route beside the service is in the API, or it is written why not")
  func routes() async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    var caller = city.caller()
    try await caller.send(.get, "/api/v1/openapi.json")
    let contract = try #require(caller.page.json["paths"] as? [String: Any])
    let endpoints = Set(
      city.site.endpoints.map { Self.segments("\(Endpoint.base)/\($0.path)") })
    // What answers that there is no such address.
    let none = ["", "/policy", "/policy/editions/{id}", "/receipts", "/ledger", "/**"].map {
      Self.segments(Endpoint.base + $0)
    }
    let points = Set(
      city.site.points.flatMap { point in
        [Self.segments(point.path), Self.segments(Endpoint.base + point.path)]
      })
    var unused = Set(BrowserAlone.routes.keys)
    for route in city.site.router().routes
    where [.get, .post].contains(route.method) {
      let path = ServiceDoor.path(route.path.description)
      let segments = Self.segments(path)
      if points.contains(segments) || endpoints.contains(segments) || none.contains(segments) {
        continue
      }
      let found = BrowserAlone.routes.filter { Self.matches($0.key, segments) }
      #expect(!found.isEmpty, "\(route.method) \(path)")
      for (entry, reason) in found {
        unused.remove(entry)
        guard case .at(let addresses) = reason else { continue }
        for address in addresses { #expect(contract[address] != nil, "\(entry): \(address)") }
      }
    }
    #expect(unused.isEmpty, "reasons for nothing: \(unused)")
  }

  @Test(
    "every route beside the service names its act, which everybody may do, or comes before anybody acts"
  )
  func publicActs() async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    let points = Set(
      city.site.points.flatMap { point in
        [Self.segments(point.path), Self.segments(Endpoint.base + point.path)]
      })
    var unused = BrowserAlone.publicActs.values.reduce(BrowserAlone.beforeActs) { $0.union($1) }
    for route in city.site.router().routes {
      let segments = Self.segments(ServiceDoor.path(route.path.description))
      // The last answers that there is no such address.
      guard !points.contains(segments), segments.last != "**" else { continue }
      let own = segments.starts(with: ["api", "v1"]) ? Array(segments.dropFirst(2)) : segments
      let first = own.first ?? ""
      unused.remove(first)
      let acts = BrowserAlone.publicActs.filter { $0.value.contains(first) }.map(\.key)
      #expect(
        acts.count == (BrowserAlone.beforeActs.contains(first) ? 0 : 1),
        "\(route.method) \(route.path)")
      for act in acts {
        for role in Role.allCases {
          #expect(city.hall.permissions.refusal(act, role) == nil, "\(act) by \(role)")
        }
      }
    }
    #expect(unused.isEmpty, "acts of nothing: \(unused)")
  }

  /// With `*` for what stands for any.
  private static func segments(_ path: String) -> [String] {
    path.split(separator: "/").map {
      $0.hasPrefix(":") || $0.hasPrefix("{") || $0.hasPrefix("$") ? "*" : String($0)
    }
  }

  private static func matches(_ entry: String, _ segments: [String]) -> Bool {
    let own = Self.segments(entry)
    return own.count == segments.count && zip(own, segments).allSatisfy { $0 == "*" || $0 == $1 }
  }

  @Test("the guide says the reasons, in both languages", arguments: Language.allCases)
  func guide(language: Language) async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    let page = city.site.apiGuide(language)
    for reason in Array(BrowserAlone.readings.values) + Array(BrowserAlone.acts.values) {
      guard case .said(let words) = reason else { continue }
      #expect(page.contains(words[language]), "\(words[language])")
    }
    #expect(city.site.templates.missing.all == [])
  }

  // MARK: Files

  @Test("an act’s proof is the same file to a program, and taking it along is the same event")
  func proof() async throws {
    let city = try await ServiceCity.staffed()
    _ = try await city.eligibilityDispute()
    var auditor = try await city.caller("auditor-1")
    try await auditor.api(.get, "/audit?subject=anything&event=DisputeFiled")
    let acts = try #require(auditor.page.json["acts"] as? [[String: Any]])
    let place = try #require(acts.first?["place"] as? Int)
    try await auditor.open("/audit/acts/\(place)/proof")
    let page = auditor.page
    #expect(page.status == 200 && page.text.contains("DisputeFiled"))
    var before = city.cases.events.count
    try await auditor.api(.get, "/audit/acts/\(place)/proof")
    #expect(auditor.page.status == 200 && auditor.page.text == page.text)
    for name in [HTTPField.Name.contentType, .contentDisposition] {
      #expect(auditor.page.headers[name] == page.headers[name], "\(name)")
    }
    #expect(auditor.page.headers[.contentType] == "application/json")
    #expect(city.cases.events.dropFirst(before).contains { $0.name == "ProofExported" })
    before = city.cases.events.count
    try await auditor.api(.get, "/audit/acts/99999999/proof")
    #expect(auditor.page.status == 403 && auditor.page.json["code"] as? String == "permission")
    #expect(!city.cases.events.dropFirst(before).contains { $0.name == "ProofExported" })
    var officer = try await city.caller("window-1")
    try await officer.api(.get, "/audit/acts/\(place)/proof")
    #expect(officer.page.status == 403)
  }

  @Test("the export of a search has the same acts for a program as the file of the page")
  func export() async throws {
    let city = try await ServiceCity.staffed()
    let number = try await city.eligibilityDispute()
    var auditor = try await city.caller("auditor-1")
    let query = "subject=case&number=dispute/\(number)&to=2020-07-21"
    let before = city.cases.events.count
    try await auditor.api(.get, "/audit/export?\(query)")
    #expect(auditor.page.status == 200, "\(auditor.page.text)")
    #expect(auditor.page.headers[.contentType] == "application/json")
    let exported = auditor.page.json
    #expect(Set(exported.keys) == ["acts"])
    #expect(city.cases.events.dropFirst(before).contains { $0.name == "ProofExported" })
    try await auditor.api(.get, "/audit?\(query)")
    let found = try #require(auditor.page.json["acts"] as? [[String: Any]])
    let acts = try #require(exported["acts"] as? [[String: Any]])
    #expect(!acts.isEmpty && acts as NSArray == found as NSArray)
    // Cell by cell what stands in the table of the page’s file.
    let rows = try await ExportActs(SearchActs(city.hall.points, city.cases))(
      .dossier(DossierID(DisputeContent.kind, number)), to: Instant("2020-07-22"),
      by: city.actor(try await city.account("auditor-1"), .auditor)
    ).rows
    let table = ExportActs.table(rows, madeAt: city.clock.now)
    #expect(table.rows.count == acts.count)
    for (row, act) in zip(table.rows, acts) {
      for (column, cell) in zip(table.columns, row) {
        switch (column.name, cell) {
        case ("case", .text(let text)):
          let dossier = try #require(act["case"] as? [String: Any])
          let kind = try #require(dossier["kind"] as? String)
          let number = try #require(dossier["number"] as? Int)
          #expect(text == DossierID(DossierKind(rawValue: kind), Int64(number)).description)
        case (_, .text(let text)): #expect(act[column.name] as? String == text, "\(column.name)")
        case (_, .number(let number)):
          #expect(act[column.name] as? Int == Int(number), "\(column.name)")
        case (_, .moment(let moment)): #expect(act[column.name] as? String == moment.description)
        default: Issue.record("a cell that no program is told of: \(column.name)")
        }
      }
    }
    for bad in ["subject=nobody", "subject=by", "from=soon&subject=anything"] {
      try await auditor.api(.get, "/audit/export?\(bad)")
      #expect(auditor.page.status == 422, "\(bad)")
    }
    try await auditor.api(.get, "/audit/export?subject=anything&format=csv")
    #expect(auditor.page.status == 400, "a parameter that means nothing")
  }

  @Test(
    "evidence opens for the window’s program as on its page: the file, and an event that its owner sees"
  )
  func evidence() async throws {
    let place = EvidencePlace()
    let city = try await ServiceCity.open().receiving(place)
    var clerk = try await city.caller("unit-outside")
    try await clerk.open("/unit/register")
    try await clerk.submit()
    try await clerk.uploadByAPI(["one"], at: "/unit/dispute/evidence")
    try await clerk.open("/unit/dispute")
    try await clerk.submit(["reason": "实际办公地在本市。"], to: "/unit/dispute")
    let dispute = try await city.newest(DisputeContent.kind)
    let evidence = try await city.newest(EvidenceRecord.kind)
    let path = "/window/disputes/unit/\(dispute)/evidence/\(evidence)"
    // Dongcheng is the unit's district.
    var window = try await city.caller("window-4")
    try await window.open(path)
    let page = window.page
    let opened = try #require(city.cases.events.last { $0.name == "PersonalDataRead" })
    let before = city.cases.events.count
    try await window.api(.get, path)
    #expect(window.page.status == 200 && window.page.text == "one" && page.text == "one")
    #expect(window.page.headers[.contentType] == "application/pdf")
    #expect(
      window.page.headers[.contentDisposition]
        == "attachment; filename=\"evidence-\(evidence).pdf\"")
    #expect(window.page.headers[.contentDisposition] == page.headers[.contentDisposition])
    let again = city.cases.events.dropFirst(before).filter { $0.name == "PersonalDataRead" }
    #expect(again.contains { $0.body == opened.body && $0.dossier.kind == opened.dossier.kind })
    try await window.api(.get, "/window/disputes/unit/\(dispute)/evidence/\(evidence + 1000)")
    let foreign = window.page.text
    #expect(window.page.status == 403)
    var other = try await city.caller("window-1")
    try await other.api(.get, path)
    #expect(other.page.status == 403 && other.page.text == foreign, "another district’s")
    place.vaultFails = .broken("open: I/O error")
    try await window.api(.get, path)
    #expect(window.page.status == 503)
    #expect(window.page.json["code"] as? String == "evidenceUnavailable")
    #expect(window.page.headers[.contentType] == "application/problem+json")
  }

  @Test(
    "whoever handed evidence in opens it again, on the page and as a program, and nobody else’s",
    arguments: [
      ("noPermit", "/my/eligibility/evidence"), ("unit-outside", "/unit/dispute/evidence"),
    ])
  func ownEvidence(subject: String, path: String) async throws {
    let place = EvidencePlace()
    let city = try await ServiceCity.open().receiving(place)
    func come(_ subject: String) async throws -> Caller {
      var caller = try await city.caller(subject)
      try await caller.open(subject.hasPrefix("unit-") ? "/unit/register" : "/my/eligibility")
      try await caller.submit()
      return caller
    }
    var owner = try await come(subject)
    try await owner.upload(["one"], at: path)
    let evidence = try await city.newest(EvidenceRecord.kind)
    try await owner.open(subject.hasPrefix("unit-") ? "/unit/dispute" : path)
    #expect(owner.page.text.contains("href=\"\(path)/\(evidence)\""), "\(owner.page.words)")
    let before = city.cases.events.count
    try await owner.open("\(path)/\(evidence)")
    #expect(owner.page.text == "one" && owner.page.headers[.contentType] == "application/pdf")
    try await owner.api(.get, "\(path)/\(evidence)")
    #expect(owner.page.text == "one" && owner.page.headers[.contentType] == "application/pdf")
    let read = city.cases.events.dropFirst(before).filter { $0.name == "PersonalDataRead" }
    #expect(read.count >= 2 && read.contains { $0.body.contains("\"own\"") }, "\(read.map(\.body))")
    try await owner.api(.get, "\(path)/\(evidence + 1000)")
    let unknown = owner.page.text
    #expect(owner.page.status == 403)
    var other = try await come(subject.hasPrefix("unit-") ? "unit-good" : "eligible")
    try await other.api(.get, "\(path)/\(evidence)")
    #expect(other.page.status == 403 && other.page.text == unknown)
    // What nobody can open is no link.
    try await owner.upload(["evil"], at: path)
    let infected = try await city.newest(EvidenceRecord.kind)
    try await owner.open(subject.hasPrefix("unit-") ? "/unit/dispute" : path)
    #expect(infected != evidence && !owner.page.text.contains("href=\"\(path)/\(infected)\""))
    try await owner.api(.get, "\(path)/\(infected)")
    #expect(owner.page.status == 409, "\(owner.page.text)")
    #expect(city.site.templates.missing.all == [])
  }

  @Test(
    "the clerk’s list and its data dictionary are the same files to a program",
    arguments: ListFormat.allCases)
  func list(format: ListFormat) async throws {
    var bench = try await ApplicantBench.open()
    try await bench.openUnit()
    try await bench.ask()
    var clerk = try #require(bench.clerk)
    let path = "/unit/associations/export/\(format.rawValue)"
    try await clerk.open("\(path)?state=all")
    let page = clerk.page
    #expect(page.status == 200 && page.text.hasPrefix(format.rawValue))
    let before = bench.city.cases.events.count
    try await clerk.api(.get, "\(path)?state=all")
    #expect(clerk.page.status == 200 && clerk.page.text == page.text)
    for name in [HTTPField.Name.contentType, .contentDisposition] {
      #expect(clerk.page.headers[name] == page.headers[name], "\(name)")
    }
    #expect(
      bench.city.cases.events.dropFirst(before).contains { $0.name == "AssociationsExported" }
        == (format != .dictionary))
    var contract = bench.city.caller()
    try await contract.send(.get, "/api/v1/openapi.json")
    let paths = try #require(contract.page.json["paths"] as? [String: [String: [String: Any]]])
    let get = try #require(paths["/unit/associations/export/{format}"]?["get"])
    let answers = try #require(get["responses"] as? [String: [String: Any]])
    let content = try #require(answers["200"]?["content"] as? [String: Any])
    let type = try #require(page.headers[.contentType]).prefix { $0 != ";" }
    #expect(content[String(type)] != nil, "\(type) is in the document")
    try await clerk.api(.get, "/unit/associations/export/ods")
    #expect(clerk.page.status == 403)
  }

  @Test(
    "one’s own data is the same file to a program, as JSON and as text",
    arguments: ["json", "text"])
  func ownData(format: String) async throws {
    var bench = try await ApplicantBench.open()
    try await bench.person.open("/my/eligibility")
    try await bench.person.submit(to: "/my/eligibility/check")
    let before = bench.city.cases.events.count
    try await bench.person.api(.post, "/my/data/export", "{\"format\": \"\(format)\"}")
    #expect(bench.person.page.status == 200, "\(bench.person.page.text)")
    let result = try #require(bench.person.page.json["result"] as? [String: Any])
    let file = try #require(result["file"] as? String)
    #expect(file.contains(format == "json" ? "\"records\"" : "资格条件"), "\(file.prefix(2000))")
    #expect(file.hasPrefix("{") == (format == "json"))
    #expect(bench.city.cases.events.dropFirst(before).contains { $0.name == "OwnDataExported" })
  }

  @Test("a program reads how many a proposal about a cycle reaches, as its page says")
  func reach() async throws {
    let peopled = try await PeopledCity.open()
    let number = try await peopled.city.newest(ProposalContent.kind)
    var other = try await peopled.city.caller("city-2")
    try await other.api(.get, "/city/proposals/\(number)")
    let reach = try #require(other.page.json["reach"] as? [String: Any], "\(other.page.text)")
    #expect(Set(reach.keys) == ["units", "applications", "associations"])
    let known = try await ShowCycles(peopled.city.hall.points).proposal(
      number, by: peopled.city.actor(try await peopled.city.account("city-2"), .administrator)
    ).reach
    #expect(reach["units"] as? Int == known?.units)
    #expect(reach["applications"] as? Int == known?.applications)
    #expect(reach["associations"] as? Int == known?.associations)
  }

  // MARK: Tokens

  @Test("a program that chooses a role gets its new token in the answer; a browser never does")
  func chooseRole() async throws {
    let peopled = try await PeopledCity.open()
    var helper = try await peopled.caller("unpaid")
    try await helper.open("/account")
    let body = "{\"role\": \"applicant\", \"scope\": \"whole\"}"
    let old = try #require(helper.cookies["luohu-session"])
    try await helper.api(.post, "/account/role", body)
    #expect(helper.page.status == 200, "\(helper.page.text)")
    #expect(helper.page.headers[.setCookie] == nil)
    var result = try #require(helper.page.json["result"] as? [String: Any])
    #expect(result["role"] as? String == "applicant" && result["scope"] as? String == "whole")
    let token = try #require(result["token"] as? String)
    let session = try await peopled.city.session(token)
    #expect(result["endsAt"] as? String == session.endsAt.description)
    #expect(result["idleAt"] as? String == session.idleAt.description)
    helper.cookies["luohu-session"] = old
    try await helper.api(.get, "/account")
    #expect(helper.page.status == 401, "the old one is nobody’s")
    helper.cookies["luohu-session"] = token
    try await helper.api(.get, "/account")
    #expect(helper.page.status == 200)
    // The same with a browser’s cookie: only a cookie comes back.
    try await helper.send(
      .post, "/api/v1/account/role", [.contentType: "application/json"],
      body: ByteBuffer(string: body))
    #expect(helper.page.status == 200)
    result = try #require(helper.page.json["result"] as? [String: Any])
    #expect(result["token"] == nil && helper.page.headers[.setCookie] != nil)
    let fresh = try #require(helper.cookies["luohu-session"])
    #expect(fresh != token && !helper.page.text.contains(fresh))
  }
}
