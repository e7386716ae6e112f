import Policy

extension Article {
  /// As people read it: what the platform itself lays down is called that, a document by its short name.
  func text(_ language: Language) -> String {
    guard document == "PLATFORM" else { return description }
    return language == .zh
      ? "平台规则：\(place)" : "platform rule: \(Article.platformRules[place] ?? place)"
  }

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
