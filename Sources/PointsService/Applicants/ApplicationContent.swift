package import Casework
package import PointsLaw
package import Policy
package import Units

/// Where somebody stands with the four conditions (资格条件校验结果).
package enum EligibilityStanding: String, CaseIterable, Hashable, Sendable {
  /// 符合
  case eligible
  /// 不符合
  case notEligible
  /// 无法判定: a fact is missing without which nobody can say.
  case undetermined
  /// 待校验: the records could not be asked yet.
  case waiting

  /// The standing in words.
  package var wording: Wording {
    switch self {
    case .eligible: Wording("符合资格条件", "eligible")
    case .notEligible: Wording("不符合资格条件", "not eligible")
    case .undetermined: Wording("尚缺信息，无法判定", "undetermined, a fact is missing")
    case .waiting: Wording("登记信息暂不可用，恢复后自动校验", "waiting for the records; checked by itself")
    }
  }
}

/// 婚姻状况
package enum MaritalStatus: String, CaseIterable, Hashable, Sendable {
  /// 未婚
  case single
  /// 已婚
  case married
  /// 离异
  case divorced
  /// 丧偶
  case widowed

  /// The status in words.
  package var wording: Wording {
    switch self {
    case .single: Wording("未婚", "single")
    case .married: Wording("已婚", "married")
    case .divorced: Wording("离异", "divorced")
    case .widowed: Wording("丧偶", "widowed")
    }
  }
}

/// What the dossier of an application keeps (申报案卷): one a cycle and applicant.
package struct ApplicationContent: DossierContent, Hashable {
  package typealias Life = ApplicationLifecycle

  package static let kind = DossierKind(rawValue: "application")

  /// What was found of the four conditions (资格条件校验).
  package struct Eligibility: Hashable, Sendable {
    package var standing: EligibilityStanding
    /// Facts, findings and reasons, sealed; `nil` while waiting.
    package var details: KeptValue?
    /// As of when the records were.
    package var factsAt: Instant?
    package var checkedAt: Instant
    /// The window found for the applicant in a condition; which, say the findings.
    package var isByWindow = false
  }

  /// A spouse or a child (家庭成员): name and identity number, sealed.
  package struct Relative: Hashable, Sendable {
    package var name: KeptValue
    package var number: KeptValue
  }

  /// 基础信息
  package struct Basics: Hashable, Sendable {
    package var maritalStatus: MaritalStatus
    package var spouse: Relative?
    package var children: [Relative]
    /// 是否同意公开给第三方: has no effect on anything.
    package var maySharePublicly: Bool
  }

  package var cycle: Int
  /// The account.
  package var applicant: Int64
  package var name: KeptValue
  package var maskedNumber: KeptValue
  /// Who pays the insurance by the last check.
  package var payer: KeptValue?
  /// The window that is competent for disputes.
  package var district: District?
  package var eligibility: Eligibility
  package var acceptances: [UndertakingAcceptance]
  package var basics: Basics?
  /// The dispute that the window looks at.
  package var dispute: Int64?
  /// The last day on which the applicant is barred for dishonesty (失信禁入).
  package var barredUntil: CivilDate?
  /// When unknown unit codes were entered.
  package var missedCodes: [Instant]

  package var standing: EligibilityStanding { eligibility.standing }

  /// The window that a dispute goes to: of whoever has no district on record the first, as of units.
  var desk: District { district ?? .dongcheng }

  init(
    cycle: Int, applicant: Int64, name: KeptValue, maskedNumber: KeptValue,
    eligibility: Eligibility
  ) {
    self.cycle = cycle
    self.applicant = applicant
    self.name = name
    self.maskedNumber = maskedNumber
    self.eligibility = eligibility
    acceptances = []
    missedCodes = []
  }

  // MARK: Finding

  static func key(cycle: Int, applicant: Int64) -> DossierKey {
    DossierKey("cycleApplicant", "\(cycle)/\(applicant)", isUnique: true)
  }

  static let waiting = DossierKey("waits", "registry")

  package func keys(_ status: ApplicationLifecycle.Status) -> [DossierKey] {
    var keys = [
      Self.key(cycle: cycle, applicant: applicant),
      AssociationContent.key(applicant: applicant),
    ]
    if status != .closed {
      keys.append(AssociationContent.key(cycle: cycle))
      if standing == .waiting { keys.append(Self.waiting) }
    }
    return keys
  }

  // MARK: As JSON

  package var json: String {
    var json = JSONWriter()
    json.object { json in
      json.field("cycle", cycle)
      json.field("applicant", applicant)
      json.field("name", name)
      json.field("maskedNumber", maskedNumber)
      json.field("payer", payer)
      if let district { json.field("district", district.name) }
      json.object("eligibility") { json in
        json.field("standing", eligibility.standing.rawValue)
        json.field("details", eligibility.details)
        if let factsAt = eligibility.factsAt { json.field("factsAt", factsAt) }
        json.field("checkedAt", eligibility.checkedAt)
        json.field("byWindow", eligibility.isByWindow)
      }
      json.list("acceptances") { json in
        for acceptance in acceptances {
          json.object { json in
            json.field("undertaking", acceptance.undertaking.rawValue)
            json.field("version", acceptance.version)
            json.field("hash", acceptance.hash)
            json.field("party", acceptance.party.rawValue)
            json.field("at", acceptance.at)
          }
        }
      }
      if let basics {
        json.object("basics") { json in
          json.field("maritalStatus", basics.maritalStatus.rawValue)
          if let spouse = basics.spouse { json.object("spouse") { $0.relative(spouse) } }
          json.list("children") { json in
            for child in basics.children { json.object { $0.relative(child) } }
          }
          json.field("maySharePublicly", basics.maySharePublicly)
        }
      }
      if let dispute { json.field("dispute", dispute) }
      if let barredUntil { json.field("barredUntil", barredUntil.description) }
      json.list("missedCodes") { json in
        for moment in missedCodes { json.number(Int(moment.milliseconds)) }
      }
    }
    return json.text
  }

  package init(json: String, of id: DossierID) throws(StoreFailure) {
    let fields = try Fields("\(id)", json: json)
    cycle = Int(try fields.whole("cycle"))
    applicant = try fields.whole("applicant")
    guard let name = try fields.kept("name"), let number = try fields.kept("maskedNumber") else {
      throw fields.broken("name", "nobody")
    }
    self.name = name
    maskedNumber = number
    payer = try fields.kept("payer")
    district = fields.has("district") ? try fields.district("district") : nil
    let found = try fields.object("eligibility")
    eligibility = Eligibility(
      standing: try found.name("standing"), details: try found.kept("details"),
      factsAt: try found.optionalMoment("factsAt"), checkedAt: try found.moment("checkedAt"),
      isByWindow: try found.flag("byWindow"))
    acceptances = []
    for item in try fields.objects("acceptances") {
      acceptances.append(
        UndertakingAcceptance(
          try item.name("undertaking"), version: Int(try item.whole("version")),
          hash: try item.text("hash"), by: PartyID(rawValue: try item.text("party")),
          at: try item.moment("at")))
    }
    basics = try fields.optionalObject("basics").map { fields throws(StoreFailure) in
      var children: [Relative] = []
      for child in try fields.objects("children") { children.append(try Relative(child)) }
      return Basics(
        maritalStatus: try fields.name("maritalStatus"),
        spouse: try fields.optionalObject("spouse").map { inner throws(StoreFailure) in
          try Relative(inner)
        }, children: children, maySharePublicly: try fields.flag("maySharePublicly"))
    }
    dispute = try fields.optionalWhole("dispute")
    barredUntil = try fields.optionalDate("barredUntil")
    missedCodes = try fields.wholes("missedCodes").map { Instant(milliseconds: $0) }
  }
}

extension ApplicationContent.Relative {
  init(_ fields: Fields) throws(StoreFailure) {
    guard let name = try fields.kept("name"), let number = try fields.kept("number") else {
      throw fields.broken("name", "nobody")
    }
    self.init(name: name, number: number)
  }
}

extension JSONWriter {
  fileprivate mutating func relative(_ relative: ApplicationContent.Relative) {
    field("name", relative.name)
    field("number", relative.number)
  }
}

extension PointsDesk {
  /// How somebody stands to an application: its applicant, or a family member who fills in for them.
  private func relations(of actor: Actor, to kept: Kept<ApplicationContent>) -> Set<Relation> {
    switch (actor.role, actor.scope) {
    case (.applicant, _): actor.account == kept.content.applicant ? [.own] : [.foreign]
    case (.familyHelper, .person(let account)):
      account == kept.content.applicant ? [.own] : [.foreign]
    default: [.foreign]
    }
  }

  /// An application for an act of somebody: refused alike when it is foreign and when there is none.
  func application(
    _ number: Int64, for act: Act, _ actor: Actor, in reading: any CaseReading
  ) throws -> Kept<ApplicationContent> {
    guard let kept = try Kept<ApplicationContent>.find(number, in: reading) else {
      throw foreign(act, actor)
    }
    try demand(act, actor, relations(of: actor, to: kept))
    return kept
  }

  /// Somebody's own application of a cycle.
  func ownApplication(
    _ actor: Actor, _ cycle: Int, in reading: any CaseReading
  ) throws -> Kept<ApplicationContent> {
    guard let account = actor.account,
      let kept = try Kept<ApplicationContent>.find(
        ApplicationContent.key(cycle: cycle, applicant: account), in: reading)
    else { throw PointsRefusal.rule(.eligibilityUnchecked) }
    return kept
  }
}
