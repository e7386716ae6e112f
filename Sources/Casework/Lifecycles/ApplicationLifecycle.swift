package import Policy

/// A person's application of one cycle (申报): opened with the check of eligibility, undertakings accepted, basic
/// information filled in.
package enum ApplicationLifecycle: Lifecycle {
  package enum Status: String, CaseIterable, Hashable, Sendable {
    /// 已开立: eligibility was asked for.
    case opened
    /// 已承诺
    case undertaken
    /// 填报中
    case filling
    /// 已结束: the cycle is over.
    case closed
  }

  package enum Step: String, CaseIterable, Hashable, Sendable {
    case open, check, accept, undertake, editBasics, dispute, answerDispute, close
  }

  package static let title = Wording("申报", "Application")
  private static let eligibility = Article(document: "MANUAL-2019", place: "注册关联 四")
  private static let undertaking = Article(document: "MANUAL-2019", place: "注册关联 六")

  package static func title(of status: Status) -> Wording {
    switch status {
    case .opened: Wording("已开立", "opened")
    case .undertaken: Wording("已承诺", "undertaken")
    case .filling: Wording("填报中", "being filled in")
    case .closed: Wording("已结束", "closed")
    }
  }

  package static func title(of step: Step) -> Wording {
    switch step {
    case .open: Wording("开立", "open")
    case .check: Wording("校验资格条件", "check eligibility")
    case .accept: Wording("作出承诺", "accept an undertaking")
    case .undertake: Wording("承诺齐全", "complete the undertakings")
    case .editBasics: Wording("填写基础信息", "edit basic information")
    case .dispute: Wording("提出资格异议", "dispute the eligibility")
    case .answerDispute: Wording("答复资格异议", "answer the dispute")
    case .close: Wording("年度结束", "close the cycle")
    }
  }

  package static func isEnd(_ status: Status) -> Bool { status == .closed }

  package static func apply(
    _ step: Step, to status: Status?
  ) throws(LifecycleRefusal) -> Transition<Status> {
    guard let status else {
      guard step == .open else {
        throw LifecycleRefusal("请先校验资格条件。", "Check your eligibility first.", eligibility)
      }
      return Transition(.opened, "ApplicationOpened")
    }
    if status == .closed {
      throw LifecycleRefusal("本年度申报已结束。", "The application’s cycle is over.", eligibility)
    }
    switch step {
    case .open:
      throw LifecycleRefusal("申报已开立。", "The application is open.", eligibility)
    case .check: return Transition(status, "EligibilityChecked")
    case .dispute: return Transition(status, "EligibilityDisputed")
    case .answerDispute: return Transition(status, "EligibilityDisputeAnswered")
    case .accept: return Transition(status, "UndertakingAccepted")
    case .undertake:
      switch status {
      case .opened: return Transition(.undertaken, "UndertakingsCompleted")
      case .undertaken, .filling, .closed:
        throw LifecycleRefusal("已作出全部承诺。", "All undertakings are accepted.", undertaking)
      }
    case .editBasics:
      switch status {
      case .undertaken, .filling: return Transition(.filling, "BasicsEdited")
      case .opened, .closed:
        throw LifecycleRefusal(
          "请先阅读并作出全部承诺。", "Read and accept all undertakings first.", undertaking)
      }
    case .close: return Transition(.closed, "ApplicationClosed")
    }
  }
}
