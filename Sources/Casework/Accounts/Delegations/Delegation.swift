import Policy
package import Units

/// A role that its holder gives to somebody (委托): a dossier of kind `delegation`. It begins with an invitation, whose code is handed
/// over by hand, so nobody has to look up anybody.
package struct Delegation: Hashable, Sendable {
  package internal(set) var number: Int64
  package internal(set) var version: Int
  package internal(set) var status: DelegationLifecycle.Status
  /// `clerk` or `familyHelper`.
  package internal(set) var role: Role
  package internal(set) var scope: RoleScope
  /// The account that gives it, and the one that accepted.
  package internal(set) var giver: Int64
  package internal(set) var holder: Int64?
  /// The first moment at which the invitation can no longer be accepted.
  package internal(set) var offeredUntil: Instant
  /// The first moment at which the role no longer holds.
  package internal(set) var until: Instant?
  /// Whether the giver's own role ends when it is accepted (交接).
  package internal(set) var handsOver: Bool
  /// The sealed code; `nil` once it is of no use.
  package internal(set) var code: Int64?

  package static let kind = DossierKind(rawValue: "delegation")
  private static let giverKey = "giver"
  private static let holderKey = "holder"
  private static let scopeKey = "scope"

  package var id: DossierID { DossierID(Delegation.kind, number) }

  /// Whether it is over at a moment, though nobody has recorded it yet.
  package func isOver(at now: Instant) -> Bool {
    switch status {
    case .offered: now >= offeredUntil
    case .active: until.map { now >= $0 } ?? false
    case .withdrawn, .ended, .expired: true
    }
  }

  static func read(_ number: Int64, in reading: any CaseReading) throws -> Delegation? {
    try reading.dossier(DossierID(kind, number)).map(Delegation.init)
  }

  /// Delegations of a role for a scope, by number after the last one seen.
  static func list(
    _ role: Role, _ scope: RoleScope, after: Int64 = 0, limit: Int = 1000,
    in reading: any CaseReading
  ) throws -> [Delegation] {
    let key = DossierKey(scopeKey, "\(role.rawValue) \(scope.text)")
    return try reading.dossiers(DossierQuery(kind, key: key, after: after, limit: limit))
      .map(Delegation.init)
  }

  /// Delegations that an account gave or holds, by number after the last one seen.
  package static func list(
    of account: Int64, asGiver: Bool, after: Int64 = 0, limit: Int = 100,
    in reading: any CaseReading
  ) throws -> [Delegation] {
    let key = DossierKey(asGiver ? giverKey : holderKey, "\(account)")
    return try reading.dossiers(DossierQuery(kind, key: key, after: after, limit: limit))
      .map(Delegation.init)
  }

  mutating func take(_ step: DelegationLifecycle.Step, in unit: any CaseUnit) throws {
    let event: String
    do {
      let next = try DelegationLifecycle.apply(step, to: version == 0 ? nil : status)
      status = next.status
      event = next.event
    } catch { throw AccountRefusal.lifecycle(error) }
    let used = status == .offered ? nil : code
    if used != nil { code = nil }
    var keys = [
      DossierKey(Delegation.giverKey, "\(giver)"),
      DossierKey(Delegation.scopeKey, "\(role.rawValue) \(scope.text)"),
    ]
    if let holder { keys.append(DossierKey(Delegation.holderKey, "\(holder)")) }
    version = try unit.apply(
      DossierChange(
        id, seen: version, events: [DossierChange.Event(event)], state: status.rawValue,
        body: body, keys: keys)
    ).version
    if let used { try unit.erase([used], of: id) }
  }

  private var body: String {
    var json = JSONWriter()
    json.object { json in
      json.field("role", role.rawValue)
      json.field("scope", scope.text)
      json.field("giver", Int(giver))
      if let holder { json.field("holder", Int(holder)) }
      json.field("offeredUntil", Int(offeredUntil.milliseconds))
      if let until { json.field("until", Int(until.milliseconds)) }
      json.field("handsOver", handsOver)
      if let code { json.field("code", Int(code)) }
    }
    return json.text
  }

  /// - Throws: ``StoreFailure/corrupt(_:)`` when the dossier holds no delegation.
  package init(_ dossier: Dossier) throws {
    let broken = StoreFailure.corrupt("\(dossier.id): no delegation")
    let document = Document()
    do { try document.read(json: dossier.body) } catch { throw broken }
    let root = document.root
    func text(_ key: String) -> String? { document.value(of: root, key).map(document.string) }
    func number(_ key: String) -> Int64? { text(key).flatMap { Int64($0) } }
    guard let status = DelegationLifecycle.Status(rawValue: dossier.state),
      let role = text("role").flatMap(Role.init(rawValue:)),
      let scope = text("scope").flatMap(RoleScope.init(text:)), let giver = number("giver"),
      let offeredUntil = number("offeredUntil"),
      let handsOver = document.value(of: root, "handsOver")
    else { throw broken }
    self.number = dossier.id.number
    version = dossier.version
    self.status = status
    self.role = role
    self.scope = scope
    self.giver = giver
    holder = number("holder")
    self.offeredUntil = Instant(milliseconds: offeredUntil)
    until = number("until").map(Instant.init(milliseconds:))
    self.handsOver = document.kind(handsOver) == .yes
    code = number("code")
  }

  init(
    number: Int64, role: Role, scope: RoleScope, giver: Int64, offeredUntil: Instant,
    until: Instant?, handsOver: Bool, code: Int64
  ) {
    self.number = number
    version = 0
    status = .offered
    self.role = role
    self.scope = scope
    self.giver = giver
    self.offeredUntil = offeredUntil
    self.until = until
    self.handsOver = handsOver
    self.code = code
  }
}

/// The code of an invitation (邀请码): 78 random bits as sixteen letters and digits in groups of four, none of which looks or
/// sounds like another: no 0, 1, I, L, O, U.
enum InvitationCode {
  private static let alphabet = Array("23456789ABCDEFGHJKMNPQRSTVWXYZ")
  static let length = 16

  static func make(_ random: RandomSource) -> String {
    var code = ""
    while code.count < length {
      for byte in random.bytes(length) where code.count < length && Int(byte >> 3) < alphabet.count
      {
        code.append(alphabet[Int(byte >> 3)])
      }
    }
    return code
  }

  /// `ABCD-EFGH-JKMN-PQRS`.
  static func shown(_ code: String) -> String {
    stride(from: 0, to: code.count, by: 4)
      .map { String(code.dropFirst($0).prefix(4)) }.joined(separator: "-")
  }

  /// What somebody typed, without hyphens and as it is searched; `nil` when it cannot be a code.
  static func typed(_ text: String) -> String? {
    let form = SearchForm.of(text).filter { !"-‐–—".contains($0) }
    return form.count == length && form.allSatisfy { alphabet.contains($0) } ? form : nil
  }
}
