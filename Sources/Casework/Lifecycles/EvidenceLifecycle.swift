package import Policy

/// A file that somebody hands in as evidence (凭证): taken in, inspected by the platform, accepted or refused by a person.
package enum EvidenceLifecycle: Lifecycle {
  package enum Status: String, CaseIterable, Hashable, Sendable {
    /// 已收到: durable, not looked at yet.
    case received
    /// 已查验: type, size and content are what they should be.
    case inspected
    /// 已采信
    case accepted
    /// 未采信
    case refused
    /// 已撤回
    case withdrawn
    /// 已删除: the file is gone, its fingerprint stays.
    case erased
  }

  package enum Step: String, CaseIterable, Hashable, Sendable {
    case receive, inspect, accept, refuse, withdraw, erase
  }

  package static let title = Wording("凭证", "Evidence")
  private static let article = Article(document: "PLATFORM", place: "凭证")
  private static let erasure = Article(document: "PIPL", place: "第四十七条")

  package static func title(of status: Status) -> Wording {
    switch status {
    case .received: Wording("已收到", "received")
    case .inspected: Wording("已查验", "inspected")
    case .accepted: Wording("已采信", "accepted")
    case .refused: Wording("未采信", "refused")
    case .withdrawn: Wording("已撤回", "withdrawn")
    case .erased: Wording("已删除", "erased")
    }
  }

  package static func title(of step: Step) -> Wording {
    switch step {
    case .receive: Wording("收取", "receive")
    case .inspect: Wording("查验", "inspect")
    case .accept: Wording("采信", "accept")
    case .refuse: Wording("不采信", "refuse")
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
    case (nil, .inspect), (nil, .accept), (nil, .refuse), (nil, .withdraw), (nil, .erase):
      throw LifecycleRefusal("尚未收到凭证。", "No evidence has been received.", article)
    case (.received, .inspect): Transition(.inspected, "EvidenceInspected")
    case (.received, .refuse), (.inspected, .refuse): Transition(.refused, "EvidenceRefused")
    case (.received, .accept):
      throw LifecycleRefusal("凭证尚未查验。", "The evidence has not been inspected.", article)
    case (.inspected, .accept): Transition(.accepted, "EvidenceAccepted")
    case (.received, .withdraw), (.inspected, .withdraw):
      Transition(.withdrawn, "EvidenceWithdrawn")
    case (.received, .erase), (.inspected, .erase):
      throw LifecycleRefusal(
        "凭证仍在办理中，请先撤回。", "The evidence is in use; withdraw it first.", erasure)
    case (.accepted, .erase), (.refused, .erase), (.withdrawn, .erase):
      Transition(.erased, "EvidenceErased")
    case (.inspected, .inspect):
      throw LifecycleRefusal("凭证已查验。", "The evidence has been inspected.", article)
    case (.accepted, .inspect), (.accepted, .accept), (.accepted, .refuse), (.accepted, .withdraw),
      (.refused, .inspect), (.refused, .accept), (.refused, .refuse), (.refused, .withdraw):
      throw LifecycleRefusal(
        "凭证已有结论，如有不同请提交新的凭证。", "The evidence has been judged; hand in new evidence instead.",
        article)
    case (.withdrawn, .inspect), (.withdrawn, .accept), (.withdrawn, .refuse),
      (.withdrawn, .withdraw):
      throw LifecycleRefusal("凭证已撤回。", "The evidence has been withdrawn.", article)
    case (.received, .receive), (.inspected, .receive), (.accepted, .receive), (.refused, .receive),
      (.withdrawn, .receive):
      throw LifecycleRefusal(
        "此凭证已收到，请作为新的凭证提交。", "This evidence is there already; hand in new evidence.", article)
    case (.erased, _):
      throw LifecycleRefusal("凭证已删除。", "The evidence has been erased.", erasure)
    }
  }
}
