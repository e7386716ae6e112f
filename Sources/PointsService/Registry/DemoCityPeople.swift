import PointsLaw
import Policy
import Units

extension DemoCity {
  /// Every person, and for each what the records say.
  static func people(_ cycle: Int, _ asOf: Instant) -> [Person] {
    var records = DemoRecords(cycle, asOf)
    addEligible(&records)
    addRefused(&records)
    addUndetermined(&records)
    addFamilies(&records)
    addWorkforce(&records)
    // After all others, whose invented numbers go by their place.
    records.add("levelTwo", "沈听澜", born: records.born(36, 10, 16), isMale: false)
    records.add("tookBack", "裴知微", born: records.born(33, 4, 25), isMale: false)
    records.add("pardoned", "段思远", born: records.born(38, 1, 17))
    records.add(
      "returning", "温怀瑾", born: records.born(37, 5, 6), payer: Payer.other)
    records.add("served", "潘悔之", born: records.born(39, 6, 30))
    return records.people
  }

  private static func addEligible(_ all: inout DemoRecords) {
    all.add("eligible", "林一诺", born: all.born(35, 3, 7))
    all.add(
      "payerDiffers", "苏晓岚", born: all.born(38, 5, 21), isMale: false, payer: Payer.other,
      zh: "符合资格条件，参保单位不一致", en: "eligible, another unit pays the insurance")
    all.add(
      "clerk", "方正平", born: all.born(41, 6, 6), zh: "单位经办人，本人也符合资格条件",
      en: "a unit’s clerk who is eligible as well")
    all.add("newcomer", "江小渔", born: all.born(31, 10, 2))
    all.add("waiting", "顾念念", born: all.born(30, 12, 24), isMale: false)
    all.add("rejected", "许长安", born: all.born(36, 1, 9))
    all.add("confirmed", "宋明远", born: all.born(39, 4, 4))
    all.add("undertaken", "程雨桐", born: all.born(34, 7, 15), isMale: false)
    all.add("complete", "韩立群", born: all.born(42, 2, 11))
    all.add("locked", "孟繁星", born: all.born(33, 8, 8))
    all.add("disabled", "丁一川", born: all.born(37, 9, 19))
    all.add("vouched", "蒋月明", born: all.born(44, 11, 30), isMale: false)
    all.add(
      "colleague", "陆平川", born: all.born(32, 6, 1), payer: Payer.settled)
    all.add(
      "leaver", "贺知途", born: all.born(35, 12, 12), payer: Payer.settled)
  }

  private static func addRefused(_ all: inout DemoRecords) {
    all.add(
      "noPermit", "周北辰", born: all.born(32, 9, 9), permit: ResidencePermit.none, zh: "未持有居住证",
      en: "no residence permit")
    all.add(
      "latePermit", "郑在野", born: all.born(30, 2, 14), permit: .appliedOn(all.born(0, 1, 1)),
      zh: "居住证申领晚于基准日一天", en: "residence permit a day too late")
    all.add(
      "retired", "何秋石", born: all.born(62, 4, 2), zh: "已达到法定退休年龄",
      en: "has reached the retirement age")
    let reference = all.reference
    all.add(
      "insuranceGap", "唐小满", born: all.born(33, 5, 20), isMale: false,
      insurance: InsuranceType.allCases.flatMap { type in
        [
          InsuranceSpell(type, MonthSpan(reference - 95, reference - 13), .haidian),
          InsuranceSpell(type, MonthSpan(reference - 11, reference), .haidian),
        ]
      }, zh: "社会保险中断一个月", en: "one month without insurance")
    all.add(
      "supplementary", "梁致远", born: all.born(36, 8, 8),
      insurance: InsuranceType.allCases.flatMap { type in
        [
          InsuranceSpell(type, MonthSpan(reference - 95, reference - 26), .haidian),
          InsuranceSpell(
            type, MonthSpan(reference - 25, reference - 20), .haidian,
            supplementary: Supplementary()),
          InsuranceSpell(type, MonthSpan(reference - 19, reference), .haidian),
        ]
      }, zh: "补缴六个月，多于五个月", en: "six supplementary months, one too many")
    all.add(
      "criminalRecord", "冯止戈", born: all.born(40, 11, 11), criminalRecord: true, zh: "有刑事犯罪记录",
      en: "a criminal record")
    all.add(
      "unpaid", "白鹭飞", born: all.born(29, 12, 3), isMale: false,
      insurance: all.insured(months: 31), zh: "社会保险不足84个月",
      en: "insured for less than 84 months")
  }

  private static func addUndetermined(_ all: inout DemoRecords) {
    all.add(
      "unknownPost", "叶知秋", born: all.born(53, 7, 1), isMale: false, post: nil,
      zh: "岗位未知，无法判定", en: "the post is not known: undetermined")
    all.add(
      "unknownPermit", "严守一", born: all.born(34, 1, 30), permit: .unknown,
      criminalRecord: nil, zh: "居住证和犯罪记录信息缺失，无法判定",
      en: "permit and record are not known: undetermined")
  }

  private static func addFamilies(_ all: inout DemoRecords) {
    all.add("sanctioned", "吴见欢", born: all.born(40, 10, 10))
    all.add("helped", "杜若兰", born: all.born(43, 3, 18), isMale: false)
    all.add("helper", "杜子衿", born: all.born(27, 5, 5))
  }

  /// How many people of one unit ask for it, more than a page shows.
  package static let workforce = 60

  /// Names and births of a unit's people, drawn by a generator that begins with the same number everywhere.
  private static func addWorkforce(_ all: inout DemoRecords) {
    let families = Array("赵钱孙李吴王冯陈褚卫沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜谢邹喻")
    let given = Array("安宁静远思齐嘉言若水云舒景行修竹清扬子墨书怀瑾承志向晚知新乐天")
    var draw = UInt64(20_180_101)
    func drawn(_ count: Int) -> Int {
      // Knuth's multiplicative congruence; its upper bits are the better ones.
      draw = draw &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(draw >> 33) % count
    }
    for place in 1...workforce {
      let name = [families[drawn(families.count)], given[drawn(given.count)]]
      let second = given[drawn(given.count)]
      let birth = all.born(28 + drawn(18), 1 + drawn(12), 1 + drawn(28))
      // Every tenth has no payer on record, every ninth another one.
      let payer = place % 10 == 0 ? nil : place % 9 == 0 ? Payer.other : Payer.good
      all.add(
        "worker\(Month.pad(place, 2))", String(name + [second]), born: birth,
        isMale: drawn(2) == 0, payer: payer)
    }
  }
}
