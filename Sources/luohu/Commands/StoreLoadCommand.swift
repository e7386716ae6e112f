import ArgumentParser
import Casework
import Policy
import Store

/// For crash tests: acts under load, each said when it is durable.
struct StoreLoadCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "load", abstract: "Perform synthetic acts and print the key of each that is done.",
    discussion: "Only in a demo or rehearsal; an empty store becomes a rehearsal.",
    shouldDisplay: false)

  @OptionGroup var options: StoreOptions
  @Option(help: "How many acts.") var acts = 1000
  @Option(help: "How many at once.") var callers = 64
  @Option(help: "What their keys begin with.") var prefix = "load"
  @Flag(help: "Beside a running server.") var beside = false
  @Option(help: "Keyring: each act also keeps a sealed value.") var keyring: String?
  @Option(help: "With a keyring: each act tells the owner of this mailbox something.")
  var mailbox: String?

  func run() async throws {
    guard acts >= 1, callers >= 1 else {
      throw Problem.argument("--acts", "\(acts)", "不小于1", "1 or more")
    }
    let keyring = try keyring.map { path in
      try LiveKeyring(KeyringFile(path)) { StandardError.write($0.list, .preferred) }
    }
    try await options.use(beside ? .acting : .making) { database in
      if !beside { try await InstalledCases.makeForInvented(database) }
      let installed = try await InstalledCases.open(database)
      try installed.demandInvented(options.address.store)
      let cases = installed.cases
      if let keyring, let path = self.keyring {
        try await KeyringFit(keyring.now, cases).demand("--keyring", path)
      }
      let load = StoreLoad(cases: cases, keyring: keyring, mailbox: mailbox)
      if let keyring, let mailbox { try await load.setContact(mailbox, keyring) }
      try await load.run(acts, callers: callers, prefix: prefix) { key in
        // One write for a line, so that a killed process leaves whole lines or none.
        var output = StandardOutput()
        try output.line(key)
        try output.flush()
      }
    }
  }
}
