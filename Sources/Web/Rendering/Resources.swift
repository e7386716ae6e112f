import Policy

/// The files built into the program: templates, wording tables and assets, by name.
enum Resources {
  /// Mustache templates; the name is that of the file.
  static let templates: [(name: String, text: [UInt8])] = [
    ("layout", PackageResources.layout_mustache),
    ("home", PackageResources.home_mustache),
    ("message", PackageResources.message_mustache),
    ("api", PackageResources.api_mustache),
  ]

  static let wordings: [(area: String, language: Language, text: [UInt8])] = [
    ("common", .zh, PackageResources.common_zh_yaml),
    ("common", .en, PackageResources.common_en_yaml),
    ("home", .zh, PackageResources.home_zh_yaml),
    ("home", .en, PackageResources.home_en_yaml),
    ("api", .zh, PackageResources.api_zh_yaml),
    ("api", .en, PackageResources.api_en_yaml),
  ]

  /// The contract of the API (OpenAPI 3.1), in YAML.
  static let contract = PackageResources.openapi_yaml

  /// Served under `/assets/`, with a hash of their content in the link.
  static let assets: [(name: String, type: String, text: [UInt8])] = [
    ("luohu.css", "text/css; charset=utf-8", PackageResources.luohu_css),
    ("luohu.js", "text/javascript; charset=utf-8", PackageResources.luohu_js),
  ]
}
