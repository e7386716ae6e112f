import Casework
import HTTPTypes
import Hummingbird
import Identity
import NIOCore
import PointsLaw
import Policy
import TestKit
import Testing
import Units

@testable import Web

/// Protects people while something that the service needs is away: a clear page, nothing lost (故障).
@Suite("What is away is said, and nothing typed is lost")
struct FaultTests {
  @Test(
    "a provider that is down or slow is told on a page, with 503", arguments: OutgoingFault.allCases
  )
  func provider(fault: OutgoingFault) async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    let demo = try #require(city.hall.demo)
    let clock = city.clock
    let away = RelyingParties(
      demo.providers.providers.map { provider in
        RelyingParty(
          provider, OutgoingLink { _ throws(OutgoingFault) in throw fault }, .demo,
          clock: clock.city, steady: { clock.now.milliseconds })
      })
    let hall = Hall(
      installation: city.hall.installation, accounts: city.hall.accounts,
      sessions: city.hall.sessions, drafts: city.hall.drafts, limits: city.hall.limits,
      points: city.hall.points, notices: city.hall.notices, parties: away, demo: demo,
      proof: city.hall.proof, evidence: nil, lists: city.hall.lists, address: city.hall.address)
    let site = try Site(library: .builtIn(), seal: Seal(), proof: city.hall.proof, hall: hall)
    let broken = ServiceCity(
      cases: city.cases, clock: city.clock, city: city.city, hall: hall, site: site)
    for language in Language.allCases {
      var caller = broken.caller(language)
      try await caller.open("/sign-in/person?to=/my")
      #expect(caller.page.status == 503, "\(caller.page.words.prefix(200))")
      #expect(caller.page.text.contains("/sign-in"), "there is a way on")
      #expect(caller.cookies.isEmpty)
    }
  }

  private static let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]

  /// Somebody's forms, filled in.
  private func forms(_ caller: inout Caller) async throws -> [Caller.Form] {
    var forms: [Caller.Form] = []
    for page in try await ServiceCrawl.pages(&caller, most: 40) where page.point.doing != nil {
      for form in Caller.Form.all(page.text)
      where ServiceDoor.path(form.action) == ServiceCrawl.bare(page.path) { forms.append(form) }
    }
    return forms
  }

  @Test(
    "while the store is away no form is done or fails: 503 carries all that was typed in it",
    arguments: ["eligible", "unit-good"], Language.allCases)
  func store(subject: String, language: Language) async throws {
    let city = try await ServiceCity.open()
    var caller = try await city.caller(subject, language)
    let forms = try await forms(&caller)
    #expect(!forms.isEmpty)
    for isRemembered in [true, false] {
      for form in forms {
        // The session is remembered for three seconds; after them not even that can be asked.
        if isRemembered {
          _ = try await city.letsIn(caller.cookies["luohu-session"])
        } else {
          city.clock.move(milliseconds: 5000)
        }
        city.cases.isAway = true
        try await caller.send(form) { "typed \($0)" }
        city.cases.isAway = false
        // A mistake, or a proof that is needed, can be said without the store.
        guard caller.page.status == 503 else {
          #expect([403, 409, 422].contains(caller.page.status), "\(form.action)")
          continue
        }
        #expect(caller.page.headers[.retryAfter] != nil, "\(form.action)")
        for pair in form.pairs where !Caller.isOurs(pair.name) {
          #expect(caller.page.text.contains("typed \(pair.name)"), "\(form.action) \(pair.name)")
        }
      }
    }
    city.cases.isAway = true
    for point in city.site.points where point.reading != nil && point.places.isEmpty {
      city.clock.move(milliseconds: 5000)
      try await caller.send(.get, language == .zh ? point.path : "/en\(point.path)")
      #expect(caller.page.status == 503, "\(point.path)")
      try await caller.send(.get, "\(Endpoint.base)\(point.path)")
      #expect([503, 404].contains(caller.page.status), "\(point.path)")
    }
    city.cases.isAway = false
    try await caller.open("/my")
    #expect(caller.page.status == 200, "it goes on by itself")
  }

  @Test(
    "while the ledger is closed one can read, acts wait, and what was typed is kept",
    arguments: ["eligible", "unit-good"])
  func ledger(subject: String) async throws {
    let city = try await ServiceCity.open()
    var caller = try await city.caller(subject)
    let pages = try await ServiceCrawl.pages(&caller, most: 40)
    try await city.cases.closeLedger("a test")
    var refused = 0
    for page in pages {
      try await caller.send(.get, page.path)
      #expect(caller.page.status < 500 || caller.page.status == 503, "\(page.path)")
      for form in Caller.Form.all(page.text) where form.action != "/sign-out" {
        try await caller.post(form.action, form.pairs)
        #expect(caller.page.status < 500 || caller.page.status == 503, "\(form.action)")
        if caller.page.status == 503 {
          refused += 1
          #expect(caller.page.words.contains("现在只能查看"), "\(caller.page.words.prefix(300))")
          #expect(caller.page.headers[.retryAfter] == "60")
        }
        city.clock.move(milliseconds: 2000)
      }
    }
    #expect(refused > 0, "\(subject) tried to do something")
  }
}
