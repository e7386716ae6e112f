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
            .init("about", .text, isOptional: true),
          ]))),
      .init("next", .number, isOptional: true),
    ])
  ) { visit in
    let before = Int64(visit.query("before")) ?? .max
    let all = try await visit.notices().filter { $0.id.number < before }
    let page = Array(all.suffix(messagesOfPage).reversed())
    let next = all.count > page.count ? page.last?.id.number : nil
    let unread = page.filter { !$0.isRead }
    let language = visit.language
    return Sheet(
      "account-messages", visit.say("account.messages"),
      crumbs: [(visit.say("service.account"), "/account")],
      [
        "hasMessages": !page.isEmpty,
        "messages": page.map { id, notice, isRead in
          let path = visit.place(of: notice)
          return View([
            "title": visit.title(notice), "body": visit.body(notice),
            "at": notice.madeAt.text(language), "isUnread": !isRead,
            "hasLink": path != nil, "link": path.map(visit.link) ?? "",
          ])
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

  /// Where somebody goes on from a message, in the role that they have now.
  fileprivate func place(of notice: Notice) -> String? {
    switch (actor.role, notice.text.split(separator: ".").last ?? "") {
    case (.applicant, let name) where name.hasPrefix("eligibility"): "/my/eligibility"
    case (.applicant, "personBarred"), (.applicant, "personBarLifted"),
      (.applicant, "disputeQuestioned"):
      "/my/eligibility"
    case (.clerk, "disputeQuestioned"): "/unit/dispute"
    case (.window, "disputeSupplemented"): "/window"
    case (.administrator, "proposalWaits"): "/city"
    case (.applicant, let name) where name.hasPrefix("association"): "/my/association"
    case (.clerk, let name) where name.hasPrefix("association"): "/unit/associations"
    case (.clerk, let name) where name.hasPrefix("unit") || name == "confirmationExpired": "/unit"
    case (.applicant, "basicsByHelper"): "/my/basics"
    case (.applicant, "accepted"), (.applicant, "ended"): "/my/helpers"
    case (.clerk, "accepted"), (.clerk, "ended"): "/unit/clerks"
    case (_, "failures"), (_, "unlocked"), (_, "vouched"): "/account/sign-ins"
    default: nil
    }
  }
}
