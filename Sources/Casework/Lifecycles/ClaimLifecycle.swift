package import Policy

/// One fact that an applicant files for an indicator (填报项), with its verification, re-check and appeal.
package enum ClaimLifecycle: Lifecycle {
  package enum Status: String, CaseIterable, Hashable, Sendable {
    /// 未送审
    case draft
    /// 待审核: neither edited nor deleted.
    case pending
    /// 有效
    case valid
    /// 无效
    case invalid
    /// 复查中
    case rechecking
    /// 申诉中
    case appealing
    /// 已删除
    case deleted
  }

  package enum Step: String, CaseIterable, Hashable, Sendable {
    case file, edit, delete, send, queue, findValid, findInvalid, requestRecheck, appeal
  }

  package static let title = Wording("填报项", "Claim")
  private static let filing = Article(document: "MANUAL-2019", place: "指标填报")
  private static let recheck = Article(document: "MANUAL-2019", place: "指标复查")
  private static let query = Article(document: "QA-2020", place: "问11 表")

  package static func title(of status: Status) -> Wording {
    switch status {
    case .draft: Wording("未送审", "draft")
    case .pending: Wording("待审核", "pending")
    case .valid: Wording("有效", "valid")
    case .invalid: Wording("无效", "invalid")
    case .rechecking: Wording("复查中", "in re-check")
    case .appealing: Wording("申诉中", "in appeal")
    case .deleted: Wording("已删除", "deleted")
    }
  }

  package static func title(of step: Step) -> Wording {
    switch step {
    case .file: Wording("填报", "file")
    case .edit: Wording("修改", "edit")
    case .delete: Wording("删除", "delete")
    case .send: Wording("送审", "send for verification")
    case .queue: Wording("转人工审核", "pass to people")
    case .findValid: Wording("审核有效", "find valid")
    case .findInvalid: Wording("审核无效", "find invalid")
    case .requestRecheck: Wording("提起复查", "request a re-check")
    case .appeal: Wording("提出申诉", "appeal")
    }
  }

  package static func isEnd(_ status: Status) -> Bool { status == .deleted }

  package static func apply(
    _ step: Step, to status: Status?
  ) throws(LifecycleRefusal) -> Transition<Status> {
    switch (status, step) {
    case (nil, .file): Transition(.draft, "ClaimFiled")
    case (nil, .edit), (nil, .delete), (nil, .send), (nil, .queue), (nil, .findValid),
      (nil, .findInvalid), (nil, .requestRecheck), (nil, .appeal):
      throw LifecycleRefusal("尚未填报。", "Nothing has been filed.", filing)
    case (.draft, .edit), (.valid, .edit), (.invalid, .edit): Transition(.draft, "ClaimEdited")
    case (.draft, .delete), (.valid, .delete), (.invalid, .delete):
      Transition(.deleted, "ClaimDeleted")
    case (.draft, .send): Transition(.pending, "ClaimSent")
    case (.draft, .queue), (.draft, .findValid), (.draft, .findInvalid):
      throw LifecycleRefusal("尚未送审。", "It has not been sent for verification.", filing)
    case (.draft, .requestRecheck), (.draft, .appeal), (.pending, .requestRecheck),
      (.pending, .appeal):
      throw LifecycleRefusal(
        "审核结果无效的填报项方可复查或申诉。", "There is no result yet to be re-checked or appealed against.",
        recheck)
    case (.pending, .edit), (.pending, .delete), (.pending, .send):
      throw LifecycleRefusal(
        "待审核期间不能修改或删除。", "While it is being verified it can be neither edited nor deleted.", filing)
    case (.pending, .queue): Transition(.pending, "ClaimQueued")
    case (.pending, .findValid), (.rechecking, .findValid), (.appealing, .findValid):
      Transition(.valid, "ClaimFoundValid")
    case (.pending, .findInvalid), (.rechecking, .findInvalid), (.appealing, .findInvalid):
      Transition(.invalid, "ClaimFoundInvalid")
    case (.valid, .send), (.valid, .queue), (.valid, .findValid), (.valid, .findInvalid),
      (.invalid, .send), (.invalid, .queue), (.invalid, .findValid), (.invalid, .findInvalid):
      throw LifecycleRefusal(
        "已有审核结果；修改后可重新送审。", "There is a result; edit it to send it again.", filing)
    case (.valid, .requestRecheck), (.valid, .appeal):
      throw LifecycleRefusal(
        "审核结果有效，无需复查。", "It was found valid; nothing needs a re-check.", recheck)
    case (.invalid, .requestRecheck): Transition(.rechecking, "ClaimRecheckRequested")
    case (.invalid, .appeal): Transition(.appealing, "ClaimAppealed")
    case (.rechecking, .edit), (.rechecking, .delete), (.rechecking, .send):
      throw LifecycleRefusal(
        "复查期间不能修改或删除。", "While it is being re-checked it can be neither edited nor deleted.",
        recheck)
    case (.rechecking, .queue): Transition(.rechecking, "ClaimQueued")
    case (.rechecking, .requestRecheck), (.rechecking, .appeal):
      throw LifecycleRefusal("正在复查，请等待结果。", "It is being re-checked; wait for the result.", recheck)
    case (.appealing, .edit), (.appealing, .delete), (.appealing, .send):
      throw LifecycleRefusal(
        "申诉期间不能修改或删除。", "During an appeal it can be neither edited nor deleted.", query)
    case (.appealing, .queue): Transition(.appealing, "ClaimQueued")
    case (.appealing, .requestRecheck), (.appealing, .appeal):
      throw LifecycleRefusal(
        "正在申诉，请等待结果。", "The appeal is being looked at; wait for the result.", query)
    case (.draft, .file), (.pending, .file), (.valid, .file), (.invalid, .file),
      (.rechecking, .file),
      (.appealing, .file):
      throw LifecycleRefusal(
        "此填报项已存在，请另行填报。", "This claim is there already; file another.", filing)
    case (.deleted, _):
      throw LifecycleRefusal("填报项已删除，请另行填报。", "The claim is deleted; file another.", filing)
    }
  }
}
