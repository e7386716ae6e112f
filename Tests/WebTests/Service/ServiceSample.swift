import Casework
import PointsService
import Policy
import TestKit
import Testing
import Units

@testable import Web

/// What could be sent to a point (样例正文): plausible by its fields alone, so that new points need nobody's hand here.
enum ServiceSample {
  static func body(_ fields: [ServiceField]) -> String {
    var json = JSONWriter()
    write(fields, &json)
    return json.text
  }

  private static func write(_ fields: [ServiceField], _ json: inout JSONWriter) {
    json.object { json in
      for field in fields where field.isNeeded {
        if case .files = field.kind { continue }
        json.key(field.name)
        switch field.kind {
        case .text(let most): json.text(String(text(field.name).prefix(most)))
        case .number: json.number(1)
        case .date: json.text("2020-08-01")
        case .flag: json.flag(true)
        case .choice(let names): json.text(names.first ?? "")
        case .texts: json.list { $0.text("1") }
        case .numbers: json.list { $0.number(1) }
        case .rows(let inner): json.list { write(inner, &$0) }
        case .files: break
        }
      }
    }
  }

  private static func text(_ name: String) -> String {
    if name.lowercased().contains("mobile") { return "010-12345678" }
    if name.lowercased().contains("mail") { return "name@demo.example" }
    return "说明"
  }
}

/// A city in which every kind of case has an owner (权限试验城市), and everybody who could come to it.
struct PeopledCity {
  let city: ServiceCity
  /// By role, every role that people have; `nil` stands for nobody signed in.
  var callers: [(name: String, role: Role?, caller: Caller)] = []

  /// Who helps an applicant: a role that no provider gives.
  private static let helper = "unpaid"

  /// Two units with a clerk each, two applicants who are associated with one each, one of them helped by somebody of their
  /// family, a plan that waits for a second person, and everybody who could come.
  static func open() async throws -> PeopledCity {
    let city = try await ServiceCity.open()
    var peopled = PeopledCity(city: city)
    for subject in [
      "eligible", "payerDiffers", "unit-good", "unit-other", "window-1", "window-3", "officer-1",
      "supervisor-1", "city-1", "security-1", "system-1", "auditor-1",
    ] {
      let caller = try await city.caller(subject)
      let session = try await city.session(try #require(caller.cookies["luohu-session"]))
      peopled.callers.append((subject, session.role, caller))
    }
    peopled.callers.append(("nobody", nil, city.caller()))
    try await peopled.fill()
    peopled.callers.append((helper, .familyHelper, try await peopled.caller(helper)))
    return peopled
  }

  /// Somebody signed in anew, in their role.
  func caller(_ name: String) async throws -> Caller {
    var caller = try await city.caller(name)
    guard name == Self.helper else { return caller }
    try await caller.open("/account")
    // Not yet, or what was walked through took it away.
    if !caller.page.text.contains("action=\"/account/role\"") {
      try await help()
      try await caller.open("/account")
    }
    try await caller.submit(to: "/account/role")
    let session = try await city.session(try #require(caller.cookies["luohu-session"]))
    #expect(session.role == .familyHelper)
    return caller
  }

  func actor(_ name: String) async throws -> Actor {
    try await actor(of: try #require(callers.first { $0.name == name }).caller)
  }

  func actor(of caller: Caller) async throws -> Actor {
    let session = try await city.session(try #require(caller.cookies["luohu-session"]))
    return Actor(
      PartyID(account: session.account), session.role, session.scope, level: .l4,
      provedAt: city.clock.now, receivedAt: city.clock.now, key: city.hall.freshKey())
  }

  private func fill() async throws {
    let desk = city.hall.points
    for (unit, person) in [("good", "eligible"), ("other", "payerDiffers")] {
      let code = try #require(city.city.units.first { $0.key == unit }).registered.code
      let registered = try await RegisterUnit(desk)(code.full, by: try await actor("unit-\(unit)"))
      let active = try await ActivateUnit(desk)(
        registered.dossier.number, seen: registered.version,
        contact: .init(name: "方正平", mobile: "010-12345678"), by: try await actor("unit-\(unit)"))
      let letters = try #require(
        try await ReadUnitCode(desk)(active.dossier.number, by: try await actor("unit-\(unit)")))
      _ = try await CheckEligibility(desk)(by: try await actor(person))
      _ = try await RequestAssociation(desk)(
        letters.description, knowing: true, by: try await actor(person))
    }
    let plan = PlanCycle(desk)
    let announced = try #require(plan.announced(2021))
    _ = try await plan(
      cycle: 2021, edition: announced.edition, rows: announced.rows, by: try await actor("city-1"))
  }

  /// Lets somebody help an applicant who asked them to.
  private func help() async throws {
    let office = city.hall.accounts
    let help = try await office.offerHelp(
      try await actor(of: try await city.caller("eligible")),
      until: city.clock.now.adding(milliseconds: 300 * Instant.millisecondsOfDay))
    _ = try await office.acceptRole(
      code: help.code, try await actor(of: try await city.caller(Self.helper)), address: nil)
  }

  // MARK: How somebody stands to a case

  /// The relations of an actor to a case, worked out from what the case keeps, and not by the code that is tested.
  ///
  /// - Returns: `nil` for kinds of cases that say nothing of it.
  func relations(_ actor: Actor, to dossier: Dossier) -> Set<Relation>? {
    let body = Document()
    guard (try? body.read(json: dossier.body)) != nil else { return nil }
    func number(_ key: String) -> Int64? {
      body.value(of: body.root, key).flatMap { Int64(body.string($0)) }
    }
    func text(_ key: String) -> String? { body.value(of: body.root, key).map(body.string) }
    var relations: Set<Relation> = []
    let account = actor.account
    switch dossier.id.kind.rawValue {
    case "unit":
      if case .entity(let code) = actor.scope, text("code") == code.full {
        relations.insert(.ownUnit)
      }
    case "association", "application":
      if account == number("applicant") { relations.insert(.own) }
      if case .entity(let code) = actor.scope, let unit = number("unit"),
        unitCode(unit) == code.full
      {
        relations.insert(.ownUnit)
      }
    case "account": if account == dossier.id.number { relations.insert(.own) }
    default: return nil
    }
    if case .person(let helped) = actor.scope, dossier.id.kind.rawValue == "application",
      helped == number("applicant")
    {
      relations.insert(.own)
    }
    if [.administrator, .auditor].contains(actor.role) { relations.insert(.jurisdiction) }
    if case .district = actor.scope { relations.insert(.jurisdiction) }
    if actor.role == .security { relations.formUnion([.jurisdiction, .none]) }
    return relations.isEmpty ? [.foreign] : relations
  }

  private func unitCode(_ number: Int64) -> String? {
    let id = DossierID(UnitContent.kind, number)
    guard let unit = city.cases.dossiers.first(where: { $0.id == id }) else { return nil }
    let body = Document()
    guard (try? body.read(json: unit.body)) != nil else { return nil }
    return body.value(of: body.root, "code").map(body.string)
  }
}
