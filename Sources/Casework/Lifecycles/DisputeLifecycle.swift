package import Policy

/// An objection to what the registry's data led to (异议): filed with the district window and decided there.
package enum DisputeLifecycle: Lifecycle {
  package enum Status: String, CaseIterable, Hashable, Sendable {
    /// 待处理
    case open
    /// 待补充: the window has asked for more, and its clock stands still.
    case waiting
    /// 成立
    case upheld
    /// 不成立
    case dismissed
    /// 已了结: what it was about no longer stands.
    case settled
  }

  package enum Step: String, CaseIterable, Hashable, Sendable {
    case file, ask, supplement, uphold, dismiss, settle
  }

  package static let title = Wording("异议", "Dispute")
  private static let article = Article(document: "PLATFORM", place: "区窗口异议")

  package static func title(of status: Status) -> Wording {
    switch status {
    case .open: Wording("待处理", "open")
    case .waiting: Wording("待补充", "waiting for more")
    case .upheld: Wording("成立", "upheld")
    case .dismissed: Wording("不成立", "dismissed")
    case .settled: Wording("已了结", "settled")
    }
  }

  package static func title(of step: Step) -> Wording {
    switch step {
    case .file: Wording("提出", "file")
    case .ask: Wording("要求补充", "ask for more")
    case .supplement: Wording("补充", "add what was asked for")
    case .uphold: Wording("认定成立", "uphold")
    case .dismiss: Wording("认定不成立", "dismiss")
    case .settle: Wording("了结", "settle")
    }
  }

  package static func isEnd(_ status: Status) -> Bool {
    switch status {
    case .open, .waiting: false
    case .upheld, .dismissed, .settled: true
    }
  }

  package static func apply(
    _ step: Step, to status: Status?
  ) throws(LifecycleRefusal) -> Transition<Status> {
    switch (status, step) {
    case (nil, .file): Transition(.open, "DisputeFiled")
    case (nil, .ask), (nil, .supplement), (nil, .uphold), (nil, .dismiss), (nil, .settle):
      throw LifecycleRefusal("没有待处理的异议。", "There is no dispute to decide.", article)
    case (.open, .file), (.waiting, .file):
      throw LifecycleRefusal(
        "异议正在处理，请等待结果。", "The dispute is being looked at; wait for the result.", article)
    case (.open, .ask): Transition(.waiting, "DisputeQuestioned")
    case (.open, .supplement):
      throw LifecycleRefusal(
        "区窗口没有要求补充，请等待结果。", "The window has not asked for more; wait for the result.", article)
    case (.waiting, .ask):
      throw LifecycleRefusal(
        "已要求补充，请等待对方补充，或作出处理决定。",
        "More was asked for; wait for it, or decide without it.", article)
    case (.waiting, .supplement): Transition(.open, "DisputeSupplemented")
    // Whoever does not answer does not keep the window from deciding.
    case (.open, .uphold), (.waiting, .uphold): Transition(.upheld, "DisputeUpheld")
    case (.open, .dismiss), (.waiting, .dismiss): Transition(.dismissed, "DisputeDismissed")
    case (.open, .settle), (.waiting, .settle): Transition(.settled, "DisputeSettled")
    case (.upheld, _), (.dismissed, _), (.settled, _):
      throw LifecycleRefusal("异议已有结论。", "The dispute has been decided.", article)
    }
  }
}
