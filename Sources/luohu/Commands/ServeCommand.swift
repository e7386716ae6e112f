import ArgumentParser
import PointsLaw
import Policy
import Web

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve the public pages and the API until stopped.")

  @Option(help: "The port; 0 takes any that is free.") var port = 8080
  @OptionGroup var law: LawOptions

  func run() async throws {
    var settings = Settings()
    settings.port = port
    let site = try Site(library: law.library(), seal: Seal())
    let server = WebServer(site: site, settings: settings) { address in
      StandardError.line("Serving at \(address). Stop with Ctrl-C.")
    }
    try await server.run()
  }
}
