import PointsLaw
import Policy
import Units

extension DemoCity {
  /// Credit codes of invented units, by their number in the list: who pays whose insurance.
  enum Payer {
    static let good = CreditCode.invented(number: 1)
    static let other = CreditCode.invented(number: 2)
    static let settled = CreditCode.invented(number: 8)
  }

  /// The unit about which the registry never answers (登记机关不答复).
  static let unanswered = CreditCode.invented(number: 17)

  /// Every unit, and for each what the registry says of it.
  static func units(_ cycle: Int, _ asOf: Instant) -> [Unit] {
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
      unit(7, "fresh", "新芽教育（演示）有限公司", .haidian, zh: "可以注册", en: "can register"),
      unit(
        8, "settled", "小满餐饮（演示）有限公司", .chaoyang, zh: "可以注册，为少数演示人员参保",
        en: "can register, and pays the insurance of a few people here"),
      unit(
        9, "sanctioned", "浮光传媒（演示）有限公司", .haidian, zh: "可以注册", en: "can register"),
      unit(
        10, "disputing", "清溪环保（演示）有限公司", .haidian, tax: .abnormal, zh: "税务非正常",
        en: "tax state abnormal"),
      unit(
        11, "upheld", "青石制药（演示）有限公司", .haidian, tax: .abnormal, zh: "税务非正常",
        en: "tax state abnormal"),
      unit(
        12, "dismissed", "环岛旅行（演示）有限公司", .chaoyang, isInCity: false, zh: "不在本市",
        en: "outside the city"),
      unit(
        13, "asked", "听雨印务（演示）有限公司", .haidian, tax: .abnormal, zh: "税务非正常",
        en: "tax state abnormal"),
      unit(
        14, "closed", "落日影像（演示）有限公司", .xicheng, registration: .cancelled, zh: "已注销",
        en: "cancelled"),
      unit(
        15, "barDisputing", "明镜评估（演示）有限公司", .chaoyang, zh: "可以注册", en: "can register"),
      unit(16, "lifted", "归雁文化（演示）有限公司", .xicheng, zh: "可以注册", en: "can register"),
      unit(
        17, "unanswered", "海雾电商（演示）有限公司", .fengtai, zh: "登记机关不答复，注册待核验",
        en: "the registry does not answer about it, so its registration waits"),
    ]
  }
}
