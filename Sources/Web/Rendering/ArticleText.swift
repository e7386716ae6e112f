import Policy

extension Article {
  /// As people read it: what the platform itself lays down is called that, a document by its title.
  func text(_ language: Language) -> String {
    if document == "PLATFORM" {
      return language == .zh
        ? "平台规则：\(place)" : "platform rule: \(Article.platformRules[place] ?? place)"
    }
    // Some numbers stand in two documents: `MANUAL-2019 附件一(二)4; QA-2020 问8`.
    if place.utf8.contains(UInt8(ascii: ";")) {
      return Article.text(description.split(separator: "; ").map(String.init), language)
    }
    guard let title = Article.titles[document] else { return description }
    return language == .zh ? "《\(title.zh)》\(place)" : "\(title.en), \(place)"
  }

  /// Articles as findings name them, for people.
  static func text(_ articles: [String], _ language: Language) -> String {
    articles.map { Article($0)?.text(language) ?? $0 }
      .joined(separator: language == .zh ? "、" : "; ")
  }

  /// The titles of the documents that pages cite, by the short names that articles have (文件名称); those of an edition begin as its list of
  /// sources has them.
  static let titles = [
    "TRIAL-2018": Wording(
      "北京市积分落户操作管理细则（试行）", "operating rules for points-based settlement (trial)"),
    "MANUAL-2019": Wording("积分落户申报手册（2019年）", "filing manual for points-based settlement, 2019"),
    "QA-2020": Wording("北京市新版积分落户政策解读与问答", "the 2020 revision explained"),
    "RETIREMENT-2024": Wording(
      "全国人大常委会关于实施渐进式延迟法定退休年龄的决定",
      "national decision on raising the retirement age step by step"),
    "LISTS": Wording("历年积分落户公示名单", "published lists of the cycles of 2020 and 2022"),
    "PIPL": Wording("个人信息保护法", "Personal Information Protection Law"),
  ]

  /// What the rules of the platform (平台规则) are called in English, by the names that articles have.
  static let platformRules = [
    "三员分立": "three administrators apart", "个人信息": "personal data", "亲属代填": "family helpers",
    "任务": "tasks", "公开信息": "public information", "凭证": "evidence", "区窗口异议": "disputes at a window",
    "单位注册码": "unit codes", "单位经办人": "clerks of a unit", "双人办理": "two people", "发件箱": "outbox",
    "回执": "receipts", "委托": "delegation", "实人认证": "proof of identity", "审计": "audit", "案卷": "cases",
    "演示": "demonstration", "登记信息": "registry", "离职": "leaving a unit", "草稿": "drafts",
    "计时": "clocks",
    "账户": "accounts", "账户安全": "account security", "通知": "notices", "间歇": "between stages",
  ]
}
