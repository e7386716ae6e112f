package import Policy

/// How somebody stands to a case (与案卷的关系). Several can hold at once; an officer may be assigned to a colleague of a unit of
/// their own.
package enum Relation: String, CaseIterable, Hashable, Sendable {
  /// 本人: the case is about them, or they help whom it is about (familyHelper), or a proposal is theirs.
  case own
  /// 本单位: it is about their employer, or about somebody there.
  case ownUnit
  /// 经办: it was given to them, or taken by them from the queue.
  case assigned
  /// 管辖范围内: the district of a window, the employers of a supervising unit, the whole city for city staff and auditors.
  case jurisdiction
  /// 无特定案卷: no case at hand: a list, a plan, a new matter.
  case none
  /// 他人的或不存在的: the case has nothing to do with them, or there is none; the answer is the same.
  case foreign
}

/// Whether somebody may do something (权限判断), with the article of the act.
package enum Permission: Hashable, Sendable {
  case allowed(Article)
  /// Proposed by one person, confirmed by another.
  case withSecondPerson(Article)
  case refused(PermissionRefusal)
}

/// Why somebody may not (权限拒绝).
package struct PermissionRefusal: Error, Hashable, Sendable {
  package enum Reason: String, CaseIterable, Hashable, Sendable {
    /// 非本角色职责
    case notForRole
    /// 无此事项或非本人经办: says as little about another's case as about none.
    case notYours
    /// 须由申请人本人办理
    case applicantOnly
    /// 仅限查证人员
    case handlerOnly
    /// 本人事项回避
    case ownCase
    /// 本单位事项回避
    case ownUnit

    /// Whether it holds even when another relation would allow the act: nobody decides about themselves or
    /// their own unit.
    var isSeparation: Bool {
      switch self {
      case .ownCase, .ownUnit: true
      case .notForRole, .notYours, .applicantOnly, .handlerOnly: false
      }
    }
  }

  package var reason: Reason
  package var article: Article

  package init(reason: Reason, article: Article) {
    self.reason = reason
    self.article = article
  }

  package var wording: Wording {
    switch reason {
    case .notForRole:
      Wording("此事项不由您当前的角色办理。", "The role in which you are signed in does not do this.")
    case .notYours:
      Wording("没有找到可由您办理的事项。", "There is no such matter that you can act on.")
    case .applicantOnly:
      Wording("此事项须由申请人本人办理。", "Only the applicant can do this.")
    case .handlerOnly:
      Wording("举报人信息仅限负责查证的人员查看。", "Only the officer who handles the report sees who reported.")
    case .ownCase:
      Wording("本人的事项应当回避，请由他人办理。", "Nobody decides about themselves; somebody else has to do this.")
    case .ownUnit:
      Wording(
        "本单位的事项应当回避，请由他人办理。",
        "Nobody decides about their own unit; somebody else has to do this.")
    }
  }
}
