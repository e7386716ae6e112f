import Casework
import HTTPTypes
import PointsService
import Policy

/// A name by which programs tell refusals apart (拒绝代码). All of them stand in the document of the API and in its guide, at
/// `/api#service-<name>`.
struct RefusalCode: Sendable {
  let name: String
  /// With which it usually comes.
  let status: HTTPResponse.Status
  /// `nil` where the words stand in the wordings of the guide, under `api.code.<name>`.
  let rule: Rule?

  /// Those of every act, then the rules of the service.
  static let all =
    common.map { RefusalCode(name: $0.name, status: $0.status, rule: nil) }
    + Rule.allCases.map { rule in
      RefusalCode(name: rule.rawValue, status: status(of: rule), rule: rule)
    }

  private static let common: [(name: String, status: HTTPResponse.Status)] = [
    ("signIn", .unauthorized), ("permission", .forbidden), ("stepUp", .forbidden),
    ("stage", .conflict), ("state", .conflict), ("proposal", .conflict), ("account", .conflict),
    ("conflict", .conflict), ("keyReused", .conflict), ("tooMany", .tooManyRequests),
    ("tooLarge", .contentTooLarge), ("unavailable", .serviceUnavailable),
    ("ledgerClosed", .serviceUnavailable), ("evidenceUnavailable", .serviceUnavailable),
    ("evidenceDamaged", .serviceUnavailable), ("valueUnreadable", .serviceUnavailable),
  ]

  /// With which a rule of the service is told.
  static func status(of rule: Rule) -> HTTPResponse.Status {
    switch rule {
    case .registryUnavailable: .serviceUnavailable
    case .codeAttempts: .tooManyRequests
    default: .conflict
    }
  }
}

extension PermissionTable {
  /// Why a role can never do an act, however it stands to the case; `nil` when it can sometimes.
  func refusal(_ act: Act, _ role: Role) -> PermissionRefusal? {
    var first: PermissionRefusal?
    for relation in Relation.allCases {
      guard case .refused(let refusal) = answer(act, role, [relation]) else { return nil }
      if first == nil || refusal.reason == .notForRole { first = refusal }
    }
    return first
  }
}
