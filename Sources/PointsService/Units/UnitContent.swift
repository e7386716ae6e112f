package import Casework
package import PointsLaw
import Policy
package import Units

/// What the dossier of a unit keeps (用人单位案卷).
package struct UnitContent: DossierContent, Hashable {
  package typealias Life = UnitLifecycle

  package static let kind = DossierKind(rawValue: "unit")
  package static let decoded: DecodedBodies<UnitContent>? = DecodedBodies()

  /// Who can be asked about the unit's matters (联系人).
  package struct Contact: Hashable, Sendable {
    /// 姓名
    package var name: KeptValue
    /// 电话
    package var mobile: KeptValue
    /// 电子邮箱
    package var mail: KeptValue?
  }

  /// What the registry said when it was last asked (登记信息).
  package struct Registration: Hashable, Sendable {
    package var name: String
    package var district: District
    /// The last day of a bar of which the registry knows; `nil` without one, and where it was not kept yet.
    package var barredUntil: CivilDate?
    package var asOf: Instant
  }

  package var code: CreditCode
  /// `nil` until the registry has answered, and when it never had such a unit.
  package var registration: Registration?
  /// What keeps it out; empty when nothing does.
  package var obstacles: [UnitObstacle]
  /// What the window decided not to hold against it, until its data have to be confirmed for another cycle.
  package var waived: [UnitObstacle]
  /// The cycle in which that counts; `nil` before the first confirmation after the decision.
  package var waivedFor: Int?
  /// The cycle for which its data were confirmed last.
  package var cycle: Int?
  package var contact: Contact?
  package var unitCode: KeptValue?
  /// The dispute that the window looks at.
  package var dispute: Int64?
  /// The last day of a bar.
  package var barredUntil: CivilDate?
  /// The proposal by which it was barred, whose reason it reads; `nil` without a bar, and where this was not kept yet.
  package var barredBy: Int64?

  /// The last day of whichever bar holds longer, the city's or the registry's, unless the window waived that.
  package var lastBarredDay: CivilDate? {
    let recorded = waived.contains(.barred) ? nil : registration?.barredUntil
    return [barredUntil, recorded].compactMap(\.self).max()
  }

  init(_ code: CreditCode) {
    self.code = code
    obstacles = []
    waived = []
  }

  /// The window that is competent; without a registered district, the one that the code was given in is not known, so
  /// that the first in the list takes it.
  var desk: District { registration?.district ?? .dongcheng }

  /// Whether its code works: active, and confirmed for the cycle.
  func works(_ status: UnitLifecycle.Status?, in cycle: Int) -> Bool {
    status == .active && self.cycle == cycle
  }

  /// What of the registry's answer is held against it.
  func standing(_ found: RegisteredUnit?, on day: CivilDate) -> [UnitObstacle] {
    UnitObstacle.all(found, on: day).filter { !waived.contains($0) }
  }

  /// Its data are being confirmed for a cycle: what the window waived in an earlier one counts no more.
  mutating func confirming(for cycle: Int) {
    guard let earlier = waivedFor, earlier != cycle else {
      waivedFor = waived.isEmpty ? nil : cycle
      return
    }
    (waived, waivedFor) = ([], nil)
  }

  // MARK: Finding

  static func creditCode(_ code: CreditCode) -> DossierKey {
    DossierKey("creditCode", code.full, isUnique: true)
  }

  /// Units at a district's window.
  static func district(_ district: District) -> DossierKey {
    DossierKey("district", district.name)
  }

  package func keys(_ status: UnitLifecycle.Status) -> [DossierKey] {
    [UnitContent.creditCode(code), UnitContent.district(desk)]
  }

  // MARK: As JSON

  package var json: String {
    var json = JSONWriter()
    json.object { json in
      json.field("code", code.full)
      if let registration {
        json.object("registration") { json in
          json.field("name", registration.name)
          json.field("district", registration.district.name)
          if let day = registration.barredUntil { json.field("barredUntil", day.description) }
          json.field("asOf", registration.asOf)
        }
      }
      json.list("obstacles") { json in for item in obstacles { json.text(item.rawValue) } }
      json.list("waived") { json in for item in waived { json.text(item.rawValue) } }
      if let waivedFor { json.field("waivedFor", waivedFor) }
      if let cycle { json.field("cycle", cycle) }
      if let contact {
        json.object("contact") { json in
          json.field("name", contact.name)
          json.field("mobile", contact.mobile)
          json.field("mail", contact.mail)
        }
      }
      json.field("unitCode", unitCode)
      if let dispute { json.field("dispute", dispute) }
      if let barredUntil { json.field("barredUntil", barredUntil.description) }
      if let barredBy { json.field("barredBy", barredBy) }
    }
    return json.text
  }

  package init(json: String, of id: DossierID) throws(StoreFailure) {
    let fields = try Fields("\(id)", json: json)
    guard let code = try? CreditCode(try fields.text("code"), invented: true) else {
      throw fields.broken("code", "no credit code")
    }
    self.code = code
    registration = try fields.optionalObject("registration").map {
      fields throws(StoreFailure) in
      Registration(
        name: try fields.text("name"), district: try fields.district("district"),
        barredUntil: try fields.optionalDate("barredUntil"), asOf: try fields.moment("asOf"))
    }
    obstacles = try fields.names("obstacles")
    waived = try fields.names("waived")
    waivedFor = try fields.optionalWhole("waivedFor").map(Int.init)
    cycle = try fields.optionalWhole("cycle").map(Int.init)
    contact = try fields.optionalObject("contact").map { fields throws(StoreFailure) in
      guard let name = try fields.kept("name"), let mobile = try fields.kept("mobile") else {
        throw fields.broken("name", "no contact")
      }
      return Contact(name: name, mobile: mobile, mail: try fields.kept("mail"))
    }
    unitCode = try fields.kept("unitCode")
    dispute = try fields.optionalWhole("dispute")
    barredUntil = try fields.optionalDate("barredUntil")
    barredBy = try fields.optionalWhole("barredBy")
  }
}

extension Fields {
  func district(_ key: String) throws(StoreFailure) -> District {
    let name = try text(key)
    guard let district = District.allCases.first(where: { $0.name == name }) else {
      throw broken(key, "no district")
    }
    return district
  }

  func names<Value: RawRepresentable<String>>(
    _ key: String, as _: Value.Type = Value.self
  ) throws(StoreFailure) -> [Value] {
    var all: [Value] = []
    for text in try texts(key) {
      guard let value = Value(rawValue: text) else { throw broken(key, "unknown name \(text)") }
      all.append(value)
    }
    return all
  }
}

extension PointsDesk {
  /// How somebody stands to a unit. A clerk is one whom the accounts name now: whoever was removed has no part in it
  /// from the same moment on. Officers of whose unit it is stay out of it.
  func relations(
    of actor: Actor, to kept: Kept<UnitContent>, in reading: any CaseReading
  ) throws -> Set<Relation> {
    guard let account = actor.account else {
      return actor.role == .system ? [.jurisdiction] : [.foreign]
    }
    var relations: Set<Relation> = []
    switch (actor.role, actor.scope) {
    case (.clerk, let scope):
      guard scope == .unit(kept.id.number) || scope == .entity(kept.content.code) else { break }
      if try clerks(of: kept, at: actor.receivedAt, in: reading).contains(account) {
        relations.insert(.ownUnit)
      }
    case (.window, .district(let name)):
      if name == kept.content.desk.name { relations.insert(.jurisdiction) }
      if try isOwnUnit(kept, account, actor, in: reading) { relations.insert(.ownUnit) }
    case (.administrator, _):
      relations.insert(.jurisdiction)
      if try isOwnUnit(kept, account, actor, in: reading) { relations.insert(.ownUnit) }
    case (.auditor, _): relations.insert(.jurisdiction)
    default: break
    }
    return relations.isEmpty ? [.foreign] : relations
  }

  /// Whether an officer is a clerk of the unit as well, perhaps by another account.
  private func isOwnUnit(
    _ kept: Kept<UnitContent>, _ account: Int64, _ actor: Actor, in reading: any CaseReading
  ) throws -> Bool {
    for clerk in try clerks(of: kept, at: actor.receivedAt, in: reading)
    where try people.areSame(clerk, account, in: reading) {
      return true
    }
    return false
  }

  /// A unit for an act of somebody: refused alike when it is foreign and when there is none.
  func unit(
    _ number: Int64, for act: Act, _ actor: Actor, in reading: any CaseReading
  ) throws -> Kept<UnitContent> {
    guard let kept = try Kept<UnitContent>.find(number, in: reading) else {
      throw foreign(act, actor)
    }
    try demand(act, actor, relations(of: actor, to: kept, in: reading))
    return kept
  }
}
