import Casework
import Policy

/// Reads the part of the file that names providers (提供方配置读取).
struct ProviderReading {
  let reader: FieldReader
  /// Whether addresses of this machine may go without encryption.
  let isInvented: Bool

  func providers() throws(Problems) -> [IdentityProvider] {
    var providers: [IdentityProvider] = []
    guard let list = reader.optional("providers", in: reader.root) else { return [] }
    for node in try reader.list(list) {
      let provider = try provider(node)
      if providers.contains(where: { $0.name == provider.name }) {
        throw reader.refusal(try reader.value("name", in: node), "名称不得重复", "a name of its own")
      }
      // Answers of one provider must never arrive where those of another are expected.
      if providers.contains(where: { $0.callback == provider.callback }) {
        throw reader.refusal(
          try reader.value("callback", in: node), "每个提供方须有各自的回调地址",
          "an address that no other provider has")
      }
      providers.append(provider)
    }
    return providers
  }

  private func provider(_ node: Int) throws(Problems) -> IdentityProvider {
    try reader.only(
      [
        "name", "audience", "title", "issuer", "client", "secret", "proof", "callback",
        "afterSignOut", "scopes", "algorithms", "claims", "roles", "assurance", "stepUp", "skew",
        "namesIssuer", "authorities",
      ], in: node)
    let secret = try secret(node)
    var provider = IdentityProvider(
      name: try name(reader.value("name", in: node)),
      audience: try reader.name("audience", in: node),
      title: try reader.wording("title", in: node),
      issuer: try address("issuer", in: node), client: try reader.text("client", in: node),
      secret: secret.map(ClientSecret.init), callback: try address("callback", in: node))
    if provider.issuer.hasQuery {
      throw reader.refusal(try reader.value("issuer", in: node), "不得含查询部分", "no query")
    }
    if let node = reader.optional("proof", in: node) { provider.proof = try reader.name(node) }
    guard (provider.proof == .none) == (secret == nil) else {
      throw Problems([
        Problem(
          path: "identity: \(provider.name).proof", value: "\"\(provider.proof.rawValue)\"",
          allowed: Wording(
            "有secret时为basic或post，没有时为none", "basic or post with a secret, none without one"))
      ])
    }
    if reader.optional("afterSignOut", in: node) != nil {
      provider.afterSignOut = try address("afterSignOut", in: node)
    }
    if let scopes = try texts("scopes", in: node) {
      provider.scopes = ["openid"] + scopes.filter { $0 != "openid" }
    }
    if let list = reader.optional("algorithms", in: node) {
      var algorithms: Set<TokenAlgorithm> = []
      for item in try reader.list(list) { algorithms.insert(try reader.name(item)) }
      guard !algorithms.isEmpty else {
        throw reader.refusal(list, "至少一种签名算法", "at least one algorithm")
      }
      provider.algorithms = algorithms
    }
    provider.claims = try claims(node, provider.audience)
    provider.roles = try roles(node, provider.audience)
    provider.assurance = try assurance(node)
    if let node = reader.optional("stepUp", in: node) {
      try reader.only(["acr", "maximumAge"], in: node)
      provider.stepUp.acr = try texts("acr", in: node) ?? []
      if reader.optional("maximumAge", in: node) != nil {
        provider.stepUp.maximumAge = Int64(
          try reader.number("maximumAge", in: node, 30...86_400))
      }
    }
    if reader.optional("skew", in: node) != nil {
      provider.skew = Int64(try reader.number("skew", in: node, 0...300))
    }
    if let node = reader.optional("namesIssuer", in: node) {
      provider.namesIssuer = try reader.flag(node)
    }
    provider.authorities = try optionalText("authorities", in: node) ?? ""
    return provider
  }

  // MARK: Parts

  private func claims(
    _ provider: Int, _ audience: Audience
  ) throws(Problems) -> ClaimMap {
    let node = try reader.value("claims", in: provider)
    try reader.only(["name", "identityNumber", "creditCode", "phone", "mail"], in: node)
    let map = ClaimMap(
      name: try path("name", in: node), identityNumber: try path("identityNumber", in: node),
      creditCode: try path("creditCode", in: node), phone: try path("phone", in: node),
      mail: try path("mail", in: node))
    // Without these nobody can be told from anybody else.
    let needed: [(String, ClaimPath?)] =
      switch audience {
      case .person: [("name", map.name), ("identityNumber", map.identityNumber)]
      case .entity: [("name", map.name), ("creditCode", map.creditCode)]
      case .staff: [("name", map.name)]
      }
    if let missing = needed.first(where: { $0.1 == nil }) {
      throw reader.refusal(node, "须有“\(missing.0)”", "needs \(missing.0)")
    }
    return map
  }

  private func roles(
    _ provider: Int, _ audience: Audience
  ) throws(Problems) -> [RoleRule] {
    guard let list = reader.optional("roles", in: provider) else { return [] }
    var rules: [RoleRule] = []
    for node in try reader.list(list) {
      try reader.only(["role", "claim", "value", "scope"], in: node)
      let role: Role = try reader.name("role", in: node)
      guard audience.roles.contains(role) else {
        let names = audience.roles.map(\.rawValue).joined(separator: ", ")
        throw reader.refusal(try reader.value("role", in: node), names, names)
      }
      let scope = try scope(reader.value("scope", in: node), role)
      var rule = RoleRule(role, scope: scope)
      rule.claim = try path("claim", in: node)
      if rule.claim != nil { rule.value = try reader.text("value", in: node) }
      // Everybody of a provider may be an applicant or speak for their unit; nobody decides by default.
      guard rule.claim != nil || audience != .staff else {
        throw reader.refusal(node, "工作人员角色须有claim与value", "needs claim and value for staff")
      }
      rules.append(rule)
    }
    return rules
  }

  private func scope(_ node: Int, _ role: Role) throws(Problems) -> RoleRule.Scope {
    if let kind = reader.optional("kind", in: node) {
      try reader.only(["kind", "claim"], in: node)
      let name = try reader.text(kind)
      guard let claim = try path("claim", in: node), let example = Self.examples[name],
        role.fits(example)
      else {
        throw reader.refusal(
          node, "kind须为该角色的范围（district、department或supervisor），并有claim",
          "the kind of scope that the role has (district, department or supervisor), and a claim")
      }
      return .claim(kind: name, claim)
    }
    let text = try reader.text(node)
    if text == "entity", role == .clerk { return .entity }
    guard let scope = RoleScope(text: text), role.fits(scope) else {
      throw reader.refusal(
        node, "该角色的范围，如whole、entity、district/haidian、department/housing、supervisor/17",
        "a scope of the role, such as whole, entity, district/haidian, department/housing, supervisor/17"
      )
    }
    return .fixed(scope)
  }

  /// The kinds of scope that a claim can name, each with one of it.
  private static let examples: [String: RoleScope] = [
    "district": .district("haidian"), "department": .department("housing"),
    "supervisor": .supervisingUnit(17),
  ]

  private func assurance(_ provider: Int) throws(Problems) -> [AssuranceRule] {
    guard let list = reader.optional("assurance", in: provider) else { return [] }
    var rules: [AssuranceRule] = []
    for node in try reader.list(list) {
      try reader.only(["level", "acr", "amr"], in: node)
      let rule = AssuranceRule(
        try reader.name("level", in: node), acr: try texts("acr", in: node) ?? [],
        amr: try texts("amr", in: node) ?? [])
      // Without either it would fit every sign-in.
      guard !rule.acr.isEmpty || !rule.amr.isEmpty else {
        throw reader.refusal(node, "须有acr或amr，且不为空", "needs acr or amr, and one of its values")
      }
      rules.append(rule)
    }
    return rules
  }

  // MARK: Values

  private func name(_ node: Int) throws(Problems) -> String {
    let text = try reader.text(node)
    let isName = text.utf8.allSatisfy { byte in
      (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
    }
    guard isName, text.utf8.count <= 32 else {
      throw reader.refusal(
        node, "1至32个小写字母、数字或连字符", "1 to 32 small letters, digits and hyphens")
    }
    // They stand in a session in place of a provider (who showed a certificate, what a program was given), or in its place
    // in an address.
    let reserved = ["certificate", "program", "again", "lost"]
    guard !reserved.contains(text) else {
      let names = reserved.joined(separator: ", ")
      throw reader.refusal(node, "\(names)之外的名称", "another name than \(names)")
    }
    return text
  }

  private func address(_ key: String, in node: Int) throws(Problems) -> WebAddress {
    let node = try reader.value(key, in: node)
    guard let address = WebAddress(try reader.text(node)),
      address.isSafe(allowingLoopback: isInvented)
    else {
      throw reader.refusal(
        node, isInvented ? "https网址，或本机的http网址" : "https网址",
        isInvented ? "an https address, or an http one of this machine" : "an https address")
    }
    return address
  }

  private func path(_ key: String, in node: Int) throws(Problems) -> ClaimPath? {
    guard let node = reader.optional(key, in: node) else { return nil }
    if let texts = try? texts(node), !texts.isEmpty { return ClaimPath(texts) }
    return ClaimPath(try reader.text(node))
  }

  /// The secret; what stands in its place is never shown.
  private func secret(_ node: Int) throws(Problems) -> String? {
    do {
      return try optionalText("secret", in: node)
    } catch {
      throw Problems(
        error.list.map { problem in
          var hidden = problem
          hidden.value = "…"
          return hidden
        })
    }
  }

  private func optionalText(_ key: String, in node: Int) throws(Problems) -> String? {
    guard let node = reader.optional(key, in: node) else { return nil }
    return try reader.text(node)
  }

  private func texts(_ key: String, in node: Int) throws(Problems) -> [String]? {
    guard let node = reader.optional(key, in: node) else { return nil }
    return try texts(node)
  }

  private func texts(_ node: Int) throws(Problems) -> [String] {
    var texts: [String] = []
    for item in try reader.list(node) { texts.append(try reader.text(item)) }
    return texts
  }

}

extension Audience {
  /// The roles that a provider of this audience may give.
  fileprivate var roles: [Role] {
    switch self {
    case .person: [.applicant]
    case .entity: [.clerk]
    case .staff:
      [.officer, .window, .supervisor, .administrator, .technician, .security, .auditor]
    }
  }
}
