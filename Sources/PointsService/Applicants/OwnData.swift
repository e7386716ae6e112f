package import Casework
package import Policy
package import Units

/// Everything that the platform holds about somebody in this service (本人信息): what, where, and who has read it and why.
package struct OwnData: Hashable, Sendable {
  /// A personal value (个人信息项).
  package struct Value: Hashable, Sendable {
    /// The field's name.
    package var field: String
    package var title: Wording
    package var text: String
    /// The same as it may stand on a page that somebody might look at over a shoulder.
    package var masked: String
    /// What it is corrected with; `nil`: it comes from the records, and is put right where they are kept.
    package var correctedBy: Act?
  }

  /// Something that is held and is not sealed (其他信息).
  package struct Item: Hashable, Sendable {
    package var title: Wording
    package var text: Wording
    /// The same with what nobody reads on a page, such as a whole hash; `nil`: there is no more.
    package var full: Wording?
  }

  /// Somebody looked at sealed values (查阅记录).
  package struct Reading: Hashable, Sendable {
    package var at: Instant
    package var role: Role
    /// Whether it was the person themselves.
    package var isOwn: Bool
    /// Why, in a word of the field.
    package var reason: String
    /// The fields that were read.
    package var fields: [String]
  }

  /// Somebody else filled in for the person (代填记录): a family helper.
  package struct Change: Hashable, Sendable {
    package var at: Instant
    package var role: Role
    /// The event's name.
    package var event: String
  }

  /// What one case holds.
  package struct Record: Hashable, Sendable {
    package var dossier: DossierID
    package var title: Wording
    package var state: Wording
    package var values: [Value]
    package var items: [Item]
    /// Newest first, as what helpers changed.
    package var readings: [Reading]
    package var changes: [Change]
  }

  package var records: [Record]
  package var madeAt: Instant
  /// What is held of a person beside their cases; `nil` of a unit.
  package var traces: OwnTraces?

  /// What a field is called, for a list of readings.
  package static func title(of field: String) -> Wording { PersonalField.title(of: field) }

  // MARK: As files

  /// One JSON file, both languages, always the same bytes for the same data.
  package var json: String {
    var json = JSONWriter()
    json.object { json in
      json.field("madeAt", "\(madeAt)")
      json.list("records") { json in
        for record in records {
          json.object { json in
            json.field("case", record.dossier.description)
            json.field("title", record.title)
            json.field("state", record.state)
            json.list("values") { json in
              for value in record.values {
                json.object { json in
                  json.field("field", value.field)
                  json.field("title", value.title)
                  json.field("value", value.text)
                  if let act = value.correctedBy { json.field("correctedBy", act.rawValue) }
                }
              }
            }
            json.list("items") { json in
              for item in record.items {
                json.object { json in
                  json.field("title", item.title)
                  json.field("text", item.full ?? item.text)
                }
              }
            }
            json.list("changes") { json in
              for change in record.changes {
                json.object { json in
                  json.field("at", "\(change.at)")
                  json.field("role", change.role.rawValue)
                  json.field("event", change.event)
                }
              }
            }
            json.list("readings") { json in
              for reading in record.readings {
                json.object { json in
                  json.field("at", "\(reading.at)")
                  json.field("role", reading.role.rawValue)
                  json.field("own", reading.isOwn)
                  json.field("reason", reading.reason)
                  json.list("fields") { json in
                    for field in reading.fields { json.text(field) }
                  }
                }
              }
            }
          }
        }
      }
      traces?.write(to: &json)
    }
    json.endLine()
    return json.text
  }

  /// The same to be read by people.
  package func text(_ language: Language, _ words: OwnWords = OwnWords()) -> String {
    let isChinese = language == .zh
    var lines = [
      isChinese
        ? "本人信息（\(madeAt.tableText)，北京时间）" : "My data (\(madeAt.tableText), Beijing time)"
    ]
    for record in records {
      lines += [
        "", "\(record.title[language]) \(record.dossier.number): \(record.state[language])",
      ]
      lines += record.items.map { "  \($0.title[language]): \(($0.full ?? $0.text)[language])" }
      lines += record.values.map { "  \($0.title[language]): \($0.text)" }
      lines += record.changes.map { change in
        "    \(change.at.tableText) \(change.role.title[language]): \(change.event)"
      }
      if !record.readings.isEmpty { lines.append(isChinese ? "  查阅记录：" : "  Read:") }
      lines += record.readings.map { reading in
        let who = reading.isOwn ? (isChinese ? "本人" : "yourself") : reading.role.title[language]
        return "    \(reading.at.tableText) \(who): \(words.reason(reading.reason)) "
          + "(\(reading.fields.map { OwnData.title(of: $0)[language] }.joined(separator: ", ")))"
      }
    }
    lines += traces?.lines(language, words) ?? []
    return lines.joined(separator: "\n") + "\n"
  }
}

extension PersonalField {
  private static let all: [PersonalField] = [
    .identityNumber, .name, .mobile, .mail, .address, .unitCode, .remark, .maskedNumber, .payer,
    .eligibility, .spouseName, .spouseNumber, .childName, .childNumber,
  ]

  /// A value of a field behind its mask; of what may be long, a few stars.
  static func masked(_ text: String, _ name: String) -> String {
    guard let field = all.first(where: { $0.name == name }),
      field.mask != .ends(first: 0, last: 0)
    else { return "********" }
    return field.mask.shown(text)
  }

  /// What a field is called.
  static func title(of name: String) -> Wording {
    switch name {
    case "identityNumber": Wording("身份证号码", "identity number")
    case "name": Wording("姓名", "name")
    case "mobile": Wording("手机号码", "mobile number")
    case "mail": Wording("电子邮箱", "mail address")
    case "address": Wording("通讯地址", "address")
    case "unitCode": Wording("单位注册码", "unit code")
    case "remark": Wording("说明或处理意见", "words that somebody wrote")
    case "maskedNumber": Wording("身份证号码（掩码）", "identity number, masked")
    case "payer": Wording("社会保险缴纳单位", "who pays the insurance")
    case "eligibility": Wording("资格条件校验详情", "details of the eligibility check")
    case "evidence": Wording("凭证文件", "the evidence file")
    case "spouseName": Wording("配偶姓名", "spouse’s name")
    case "spouseNumber": Wording("配偶身份证号码", "spouse’s identity number")
    case "childName": Wording("子女姓名", "child’s name")
    case "childNumber": Wording("子女身份证号码", "child’s identity number")
    case "signInPlace": Wording("登录的设备和地址", "device and address of a sign-in")
    case "subject": Wording("身份提供方的账户标识", "the provider’s name of the account")
    case "claims": Wording("身份提供方给出的信息", "what the provider said")
    default: Wording(same: name)
    }
  }
}
