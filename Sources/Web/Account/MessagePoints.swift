import Casework
import PointsService
import Policy
import Units

extension ServicePoint {
  /// Messages on a page, newest first.
  private static let messagesOfPage = 30

  /// 消息: what the platform told the account's owner.
  static let messages = ServicePoint.page(
    "/account/messages", Wording("消息", "Messages"), .readNotices, query: [.before],
    answer: .object([
      .init(
        "messages",
        .list(
          .object([
            .init("number", .number), .init("at", .moment), .init("read", .flag),
            .init("text", .text), .init("title", .text), .init("body", .text),
            .init("about", .text, isOptional: true), .init("unit", .text, isOptional: true),
          ]))),
      .init("next", .number, isOptional: true),
    ])
  ) { visit in
    let before = Int64(visit.query("before")) ?? .max
    let all = try await visit.notices().filter { $0.id.number < before }
    let page = Array(all.suffix(messagesOfPage).reversed())
    let next = all.count > page.count ? page.last?.id.number : nil
    let unread = page.filter { !$0.isRead }
    let subjects = try await NoticeSubjects(visit.hall.points)(
      Set(page.compactMap(\.notice.about)), by: visit.actor)
    let language = visit.language
    return Sheet(
      "account-messages", visit.say("account.messages"),
      crumbs: [(visit.say("service.account"), "/account")],
      [
        "hasMessages": !page.isEmpty,
        "messages": page.map { id, notice, isRead in
          var view = visit.way(of: notice, notice.about.flatMap { subjects[$0] })
          view["title"] = visit.title(notice)
          view["body"] = visit.body(notice)
          view["at"] = notice.madeAt.text(language)
          view["isUnread"] = !isRead
          return view
        },
        "hasUnread": !unread.isEmpty, "read": visit.form("/account/messages/read"),
        "numbers": unread.map { "\($0.id.number)" },
        "hasNext": next != nil,
        "nextLink": visit.link("/account/messages") + "?before=\(next ?? 0)",
        "isLater": !visit.query("before").isEmpty, "newestLink": visit.link("/account/messages"),
      ]
    ) { json in
      json.object { json in
        json.list("messages") { json in
          for (id, notice, isRead) in page {
            json.object { json in
              json.field("number", Int(id.number))
              json.moment("at", notice.madeAt)
              json.field("read", isRead)
              json.field("text", notice.text)
              json.field("title", visit.title(notice))
              json.field("body", visit.body(notice))
              if let about = notice.about { json.field("about", about.description) }
              if let unit = notice.about.flatMap({ subjects[$0]?.unit }) {
                json.field("unit", unit)
              }
            }
          }
        }
        if let next { json.field("next", Int(next)) }
      }
    }
  }

  /// 标为已读
  static let readMessages = ServicePoint.button(
    "/account/messages/read", Wording("标为已读", "Mark messages as read"), .readNotices,
    fields: [
      ServiceField("number", .numbers, Wording("消息的编号", "numbers of the messages"))
    ]
  ) { visit in
    let numbers = try Array(visit.numbers("number").prefix(100))
    let command = visit.actor.command(
      .readNotices, content: Array(numbers.map(String.init).joined(separator: ",").utf8))
    _ = try await visit.hall.points.store.perform(command) { [party = visit.actor.party] unit in
      for number in numbers {
        try Notice.markRead(DossierID(Notice.kind, number), by: party, in: unit)
      }
      return []
    }
    visit.hall.sessions.forget(account: visit.session.account)
    return Outcome("account.done.read", next: "/account/messages")
  }
}

extension Visit {
  /// How many messages have not been read.
  func unread() async throws -> Int {
    try await hall.points.store.read { [party = actor.party] reading in
      try Notice.unread(of: party, in: reading)
    }
  }

  /// A count as a label has room for it: `7`, `99+`.
  func upTo99(_ count: Int) -> String { count > 99 ? "99+" : "\(count)" }

  /// Every message of the account, oldest first.
  fileprivate func notices() async throws -> [(id: DossierID, notice: Notice, isRead: Bool)] {
    try await hall.points.store.read { [party = actor.party] reading in
      var all: [(id: DossierID, notice: Notice, isRead: Bool)] = []
      while true {
        let page = try Notice.list(
          of: party, after: all.last?.id.number ?? 0, limit: 1000, in: reading)
        all += page
        if page.count < 1000 { return all }
      }
    }
  }

  fileprivate func title(_ notice: Notice) -> String {
    hall.notices[notice.text].map { $0.title(notice.values, language) } ?? notice.text
  }

  fileprivate func body(_ notice: Notice) -> String {
    hall.notices[notice.text].map { $0.body(notice.values, language) } ?? ""
  }

  /// Where somebody goes on from a message, and in which role; `nil` when there is nothing more to see.
  fileprivate func place(
    of notice: Notice, _ subject: NoticeSubjects.Subject?
  ) -> (role: Role?, path: String)? {
    let number = notice.about?.number ?? 0
    switch notice.text.split(separator: ".").last ?? "" {
    case "personBarred": return (.applicant, "/my/data?open=yes")
    case "personBarLifted": return (.applicant, "/my")
    case "basicsByHelper": return (.applicant, "/my/basics")
    case "disputeQuestioned":
      return subject?.matter == .unit
        ? (.clerk, "/unit/dispute/answer") : (.applicant, "/my/eligibility/dispute/answer")
    case "disputeSupplemented":
      return (
        .window, subject?.matter.map { "/window/disputes/\($0.rawValue)/\(number)" } ?? "/window"
      )
    case "proposalWaits", "proposalDecided": return (.administrator, "/city/proposals/\(number)")
    case "unitBarDoubted": return (.administrator, "/city/units/\(number)")
    case "unitBarred", "unitDisputeAnswered": return (.clerk, "/unit/dispute")
    case "unitCodeRotated": return (.clerk, "/unit/code")
    case "unitContactChanged": return (.clerk, "/unit/contact")
    case "confirmationExpired": return (.clerk, "/unit/confirm")
    case "accepted" where actor.role == .clerk, "ended" where actor.role == .clerk:
      return (.clerk, "/unit/clerks")
    case "accepted", "ended": return (.applicant, "/my/helpers")
    case "failures", "unlocked", "vouched": return (nil, "/account/sign-ins")
    case let name where name.hasPrefix("eligibility"): return (.applicant, "/my/eligibility")
    case let name where name.hasPrefix("association"):
      return subject?.isOwn ?? false
        ? (.applicant, "/my/association") : (.clerk, "/unit/associations")
    case let name where name.hasPrefix("unit"): return (.clerk, "/unit")
    default: return nil
    }
  }

  /// The way on as it is shown: to the page itself, or to where the role is changed first.
  fileprivate func way(of notice: Notice, _ subject: NoticeSubjects.Subject?) -> View {
    let place = place(of: notice, subject)
    let isHere = place?.role == nil || place?.role == actor.role
    return [
      "hasLink": place != nil,
      "link": place.map {
        isHere ? address($0.path) : link("/account") + "#roles"
      } ?? "",
      "isElsewhere": !isHere,
      "elsewhere": place?.role.map {
        say("account.messages.elsewhere", ["role": say("service.role.\($0.rawValue)")])
      } ?? "",
      "hasUnit": subject?.unit != nil, "unit": subject?.unit ?? "",
    ]
  }

  /// An address with its query.
  private func address(_ path: String) -> String {
    let parts = path.split(separator: "?", maxSplits: 1)
    return link(String(parts[0])) + (parts.count > 1 ? "?\(parts[1])" : "")
  }
}
