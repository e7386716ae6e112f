package import Casework
import Policy
import Units

/// What people are told in points-based settlement (业务通知). The installation's table has them beside the common ones.
package enum PointsNotices {
  /// All of them.
  package static let all: [NoticeText] = [
    unitRegistered, unitRefused, unitDeclined, unitDisputeAnswered, unitBarred,
    unitBarDoubted, unitBarLifted, unitCancelled,
    personBarred, personBarLifted,
    unitCodeRotated, unitContactChanged, confirmationExpired, associationRequested,
    associationConfirmed,
    associationRejected, associationCancelled, associationReturned, associationPayerDiffers,
    associationEnded, associationRestored, associationClosed, eligibilityChecked, disputeQuestioned,
    disputeSupplemented,
    eligibilityDisputeAnswered, proposalWaits, proposalDecided, basicsByHelper,
  ]

  static let unitRegistered = NoticeText(
    "points.unitRegistered",
    title: Wording("单位注册已通过", "The unit is registered"),
    body: Wording(
      "您经办的单位（编号{case}）已通过登记核验，请登录确认本年度信息并激活注册码。",
      "The registry confirmed the unit that you act for (no. {case}). Sign in to confirm its data for this cycle and get its code."
    ))
  static let unitRefused = NoticeText(
    "points.unitRefused",
    title: Wording("单位注册未通过", "The unit was not registered"),
    body: Wording(
      "您经办的单位（编号{case}）未通过登记核验，原因可登录查看；如登记有误，可上传证照提出异议。",
      "The unit that you act for (no. {case}) was refused by the registry’s data. Sign in to read why; you may dispute it with certificates."
    ))
  static let unitDeclined = NoticeText(
    "points.unitDeclined",
    title: Wording("单位年度确认未通过", "The unit could not be confirmed"),
    body: Wording(
      "您经办的单位（编号{case}）在确认本年度信息时未通过登记核验，注册码不能使用。原因可登录查看；如登记有误，可上传证照提出异议。",
      "When the unit that you act for (no. {case}) was confirmed for this cycle, the registry’s data refused it, so its code does not work. Sign in to read why; you may dispute it with certificates."
    ))
  static let unitDisputeAnswered = NoticeText(
    "points.unitDisputeAnswered",
    title: Wording("单位资格异议已有结论", "The unit’s dispute was decided"),
    body: Wording(
      "您经办的单位的资格异议（编号{case}）：{result}。意见可登录查看。",
      "The dispute of the unit that you act for (no. {case}): {result}. Sign in to read the window’s answer."
    ))
  static let unitBarred = NoticeText(
    "points.unitBarred",
    title: Wording("单位被禁入", "The unit is barred"),
    body: Wording(
      "您经办的单位（编号{case}）自即日起至{until}（含当日）不能办理积分落户业务，可登录查看理由、提出异议。",
      "The unit that you act for (no. {case}) is barred from points-based settlement through {until}. Sign in to read why and to dispute it."
    ))
  static let unitBarDoubted = NoticeText(
    "points.unitBarDoubted",
    title: Wording("区窗口认为单位禁入有误", "The window finds a unit’s bar wrong"),
    body: Wording(
      "编号{case}的单位对禁入提出的异议，区窗口认定成立；禁入须由两名管理员解除，请登录处理。",
      "The district window upheld the dispute of unit {case} about its bar. Two administrators have to lift it: sign in and decide."
    ))
  static let unitBarLifted = NoticeText(
    "points.unitBarLifted",
    title: Wording("单位禁入已解除", "The unit’s bar is over"),
    body: Wording(
      "您经办的单位（编号{case}）禁入已解除，请登录确认本年度信息。",
      "The bar of the unit that you act for (no. {case}) is over. Sign in to confirm its data for this cycle."
    ))
  static let personBarred = NoticeText(
    "points.personBarred",
    title: Wording("失信处理决定", "You are barred"),
    body: Wording(
      "因失信行为，您自即日起至{until}不能申报积分落户，待确认的关联申请已退回。理由可登录查看。",
      "For dishonesty you are barred from points-based settlement through {until}; a request that waited was returned. Sign in to read why."
    ))
  static let personBarLifted = NoticeText(
    "points.personBarLifted",
    title: Wording("失信禁入已结束", "Your bar is over"),
    body: Wording("您的失信禁入已解除或期满，可以申报。", "Your bar is lifted or over; you may apply again."))
  static let unitCancelled = NoticeText(
    "points.unitCancelled",
    title: Wording("单位登记已注销", "The unit is cancelled in the registry"),
    body: Wording(
      "登记信息显示您经办的单位（编号{case}）已注销；如有误，可登录提出异议。",
      "By the registry the unit that you act for (no. {case}) is cancelled. Sign in to dispute it if that is wrong."
    ))
  static let confirmationExpired = NoticeText(
    "points.confirmationExpired",
    title: Wording("{cycle}年度需确认单位信息", "Cycle {cycle}: confirm the unit’s data"),
    body: Wording(
      "{cycle}年度已开启，请登录确认您经办的单位（编号{case}）的信息；确认后原注册码继续有效。",
      "Cycle {cycle} is open. Confirm the data of the unit that you act for (no. {case}); its code then works as before."
    ))
  static let associationRequested = NoticeText(
    "points.associationRequested",
    title: Wording("有新的关联申请", "An association was requested"),
    body: Wording(
      "您经办的单位（编号{case}）收到新的关联申请，请登录核实是否为本单位员工。未读此消息前，当天不再重复通知。",
      "New requests wait at the unit that you act for (no. {case}): sign in and say whether the applicants work for it. Until you read this, you are not told again on the same day."
    ))
  static let unitCodeRotated = NoticeText(
    "points.unitCodeRotated",
    title: Wording("单位注册码已更换", "The unit’s code was replaced"),
    body: Wording(
      "您经办的单位（编号{case}）的注册码已由一名经办人更换，原注册码不能再用；已发起和已确认的关联不受影响。请将新注册码告知员工。",
      "A clerk replaced the code of the unit that you act for (no. {case}), and the old one works no more; requests and confirmed associations stay. Give colleagues the new code."
    ))
  static let unitContactChanged = NoticeText(
    "points.unitContactChanged",
    title: Wording("单位联系人已变更", "The unit’s contact was changed"),
    body: Wording(
      "您经办的单位（编号{case}）的联系人信息已由一名经办人变更，请登录核对。",
      "A clerk changed the contact of the unit that you act for (no. {case}). Sign in and look it over."
    ))
  static let associationConfirmed = NoticeText(
    "points.associationConfirmed",
    title: Wording("单位已确认关联", "The unit confirmed the association"),
    body: Wording(
      "编号{case}的关联已由单位确认，本年度不能更改；请登录阅读承诺书后继续申报。",
      "The unit confirmed association {case}, fixed for the cycle. Sign in, read the undertakings and go on."
    ))
  static let associationRejected = NoticeText(
    "points.associationRejected",
    title: Wording("单位未通过关联", "The unit rejected the association"),
    body: Wording(
      "编号{case}的关联申请未通过，处理意见可登录查看；核对注册码后可重新发起。",
      "Association {case} was rejected. Sign in to read why; check the code and request it again."))
  static let associationCancelled = NoticeText(
    "points.associationCancelled",
    title: Wording("关联申请已撤回", "A request was taken back"),
    body: Wording(
      "编号{case}的关联申请已由申请人撤回。", "The applicant took back request {case}."))
  static let associationReturned = NoticeText(
    "points.associationReturned",
    title: Wording("关联申请已退回", "Your request was returned"),
    body: Wording(
      "编号{case}的关联申请因该单位现不能办理业务而退回，可与缴纳社会保险的单位重新关联。",
      "Request {case} was returned, since that unit cannot act now. You may associate with the unit that pays your insurance."
    ))
  static let associationPayerDiffers = NoticeText(
    "points.associationPayerDiffers",
    title: Wording("参保单位与关联单位不一致", "Another unit pays your insurance"),
    body: Wording(
      "登记信息显示，您的社会保险不由编号{case}关联的单位缴纳，可能影响申报；单位尚未确认的，可撤回后与缴纳社会保险的单位重新关联。",
      "By the registry your insurance is paid by another unit than that of association {case}, which may harm your application. Until the unit confirms, you can take it back and ask the unit that pays."
    ))
  static let associationEnded = NoticeText(
    "points.associationEnded",
    title: Wording("关联已终止", "The association has ended"),
    body: Wording(
      "编号{case}的关联因登记离职而终止。", "Association {case} ended, since leaving was recorded."))
  static let associationRestored = NoticeText(
    "points.associationRestored",
    title: Wording("关联已恢复", "The association goes on"),
    body: Wording(
      "编号{case}的离职登记已由单位撤销，关联继续有效。",
      "The unit took back that leaving was recorded; association {case} goes on."))
  static let associationClosed = NoticeText(
    "points.associationClosed",
    title: Wording("{cycle}年度关联已结束", "The associations of cycle {cycle} are over"),
    body: Wording(
      "{cycle}年度已结束，编号{case}的关联随之终止。",
      "Cycle {cycle} is over, and association {case} with it."))
  static let eligibilityChecked = NoticeText(
    "points.eligibilityChecked",
    title: Wording("资格条件校验已有结果", "Your eligibility was checked"),
    body: Wording(
      "您的申报（编号{case}）资格条件校验：{result}。理由可登录查看。",
      "Eligibility of your application (no. {case}): {result}. Sign in to read the reasons."))
  static let disputeQuestioned = NoticeText(
    "points.disputeQuestioned",
    title: Wording("区窗口要求补充", "The district window asks for more"),
    body: Wording(
      "您提出的异议（编号{case}）需要补充说明或材料，补充前办理期限中止。要求可登录查看。",
      "The dispute that you filed (no. {case}) needs more from you; its clock stands still until then. Sign in to read what."
    ))
  static let disputeSupplemented = NoticeText(
    "points.disputeSupplemented",
    title: Wording("异议已补充", "A dispute was supplemented"),
    body: Wording(
      "您要求补充的编号{case}异议已有补充，办理期限继续计算。",
      "What you asked for in dispute {case} has come, and its clock goes on."))
  static let eligibilityDisputeAnswered = NoticeText(
    "points.eligibilityDisputeAnswered",
    title: Wording("资格异议已有结论", "Your dispute was decided"),
    body: Wording(
      "您的资格条件异议（编号{case}）：{result}。意见可登录查看。",
      "Your dispute about your eligibility (no. {case}): {result}. Sign in to read the window’s answer."
    ))
  static let proposalWaits = NoticeText(
    "points.proposalWaits",
    title: Wording("有提议等待您确认", "A proposal waits for you"),
    body: Wording(
      "编号{case}的提议（{act}）须由另一名管理员在{until}前确认或否决，逾期失效。",
      "Proposal {case} ({act}) has to be confirmed or rejected by another administrator before {until}, or it expires."
    ))
  static let proposalDecided = NoticeText(
    "points.proposalDecided",
    title: Wording("您的提议已有结果", "Your proposal was dealt with"),
    body: Wording(
      "编号{case}的提议：{result}。", "Proposal {case}: {result}."))

  static let basicsByHelper = NoticeText(
    "points.basicsByHelper",
    title: Wording("代填的亲属保存了您的基础信息", "Your family helper saved your basic information"),
    body: Wording(
      "代填的亲属保存了编号{case}申报的基础信息，请登录核对；不对的可以修改，也可以结束代填。",
      "Your family helper saved the basic information of application {case}. Sign in and look it over; you can change it, or end the help."
    ))

  /// Tells several accounts.
  static func tell(
    _ accounts: [Int64], _ text: NoticeText, _ values: [String: NoticeValue], about: DossierID,
    in unit: any CaseUnit
  ) throws {
    for account in accounts {
      try Notice.tell(PartyID(account: account), text, values, about: about, in: unit)
    }
  }
}
