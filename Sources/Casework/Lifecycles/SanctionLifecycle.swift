package import Policy

/// A person barred for dishonesty (失信处理): imposed by two administrators, over with its day, or earlier by two administrators.
package enum SanctionLifecycle: Lifecycle {
  package enum Status: String, CaseIterable, Hashable, Sendable {
    /// 禁入中
    case active
    /// 已解除
    case lifted
    /// 已期满
    case ended
  }

  package enum Step: String, CaseIterable, Hashable, Sendable {
    case impose, lift, expire
  }

  package static let title = Wording("失信处理", "Sanction")
  private static let article = Article(document: "TRIAL-2018", place: "第十五条")

  package static func title(of status: Status) -> Wording {
    switch status {
    case .active: Wording("禁入中", "barred")
    case .lifted: Wording("已解除", "lifted")
    case .ended: Wording("已期满", "over")
    }
  }

  package static func title(of step: Step) -> Wording {
    switch step {
    case .impose: Wording("禁入", "bar")
    case .lift: Wording("解除禁入", "lift the bar")
    case .expire: Wording("期满", "end with its day")
    }
  }

  package static func isEnd(_ status: Status) -> Bool { status != .active }

  package static func apply(
    _ step: Step, to status: Status?
  ) throws(LifecycleRefusal) -> Transition<Status> {
    switch (status, step) {
    case (nil, .impose): Transition(.active, "SanctionImposed")
    case (nil, .lift), (nil, .expire):
      throw LifecycleRefusal("没有失信处理。", "There is no sanction.", article)
    case (.active, .impose):
      throw LifecycleRefusal("已在禁入期内。", "The person is barred already.", article)
    case (.active, .lift): Transition(.lifted, "SanctionLifted")
    case (.active, .expire): Transition(.ended, "SanctionExpired")
    case (.lifted, _), (.ended, _):
      throw LifecycleRefusal("失信处理已解除或期满。", "The sanction is over.", article)
    }
  }
}
