package import Casework
import Policy
import Units

/// A clerk confirms the unit's data for the cycle (确认并激活); its code works from then on. The first time the code is made,
/// later years keep it (MANUAL-2019 注册关联 二3). A unit that the registry now holds something against is refused, and can dispute it
/// (二2).
package struct ActivateUnit: Sendable {
  /// Whom the city's offices can ask (联系人), as typed.
  package struct Contact: Hashable, Sendable {
    package var name: String
    package var mobile: String
    /// `nil` or empty: none.
    package var mail: String?

    /// A contact as typed.
    package init(name: String, mobile: String, mail: String? = nil) {
      self.name = name
      self.mobile = mobile
      self.mail = mail
    }
  }

  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameters:
  ///   - seen: the version that the clerk confirms.
  ///   - contact: a new one; `nil` keeps the one there is.
  /// - Throws: ``PointsRefusal``, ``Rule/unitObstacle`` with what the registry now says: the unit is then `refused`. When the
  ///   registry is away, what it said last counts.
  package func callAsFunction(
    _ number: Int64, seen: Int, contact: Contact? = nil, by actor: Actor
  ) async throws -> Done {
    let code = try await desk.store.read { [desk] reading in
      try desk.unit(number, for: .activateUnit, actor, in: reading).content.code
    }
    let answer = await desk.ask(unit: code)
    let typed = try contact.map { try desk.checked($0) }
    let content = desk.content { content in
      content.add(number)
      content.add(seen)
      content.add(contact: typed)
    }
    // That the unit is refused is an outcome, since it is kept; it leaves as a refusal afterwards.
    let performed = try await desk.store.perform(
      actor.command(.activateUnit, content: content.bytes)
    ) { [desk] unit in
      var kept = try desk.unit(number, for: .activateUnit, actor, in: unit)
      try kept.demand(seen: seen)
      guard let cycle = try desk.currentCycle(in: unit) else { throw PointsRefusal.rule(.noCycle) }
      kept.content.confirming(for: cycle.number)
      if case .answered(let found) = answer {
        kept.content.take(found, on: unit.now.beijing.date)
        let obstacles = kept.content.obstacles
        guard obstacles.isEmpty else {
          try desk.refuse(.decline, &kept)
          try kept.save(in: unit)
          try desk.tellClerks(
            of: kept, PointsNotices.unitDeclined, ["case": .dossier(kept.id)], about: kept.id,
            but: actor.account, in: unit)
          let until = kept.content.registration?.barredUntil?.description
          let words = obstacles.map(\.rawValue) + [until].compactMap(\.self)
          return Array(words.joined(separator: " ").utf8)
        }
      }
      let old = try desk.setContact(typed, &kept, in: unit)
      guard kept.content.contact != nil else {
        throw Problem.argument(
          "contact", "null", "联系人姓名和电话", "the name and telephone number of a contact")
      }
      kept.content.cycle = cycle.number
      try kept.take(.activate) { $0.field("cycle", cycle.number) }
      if kept.content.unitCode == nil {
        let code = KeptValue(try desk.newCode(for: kept.id, in: unit))
        kept.content.unitCode = code
        kept.note("UnitCodeIssued") { $0.field("unitCode", code) }
      }
      let dossier = try kept.save(in: unit)
      return Done.bytes(try desk.erase(old, of: dossier, in: unit))
    }
    let words = String(decoding: performed.answer, as: UTF8.self).split(separator: " ")
    let obstacles = words.compactMap { UnitObstacle(rawValue: String($0)) }
    guard obstacles.isEmpty else {
      throw PointsRefusal.rule(
        .unitObstacle,
        UnitObstacle.together(obstacles, barredUntil: words.last.flatMap { CivilDate(String($0)) }))
    }
    return try Done(performed)
  }
}

extension UnitObstacle {
  /// Several in one sentence after the other.
  static func together(_ obstacles: [UnitObstacle], barredUntil: CivilDate?) -> Wording {
    let words = obstacles.map { $0.wording(barredUntil: barredUntil) }
    return Wording(words.map(\.zh).joined(), words.map(\.en).joined(separator: " "))
  }
}

extension PointsDesk.Content {
  mutating func add(contact: ActivateUnit.Contact?) {
    guard let contact else { return add("-") }
    addPersonal(contact.name, .name)
    addPersonal(contact.mobile, .mobile)
    addPersonal(contact.mail ?? "", .mail)
  }
}

extension PointsDesk {
  /// A contact as it may be kept.
  ///
  /// - Throws: everything wrong with it.
  func checked(_ contact: ActivateUnit.Contact) throws(Problems) -> ActivateUnit.Contact {
    var problems: [Problem] = []
    var checked = contact
    do throws(Problems) {
      checked.name = try personName(contact.name, "contact.name")
    } catch { problems += error.list }
    if let digits = SearchForm.telephone(contact.mobile) {
      checked.mobile = digits
    } else {
      problems.append(
        Problem(
          path: "contact.mobile",
          value: JSONText.quoted(PersonalField.mobile.mask.shown(contact.mobile)),
          allowed: Wording(
            "联系人电话须为7至15位数字，如01012345678",
            "a telephone number has 7 to 15 digits, such as 01012345678")))
    }
    let mail = PointsDesk.trimmed(contact.mail ?? "")
    checked.mail = mail.isEmpty ? nil : mail
    let parts = mail.split(separator: "@", omittingEmptySubsequences: false)
    let isMail =
      parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && mail.utf8.count <= 254
      && !mail.unicodeScalars.contains { $0.properties.isWhitespace || $0.value < 0x20 }
    if !mail.isEmpty, !isMail {
      problems.append(
        Problem(
          path: "contact.mail", value: JSONText.quoted(PersonalField.mail.mask.shown(mail)),
          allowed: Wording(
            "电子邮箱须如name@example.com，没有的不填",
            "a mail address is one like name@example.com; leave it empty if there is none")))
    }
    guard problems.isEmpty else { throw Problems(problems) }
    return checked
  }

  /// Keeps a new contact.
  ///
  /// - Returns: the values of the one before, to be erased after the change.
  func setContact(
    _ typed: ActivateUnit.Contact?, _ kept: inout Kept<UnitContent>, in unit: any CaseUnit
  ) throws -> [KeptValue] {
    guard let typed else { return [] }
    let old =
      kept.content.contact.map { [$0.name, $0.mobile] + ($0.mail.map { [$0] } ?? []) } ?? []
    let keyring = keyring()
    let id = kept.id
    kept.content.contact = UnitContent.Contact(
      name: KeptValue(try unit.keep(typed.name, .name, of: id, keyring)),
      mobile: KeptValue(try unit.keep(typed.mobile, .mobile, of: id, keyring)),
      mail: try typed.mail.map { KeptValue(try unit.keep($0, .mail, of: id, keyring)) })
    return old
  }

  /// Erases values that are no longer needed; the dossier as it is afterwards.
  func erase(_ old: [KeptValue], of dossier: Dossier, in unit: any CaseUnit) throws -> Dossier {
    guard !old.isEmpty else { return dossier }
    try unit.erase(old.map(\.id), of: dossier.id)
    return try unit.dossier(dossier.id) ?? dossier
  }

  /// A code that no unit has.
  func newCode(for id: DossierID, in unit: any CaseUnit) throws -> SealedValue {
    let keyring = keyring()
    while true {
      let code = UnitCode(random: random)
      if try unit.values(of: .unitCode, equalTo: code.letters, keyring).isEmpty {
        return try unit.keep(code.letters, .unitCode, of: id, keyring)
      }
    }
  }
}
