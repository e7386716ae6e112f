import Foundation
import Hummingbird
import PointsLaw
import Policy
import Testing

@testable import Web

/// Protects programs that read the command line's output from the API saying anything else.
@Suite("The API answers what the command line prints")
struct APICaseTests {
  private let call: APIClient

  init() throws { call = try APIClient() }

  /// The address, the case and the golden file of the command line.
  static let answers: [(path: String, facts: String, golden: String)] = [
    ("score?cycle=2020", "applicant.yaml", "score-2020.json"),
    ("score?cycle=2019", "study.yaml", "score-2019.json"),
    ("score?cycle=2022", "outside.yaml", "score-2022.json"),
    ("score?cycle=2020", "refused.yaml", "score-refused.json"),
    ("explain?cycle=2020", "applicant.yaml", "explain-2020.json"),
    ("explain?cycle=2022", "rented.yaml", "explain-rented.json"),
    ("choose?cycle=2020", "applicant.yaml", "choose-2020.json"),
    ("choose?cycle=2019", "study.yaml", "choose-2019.json"),
    ("compare?cycle=2019", "study.yaml", "compare-2019.json"),
    ("compare?cycle=2022&with=master:2020-07", "outside.yaml", "compare-with.json"),
    ("outlook?cycle=2022&years=8", "outside.yaml", "outlook.json"),
    (
      "outlook?cycle=2020&cutOff=97.13&change=ownHome:daxing:2021-03&change=master:2022-07",
      "applicant.yaml", "outlook-change.json"
    ),
    ("gap?cycle=2020", "applicant.yaml", "gap.json"),
    ("gap?cycle=2022&target=120&years=5", "outside.yaml", "gap-target.json"),
  ]

  @Test("byte for byte, from YAML and from JSON", arguments: answers)
  func bytes(path: String, facts: String, golden: String) async throws {
    let expected = String(decoding: try APIClient.golden(golden), as: UTF8.self)
    let fromYAML = try await call.post(path, APIClient.yaml, APIClient.golden(facts))
    #expect(fromYAML.status == 200)
    #expect(fromYAML.headers[.contentType] == "application/json")
    #expect(fromYAML.headers[.cacheControl] == "no-store")
    #expect(fromYAML.text == expected)
    let fromJSON = try await call.post(path, APIClient.json, APIClient.json(facts))
    #expect(fromJSON.text == expected)
  }

  @Test("the caller's own choices, with the problems of the contract")
  func claims() async throws {
    let text = String(decoding: try APIClient.golden("claims.json"), as: UTF8.self)
    let facts = try APIClient.json("applicant.yaml")
    let scored = try await call.post(
      "score?cycle=2020&claims=\(APIClient.escaped(text))", APIClient.json, facts)
    #expect(scored.bytes == (try APIClient.golden("score-claims.json")))
    for (claims, path) in [
      (#"{"credential": 7}"#, "claims.credential"), (#"{"years": 7}"#, "claims.years"),
      (#"{"leftOut": [0, 9]}"#, "claims.leftOut[1]"), ("{", "claims"),
    ] {
      for address in ["score", "explain"] {
        let refused = try await call.post(
          "\(address)?cycle=2020&claims=\(APIClient.escaped(claims))", APIClient.json, facts)
        #expect(refused.status == 422, "\(claims)")
        #expect(refused.paths == [path], "\(claims)")
      }
    }
  }

  @Test("texts are in the language of lang, else of Accept-Language, else English")
  func languages() async throws {
    let facts = try APIClient.json("applicant.yaml")
    func warning(_ query: String, _ accepted: String?) async throws -> Bool {
      var headers = APIClient.json
      if let accepted { headers[.acceptLanguage] = accepted }
      let answer = try await call.post("score?cycle=2020\(query)", headers, facts)
      return answer.text.contains("不属于") || answer.text.contains("年1月1日")
        || answer.text.unicodeScalars.filter { $0.value > 0x4E00 }.count > 400
    }
    #expect(try await warning("&lang=zh", nil))
    #expect(try await warning("", "zh-CN,zh;q=0.9,en;q=0.8"))
    #expect(try await !warning("", nil))
    #expect(try await !warning("&lang=en", "zh-CN"))
    #expect(try await !warning("", "fr, en;q=0.5, zh;q=0.2"))
    #expect(try await warning("", "EN;q=0.1, ZH-tw"))
  }

  @Test("a case in order is valid; any other is refused with every problem")
  func validation() async throws {
    let good = try await call.post("validate", APIClient.yaml, APIClient.golden("applicant.yaml"))
    #expect(good.text == "{\"cases\": 1, \"problems\": []}\n")
    let bad = try await call.post("validate", APIClient.yaml, APIClient.golden("broken.yaml"))
    #expect(bad.status == 422)
    let errors = String(decoding: try APIClient.golden("broken.en.err"), as: UTF8.self)
    let problems = try #require(bad.object["problems"] as? [[String: String]])
    for problem in problems {
      let line = "\(problem["path"] ?? ""): \(problem["value"] ?? ""): \(problem["allowed"] ?? "")"
      #expect(errors.contains(line), "\(line)")
    }
    #expect(!problems.isEmpty)
  }

  @Test("a byte-order mark before JSON, and no Content-Type at all, are read")
  func lenient() async throws {
    let facts = try APIClient.json("applicant.yaml")
    let golden = try APIClient.golden("score-2020.json")
    #expect(
      try await call.post("score?cycle=2020", APIClient.json, [0xEF, 0xBB, 0xBF] + facts).bytes
        == golden)
    #expect(try await call.post("score?cycle=2020", [:], facts).bytes == golden)
    let charset: HTTPFields = [.contentType: "Application/JSON; charset=UTF-8"]
    #expect(try await call.post("score?cycle=2020", charset, facts).bytes == golden)
  }
}
