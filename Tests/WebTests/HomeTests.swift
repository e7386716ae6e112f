import Hummingbird
import HummingbirdTesting
import PointsLaw
import Policy
import Testing

@testable import Web

@Suite("The first page")
struct HomeTests {
  @Test("answers in both languages", arguments: Language.allCases)
  func home(_ language: Language) async throws {
    let site = try Site(library: Library.builtIn(), seal: Seal())
    let application = Application(router: site.router())
    try await application.test(.router) { client in
      let response = try await client.execute(uri: Route.home.path(language), method: .get)
      #expect(response.status == .ok)
      #expect(String(buffer: response.body).contains(site.text("home.title", language)))
    }
    #expect(site.templates.missing.all == [])
  }
}
