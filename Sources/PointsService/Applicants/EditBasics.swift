package import Casework
import PointsLaw
package import Policy
import Units

/// An applicant, or a family member for them, fills in the basic information (填写基础信息, MANUAL-2019 基础信息).
package struct EditBasics: Sendable {
  /// A spouse or child as typed.
  package struct Relative: Hashable, Sendable {
    package var name: String
    package var number: String

    /// A person as on the identity card.
    package init(name: String, number: String) {
      self.name = name
      self.number = number
    }
  }

  /// What is filled in.
  package struct Entry: Hashable, Sendable {
    package var maritalStatus: MaritalStatus
    /// For the married.
    package var spouse: Relative?
    /// 拟随迁未成年子女, at most ten.
    package var children: [Relative]
    /// ``EditBasics/disclosure``.
    package var maySharePublicly: Bool

    /// A whole form.
    package init(
      maritalStatus: MaritalStatus, spouse: Relative? = nil, children: [Relative] = [],
      maySharePublicly: Bool
    ) {
      self.maritalStatus = maritalStatus
      self.spouse = spouse
      self.children = children
      self.maySharePublicly = maySharePublicly
    }
  }

  /// The question about third parties, with what its answer does: nothing.
  package static let disclosure = Wording(
    "是否同意允许政府将系统内所填个人信息公开给第三方？此项必选，选“是”或“否”都不影响积分落户申报。",
    "May the government disclose what you fill in here to third parties? An answer is required; neither yes nor no has any effect on your application."
  )

  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// The form as it would be kept, for looking it over before it is sent (核对填写).
  ///
  /// - Throws: `Problems` with everything wrong with it, ``PointsRefusal``.
  package func check(_ number: Int64, _ entry: Entry, by actor: Actor) async throws -> Entry {
    let today = actor.receivedAt.beijing.date
    let (cycle, own) = try await desk.look("CheckBasics", actor) { [desk] unit in
      let application = try desk.application(number, for: .editBasics, actor, in: unit).content
      // By the blind index: nobody's number is opened for it.
      let own = try ([entry.spouse].compactMap(\.self) + entry.children.prefix(10)).compactMap {
        try? desk.residentNumber($0.number, "", today: today).full
      }.filter { typed in
        try unit.values(of: .identityNumber, equalTo: typed, desk.keyring())
          .contains { $0.dossier.number == application.applicant }
      }
      return (application.cycle, Set(own))
    }
    return try desk.checked(entry, of: own, cycle: cycle, today: today)
  }

  /// - Parameter seen: the version that was edited; another device may have been faster.
  /// - Throws: `Problems` with everything wrong with the form, ``PointsRefusal``.
  package func callAsFunction(
    _ number: Int64, seen: Int, _ entry: Entry, by actor: Actor
  ) async throws -> Done {
    // Whose it is comes before what is wrong with it.
    let checked = try await check(number, entry, by: actor)
    let content = desk.content { content in
      content.add(number)
      content.add(seen)
      content.add(checked.maritalStatus.rawValue)
      content.add(checked.maySharePublicly ? "yes" : "no")
      for relative in [checked.spouse].compactMap(\.self) + checked.children {
        content.addPersonal(relative.name, .childName)
        content.addPersonal(relative.number, .childNumber)
      }
    }
    return try await desk.perform(.editBasics, actor, content) { [desk] unit in
      var kept = try desk.application(number, for: .editBasics, actor, in: unit)
      let plan = try desk.plan(of: kept.content.cycle, in: unit)
      try desk.demandStage(.editBasics, of: plan, actor)
      try kept.demand(seen: seen)
      try desk.demandNotBarred(kept, on: actor.receivedAt.beijing.date)
      try desk.demandNotIneligible(kept)
      try desk.demandAssociation(kept, in: unit)
      let owner = PartyID(account: kept.content.applicant)
      let missing = desk.undertakings.missing(
        kept.content.acceptances, by: owner, on: actor.receivedAt.beijing.date)
      guard missing.isEmpty else { throw PointsRefusal.rule(.undertakingMissing) }
      let old = kept.content.basics.map(\.values) ?? []
      kept.content.basics = try desk.keep(checked, of: kept.id, in: unit)
      try kept.take(.editBasics) { json in
        json.field("maritalStatus", checked.maritalStatus.rawValue)
        json.field("children", checked.children.count)
        json.field("maySharePublicly", checked.maySharePublicly)
      }
      let saved = try kept.save(in: unit)
      // Whoever is helped learns of everything that is done for them.
      if actor.party != owner {
        try Notice.tell(
          owner, PointsNotices.basicsByHelper, ["case": .dossier(kept.id)], about: kept.id,
          in: unit)
      }
      return try desk.erase(old, of: saved, in: unit)
    }
  }
}

extension ApplicationContent.Basics {
  /// All values that it holds.
  var values: [KeptValue] {
    ([spouse].compactMap(\.self) + children).flatMap { [$0.name, $0.number] }
  }
}

extension PointsDesk {
  fileprivate func keep(
    _ entry: EditBasics.Entry, of id: DossierID, in unit: any CaseUnit
  ) throws -> ApplicationContent.Basics {
    let keyring = keyring()
    func kept(
      _ relative: EditBasics.Relative, _ name: PersonalField, _ number: PersonalField
    ) throws -> ApplicationContent.Relative {
      ApplicationContent.Relative(
        name: KeptValue(try unit.keep(relative.name, name, of: id, keyring)),
        number: KeptValue(try unit.keep(relative.number, number, of: id, keyring)))
    }
    return ApplicationContent.Basics(
      maritalStatus: entry.maritalStatus,
      spouse: try entry.spouse.map { try kept($0, .spouseName, .spouseNumber) },
      children: try entry.children.map { try kept($0, .childName, .childNumber) },
      maySharePublicly: entry.maySharePublicly)
  }

  /// The form as it may be kept.
  ///
  /// - Parameter own: which of the numbers are the applicant's own.
  /// - Throws: everything wrong with it.
  func checked(
    _ entry: EditBasics.Entry, of own: Set<String>, cycle: Int, today: CivilDate
  ) throws(Problems) -> EditBasics.Entry {
    let reference = try law.rules(cycle).referenceDate
    var problems: [Problem] = []
    var numbers: Set<String> = []
    func check(_ relative: EditBasics.Relative, _ path: String, isChild: Bool)
      -> EditBasics.Relative
    {
      var checked = relative
      do throws(Problems) {
        checked.name = try personName(relative.name, "\(path).name")
      } catch { problems += error.list }
      do throws(Problems) {
        let number = try residentNumber(relative.number, "\(path).number", today: today)
        checked.number = number.full
        func refuse(_ zh: String, _ en: String) {
          problems.append(
            Problem(
              path: "\(path).number", value: JSONText.quoted(number.masked),
              allowed: Wording(zh, en)))
        }
        if own.contains(number.full) {
          refuse(
            isChild ? "这是申请人本人的身份证号码，请填写子女的" : "这是申请人本人的身份证号码，请填写配偶的",
            isChild
              ? "this is the applicant’s own number; give the child’s"
              : "this is the applicant’s own number; give the spouse’s")
        } else if !numbers.insert(number.full).inserted {
          refuse("每人填写一次", "each person once")
        }
        // Like every fact of the edition, age is looked at on the reference date.
        if isChild, !number.isMinor(on: reference) {
          refuse(
            "随迁子女须为未成年人，即\(reference.text(.zh))未满18周岁",
            "accompanying children are minors: under 18 on \(reference.text(.en))")
        }
      } catch { problems += error.list }
      return checked
    }
    var checked = entry
    switch (entry.maritalStatus, entry.spouse) {
    case (.married, nil):
      problems.append(
        Problem(
          path: "spouse", value: "null",
          allowed: Wording("已婚的须填写配偶姓名和身份证号码", "the married name their spouse")))
    case (.married, let spouse?): checked.spouse = check(spouse, "spouse", isChild: false)
    case (_, .some):
      problems.append(
        Problem(
          path: "spouse", value: "\"…\"",
          allowed: Wording("仅已婚的填写配偶", "a spouse only for the married")))
    case (_, nil): break
    }
    if entry.children.count > 10 {
      problems.append(
        Problem(
          path: "children", value: "\(entry.children.count)",
          allowed: Wording("至多10名", "at most ten")))
    }
    checked.children = entry.children.prefix(10).enumerated().map { place, child in
      check(child, "children[\(place)]", isChild: true)
    }
    guard problems.isEmpty else { throw Problems(problems) }
    return checked
  }
}
