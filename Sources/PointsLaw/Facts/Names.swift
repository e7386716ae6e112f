package import Policy

/// The field's own words for every key of the case format and every part of a score sheet.
extension InsuranceType {
  package var wording: Wording {
    switch self {
    case .pension: Wording("养老", "pension")
    case .medical: Wording("医疗", "medical")
    case .unemployment: Wording("失业", "unemployment")
    case .injury: Wording("工伤", "injury")
    case .maternity: Wording("生育", "maternity")
    }
  }
}

extension Residence.Kind {
  package var wording: Wording {
    switch self {
    case .ownHome: Wording("自有住所", "own home")
    case .rental: Wording("租赁住所", "registered rental")
    case .dormitory: Wording("单位宿舍", "employer's dormitory")
    }
  }
}

extension Credential.Level {
  package var wording: Wording {
    switch self {
    case .juniorCollege: Wording("大学专科（含高职）", "junior college")
    case .bachelor: Wording("大学本科", "bachelor")
    case .master: Wording("硕士研究生", "master")
    case .doctor: Wording("博士研究生", "doctor")
    }
  }
}

extension District {
  /// What a district may be, for error messages.
  static let wording = Wording(same: District.allCases.map(\.name).joined(separator: ", "))

  package var wording: Wording {
    switch self {
    case .dongcheng: Wording("东城区", "Dongcheng")
    case .xicheng: Wording("西城区", "Xicheng")
    case .chaoyang: Wording("朝阳区", "Chaoyang")
    case .haidian: Wording("海淀区", "Haidian")
    case .fengtai: Wording("丰台区", "Fengtai")
    case .shijingshan: Wording("石景山区", "Shijingshan")
    case .mentougou: Wording("门头沟区", "Mentougou")
    case .fangshan: Wording("房山区", "Fangshan")
    case .tongzhou: Wording("通州区", "Tongzhou")
    case .shunyi: Wording("顺义区", "Shunyi")
    case .changping: Wording("昌平区", "Changping")
    case .daxing: Wording("大兴区", "Daxing")
    case .huairou: Wording("怀柔区", "Huairou")
    case .pinggu: Wording("平谷区", "Pinggu")
    case .miyun: Wording("密云区", "Miyun")
    case .yanqing: Wording("延庆区", "Yanqing")
    case .yizhuang: Wording("经济技术开发区", "Beijing Economic-Technological Development Area")
    case .municipal: Wording("市本级社会保险经办机构", "municipal insurance agency")
    }
  }
}

extension InnovationRow {
  package var wording: Wording {
    switch self {
    case .nationalNaturalScience: Wording("国家自然科学奖", "National Natural Science Award")
    case .nationalTechnologicalInvention:
      Wording("国家技术发明奖", "National Technological Invention Award")
    case .nationalScienceTechnologyProgress:
      Wording("国家科学技术进步奖", "National Science and Technology Progress Award")
    case .beijingScienceTechnology:
      Wording("北京市科学技术奖", "Beijing Science and Technology Award")
    case .beijingPhilosophySocialScience:
      Wording("北京市哲学社会科学优秀成果奖", "Beijing Philosophy and Social Science Award")
    case .fiveOneProject: Wording("精神文明建设“五个一工程”奖", "Five One Project Award")
    case .chinaNews: Wording("中国新闻奖", "China News Award")
    case .changjiangTaofen: Wording("长江韬奋奖", "Changjiang Taofen Award")
    case .beijingLiteratureArt: Wording("北京市文学艺术奖", "Beijing Literature and Art Award")
    case .capitalSpiritualCivilisation:
      Wording("首都精神文明建设奖", "Capital Spiritual Civilisation Award")
    case .beijingNews: Wording("北京新闻奖", "Beijing News Award")
    case .chinaInnovation:
      Wording("中国创新创业大赛", "China Innovation and Entrepreneurship Competition")
    case .beijingInnovation:
      Wording("中国·北京创新创业大赛", "Beijing Innovation and Entrepreneurship Competition")
    case .beijingCulturalCreativity:
      Wording("北京文化创意大赛", "Beijing Cultural Creativity Competition")
    case .worldSkills: Wording("世界技能大赛", "WorldSkills")
    case .nationalFirstClassSkills:
      Wording("国家级一类职业技能竞赛", "national first-class skills contest")
    case .cityFirstClassSkills: Wording("市级一类职业技能竞赛", "city first-class skills contest")
    case .chinaChuangyi: Wording("“中国创翼”创业创新大赛", "China Chuangyi Competition")
    case .beijingEntrepreneurship: Wording("“创业北京”创业创新大赛", "Entrepreneurship Beijing")
    case .C1: Wording("国家高新技术企业任职（C1）", "high-tech enterprise (C1)")
    case .C2: Wording("入驻创业企业投资或就业（C2）", "start-up in an incubator (C2)")
    case .C3: Wording("孵化器及服务机构投资或就业（C3）", "incubator or service body (C3)")
    case .C4: Wording("获股权融资企业就业并持股（C4）", "enterprise with equity financing (C4)")
    }
  }
}

extension Grade {
  package var wording: Wording {
    switch self {
    case .special: Wording("特等奖", "special")
    case .first: Wording("一等奖", "first")
    case .second: Wording("二等奖", "second")
    case .third: Wording("三等奖", "third")
    case .majorInnovation: Wording("重大创新奖", "major innovation")
    case .single: Wording("单项奖", "single item")
    case .outstandingContributionZhongguancun:
      Wording("突出贡献中关村奖", "Zhongguancun Outstanding Contribution")
    case .outstandingYouthZhongguancun:
      Wording("杰出青年中关村奖", "Zhongguancun Outstanding Youth")
    }
  }
}

extension HonourTitle {
  package var wording: Wording {
    switch self {
    case .nationalModelWorker: Wording("全国劳动模范", "national model worker")
    case .beijingModelWorker: Wording("北京市劳动模范", "Beijing model worker")
    case .equalTreatmentModelWorker:
      Wording("享受同级劳模待遇的先进典型", "granted the same treatment as a model worker")
    case .nationalMoralModelHelping:
      Wording("全国助人为乐模范", "national moral model, helping others")
    case .nationalMoralModelBravery: Wording("全国见义勇为模范", "national moral model, bravery")
    case .nationalMoralModelHonesty: Wording("全国诚实守信模范", "national moral model, honesty")
    case .nationalMoralModelDedication:
      Wording("全国敬业奉献模范", "national moral model, dedication")
    case .nationalMoralModelFilialPiety:
      Wording("全国孝老爱亲模范", "national moral model, filial piety")
    case .capitalMoralModel: Wording("首都道德模范", "capital moral model")
    case .nationalBraveryHero: Wording("全国见义勇为英雄模范", "national hero of bravery")
    case .capitalBraveryCitizen: Wording("首都见义勇为好市民", "capital good citizen of bravery")
    }
  }
}

extension Indicator {
  package var wording: Wording {
    switch self {
    case .employment: Wording("合法稳定就业", "employment")
    case .residence: Wording("合法稳定住所", "residence")
    case .education: Wording("教育背景", "education")
    case .district: Wording("职住区域", "job-housing district")
    case .innovation: Wording("创新创业", "innovation")
    case .tax: Wording("纳税", "tax")
    case .age: Wording("年龄", "age")
    case .honours: Wording("荣誉表彰", "honours")
    case .lawAbiding: Wording("守法记录", "law-abiding record")
    }
  }
}

extension Line {
  package var wording: Wording {
    switch self {
    case .ownHome: Wording("自有住所", "own home")
    case .rental: Wording("租赁住所", "registered rental")
    case .dormitory: Wording("单位宿舍", "employer's dormitory")
    case .ownHomeBefore: Wording("自有住所（界限及以前）", "own home up to the boundary")
    case .ownHomeAfter: Wording("自有住所（界限以后）", "own home after the boundary")
    case .imputed: Wording("比照租赁住所或单位宿舍", "imputed rental or dormitory")
    case .filedAfter: Wording("租赁住所或单位宿舍（界限以后）", "rental or dormitory after the boundary")
    case .gross: Wording("取得学历（学位）", "credential")
    case .deduction:
      Wording("扣除取得学历（学位）期间累计的居住及就业分数", "less employment and residence while studying")
    case .violations: Wording("涉税违法行为", "tax violations")
    default: indicator.wording
    }
  }
}

extension Condition {
  package var wording: Wording {
    switch self {
    case .residencePermit: Wording("持有本市居住证", "residence permit")
    case .retirementAge: Wording("不超过法定退休年龄", "below the retirement age")
    case .insurance: Wording("在京连续缴纳社会保险7年及以上", "seven years of continuous insurance")
    case .criminalRecord: Wording("无刑事犯罪记录", "no criminal record")
    }
  }
}
