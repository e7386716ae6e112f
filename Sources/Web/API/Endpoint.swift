import HTTPTypes
import Hummingbird
import Policy

/// One operation of the API (接口): its address, what it takes and what it answers.
///
/// The list of all is what is registered, what the OpenAPI document must say, and what tests walk.
struct Endpoint: Sendable {
  var method: HTTPRequest.Method
  /// Below `/api/v1/`.
  var path: String
  /// `lang` is taken by every endpoint.
  var parameters: [Query.Parameter] = []
  /// Notations of the body; none for what has no body.
  var takes: [Call.Notation] = []
  var answers = ["application/json"]
  /// What is answered to JSON Lines.
  var answersForLines: [String] = ["application/x-ndjson"]
  var answer: @Sendable (Call) async throws -> Response

  static let base = "/api/v1"

  /// Checks a request and answers it; what is wrong with it is told in the caller's language.
  func respond(_ request: Request, _ context: SiteContext, _ site: Site) async throws -> Response {
    var language: Language?
    do {
      let call = try Call(request, context, site, self)
      language = call.language
      return try await answer(call)
    } catch let refusal as ProblemDetails {
      return refusal.response(language ?? Call.language(of: request))
    } catch let problems as Problems {
      return ProblemDetails(problems).response(language ?? Call.language(of: request))
    }
  }
}

extension Site {
  /// All endpoints of the API.
  var endpoints: [Endpoint] {
    caseEndpoints + populationEndpoints + policyEndpoints + ledgerEndpoints
  }

  /// Registers the API: its endpoints, and clear answers for other methods and addresses.
  func addAPI(to router: Router<SiteContext>) {
    for endpoint in endpoints {
      let path = RouterPath("\(Endpoint.base)/\(endpoint.path)")
      router.on(path, method: endpoint.method) { request, context in
        try await endpoint.respond(request, context, self)
      }
      let allowed = Endpoint.allowed(endpoint.method)
      for method in Endpoint.methods where method != endpoint.method {
        router.on(path, method: method) { request, _ in
          Endpoint.otherMethod(request, allowed)
        }
      }
    }
    // The beginnings of longer addresses stand before the wildcard.
    for path in ["", "/policy", "/policy/editions/:id", "/receipts", "/ledger", "/**"].map({
      Endpoint.base + $0
    }) {
      for method in Endpoint.methods {
        router.on(RouterPath(path), method: method) { request, _ in
          ProblemDetails(
            .unknownAddress,
            Wording("地址列于/api/v1/openapi.json", "The addresses are in /api/v1/openapi.json.")
          ).response(Call.language(of: request))
        }
      }
    }
  }
}

extension Endpoint {
  /// The methods that are answered at every address; HEAD goes with GET.
  fileprivate static let methods: [HTTPRequest.Method] = [
    .get, .post, .put, .patch, .delete, .options, .trace, .connect, .query,
  ]

  fileprivate static func allowed(_ method: HTTPRequest.Method) -> [String] {
    method == .get ? ["GET", "HEAD", "OPTIONS"] : [method.rawValue, "OPTIONS"]
  }

  /// `OPTIONS` says which methods there are; any other is refused with the same list.
  fileprivate static func otherMethod(_ request: Request, _ allowed: [String]) -> Response {
    let names = allowed.joined(separator: ", ")
    if request.method == .options {
      return Response(status: .noContent, headers: [.allow: names])
    }
    return ProblemDetails(
      .method, Wording("可用的方法：\(names)", "The methods are \(names)."), fields: [.allow: names]
    ).response(Call.language(of: request))
  }
}

extension HTTPRequest.Method {
  /// `QUERY`, a safe request with a body, which nothing here takes.
  fileprivate static let query = HTTPRequest.Method("QUERY") ?? .trace
}
