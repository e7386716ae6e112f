package import Policy

/// A year's exercise of points-based settlement (年度): planned, opened and closed by two people each.
package enum CycleLifecycle: Lifecycle {
  package enum Status: String, CaseIterable, Hashable, Sendable {
    /// 已编制: its timetable can still be made anew.
    case planned
    /// 已开启
    case open
    /// 已结束
    case closed
  }

  package enum Step: String, CaseIterable, Hashable, Sendable {
    case plan, open, amend, close
  }

  package static let title = Wording("年度", "Cycle")
  private static let article = Article(document: "TRIAL-2018", place: "第三条")

  package static func title(of status: Status) -> Wording {
    switch status {
    case .planned: Wording("已编制", "planned")
    case .open: Wording("已开启", "open")
    case .closed: Wording("已结束", "closed")
    }
  }

  package static func title(of step: Step) -> Wording {
    switch step {
    case .plan: Wording("编制日程", "plan")
    case .open: Wording("开启", "open")
    case .amend: Wording("调整日程", "amend")
    case .close: Wording("结束", "close")
    }
  }

  package static func isEnd(_ status: Status) -> Bool { status == .closed }

  package static func apply(
    _ step: Step, to status: Status?
  ) throws(LifecycleRefusal) -> Transition<Status> {
    switch (status, step) {
    case (nil, .plan), (.planned, .plan): Transition(.planned, "CyclePlanned")
    case (nil, .open), (nil, .amend), (nil, .close):
      throw LifecycleRefusal("该年度尚未编制日程。", "The cycle has no timetable yet.", article)
    case (.planned, .open): Transition(.open, "CycleOpened")
    case (.open, .amend): Transition(.open, "CycleAmended")
    case (.planned, .amend), (.planned, .close):
      throw LifecycleRefusal("该年度尚未开启。", "The cycle has not been opened.", article)
    case (.open, .plan):
      throw LifecycleRefusal(
        "年度已开启，日程只能调整。", "The cycle is open; its timetable can only be amended.", article)
    case (.open, .open):
      throw LifecycleRefusal("年度已开启。", "The cycle is open.", article)
    case (.open, .close): Transition(.closed, "CycleClosed")
    case (.closed, _):
      throw LifecycleRefusal("年度已结束。", "The cycle is over.", article)
    }
  }
}
