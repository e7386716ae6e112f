import HTTPTypes
package import Hummingbird
import Policy

extension Site {
  /// All routes of the public service.
  package func router() -> Router<SiteContext> {
    let router = Router(context: SiteContext.self, options: .autoGenerateHeadEndpoints)
    router.get("/healthz") { _, _ in "ok\n" }
    router.get("/assets/:hash/:name") { _, context in
      let path = "\(context.parameters.get("hash") ?? "")/\(context.parameters.get("name") ?? "")"
      guard let file = assets.files[path] else { throw HTTPError(.notFound) }
      return Response(
        status: .ok,
        headers: [
          .contentType: file.type, .cacheControl: "public, max-age=31536000, immutable",
        ], body: .init(byteBuffer: file.body))
    }
    for language in Language.allCases {
      addHome(to: router, language)
      addCalculator(to: router, language)
      addCompare(to: router, language)
      addEligibility(to: router, language)
      addRules(to: router, language)
      addHistory(to: router, language)
      addDesign(to: router, language)
      addAPIGuide(to: router, language)
      addVerify(to: router, language)
      addContacts(to: router, language)
    }
    addAPI(to: router)
    if let hall { addService(hall, to: router) }
    return router
  }
}

extension RouterMethods {
  /// Registers a page at its address.
  func page(
    _ route: Route, _ language: Language,
    _ body: @escaping @Sendable (Request, Context) async throws -> Response
  ) {
    get(RouterPath(route.path(language)), use: body)
  }
}
