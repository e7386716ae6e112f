package import Policy
import Units

/// Where an account's owner is told things (联系方式与通知方式), in clear for the owner alone.
package struct OwnContact: Hashable, Sendable {
  /// 通知语言
  package var language: Language
  /// Addresses by channel; none where there is no entry.
  package var addresses: [NoticeChannel: String]
  /// Where notices go besides the platform.
  package var wanted: Set<NoticeChannel>

  package init(
    language: Language, addresses: [NoticeChannel: String], wanted: Set<NoticeChannel>
  ) {
    self.language = language
    self.addresses = addresses
    self.wanted = wanted
  }

  /// Addresses as they are kept.
  ///
  /// - Throws: everything wrong with them, by channel.
  func checked() throws(Problems) -> OwnContact {
    var checked = self
    var problems: [Problem] = []
    checked.addresses = addresses.mapValues(SearchForm.trimmed)
    if let mail = checked.addresses[.mail], !mail.isEmpty {
      let parts = mail.split(separator: "@", omittingEmptySubsequences: false)
      let isMail =
        parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && mail.utf8.count <= 254
        && !mail.unicodeScalars.contains { $0.properties.isWhitespace || $0.value < 0x20 }
      if !isMail {
        problems.append(
          Problem(
            path: "mail", value: JSONText.quoted(PersonalField.mail.mask.shown(mail)),
            allowed: Wording(
              "电子邮箱须如name@example.com，没有的不填",
              "a mail address is one like name@example.com; leave it empty if there is none")))
      }
    }
    if let typed = checked.addresses[.sms], !typed.isEmpty {
      if let digits = SearchForm.telephone(typed) {
        checked.addresses[.sms] = digits
      } else {
        problems.append(
          Problem(
            path: "sms", value: JSONText.quoted(PersonalField.mobile.mask.shown(typed)),
            allowed: Wording(
              "手机号码须为7至15位数字，没有的不填",
              "a mobile number has 7 to 15 digits; leave it empty if there is none")))
      }
    }
    for channel in NoticeChannel.allCases
    where wanted.contains(channel) && checked.addresses[channel, default: ""].isEmpty {
      problems.append(
        Problem(
          path: channel.rawValue, value: "\"\"",
          allowed: channel == .mail
            ? Wording(
              "要用电子邮件接收通知的，请填写电子邮箱", "enter the mail address to which notices are to go")
            : Wording("要用短信接收通知的，请填写手机号码", "enter the mobile number to which notices are to go")))
    }
    guard problems.isEmpty else { throw Problems(problems) }
    return checked
  }
}

extension AccountOffice {
  /// The owner's own contact. Opening it is recorded as every reading of personal data is.
  package func ownContact(_ actor: Actor) async throws -> OwnContact {
    try admit(.readNotices, actor, [.own])
    let command = actor.command(.readNotices, content: Array("contact".utf8))
    let read = try await perform(command) { unit -> (Contact, [SealedValue])? in
      guard let found = try Contact.of(actor.party, in: unit) else { return nil }
      let ids = found.contact.addresses.values.map(\.value).sorted()
      let rows =
        ids.isEmpty ? [] : try unit.values(ids, of: found.dossier.id, reason: .ownContact)
      return (found.contact, rows)
    }
    guard let read else { throw StoreFailure.keyReused(actor.key) }
    guard let (contact, rows) = read else {
      return OwnContact(language: .zh, addresses: [:], wanted: [])
    }
    let keyring = keyring()
    var own = OwnContact(language: contact.language, addresses: [:], wanted: [])
    for (channel, address) in contact.addresses {
      guard let row = rows.first(where: { $0.id == address.value }) else { continue }
      own.addresses[channel] = try keyring.open(row)
      if address.isWanted { own.wanted.insert(channel) }
    }
    return own
  }

  /// The owner changes where and in which language they are told things (更正联系方式).
  ///
  /// - Throws: `Problems`, ``AccountRefusal``.
  package func changeContact(_ contact: OwnContact, _ actor: Actor) async throws {
    try admit(.correctOwnData, actor, [actor.role == .clerk ? .ownUnit : .own])
    let contact = try contact.checked()
    let words =
      [contact.language.rawValue]
      + NoticeChannel.allCases.flatMap { channel in
        [contact.addresses[channel] ?? "", contact.wanted.contains(channel) ? "yes" : "no"]
      }
    let command = actor.command(
      .correctOwnData, content: hidden(words.joined(separator: "\n")))
    let keyring = keyring()
    _ = try await store.perform(command) { unit in
      _ = try self.own(actor, .correctOwnData, in: unit)
      try Contact.set(
        actor.party, language: contact.language,
        addresses: Dictionary(
          uniqueKeysWithValues: NoticeChannel.allCases.map { ($0, contact.addresses[$0] ?? "") }),
        wanted: contact.wanted, in: unit, keyring)
      return []
    }
  }
}

extension SearchForm {
  /// What somebody typed without spaces around it.
  fileprivate static func trimmed(_ text: String) -> String {
    String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
