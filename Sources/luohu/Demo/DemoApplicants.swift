import Casework
import Identity
import PointsService
import Policy
import Units

extension DemoSowing {
  /// All but the newcomer and those who have no application ask whether they are eligible (资格条件校验).
  mutating func checkEligibility() async throws {
    let without = ["newcomer", "helper", "locked", "disabled", "returning"]
    for person in seed.people.all where person.audience == .person {
      guard !without.contains(person.subject) else { continue }
      applications[person.subject] = try await check(person.subject)
    }
  }

  @discardableResult
  func check(_ subject: String) async throws -> Done {
    try await CheckEligibility(points)(by: actor(subject, "check"))
  }

  /// Requests, and what the units say to them (关联).
  func associate() async throws {
    let good = try await code("good")
    let settled = try await code("settled")
    for subject in ["waiting", "payerDiffers"] { _ = try await request(subject, good) }
    let rejected = try await request("rejected", good)
    _ = try await RejectAssociation(points)(
      rejected.dossier.number, seen: rejected.version, remark: "人事系统中查无此人，请核对单位注册码后重新发起",
      by: actor("unit-good", "reject"))
    let tookBack = try await request("tookBack", good)
    _ = try await CancelAssociation(points)(
      tookBack.dossier.number, seen: tookBack.version, by: actor("tookBack", "take back"))
    for subject in ["confirmed", "undertaken", "complete", "helped"] {
      try await confirmed(subject, good, by: "unit-good")
    }
    try await confirmed("colleague", settled, by: "unit-settled")
    let left = try await confirmed("leaver", settled, by: "unit-settled")
    _ = try await RecordLeaver(points)(
      left.dossier.number, seen: left.version, leftOn: today.adding(days: -1),
      by: actor("unit-settled", "leaver"))
  }

  func request(_ subject: String, _ code: String) async throws -> Done {
    // Whoever is warned of another payer sends it knowingly.
    try await RequestAssociation(points)(
      code, knowing: true, by: actor(subject, "request"))
  }

  @discardableResult
  func confirmed(
    _ subject: String, _ code: String, by clerk: String
  ) async throws -> Done {
    let asked = try await request(subject, code)
    return try await ConfirmAssociation(points)(
      asked.dossier.number, seen: asked.version, by: actor(clerk, "confirm \(subject)"))
  }

  /// Undertakings and basic information (承诺与基础信息).
  func takeSteps() async throws {
    for subject in ["undertaken", "complete", "helped"] {
      let last = try await accept(subject)
      guard subject == "complete" else { continue }
      func relative(_ name: String, _ years: Int, isMale: Bool) -> EditBasics.Relative {
        let birth = CivilDate.last(of: Month(cycle - years, 5))
        return .init(
          name: name,
          number: ResidentNumber.invented(birth: birth, isMale: isMale, place: 400).full)
      }
      _ = try await EditBasics(points)(
        last.dossier.number, seen: last.version,
        EditBasics.Entry(
          maritalStatus: .married, spouse: relative("沈知意", 40, isMale: false),
          children: [
            relative("韩沐阳", 12, isMale: true), relative("韩沐晴", 6, isMale: false),
          ], maySharePublicly: false), by: actor(subject, "basics"))
    }
  }

  @discardableResult
  func accept(_ subject: String) async throws -> Done {
    let accept = AcceptUndertaking(points)
    var last: Done?
    for (text, _) in try await accept.texts(for: actor(subject, "texts"), on: today) {
      last = try await accept(
        text.undertaking, version: text.version, hash: text.hash,
        by: actor(subject, "accept \(text.undertaking.rawValue)"))
    }
    guard let last else { throw Broken(description: "demo: no undertakings") }
    return last
  }

  /// A unit's people, more than a page of its list shows, all waiting for its answer.
  mutating func fillTheList() async throws {
    let code = try await code("good")
    for person in seed.city.people where person.key.hasPrefix("worker") {
      try await openAccount(person)
      _ = try await check(person.key)
      _ = try await request(person.key, code)
    }
  }

  /// What a window does with a dispute.
  private enum Answer {
    case none, question
    case decision(isUpheld: Bool)
  }

  /// Four say that the records are wrong: one waits, one is asked for more, two were decided (资格异议).
  func disputeEligibility() async throws {
    for (subject, answer) in [
      ("latePermit", .none), ("criminalRecord", .question),
      ("insuranceGap", .decision(isUpheld: true)),
      ("supplementary", .decision(isUpheld: false)),
    ] as [(String, Answer)] {
      let application = try checked(subject)
      _ = try await DisputeEligibility(points)(
        application.dossier.number, seen: application.version, reason: "登记信息与实际不符，请向主管部门核对",
        by: actor(subject, "dispute"))
      let window = "window-haidian-1"
      let desk = try await ListDisputes(points)(by: actor(window, "desk"))
      // Begun again, it was decided already.
      guard let waiting = desk.rows.first(where: { $0.about == application.dossier }) else {
        continue
      }
      switch answer {
      case .question where !waiting.isWaiting:
        _ = try await AskApplicant(points)(
          waiting.number, seen: waiting.version, question: "请提供法院撤销判决的文书",
          by: actor(window, "ask \(subject)"))
      case .decision(let isUpheld):
        _ = try await DecideEligibilityDispute(points)(
          waiting.number, seen: waiting.version, isUpheld: isUpheld,
          remark: isUpheld ? "经社保经办机构核实，中断系系统迁移所致" : "经核实，补缴六个月属实，超过规定",
          by: actor(window, "decide \(subject)"))
      case .none, .question: break
      }
    }
  }
}
