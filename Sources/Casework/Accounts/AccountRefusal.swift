package import Policy
package import Units

/// Why something about an account was not done (账户办理拒绝).
package enum AccountRefusal: Error, Hashable, Sendable {
  case permission(PermissionRefusal)
  case stepUp(StepUp)
  case lifecycle(LifecycleRefusal)
  case proposal(ProposalRefusal)
  // Signing in
  case disabled
  case locked(until: Instant?)
  /// A staff identity for which nobody opened an account, or that has no role.
  case notInvited
  /// The provider names roles, and none of them could be given.
  case noRole(LostRoles)
  /// Somebody proved to be another than the one who is signed in.
  case otherIdentity
  /// A proof of a lower level than the session has.
  case lowerLevel(AssuranceLevel)
  // Roles
  case conflict([RoleConflict])
  /// The scope is not one that the role can have.
  case scope(Role)
  /// Not a role that administrators give.
  case notGrantable(Role)
  case held
  case notHeld
  /// The provider gives it at every sign-in; it is taken away there, or the account is disabled.
  case fromProvider
  case tooMany(Int)
  /// The end lies in the past, or too far ahead.
  case until(latest: Instant)
  case lastClerk
  /// Two officers have not seen the same document.
  case otherDocument
  /// No such invitation, or it is over: the words are the same.
  case invitation
  /// A program's token is used for what only the person does.
  case ofProgram
  /// As many sessions or tokens for programs are open as there can be.
  case tooManySessions(Int)

  /// Whether the account is locked: its owner's newer proof opens it.
  package var isLock: Bool {
    if case .locked = self { true } else { false }
  }

  package var wording: Wording {
    switch self {
    case .permission(let refusal): refusal.wording
    case .stepUp(let step): step.wording
    case .lifecycle(let refusal): refusal.reason
    case .proposal(let refusal): refusal.wording
    case .disabled:
      Wording("账户已停用，请联系安全管理员。", "The account is disabled; turn to the security administrator.")
    case .locked(let until):
      Wording(
        "账户因报告非本人登录已锁定\(until.map { "至\($0.text(.zh))" } ?? "")。用三级（实人）身份重新登录即可解除，或到区窗口办理。",
        "The account is locked\(until.map { " until \($0.text(.en))" } ?? "") after a report. Sign in at level 3 to unlock it, or go to a district window."
      )
    case .notInvited:
      Wording(
        "此身份没有工作人员账户或角色，请联系安全管理员。",
        "This identity has no staff account or role; turn to the security administrator.")
    case .noRole(let lost):
      Wording(
        "此身份没有可用的角色，不能登录。\(lost.wording.zh)",
        "This identity has no role here, and is not let in. \(lost.wording.en)")
    case .otherIdentity:
      Wording(
        "核验的身份与当前登录的账户不是同一人。", "The identity that was proved is not that of the account signed in.")
    case .lowerLevel(let level):
      Wording(
        "核验的等级低于当前登录，须为\(level.title.zh)。",
        "The proof is of a lower level than the session; it has to be \(level.title.en).")
    case .conflict(let conflicts):
      conflicts.first?.reason
        ?? Wording("角色不相容。", "These roles cannot be held together.")
    case .scope(let role):
      Wording(
        "角色与范围不符（\(role.title.zh)）。", "The role “\(role.title.en)” cannot have such a scope.")
    case .notGrantable(let role):
      Wording(
        "此角色不由管理员授予（\(role.title.zh)）。",
        "The role “\(role.title.en)” is not given by administrators.")
    case .held: Wording("账户已有此角色。", "The account has this role already.")
    case .notHeld: Wording("账户没有此角色。", "The account does not have this role.")
    case .fromProvider:
      Wording(
        "此角色由身份提供方给出，请在提供方变更，或停用账户。",
        "The provider gives this role at every sign-in; change it there, or disable the account.")
    case .tooMany(let most): Wording("至多\(most)个。", "There can be \(most) at most.")
    case .until(let latest):
      {
        let day = NoticeValue.date(latest.beijing.date)
        return Wording(
          "期限须在现在之后，至迟\(day.text(.zh))。",
          "The end must be later than now and not after \(day.text(.en)).")
      }()
    case .lastClerk:
      Wording(
        "单位须至少有一名经办人，请先增加或交接。",
        "A unit has at least one clerk; add another or hand over first.")
    case .otherDocument:
      Wording(
        "两人核验的证件种类须一致；不一致的，请当面重新核对，否决此提议后重新提议。",
        "Both officers have to have seen the same kind of document. If they have not, look again with the person, reject this proposal and make a new one."
      )
    case .invitation:
      Wording(
        "邀请码有误或已失效，请核对，或请对方重新邀请。",
        "The invitation is mistyped or over; check it, or ask for a new one.")
    case .tooManySessions(let most):
      Wording(
        "至多同时\(most)个，请先在“登录的设备”中退出一个。",
        "There can be \(most) at a time; end one among the devices that are signed in.")
    case .ofProgram:
      Wording(
        "程序令牌只能以制作时的身份使用，不能切换身份，也不能核验身份；请本人在浏览器中办理。",
        "A program’s token holds for the role in which it was made; it chooses no other and proves nothing. Do this yourself in a browser."
      )
    }
  }

  /// The name of the field whose mistake it is, in forms that have it; `nil` for what is no mistake.
  package var field: String? {
    switch self {
    case .until: "until"
    case .invitation: "code"
    case .scope: "scope"
    default: nil
    }
  }

  package var article: Article {
    switch self {
    case .permission(let refusal): refusal.article
    case .lifecycle(let refusal): refusal.article
    case .stepUp, .otherIdentity, .lowerLevel: Article(document: "PLATFORM", place: "实人认证")
    case .proposal, .otherDocument: Article(document: "PLATFORM", place: "双人办理")
    case .locked, .ofProgram, .tooManySessions: Article(document: "PLATFORM", place: "账户安全")
    case .disabled, .notInvited, .noRole, .conflict, .scope, .notGrantable, .held, .notHeld,
      .fromProvider:
      Article(document: "PLATFORM", place: "三员分立")
    case .tooMany, .until, .lastClerk, .invitation: Article(document: "PLATFORM", place: "委托")
    }
  }
}
