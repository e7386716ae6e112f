package import Policy

/// What each parameter of the editions means, in a few words, for people who read the law as data.
package enum Meaning {
  /// By path; a path that no edition states has none.
  package static let all: [String: Wording] = {
    var all: [String: Wording] = [:]
    for (path, zh, en) in fixed { all[path] = Wording(zh, en) }
    for note in ReadingNote.all where note.path.hasPrefix("readings.") {
      all[note.path] = note.meaning
    }
    for title in HonourTitle.allCases {
      all["honours.\(title.name)"] = points(title.wording)
    }
    for row in InnovationRow.allCases where row.route != .enterprise { add(row, to: &all) }
    return all
  }()

  private static func points(_ what: Wording) -> Wording {
    Wording("\(what.zh)的加分", "points: \(what.en)")
  }

  private static func add(_ row: InnovationRow, to all: inout [String: Wording]) {
    let isAward = row.route == .award
    let group = "innovation.\(isAward ? "awards" : "competitions").\(row.name)"
    for grade in row.grades {
      all["\(group).\(grade.name)"] = points(
        Wording(
          "\(row.wording.zh)\(grade.wording.zh)", "\(row.wording.en), \(grade.wording.en)"))
    }
    if row.grades.isEmpty {
      let isRanked = !isAward && row.mayHavePlace
      all["\(group).\(isRanked ? "place" : "winner")"] = points(
        isRanked
          ? Wording("\(row.wording.zh)各名次", "\(row.wording.en) by place") : row.wording)
    }
    if !isAward {
      all["\(group).firstYear"] = Wording(
        "\(row.wording.zh)自哪一年起加分", "first year of \(row.wording.en) that counts")
    }
  }

  private static let fixed: [(path: String, zh: String, en: String)] =
    [
      ("rounding", "每项分值如何保留两位小数", "how each line's points become two decimals"),

      (
        "conditions.residencePermit.by", "居住证最迟何时申领",
        "by when the residence permit must have been applied for"
      ),
      ("conditions.insurance.months", "须连续缴纳社会保险的月数", "months of continuous insurance needed"),
      (
        "conditions.insurance.supplementaryMost", "补缴累计最多几个月",
        "most supplementary months in them"
      ),
      (
        "conditions.insurance.required.medical.rural.from", "农村劳动力自何月起须缴医疗保险",
        "month from which rural workers need medical insurance"
      ),
      (
        "conditions.insurance.required.maternity.from", "自何月起须缴生育保险",
        "month from which maternity insurance is needed"
      ),
      (
        "conditions.criminalRecord.allowed", "有刑事犯罪记录者可否申请",
        "whether a criminal record is allowed"
      ),

      ("employment.from", "就业自何月起计", "first month of employment that counts"),
      ("employment.pointsPerYear", "每连续缴纳社会保险满1年的加分", "points for a year of insured employment"),

      ("residence.lines", "住所分值如何分项", "how residence is split into lines"),
      (
        "residence.boundary", "界限月份：至此月可比照租赁计分",
        "last month in which insurance counts as a rental"
      ),
      ("residence.minimumMonths", "一处住所至少住几个月才计分", "least months of a home that scores"),
      ("residence.own.pointsPerYear", "自有住所每满1年的加分", "points for a year in an own home"),
      (
        "residence.filed.pointsPerYear", "租赁住所或单位宿舍每满1年的加分",
        "points for a year in a rental or dormitory"
      ),
      (
        "residence.imputed.pointsPerYear", "比照租赁每满1年的加分",
        "points for a year that counts as rented through insurance"
      ),

      ("education.points.juniorCollege", "大学专科的加分", "points of a junior college diploma"),
      (
        "education.points.bachelorSingle", "只有本科学历或学士学位的加分",
        "points of a bachelor's diploma or degree alone"
      ),
      ("education.points.bachelor", "本科学历并学士学位的加分", "points of a bachelor's diploma and degree"),
      (
        "education.points.masterSingle", "只有研究生学历或硕士学位的加分",
        "points of a master's diploma or degree alone"
      ),
      ("education.points.master", "研究生学历并硕士学位的加分", "points of a master's diploma and degree"),
      (
        "education.points.doctorSingle", "只有研究生学历或博士学位的加分",
        "points of a doctor's diploma or degree alone"
      ),
      ("education.points.doctor", "研究生学历并博士学位的加分", "points of a doctor's diploma and degree"),
      ("education.deduction.rule", "就学期间分值如何扣除", "how the time of study is taken back"),
      (
        "education.deduction.employmentPerYear", "就学每年扣除的就业分",
        "employment points taken back for a year of study"
      ),
      (
        "education.deduction.residencePerYear", "就学每年扣除的住所分",
        "residence points taken back for a year of study"
      ),
      (
        "education.deduction.window.juniorCollege", "大学专科扣除的月数",
        "months taken back for a junior college diploma"
      ),
      ("education.deduction.window.bachelor", "本科扣除的月数", "months taken back for a bachelor's"),
      ("education.deduction.window.master", "硕士扣除的月数", "months taken back for a master's"),
      ("education.deduction.window.doctor", "博士扣除的月数", "months taken back for a doctorate"),

      (
        "district.rule", "职住区域奖励迁出还是居住在城六区外",
        "whether moving out of the six city districts or living outside counts"
      ),
      ("district.from", "职住区域自何月起计", "first month that counts for the district"),
      ("district.citySix", "视为城六区的区和机构", "districts and agencies that count as city six"),
      ("district.yearMonths", "满几个月算1年", "months that make a year"),
      ("district.shortYear", "年内满11个月可否按1年", "whether eleven months can make a year"),
      ("district.most", "职住区域最多加分", "most points of the district"),
      ("district.housing.pointsPerYear", "只居住在外每满1年的加分", "points for a year of living outside"),
      ("district.housing.most", "只居住在外最多加分", "most points of living outside"),
      (
        "district.jobAndHousing.pointsPerYear", "工作并居住在外每满1年的加分",
        "points for a year of living and working outside"
      ),
      ("district.jobAndHousing.most", "工作并居住在外最多加分", "most points of living and working outside"),

      (
        "innovation.enterprise.years", "企业路径考察近几年",
        "how many recent years enterprise routes look at"
      ),

      ("tax.years", "纳税考察近几年", "how many recent years tax looks at"),
      ("tax.income.rule", "个人所得税按平均还是逐年计分", "whether income tax scores by average or year by year"),
      ("tax.income.average", "个人所得税年均须达到", "income tax that a year must reach on average"),
      ("tax.income.points", "达到年均个人所得税的加分", "points of reaching the average income tax"),
      ("tax.income.threshold", "一年的个人所得税须达到", "income tax that a single year must reach"),
      ("tax.income.pointsPerYear", "每有一年达到的加分", "points of each year that reaches it"),
      ("tax.income.most", "个人所得税最多加分", "most points of income tax"),
      ("tax.enterprise.open", "投资企业纳税路径是否开放", "whether the investor's tax route is open"),
      ("tax.enterprise.average", "按股份分摊的企业纳税年均须达到", "investor's share of tax needed on average"),
      ("tax.enterprise.points", "投资企业纳税路径的加分", "points of the investor's tax route"),
      ("tax.violations.points", "每次涉税违法行为的分值", "points of each tax violation"),
      ("tax.violations.from", "涉税违法行为自何日起计", "first day of tax violations that count"),
      (
        "tax.violations.lookBackMonths", "涉税违法行为追溯几个月",
        "months back over which tax violations count"
      ),

      ("age.points", "年龄不超过界限的加分", "points up to the age limit"),
      ("age.limit", "年龄界限", "age limit"),
      ("age.lossPerYear", "每超过年龄界限1岁少加的分", "points lost for each year over the age limit"),

      ("lawAbiding.points", "每次行政拘留的分值", "points of each detention"),
      ("lawAbiding.from", "行政拘留自何日起计", "first day of detentions that count"),
      ("lawAbiding.lookBackMonths", "行政拘留追溯几个月", "months back over which detentions count"),

      ("ranking.rule", "名单按分数线还是按指标数确定", "whether a cut-off or a quota makes the list"),
      ("ranking.quota", "年度落户指标数", "places on the list of a cycle"),
    ] + retirement + enterprises

  private static let retirement = [
    ("men", "男职工", "men"), ("womenManagement", "女干部", "women in management"),
    ("womenWorkers", "女工人", "women workers"),
  ].flatMap { key, zh, en in
    let group = "conditions.retirement.\(key)"
    return [
      ("\(group).years", "\(zh)原法定退休年龄", "retirement age of \(en) before delays"),
      (
        "\(group).delay.from", "\(zh)自何月出生者起延迟退休",
        "month of birth from which \(en) retire later"
      ),
      (
        "\(group).delay.every", "\(zh)每晚出生几个月延迟1个月",
        "months of birth for each month of delay, \(en)"
      ),
      ("\(group).delay.most", "\(zh)最多延迟几个月", "longest delay of \(en)"),
    ]
  }

  private static let enterprises =
    [InnovationRow.C1, .C2, .C3, .C4].map { row in
      (
        "innovation.enterprise.\(row.name).open", "\(row.wording.zh)是否开放",
        "whether \(row.wording.en) is open"
      )
    }
    + [InnovationRow.C1, .C2, .C3].flatMap { row in
      [
        ("oneYear", "1年", "one year"), ("twoYears", "2年", "two years"),
        ("threeYears", "3年", "three years"),
      ]
      .map { key, zh, en in
        (
          "innovation.enterprise.\(row.name).\(key)", "\(row.wording.zh)满足\(zh)的加分",
          "points of \(row.wording.en) in \(en)"
        )
      }
    }
    + [("low", "低", "low"), ("middle", "中", "middle"), ("high", "高", "high")].flatMap {
      key, zh, en in
      let group = "innovation.enterprise.C4.\(key)"
      return [
        ("\(group).financing", "C4\(zh)档须获得的融资", "financing that reaches the \(en) tier of C4"),
        ("\(group).points", "C4\(zh)档的加分", "points of the \(en) tier of C4"),
      ]
    }
}
