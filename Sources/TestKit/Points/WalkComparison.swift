import Casework
import PointsService
import Policy
import Units

/// What must hold after every step (走查核对).
extension PointsWalk {
  /// Every case is in the state that the model says, and the rules that no step may break hold.
  func compareStates() async throws {
    let found = try await city.store.read { reading in
      try ["unit", "association", "dispute", "proposal", "sanction", "application"].map { kind in
        try reading.dossiers(DossierQuery(DossierKind(rawValue: kind), limit: 1000))
      }.joined().map(\.self)
    }
    var states: [DossierID: String] = [:]
    for dossier in found { states[dossier.id] = dossier.state }
    func demand(_ kind: String, _ number: Int64, _ state: String) throws {
      let id = DossierID(DossierKind(rawValue: kind), number)
      guard states.removeValue(forKey: id) == state else {
        throw Broken(description: "\(id) is not \(state)")
      }
    }
    for unit in model.units.values {
      if let number = unit.number { try demand("unit", number, unit.state ?? "") }
    }
    for value in model.associations.values {
      try demand("association", value.number, value.state)
    }
    for (number, value) in model.disputes { try demand("dispute", number, value.state) }
    for (number, value) in model.proposals { try demand("proposal", number, value.state) }
    for (number, value) in model.sanctions { try demand("sanction", number, value.state) }
    // Those of cycles are not the model's.
    states = states.filter {
      !["application", "proposal"].contains($0.key.kind.rawValue)
    }
    guard states.isEmpty else { throw Broken(description: "\(states) are nobody's") }
    try compareContents(found)
  }

  private func compareContents(_ found: [Dossier]) throws {
    var live: [String: Int] = [:]
    for dossier in found {
      switch dossier.id.kind {
      case AssociationContent.kind:
        let content = try AssociationContent(json: dossier.body, of: dossier.id)
        let known = model.find(association: dossier.id.number)?.value
        guard content.cycle == known?.cycle, content.applicant == known?.applicant,
          content.unit == model.units[known?.unit ?? ""]?.number,
          content.match.rawValue == known?.match, content.leftOn == known?.leftOn,
          (content.remark != nil) == known?.hasRemark
        else { throw Broken(description: "\(dossier.id) holds \(dossier.body)") }
        guard ["requested", "confirmed"].contains(dossier.state) else { continue }
        let human = model.humans[content.applicant] ?? "\(content.applicant)"
        live["\(human) in \(content.cycle)", default: 0] += 1
      case UnitContent.kind:
        let content = try UnitContent(json: dossier.body, of: dossier.id)
        let known = model.units.values.first { $0.number == dossier.id.number }
        guard Set(content.obstacles.map(\.rawValue)) == known?.obstacles,
          Set(content.waived.map(\.rawValue)) == known?.waived,
          content.waivedFor == known?.waivedFor, content.cycle == known?.cycle,
          content.barredUntil == known?.barredUntil, content.barredBy == known?.barredBy,
          content.dispute == known?.dispute,
          (content.unitCode != nil) == (known?.code16 != nil)
        else { throw Broken(description: "\(dossier.id) holds \(dossier.body)") }
        if let until = content.barredUntil, city.today <= until,
          ["active", "unconfirmed"].contains(dossier.state)
        {
          throw Broken(description: "\(dossier.id) is \(dossier.state) while it is barred")
        }
      default: break
      }
    }
    if let twice = live.first(where: { $0.value > 1 }) {
      throw Broken(description: "\(twice.key) has \(twice.value) live associations")
    }
  }

  /// The events of every case are those of the acts that were done, each a version; what was confirmed never changed again.
  func compareHistories() async throws {
    for (id, names) in model.events {
      let found = try await city.events(id)
      guard found == names, try await city.version(id) == names.count else {
        throw Broken(description: "\(id) has the events \(found), not \(names)")
      }
      guard let fixed = found.firstIndex(of: "AssociationConfirmed") else { continue }
      // Who pays the insurance is no part of what was confirmed.
      let later = found[(fixed + 1)...].filter { $0 != "InsurancePayerCompared" }
      let endings = ["AssociationEnded", "AssociationRestored", "AssociationClosed"]
      guard later.allSatisfy({ endings.contains($0) }) else {
        throw Broken(description: "\(id) was changed after it was confirmed: \(later)")
      }
    }
    for (at, application) in model.applications where application.isClosed {
      let key = DossierKey("applicant", "\(at.account)")
      let found = try await city.store.read { reading in
        try reading.dossiers(DossierQuery(ApplicationContent.kind, state: "closed", key: key))
      }
      guard
        try found.contains(where: {
          try ApplicationContent(json: $0.body, of: $0.id).cycle == at.cycle
        })
      else { throw Broken(description: "the application of \(at) is not closed") }
    }
  }

  /// Every unit's list and numbers, in every cycle.
  func compareListings() async throws {
    for unit in model.units.values where unit.number != nil {
      for cycle in [2020, 2021] where cycle == model.cycle || model.closed.contains(cycle) {
        try await compareListing(unit, cycle: cycle)
      }
    }
  }

  func compareListing(_ unit: WalkModel.Unit, cycle: Int?) async throws {
    guard let number = unit.number, let year = cycle ?? model.cycle else { return }
    let wanted = model.associations.values
      .filter { $0.unit == unit.key && $0.cycle == year }.sorted { $0.number < $1.number }
    var rows: [ListAssociations.Row] = []
    var after: Int64? = 0
    while let from = after {
      let page = try await ListAssociations(city.desk)(
        number, .init(cycle: cycle), after: from, limit: 2, by: clerk(unit.root, unit))
      rows += page.rows
      after = page.next
    }
    let found = rows.map {
      "\($0.number) \($0.state.rawValue) \($0.match.rawValue) \($0.remark != nil) \($0.leftOn?.description ?? "")"
    }
    let listed = wanted.map {
      "\($0.number) \($0.state) \($0.match) \($0.hasRemark) \($0.leftOn?.description ?? "")"
    }
    guard found == listed else {
      throw Broken(description: "\(unit.key) lists \(found), the model \(listed)")
    }
    for row in rows {
      let known = model.find(association: row.number)?.value.applicant
      let key = model.people.first { $0.account == known }?.key
      guard row.name == city.demo.people.first(where: { $0.key == key })?.name,
        try await city.version(DossierID(AssociationContent.kind, row.number)) == row.version
      else { throw Broken(description: "\(unit.key) lists \(row)") }
    }
    let counts = try await CountAssociations(city.desk)(
      number, cycle: cycle, by: clerk(unit.root, unit))
    for state in AssociationLifecycle.Status.allCases {
      let count = wanted.filter { $0.state == state.rawValue }.count
      guard counts?.of(state) == count else {
        throw Broken(description: "\(unit.key) counts \(state.rawValue) otherwise than \(count)")
      }
    }
  }
}
