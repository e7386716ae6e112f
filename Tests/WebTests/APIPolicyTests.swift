import Foundation
import Hummingbird
import PointsLaw
import Policy
import Testing

@testable import Web

/// Protects programs that keep the law as data: the documents are those of the command line, and a
/// caller that has the current one is told so.
@Suite("Policy documents and the contract of the API")
struct APIPolicyTests {
  private let call: APIClient

  init() throws { call = try APIClient() }

  /// The lines of the command line, as the list of one object.
  static let listed: [(path: String, list: String, golden: String)] = [
    ("policy/editions", "editions", "policy-editions.json"),
    ("policy/editions/trial-2019/readings", "readings", "policy-readings.json"),
    ("policy/names", "names", "policy-names.json"),
    ("policy/diff?from=trial-2019&to=rules-2020", "differences", "policy-diff.json"),
  ]

  @Test("the lines that the command line prints are the entries of a list", arguments: listed)
  func documents(path: String, list: String, golden: String) async throws {
    let answer = try await call(.get, path)
    #expect(answer.status == 200)
    let entries = try #require(answer.object[list] as? [NSDictionary])
    let lines = try APIClient.golden(golden).split(separator: UInt8(ascii: "\n")).map {
      try #require(try JSONSerialization.jsonObject(with: Data($0)) as? NSDictionary)
    }
    #expect(entries == lines)
  }

  @Test("parameters of an edition, of its last cycle or the one asked for")
  func parameters() async throws {
    let path = "policy/editions/rules-2020/parameters"
    let answer = try await call(.get, path)
    #expect((answer.object["parameters"] as? [Any])?.count ?? 0 > 150)
    #expect(try await call(.get, "\(path)?cycle=2020").object["cycle"] as? Int == 2020)
    let wrong = try await call(.get, "\(path)?cycle=2019")
    #expect(wrong.status == 422)
    #expect(wrong.paths == ["cycle"])
    #expect(try await call(.get, "policy/diff?from=a&to=rules-2020").paths == ["from"])
  }

  static let tagged = listed.map(\.path) + ["history", "openapi.json"]

  @Test("a document has a tag by which a caller learns that nothing changed", arguments: tagged)
  func tags(path: String) async throws {
    let first = try await call(.get, path)
    let tag = try #require(first.headers[.eTag])
    #expect(first.headers[.cacheControl]?.contains("max-age") == true)
    #expect(first.headers[.vary] == "Accept-Language")
    for known in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
      let again = try await call(.get, path, [.ifNoneMatch: known])
      #expect(again.status == 304, "\(known)")
      #expect(again.bytes.isEmpty)
      #expect(again.headers[.eTag] == tag)
    }
    #expect(try await call(.get, path, [.ifNoneMatch: "\"other\""]).status == 200)
    let head = try await call(.head, path)
    #expect(head.status == 200)
    #expect(head.bytes.isEmpty)
    #expect(head.headers[.eTag] == tag)
  }

  @Test("texts of documents follow the caller's language, and so do their tags")
  func languages() async throws {
    let en = try await call(.get, "history")
    let zh = try await call(.get, "history", [.acceptLanguage: "zh-CN"])
    #expect(en.object["source"] as? String != zh.object["source"] as? String)
    #expect(en.headers[.eTag] != zh.headers[.eTag])
    #expect(try await call(.get, "history?lang=zh").bytes == zh.bytes)
  }

  // MARK: The contract

  private func contract() async throws -> [String: Any] {
    let answer = try await call(.get, "openapi.json")
    return answer.object
  }

  @Test("the OpenAPI document names every endpoint with its parameters and formats, and no other")
  func endpoints() async throws {
    let contract = try await contract()
    #expect(contract["openapi"] as? String == "3.1.0")
    let paths = try #require(contract["paths"] as? [String: [String: [String: Any]]])
    let components = try #require(contract["components"] as? [String: [String: Any]])
    let shared = try #require(components["parameters"] as? [String: [String: Any]])
    var known: Set<String> = []
    for endpoint in call.site.endpoints {
      let path = "/" + endpoint.path.replacing(":id", with: "{id}")
      let method = endpoint.method.rawValue.lowercased()
      known.insert(path)
      #expect(paths[path]?.count == 1, "\(path)")
      let operation = try #require(paths[path]?[method], "\(path)")
      let references = operation["parameters"] as? [[String: String]] ?? []
      let parameters = try references.map { reference in
        let name = try #require(reference["$ref"]?.split(separator: "/").last)
        return try #require(shared[String(name)])
      }.filter { $0["in"] as? String == "query" }
      #expect(
        Set(parameters.compactMap { $0["name"] as? String })
          == Set(endpoint.parameters.map(\.name) + ["lang"]), "\(path)")
      for parameter in endpoint.parameters {
        let told = parameters.first { $0["name"] as? String == parameter.name }
        #expect((told?["required"] as? Bool ?? false) == parameter.isRequired, "\(path)")
      }
      let body = operation["requestBody"] as? [String: Any]
      let takes = (body?["content"] as? [String: Any])?.keys.map { $0 } ?? []
      #expect(Set(takes) == Set(endpoint.takes.map(\.rawValue)), "\(path)")
      let responses = try #require(operation["responses"] as? [String: [String: Any]])
      let types = (responses["200"]?["content"] as? [String: Any])?.keys.map { $0 } ?? []
      let answers =
        (endpoint.takes == [.lines] ? [] : endpoint.answers)
        + (endpoint.takes.contains(.lines) ? endpoint.answersForLines : [])
      #expect(Set(types) == Set(answers), "\(path)")
    }
    #expect(Set(paths.keys) == known)
  }

  @Test("the schemas name exactly what the law names")
  func names() async throws {
    let contract = try await contract()
    let components = try #require(contract["components"] as? [String: [String: Any]])
    let schemas = try #require(components["schemas"] as? [String: [String: Any]])
    func values(_ schema: String, _ property: String? = nil) -> [String] {
      let properties = schemas[schema]?["properties"] as? [String: [String: Any]]
      let place = property.map { properties?[$0] ?? [:] } ?? schemas[schema] ?? [:]
      return place["enum"] as? [String] ?? []
    }
    func rows(_ route: InnovationRow.Route) -> [String] {
      InnovationRow.allCases.filter { $0.route == route }.map(\.name)
    }
    #expect(values("District") == District.allCases.map(\.name))
    #expect(values("HomeDistrict") == District.allCases.filter { $0 != .municipal }.map(\.name))
    #expect(values("Level") == Credential.Level.allCases.map(\.name))
    #expect(values("Award", "award") == rows(.award))
    #expect(values("Competition", "competition") == rows(.competition))
    #expect(values("Grade") == Grade.allCases.map(\.name))
    #expect(values("Honour", "title") == HonourTitle.allCases.map(\.name))
    #expect(values("IndicatorName") == Indicator.allCases.map(\.name))
    #expect(values("LineName") == Line.allCases.map(\.name))
    #expect(values("ConditionName") == Condition.allCases.map(\.name))
    #expect(values("Unit") == Policy.Parameter.Unit.allCases.map(\.rawValue))
    #expect(values("EditionName") == call.site.library.editions.map(\.id))
    for grouping in Grouping.allCases {
      let name = ["AgeBands", "EducationGroups", "DistrictGroups", "YearsPaid"][grouping.rawValue]
      #expect(schemas[name]?["required"] as? [String] == grouping.keys)
    }
    // What a caller sends is closed: an unknown member is an error, never ignored.
    for (name, schema) in schemas where schema["type"] as? String == "object" {
      guard !["Problem", "Contract"].contains(name) else { continue }
      #expect(schema["additionalProperties"] as? Bool == false, "\(name)")
    }
  }

  @Test("the examples of the document are answered")
  func examples() async throws {
    let components = try #require(try await contract()["components"] as? [String: [String: Any]])
    let examples = try #require(components["examples"] as? [String: [String: Any]])
    for (name, path) in [("applicant", "score?cycle=2020"), ("gentlerAge", "simulate")] {
      let value = try #require(examples[name]?["value"])
      let body = try JSONSerialization.data(withJSONObject: value)
      #expect(try await call.post(path, APIClient.json, Array(body)).status == 200, "\(name)")
    }
  }

  @Test("the guide shows every endpoint and kind of refusal in both languages")
  func guide() {
    for language in Language.allCases {
      let page = call.site.apiGuide(language)
      for endpoint in call.site.endpoints {
        let path = endpoint.path.replacing(":id", with: "{id}")
        #expect(page.contains("\(endpoint.method.rawValue) /api/v1/\(path)<"), "\(path)")
      }
      for kind in ProblemDetails.Kind.allCases {
        #expect(page.contains("id=\"\(kind.rawValue)\""))
        #expect(page.contains("\(kind.status.code)"))
      }
      #expect(!page.contains("api.do.") && !page.contains("api.kind."))
      #expect(page.utf8.count < 60_000)
    }
    #expect(call.site.templates.missing.all == [])
  }
}
