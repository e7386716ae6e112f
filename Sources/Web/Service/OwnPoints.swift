import Casework
import Policy

extension ServicePoint {
  /// What everybody who is signed in finds (通用办事点).
  static let own: [ServicePoint] = [home, signOut, drafts]

  /// 进入办事大厅: everybody begins where their role begins.
  private static let home = ServicePoint.page(
    "/my", Wording("办事首页", "Where one's role begins"), .enterService
  ) { visit in
    let first = ServiceMenu.entries(visit.actor.role).first?.path ?? "/account"
    return .going(to: first)
  }

  /// 退出登录
  private static let signOut = ServicePoint.button(
    "/sign-out", Wording("退出登录", "Sign out"), .signOut
  ) { visit in
    try await visit.hall.accounts.signOut(visit.session.number, visit.actor)
    visit.hall.sessions.forget(visit.session)
    var outcome = Outcome("service.done.signOut", next: "/signed-out")
    outcome.endsSession = true
    return outcome
  }

  /// 保存填写: the script keeps what is typed while it is typed; the page's own form does so when it is sent.
  private static let drafts = {
    var point = ServicePoint.button(
      "/drafts", Wording("保存填写", "Keep what is typed"), .saveDraft,
      fields: [
        ServiceField("draft-form", .text(200), Wording("表单地址", "the form's address")),
        ServiceField("draft", .number, Wording("所见的版本", "the version that was seen")),
      ]
    ) { visit in
      let form = visit.text("draft-form")
      guard visit.site.points.contains(where: { $0.doing?.keepsDraft == true && $0.isAt(form) })
      else {
        throw Problem.argument(
          "draft-form", JSONText.quoted(form), "保存填写的表单地址", "the address of a form that is kept")
      }
      try await visit.hall.limits.draw([.draft], account: visit.session.account, address: nil)
      let answer = try await visit.hall.drafts.save(
        visit.answers, form: form, of: visit.session.account, seen: visit.draftSeen)
      var outcome = Outcome("service.done.draft", next: form)
      switch answer {
      case .saved(let version): outcome.kept = (version, false)
      case .conflict(let kept, _): outcome.kept = (kept?.version ?? 0, true)
      }
      return outcome
    }
    point.doing?.isForBrowsers = true
    return point
  }()

  /// Whether a path is this point's, with its places filled in.
  func isAt(_ place: String) -> Bool {
    let own = path.split(separator: "/"), other = place.split(separator: "/")
    return own.count == other.count
      && zip(own, other).allSatisfy { $0.first == ":" && !$1.isEmpty || $0 == $1 }
  }
}
