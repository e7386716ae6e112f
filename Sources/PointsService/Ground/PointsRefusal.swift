package import Casework
package import Policy

/// Why an act of points-based settlement was not done (不予办理): in both languages, with its article. Malformed input is
/// `Problems`; a dossier that moved on meanwhile, ``StoreFailure/conflict(_:current:)``.
package enum PointsRefusal: Error, Hashable, Sendable {
  /// Not this person's to do; foreign and unknown cases read the same.
  case permission(PermissionRefusal)
  /// Not before they have proved again who they are (再次核验身份).
  case stepUp(StepUp)
  /// Not in this stage: which one allows it, and when.
  case stage(StageRefusal, Article)
  /// Not as the thing stands.
  case lifecycle(LifecycleRefusal)
  /// The act takes two people.
  case proposal(ProposalRefusal)
  /// A rule of its own, and what it says of this case.
  case rule(Rule, Wording?)

  /// A refusal without more to say than its rule.
  static func rule(_ rule: Rule) -> PointsRefusal { .rule(rule, nil) }

  /// A name for programs: `permission`, `stepUp`, `stage`, `state`, `proposal`, or the rule's.
  package var code: String {
    switch self {
    case .permission: "permission"
    case .stepUp: "stepUp"
    case .stage: "stage"
    case .lifecycle: "state"
    case .proposal: "proposal"
    case .rule(let rule, _): rule.rawValue
    }
  }

  /// What is refused, why, and what can be done instead.
  package var wording: Wording {
    switch self {
    case .permission(let refusal): return refusal.wording
    case .stepUp(let step): return step.wording
    case .stage(let refusal, _): return refusal.wording
    case .lifecycle(let refusal): return refusal.reason
    case .proposal(let refusal): return refusal.wording
    case .rule(let rule, let detail):
      guard let detail else { return rule.wording }
      return Wording(rule.wording.zh + detail.zh, rule.wording.en + " " + detail.en)
    }
  }

  /// Where that is written.
  package var article: Article {
    switch self {
    case .permission(let refusal): refusal.article
    case .stepUp: Article(document: "PLATFORM", place: "实人认证")
    case .stage(_, let article): article
    case .lifecycle(let refusal): refusal.article
    case .proposal(.permission(let refusal)): refusal.article
    case .proposal(.lifecycle(let refusal)): refusal.article
    case .proposal: Article(document: "PLATFORM", place: "双人办理")
    case .rule(let rule, _): rule.article
    }
  }
}

/// The rules of this service that are neither permission, stage nor lifecycle (业务规则).
package enum Rule: String, CaseIterable, Hashable, Sendable {
  /// 没有开启的年度
  case noCycle
  /// 年度已结束
  case cycleExists
  /// 另一年度尚未完成排名
  case cycleRunning
  /// 已开启更晚的年度
  case cycleOlder
  /// 年度的申报阶段已过
  case cycleOver
  /// 账户没有身份信息
  case identityMissing
  /// 登记信息暂不可用
  case registryUnavailable
  /// 非本法人
  case otherEntity
  /// 未上传证照
  case evidenceNeeded
  /// 凭证不可用
  case evidenceUnfit
  /// 登记信息仍不符合
  case unitObstacle
  /// 没有此注册码
  case codeUnknown
  /// 输错次数过多
  case codeAttempts
  /// 单位未激活
  case unitInactive
  /// 参保单位不一致
  case payerDiffers
  /// 本人另一账户已发起关联
  case otherAccount
  /// 未校验资格条件
  case eligibilityUnchecked
  /// 不符合资格条件
  case notEligible
  /// 失信禁入期内
  case personBarred
  /// 没有可提异议的校验结果
  case nothingToDispute
  /// 单位尚未确认关联
  case notAssociated
  /// 承诺书已更新
  case undertakingChanged
  /// 尚未作出全部承诺
  case undertakingMissing
  /// 办理期限已过
  case clockOver
  /// 须填写处理意见
  case remarkNeeded
  /// 提议的事项已变化
  case proposalOutdated
  /// 同一事项已有提议
  case proposalExists
  /// 没有此申请
  case nothingThere

  /// What is refused and what can be done.
  package var wording: Wording {
    switch self {
    case .noCycle:
      Wording("现在没有开启的申报年度。", "No cycle is open now.")
    case .cycleExists:
      Wording("该年度已结束，日程不能再改。", "The cycle has been closed; its timetable is fixed.")
    case .cycleRunning:
      Wording(
        "另一年度的申报、复核或排名尚未结束，此时开启会使该年度无法办理；请待其完成排名，或先结束该年度。",
        "Another cycle is still being filed, reviewed or ranked and could not go on; wait for its ranking, or close it first."
      )
    case .cycleOlder:
      Wording(
        "已开启更晚的年度，不能再开启此前的年度。", "A later cycle is open; an earlier one cannot be opened any more.")
    case .cycleOver:
      Wording(
        "该年度的申报阶段已经过去，请先重新编制日程。",
        "Filing in this cycle would be over already; make its timetable anew.")
    case .identityMissing:
      Wording(
        "账户没有经核实的姓名和身份证号码，请通过统一身份认证重新登录。",
        "The account has no verified name and identity number; sign in again through the identity provider."
      )
    case .registryUnavailable:
      Wording(
        "登记信息暂时查询不到，请稍后再试；已提交的内容没有丢失。",
        "The registry does not answer now; try again later. Nothing that was sent is lost.")
    case .otherEntity:
      Wording(
        "统一社会信用代码与登录的法人不一致，只能为登录的法人办理。",
        "The credit code is not that of the legal entity that you signed in for.")
    case .evidenceNeeded:
      Wording(
        "请先上传单位证照（载有18位统一社会信用代码，合并为一个不超过1M的PDF）。",
        "Upload the unit’s certificates first: they show the credit code, as one PDF of at most 1 MB."
      )
    case .evidenceUnfit:
      Wording(
        "所附凭证不存在、不属于本事项或未通过查验，请重新上传。",
        "The evidence does not exist, belongs to another matter or was not accepted; upload it again."
      )
    case .unitObstacle:
      Wording("单位登记信息不符合要求。", "The unit’s registration does not allow it.")
    case .codeUnknown:
      Wording(
        "没有单位使用此注册码，请向单位经办人核对。",
        "No unit has this code; ask the unit’s clerk for it.")
    case .codeAttempts:
      Wording(
        "24小时内输错注册码已达10次，请向单位经办人核对注册码。",
        "Ten wrong codes within 24 hours; ask the unit’s clerk for the code.")
    case .unitInactive:
      Wording(
        "该单位本年度尚未确认单位信息，注册码暂不能使用，请联系单位经办人。",
        "The unit has not confirmed its data for this cycle, so its code does not work yet; ask its clerk."
      )
    case .payerDiffers:
      Wording(
        "登记显示您的社会保险由另一单位缴纳，与该单位关联可能影响申报；确认无误的，可在知情后提交。",
        "By the registry another unit pays your insurance, which may harm your application; send it knowingly if it is right."
      )
    case .otherAccount:
      Wording(
        "您已用本人的另一账户在本年度发起关联；每人每年度只能有一个关联，请用该账户办理。",
        "You have asked for an association in this cycle with another account of yours; there is one for each person, so go on with that account."
      )
    case .eligibilityUnchecked:
      Wording("请先校验资格条件。", "Check your eligibility first.")
    case .notEligible:
      Wording(
        "资格条件校验未通过，不能继续申报；如有异议，可向区窗口提出。",
        "Your eligibility was not confirmed, so you cannot go on; you may dispute it with the district window."
      )
    case .personBarred:
      Wording(
        "申请人在失信禁入期内，不能申报积分落户。",
        "The applicant is barred for dishonesty and cannot apply for settlement.")
    case .nothingToDispute:
      Wording("没有可提异议的校验结果。", "There is no answer that could be disputed.")
    case .notAssociated:
      Wording("单位确认关联后方可继续。", "Go on after the unit has confirmed the association.")
    case .undertakingChanged:
      Wording(
        "承诺书文本已更新，请阅读现行文本后再确认。", "The text has changed; read the one in force, then accept it.")
    case .undertakingMissing:
      Wording("请先阅读并作出全部承诺。", "Read and accept all undertakings first.")
    case .clockOver:
      Wording(
        "办理期限已过，不能再中止计时要求补充，请作出处理决定。",
        "The time for it is over, so that nobody can be made to wait for more; decide.")
    case .remarkNeeded:
      Wording("请填写处理意见，告知对方原因。", "Give the reason, so that the other side knows why.")
    case .proposalOutdated:
      Wording("提议的事项此后已有变化，请重新提议。", "What was proposed about has changed since; propose it again.")
    case .proposalExists:
      Wording(
        "同一事项已有提议在等待第二人确认。请先确认、否决或撤回它，再另行提议。",
        "The same is proposed already and waits for a second person. Confirm, reject or take it back before you propose it again."
      )
    case .nothingThere:
      Wording("没有找到可办理的内容。", "There is nothing to act on.")
    }
  }

  /// The name of the field whose mistake it is, in forms that have it; `nil` for what is no mistake.
  package var field: String? {
    switch self {
    case .codeUnknown: "unitCode"
    case .otherEntity: "creditCode"
    case .nothingThere: "identityNumber"
    default: nil
    }
  }

  /// Where it is written.
  package var article: Article {
    let (document, place) =
      switch self {
      case .noCycle, .cycleExists, .cycleRunning, .cycleOlder, .cycleOver: ("TRIAL-2018", "第三条")
      case .identityMissing: ("PLATFORM", "实人认证")
      case .registryUnavailable: ("PLATFORM", "登记信息")
      case .otherEntity: ("MANUAL-2019", "注册关联 一")
      case .evidenceNeeded: ("MANUAL-2019", "注册关联 二2")
      case .evidenceUnfit: ("PLATFORM", "凭证")
      case .unitObstacle: ("MANUAL-2019", "注册关联 二1")
      case .codeUnknown: ("MANUAL-2019", "注册关联 五1")
      case .codeAttempts: ("PLATFORM", "单位注册码")
      case .unitInactive: ("MANUAL-2019", "注册关联 二3")
      case .payerDiffers: ("MANUAL-2019", "注册关联 五 注意①")
      case .otherAccount: ("MANUAL-2019", "注册关联 五 注意②")
      case .eligibilityUnchecked, .notEligible: ("MANUAL-2019", "注册关联 四")
      case .personBarred: ("TRIAL-2018", "第十五条")
      case .nothingToDispute: ("MANUAL-2019", "资格条件")
      case .notAssociated, .undertakingChanged, .undertakingMissing: ("MANUAL-2019", "注册关联 六")
      case .clockOver: ("PLATFORM", "计时")
      case .remarkNeeded: ("MANUAL-2019", "注册关联 五2")
      case .proposalOutdated, .proposalExists: ("PLATFORM", "双人办理")
      case .nothingThere: ("PLATFORM", "案卷")
      }
    return Article(document: document, place: place)
  }
}
