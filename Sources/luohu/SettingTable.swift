import Policy
import Web

/// The settings as people read them: in the help, as they are now, and as the reference page.
enum SettingTable {
  /// For `--help`: flag, default, meaning.
  static var help: String {
    let defaults = Settings()
    let rows = Setting.all.map { setting in
      [setting.flag, setting.shown(defaults), meaning(setting, .en)]
    }
    return Columns.table(rows, leftColumns: 3).split(separator: "\n").map { "  " + $0 }
      .joined(separator: "\n")
  }

  /// What holds, and where it was said.
  static func current(_ sources: SettingSources, _ language: Language) -> String {
    let none = Wording("默认", "default")[language]
    var rows = [
      [
        Wording("配置项", "setting")[language], Wording("值", "value")[language],
        Wording("来源", "from")[language], Wording("含义", "meaning")[language],
      ]
    ]
    rows += Setting.all.map { setting in
      [
        setting.name, setting.shown(sources.settings), sources.places[setting.name] ?? none,
        meaning(setting, language),
      ]
    }
    return Columns.table(rows, leftColumns: 4)
  }

  /// The reference page's tables, in Markdown.
  static func reference(_ language: Language) -> String {
    let defaults = Settings()
    var text = Wording(
      "| 配置文件中的名称 | 命令行 | 环境变量 | 默认值 | 允许的值 | 含义 |\n",
      "| in the file | on the command line | in the environment | default | allowed | meaning |\n")[
        language]
    text += "|---|---|---|---|---|---|\n"
    for setting in Setting.all {
      let value = setting.shown(defaults)
      text +=
        "| `\(setting.name)` | `\(setting.flag)` | `\(setting.variable)` | "
        + "\(value.isEmpty ? "" : "`\(value)`") | \(setting.allowed[language]) | "
        + "\(meaning(setting, language)) |\n"
    }
    return text
  }

  private static func meaning(_ setting: Setting, _ language: Language) -> String {
    var text = setting.meaning[language]
    let unit = setting.unit[language]
    if !unit.isEmpty { text += language == .zh ? "（\(unit)）" : " (\(unit))" }
    if setting.isSecret { text += language == .zh ? "（不显示）" : " (never shown)" }
    return text
  }
}
