import Casework
import PointsService
import Policy
import Units

/// How staff are told of what stands in cases (工作台用语).
extension Visit {
  /// Who acted: an account by its number, the platform itself, a technician at the command line.
  func party(_ party: PartyID) -> String {
    if let number = party.account { return say("staff.account", ["number": "\(number)"]) }
    if party == .system { return say("staff.platform") }
    if party == .visitor { return say("service.role.visitor") }
    return party.rawValue
  }

  /// How much time is left, with what pauses it.
  func left(_ standing: ClockStanding) -> Panel.Mark {
    switch standing.phase {
    case .running:
      let days = "\(standing.daysLeft)"
      return Panel.Mark(
        standing.daysLeft <= 2 ? .warn : .info, say("staff.left", ["days": days]))
    case .paused: return Panel.Mark(.todo, say("staff.paused"))
    case .overdue: return Panel.Mark(.danger, say("staff.overdue"))
    case .stoppedInTime: return Panel.Mark(.done, say("staff.inTime"))
    case .stoppedLate: return Panel.Mark(.warn, say("staff.late"))
    }
  }

  /// The act’s name as the permission table has it.
  func title(of act: Act) -> String { hall.permissions.entry(act).title[language] }

  /// A proposal’s status.
  func mark(_ status: TwoPersonLifecycle.Status) -> Panel.Mark {
    let kind: Panel.Mark.Kind =
      switch status {
      case .proposed: .info
      case .confirmed: .done
      case .rejected: .danger
      case .expired, .withdrawn: .todo
      }
    return Panel.Mark(kind, TwoPersonLifecycle.title(of: status)[language])
  }

  /// The ways through a list that is shown page by page (翻页): from a later page back to the first, and on to the next.
  ///
  /// - Parameters:
  ///   - marker: the field of the address that says where a page begins.
  ///   - next: where the next page begins; `nil` on the last.
  ///   - path: the address of the page that begins there; empty for the first.
  func pages<Place>(
    by marker: String = "after", next: Place?, _ path: (String) -> String
  ) -> Panel {
    var ways = Panel()
    if !query(marker).isEmpty { ways.links.append((say("staff.first"), path(""))) }
    if let next { ways.links.append((say("staff.next"), path("\(next)"))) }
    return ways
  }
}

extension ClockStanding {
  /// The name of the phase, for programs.
  var phaseName: String {
    switch phase {
    case .running: "running"
    case .paused: "paused"
    case .overdue: "overdue"
    case .stoppedInTime: "stoppedInTime"
    case .stoppedLate: "stoppedLate"
    }
  }

  static let phaseNames = ["running", "paused", "overdue", "stoppedInTime", "stoppedLate"]

  func write(to json: inout JSONWriter) {
    json.object("deadline") { json in
      json.field("phase", phaseName)
      json.field("due", due.value.description)
      json.field("isFirm", due.isFirm)
      json.field("daysLeft", daysLeft)
    }
  }

  static let shape = Shape.object([
    .init("phase", .choice(phaseNames)), .init("due", .moment), .init("isFirm", .flag),
    .init("daysLeft", .number),
  ])
}
