import Foundation
import Hummingbird
import PointsLaw
import Policy
import Testing

@testable import Web

/// Protects callers from answers that do not say what is wrong: every refusal is deliberate, has its
/// status and form (RFC 9457), and no input breaks the service.
@Suite("What the API refuses")
struct APIRefusalTests {
  private let call: APIClient

  init() throws { call = try APIClient() }

  struct Refused: CustomTestStringConvertible, Sendable {
    var path: String
    var status: Int
    var kind: String
    /// What the detail begins with.
    var detail: String
    var testDescription: String { path }
  }

  static let wrong: [Refused] = [
    Refused(path: "score", status: 400, kind: "parameters", detail: "cycle: null: the cycle"),
    Refused(
      path: "score?cycle=2020&reform=x", status: 400, kind: "parameters",
      detail: "reform: \"x\": no such parameter; the parameters are cycle, claims, lang"),
    Refused(
      path: "score?cycle=2020&cycle=2021", status: 400, kind: "parameters",
      detail: "cycle: \"2021\": each parameter once"),
    Refused(
      path: "score?cycle=20%zz", status: 400, kind: "parameters",
      detail: "(query): \"cycle=20%zz\": UTF-8"),
    Refused(
      path: "score?cycle=%ff%fe", status: 400, kind: "parameters", detail: "(query): "),
    Refused(
      path: "score?cycle=2017", status: 422, kind: "values",
      detail: "cycle: 2017: a cycle that an edition covers: 2018 or later"),
    Refused(
      path: "score?cycle=2100", status: 422, kind: "values",
      detail: "cycle: 2100: a cycle not after 2099"),
    Refused(
      path: "score?cycle=+2020", status: 422, kind: "values", detail: "cycle: \" 2020\": the cycle"),
    Refused(
      path: "score?cycle=99999999999999999999", status: 422, kind: "values",
      detail: "cycle: \"99999999999999999999\": the cycle"),
    Refused(
      path: "score?cycle=2020&lang=fr", status: 422, kind: "values", detail: "lang: \"fr\": zh, en"),
    Refused(
      path: "outlook?cycle=2020&years=31", status: 422, kind: "values",
      detail: "years: 31: 1 to 30"),
    Refused(
      path: "outlook?cycle=2020&cutOff=97.135", status: 422, kind: "values",
      detail: "cutOff: \"97.135\": points with at most two decimals"),
    Refused(
      path: "outlook?cycle=2020&cutOff=97&growth=1", status: 400, kind: "parameters",
      detail: "Give cutOff or growth"),
    Refused(
      path: "outlook?cycle=2020&change=castle:daxing:2021-03", status: 422, kind: "values",
      detail: "change: \"castle:daxing:2021-03\": ownHome:DISTRICT:MONTH"),
    Refused(
      path: "outlook?cycle=2020" + String(repeating: "&change=master:2022-07", count: 6),
      status: 400, kind: "parameters", detail: "change: \"master:2022-07\": at most 5 times"),
    Refused(
      path: "compare?cycle=2020&with=master:2020-07", status: 422, kind: "values",
      detail: "with: \"master:2020-07\": a level and a month not after 2019-12"),
    Refused(
      path: "gap?cycle=2030", status: 422, kind: "values",
      detail: "target: null: points to reach: no cut-off of 2030 is published yet"),
    Refused(
      path: "gap?cycle=2020&target=many", status: 422, kind: "values", detail: "target: \"many\""),
  ]

  /// A refusal in its form.
  private func expect(
    _ answer: APIClient.Answer, _ status: Int, _ kind: String, _ detail: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(answer.status == status, "\(answer.text)", sourceLocation: sourceLocation)
    #expect(
      answer.headers[.contentType] == "application/problem+json", sourceLocation: sourceLocation)
    #expect(answer.headers[.cacheControl] == "no-store", sourceLocation: sourceLocation)
    let object = answer.object
    #expect(object["type"] as? String == "/api#\(kind)", sourceLocation: sourceLocation)
    #expect(object["status"] as? Int == status, sourceLocation: sourceLocation)
    #expect((object["title"] as? String)?.isEmpty == false, sourceLocation: sourceLocation)
    let told = object["detail"] as? String ?? ""
    #expect(
      !told.isEmpty && told.hasPrefix(detail ?? ""), "\(told)", sourceLocation: sourceLocation)
  }

  @Test("parameters", arguments: wrong)
  func parameters(refused: Refused) async throws {
    let answer = try await call.post(
      refused.path, APIClient.json, APIClient.json("applicant.yaml"))
    expect(answer, refused.status, refused.kind, refused.detail)
  }

  @Test("problems are told in the caller's language, as the command line tells them")
  func language() async throws {
    let body = try APIClient.golden("broken.yaml")
    let zh = try await call.post("score?cycle=2020&lang=zh", APIClient.yaml, body)
    expect(zh, 422, "values")
    #expect(zh.headers[.contentLanguage] == "zh-CN")
    let first = String(decoding: try APIClient.golden("broken.zh.err"), as: UTF8.self)
      .split(separator: "\n").first { $0.contains(": ") }
    let detail = try #require(zh.object["detail"] as? String)
    #expect(
      String(decoding: try APIClient.golden("broken.zh.err"), as: UTF8.self).contains(
        detail.prefix { $0 != "（" }), "\(detail) \(first ?? "")")
  }

  @Test(
    "a body that is no case is malformed; one with a key too many or too few is refused",
    arguments: [
      ("{", 400, "(case)"), ("[]", 400, "(case)"), ("", 400, "(case)"), ("null", 400, "(case)"),
      ("{}", 422, "id"), (#"{"unknown": 1}"#, 422, "unknown"),
    ])
  func bodies(body: String, status: Int, path: String) async throws {
    for address in ["validate", "score?cycle=2020", "explain?cycle=2020", "gap?cycle=2020"] {
      let answer = try await call.post(address, APIClient.json, Array(body.utf8))
      expect(answer, status, status == 400 ? "malformed" : "values")
      #expect(answer.paths.first == path)
    }
  }

  @Test("an unknown key anywhere in a case is refused by its path")
  func unknownKeys() async throws {
    let text = String(decoding: try APIClient.json("applicant.yaml"), as: UTF8.self)
    for (place, path) in [
      (#""insurance": {"#, "insurance.extra"), (#""taxes": {"#, "taxes.extra"),
      (#""residences": [{"#, "residences[0].extra"), (#""innovation": [{"#, "innovation[0].extra"),
    ] {
      let changed = text.replacing(place, with: place + #""extra": 1, "#)
      #expect(changed != text, "\(place)")
      let answer = try await call.post("score?cycle=2020", APIClient.json, Array(changed.utf8))
      expect(answer, 422, "values")
      #expect(answer.paths == [path])
    }
  }

  @Test("formats of bodies and answers that there are not")
  func formats() async throws {
    let facts = try APIClient.json("applicant.yaml")
    for headers: HTTPFields in [
      [.contentType: "application/x-www-form-urlencoded"], [.contentType: "text/plain"],
      [.contentType: "application/json; charset=gb18030"], [.contentType: ""],
      [.contentType: "application/json", .contentEncoding: "gzip"],
    ] {
      let answer = try await call.post("score?cycle=2020", headers, facts)
      expect(answer, 415, "media-type")
      #expect(
        answer.headers[.acceptPost] == "application/json, application/yaml, application/x-ndjson")
    }
    expect(try await call.post("explain?cycle=2020", APIClient.lines, facts), 415, "media-type")
    expect(
      try await call.post(
        "score?cycle=2020", [.contentType: "application/json", .accept: "text/html"], facts),
      406, "not-acceptable", "The formats are application/json.")
    expect(
      try await call(.get, "history", [.accept: "application/json;q=0, text/*"]), 406,
      "not-acceptable")
    for accepted in ["*/*", "application/*;q=0.1", "text/html, application/json;q=0.5", ""] {
      #expect(try await call(.get, "history", [.accept: accepted]).status == 200, "\(accepted)")
    }
  }

  @Test("bodies beyond the limits")
  func sizes() async throws {
    let large = [UInt8](repeating: UInt8(ascii: " "), count: Call.mostForCase + 1)
    expect(
      try await call.post("score?cycle=2020", APIClient.json, large), 413, "too-large",
      "The body may have at most 1 MiB.")
    let just = Array(large.dropLast(3)) + Array("{}".utf8)
    expect(try await call.post("score?cycle=2020", APIClient.json, just), 422, "values")
    let population = [UInt8](repeating: UInt8(ascii: " "), count: Call.mostForPopulation + 1)
    expect(
      try await call.post("rank?cycle=2020&quota=1", APIClient.lines, population), 413, "too-large",
      "The body may have at most 64 MiB.")
  }

  @Test("a hostile case is told at most a hundred problems")
  func hostile() async throws {
    let keys = (0..<80_000).map { "\"k\($0)\":0" }.joined(separator: ",")
    let answer = try await call.post("score?cycle=2020", APIClient.json, Array("{\(keys)}".utf8))
    expect(answer, 422, "values")
    #expect(answer.paths.count == 100)
    let deep = Array(String(repeating: "[", count: 100_000).utf8)
    expect(try await call.post("score?cycle=2020", APIClient.json, deep), 400, "malformed")
    expect(try await call.post("score?cycle=2020", APIClient.yaml, deep), 400, "malformed")
  }

  @Test("other methods are refused with those there are, other addresses as unknown")
  func addresses() async throws {
    for method: HTTPRequest.Method in [.get, .put, .patch, .delete, .trace] {
      let answer = try await call(method, "score?cycle=2020")
      expect(answer, 405, "method")
      #expect(answer.headers[.allow] == "POST, OPTIONS")
    }
    let posted = try await call.post("history", APIClient.json, [])
    expect(posted, 405, "method")
    #expect(posted.headers[.allow] == "GET, HEAD, OPTIONS")
    let options = try await call(.options, "score")
    #expect(options.status == 204)
    #expect(options.headers[.allow] == "POST, OPTIONS")
    for path in ["", "scores", "score/1", "policy", "policy/editions/rules-2020", "../score"] {
      expect(try await call(.get, path), 404, "unknown-address")
    }
    expect(
      try await call(.get, "policy/editions/rules-1949/parameters"), 404, "unknown-address",
      "The editions are trial-2018")
  }

  @Test("the guide shows a refusal with its type, as it is answered")
  func guide() async throws {
    let page = try await ReferenceSite().get("/api")
    #expect(page.text.contains("&quot;type&quot;: &quot;/api#values&quot;"))
  }
}
