import Configuration
import Policy
import Synchronization
import Units
import Web

/// Where settings come from (配置来源): flags before the environment, the environment before the file,
/// the file before the default.
struct SettingSources {
  /// Where a value was found, as it is named in an error: `--port`, `LUOHU_PORT`, `luohu.yaml: port`.
  private(set) var places: [String: String] = [:]
  private(set) var settings = Settings()

  /// Reads all sources.
  ///
  /// - Parameters:
  ///   - flags: by the setting's name.
  ///   - file: the path of a YAML or JSON file.
  /// - Throws: every value that is not allowed, and every key of the file that is none, by place.
  init(flags: [String: String], file: String?) throws {
    let inFile = try file.map { try SettingFile.read($0) } ?? [:]
    let origin = Origin()
    let reader = ConfigReader(
      providers: [
        InMemoryProvider(name: "flags", values: SettingSources.table(flags)),
        EnvironmentVariablesProvider(
          environmentVariables: SettingSources.environment(),
          secretsSpecifier: .specific(Set(Setting.all.filter(\.isSecret).map(\.variable)))),
        InMemoryProvider(name: "file", values: SettingSources.table(inFile)),
      ], accessReporter: origin)
    var problems: [Problem] = []
    for setting in Setting.all {
      let key = ConfigKey(SettingSources.key(setting.name))
      guard let value = reader.string(forKey: key, isSecret: setting.isSecret) else { continue }
      let place =
        switch origin.provider {
        case 0: setting.flag
        case 1: setting.variable
        default: "\(file ?? ""): \(setting.name)"
        }
      places[setting.name] = place
      if !setting.set(value, in: &settings) {
        problems.append(
          Problem(
            path: place, value: setting.isSecret ? "\"***\"" : JSONText.quoted(value),
            allowed: setting.allowed))
      }
    }
    guard problems.isEmpty else { throw Problems(problems) }
    try check()
  }

  /// Settings that only make sense together, and files that hold what another setting may say.
  private mutating func check() throws {
    if settings.certificate.isEmpty != settings.privateKey.isEmpty {
      let missing = settings.certificate.isEmpty ? "tls.certificate" : "tls.key"
      throw Problem.argument(missing, "null", "证书与私钥须同时给出", "certificate and key go together")
    }
    if settings.certificate.isEmpty, !settings.clientAuthorities.isEmpty {
      throw Problem.argument(
        "tls.certificate", "null", "给出tls.clientAuthorities时须给出证书：客户证书随TLS而来",
        "a certificate, since tls.clientAuthorities is given: clients' certificates come with TLS")
    }
    try readPassword()
    guard !settings.sealKeyFile.isEmpty else { return }
    let place = places["seal.keyFile"] ?? "seal.keyFile"
    guard settings.sealKey == nil else {
      throw Problem.argument(
        place, JSONText.quoted(settings.sealKeyFile), "不能与seal.key同时给出",
        "not together with seal.key")
    }
    let text = String(decoding: try readFile(settings.sealKeyFile), as: UTF8.self)
    guard let key = Base64URL.key(text) else {
      throw Problem.argument(
        place, JSONText.quoted(settings.sealKeyFile), "文件内容须为32字节的Base64",
        "a file of 32 bytes in Base64")
    }
    settings.sealKey = key
  }

  /// The password of the mail server from its file: the first line.
  private mutating func readPassword() throws {
    guard !settings.mailPasswordFile.isEmpty else { return }
    let place = places["mail.passwordFile"] ?? "mail.passwordFile"
    guard settings.mailPassword.isEmpty else {
      throw Problem.argument(
        place, JSONText.quoted(settings.mailPasswordFile), "不能与mail.password同时给出",
        "not together with mail.password")
    }
    let text = String(decoding: try readFile(settings.mailPasswordFile, most: 4096), as: UTF8.self)
    settings.mailPassword = String(text.prefix { !$0.isNewline })
    guard !settings.mailPassword.isEmpty else {
      throw Problem.argument(
        place, JSONText.quoted(settings.mailPasswordFile), "第一行是密码", "a password on its first line")
    }
  }

  private static func key(_ name: String) -> String { "luohu.\(name)" }

  private static func table(_ values: [String: String]) -> [AbsoluteConfigKey: ConfigValue] {
    var table: [AbsoluteConfigKey: ConfigValue] = [:]
    for (name, value) in values {
      table[AbsoluteConfigKey(ConfigKey(key(name)))] = ConfigValue(
        .string(value), isSecret: Setting.named(name)?.isSecret ?? false)
    }
    return table
  }

  /// Only what settings are called: nothing else of the environment is looked at.
  private static func environment() -> [String: String] {
    var variables: [String: String] = [:]
    for setting in Setting.all {
      variables[setting.variable] = luohu.environment(setting.variable)
    }
    return variables
  }
}

/// Which source answered last.
private final class Origin: AccessReporter {
  private let last = Mutex(0)

  var provider: Int { last.withLock { $0 } }

  /// Sources are asked in their order until one answers.
  func report(_ event: AccessEvent) {
    last.withLock { $0 = max(0, event.providerResults.count - 1) }
  }
}

/// The configuration file (配置文件): the table's names, nested at their dots, in YAML or JSON.
enum SettingFile {
  /// The values by name, as text.
  static func read(_ path: String) throws -> [String: String] {
    let bytes = try readFile(path)
    let document = Document()
    try naming(path) {
      try bytes.withUnsafeBytes { buffer in
        do throws(Document.Failure) {
          try document.read(yaml: buffer)
        } catch {
          throw Problems([error.problem(of: buffer, whole: Wording("配置文件", "a configuration file"))]
          )
        }
      }
    }
    var values: [String: String] = [:]
    var problems: [Problem] = []
    switch document.kind(document.root) {
    case .object: collect(document, document.root, [], &values, &problems)
    case .null: break
    default:
      problems.append(
        Problem(
          path: "(file)", value: document.json(document.root),
          allowed: Wording("名称与值的表", "a table of names and values")))
    }
    return try naming(path) {
      guard problems.isEmpty else { throw Problems(problems) }
      return values
    }
  }

  private static func collect(
    _ document: Document, _ node: Int, _ path: [String], _ values: inout [String: String],
    _ problems: inout [Problem]
  ) {
    for (key, value) in document.pairs(node) {
      let path = path + [key]
      let name = path.joined(separator: ".")
      guard Setting.named(name) != nil else {
        if document.kind(value) == .object, isGroup(name) {
          collect(document, value, path, &values, &problems)
        } else {
          problems.append(unknown(document, value, path))
        }
        continue
      }
      switch document.kind(value) {
      case .null: break
      case .yes: values[name] = "true"
      case .no: values[name] = "false"
      case .number, .text:
        guard values[name] == nil else {
          problems.append(
            Problem(path: name, value: document.json(value), allowed: Wording("只写一次", "only once")))
          continue
        }
        values[name] = document.string(value)
      case .list, .object:
        problems.append(
          Problem(
            path: name, value: document.json(value),
            allowed: Setting.named(name)?.allowed ?? Wording(same: "")))
      }
    }
  }

  private static func isGroup(_ name: String) -> Bool {
    Setting.all.contains { $0.name.hasPrefix(name + ".") }
  }

  /// A key that is no setting, with those that could stand there. Its value is not shown: it may be a
  /// secret whose name is mistyped.
  private static func unknown(_ document: Document, _ value: Int, _ path: [String]) -> Problem {
    let isGroup = isGroup(path.joined(separator: "."))
    let group = (isGroup ? path : path.dropLast()).map { $0 + "." }.joined()
    var names: [String] = []
    for setting in Setting.all where setting.name.hasPrefix(group) {
      let name = String(setting.name.dropFirst(group.count).prefix { $0 != "." })
      if !names.contains(name) { names.append(name) }
    }
    return Problem(
      path: path.joined(separator: "."), value: "…",
      allowed: Wording(
        (isGroup ? "这是一组配置项：" : "没有这一项；可以是") + names.joined(separator: "、"),
        (isGroup ? "a group of settings: " : "no such setting; there are ")
          + names.joined(separator: ", ")))
  }
}
