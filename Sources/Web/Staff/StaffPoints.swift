import Casework
import Policy

extension ServicePoint {
  /// The points of windows, the city, the three administrators and everybody else who works for the city (工作人员办事点).
  static let staff: [ServicePoint] =
    window + windowIdentity + city + cityCycles + cyclePlans + cityUnits + cityPeople
    + cityProposals + security
    + securityAccounts + securityRoles + audit + auditPeople + [system, work] + demoControls

  /// 审核部门与主管单位首页: what their queue will be, and that it is not there yet.
  private static let work = ServicePoint.page(
    "/work", Wording("工作首页", "Where an officer’s work begins"), .enterService,
    answer: .object([.init("role", .text), .init("scope", .text)])
  ) { visit in
    guard [.officer, .supervisor].contains(visit.actor.role) else { throw Unknown() }
    let role = visit.actor.role.rawValue
    return .panels(
      visit, visit.say("staff.work.title"), lead: visit.say("staff.work.\(role).lead"),
      [
        Panel(facts: [
          Panel.Fact(visit.say("staff.role"), visit.say("service.role.\(role)")),
          Panel.Fact(visit.say("staff.work.\(role).of"), visit.scope(visit.actor.scope)),
          Panel.Fact(visit.say("staff.waits"), visit.say("staff.work.\(role).waits")),
        ]),
        Panel(
          paragraphs: visit.actor.role == .supervisor
            ? [visit.say("staff.work.supervisor.unnamed")] : [],
          links: [(visit.say("service.account"), "/account")]),
      ]
    ) { json in
      json.object { json in
        json.field("role", role)
        json.field("scope", visit.actor.scope.text)
      }
    }
  }
}
