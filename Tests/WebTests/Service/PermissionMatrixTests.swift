import Casework
import HTTPTypes
import Hummingbird
import NIOCore
import Policy
import TestKit
import Testing
import Units

@testable import PointsService
@testable import Web

/// Every address × method × role, as browser and as program, against the permission table (权限矩阵). What is walked comes from the
/// table of points and from the cases of the city: a new point is covered without anybody writing it down here. How
/// somebody stands to the case, and the stage, have suites of their own.
@Suite("Nobody gets more or less than the permission table says, at any address")
struct PermissionMatrixTests {
  // MARK: Role

  @Test(
    "every address has an act of the table, and every role that may never do it is refused alike")
  func roles() async throws {
    let peopled = try await PeopledCity.open()
    let table = peopled.city.hall.permissions
    let kinds: [DossierKind] = [UnitContent.kind, AssociationContent.kind, Account.kind]
    let numbers = kinds.compactMap { kind in
      peopled.city.cases.dossiers.first { $0.id.kind == kind }?.id.number
    }
    for door in PermissionDoor.all(peopled.city.site.points) {
      #expect(!table.entry(door.act).title.zh.isEmpty)
      for (name, role, caller) in peopled.callers {
        if let role, table.refusal(door.act, role) == nil { continue }
        let first = try await door.ask([PermissionPlace.unknown], caller)
        let who = "\(name) \(door.name)"
        #expect(first.events.isEmpty, "\(who) did something: \(first.events)")
        if door.isProgram {
          #expect(first.status == (role == nil ? 401 : 403), "\(who): \(first)")
          #expect(first.code == (role == nil ? "signIn" : "permission"), "\(who)")
        } else {
          let isAsked = role == nil && door.method == .get
          #expect(first.status == (isAsked ? 303 : 403), "\(who): \(first.status)")
        }
        // Pages are refused before anything is looked at, as programs are: one of them shows it.
        let others = door.point.places.isEmpty ? [] : door.isProgram ? numbers : [numbers[0]]
        for number in others {
          #expect(try await door.ask(["\(number)"], caller) == first, "\(who) \(number)")
        }
      }
    }
  }

  /// They say in which role one may accept or where one’s contact comes from, or let a helper end the help.
  private static let alsoSayOtherThings = [
    "/account/invitation", "/account/contact", "/my/helpers",
  ]

  @Test(
    "a form that a role can never send is not shown to it, and what is one’s own is nobody’s at work"
  )
  func forms() async throws {
    let peopled = try await PeopledCity.open()
    let table = peopled.city.hall.permissions
    for point in peopled.city.site.points where point.reading != nil {
      for (name, role, caller) in peopled.callers {
        guard let role else { continue }
        let isOwn = point.path.hasPrefix("/my/") && ![.applicant, .familyHelper].contains(role)
        let isForm =
          !Self.alsoSayOtherThings.contains(point.path)
          && point.doing.map { table.refusal($0.act, role) != nil } ?? false
        guard isOwn || isForm else { continue }
        var caller = caller
        try await caller.send(.get, point.path.replacing(/:\w+/, with: "1"))
        #expect(caller.page.status == 403, "\(name) GET \(point.path): \(caller.page.status)")
        #expect(!isOwn || !caller.page.words.contains("回避"), "\(name) GET \(point.path)")
        // Told in which role they are, with the ways to another one and out.
        #expect(
          caller.page.words.contains(peopled.city.site.text("service.role.\(role.rawValue)", .zh))
            && caller.page.text.contains("href=\"/account\"")
            && caller.page.text.contains("action=\"/sign-out\""), "\(name) GET \(point.path)")
      }
    }
  }

  @Test("the walk is done in every role that people have, and by nobody")
  func everybody() async throws {
    let peopled = try await PeopledCity.open()
    #expect(
      Set(peopled.callers.compactMap(\.role))
        == Set(Role.allCases).subtracting([.system, .visitor]))
    #expect(peopled.callers.contains { $0.role == nil })
  }

  @Test("the table of acts and the addresses agree about who may at all, in the reference")
  func reference() throws {
    let text = try ServiceReference.routes.text()
    let catalogue = try ServiceCatalogue.builtIn()
    for area in ServiceCatalogue.areas {
      for door in PermissionDoor.all(area.points) {
        let roles = catalogue.roles(door.act).map(\.rawValue).joined(separator: ", ")
        let line = text.split(separator: "\n").first {
          $0.hasPrefix("| `\(door.point.path)` | \(door.method.rawValue) |")
        }
        #expect(line?.contains("`\(door.act.rawValue)` | \(roles) |") == true, "\(door.name)")
      }
    }
  }
}
