package import Policy

/// What somebody hands in as evidence (凭证): taken in or refused by the platform, then accepted or rejected by a person.
package enum EvidenceLifecycle: Lifecycle {
  package enum Status: String, CaseIterable, Hashable, Sendable {
    /// 已收到: durable, and counts as handed in; the scanner has not answered yet.
    case received
    /// 已查验: type, size and content are what they should be.
    case inspected
    /// 未接收: not the files that are accepted, or malware; no person has judged them.
    case refused
    /// 已采信
    case accepted
    /// 未采信
    case rejected
    /// 已撤回
    case withdrawn
    /// 已删除: its secret is gone, and with it the file; what happened stays.
    case erased
  }

  package enum Step: String, CaseIterable, Hashable, Sendable {
    case receive, inspect, refuse, accept, reject, withdraw, erase
  }

  package static let title = Wording("凭证", "Evidence")
  private static let article = Article(document: "PLATFORM", place: "凭证")
  private static let erasure = Article(document: "PIPL", place: "第四十七条")

  package static func title(of status: Status) -> Wording {
    switch status {
    case .received: Wording("已收到", "received")
    case .inspected: Wording("已查验", "inspected")
    case .refused: Wording("未接收", "refused")
    case .accepted: Wording("已采信", "accepted")
    case .rejected: Wording("未采信", "rejected")
    case .withdrawn: Wording("已撤回", "withdrawn")
    case .erased: Wording("已删除", "erased")
    }
  }

  package static func title(of step: Step) -> Wording {
    switch step {
    case .receive: Wording("收取", "receive")
    case .inspect: Wording("查验", "inspect")
    case .refuse: Wording("不予接收", "refuse")
    case .accept: Wording("采信", "accept")
    case .reject: Wording("不采信", "reject")
    case .withdraw: Wording("撤回", "withdraw")
    case .erase: Wording("删除", "erase")
    }
  }

  package static func isEnd(_ status: Status) -> Bool { status == .erased }

  package static func apply(
    _ step: Step, to status: Status?
  ) throws(LifecycleRefusal) -> Transition<Status> {
    switch (status, step) {
    case (nil, .receive): Transition(.received, "EvidenceReceived")
    case (nil, .refuse), (.received, .refuse): Transition(.refused, "EvidenceRefused")
    case (nil, .inspect), (nil, .accept), (nil, .reject), (nil, .withdraw), (nil, .erase):
      throw LifecycleRefusal("尚未收到凭证。", "No evidence has been received.", article)
    case (.received, .inspect): Transition(.inspected, "EvidenceInspected")
    case (.received, .accept):
      throw LifecycleRefusal("凭证尚未查验。", "The evidence has not been inspected.", article)
    case (.inspected, .accept): Transition(.accepted, "EvidenceAccepted")
    case (.received, .reject), (.inspected, .reject): Transition(.rejected, "EvidenceRejected")
    case (.received, .withdraw), (.inspected, .withdraw):
      Transition(.withdrawn, "EvidenceWithdrawn")
    case (.received, .erase), (.inspected, .erase):
      throw LifecycleRefusal(
        "凭证仍在办理中，请先撤回。", "The evidence is in use; withdraw it first.", erasure)
    case (.accepted, .erase), (.rejected, .erase), (.refused, .erase), (.withdrawn, .erase):
      Transition(.erased, "EvidenceErased")
    case (.inspected, .inspect), (.inspected, .refuse):
      throw LifecycleRefusal("凭证已查验。", "The evidence has been inspected.", article)
    case (.accepted, .inspect), (.accepted, .refuse), (.accepted, .accept), (.accepted, .reject),
      (.accepted, .withdraw), (.rejected, .inspect), (.rejected, .refuse), (.rejected, .accept),
      (.rejected, .reject), (.rejected, .withdraw):
      throw LifecycleRefusal(
        "凭证已有结论，如有不同请提交新的凭证。", "The evidence has been judged; hand in new evidence instead.",
        article)
    case (.refused, .inspect), (.refused, .refuse), (.refused, .accept), (.refused, .reject),
      (.refused, .withdraw):
      throw LifecycleRefusal(
        "文件未被接收，请按说明重新提交。", "The files were not accepted; hand in others as explained.",
        article)
    case (.withdrawn, .inspect), (.withdrawn, .refuse), (.withdrawn, .accept),
      (.withdrawn, .reject),
      (.withdrawn, .withdraw):
      throw LifecycleRefusal("凭证已撤回。", "The evidence has been withdrawn.", article)
    case (.received, .receive), (.inspected, .receive), (.refused, .receive), (.accepted, .receive),
      (.rejected, .receive), (.withdrawn, .receive):
      throw LifecycleRefusal(
        "此凭证已收到，请作为新的凭证提交。", "This evidence is there already; hand in new evidence.", article)
    case (.erased, _):
      throw LifecycleRefusal("凭证已删除。", "The evidence has been erased.", erasure)
    }
  }
}
