import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import PointsLaw
import Policy
import Testing
import Units

@testable import Web

/// The site on a given day, asked like a browser.
struct ReferenceSite {
  let site: Site

  init(today: String = "2026-05-01", contacts: ContactBook = ContactBook()) throws {
    let day = try #require(CivilDate(today))
    site = try Site(library: Library.builtIn(), seal: Seal(), contacts: contacts, now: { day })
  }

  /// A page by its address.
  func get(_ path: String) async throws -> (status: Int, text: String) {
    try await Application(router: site.router()).test(.router) { client in
      let response = try await client.execute(uri: path, method: .get)
      return (response.status.code, String(buffer: response.body))
    }
  }

  /// The answer to a form.
  func post(
    _ path: String, _ fields: [String: String]
  ) async throws -> (status: Int, text: String) {
    let body = fields.map { name, value in
      name + "="
        + (value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")
    }.joined(separator: "&")
    return try await Application(router: site.router()).test(.router) { client in
      let response = try await client.execute(
        uri: path, method: .post,
        headers: [.contentType: "application/x-www-form-urlencoded"],
        body: ByteBuffer(string: body))
      return (response.status.code, String(buffer: response.body))
    }
  }

  /// What every page must be: complete, without doubled anchors, links that stay on the page leading
  /// somewhere, light, and allowed by the content security policy.
  func check(_ text: String, _ path: String) {
    #expect(site.templates.missing.all == [], "\(path)")
    let ids = text.matches(of: /\sid="([^"]*)"/).map { String($0.1) }
    #expect(Set(ids).count == ids.count, "\(path): an anchor stands twice")
    for link in text.matches(of: /href="#([^"]*)"/).map({ String($0.1) }) {
      #expect(ids.contains(link), "\(path): #\(link) leads nowhere")
    }
    for forbidden in ["{{", "[[", " style=", "<style", "onclick", "Optional("] {
      #expect(!text.contains(forbidden), "\(path): \(forbidden)")
    }
    #expect(!text.contains("<script>"), "\(path)")
    let asking = "<a href=\"\(Route.contacts.path(Language(ofPath: path)))\">"
    #expect(text.contains(asking), "\(path): does not say whom to ask")
    let assets = Resources.assets.reduce(0) { $0 + $1.text.count }
    #expect(text.utf8.count + assets <= 100 * 1024, "\(path): \(text.utf8.count) bytes")
  }
}
