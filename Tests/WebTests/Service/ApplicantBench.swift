import Casework
import PointsService
import Policy
import TestKit
import Testing
import Units

@testable import Web

/// An applicant of the test city, as far along as a test wants (申请人试验台).
struct ApplicantBench {
  let city: ServiceCity
  var person: Caller
  /// The unit's clerk; signed in once a unit is wanted.
  private(set) var clerk: Caller?
  private(set) var unit: Int64 = 0
  private(set) var code = ""

  static func open(
    _ subject: String = "eligible", _ language: Language = .zh
  ) async throws -> ApplicantBench {
    let city = try await ServiceCity.open()
    return ApplicantBench(city: city, person: try await city.caller(subject, language))
  }

  init(city: ServiceCity, person: Caller) {
    self.city = city
    self.person = person
  }

  /// Who a caller is to the acts, with a fresh key.
  func actor(_ caller: Caller) async throws -> Actor {
    let token = SessionToken(cookie: caller.cookies["luohu-session"] ?? "")
    let standing = try await city.hall.sessions.standing(
      token, for: nil, receivedAt: city.clock.now, key: city.hall.freshKey())
    guard case .signedIn(let actor, _) = standing else {
      throw AccountRefusal.notHeld
    }
    return actor
  }

  /// Registers and activates the unit that pays the insurance of most people.
  mutating func openUnit(_ subject: String = "unit-good") async throws {
    let clerk = try await city.caller(subject)
    self.clerk = clerk
    let key = String(subject.dropFirst(5))
    let found = try #require(city.city.units.first { $0.key == key })
    let desk = city.hall.points
    let registered = try await RegisterUnit(desk)(
      found.registered.code.full, by: actor(clerk))
    let active = try await ActivateUnit(desk)(
      registered.dossier.number, seen: registered.version,
      contact: .init(name: "方正平", mobile: "010-12345678"), by: actor(clerk))
    unit = active.dossier.number
    code = try #require(try await ReadUnitCode(desk)(unit, by: actor(clerk))).description
  }

  /// Through the pages up to the unit's answer.
  mutating func ask() async throws {
    try await person.open("/my/eligibility")
    try await person.submit(to: "/my/eligibility/check")
    try await person.open("/my/association")
    try await person.submit(["unitCode": code, "go": "look"], to: "/my/association")
    try await person.submit(["go": "send"], to: "/my/association")
    #expect(person.page.status == 200, "\(person.page.words.prefix(400))")
  }

  /// The clerk says yes, or no with a reason.
  func answer(_ reason: String? = nil) async throws {
    let clerk = try #require(clerk)
    let desk = city.hall.points
    let row = try #require(
      try await ListAssociations(desk)(unit, by: actor(clerk)).rows.first { $0.state == .requested }
    )
    if let reason {
      _ = try await RejectAssociation(desk)(
        row.number, seen: row.version, remark: reason, by: actor(clerk))
    } else {
      _ = try await ConfirmAssociation(desk)(row.number, seen: row.version, by: actor(clerk))
    }
  }

  /// Accepts every text through its page.
  mutating func undertake() async throws {
    for undertaking in Undertaking.allCases {
      try await person.open("/my/undertakings/\(undertaking.rawValue)")
      try await person.submit(
        ["accepted": "true"], to: "/my/undertakings/\(undertaking.rawValue)")
      #expect(person.page.status == 200, "\(person.page.words.prefix(400))")
    }
  }

  /// Associated, and all texts accepted.
  static func undertaken(_ language: Language = .zh) async throws -> ApplicantBench {
    var bench = try await open("eligible", language)
    try await bench.openUnit()
    try await bench.ask()
    try await bench.answer()
    try await bench.undertake()
    return bench
  }

  /// An identity number of an invented child.
  static func child(_ year: Int, place: Int = 499) -> String {
    let birth = CivilDate(year, 5, 4) ?? CivilDate.last(of: Month(year, 5))
    return ResidentNumber.invented(birth: birth, isMale: true, place: place).full
  }
}
