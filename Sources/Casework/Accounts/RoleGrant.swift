package import Units

/// For whom or where a role holds (角色范围).
package enum RoleScope: Hashable, Sendable {
  /// 不限范围: the person themselves, the whole city, the installation.
  case whole
  /// 用人单位: the number of its dossier, for a clerk.
  case unit(Int64)
  /// 法人: a legal entity as its provider names it, for whoever signs in for one; its unit need not be
  /// registered yet.
  case entity(CreditCode)
  /// 区: the name of a district (`haidian`), for a window.
  case district(String)
  /// 审核部门: the name of a department (`housing`), for an officer.
  case department(String)
  /// 主管单位: its number, for whoever works there. The register that has its name comes with the service for graduates.
  case supervisingUnit(Int64)
  /// 被代填人: the number of the account that a family member fills in for.
  case person(Int64)

  /// `unit/17`, `district/haidian`, `whole`: as it stands in dossiers and sessions.
  package var text: String {
    switch self {
    case .whole: "whole"
    case .unit(let number): "unit/\(number)"
    case .entity(let code): "entity/\(code.full)"
    case .district(let name): "district/\(name)"
    case .department(let name): "department/\(name)"
    case .supervisingUnit(let number): "supervisor/\(number)"
    case .person(let number): "person/\(number)"
    }
  }

  /// Reads ``text``; `nil` when it is no such text.
  package init?(text: String) {
    if text == "whole" {
      self = .whole
      return
    }
    guard let slash = text.firstIndex(of: "/") else { return nil }
    let rest = String(text[text.index(after: slash)...])
    let number = Int64(rest).flatMap { $0 > 0 && String($0) == rest ? $0 : nil }
    switch (text[..<slash], number) {
    case ("unit", let number?): self = .unit(number)
    case ("supervisor", let number?): self = .supervisingUnit(number)
    case ("person", let number?): self = .person(number)
    case ("entity", _):
      guard let code = try? CreditCode(rest, invented: true), code.full == rest else { return nil }
      self = .entity(code)
    case ("district", _):
      guard RoleScope.isName(rest) else { return nil }
      self = .district(rest)
    case ("department", _):
      guard RoleScope.isName(rest) else { return nil }
      self = .department(rest)
    default: return nil
    }
  }

  /// 1 to 40 small letters, digits and hyphens of ASCII.
  private static func isName(_ text: String) -> Bool {
    (1...40).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
      }
  }
}

/// A role that an account has (角色授予), and for whom or where.
package struct RoleGrant: Hashable, Sendable {
  /// Where it comes from (来源), which says who may take it away.
  package enum Source: String, CaseIterable, Hashable, Sendable {
    /// 身份提供方: what the provider says at each sign-in.
    case provider
    /// 授予: two security administrators.
    case granted
    /// 委托: a clerk of the same unit, or the applicant who is helped.
    case delegated
  }

  package var role: Role
  package var scope: RoleScope
  package var source: Source
  /// The first moment at which it no longer holds; `nil` without an end.
  package var until: Instant?

  package init(_ role: Role, _ scope: RoleScope, _ source: Source, until: Instant? = nil) {
    self.role = role
    self.scope = scope
    self.source = source
    self.until = until
  }

  package func holds(at moment: Instant) -> Bool { until.map { moment < $0 } ?? true }
}

extension Role {
  /// Whether a scope is of the kind that the role has: nobody is a clerk of a district.
  package func fits(_ scope: RoleScope) -> Bool {
    switch (self, scope) {
    case (.clerk, .unit), (.clerk, .entity), (.window, .district), (.officer, .department),
      (.supervisor, .supervisingUnit), (.familyHelper, .person):
      true
    case (.applicant, .whole), (.administrator, .whole), (.technician, .whole),
      (.security, .whole), (.auditor, .whole), (.system, .whole), (.visitor, .whole):
      true
    default: false
    }
  }
}
