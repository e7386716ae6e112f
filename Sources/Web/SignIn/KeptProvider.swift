import Identity

/// What a browser keeps for us of its provider, sealed (提供方信息): by whom it signed in there, and the tokens that sign out and renew.
struct KeptProvider {
  var provider: String
  var subject: String
  /// The number of the session that goes on with these tokens: they are asked with for no other.
  var session: Int64
  /// As ``kept(_:)`` leaves them.
  var tokens: ProviderTokens
  /// When its owner signed out here, in seconds since 1970 by the machine's clock.
  var leftAt: Int?

  private static let mostOfIdentity = 1900
  private static let mostOfRefresh = 700

  init(provider: String, subject: String, session: Int64, tokens: ProviderTokens) {
    self.provider = provider
    self.subject = subject
    self.session = session
    self.tokens = KeptProvider.kept(tokens)
  }

  /// Tokens without what is too long for a cookie: then the provider is not told of signing out, or not asked again.
  static func kept(_ tokens: ProviderTokens) -> ProviderTokens {
    var kept = tokens
    if tokens.identity.utf8.count > mostOfIdentity { kept.identity = "" }
    if tokens.refresh?.utf8.count ?? 0 > mostOfRefresh { kept.refresh = nil }
    return kept
  }

  func sealed(_ seal: Seal) -> String {
    let left = leftAt.map(String.init) ?? ""
    let lines = [provider, subject, "\(session)", left, tokens.identity, tokens.refresh ?? ""]
    return seal.close(Array(lines.joined(separator: "\n").utf8), .provider)
  }

  init?(sealed: String, _ seal: Seal) {
    guard let bytes = seal.open(sealed, .provider) else { return nil }
    let lines = String(decoding: bytes, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
    guard lines.count == 6, let session = Int64(lines[2]) else { return nil }
    self.init(
      provider: lines[0], subject: lines[1], session: session,
      tokens: ProviderTokens(identity: lines[4], refresh: lines[5].isEmpty ? nil : lines[5]))
    leftAt = Int(lines[3])
  }

  /// Seconds in which whoever signed out here may sign out at the provider too.
  private static let leaving = 120

  /// Whether its owner has just signed out here.
  func hasLeft(at now: Int) -> Bool {
    leftAt.map { (0..<KeptProvider.leaving).contains(now - $0) } ?? false
  }
}
