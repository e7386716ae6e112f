import Casework
import PointsService
import Policy
import Units

/// Bars and their lifting, proposed by one administrator and confirmed by another (双人办理步骤).
extension PointsWalk {
  /// How an administrator stands to what is proposed: the refusal, if that keeps them away.
  private func standing(_ account: Int64, _ matter: WalkModel.Matter) -> String? {
    switch matter {
    case .barUnit(let unit, _), .liftUnit(let unit):
      guard model.units[unit]?.number != nil else { return "permission notYours" }
      return model.isOfUnit(account, unit) ? "permission ownUnit" : nil
    case .barPerson(let person, _): return standing(account, toPerson: person)
    case .liftPerson(let number):
      guard let person = model.sanctions[number]?.accounts.first else {
        return "permission notYours"
      }
      return standing(account, toPerson: person)
    }
  }

  private func standing(_ account: Int64, toPerson person: Int64) -> String? {
    if model.areSame(account, person) { return "permission ownCase" }
    let units = model.associations.filter { model.areSame($0.key.account, person) }.map(
      \.value.unit)
    return units.contains { model.isOfUnit(account, $0) } ? "permission ownUnit" : nil
  }

  /// Whether what is proposed could be done as things stand.
  private func isPossible(_ matter: WalkModel.Matter) -> Bool {
    switch matter {
    case .barUnit(let unit, _):
      return ["unconfirmed", "active"].contains(model.units[unit]?.state)
    case .liftUnit(let unit): return ["barred", "barDisputed"].contains(model.units[unit]?.state)
    case .barPerson(let account, _): return model.sanction(model.humans[account] ?? "") == nil
    case .liftPerson(let number): return model.sanctions[number]?.state == "active"
    }
  }

  /// Whether the same waits for a second person already.
  private func isProposed(_ matter: WalkModel.Matter) -> Bool {
    model.proposals.values.contains { known in
      guard known.state == "proposed", city.now < known.until else { return false }
      switch (matter, known.matter) {
      case (.barUnit(let one, _), .barUnit(let other, _)),
        (.liftUnit(let one), .liftUnit(let other)):
        return one == other
      case (.barPerson(let one, _), .barPerson(let other, _)): return model.areSame(one, other)
      case (.liftPerson(let one), .liftPerson(let other)): return one == other
      default: return false
      }
    }
  }

  mutating func propose() async throws {
    var account = try one(of: administrators)
    let minutes: Int64 = chance(10) ? 15 : 0
    let until = city.today.adding(days: chance(10) ? -1 : number(0...120))
    let isWrongDay = until < city.today
    let desk = city.desk
    let unit = try someUnit()
    let number = unit.number ?? Self.nobody
    let kind = self.number(0...5)
    var person = chance(6) ? nil : try one(of: model.people)
    // One of the administrators is an applicant, too.
    if person != nil, chance(4) { person = model.people.first { $0.key == "clerk" } }
    let matter: WalkModel.Matter
    switch kind {
    case 0: matter = .barUnit(unit.key, until)
    case 1:
      let barred = model.units.values.filter { ["barred", "barDisputed"].contains($0.state) }
        .map(\.key).sorted()
      matter = .liftUnit(barred.isEmpty || chance(4) ? unit.key : try one(of: barred))
    case 2...3: matter = .barPerson(person.map { first($0.key) } ?? Self.nobody, until)
    default:
      let all = model.sanctions.keys.sorted()
      var open = all.filter { model.sanctions[$0]?.state == "active" }
      let near = open.filter { close(to: .liftPerson($0)) != nil }
      if !near.isEmpty, !chance(4) { open = near }
      matter = .liftPerson(
        all.isEmpty || chance(8) ? Self.nobody : try one(of: open.isEmpty ? all : open))
    }
    if !chance(3), let close = close(to: matter) { account = close }
    let actor = city.actor(account, .administrator, provedAgo: minutes)
    let stale = minutes == 15 ? "stepUp" : nil
    let possible = isPossible(matter) ? nil : "state"
    let known = isProposed(matter) ? "proposalExists" : nil
    let wanted: String
    let done: Done?
    switch matter {
    case .barUnit(let key, _):
      wanted =
        isWrongDay
        ? "problems" : standing(account, matter) ?? stale ?? possible ?? known ?? "done"
      done = try await expect("barUnit", wanted, key) {
        try await SanctionUnit(desk)(number, until: until, reason: "出具虚假证明", by: actor)
      }
    case .liftUnit(let key):
      let number = model.units[key]?.number ?? Self.nobody
      wanted = standing(account, matter) ?? stale ?? possible ?? known ?? "done"
      done = try await expect("liftUnit", wanted, key) {
        try await LiftSanction(desk)(number, reason: "情况已更正", by: actor)
      }
    case .barPerson:
      wanted =
        stale ?? (isWrongDay ? "problems" : nil) ?? (person == nil ? "nothingThere" : nil)
        ?? possible ?? standing(account, matter) ?? known ?? "done"
      let number = try city.number(person?.key ?? "retired").full
      done = try await expect("barPerson", wanted, person?.key ?? "nobody") {
        try await SanctionPerson(desk)(
          identityNumber: number, until: until, reason: "提供虚假材料", by: actor)
      }
    case .liftPerson(let number):
      let isThere = model.sanctions[number] != nil
      wanted =
        stale ?? (isThere ? nil : "permission notYours") ?? possible
        ?? standing(account, matter) ?? known ?? "done"
      done = try await expect("liftPerson", wanted, "\(number)") {
        try await LiftPersonSanction(desk)(number, reason: "情况已更正", by: actor)
      }
    }
    guard let done else { return }
    model.proposals[done.dossier.number] = WalkModel.Proposal(
      matter: matter, by: account, until: city.now.adding(milliseconds: 3 * WalkModel.day))
    model.note("proposal", done.dossier.number, ["ActProposed"])
  }

  /// The first account of a person.
  private func first(_ human: String) -> Int64 { model.accounts(human).first ?? Self.nobody }

  /// An administrator who has to keep out of it.
  private func close(to matter: WalkModel.Matter) -> Int64? {
    administrators.first { standing($0, matter)?.hasPrefix("permission own") ?? false }
  }

  mutating func settleProposal() async throws {
    let all = model.proposals.keys.sorted()
    guard !all.isEmpty else { return }
    let open = all.filter { model.proposals[$0]?.state == "proposed" }
    let number = chance(20) ? Self.nobody : try one(of: open.isEmpty || chance(8) ? all : open)
    let found = model.proposals[number]
    // While it is open it has one version; a form may still come from another page.
    let isStale = chance(6)
    let version =
      try await city.version(DossierID(ProposalContent.kind, number)) + (isStale ? 1 : 0)
    let desk = city.desk
    let kind = self.number(0...9)
    var account = try one(of: administrators)
    if kind == 0, let found, !chance(4) { account = found.by }
    if let found, chance(2) {
      let second = administrators.filter {
        !model.areSame($0, found.by) && standing($0, found.matter) == nil
      }
      if kind > 0, !second.isEmpty { account = try one(of: second) }
    } else if let found, let close = close(to: found.matter) {
      account = close
    }
    let actor = city.actor(account, .administrator)
    let isOpen = found?.state == "proposed"
    if kind == 0 {
      let wanted =
        found == nil || found?.by != account
        ? "permission notYours" : !isOpen ? "proposal" : isStale ? "conflict" : "done"
      let done = try await expect("withdrawProposal", wanted, "\(number)") {
        try await WithdrawProposal(desk)(number, seen: version, by: actor)
      }
      if done != nil { decided(number, "ActWithdrawn", "withdrawn") }
      return
    }
    var refusal = "permission notYours"
    var isOver = true
    if let found {
      isOver = !isOpen || city.now >= found.until || model.areSame(account, found.by)
      refusal =
        standing(account, found.matter) ?? (isOver ? "proposal" : isStale ? "conflict" : "done")
    }
    guard kind > 2 else {
      let done = try await expect("rejectProposal", refusal, "\(number)") {
        try await RejectProposal(desk)(number, seen: version, by: actor)
      }
      if done != nil { decided(number, "ActRejected", "rejected") }
      return
    }
    if refusal == "done", let found, !isPossible(found.matter) { refusal = "state" }
    let confirmed: Done?
    if refusal == "done", chance(3) {
      let other = city.actor(account, .administrator)
      confirmed =
        try await race("proposals", loser: "proposal") {
          try await ConfirmProposal(desk)(number, seen: version, by: actor)
        } _: {
          try await ConfirmProposal(desk)(number, seen: version, by: other)
        }.answer
    } else {
      confirmed = try await expect("confirmProposal", refusal, "\(number)") {
        try await ConfirmProposal(desk)(number, seen: version, by: actor)
      }
    }
    guard let confirmed, let found else { return }
    decided(number, "ActConfirmed", "confirmed")
    carryOut(found.matter, confirmed.dossier.number, of: number)
  }

  mutating func decided(_ number: Int64, _ event: String, _ state: String) {
    model.proposals[number]?.state = state
    model.note("proposal", number, [event])
  }

  private mutating func carryOut(
    _ matter: WalkModel.Matter, _ number: Int64, of proposal: Int64
  ) {
    switch matter {
    case .barUnit(let unit, let until):
      model.units[unit]?.barredUntil = until
      model.units[unit]?.barredBy = proposal
      model.change(unit, "UnitBarred", to: "barred")
    case .liftUnit(let unit): model.lift(unit)
    case .barPerson(let account, let until):
      let human = model.humans[account] ?? ""
      let accounts = model.accounts(human)
      model.sanctions[number] = WalkModel.Sanction(
        accounts: accounts, human: human, until: until)
      model.note("sanction", number, ["SanctionImposed"])
      mark(accounts, until)
    case .liftPerson(let number): unbar(number, "SanctionLifted", "lifted")
    }
  }

  mutating func unbar(_ number: Int64, _ event: String, _ state: String) {
    model.sanctions[number]?.state = state
    model.note("sanction", number, [event])
    mark(model.sanctions[number]?.accounts ?? [], nil)
  }

  /// What a bar means for what is under way in the open cycle.
  private mutating func mark(_ accounts: [Int64], _ until: CivilDate?) {
    guard let cycle = model.cycle else { return }
    for account in accounts {
      let at = WalkModel.Case(cycle: cycle, account: account)
      guard model.applications[at] != nil else { continue }
      model.applications[at]?.barredUntil = until
      if until != nil, model.associations[at]?.state == "requested" {
        model.change(at, "AssociationRejected", to: "rejected")
      }
    }
  }
}
