import Casework
import HTTPTypes
import Hummingbird
import Identity

/// The cookies of signing in (登录凭据). Nobody's script reads them, other sites' forms do not bring them along, and under encryption
/// they are tied to this host alone.
struct SessionCookie {
  /// A cookie of this site.
  enum Kind: String {
    /// The session's token.
    case session
    /// A sign-in that has begun, sealed.
    case pending
    /// The provider's tokens, sealed.
    case provider
  }

  private let isEncrypted: Bool

  init(_ address: WebAddress) { isEncrypted = address.isEncrypted }

  private func name(_ kind: Kind) -> String {
    (isEncrypted ? "__Host-" : "") + "luohu-\(kind.rawValue)"
  }

  /// Sets a cookie until the browser is closed, or for so many seconds.
  func setting(_ kind: Kind, _ value: String, seconds: Int? = nil) -> HTTPField {
    var text = "\(name(kind))=\(value); Path=/; HttpOnly; SameSite=Lax"
    if isEncrypted { text += "; Secure" }
    if let seconds { text += "; Max-Age=\(seconds)" }
    return HTTPField(name: .setCookie, value: text)
  }

  func removing(_ kind: Kind) -> HTTPField { setting(kind, "", seconds: 0) }

  /// The value that a browser sent; `nil` when there is none, or more than one.
  func value(_ kind: Kind, _ request: Request) -> String? {
    let name = name(kind)
    var found: [Substring] = []
    for header in request.headers[values: .cookie] {
      for pair in header.split(separator: ";") {
        let pair = pair.drop { $0 == " " }
        guard let sign = pair.firstIndex(of: "="), pair[..<sign] == name else { continue }
        found.append(pair[pair.index(after: sign)...])
      }
    }
    guard found.count == 1, let value = found.first, !value.isEmpty else { return nil }
    return String(value)
  }

  /// The session's token: a program may send it as `Authorization: Bearer` instead.
  func token(_ request: Request, isProgram: Bool) -> SessionToken? {
    if isProgram, let header = request.headers[.authorization] {
      guard header.lowercased().hasPrefix("bearer ") else { return nil }
      return SessionToken(cookie: String(header.dropFirst(7).drop { $0 == " " }))
    }
    return value(.session, request).flatMap { SessionToken(cookie: $0) }
  }
}
