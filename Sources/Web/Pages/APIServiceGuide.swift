import Casework
import HTTPTypes
import Identity
import PointsService
import Policy

extension Site {
  /// How programs use the service for people who are signed in (办事接口说明): signing in, acts, codes and limits.
  func apiService(_ hall: Hall, _ language: Language) -> View {
    let catalogue = ServiceCatalogue(permissions: hall.permissions, demands: hall.points.demands)
    let isDemo = hall.installation.purpose != .service
    let shown = ServiceCatalogue.areas.map { area in
      (area.title, area.points.filter { $0.isForPrograms && (isDemo || !$0.isForDemo) })
    }
    let session = hall.limits.book[Casework.Audience.person]
    let change = hall.limits.book[Limited.change]
    return [
      "readCall": """
      curl -H "Authorization: Bearer $TOKEN" \\
        '\(hall.address.text)\(Endpoint.base)\(APIServiceExample.read)'
      """,
      "actCall": """
      curl -H "Authorization: Bearer $TOKEN" -H 'Idempotency-Key: 7d1f0c52-2b1e' \\
        -H 'Content-Type: application/json' --data '{}' \\
        '\(hall.address.text)\(Endpoint.base)\(APIServiceExample.act)'
      """,
      "outcome": """
      {"dossier": {"kind": "association", "number": 17}, "version": 3, "state": "confirmed",
       "repeated": false, "receipt": "0000-0004-7M3X-9K2T"}
      """,
      "refusal": refusalExample(language),
      "codeKey": "code",
      "areas": shown.filter { !$0.1.isEmpty }.map { title, points in
        View([
          "title": title[language], "rows": points.flatMap { rows($0, catalogue, language) },
        ])
      },
      "alone": alone(isDemo, language),
      "codes": RefusalCode.all.map { code in
        View([
          "name": code.name, "status": "\(code.status.code)",
          "means": code.rule?.wording[language] ?? text("api.code.\(code.name)", language),
        ])
      },
      "sessionLimits": text(
        "api.service.limits.session", language,
        ["idle": "\(session.idle / 60_000)", "hours": "\(session.absolute / 3_600_000)"]),
      "changeLimits": text(
        "api.service.limits.change", language,
        ["burst": "\(change.burst)", "seconds": "\(change.every / 1000)"]),
    ]
  }

  private func rows(
    _ point: ServicePoint, _ catalogue: ServiceCatalogue, _ language: Language
  ) -> [View] {
    func row(_ method: String, _ act: Act) -> View {
      let roles = catalogue.roles(act).map { text("service.role.\($0.rawValue)", language) }
      return View([
        "address": "\(method) \(Endpoint.base)\(point.template)", "does": point.title[language],
        "roles": roles.joined(separator: language == .zh ? "、" : ", "),
      ])
    }
    return [
      point.programReading.map { row("GET", $0.act) },
      point.programDoing.map { row("POST", $0.act) },
    ].compactMap { $0 }
  }

  /// What programs have no address for, with the reason; pages of forms are told of together.
  private func alone(_ isDemo: Bool, _ language: Language) -> [View] {
    points.filter { isDemo || !$0.isForDemo }.flatMap { point in
      [
        ("GET", point.programReading == nil ? BrowserAlone.readings[point.path] : nil),
        ("POST", point.programDoing == nil ? BrowserAlone.acts[point.path] : nil),
      ].compactMap { method, reason -> View? in
        guard case .said(let words)? = reason else { return nil }
        return View(["address": "\(method) \(point.template)", "reason": words[language]])
      }
    }
  }

  private func refusalExample(_ language: Language) -> String {
    let rule = RefusalCode.all.first { $0.rule == .notAssociated }?.rule ?? .notAssociated
    return """
      {"type": "/api#service-\(rule.rawValue)", "title": "\(text("service.refused", language))", "status": 409,
       "detail": "\(rule.wording[language])",
       "code": "\(rule.rawValue)", "article": "\(rule.article)"}
      """
  }
}

/// Addresses that the guide shows by example.
enum APIServiceExample {
  static let read = "/my/tasks"
  static let act = "/sign-out"
}
