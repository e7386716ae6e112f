package import PointsLaw
package import Policy
package import Units

/// The city's registration records (登记信息): units by credit code, people by identity number. Somebody else's
/// system: it may be away, and then work waits for it.
package protocol CityRegistry: Sendable {
  /// What is registered of a unit; `nil` when there is none.
  func unit(_ code: CreditCode) async throws(RegistryFailure) -> RegisteredUnit?
  /// What is registered of a person; `nil` when there is nobody.
  func person(_ number: ResidentNumber) async throws(RegistryFailure) -> RegisteredPerson?
}

/// The registry did not answer (登记信息不可用): nothing is known, and nothing is decided.
package struct RegistryFailure: Error, Hashable, Sendable {
  /// For the log: never personal.
  package var reason: String

  /// - Parameter reason: for the log: never personal.
  package init(_ reason: String) { self.reason = reason }
}

/// What stands in the registry about a unit (单位登记信息).
package struct RegisteredUnit: Hashable, Sendable {
  /// 登记状态
  package enum Registration: String, CaseIterable, Hashable, Sendable {
    /// 存续
    case registered
    /// 注销、吊销
    case cancelled
  }

  /// 税务状态
  package enum TaxState: String, CaseIterable, Hashable, Sendable {
    /// 正常
    case normal
    /// 非正常户
    case abnormal
  }

  package var code: CreditCode
  package var name: String
  /// The district of its office; of no meaning outside the city.
  package var district: District
  /// Registered and at work in the city (在北京市行政区域内登记注册且实际办公地在北京市内).
  package var isInCity: Bool
  package var registration: Registration
  package var tax: TaxState
  /// The last day of a bar for dishonesty (失信禁入); `nil` without one.
  package var barredUntil: CivilDate?
  /// As of when.
  package var asOf: Instant

  /// Everything that is registered.
  package init(
    code: CreditCode, name: String, district: District, isInCity: Bool = true,
    registration: Registration = .registered, tax: TaxState = .normal,
    barredUntil: CivilDate? = nil, asOf: Instant
  ) {
    self.code = code
    self.name = name
    self.district = district
    self.isInCity = isInCity
    self.registration = registration
    self.tax = tax
    self.barredUntil = barredUntil
    self.asOf = asOf
  }
}

/// What stands in the records about a person (个人登记信息).
package struct RegisteredPerson: Hashable, Sendable {
  /// What the four conditions ask for; facts that no record has are unknown in it.
  package var facts: Facts
  /// Who pays the insurance now (社会保险缴纳单位); `nil` when nobody does or it is not known.
  package var payer: CreditCode?
  /// Where the insurance is paid: which window is competent.
  package var district: District
  /// As of when.
  package var asOf: Instant

  /// Everything that is on record.
  package init(facts: Facts, payer: CreditCode?, district: District, asOf: Instant) {
    self.facts = facts
    self.payer = payer
    self.district = district
    self.asOf = asOf
  }
}

/// What in the registry keeps a unit out (单位不符合要求的原因).
package enum UnitObstacle: String, CaseIterable, Hashable, Sendable {
  /// 未登记
  case unknown
  /// 不在本市
  case outsideCity
  /// 已注销
  case cancelled
  /// 税务非正常
  case taxAbnormal
  /// 失信禁入期内
  case barred

  /// Every obstacle that holds on a day, in this order.
  package static func all(_ unit: RegisteredUnit?, on day: CivilDate) -> [UnitObstacle] {
    guard let unit else { return [.unknown] }
    var all: [UnitObstacle] = []
    if !unit.isInCity { all.append(.outsideCity) }
    if unit.registration == .cancelled { all.append(.cancelled) }
    if unit.tax == .abnormal { all.append(.taxAbnormal) }
    if let until = unit.barredUntil, day <= until { all.append(.barred) }
    return all
  }

  /// What is wrong and what can be done about it.
  package var wording: Wording {
    switch self {
    case .unknown:
      Wording(
        "登记信息中没有此统一社会信用代码。", "The registry has no unit of this credit code.")
    case .outsideCity:
      Wording(
        "用人单位须在北京市行政区域内登记注册，且实际办公地在北京市内。",
        "A unit has to be registered in the city and to work there.")
    case .cancelled:
      Wording("单位登记已注销或吊销。", "The unit’s registration is cancelled or revoked.")
    case .taxAbnormal:
      Wording(
        "单位的税务登记为非正常状态，请先到税务机关办理。",
        "The tax office lists the unit as abnormal; have that put right first.")
    case .barred:
      Wording("单位在失信禁入期内。", "The unit is barred for dishonesty.")
    }
  }

  /// The same of a unit's dossier: a bar with its last day, where the dossier has it.
  ///
  /// - Parameter barredUntil: the last day of the bar.
  package func wording(barredUntil: CivilDate?) -> Wording {
    guard self == .barred else { return wording }
    return barredUntil.map {
      Wording(
        "单位在失信禁入期内，至\($0.text(.zh))（含当日）。",
        "The unit is barred for dishonesty through \($0.text(.en)).")
    } ?? wording
  }

  /// Where it is written.
  package var article: Article {
    switch self {
    case .unknown, .outsideCity, .cancelled:
      Article(document: "MANUAL-2019", place: "注册关联 二1")
    case .taxAbnormal: Article(document: "PLATFORM", place: "登记信息")
    case .barred: Article(document: "TRIAL-2018", place: "第十五条")
    }
  }
}
