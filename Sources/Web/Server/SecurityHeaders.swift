import HTTPTypes

/// What every answer tells browsers to refuse (安全响应头): nothing of others is loaded, nothing may
/// frame the page, nothing is told to where links lead.
struct SecurityHeaders {
  private let fields: [HTTPField]

  /// - Parameter hasTLS: browsers are told to come encrypted only, for two years.
  init(hasTLS: Bool) {
    var pairs = [
      ("Content-Security-Policy", SecurityHeaders.policy(framedBy: "'none'")),
      ("X-Content-Type-Options", "nosniff"),
      ("Referrer-Policy", "no-referrer"),
      ("Cross-Origin-Opener-Policy", "same-origin"),
      ("Cross-Origin-Embedder-Policy", "require-corp"),
      ("Cross-Origin-Resource-Policy", "same-origin"),
      (
        "Permissions-Policy",
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"
      ),
    ]
    if hasTLS { pairs.append(("Strict-Transport-Security", "max-age=63072000")) }
    fields = pairs.compactMap { name, value in
      HTTPField.Name(name).map { HTTPField(name: $0, value: value) }
    }
  }

  /// What a page may load, and who may frame it.
  ///
  /// - Parameter ancestors: `'none'`, or the one site that has to.
  static func policy(framedBy ancestors: String) -> String {
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
      + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors \(ancestors)"
  }

  /// Adds them; an answer that has a policy of its own keeps it.
  func add(to headers: inout HTTPFields) {
    headers.reserveCapacity(headers.count + fields.count + 1)
    let hasPolicy = headers[.contentSecurityPolicy] != nil
    for field in fields where !hasPolicy || field.name != .contentSecurityPolicy {
      headers.append(field)
    }
  }
}
