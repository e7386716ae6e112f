import Casework
import PointsService
import Policy

extension Site {
  /// A page of the service in its frame (办事页面框架): who acts in which role, the sections of the role, what was said, and on a
  /// demonstration that it is one.
  func service(_ sheet: Sheet, _ visit: Visit) -> Markup {
    let language = visit.language
    let path = visit.point.path
    var title = sheet.title
    if !visit.problems.isEmpty { title = text("calculator.errorTitle", language) + title }
    // Where nothing can be read, the page in the other language is the home.
    let place = visit.point.reading == nil ? "/my" : visit.place
    var head = PageHead(
      title: title, language: language, route: .service(place), crumbs: [])
    head.crumbs = sheet.crumbs.map { ($0.text, .service($0.path)) }
    let entries = ServiceMenu.entries(visit.actor.role)
    // The deepest section that the page is in: `/unit/clerks` is in `/unit`, too.
    let here = entries.filter { path == $0.path || path.hasPrefix($0.path + "/") }
      .max { $0.path.count < $1.path.count }
    head.entries = entries.map { entry in
      View([
        "text": text("service.menu.\(entry.name)", language), "link": visit.link(entry.path),
        "isHere": entry.path == here?.path,
      ])
    }
    var view = sheet.view
    view["isService"] = true
    view["role"] = text("service.role.\(visit.actor.role.rawValue)", language)
    view["accountLink"] = visit.link("/account")
    let others = visit.hall.sessions.otherRoles(visit.session, at: visit.hall.now)
    view["others"] =
      others.isEmpty ? [] : [visit.say("service.others", ["count": "\(others.count)"])]
    view["othersLink"] = visit.link("/account") + "#roles"
    let unread = sheet.unread ?? visit.hall.sessions.unread(visit.session) ?? 0
    view["hasInbox"] = unread > 0
    view["inbox"] = visit.say("service.inbox", ["count": visit.upTo99(unread)])
    view["inboxLink"] = visit.link("/account/messages")
    view["signOut"] = visit.form("/sign-out")
    view["errors"] = visit.errors
    view["hasErrors"] = !visit.problems.isEmpty
    if let conflict = visit.conflict { view["conflicts"] = [conflict.view(visit)] }
    if let banner = visit.banner {
      view["hasBanner"] = true
      view["banner"] = View([
        "kind": banner.kind.rawValue, "title": banner.title, "text": banner.text,
        "hasText": !banner.text.isEmpty,
        "hasLink": banner.link != nil, "linkText": banner.link?.text ?? "",
        "link": banner.link.map { Route.service($0.path).path(language) } ?? "",
      ])
    }
    if let demonstration = demonstration(language) {
      view["demoText"] =
        demonstration + visit.say("service.demo.time", ["now": visit.hall.now.text(language)])
        + (visit.hall.demoCity?.outage == true ? visit.say("service.demo.registryAway") : "")
      view["canMoveClock"] = visit.hall.permissions.refusal(.moveDemoClock, visit.actor.role) == nil
      view["clockLink"] = visit.link("/clock")
    }
    return framed(sheet.template, head, view)
  }

  /// What every page says of an installation that is no service; `nil` on one that is.
  func demonstration(_ language: Language) -> String? {
    guard let purpose = hall?.installation.purpose, purpose != .service else { return nil }
    return text("service.demo.\(purpose.rawValue)", language)
  }
}

extension Visit {
  /// The path that was asked for, with its places filled in and without the language.
  var place: String {
    point.path.split(separator: "/").reduce(into: "") { path, part in
      path += "/"
      path += part.first == ":" ? parameters[String(part.dropFirst())] ?? "" : String(part)
    }
  }
}

/// The sections that a role sees (办事栏目).
enum ServiceMenu {
  /// Whether a role has a section in which an address is: who wants to go there and may act in several, signs in in that one.
  ///
  /// - Parameter address: in any language, with what stands after its `?`.
  static func grants(at address: String) -> @Sendable (RoleGrant) -> Bool {
    let path = ServiceDoor.path(String(address.prefix { $0 != "?" }))
    return { grant in
      entries(grant.role).contains { path == $0.path || path.hasPrefix($0.path + "/") }
    }
  }

  /// - Returns: names of `service.menu.<name>` and paths without language; the first is where the role begins.
  static func entries(_ role: Role) -> [(name: String, path: String)] {
    switch role {
    case .applicant:
      [
        ("tasks", "/my/tasks"), ("eligibility", "/my/eligibility"),
        ("association", "/my/association"), ("data", "/my/data"),
      ]
    case .familyHelper: [("tasks", "/my/tasks")]
    case .clerk:
      [("unit", "/unit"), ("associations", "/unit/associations"), ("clerks", "/unit/clerks")]
    case .window: [("disputes", "/window"), ("identity", "/window/identity")]
    case .administrator:
      [
        ("city", "/city"), ("cycles", "/city/cycles"), ("proposals", "/city/proposals"),
        ("units", "/city/units"),
        ("sanctions", "/city/sanctions"),
      ]
    case .security: [("security", "/security"), ("accounts", "/security/accounts")]
    case .auditor: [("audit", "/audit")]
    case .technician: [("system", "/system")]
    case .officer, .supervisor: [("work", "/work")]
    case .system, .visitor: []
    }
  }
}
