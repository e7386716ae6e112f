import Hummingbird
import Policy

extension Site {
  /// 接口说明: how programs use the service, by example.
  func addAPIGuide(to router: Router<SiteContext>, _ language: Language) {
    router.fixedPage(.apiGuide, language) { apiGuide(language) }
  }

  func apiGuide(_ language: Language) -> String {
    page(
      "api",
      PageHead(
        title: text("api.title", language), language: language, route: .apiGuide,
        crumbs: [(text("common.service", language), .home)]),
      [
        "contractLink": "\(Endpoint.base)/openapi.json",
        "typeKey": "type",
        "scoreCall": call("--data-binary @applicant.yaml", .yaml, "score?cycle=2020"),
        "claimsCall": call(
          """
          --url-query 'claims={"credential": 0, "innovation": null}' \\
            --url-query cycle=2020 --data-binary @applicant.yaml
          """, .yaml, "score"),
        "rankCall": call("--data-binary @people.jsonl", .lines, "rank?cycle=2020&quota=100"),
        "simulateCall": call(
          """
          --data '{"cycle": 2020, "size": 20000, "quota": 1000,
            "reforms": [{"name": "gentler-age", "changes": {"age.lossPerYear": 2}}]}'
          """, .json, "simulate"),
        "example": """
        {"id": "A-000001", "cycle": 2020, "edition": "rules-2020", "eligible": true,
         "failures": [], "total": "63.37", "indicators": {"employment": "30.50", …},
         "choices": {"credential": 0, "innovation": 0, "taxRoute": "income"}, …}
        """,
        "problem": problemExample(language),
        "hasKept": hall != nil,
        "kept": hall.map { apiService($0, language) } ?? View(),
        "endpoints": endpoints.map { row($0, language) },
        "kinds": ProblemDetails.Kind.allCases.map { kind in
          View([
            "name": kind.rawValue, "type": kind.type,
            "status": "\(kind.status.code)",
            "means": text("api.kind.\(kind.rawValue)", language),
          ])
        },
      ])
  }

  /// A call as somebody would type it.
  private func call(_ data: String, _ notation: Call.Notation, _ path: String) -> String {
    """
    curl \(data) \\
      -H 'Content-Type: \(notation.rawValue)' \\
      'http://localhost:8080\(Endpoint.base)/\(path)'
    """
  }

  private func row(_ endpoint: Endpoint, _ language: Language) -> View {
    let name = endpoint.path.replacing("/:", with: "/").replacing("/", with: ".")
    let parameters = endpoint.parameters.map { $0.isRequired ? "\($0.name)*" : $0.name }
    let bodies = endpoint.takes.map { notation in
      switch notation {
      case .json: "JSON"
      case .yaml: "YAML"
      case .lines: "JSON Lines"
      }
    }
    let path = endpoint.path.replacing(":id", with: "{id}")
    return View([
      "address": "\(endpoint.method.rawValue) \(Endpoint.base)/\(path)",
      "does": text("api.do.\(name)", language),
      "parameters": parameters.isEmpty ? "–" : parameters.joined(separator: ", "),
      "bodies": bodies.isEmpty ? "–" : bodies.joined(separator: ", "),
    ])
  }

  /// A refusal as it is answered, on lines short enough to read.
  private func problemExample(_ language: Language) -> String {
    let problem = Problem(
      path: "residences[0].to", value: "\"2018-04\"",
      allowed: Wording("不早于from（2018-05）", "a month not before from (2018-05)"))
    let kind = ProblemDetails.Kind.values
    return """
      {"type": "\(kind.type)", "title": "\(kind.title[language])", "status": \(kind.status.code),
       "detail": \(JSONText.quoted(problem.text(language))),
       "problems": [{"path": "\(problem.path)", "value": \(JSONText.quoted(problem.value)),
                     "allowed": "\(problem.allowed[language])"}]}
      """
  }
}
