package import Policy

/// A role that its holder gives to somebody (委托): a clerk to a colleague, an applicant to a family member.
package enum DelegationLifecycle: Lifecycle {
  package enum Status: String, CaseIterable, Hashable, Sendable {
    /// 待接受
    case offered
    /// 有效
    case active
    /// 已收回: before anybody accepted.
    case withdrawn
    /// 已结束
    case ended
    /// 已过期
    case expired
  }

  package enum Step: String, CaseIterable, Hashable, Sendable {
    case offer, accept, withdraw, end, expire
  }

  package static let title = Wording("委托", "Delegation")
  private static let article = Article(document: "PLATFORM", place: "委托")

  package static func title(of status: Status) -> Wording {
    switch status {
    case .offered: Wording("待接受", "offered")
    case .active: Wording("有效", "active")
    case .withdrawn: Wording("已收回", "taken back")
    case .ended: Wording("已结束", "ended")
    case .expired: Wording("已过期", "expired")
    }
  }

  package static func title(of step: Step) -> Wording {
    switch step {
    case .offer: Wording("邀请", "offer")
    case .accept: Wording("接受", "accept")
    case .withdraw: Wording("收回", "take back")
    case .end: Wording("解除", "end")
    case .expire: Wording("过期", "expire")
    }
  }

  package static func isEnd(_ status: Status) -> Bool {
    switch status {
    case .offered, .active: false
    case .withdrawn, .ended, .expired: true
    }
  }

  package static func apply(
    _ step: Step, to status: Status?
  ) throws(LifecycleRefusal) -> Transition<Status> {
    switch (status, step) {
    case (nil, .offer): Transition(.offered, "RoleOffered")
    case (nil, .accept), (nil, .withdraw), (nil, .end), (nil, .expire):
      throw LifecycleRefusal("没有此邀请。", "There is no such invitation.", article)
    case (.offered, .accept): Transition(.active, "RoleOfferAccepted")
    case (.offered, .withdraw): Transition(.withdrawn, "RoleOfferWithdrawn")
    case (.offered, .expire): Transition(.expired, "RoleOfferExpired")
    case (.active, .end): Transition(.ended, "DelegationEnded")
    case (.active, .expire): Transition(.expired, "DelegationExpired")
    case (.offered, .offer), (.active, .offer):
      throw LifecycleRefusal("已发出邀请。", "It has been offered.", article)
    case (.offered, .end):
      throw LifecycleRefusal(
        "邀请尚未接受，可以收回。", "Nobody has accepted it; take it back instead.", article)
    case (.active, .accept), (.active, .withdraw):
      throw LifecycleRefusal("邀请已被接受。", "It has been accepted.", article)
    case (.withdrawn, _), (.ended, _), (.expired, _):
      throw LifecycleRefusal(
        "邀请或委托已经结束，如需办理请重新邀请。", "It is over; make a new invitation if need be.", article)
    }
  }
}
