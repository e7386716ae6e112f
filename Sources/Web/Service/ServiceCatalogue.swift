import Casework
import Policy

/// What there is to say of every address of the service (办事目录): who it is for, which act it is, who may do that and how surely
/// they must have proved who they are. The document of the API, the reference and the tests are made from it.
struct ServiceCatalogue: Sendable {
  /// Addresses that belong together, by whom they are for.
  struct Area: Sendable {
    /// For programs and anchors.
    let name: String
    let title: Wording
    let points: [ServicePoint]
  }

  let permissions: PermissionTable
  let demands: ActDemands

  /// In the order of the reference.
  static let areas = [
    Area(name: "own", title: Wording("通用", "Everybody who is signed in"), points: ServicePoint.own),
    Area(name: "account", title: Wording("账户", "Accounts"), points: ServicePoint.account),
    Area(name: "applicant", title: Wording("申请人", "Applicants"), points: ServicePoint.applicant),
    Area(name: "employer", title: Wording("用人单位", "Units"), points: ServicePoint.employer),
    Area(name: "staff", title: Wording("工作人员", "Staff"), points: ServicePoint.staff),
  ]

  /// From the tables built into the program.
  static func builtIn() throws(Problems) -> ServiceCatalogue {
    ServiceCatalogue(permissions: try .builtIn(), demands: try .builtIn())
  }

  /// The roles that may do an act to some case, alone or as one of two.
  func roles(_ act: Act) -> [Role] {
    Role.allCases.filter { permissions.refusal(act, $0) == nil }
  }

  /// To which cases a role may do an act; empty when to none.
  func relations(_ act: Act, _ role: Role) -> (alone: [Relation], withSecond: [Relation]) {
    func those(_ isThis: (Permission) -> Bool) -> [Relation] {
      Relation.allCases.filter { isThis(permissions.answer(act, role, [$0])) }
    }
    return (
      those { if case .allowed = $0 { true } else { false } },
      those { if case .withSecondPerson = $0 { true } else { false } }
    )
  }
}

extension ServicePoint {
  /// The names of the places in the path, such as `number`.
  var places: [String] {
    path.split(separator: "/").filter { $0.first == ":" }.map { String($0.dropFirst()) }
  }

  /// As documents of addresses write it: `/unit/associations/{number}`.
  var template: String {
    path.split(separator: "/").reduce(into: "") { path, part in
      path += part.first == ":" ? "/{\(part.dropFirst())}" : "/\(part)"
    }
  }

  /// The act of reading that programs can ask for.
  var programReading: Reading? {
    reading.flatMap { $0.answer == nil && $0.files.isEmpty ? nil : $0 }
  }

  /// What programs can do here.
  var programDoing: Doing? { doing?.isForBrowsers == true ? nil : doing }
}
