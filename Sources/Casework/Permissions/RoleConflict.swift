package import Policy

/// Two roles that one account cannot hold together (不相容角色), and why.
package struct RoleConflict: Hashable, Sendable {
  package var first: Role
  package var second: Role
  package var reason: Wording

  /// Every conflict among roles, in the order of ``Role``; none when they can be held together.
  ///
  /// People who decide may also apply for themselves or serve their unit: that is kept apart case by case, by
  /// the relations of ``PermissionTable``.
  package static func among(_ roles: Set<Role>) -> [RoleConflict] {
    let held = Role.allCases.filter(roles.contains)
    return held.indices.flatMap { place in
      held[(place + 1)...].compactMap { other in
        reason(held[place].duty, other.duty).map {
          RoleConflict(first: held[place], second: other, reason: $0)
        }
      }
    }
  }

  private static func reason(_ first: Role.Duty, _ second: Role.Duty) -> Wording? {
    switch (first, second) {
    case (.platform, _), (_, .platform):
      Wording("系统自身的角色不授予任何账户。", "The platform’s own role belongs to no account.")
    case (.keeping, .keeping):
      Wording(
        "系统管理员、安全管理员、审计员三员分立，不得兼任。",
        "System, security and audit administrators are three different people.")
    case (.keeping, .deciding), (.deciding, .keeping):
      Wording(
        "管理系统、账户或审计的人员不得办理业务。",
        "Who keeps the system, the accounts or the audit decides no cases.")
    case (.deciding, .deciding), (.asking, _), (_, .asking): nil
    }
  }
}

extension Role {
  /// What kind of duty a role is, for keeping them apart.
  fileprivate enum Duty {
    /// Files or asks: applicants, helpers, clerks, the public.
    case asking
    /// Decides about cases.
    case deciding
    /// 三员: keeps the system, the accounts, or the audit.
    case keeping
    case platform
  }

  fileprivate var duty: Duty {
    switch self {
    case .applicant, .familyHelper, .clerk, .visitor: .asking
    case .officer, .window, .supervisor, .administrator: .deciding
    case .technician, .security, .auditor: .keeping
    case .system: .platform
    }
  }
}
