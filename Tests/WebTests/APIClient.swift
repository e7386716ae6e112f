import Foundation
import Hummingbird
import HummingbirdTesting
import PointsLaw
import Policy
import Testing

@testable import Web

/// The API as a program calls it, without a network in between.
struct APIClient {
  struct Answer {
    var status: Int
    var headers: HTTPFields
    var bytes: [UInt8]
    var text: String { String(decoding: bytes, as: UTF8.self) }
    var json: Any? { try? JSONSerialization.jsonObject(with: Data(bytes)) }
    /// The members of a JSON object; empty when it is none.
    var object: [String: Any] { json as? [String: Any] ?? [:] }
    /// The paths that a refusal names, in order.
    var paths: [String] {
      (object["problems"] as? [[String: Any]] ?? []).compactMap { $0["path"] as? String }
    }
  }

  let site: Site

  init() throws { site = try Site(library: Library.builtIn(), seal: Seal()) }

  static let json: HTTPFields = [.contentType: "application/json"]
  static let yaml: HTTPFields = [.contentType: "application/yaml"]
  static let lines: HTTPFields = [.contentType: "application/x-ndjson"]

  func callAsFunction(
    _ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields = [:],
    _ body: [UInt8]? = nil
  ) async throws -> Answer {
    let application = Application(router: site.router())
    return try await application.test(.router) { client in
      let response = try await client.execute(
        uri: "/api/v1/\(path)", method: method, headers: headers,
        body: body.map { ByteBuffer(bytes: $0) })
      return Answer(
        status: Int(response.status.code), headers: response.headers,
        bytes: Array(buffer: response.body))
    }
  }

  func post(
    _ path: String, _ headers: HTTPFields = json, _ body: [UInt8]
  ) async throws -> Answer {
    try await self(.post, path, headers, body)
  }

  // MARK: What is sent

  /// A file that the command line is tested with.
  static func golden(_ name: String) throws -> [UInt8] {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    return try Array(Data(contentsOf: tests.appendingPathComponent("LuohuTests/Golden/\(name)")))
  }

  /// A case of that folder as JSON.
  static func json(_ name: String) throws -> [UInt8] {
    let document = Document()
    try golden(name).withUnsafeBytes { try document.read(yaml: $0) }
    return Array(document.json(document.root).utf8)
  }

  /// Text as a value of a query.
  static func escaped(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
  }

  /// People of a synthetic population as JSON Lines.
  static func people(_ count: Int) -> [UInt8] {
    let population = Population(seed: 7, cycle: 2020)
    var json = JSONWriter()
    for index in 0..<count {
      json.facts(population.person(index))
      json.endLine()
    }
    return json.bytes
  }
}
