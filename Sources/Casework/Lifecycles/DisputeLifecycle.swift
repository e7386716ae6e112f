package import Policy

/// An objection to what the registry's data led to (异议): filed with the district window and decided there.
package enum DisputeLifecycle: Lifecycle {
  package enum Status: String, CaseIterable, Hashable, Sendable {
    /// 待处理
    case open
    /// 成立
    case upheld
    /// 不成立
    case dismissed
    /// 已了结: what it was about no longer stands.
    case settled
  }

  package enum Step: String, CaseIterable, Hashable, Sendable {
    case file, uphold, dismiss, settle
  }

  package static let title = Wording("异议", "Dispute")
  private static let article = Article(document: "PLATFORM", place: "区窗口异议")

  package static func title(of status: Status) -> Wording {
    switch status {
    case .open: Wording("待处理", "open")
    case .upheld: Wording("成立", "upheld")
    case .dismissed: Wording("不成立", "dismissed")
    case .settled: Wording("已了结", "settled")
    }
  }

  package static func title(of step: Step) -> Wording {
    switch step {
    case .file: Wording("提出", "file")
    case .uphold: Wording("认定成立", "uphold")
    case .dismiss: Wording("认定不成立", "dismiss")
    case .settle: Wording("了结", "settle")
    }
  }

  package static func isEnd(_ status: Status) -> Bool { status != .open }

  package static func apply(
    _ step: Step, to status: Status?
  ) throws(LifecycleRefusal) -> Transition<Status> {
    switch (status, step) {
    case (nil, .file): Transition(.open, "DisputeFiled")
    case (nil, .uphold), (nil, .dismiss), (nil, .settle):
      throw LifecycleRefusal("没有待处理的异议。", "There is no dispute to decide.", article)
    case (.open, .file):
      throw LifecycleRefusal(
        "异议正在处理，请等待结果。", "The dispute is being looked at; wait for the result.", article)
    case (.open, .uphold): Transition(.upheld, "DisputeUpheld")
    case (.open, .dismiss): Transition(.dismissed, "DisputeDismissed")
    case (.open, .settle): Transition(.settled, "DisputeSettled")
    case (.upheld, _), (.dismissed, _), (.settled, _):
      throw LifecycleRefusal("异议已有结论。", "The dispute has been decided.", article)
    }
  }
}
