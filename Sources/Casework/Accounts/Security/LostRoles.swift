package import Policy

/// Roles that an identity provider names for somebody and that they did not get (未取得的角色), and why.
package struct LostRoles: Hashable, Sendable {
  /// In the order of ``Role``.
  package let roles: [Role]
  /// What cannot be held together: first one of ``roles``, then one that the person has.
  package let conflicts: [RoleConflict]

  /// - Parameter held: every role of the person, whichever of their accounts has it.
  package init(_ roles: [Role], beside held: [Role]) {
    let lost = Role.allCases.filter(roles.contains)
    self.roles = lost
    conflicts = lost.flatMap { role in
      Role.allCases.filter(held.contains).compactMap { other in
        RoleConflict.among([role, other]).first.map {
          RoleConflict(first: role, second: other, reason: $0.reason)
        }
      }
    }
  }

  /// Which they are, why none of them was given, and who can put it right.
  package var wording: Wording {
    let names = Wording(
      roles.map(\.title.zh).joined(separator: "、"), roles.map(\.title.en).joined(separator: ", "))
    var parts = [
      Wording(
        "身份认证平台给出了以下角色，但本次登录没有取得：\(names.zh)。",
        "The identity provider names these roles, and you did not get them: \(names.en).")
    ]
    parts += conflicts.map { conflict in
      let (first, second) = (conflict.first.title, conflict.second.title)
      return Wording(
        "“\(first.zh)”与您（含您的其他账户）已有的“\(second.zh)”不能由同一人担任：\(conflict.reason.zh)",
        "“\(first.en)” cannot be held together with “\(second.en)”, which you have here or in another account. \(conflict.reason.en)"
      )
    }
    parts += roles.filter { role in !conflicts.contains { $0.first == role } }.map { role in
      Wording(
        "身份认证平台没有给出“\(role.title.zh)”的范围（区、部门或单位）。",
        "The identity provider does not say where “\(role.title.en)” holds (a district, department or unit)."
      )
    }
    parts.append(Wording("请联系安全管理员。", "Turn to the security administrator."))
    return Wording(
      parts.map(\.zh).joined(), parts.map(\.en).joined(separator: " "))
  }
}
