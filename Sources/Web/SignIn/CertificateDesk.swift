import Casework
import Hummingbird
import Identity
import Policy
import Units

/// Legal entities and departments' machines, who show certificates.
extension SignInDesk {
  /// What stands in the place of a provider’s name where a legal entity showed its certificate.
  static let certificateProvider = "certificate"

  /// A legal entity signs in with its certificate, which the connection has shown.
  func certificate(
    _ request: Request, _ context: SiteContext, _ language: Language
  ) async -> Response {
    guard let entities = hall.entities else { return failed(.unknownProvider, context, language) }
    let refusal = ServiceRefusal(
      site: site, hall: hall, face: .browser(language), context: context)
    // A page of another site would sign a clerk in without their knowing.
    guard hall.isOwn(request) else { return failed(.unexpected, context, language) }
    do {
      guard let shown = await context.peerCertificate() else { throw CertificateFlaw.unreadable }
      let now = CityClock.system.now()
      try hall.revoked.check(shown, at: now)
      let unit = try entities.unit(
        showing: shown, at: now,
        invented: hall.installation.purpose == .demo)
      let identity = SignedInIdentity(
        provider: SignInDesk.certificateProvider, subject: unit.creditCode.full, audience: .entity,
        level: .l4,
        name: unit.name, entity: unit.creditCode,
        grants: [RoleGrant(.clerk, .entity(unit.creditCode), .provider)])
      let old = await session(request)
      let done = try await hall.accounts.signIn(
        SignInRequest(
          identity, place: place(request, context), provedAgo: 0, receivedAt: hall.now,
          key: hall.freshKey()))
      if let old { try await end(old) }
      var response = Response.goOn(Route.service(returning(request).text).path(language))
      response.headers.append(cookies.setting(.session, done.token.cookie))
      // Of somebody who signed in another way before.
      if provider(request) != nil { response.headers.append(cookies.removing(.provider)) }
      return response
    } catch let flaw as CertificateFlaw {
      site.report("sign-in", "certificate.\(flaw.rawValue)", context.requestNumber)
      return refused([flaw.wording[language]], .forbidden, language)
    } catch {
      return refusal.response(error, request)
    }
  }

  /// A department's machine asks whether it is known: by its certificate alone.
  func machine(_ request: Request, _ context: SiteContext) async -> Response {
    let language = Call.language(of: request)
    do throws(CertificateFlaw) {
      guard let shown = await context.peerCertificate() else { throw .unknown }
      let now = CityClock.system.now()
      try hall.revoked.check(shown, at: now)
      let machine = try hall.machines.machine(showing: shown, at: now)
      return .json { json in
        json.object { json in
          json.field("name", machine.name)
          json.field("department", machine.department)
          json.field("until", machine.until.description)
        }
      }
    } catch {
      site.report("machine", "certificate.\(error.rawValue)", context.requestNumber)
      return ServiceRefusal(site: site, hall: hall, face: .program(language), context: context)
        .program(
          ServiceRefusal.Told(
            code: "certificate", status: .forbidden, words: error.wording))
    }
  }
}
