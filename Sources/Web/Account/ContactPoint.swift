import Casework
import PointsService
import Policy

extension ServicePoint {
  /// 联系方式与通知方式
  static let contact = ServicePoint.form(
    "/account/contact", Wording("联系方式与通知方式", "Contact and notices"), .correctOwnData,
    reads: .readNotices,
    fields: [
      ServiceField(
        "mail", .text(254), isNeeded: false, Wording("电子邮箱", "mail address")),
      ServiceField("sms", .text(30), isNeeded: false, Wording("手机号码", "mobile number")),
      ServiceField(
        "wanted", .texts, isNeeded: false,
        Wording("在何处接收通知：mail、sms", "where notices go: mail, sms")),
      ServiceField(
        "language", .choice(Language.allCases.map(\.rawValue)),
        Wording("通知的语言", "the language of notices")),
    ],
    answer: .object([
      .init("mail", .text, isOptional: true), .init("sms", .text, isOptional: true),
      .init("wanted", .list(.choice(NoticeChannel.allCases.map(\.rawValue)))),
      .init("language", .choice(Language.allCases.map(\.rawValue))),
    ]), show: shown
  ) { visit in
    guard let language = Language(rawValue: visit.text("language")) else {
      throw Problem.argument(
        "language", JSONText.quoted(visit.text("language")), "请选择通知的语言：中文或英文",
        "choose the language of notices: Chinese or English")
    }
    let wanted = visit.texts("wanted").compactMap(NoticeChannel.init(rawValue:))
    try await visit.hall.accounts.changeContact(
      OwnContact(
        language: language, addresses: [.mail: visit.text("mail"), .sms: visit.text("sms")],
        wanted: Set(wanted)), visit.actor)
    return Outcome("account.done.contact", next: "/account/contact")
  }

  private static func shown(_ visit: Visit) async throws -> Sheet {
    let own = try await visit.hall.accounts.ownContact(visit.reader)
    let mayChange = visit.hall.permissions.refusal(.correctOwnData, visit.actor.role) == nil
    let fields = [
      FormField(
        name: "mail", label: visit.say("account.contact.mail"), control: .text(.text),
        value: own.addresses[.mail] ?? ""),
      FormField(
        name: "sms", label: visit.say("account.contact.sms"), control: .text(.numeric),
        value: own.addresses[.sms] ?? ""),
      FormField(
        name: "wanted", label: visit.say("account.contact.wanted"),
        control: .checks(
          NoticeChannel.allCases.map {
            FormField.Option(
              value: $0.rawValue, text: visit.say("account.contact.\($0.rawValue)"))
          }), values: own.wanted.map(\.rawValue), hint: visit.say("account.contact.always")),
      FormField(
        name: "language", label: visit.say("account.contact.language"),
        control: .radios([
          FormField.Option(value: "zh", text: visit.say("account.contact.zh")),
          FormField.Option(value: "en", text: visit.say("account.contact.en")),
        ]), value: own.language.rawValue),
    ]
    var view: View = [
      "form": visit.form("/account/contact"), "fields": visit.fields(fields),
      "mayChange": mayChange,
      "facts": [
        visit.line("account.contact.mail", own.addresses[.mail] ?? "—"),
        visit.line("account.contact.sms", own.addresses[.sms] ?? "—"),
      ],
    ]
    view.merge(visit.proof(for: .correctOwnData, back: "/account/contact"))
    return Sheet(
      "account-contact", visit.say("account.contact"),
      crumbs: [(visit.say("service.account"), "/account")], view
    ) { json in
      json.object { json in
        for channel in NoticeChannel.allCases {
          if let address = own.addresses[channel] { json.field(channel.rawValue, address) }
        }
        json.list("wanted") { json in
          for channel in NoticeChannel.allCases where own.wanted.contains(channel) {
            json.text(channel.rawValue)
          }
        }
        json.field("language", own.language.rawValue)
      }
    }
  }
}
