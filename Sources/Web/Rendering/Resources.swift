import Policy

/// The files built into the program: templates, wording tables and assets, by name.
enum Resources {
  /// Mustache templates; the name is that of the file.
  static let templates: [(name: String, text: [UInt8])] = [
    ("layout", PackageResources.layout_mustache),
    ("design", PackageResources.design_mustache),
    ("home", PackageResources.home_mustache),
    ("message", PackageResources.message_mustache),
    ("section", PackageResources.section_mustache),
    ("errors", PackageResources.errors_mustache),
    ("live", PackageResources.live_mustache),
    ("field", PackageResources.field_mustache),
    ("start", PackageResources.start_mustache),
    ("tasks", PackageResources.tasks_mustache),
    ("open-failed", PackageResources.open_failed_mustache),
    ("shared", PackageResources.shared_mustache),
    ("result", PackageResources.result_mustache),
    ("scenarios", PackageResources.scenarios_mustache),
    ("unfinished", PackageResources.unfinished_mustache),
    ("short", PackageResources.short_mustache),
    ("compare", PackageResources.compare_mustache),
    ("figure", PackageResources.figure_mustache),
    ("calendar", PackageResources.calendar_mustache),
    ("eligibility", PackageResources.eligibility_mustache),
    ("eligibility-form", PackageResources.eligibility_form_mustache),
    ("rules", PackageResources.rules_mustache),
    ("edition", PackageResources.edition_mustache),
    ("parameters", PackageResources.parameters_mustache),
    ("awards", PackageResources.awards_mustache),
    ("changes", PackageResources.changes_mustache),
    ("readings", PackageResources.readings_mustache),
    ("glossary", PackageResources.glossary_mustache),
    ("history", PackageResources.history_mustache),
    ("api", PackageResources.api_mustache),
    ("verify", PackageResources.verify_mustache),
  ]

  static let wordings: [(area: String, language: Language, text: [UInt8])] = [
    ("common", .zh, PackageResources.common_zh_yaml),
    ("common", .en, PackageResources.common_en_yaml),
    ("calculator", .zh, PackageResources.calculator_zh_yaml),
    ("calculator", .en, PackageResources.calculator_en_yaml),
    ("home", .zh, PackageResources.home_zh_yaml),
    ("home", .en, PackageResources.home_en_yaml),
    ("eligibility", .zh, PackageResources.eligibility_zh_yaml),
    ("eligibility", .en, PackageResources.eligibility_en_yaml),
    ("rules", .zh, PackageResources.rules_zh_yaml),
    ("rules", .en, PackageResources.rules_en_yaml),
    ("readings", .zh, PackageResources.readings_zh_yaml),
    ("readings", .en, PackageResources.readings_en_yaml),
    ("glossary", .zh, PackageResources.glossary_zh_yaml),
    ("glossary", .en, PackageResources.glossary_en_yaml),
    ("history", .zh, PackageResources.history_zh_yaml),
    ("history", .en, PackageResources.history_en_yaml),
    ("design", .zh, PackageResources.design_zh_yaml),
    ("design", .en, PackageResources.design_en_yaml),
    ("server", .zh, PackageResources.server_zh_yaml),
    ("server", .en, PackageResources.server_en_yaml),
    ("api", .zh, PackageResources.api_zh_yaml),
    ("api", .en, PackageResources.api_en_yaml),
    ("verify", .zh, PackageResources.verify_zh_yaml),
    ("verify", .en, PackageResources.verify_en_yaml),
  ]

  /// The contract of the API (OpenAPI 3.1), in YAML.
  static let contract = PackageResources.openapi_yaml

  /// Served under `/assets/`, with a hash of their content in the link.
  static let assets: [(name: String, type: String, text: [UInt8])] = [
    ("luohu.css", "text/css; charset=utf-8", PackageResources.luohu_css),
    ("luohu.js", "text/javascript; charset=utf-8", PackageResources.luohu_js),
  ]
}
