package import Policy
package import Units

/// Where else than on its page a notice goes (通知渠道).
package enum NoticeChannel: String, CaseIterable, Hashable, Sendable {
  /// 邮件
  case mail
  /// 短信
  case sms
}

/// A value in a notice (通知内容): of kinds that hold no personal data, so that none can get into an event, an outbox or a
/// mail.
package enum NoticeValue: Hashable, Sendable {
  case date(CivilDate)
  case number(Int)
  /// The number of a case.
  case dossier(DossierID)
  /// A term of the field: the name of a service, a stage, a step. Never what somebody typed.
  case term(Wording)

  /// As it stands in a sentence.
  package func text(_ language: Language) -> String {
    switch self {
    case .date(let date): date.text(language)
    case .number(let number): "\(number)"
    case .dossier(let id): "\(id.number)"
    case .term(let wording): wording[language]
    }
  }
}

/// The words of one kind of notice (通知模板), in both languages, with `{places}` for values.
package struct NoticeText: Hashable, Sendable {
  /// Dotted, as it stands in events: `case.received`.
  package var key: String
  /// The subject of a mail and the whole of a text message.
  package let title: Wording
  package let body: Wording
  /// Names of the values it needs, in order.
  package let places: [String]

  package init(_ key: String, title: Wording, body: Wording) {
    self.key = key
    self.title = title
    self.body = body
    let all = [title.zh, title.en, body.zh, body.en].flatMap(NoticeText.places)
    places = Set(all).sorted()
  }

  static func places(_ text: String) -> [String] {
    text.split(separator: "{", omittingEmptySubsequences: false).dropFirst()
      .map { String($0.prefix { $0 != "}" }) }
  }

  /// The subject with a notice’s values.
  package func title(_ values: [String: NoticeValue], _ language: Language) -> String {
    NoticeText.filled(title[language], values, language)
  }

  /// The text with a notice’s values.
  package func body(_ values: [String: NoticeValue], _ language: Language) -> String {
    NoticeText.filled(body[language], values, language)
  }

  /// A text with its values; what they hold is not looked into again.
  static func filled(
    _ text: String, _ values: [String: NoticeValue], _ language: Language
  ) -> String {
    let parts = text.split(separator: "{", omittingEmptySubsequences: false)
    return parts.dropFirst().reduce(String(parts.first ?? "")) { filled, part in
      let name = String(part.prefix { $0 != "}" })
      return filled + (values[name]?.text(language) ?? "{\(name)}") + part.dropFirst(name.count + 1)
    }
  }
}

/// The notices that an installation knows (通知模板表), by key.
package struct NoticeTexts: Sendable {
  private let texts: [String: NoticeText]

  /// - Parameter texts: those of the ground floor and of every service.
  /// - Throws: keys that are there twice, and texts whose languages do not have the same places.
  package init(_ texts: [NoticeText]) throws(Problems) {
    var table: [String: NoticeText] = [:]
    var problems: [Problem] = []
    for text in texts {
      if table.updateValue(text, forKey: text.key) != nil {
        problems.append(
          Problem(
            path: "notices", value: JSONText.quoted(text.key),
            allowed: Wording("每个通知一个键", "one notice for each key")))
      }
      for wording in [text.title, text.body]
      where Set(NoticeText.places(wording.zh)) != Set(NoticeText.places(wording.en)) {
        problems.append(
          Problem(
            path: "notices.\(text.key)", value: JSONText.quoted(wording.en),
            allowed: Wording("中英文填入的内容相同", "the same places in both languages")))
      }
    }
    guard problems.isEmpty else { throw Problems(problems) }
    self.texts = table
  }

  package subscript(_ key: String) -> NoticeText? { texts[key] }

  /// In the order of keys.
  package var all: [NoticeText] { texts.values.sorted { $0.key < $1.key } }
}

extension NoticeText {
  /// The notices that all services have in common.
  package static let common = [
    NoticeText(
      "case.received",
      title: Wording("{service}：申请已收到", "{service}: we have received your application"),
      body: Wording(
        "{date}收到您的申请，编号{case}。办理进度可登录平台查看。",
        "We received your application on {date}; its number is {case}. Sign in to see how it goes on."
      )),
    NoticeText(
      "case.supplement",
      title: Wording("{service}：需要补充材料", "{service}: something is missing"),
      body: Wording(
        "编号{case}的申请需要补充材料，请在{until}前登录平台，查看说明并补充。",
        "Your application {case} needs something more. Sign in to see what, and add it before {until}."
      )),
    NoticeText(
      "case.decided",
      title: Wording("{service}：已有结果", "{service}: there is a result"),
      body: Wording(
        "编号{case}的申请已有结果，请登录平台查看。",
        "There is a result for your application {case}. Sign in to read it.")),
    NoticeText(
      "case.due",
      title: Wording("{service}：{step}即将截止", "{service}: {step} ends soon"),
      body: Wording(
        "编号{case}的申请须在{until}前完成“{step}”，逾期不能补办。",
        "Your application {case} needs this before {until}: {step}. It cannot be made up for later."
      )),
    NoticeText(
      "person.erased",
      title: Wording("个人信息已删除", "personal data erased"),
      body: Wording(
        "编号{case}的案卷中已删除{count}项个人信息，删除记录可登录平台查看。",
        "From case {case} personal data were erased ({count}). Sign in to see the record.")),
  ]
}
