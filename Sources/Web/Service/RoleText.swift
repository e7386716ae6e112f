import Casework
import Identity
import PointsLaw
import Policy
import Units

/// How roles are told, on everybody's pages alike (角色用语).
extension Visit {
  /// A role with what it is for: `区窗口工作人员（海淀区）`.
  ///
  /// - Parameter people: masked names of those who are helped, by account.
  func roleText(_ role: Role, _ scope: RoleScope, _ people: [Int64: String] = [:]) -> String {
    let name = say("service.role.\(role.rawValue)")
    guard scope != .whole else { return name }
    var of = self.scope(scope)
    if case .person(let number) = scope, let person = people[number] { of = person }
    return say("service.role.of", ["role": name, "of": of])
  }

  /// For whom or where a role holds.
  func scope(_ scope: RoleScope) -> String {
    switch scope {
    case .whole: say("service.scope.whole")
    case .unit(let number): say("service.scope.unit", ["number": "\(number)"])
    case .entity(let code): say("service.scope.entity", ["code": code.full])
    case .district(let name):
      District.allCases.first { $0.name == name }?.wording[language] ?? name
    case .department(let name): department(name)
    case .supervisingUnit(let number): say("service.scope.supervisor", ["number": "\(number)"])
    case .person(let number): say("service.scope.person", ["number": "\(number)"])
    }
  }

  /// An identity provider by its title; one that is not configured any more, by its name.
  func provider(_ name: String) -> String {
    if name == SignInDesk.certificateProvider { return say("service.provider.certificate") }
    return (try? hall.parties.party(name))?.provider.title[language] ?? name
  }

  /// A department by its words; one that an installation has named itself, by that name.
  private func department(_ name: String) -> String {
    let key = "service.department.\(name)"
    return site.wordings.has(key) ? say(key) : say("service.scope.department", ["name": name])
  }
}
