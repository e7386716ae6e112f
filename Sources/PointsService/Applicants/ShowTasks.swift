package import Casework
import PointsLaw
package import Policy
package import Units

/// What an applicant has done and still has to do (任务清单): for each step where it stands, who has to act, and until when.
package struct ShowTasks: Sendable {
  /// A step of the application (任务).
  package struct Step: Hashable, Sendable {
    /// Where it stands: the only four there are.
    package enum Status: String, CaseIterable, Hashable, Sendable {
      /// 未填写
      case notStarted
      /// 需处理
      case attention
      /// 审核中
      case waiting
      /// 已完成
      case done

      /// The status in words.
      package var wording: Wording {
        switch self {
        case .notStarted: Wording("未填写", "not filled in")
        case .attention: Wording("需处理", "needs attention")
        case .waiting: Wording("审核中", "being looked at")
        case .done: Wording("已完成", "done")
        }
      }
    }

    /// What it is done with.
    package var act: Act
    package var title: Wording
    package var status: Status
    /// What is to be known about it.
    package var remark: Wording
    /// Who has to act now; `nil` when nobody has.
    package var waitsFor: Role?
    /// The first moment that is too late for it, which of a dispute may still move; `nil` when there is none.
    package var until: Reckoned<Instant>?
    /// Another step comes first.
    package var isBlocked: Bool
  }

  /// The list.
  package struct List: Hashable, Sendable {
    package var cycle: Int
    /// The application's dossier and version; `nil` before the first check.
    package var application: Int64?
    package var version: Int?
    /// The stage of the cycle now, and the next in which something happens, no recess; `nil` when there is none.
    package var stage: Stage?
    package var next: Stage?
    package var steps: [Step]
    /// The last day on which the applicant is barred for dishonesty, also before the first check; `nil` when they are not.
    package var barredUntil: CivilDate?
    /// Why nothing more can be done, although a unit has confirmed: not eligible, or barred; `nil` where that does not hinder.
    package var keptOut: Wording?
    /// Messages of the actor that have not been read.
    package var unread: Int
  }

  /// What there is to be known while no cycle is open (年度未开启).
  package struct Meanwhile: Hashable, Sendable {
    /// As of ``List``.
    package var barredUntil: CivilDate?
    package var unread: Int
  }

  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Throws: ``Rule/noCycle`` while none is open.
  package func callAsFunction(by actor: Actor) async throws -> List {
    let account = try account(actor)
    return try await desk.store.read { [desk] reading in
      try desk.foresee(
        ownOf: account, and: [Notice.unreadQuestion(of: actor.party)], in: reading)
      guard let cycle = try desk.currentCycle(in: reading) else {
        throw PointsRefusal.rule(.noCycle)
      }
      let application = try Kept<ApplicationContent>.find(
        ApplicationContent.key(cycle: cycle.number, applicant: account), in: reading)
      let association = try Kept<AssociationContent>.find(
        AssociationContent.key(cycle: cycle.number, applicant: account), in: reading)
      let dispute = try application?.content.dispute.flatMap {
        try Kept<DisputeContent>.find($0, in: reading)
      }
      let today = actor.receivedAt.beijing.date
      let bar =
        if let application { application.content.bar(on: today) } else {
          try desk.bar(of: account, on: today, in: reading)
        }
      let steps = steps(
        account, application, association, dispute, bar, cycle.plan, actor.receivedAt)
      let isKeptOut = isKeptOut(application, bar)
      return List(
        cycle: cycle.number, application: application?.id.number, version: application?.version,
        stage: cycle.plan.stage(at: actor.receivedAt),
        next: cycle.plan.stages.first { $0.from > actor.receivedAt && $0.name != "recess" },
        steps: steps, barredUntil: bar,
        keptOut: isKeptOut ? steps.first { $0.act == .checkEligibility }?.remark : nil,
        unread: try Notice.unread(of: actor.party, in: reading))
    }
  }

  /// The same without a cycle.
  package func meanwhile(by actor: Actor) async throws -> Meanwhile {
    let account = try account(actor)
    return try await desk.store.read { [desk] reading in
      Meanwhile(
        barredUntil: try desk.bar(
          of: account, on: actor.receivedAt.beijing.date, in: reading),
        unread: try Notice.unread(of: actor.party, in: reading))
    }
  }

  /// The applicant's, or of whom a family member helps.
  private func account(_ actor: Actor) throws(PointsRefusal) -> Int64 {
    try desk.demand(.readCase, actor, [.own])
    let account: Int64? =
      if case .person(let person) = actor.scope { person } else { actor.account }
    guard let account else { throw desk.foreign(.readCase, actor) }
    return account
  }

  private func isKeptOut(_ application: Kept<ApplicationContent>?, _ bar: CivilDate?) -> Bool {
    bar != nil || application?.content.standing == .notEligible
  }

  private func steps(
    _ account: Int64, _ application: Kept<ApplicationContent>?,
    _ association: Kept<AssociationContent>?, _ dispute: Kept<DisputeContent>?, _ bar: CivilDate?,
    _ plan: StagePlan, _ now: Instant
  ) -> [Step] {
    func end(_ act: Act) -> Reckoned<Instant>? {
      plan.stages.last { $0.acts.contains(act) }?.to.map { Reckoned($0, isFirm: true) }
    }
    func step(
      _ act: Act, _ status: Step.Status, _ remark: Wording, waitsFor: Role? = nil,
      until: Reckoned<Instant>? = nil, isBlocked: Bool = false
    ) -> Step {
      Step(
        act: act, title: desk.permissions.entry(act).title, status: status, remark: remark,
        waitsFor: waitsFor, until: until, isBlocked: isBlocked)
    }
    let standing = application?.content.standing
    let check: Step =
      switch (standing, dispute) {
      case (_, nil) where bar != nil:
        step(
          .checkEligibility, .attention,
          Wording(
            "失信禁入至\(bar?.text(.zh) ?? "")", "barred through \(bar?.text(.en) ?? "")"))
      case (_, let dispute?) where dispute.status == .waiting:
        step(
          .checkEligibility, .attention,
          Wording("区窗口要求补充材料", "the district window asks you for more"), waitsFor: .applicant)
      case (_, let dispute?):
        step(
          .checkEligibility, .waiting,
          Wording(
            "异议由\(dispute.content.district.wording.zh)窗口处理",
            "the window of \(dispute.content.district.wording.en) looks at your dispute"),
          waitsFor: .window,
          until: dispute.content.clock.standing(at: now, calendar: desk.calendar).due)
      case (nil, nil):
        step(
          .checkEligibility, .notStarted, Rule.eligibilityUnchecked.wording, waitsFor: .applicant,
          until: end(.requestAssociation))
      case (.waiting?, nil):
        step(
          .checkEligibility, .waiting, EligibilityStanding.waiting.wording, waitsFor: .system)
      case (.eligible?, nil):
        step(.checkEligibility, .done, EligibilityStanding.eligible.wording)
      case (.notEligible?, nil):
        // Nothing has to be done; whoever disagrees may dispute it.
        step(
          .checkEligibility, .attention,
          Wording(
            "\(EligibilityStanding.notEligible.wording.zh)；认为有误的，可查看原因并提出异议",
            "\(EligibilityStanding.notEligible.wording.en); read why, and dispute it if it is wrong"
          ))
      case (.undetermined?, nil):
        step(
          .checkEligibility, .attention,
          Wording(
            "\(EligibilityStanding.undetermined.wording.zh)；可看缺什么，稍后再校验，或带凭证提出异议",
            "\(EligibilityStanding.undetermined.wording.en); read which, check again later, or dispute it with evidence"
          ), waitsFor: .applicant, until: end(.requestAssociation))
      }
    let isKeptOut = isKeptOut(application, bar)
    let canAsk = standing != nil && !isKeptOut
    let associate: Step =
      switch association?.status {
      case nil, .cancelled:
        step(
          .requestAssociation, .notStarted,
          Wording("输入单位提供的注册码", "enter the code that your unit gave you"),
          waitsFor: .applicant, until: end(.requestAssociation), isBlocked: !canAsk)
      case .requested:
        step(
          .requestAssociation, .waiting, Wording("等待单位确认", "the unit has to confirm it"),
          waitsFor: .clerk, until: end(.confirmAssociation))
      case .rejected:
        step(
          .requestAssociation, .attention,
          Wording("单位未通过，可重新发起", "the unit rejected it; you may request it again"),
          waitsFor: .applicant, until: end(.requestAssociation), isBlocked: !canAsk)
      case .confirmed:
        step(.requestAssociation, .done, AssociationLifecycle.title(of: .confirmed))
      case .ended:
        step(.requestAssociation, .attention, AssociationLifecycle.title(of: .ended))
      }
    let canFill = association?.status == .confirmed && !isKeptOut
    let missing = desk.undertakings.missing(
      application?.content.acceptances ?? [], by: PartyID(account: account),
      on: now.beijing.date)
    let undertake =
      missing.isEmpty
      ? step(.acceptUndertaking, .done, Wording("承诺齐全", "all accepted"))
      : step(
        .acceptUndertaking, .notStarted,
        Wording(
          missing.map(\.title.zh).joined(separator: "、"),
          missing.map(\.title.en).joined(separator: ", ")), waitsFor: .applicant,
        until: end(.acceptUndertaking), isBlocked: !canFill)
    let basics =
      application?.content.basics != nil
      ? step(
        .editBasics, .done, Wording("可随时修改", "can be changed"), until: end(.editBasics),
        isBlocked: isKeptOut)
      : step(
        .editBasics, .notStarted,
        Wording("婚姻状况、随迁子女和必选项", "marital status, children and the required question"),
        waitsFor: .applicant, until: end(.editBasics),
        isBlocked: !canFill || !missing.isEmpty)
    return [check, associate, undertake, basics]
  }
}
