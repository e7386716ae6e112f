import Casework
import PointsService
import Policy
import Units

extension ServicePoint {
  /// 未提交的填写: what was typed and not sent, to go on with or to delete.
  static let keptDrafts = ServicePoint.page(
    "/account/drafts", Wording("未提交的填写", "Kept and not sent"), .enterService,
    answer: .object([
      .init(
        "drafts",
        .list(.object([.init("form", .text), .init("title", .text), .init("savedAt", .moment)])))
    ])
  ) { visit in
    let language = visit.language
    let drafts = try await visit.hall.drafts.forms(of: visit.session.account)
      .sorted { $0.savedAt > $1.savedAt }
      .map { draft in
        let point = visit.site.points.first { $0.doing?.keepsDraft == true && $0.isAt(draft.form) }
        return (
          form: draft.form, title: point?.title[language] ?? draft.form, savedAt: draft.savedAt
        )
      }
    return Sheet(
      "account-drafts", visit.say("account.drafts"),
      crumbs: [(visit.say("service.account"), "/account")],
      [
        "hasDrafts": !drafts.isEmpty,
        "drafts": drafts.map { draft in
          View([
            "title": draft.title, "link": visit.link(draft.form), "form": draft.form,
            "savedAt": visit.say("account.drafts.at", ["at": draft.savedAt.text(language)]),
            "delete": visit.form("/account/drafts/delete"),
          ])
        },
      ]
    ) { json in
      json.object { json in
        json.list("drafts") { json in
          for draft in drafts {
            json.object { json in
              json.field("form", draft.form)
              json.field("title", draft.title)
              json.moment("savedAt", draft.savedAt)
            }
          }
        }
      }
    }
  }

  /// 删除保存的填写
  static let deleteDraft = ServicePoint.button(
    "/account/drafts/delete", Wording("删除保存的填写", "Delete what was kept"), .saveDraft,
    fields: [ServiceField("form", .text(200), Wording("表单地址", "the form’s address"))]
  ) { visit in
    try await visit.hall.drafts.erase(form: visit.text("form"), of: visit.session.account)
    return Outcome("account.done.draft", next: "/account/drafts")
  }
}
