package import Policy

/// The tie between an applicant and the unit that pays their insurance (关联), for one cycle.
package enum AssociationLifecycle: Lifecycle {
  package enum Status: String, CaseIterable, Hashable, Sendable {
    /// 待单位确认
    case requested
    /// 已关联: fixed for the cycle.
    case confirmed
    /// 未通过: the applicant may try again.
    case rejected
    /// 已撤回: the applicant may try again.
    case cancelled
    /// 已终止: the applicant left, or the cycle is over.
    case ended
  }

  package enum Step: String, CaseIterable, Hashable, Sendable {
    case request, confirm, reject, cancel, leave, stay, close
  }

  package static let title = Wording("关联", "Association")
  private static let asking = Article(document: "MANUAL-2019", place: "注册关联 五1")
  private static let deciding = Article(document: "MANUAL-2019", place: "注册关联 五2")
  private static let fixed = Article(document: "MANUAL-2019", place: "注册关联 五 注意②")

  package static func title(of status: Status) -> Wording {
    switch status {
    case .requested: Wording("待单位确认", "requested")
    case .confirmed: Wording("已关联", "confirmed")
    case .rejected: Wording("未通过", "rejected")
    case .cancelled: Wording("已撤回", "taken back")
    case .ended: Wording("已终止", "ended")
    }
  }

  package static func title(of step: Step) -> Wording {
    switch step {
    case .request: Wording("发起关联", "request")
    case .confirm: Wording("单位确认", "confirm")
    case .reject: Wording("单位不通过", "reject")
    case .cancel: Wording("撤回申请", "take back")
    case .leave: Wording("登记离职", "record leaving")
    case .stay: Wording("撤销离职登记", "take back that they left")
    case .close: Wording("年度结束", "close the cycle")
    }
  }

  /// What ended with a leaver is taken up again when that was recorded by mistake, until the cycle is over.
  package static func isEnd(_ status: Status) -> Bool { false }

  package static func apply(
    _ step: Step, to status: Status?
  ) throws(LifecycleRefusal) -> Transition<Status> {
    switch (status, step) {
    case (nil, .request), (.rejected, .request), (.cancelled, .request):
      Transition(.requested, "AssociationRequested")
    case (nil, .confirm), (nil, .reject), (nil, .cancel), (nil, .leave), (nil, .stay),
      (nil, .close):
      throw LifecycleRefusal("尚未发起关联。", "No association has been requested.", asking)
    case (.requested, .request):
      throw LifecycleRefusal(
        "已发起关联，请等待单位确认，或先撤回。",
        "An association has been requested; wait for the unit, or take the request back first.",
        asking)
    case (.requested, .confirm): Transition(.confirmed, "AssociationConfirmed")
    case (.requested, .reject): Transition(.rejected, "AssociationRejected")
    case (.requested, .cancel): Transition(.cancelled, "AssociationCancelled")
    case (.ended, .stay): Transition(.confirmed, "AssociationRestored")
    case (_, .stay):
      throw LifecycleRefusal("没有登记离职。", "Nobody has left.", deciding)
    case (.requested, .leave), (.rejected, .leave), (.cancelled, .leave):
      throw LifecycleRefusal("尚未关联，无需登记离职。", "There is no association to end.", deciding)
    case (.confirmed, .request), (.confirmed, .cancel), (.confirmed, .reject):
      throw LifecycleRefusal(
        "单位确认后，本年度不能更改关联。",
        "After the unit has confirmed it, the association is fixed for the cycle.", fixed)
    case (.confirmed, .confirm):
      throw LifecycleRefusal("单位已确认。", "The unit has confirmed it.", deciding)
    case (.confirmed, .leave): Transition(.ended, "AssociationEnded")
    case (.requested, .close), (.confirmed, .close), (.rejected, .close), (.cancelled, .close):
      Transition(.ended, "AssociationClosed")
    case (.rejected, .confirm), (.rejected, .reject), (.rejected, .cancel):
      throw LifecycleRefusal(
        "单位未通过此次关联，申请人可重新发起。", "The unit rejected it; the applicant may request it again.", deciding
      )
    case (.cancelled, .confirm), (.cancelled, .reject), (.cancelled, .cancel):
      throw LifecycleRefusal(
        "申请人已撤回此次关联。", "The applicant has taken the request back.", asking)
    case (.ended, _):
      throw LifecycleRefusal(
        "关联已终止，本年度不能再次关联。", "The association has ended and cannot be made again in this cycle.",
        fixed)
    }
  }
}
