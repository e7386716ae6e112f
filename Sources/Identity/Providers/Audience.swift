package import Policy

/// Who signs in with a provider (登录对象).
package enum Audience: String, CaseIterable, Hashable, Sendable {
  /// 个人
  case person
  /// 法人
  case entity
  /// 工作人员
  case staff

  package var title: Wording {
    switch self {
    case .person: Wording("个人", "people")
    case .entity: Wording("法人", "legal entities")
    case .staff: Wording("工作人员", "staff")
    }
  }
}
