package import Policy

/// What people are told about their accounts (账户通知). Installations add ``accounts`` to their ``NoticeTexts``.
extension NoticeText {
  static let accountLocked = NoticeText(
    "account.locked",
    title: Wording("账户已锁定", "your account is locked"),
    body: Wording(
      "您报告了非本人登录，所有设备均已退出，账户锁定至{until}。用三级（实人）身份重新登录即可解除，或到区窗口办理。",
      "You reported a sign-in that was not yours. All devices are signed out and the account is locked until {until}. Sign in at level 3 to unlock it, or go to a district window."
    ))
  static let accountUnlocked = NoticeText(
    "account.unlocked",
    title: Wording("账户锁定已解除", "your account is unlocked"),
    body: Wording(
      "账户锁定已解除。如不是您本人办理，请立即报告。",
      "Your account is unlocked. If that was not you, report it at once."))
  static let accountFailures = NoticeText(
    "account.failures",
    title: Wording("身份核验多次失败", "failed attempts at your account"),
    body: Wording(
      "有人在同一地址对您的账户核验身份失败{count}次，该地址须等候后再试，您在别处不受影响。登录记录可登录平台查看。",
      "Somebody failed {count} times at one address to prove your identity. That address has to wait; you do not. Sign in to see the record."
    ))
  static let accountDisabled = NoticeText(
    "account.disabled",
    title: Wording("账户已停用", "your account is disabled"),
    body: Wording(
      "账户已由安全管理员停用。如有疑问请联系安全管理员。",
      "The security administrator disabled your account. Turn to them with questions."))
  static let accountEnabled = NoticeText(
    "account.enabled",
    title: Wording("账户已恢复", "your account is enabled again"),
    body: Wording("账户已恢复使用。", "Your account can be used again."))
  static let roleGranted = NoticeText(
    "account.roleGranted",
    title: Wording("账户增加了角色：{role}", "your account has a new role: {role}"),
    body: Wording(
      "您的账户增加了角色：{role}。如有疑问请联系安全管理员。",
      "Your account has a new role: {role}. Turn to the security administrator with questions."))
  static let roleRevoked = NoticeText(
    "account.roleRevoked",
    title: Wording("账户的角色已撤销：{role}", "a role of your account was taken away: {role}"),
    body: Wording(
      "您的账户不再有角色：{role}。", "Your account no longer has the role: {role}."))
  static let accountVouched = NoticeText(
    "account.vouched",
    title: Wording("区窗口已核验您的身份", "the district window vouched for you"),
    body: Wording(
      "区窗口两名工作人员核验了您的身份，在{until}前按三级（实人）办理。如您没有到过窗口，请立即报告。",
      "Two officers of the district window vouched for your identity; until {until} it counts as level 3. If you were not there, report it at once."
    ))
  static let delegationAccepted = NoticeText(
    "delegation.accepted",
    title: Wording("邀请已被接受：{role}", "your invitation was accepted: {role}"),
    body: Wording(
      "您发出的邀请（{role}）已被接受。如不是您邀请的人，请立即解除。",
      "Your invitation ({role}) was accepted. If it was not whom you invited, end it at once."))
  static let delegationEnded = NoticeText(
    "delegation.ended",
    title: Wording("委托已结束：{role}", "a delegation has ended: {role}"),
    body: Wording(
      "委托（{role}）已结束。", "The delegation ({role}) has ended."))

  package static let accounts = [
    accountLocked, accountUnlocked, accountFailures, accountDisabled, accountEnabled, roleGranted,
    roleRevoked, accountVouched, delegationAccepted, delegationEnded,
  ]
}

extension Role {
  package var title: Wording {
    switch self {
    case .applicant: Wording("申请人", "applicant")
    case .familyHelper: Wording("亲属代填", "family helper")
    case .clerk: Wording("单位经办人", "unit clerk")
    case .officer: Wording("审核部门工作人员", "department officer")
    case .window: Wording("区窗口工作人员", "district window officer")
    case .supervisor: Wording("主管单位工作人员", "supervising unit officer")
    case .administrator: Wording("市级业务管理员", "city administrator")
    case .technician: Wording("系统管理员", "system administrator")
    case .security: Wording("安全管理员", "security administrator")
    case .auditor: Wording("监察审计", "auditor")
    case .system: Wording("平台", "platform")
    case .visitor: Wording("公众", "public")
    }
  }
}
