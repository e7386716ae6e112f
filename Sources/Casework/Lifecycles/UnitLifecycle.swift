package import Policy

/// An employer on the platform (用人单位): registered once, confirmed for every cycle, barred for a wrong.
package enum UnitLifecycle: Lifecycle {
  package enum Status: String, CaseIterable, Hashable, Sendable {
    /// 待核验: the registry could not be asked yet; the platform asks again by itself.
    case pending
    /// 未通过: outside the city, cancelled or barred by the registry's word.
    case refused
    /// 异议处理中: the district window looks at the certificates.
    case disputed
    /// 待确认: its data are not confirmed for this cycle, its code does not work.
    case unconfirmed
    /// 已激活: its code works.
    case active
    /// 禁入: sanctioned until a day.
    case barred
    /// 禁入异议处理中
    case barDisputed
    /// 已注销
    case cancelled
  }

  package enum Step: String, CaseIterable, Hashable, Sendable {
    case submit, register, refuse, dispute, uphold, doubt, dismiss, activate, changeContact,
      rotateCode
    case decline, expire, bar, lift, cancel
  }

  package static let title = Wording("用人单位", "Unit")
  private static let registering = Article(document: "MANUAL-2019", place: "注册关联 二")
  private static let confirming = Article(document: "MANUAL-2019", place: "注册关联 二3")
  private static let contacts = Article(document: "MANUAL-2019", place: "注册关联 二4")
  private static let sanction = Article(document: "TRIAL-2018", place: "第十五条")

  package static func title(of status: Status) -> Wording {
    switch status {
    case .pending: Wording("待核验", "pending")
    case .refused: Wording("未通过", "refused")
    case .disputed: Wording("异议处理中", "disputed")
    case .unconfirmed: Wording("待确认", "unconfirmed")
    case .active: Wording("已激活", "active")
    case .barred: Wording("禁入", "barred")
    case .barDisputed: Wording("禁入异议处理中", "bar disputed")
    case .cancelled: Wording("已注销", "cancelled")
    }
  }

  package static func title(of step: Step) -> Wording {
    switch step {
    case .submit: Wording("提交待核验", "submit for checking")
    case .register: Wording("注册", "register")
    case .refuse: Wording("登记核验未通过", "refuse by the registry")
    case .dispute: Wording("提出异议", "dispute")
    case .uphold: Wording("异议成立", "uphold the dispute")
    case .doubt: Wording("异议成立，待解除禁入", "uphold while the city bars")
    case .dismiss: Wording("异议不成立", "dismiss the dispute")
    case .activate: Wording("确认并激活", "confirm and activate")
    case .decline: Wording("年度核验未通过", "refuse at the confirmation")
    case .changeContact: Wording("变更联系人", "change the contact")
    case .rotateCode: Wording("更换注册码", "change the code")
    case .expire: Wording("新年度开始", "begin a new cycle")
    case .bar: Wording("禁入", "bar")
    case .lift: Wording("解除禁入", "lift the bar")
    case .cancel: Wording("登记注销", "cancel by the registry")
    }
  }

  package static func isEnd(_ status: Status) -> Bool { false }

  package static func apply(
    _ step: Step, to status: Status?
  ) throws(LifecycleRefusal) -> Transition<Status> {
    switch step {
    case .submit:
      switch status {
      case nil, .refused: Transition(.pending, "UnitSubmitted")
      case .pending: throw waiting
      case .disputed, .barDisputed: throw inDispute
      case .unconfirmed, .active, .barred, .cancelled:
        throw LifecycleRefusal("单位已注册。", "The unit is registered.", registering)
      }
    case .register:
      switch status {
      case nil, .pending, .refused: Transition(.unconfirmed, "UnitRegistered")
      case .disputed, .barDisputed: throw inDispute
      case .unconfirmed, .active, .barred:
        throw LifecycleRefusal("单位已注册。", "The unit is registered.", registering)
      // Otherwise cancelling would be a way out of a bar.
      case .cancelled:
        throw LifecycleRefusal(
          "单位已注销；如登记有误，请提出异议。", "The unit is cancelled; dispute it if the registry is wrong.",
          registering)
      }
    case .refuse:
      switch status {
      case nil, .pending, .refused: Transition(.refused, "UnitRefused")
      case .disputed, .barDisputed: throw inDispute
      case .unconfirmed, .active, .barred, .cancelled:
        throw LifecycleRefusal("单位已注册。", "The unit is registered.", registering)
      }
    case .dispute:
      switch status {
      case .refused, .cancelled: Transition(.disputed, "UnitDisputeFiled")
      case .barred: Transition(.barDisputed, "UnitDisputeFiled")
      case .disputed, .barDisputed: throw inDispute
      case nil, .pending, .unconfirmed, .active:
        throw LifecycleRefusal("没有可提异议的决定。", "There is no decision to dispute.", registering)
      }
    case .uphold:
      switch status {
      case .disputed, .barDisputed: Transition(.unconfirmed, "UnitDisputeUpheld")
      case nil, .pending, .refused, .unconfirmed, .active, .barred, .cancelled: throw noDispute
      }
    // What two administrators decided is not for one window to undo; it asks them to.
    case .doubt:
      switch status {
      case .disputed, .barDisputed: Transition(.barred, "UnitDisputeUpheld")
      case nil, .pending, .refused, .unconfirmed, .active, .barred, .cancelled: throw noDispute
      }
    case .dismiss:
      switch status {
      case .disputed: Transition(.refused, "UnitDisputeDismissed")
      case .barDisputed: Transition(.barred, "UnitDisputeDismissed")
      case nil, .pending, .refused, .unconfirmed, .active, .barred, .cancelled: throw noDispute
      }
    case .activate:
      switch status {
      case .unconfirmed: Transition(.active, "UnitActivated")
      case .active:
        throw LifecycleRefusal("本年度已确认。", "It is confirmed for this cycle.", confirming)
      case nil, .pending, .refused, .disputed, .barred, .barDisputed, .cancelled:
        throw notRegistered(status)
      }
    case .decline:
      switch status {
      case .unconfirmed: Transition(.refused, "UnitRefused")
      case .active:
        throw LifecycleRefusal("本年度已确认。", "It is confirmed for this cycle.", confirming)
      case nil, .pending, .refused, .disputed, .barred, .barDisputed, .cancelled:
        throw notRegistered(status)
      }
    case .changeContact:
      switch status {
      case .unconfirmed: Transition(.unconfirmed, "UnitContactChanged")
      case .active: Transition(.active, "UnitContactChanged")
      case .barred: Transition(.barred, "UnitContactChanged")
      case .barDisputed: Transition(.barDisputed, "UnitContactChanged")
      case nil, .pending, .refused, .disputed, .cancelled: throw notRegistered(status)
      }
    case .rotateCode:
      switch status {
      case .active: Transition(.active, "UnitCodeRotated")
      case .unconfirmed:
        throw LifecycleRefusal(
          "请先确认本年度单位信息。", "Confirm the unit’s data for this cycle first.", confirming)
      case nil, .pending, .refused, .disputed, .barred, .barDisputed, .cancelled:
        throw notRegistered(status)
      }
    case .expire:
      switch status {
      case .active: Transition(.unconfirmed, "UnitConfirmationExpired")
      case nil, .pending, .refused, .disputed, .unconfirmed, .barred, .barDisputed, .cancelled:
        throw LifecycleRefusal("没有到期的年度确认。", "No confirmation expires.", confirming)
      }
    case .bar:
      switch status {
      case .unconfirmed, .active: Transition(.barred, "UnitBarred")
      case .barred, .barDisputed:
        throw LifecycleRefusal("单位已禁入。", "The unit is barred.", sanction)
      case nil, .pending, .refused, .disputed, .cancelled: throw notRegistered(status)
      }
    case .lift:
      switch status {
      case .barred, .barDisputed: Transition(.unconfirmed, "UnitBarLifted")
      case nil, .pending, .refused, .disputed, .unconfirmed, .active, .cancelled:
        throw LifecycleRefusal("单位未被禁入。", "The unit is not barred.", sanction)
      }
    case .cancel:
      switch status {
      case .unconfirmed, .active, .barred, .barDisputed: Transition(.cancelled, "UnitCancelled")
      case nil, .pending, .refused, .disputed, .cancelled: throw notRegistered(status)
      }
    }
  }

  private static let waiting = LifecycleRefusal(
    "已提交，登记信息恢复后系统自动核验。",
    "It is submitted; the platform checks it by itself when the registry answers.", registering)
  private static let inDispute = LifecycleRefusal(
    "异议正在处理，请等待结果。", "The dispute is being looked at; wait for the result.", registering)
  private static let noDispute = LifecycleRefusal(
    "没有待处理的异议。", "There is no dispute to decide.", registering)

  private static func notRegistered(_ status: Status?) -> LifecycleRefusal {
    switch status {
    case .barred, .barDisputed:
      LifecycleRefusal("单位在禁入期内。", "The unit is barred for now.", sanction)
    case .refused:
      LifecycleRefusal(
        "单位未通过登记核验。", "The unit was refused by the registry’s data.", registering)
    case nil, .pending, .disputed, .unconfirmed, .active, .cancelled:
      LifecycleRefusal("单位未注册或已注销。", "The unit is not registered, or cancelled.", registering)
    }
  }
}
