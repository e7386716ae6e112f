import Casework
import PointsLaw
import PointsService
import Policy
import Units

extension DemoSowing {
  /// How many days of filing have passed when the city begins.
  private static let filedFor = 9

  /// The cycle is planned and opened by two administrators, so that filing is under way (申报阶段).
  func openCycle() async throws {
    let plan = PlanCycle(points)
    let edition = try points.law.edition(of: seed.city.cycle).id
    let planned = try await confirm(
      try await plan(
        cycle: seed.city.cycle, edition: edition, rows: try timetable(plan, edition),
        by: actor("city-1", "plan")))
    try await confirm(
      try await OpenCycle(points)(
        planned.dossier.number, seen: planned.version, by: actor("city-1", "open")))
  }

  /// The announced timetable when it is being filed in; else the newest of the edition, moved to now.
  private func timetable(
    _ plan: PlanCycle, _ edition: String
  ) throws -> [StageBook.Row] {
    let begun = seed.city.asOf
    if let announced = plan.announced(seed.city.cycle), let filing = announced.rows.first,
      filing.from <= begun, filing.to.map({ begun < $0 }) ?? true
    {
      return announced.rows
    }
    guard let pattern = points.stages.plans.last(where: { $0.edition == edition }),
      let filing = pattern.stages.first
    else {
      throw Problem.argument(
        "clock", JSONText.quoted("\(begun)"), "有已公布日程的版本所适用的年度（2020年起）",
        "a year of an edition with an announced timetable: 2020 or later")
    }
    let start = filing.from.beijing
    let days =
      today.daysSince1970 - DemoSowing.filedFor - start.date.daysSince1970
    func moved(_ moment: Instant) -> Instant {
      moment.adding(milliseconds: Int64(days) * Instant.millisecondsOfDay)
    }
    return pattern.stages.map {
      StageBook.Row(stage: $0.name, from: moved($0.from), to: $0.to.map(moved))
    }
  }

  /// Two people are barred by two administrators, through the day that the policy names; one of them is not any more
  /// (对申请人失信处理).
  func sanction() async throws {
    for subject in ["sanctioned", "pardoned"] {
      guard let number = seed.people[subject]?.number else { continue }
      let barred = try await confirm(
        try await SanctionPerson(points)(
          identityNumber: number.full, until: SanctionPerson.usual(from: today),
          reason: "提交虚假租赁合同，经核实", by: actor("city-1", "sanction person \(subject)")))
      guard subject == "pardoned" else { continue }
      try await confirm(
        try await LiftPersonSanction(points)(
          barred.dossier.number, reason: "经复核，租赁合同属实", by: actor("city-1", "lift \(subject)")))
    }
  }

  /// Sanctions of a unit and of a person, and the cycle's closing, wait for the second administrator; one was rejected, and
  /// one taken back (双人办理).
  func propose() async throws {
    let unfounded = try await SanctionUnit(points)(
      try unit("good"), until: today.adding(months: 12), reason: "接到举报：虚报参保人数",
      by: actor("city-1", "propose what is rejected"))
    _ = try await RejectProposal(points)(
      unfounded.dossier.number, seen: unfounded.version, by: actor("city-2", "reject"))
    let mistaken = try await SanctionUnit(points)(
      try unit("other"), until: today.adding(months: 12), reason: "录入时选错单位",
      by: actor("city-1", "propose what is taken back"))
    _ = try await WithdrawProposal(points)(
      mistaken.dossier.number, seen: mistaken.version, by: actor("city-1", "take back"))
    _ = try await SanctionUnit(points)(
      try unit("settled"), until: today.adding(months: 24), reason: "接到举报：为非本单位人员确认关联，拟禁入两年",
      by: actor("city-1", "propose sanction"))
    guard let cycle = try await ShowCycles(points)().last else {
      throw Broken(description: "demo: no cycle")
    }
    _ = try await CloseCycle(points)(
      cycle.number, seen: cycle.version, by: actor("city-1", "propose closing"))
    guard let number = seed.people["unpaid"]?.number else { return }
    _ = try await SanctionPerson(points)(
      identityNumber: number.full, until: SanctionPerson.usual(from: today),
      reason: "接到举报：涉嫌提交虚假学历证明，待复核", by: actor("city-1", "propose sanction person"))
  }
}
