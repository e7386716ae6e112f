import Casework
import Foundation
import PointsService
import Policy
import TestKit
import Testing
import Units

@testable import Web

/// A city in which every kind of case has an owner (权限试验城市), and everybody who could come to it.
struct PeopledCity {
  let city: ServiceCity
  /// By role, every role that people have; `nil` stands for nobody signed in.
  var callers: [(name: String, role: Role?, caller: Caller)] = []
  /// As it is when it has been peopled.
  private let memory: MemoryCases.Memory
  /// Whoever acts beside the callers before they come; signed in once.
  private var others: [String: Caller] = [:]

  /// Who helps an applicant: a role that no provider gives.
  private static let helper = "unpaid"

  /// Two units with a clerk each, two applicants who are associated with one each, one of them helped by somebody of their
  /// family, a unit and a person with a dispute each, and everybody who could come; then what ``fill()`` says.
  static func open() async throws -> PeopledCity {
    let city = try await ServiceCity.staffed(limits: unlimited()).receiving(EvidencePlace())
    var peopled = PeopledCity(city: city, memory: city.cases.memory)
    for subject in [
      "eligible", "payerDiffers", "noPermit", "unit-good", "unit-other", "unit-dismissed",
      "window-1", "window-3", "officer-1", "supervisor-1", "city-1", "security-1", "system-1",
      "auditor-1",
    ] {
      let caller = try await city.caller(subject)
      let session = try await city.session(try #require(caller.cookies["luohu-session"]))
      peopled.callers.append((subject, session.role, caller))
    }
    peopled.callers.append(("nobody", nil, city.caller()))
    for subject in ["latePermit", "window-2", "city-2", "security-2"] {
      peopled.others[subject] = try await city.caller(subject)
    }
    try await peopled.fill()
    peopled.callers.append((helper, .familyHelper, try await peopled.caller(helper)))
    return PeopledCity(city: city, callers: peopled.callers, memory: city.cases.memory)
  }

  private init(
    city: ServiceCity, callers: [(name: String, role: Role?, caller: Caller)] = [],
    memory: MemoryCases.Memory
  ) {
    self.city = city
    self.callers = callers
    self.memory = memory
  }

  /// The limits of the service without how often one may try: all is tried here, thousands of times.
  private static func unlimited() throws -> LimitBook {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Sources/Casework/Accounts/limits.yaml")
    let text = try String(contentsOf: file, encoding: .utf8)
    return try LimitBook(yaml: Array(text.replacing(/burst: \d+/, with: "burst: 10000").utf8))
  }

  /// Takes back whatever was done since it was peopled, for whoever comes next.
  func restore(for caller: Caller) async throws {
    city.cases.memory = memory
    guard let token = caller.cookies["luohu-session"] else { return }
    city.hall.sessions.forget(try await city.session(token))
  }

  /// Somebody signed in anew, in their role.
  func caller(_ name: String) async throws -> Caller {
    var caller = try await city.caller(name)
    guard name == Self.helper else { return caller }
    try await caller.open("/account")
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
    if let known = callers.first(where: { $0.name == name })?.caller ?? others[name] {
      return try await actor(of: known)
    }
    return try await actor(of: try await city.caller(name))
  }

  func actor(of caller: Caller) async throws -> Actor {
    let session = try await city.session(try #require(caller.cookies["luohu-session"]))
    return Actor(
      PartyID(account: session.account), session.role, session.scope, level: .l4,
      provedAt: city.clock.now, receivedAt: city.clock.now, key: city.hall.freshKey())
  }

  // MARK: What there is

  private func fill() async throws {
    let desk = city.hall.points
    for (unit, person) in [("good", "eligible"), ("other", "payerDiffers")] {
      let registered = try await register(unit)
      let active = try await ActivateUnit(desk)(
        registered.dossier.number, seen: registered.version,
        contact: .init(name: "方正平", mobile: "010-12345678"), by: try await actor("unit-\(unit)"))
      let letters = try #require(
        try await ReadUnitCode(desk)(active.dossier.number, by: try await actor("unit-\(unit)")))
      _ = try await CheckEligibility(desk)(by: try await actor(person))
      _ = try await RequestAssociation(desk)(
        letters.description, knowing: true, by: try await actor(person))
      _ = try await city.hall.accounts.offerClerk(actor("unit-\(unit)"))
      _ = try await AnswerRecords(desk).keep(
        .reject, [], of: active.dossier.number, by: try await actor("unit-\(unit)"))
    }
    try await dispute()
    try await bar()
    try await measure()
    // The newest of the proposals.
    let plan = PlanCycle(desk)
    let announced = try #require(plan.announced(2021))
    _ = try await plan(
      cycle: 2021, edition: announced.edition, rows: announced.rows, by: try await actor("city-1"))
  }

  private func register(_ unit: String) async throws -> Done {
    let code = try #require(city.city.units.first { $0.key == unit }).registered.code
    return try await RegisterUnit(city.hall.points)(
      code.full, by: try await actor("unit-\(unit)"))
  }

  /// A unit's dispute in Chaoyang and a person's in Haidian with evidence, and one of a person who is asked for more.
  private func dispute() async throws {
    let desk = city.hall.points
    let upload = UploadEvidence(desk, try #require(city.hall.evidence))
    func evidence(_ about: DossierID, _ subject: String) async throws -> Int64 {
      try await upload([Array(subject.utf8)], about: about, by: try await actor(subject))
        .dossier.number
    }
    let unit = try await register("dismissed")
    _ = try await DisputeUnit(desk)(
      unit.dossier.number, seen: unit.version, reason: "实际在本市办公",
      evidence: [evidence(unit.dossier, "unit-dismissed")], by: try await actor("unit-dismissed"))
    for subject in ["noPermit", "latePermit"] {
      let checked = try await CheckEligibility(desk)(by: try await actor(subject))
      _ = try await DisputeEligibility(desk)(
        checked.dossier.number, seen: checked.version, reason: "居住证已于去年申领",
        evidence: [evidence(checked.dossier, subject)], by: try await actor(subject))
    }
    let asked = try await city.newest(DisputeContent.kind)
    _ = try await AskApplicant(desk)(
      asked, seen: 1, question: "请提供居住证", by: try await actor("window-1"))
  }

  /// A unit that was sanctioned, a person who was, and a sanction that another administrator than the caller proposed.
  private func bar() async throws {
    let desk = city.hall.points
    func number(_ person: String) async throws -> String {
      _ = try await city.caller(person)
      return try #require(city.city.people.first { $0.key == person }).number.full
    }
    let until = SanctionPerson.usual(from: city.clock.now.beijing.date)
    let proposal = try await SanctionPerson(desk)(
      identityNumber: number("sanctioned"), until: until, reason: "提交虚假租赁合同",
      by: try await actor("city-1"))
    _ = try await ConfirmProposal(desk)(
      proposal.dossier.number, seen: proposal.version, by: try await actor("city-2"))
    _ = try await SanctionPerson(desk)(
      identityNumber: number("retired"), until: until, reason: "接到举报",
      by: try await actor("city-2"))
  }

  /// Of every measure of two people one that the callers proposed, and one that a colleague did.
  private func measure() async throws {
    let office = city.hall.accounts
    let account = { (subject: String) in try await city.account(subject) }
    /// Somebody who once had to be kept out.
    func locked(_ subject: String) async throws -> Int64 {
      let actor = try await actor(subject)
      let number = try #require(actor.account)
      let history = try await city.cases.read { try $0.history(DossierID(Account.kind, number)) }
      let version = try #require(history.last { $0.name == "SignedIn" }).version
      try await office.reportSignIn(version, actor)
      return number
    }
    for (window, people) in [
      ("window-1", ["levelTwo", "unknownPost"]), ("window-2", ["colleague", "unknownPermit"]),
    ] {
      try await office.propose(
        .vouch(.identityCard), for: account(people[0]), try await actor(window))
      try await office.propose(
        .unlockAtWindow, for: locked(people[1]), try await actor(window))
    }
    for (place, security) in ["security-1", "security-2"].enumerated() {
      let disabled = try await account(["confirmed", "undertaken"][place])
      try await office.disable(disabled, actor("security-1"))
      try await office.propose(.enable, for: disabled, actor(security))
      func staff(_ name: String) async throws -> Int64 {
        try await office.createAccount(
          SignedInIdentity(
            provider: "staff", subject: "\(name)-\(place)", audience: .staff, level: .l1),
          actor("security-1"))
      }
      let role = AccountMeasure.grant(.window, .district("chaoyang"), until: nil)
      try await office.propose(role, for: staff("new"), actor(security))
      let old = try await staff("old")
      try await office.propose(role, for: old, actor("security-1"))
      try await office.confirm(.grantRole, for: old, actor("security-2"))
      try await office.propose(
        .revoke(.window, .district("chaoyang")), for: old, actor(security))
    }
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
}
