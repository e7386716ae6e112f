import Policy

/// Mistakes that only a page that is damaged or too old can hold (页面有误): people choose again or open it anew. Programs are told what is
/// allowed before, by what the point declares.
extension Problem {
  /// None of the options of a choice.
  static func unlisted(_ name: String, _ typed: String) -> Problems {
    argument(name, JSONText.quoted(typed), "请从列出的选项中选择一项", "choose one of those that are listed")
  }

  /// Not what the page has put there.
  static func incomplete(_ name: String, _ typed: String) -> Problems {
    argument(
      name, JSONText.quoted(typed), "页面不完整或已过期，请重新打开后再办理",
      "the page is damaged or too old: open it anew and send it again")
  }
}
