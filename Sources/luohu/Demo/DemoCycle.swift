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
    let content = try timetable()
    let planned = try await confirm(
      try await plan(
        cycle: cycle, edition: content.edition, rows: content.rows, by: actor("city-1", "plan")))
    try await confirm(
      try await OpenCycle(points)(
        planned.dossier.number, seen: planned.version, by: actor("city-1", "open")))
  }

  /// The next year's cycle is planned: announced, or this year's moved on.
  func planNext() async throws {
    let plan = PlanCycle(points)
    let this = try timetable()
    let next = plan.announced(cycle + 1) ?? plan.draft(cycle + 1, from: this)
    try await confirm(
      try await plan(
        cycle: next.cycle, edition: next.edition, rows: next.rows,
        by: actor("city-1", "plan the next")))
  }

  /// The announced timetable when it is being filed in; else the newest of the edition, moved to now.
  func timetable() throws -> CycleContent {
    let edition = try points.law.edition(of: cycle).id
    if let announced = PlanCycle(points).announced(cycle), let filing = announced.rows.first,
      filing.from <= asOf, filing.to.map({ asOf < $0 }) ?? true
    {
      return announced
    }
    guard let pattern = points.stages.plans.last(where: { $0.edition == edition }),
      let filing = pattern.stages.first
    else {
      throw Problem.argument(
        "clock", JSONText.quoted("\(asOf)"), "有已公布日程的版本所适用的年度（2020年起）",
        "a year of an edition with an announced timetable: 2020 or later")
    }
    let start = filing.from.beijing
    let days =
      today.daysSince1970 - DemoSowing.filedFor - start.date.daysSince1970
    func moved(_ moment: Instant) -> Instant {
      moment.adding(milliseconds: Int64(days) * Instant.millisecondsOfDay)
    }
    return CycleContent(
      cycle: cycle, edition: edition,
      rows: pattern.stages.map {
        StageBook.Row(stage: $0.name, from: moved($0.from), to: $0.to.map(moved))
      })
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
    _ = try await proposeClosing()
    guard let number = seed.people["unpaid"]?.number else { return }
    _ = try await SanctionPerson(points)(
      identityNumber: number.full, until: SanctionPerson.usual(from: today),
      reason: "接到举报：涉嫌提交虚假学历证明，待复核", by: actor("city-1", "propose sanction person"))
  }

  func proposeClosing() async throws -> Done {
    guard let open = try await ShowCycles(points)().first(where: { $0.content.cycle == cycle })
    else { throw Broken(description: "demo: no cycle \(cycle)") }
    return try await CloseCycle(points)(
      open.number, seen: open.version, by: actor("city-1", "propose closing"))
  }
}
