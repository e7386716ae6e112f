package import Policy

/// An act of two people (双人办理): proposed, then confirmed by somebody else, or not.
package enum TwoPersonLifecycle: Lifecycle {
  package enum Status: String, CaseIterable, Hashable, Sendable {
    /// 待确认
    case proposed
    /// 已确认
    case confirmed
    /// 已否决
    case rejected
    /// 已失效
    case expired
    /// 已撤回
    case withdrawn
  }

  package enum Step: String, CaseIterable, Hashable, Sendable {
    case propose, confirm, reject, withdraw, expire
  }

  package static let title = Wording("双人办理", "Act of two people")
  private static let article = Article(document: "PLATFORM", place: "双人办理")

  package static func title(of status: Status) -> Wording {
    switch status {
    case .proposed: Wording("待确认", "proposed")
    case .confirmed: Wording("已确认", "confirmed")
    case .rejected: Wording("已否决", "rejected")
    case .expired: Wording("已失效", "expired")
    case .withdrawn: Wording("已撤回", "withdrawn")
    }
  }

  package static func title(of step: Step) -> Wording {
    switch step {
    case .propose: Wording("提议", "propose")
    case .confirm: Wording("确认", "confirm")
    case .reject: Wording("否决", "reject")
    case .withdraw: Wording("撤回", "take back")
    case .expire: Wording("失效", "expire")
    }
  }

  package static func isEnd(_ status: Status) -> Bool { status != .proposed }

  package static func apply(
    _ step: Step, to status: Status?
  ) throws(LifecycleRefusal) -> Transition<Status> {
    switch (status, step) {
    case (nil, .propose): Transition(.proposed, "ActProposed")
    case (nil, .confirm), (nil, .reject), (nil, .withdraw), (nil, .expire):
      throw LifecycleRefusal("尚未提议。", "Nothing has been proposed.", article)
    case (.proposed, .propose):
      throw LifecycleRefusal(
        "已提议，等待第二人确认。", "It is proposed and waits for a second person.", article)
    case (.proposed, .confirm): Transition(.confirmed, "ActConfirmed")
    case (.proposed, .reject): Transition(.rejected, "ActRejected")
    case (.proposed, .withdraw): Transition(.withdrawn, "ActWithdrawn")
    case (.proposed, .expire): Transition(.expired, "ActExpired")
    case (.confirmed, _), (.rejected, _), (.expired, _), (.withdrawn, _):
      throw LifecycleRefusal(
        "提议已有结果，如需办理请重新提议。", "The proposal has been dealt with; make a new one if need be.", article
      )
    }
  }
}
