import PointsLaw
package import Policy
import Synchronization
package import Units

/// The registry of a demo city (演示城市登记信息): invented units and people whose numbers nobody has, between them every state that
/// somebody may meet. It can be switched off, as real registries sometimes are.
package final class DemoCity: CityRegistry {
  /// A unit of the demo city (演示单位) and what it is there to show.
  package struct Unit: Hashable, Sendable {
    /// For the page of demo accounts, for instance `good`.
    package var key: String
    package var registered: RegisteredUnit
    /// What somebody meets who registers it.
    package var shows: Wording
  }

  /// A person of the demo city (演示人员) and what they are there to show.
  package struct Person: Hashable, Sendable {
    /// For the page of demo accounts, for instance `eligible`.
    package var key: String
    package var name: String
    package var number: ResidentNumber
    package var registered: RegisteredPerson
    /// What they meet who check their eligibility.
    package var shows: Wording
  }

  /// All units, in the order in which the page lists them.
  package let units: [Unit]
  /// All people, in the same way.
  package let people: [Person]
  private let isAway = Mutex(false)
  private let cancelled = Mutex<Set<CreditCode>>([])

  /// The city as it is for a cycle: who is eligible is so on that cycle's reference date.
  ///
  /// - Parameters:
  ///   - cycle: the year.
  ///   - asOf: of when the records say they are.
  package init(cycle: Int, asOf: Instant) {
    units = DemoCity.units(cycle, asOf)
    people = DemoCity.people(
      cycle, asOf, payer: units[0].registered.code, other: units[1].registered.code)
  }

  /// Whether the registry is away (停用开关).
  package var outage: Bool {
    get { isAway.withLock { $0 } }
    set { isAway.withLock { $0 = newValue } }
  }

  /// Cancels a unit in the registry from now on.
  package func cancel(_ code: CreditCode) { cancelled.withLock { _ = $0.insert(code) } }

  package func unit(_ code: CreditCode) async throws(RegistryFailure) -> RegisteredUnit? {
    guard !outage else { throw RegistryFailure("the demo city’s registry is switched off") }
    guard var found = units.first(where: { $0.registered.code == code })?.registered else {
      return nil
    }
    if cancelled.withLock({ $0.contains(code) }) { found.registration = .cancelled }
    return found
  }

  package func person(
    _ number: ResidentNumber
  ) async throws(RegistryFailure) -> RegisteredPerson? {
    guard !outage else { throw RegistryFailure("the demo city’s registry is switched off") }
    return people.first { $0.number == number }?.registered
  }
}

extension DemoCity {
  private static func units(_ cycle: Int, _ asOf: Instant) -> [Unit] {
    func unit(
      _ number: Int, _ key: String, _ name: String, _ district: District, isInCity: Bool = true,
      registration: RegisteredUnit.Registration = .registered,
      tax: RegisteredUnit.TaxState = .normal, barredUntil: CivilDate? = nil, zh: String, en: String
    ) -> Unit {
      Unit(
        key: key,
        registered: RegisteredUnit(
          code: .invented(number: number), name: name, district: district, isInCity: isInCity,
          registration: registration, tax: tax, barredUntil: barredUntil, asOf: asOf),
        shows: Wording(zh, en))
    }
    return [
      unit(
        1, "good", "星辰软件（演示）有限公司", .haidian, zh: "可以注册，为多数演示人员参保",
        en: "can register, and pays the insurance of most people here"),
      unit(
        2, "other", "远山设计（演示）有限公司", .chaoyang, zh: "可以注册，为“参保单位不一致”的人员参保",
        en: "can register, and pays for the person whose payer differs"),
      unit(
        3, "outside", "海滨贸易（演示）有限公司", .dongcheng, isInCity: false, zh: "不在本市",
        en: "outside the city"),
      unit(
        4, "cancelled", "旧梦书店（演示）有限公司", .xicheng, registration: .cancelled, zh: "已注销",
        en: "cancelled"),
      unit(
        5, "tax", "无踪物流（演示）有限公司", .fengtai, tax: .abnormal, zh: "税务非正常",
        en: "tax state abnormal"),
      unit(
        6, "barred", "虚报咨询（演示）有限公司", .haidian,
        barredUntil: CivilDate.last(of: Month(cycle + 2, 12)), zh: "失信禁入期内",
        en: "barred for dishonesty"),
    ]
  }

  private static func people(
    _ cycle: Int, _ asOf: Instant, payer: CreditCode, other: CreditCode
  ) -> [Person] {
    let reference = Month(cycle - 1, 12)
    /// All five types, paid without a break through the reference month.
    func insured(from first: Month) -> [InsuranceSpell] {
      InsuranceType.allCases.map { InsuranceSpell($0, MonthSpan(first, reference), .haidian) }
    }
    let enough = insured(from: reference - 95)
    var place = 0
    func person(
      _ key: String, _ name: String, born birth: CivilDate, isMale: Bool = true,
      post: Post? = .management, household: Household? = .urban,
      permit: ResidencePermit = .appliedOn(CivilDate.last(of: Month(cycle - 4, 6))),
      criminalRecord: Bool? = false, insurance: [InsuranceSpell], paidBy: CreditCode? = nil,
      zh: String, en: String
    ) -> Person {
      place += 1
      return Person(
        key: key, name: name, number: .invented(birth: birth, isMale: isMale, place: place),
        registered: RegisteredPerson(
          facts: Facts(
            id: key, birthDate: birth, sex: isMale ? .male : .female, post: post,
            household: household, residencePermit: permit, criminalRecord: criminalRecord,
            insurance: insurance),
          payer: paidBy ?? payer, district: .haidian, asOf: asOf), shows: Wording(zh, en))
    }
    func day(_ year: Int, _ month: Int, _ day: Int) -> CivilDate {
      CivilDate(year, month, day) ?? CivilDate.last(of: Month(year, month))
    }
    let adult = day(cycle - 35, 3, 7)
    return [
      person("eligible", "林一诺", born: adult, insurance: enough, zh: "符合资格条件", en: "eligible"),
      person(
        "payerDiffers", "苏晓岚", born: day(cycle - 38, 5, 21), isMale: false, insurance: enough,
        paidBy: other, zh: "符合资格条件，参保单位不一致", en: "eligible, another unit pays the insurance"),
      person(
        "noPermit", "周北辰", born: day(cycle - 32, 9, 9), permit: .none, insurance: enough,
        zh: "未持有居住证", en: "no residence permit"),
      person(
        "latePermit", "郑在野", born: day(cycle - 30, 2, 14), permit: .appliedOn(day(cycle, 1, 1)),
        insurance: enough, zh: "居住证申领晚于基准日一天", en: "residence permit a day too late"),
      person(
        "retired", "何秋石", born: day(cycle - 62, 4, 2), insurance: enough, zh: "已达到法定退休年龄",
        en: "has reached the retirement age"),
      person(
        "insuranceGap", "唐小满", born: day(cycle - 33, 5, 20), isMale: false,
        insurance: InsuranceType.allCases.flatMap { type in
          [
            InsuranceSpell(type, MonthSpan(reference - 95, reference - 13), .haidian),
            InsuranceSpell(type, MonthSpan(reference - 11, reference), .haidian),
          ]
        }, zh: "社会保险中断一个月", en: "one month without insurance"),
      person(
        "supplementary", "梁致远", born: day(cycle - 36, 8, 8),
        insurance: InsuranceType.allCases.flatMap { type in
          [
            InsuranceSpell(type, MonthSpan(reference - 95, reference - 26), .haidian),
            InsuranceSpell(
              type, MonthSpan(reference - 25, reference - 20), .haidian,
              supplementary: Supplementary()),
            InsuranceSpell(type, MonthSpan(reference - 19, reference), .haidian),
          ]
        }, zh: "补缴六个月，多于五个月", en: "six supplementary months, one too many"),
      person(
        "criminalRecord", "冯止戈", born: day(cycle - 40, 11, 11), criminalRecord: true,
        insurance: enough, zh: "有刑事犯罪记录", en: "a criminal record"),
      person(
        "unknownPost", "叶知秋", born: day(cycle - 53, 7, 1), isMale: false, post: nil,
        insurance: enough, zh: "岗位未知，无法判定", en: "the post is not known: undetermined"),
      person(
        "unknownPermit", "严守一", born: day(cycle - 34, 1, 30), permit: .unknown,
        criminalRecord: nil, insurance: enough, zh: "居住证和犯罪记录信息缺失，无法判定",
        en: "permit and record are not known: undetermined"),
      person(
        "unpaid", "白鹭飞", born: day(cycle - 29, 12, 3), isMale: false,
        insurance: insured(from: reference - 30), zh: "社会保险不足84个月",
        en: "insured for less than 84 months"),
      person(
        "clerk", "方正平", born: day(cycle - 41, 6, 6), insurance: enough,
        zh: "单位经办人，本人也符合资格条件", en: "a unit’s clerk who is eligible as well"),
    ]
  }
}
