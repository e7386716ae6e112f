package import Policy

/// What one signs in to (账户): in use, locked after its owner reported somebody else's sign-in, or disabled.
package enum AccountLifecycle: Lifecycle {
  package enum Status: String, CaseIterable, Hashable, Sendable {
    /// 正常
    case active
    /// 已锁定: until its owner proves who they are, the window unlocks it, or the time is over.
    case locked
    /// 已停用
    case disabled
  }

  package enum Step: String, CaseIterable, Hashable, Sendable {
    case open, report, prove, unlock, expire, disable, enable
  }

  package static let title = Wording("账户", "Account")
  private static let own = Article(document: "PLATFORM", place: "账户安全")
  private static let keeping = Article(document: "PLATFORM", place: "三员分立")

  package static func title(of status: Status) -> Wording {
    switch status {
    case .active: Wording("正常", "active")
    case .locked: Wording("已锁定", "locked")
    case .disabled: Wording("已停用", "disabled")
    }
  }

  package static func title(of step: Step) -> Wording {
    switch step {
    case .open: Wording("开设", "open")
    case .report: Wording("报告非本人登录", "report a sign-in")
    case .prove: Wording("本人实人核验", "prove who one is")
    case .unlock: Wording("解除锁定", "unlock")
    case .expire: Wording("锁定到期", "let the lock expire")
    case .disable: Wording("停用", "disable")
    case .enable: Wording("恢复", "enable")
    }
  }

  /// An account is never over: its cases are not.
  package static func isEnd(_ status: Status) -> Bool { false }

  package static func apply(
    _ step: Step, to status: Status?
  ) throws(LifecycleRefusal) -> Transition<Status> {
    switch (status, step) {
    case (nil, .open): Transition(.active, "AccountOpened")
    case (nil, .report), (nil, .prove), (nil, .unlock), (nil, .expire), (nil, .disable),
      (nil, .enable):
      throw LifecycleRefusal("没有此账户。", "There is no such account.", own)
    case (.active, .open), (.locked, .open), (.disabled, .open):
      throw LifecycleRefusal("账户已开设。", "The account is open already.", own)
    // Reported again, the lock begins anew.
    case (.active, .report), (.locked, .report): Transition(.locked, "SignInReported")
    case (.locked, .prove): Transition(.active, "AccountUnlockProved")
    case (.locked, .unlock): Transition(.active, "AccountUnlocked")
    case (.locked, .expire): Transition(.active, "AccountLockExpired")
    case (.active, .prove), (.active, .unlock), (.active, .expire):
      throw LifecycleRefusal("账户没有锁定。", "The account is not locked.", own)
    case (.active, .disable), (.locked, .disable): Transition(.disabled, "AccountDisabled")
    case (.disabled, .enable): Transition(.active, "AccountEnabled")
    case (.active, .enable), (.locked, .enable):
      throw LifecycleRefusal("账户没有停用。", "The account is not disabled.", keeping)
    case (.disabled, .report), (.disabled, .prove), (.disabled, .unlock), (.disabled, .expire),
      (.disabled, .disable):
      throw LifecycleRefusal(
        "账户已停用，请联系安全管理员。",
        "The account is disabled; turn to the security administrator.", keeping)
    }
  }
}
