package import Policy

/// How surely somebody is who they say (实人认证等级), as the identity provider states it. Ordered: L1 is the least.
package enum AssuranceLevel: String, CaseIterable, Comparable, Hashable, Sendable {
  /// 自报: a name and a password.
  case l1 = "L1"
  /// 实名: name and number compared with the registry.
  case l2 = "L2"
  /// 实人: the living person, by face or bank card; or two window officers who vouch.
  case l3 = "L3"
  /// 证书: a certificate on a device that the person holds.
  case l4 = "L4"

  private var rank: Int {
    switch self {
    case .l1: 1
    case .l2: 2
    case .l3: 3
    case .l4: 4
    }
  }

  package static func < (left: AssuranceLevel, right: AssuranceLevel) -> Bool {
    left.rank < right.rank
  }

  package var title: Wording {
    switch self {
    case .l1: Wording("一级（自报）", "level 1 (self-asserted)")
    case .l2: Wording("二级（实名）", "level 2 (name and number verified)")
    case .l3: Wording("三级（实人）", "level 3 (the person verified)")
    case .l4: Wording("四级（证书）", "level 4 (certificate)")
    }
  }
}
