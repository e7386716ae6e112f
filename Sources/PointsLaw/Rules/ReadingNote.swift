package import Policy

/// What a reading means and what else it could be, for people who want to see the choices made.
package struct ReadingNote: Sendable {
  package struct Option: Sendable {
    package var name: String
    package var meaning: Wording
  }

  package var path: String
  package var meaning: Wording
  package var options: [Option]

  private init(_ path: String, _ zh: String, _ en: String, _ options: [(String, String, String)]) {
    self.path = path
    meaning = Wording(zh, en)
    self.options = options.map { Option(name: $0.0, meaning: Wording($0.1, $0.2)) }
  }

  package static let all: [ReadingNote] = [
    ReadingNote(
      "readings.imputedType", "比照租赁的月份以哪一险种为准",
      "which insurance type makes a month imputable",
      [
        ("chosen", "就业指标选取的险种", "the type chosen for employment"),
        ("anyType", "任一险种", "any type"),
      ]),
    ReadingNote(
      "readings.earlyRental", "界限及以前填报的租赁或宿舍如何计算",
      "what a rental or dormitory filed for months up to the boundary adds",
      [
        ("insurance", "只按同期参保计算", "nothing: those months count through insurance only"),
        ("filed", "未参保的月份也计入", "its months count as imputed even without insurance"),
      ]),
    ReadingNote(
      "readings.studyResidence", "试行政策就学期间居住分的扣减", "what residence a trial study takes back",
      [
        ("scored", "按该月实际所得分", "what the months scored"),
        ("rentalRate", "一律按租赁标准", "the rental rate for every month that scored"),
      ]),
    ReadingNote(
      "readings.singleCredentialWindow", "只有学历或学位时扣减几年",
      "the window of a diploma or degree alone",
      [
        ("byPoints", "随分值所对应的层次", "it goes with the points"),
        ("byLevel", "随学历学位的层次", "it goes with the level"),
      ]),
    ReadingNote(
      "readings.districtLeftover", "工作并居住的整年之外的剩余月份",
      "months left after whole years of job and housing",
      [
        ("combined", "与仅居住的月份合并计整年", "together with the housing months they make whole years"),
        ("separate", "两类各自计整年", "each sort makes whole years on its own"),
      ]),
    ReadingNote(
      "readings.districtDecember", "上一年度12月须满足什么",
      "what December of the previous year must satisfy",
      [
        ("housing", "居住在城六区外即可", "living outside is enough"),
        ("asClaimed", "按工作并居住计分须两项都满足", "years of job and housing need both in December"),
      ]),
    ReadingNote(
      "readings.districtModes", "试行政策两种转移方式的关系", "the two ways of moving in the trial policy",
      [
        ("higher", "取分高者", "the higher one counts"),
        ("jobAndHousingFirst", "工作并居住有分则取之", "job-and-housing when it earns anything"),
      ]),
    ReadingNote(
      "readings.supplementaryCount", "补缴月数如何累计", "how supplementary months are counted",
      [
        ("perMonth", "同一月份只计一次", "a calendar month once"),
        ("perType", "各险种相加", "each type's months added up"),
      ]),
    ReadingNote(
      "readings.ageReached", "何日达到某一周岁", "when an age is reached",
      [
        ("dayAfterBirthday", "生日次日", "the day after the birthday"),
        ("birthday", "生日当日", "on the birthday"),
      ]),
    ReadingNote(
      "readings.incomeTaxRhythm", "连续纳税按月还是按年", "how often income tax must have been paid",
      [("yearly", "每年", "in every year: a case file gives years")]),
    ReadingNote(
      "tax.violations.lookBackMonths", "涉税违法行为的近5年",
      "the last five years of tax violations: months that end at the reference date", []),
    ReadingNote(
      "lawAbiding.lookBackMonths", "行政拘留的近5年",
      "the last five years of detentions: months that end at the reference date", []),
    ReadingNote(
      "district.shortYear", "2017、2018年年内满11个月可否按1年（2018年度不适用，因此不可能得分）",
      "whether eleven months after January make a year (not in 2018, so nobody can score then)",
      [("yes", "可以", "they do"), ("no", "不可以", "they do not")]),
    ReadingNote(
      "innovation.enterprise.C1.open", "创新创业C1路径是否开放", "whether route C1 is open",
      [("yes", "开放", "open"), ("no", "不开放", "closed")]),
    ReadingNote(
      "innovation.enterprise.C2.open", "创新创业C2路径是否开放", "whether route C2 is open",
      [("yes", "开放", "open"), ("no", "不开放", "closed")]),
    ReadingNote(
      "innovation.enterprise.C3.open", "创新创业C3路径是否开放", "whether route C3 is open",
      [("yes", "开放", "open"), ("no", "不开放", "closed")]),
  ]
}
