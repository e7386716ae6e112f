import ArgumentParser
import Casework
import PointsLaw
import Policy
import Web

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve the pages, the API and, over a store, the signed-in service until stopped.",
    usage: "luohu serve [--config <file>] [--<setting> <value> ...] [--lang <lang>]",
    discussion: """
      Settings come from flags, else from the environment (LUOHU_PORT for --port), else from the \
      file, else they have the value shown. Docs/reference/configuration.md says what each may be.

      SETTINGS
      \(SettingTable.help)

      EXAMPLES
        luohu serve
        luohu serve --port 8443 --host 0.0.0.0 --tls-certificate chain.pem --tls-key key.pem
        LUOHU_LOG_REQUESTS=false luohu serve --config deploy/luohu.example.yaml
      """)

  @Option(
    help: ArgumentHelp(
      "A YAML or JSON file of settings; LUOHU_CONFIG in the environment.", valueName: "file"))
  var config: String?

  @Flag(help: "Print every setting as it would be, and where it comes from.")
  var settings = false

  @Flag(help: "Print the table of settings as Markdown.")
  var settingsReference = false

  @Option(help: .hidden)
  var reference: ServiceReference?

  @Option(help: ArgumentHelp("Language of problems and tables: zh or en.", valueName: "lang"))
  var lang: Language = .preferred

  @Argument(parsing: .allUnrecognized, help: .hidden)
  var others: [String] = []

  func run() async throws {
    if settingsReference {
      var output = StandardOutput()
      try output.write(SettingTable.reference(lang).utf8)
      return try output.flush()
    }
    if let reference {
      var output = StandardOutput()
      try output.write(try reference.text().utf8)
      return try output.flush()
    }
    let file = config ?? environment("LUOHU_CONFIG").flatMap { $0.isEmpty ? nil : $0 }
    let sources = try SettingSources(flags: flags(), file: file)
    if settings {
      var output = StandardOutput()
      try output.write(SettingTable.current(sources, lang).utf8)
      return try output.flush()
    }
    try await serve(sources.settings)
  }

  private func serve(_ settings: Settings) async throws {
    var law = LawOptions()
    law.lang = lang
    law.policy = settings.policy.isEmpty ? nil : settings.policy
    let library = try law.library()
    let contacts =
      settings.contacts.isEmpty
      ? ContactBook() : try ContactBook(yaml: try readFile(settings.contacts, most: 1 << 20))
    let log = ServerLog()
    let office = try await CaseOffice.open(settings, library, log)
    let site = try Site(
      library: library, seal: Seal(key: settings.sealKey), proof: office?.proof,
      hall: office?.hall, contacts: contacts,
      report: { area, kind, number in
        log.event("warning", "failure", ["id": number, "area": area, "kind": kind])
      })
    let lang = lang
    if let office {
      let receipt = try await office.recordStart(version: Luohu.configuration.version)
      log.event(
        receipt == nil ? "critical" : "info",
        receipt == nil ? "ledger is closed" : "start recorded",
        receipt.map { ["receipt": $0.reference.description] } ?? [:])
    }
    let server = WebServer(
      site: site, settings: settings, version: Luohu.configuration.version, log: log,
      companions: [office?.companion()].compactMap { $0 }
    ) { address in
      guard StandardError.isTerminal else { return }
      StandardError.line(
        Wording("服务地址：\(address)。按Ctrl-C停止。", "Serving at \(address). Stop with Ctrl-C.")[lang])
    }
    do {
      try await server.run()
    } catch let failure as StartFailure {
      throw FileFailure(path: failure.what, reason: failure.reason)
    }
  }

  /// `--name value` and `--name=value`, for every setting of the table.
  private func flags() throws -> [String: String] {
    var flags: [String: String] = [:]
    var rest = others[...]
    while let word = rest.popFirst() {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = parts.first,
        let setting = Setting.all.first(where: { $0.flag == name })
      else {
        throw ValidationError(
          word.hasPrefix("-")
            ? "There is no setting '\(word.prefix { $0 != "=" })'; luohu serve --help lists them."
            : "'\(word)' belongs to no setting.")
      }
      let value: String
      if parts.count == 2 {
        value = String(parts[1])
      } else if let next = rest.popFirst() {
        value = next
      } else {
        throw ValidationError("'\(setting.flag)' needs a value: \(setting.allowed.en).")
      }
      guard flags.updateValue(value, forKey: setting.name) == nil else {
        throw ValidationError("'\(setting.flag)' is given twice.")
      }
    }
    return flags
  }
}

extension ServiceReference: ExpressibleByArgument {}
