import Casework
import PointsService
import Policy
import Units

/// Disputes, cycles, the registry and the platform itself (城市步骤).
extension PointsWalk {
  // MARK: Disputes

  mutating func dispute() async throws {
    let open = model.units.values.filter {
      ["refused", "cancelled", "barred"].contains($0.state)
    }.map(\.key).sorted()
    var unit = try someUnit()
    if !open.isEmpty, !chance(4), let one = model.units[try one(of: open)] { unit = one }
    let account = try someClerk(unit.key)
    let (version, isStale) = try await seen(dossier(unit))
    var evidence: [Int64] = []
    var isFit = true
    if let number = unit.number, !chance(8) {
      evidence.append(try await city.evidence(about: DossierID(UnitContent.kind, number)))
    }
    if chance(8) {
      evidence.append(try await city.evidence(about: DossierID(UnitContent.kind, Self.nobody)))
      isFit = false
    }
    let wanted =
      unit.number == nil || !model.isClerk(account, unit.key)
      ? "permission notYours"
      : isStale
        ? "conflict"
        : !["refused", "cancelled", "barred"].contains(unit.state)
          ? "state" : evidence.isEmpty ? "evidenceNeeded" : isFit ? "done" : "evidenceUnfit"
    let actor = clerk(account, unit)
    let files = evidence
    let done = try await expect("dispute", wanted, unit.key) { [desk = city.desk] in
      try await DisputeUnit(desk)(
        unit.number ?? Self.nobody, seen: version, reason: "登记有误", evidence: files, by: actor)
    }
    guard let done, let dossier = try await city.dossier(done.dossier),
      let number = try UnitContent(json: dossier.body, of: dossier.id).dispute
    else { return }
    model.change(
      unit.key, "UnitDisputeFiled", to: unit.state == "barred" ? "barDisputed" : "disputed")
    model.units[unit.key]?.dispute = number
    model.disputes[number] = WalkModel.Dispute(
      unit: unit.key, filer: account, district: unit.district)
    model.note("dispute", number, ["DisputeFiled"])
  }

  private func deciding(
    _ found: WalkModel.Dispute?, _ account: Int64, _ district: String, isOld: Bool, isStale: Bool
  ) -> String {
    guard let found else { return "permission notYours" }
    if model.areSame(account, found.filer) { return "permission ownCase" }
    if district != found.district { return "permission notYours" }
    if model.isOfUnit(account, found.unit) { return "permission ownUnit" }
    if isOld { return "stepUp" }
    if isStale { return "conflict" }
    let isWaiting = ["disputed", "barDisputed"].contains(model.units[found.unit]?.state)
    return isWaiting && found.state == "open" ? "done" : "state"
  }

  mutating func decide() async throws {
    let all = model.disputes.keys.sorted()
    let open = all.filter { model.disputes[$0]?.state == "open" }
    guard !all.isEmpty else { return }
    let number = chance(20) ? Self.nobody : try one(of: open.isEmpty || chance(6) ? all : open)
    let found = model.disputes[number]
    var district = found?.district ?? "haidian"
    if chance(8) { district = district == "haidian" ? "chaoyang" : "haidian" }
    guard var account = windows[district] else { return }
    // Whoever works at the window may be a clerk of the unit, or have filed the dispute.
    if let found, chance(3) {
      let others = (model.clerks[found.unit] ?? [:]).keys
        .filter { !model.areSame($0, found.filer) }.sorted()
      account = others.isEmpty || chance(2) ? found.filer : try one(of: others)
    }
    let isUpheld = chance(2)
    let minutes: Int64 = chance(10) ? 60 : 0
    let (version, isStale) = try await seen(DossierID(DisputeContent.kind, number))
    let wanted = deciding(found, account, district, isOld: minutes == 60, isStale: isStale)
    let actor = city.actor(account, .window, .district(district), provedAgo: minutes)
    let done = try await expect(
      isUpheld ? "uphold" : "dismiss", wanted, "\(number) of \(found?.unit ?? "")"
    ) { [desk = city.desk] in
      try await DecideUnitDispute(desk)(
        number, seen: version, isUpheld: isUpheld, remark: "经核对", by: actor)
    }
    guard done != nil, let found, let unit = model.units[found.unit] else { return }
    model.units[unit.key]?.dispute = nil
    if isUpheld {
      uphold(unit)
    } else {
      model.change(
        unit.key, "UnitDisputeDismissed", to: unit.state == "disputed" ? "refused" : "barred")
    }
    model.disputes[number]?.state = isUpheld ? "upheld" : "dismissed"
    model.note("dispute", number, [isUpheld ? "DisputeUpheld" : "DisputeDismissed"])
  }

  private mutating func uphold(_ unit: WalkModel.Unit) {
    let isCityBar = unit.barredUntil.map { city.today <= $0 } ?? false
    // A bar of two administrators is theirs to lift.
    let settled = isCityBar ? unit.obstacles.subtracting(["barred"]) : unit.obstacles
    if model.cycle != nil { model.confirming(unit.key) }
    model.units[unit.key]?.waived.formUnion(settled)
    let isWaived = !(model.units[unit.key]?.waived.isEmpty ?? true)
    model.units[unit.key]?.waivedFor = isWaived ? model.cycle : nil
    model.units[unit.key]?.obstacles = []
    model.change(unit.key, "UnitDisputeUpheld", to: isCityBar ? "barred" : "unconfirmed")
    guard !isCityBar else { return }
    model.units[unit.key]?.barredUntil = nil
    model.units[unit.key]?.barredBy = nil
  }

  // MARK: Cycles

  mutating func closeCycle() async throws {
    let (one, two) = (administrators[0], administrators[1])
    let number = cycleNumber
    let desk = city.desk
    let version = try await city.version(DossierID(CycleContent.kind, number))
    let actor = city.actor(one, .administrator)
    try await expect("closeCycle", "conflict") {
      try await CloseCycle(desk)(number, seen: version - 1, by: actor)
    }
    let by = city.actor(one, .administrator)
    let proposed = try await expect("closeCycle", "done") {
      try await CloseCycle(desk)(number, seen: version, by: by)
    }
    guard let proposal = proposed else { return }
    let second = city.actor(two, .administrator)
    try await expect("confirmProposal", "done") {
      try await ConfirmProposal(desk)(
        proposal.dossier.number, seen: proposal.version, by: second)
    }
    if let cycle = model.cycle { model.closed.insert(cycle) }
    model.cycle = nil
    let closed = try await city.version(DossierID(CycleContent.kind, number))
    let again = city.actor(one, .administrator)
    try await expect("closeCycle", "state") {
      try await CloseCycle(desk)(number, seen: closed, by: again)
    }
  }

  mutating func openNext() async throws {
    let start = PointsBench.moment(2021, 4, 20, hour: 9)
    if city.now < start { city.clock.set(start) }
    city.registry.year = 2021
    let (one, two) = (administrators[0], administrators[1])
    let number = try await expect("openCycle", "done") { [city] in
      try await city.openCycle(2021, by: one, and: two)
    }
    cycleNumber = number ?? 0
    model.cycle = 2021
  }

  // MARK: The registry and the platform

  mutating func turnRegistry() async throws {
    if model.isAway || chance(3) {
      model.isAway.toggle()
      city.registry.isAway = model.isAway
      return note("registry", model.isAway ? "away" : "back")
    }
    let cancelled = model.units.values.filter(\.isCancelled).map(\.key).sorted()
    let barred = model.units.values.filter { $0.barredUntil != nil && !$0.isCancelled }
      .map(\.key).sorted()
    // A registry may cancel whom the city has barred, and take it back when that was disputed in vain.
    let refused = cancelled.filter { model.units[$0]?.state == "refused" }
    let key =
      if !refused.isEmpty, !chance(4) {
        try one(of: refused)
      } else if !barred.isEmpty, !chance(3) {
        try one(of: barred)
      } else if cancelled.isEmpty || chance(2) {
        try one(of: ["good", "other", "fresh"])
      } else {
        try one(of: cancelled)
      }
    guard let unit = model.units[key] else { return }
    model.units[key]?.isCancelled.toggle()
    city.registry.cancel(unit.code, !unit.isCancelled)
    note("registry", unit.isCancelled ? "restored" : "cancelled")
    if !unit.isCancelled, chance(2) { try await refreshUnits() }
  }

  mutating func refreshUnits() async throws {
    let now = city.now
    try await expect("refreshUnits", "done") { [desk = city.desk] in
      try await RefreshUnits(desk)(at: now)
    }
    guard !model.isAway else { return }
    for key in model.units.keys.sorted() {
      guard let unit = model.units[key],
        ["unconfirmed", "active", "barred", "barDisputed"].contains(unit.state)
      else { continue }
      var found = model.standing(unit)
      guard found.contains("cancelled") || found.contains("unknown") else { continue }
      if let until = unit.barredUntil, city.today <= until { found.insert("barred") }
      model.units[key]?.isOnRecord = !unit.held.contains("unknown")
      model.units[key]?.obstacles = found
      model.change(key, "UnitCancelled", to: "cancelled")
      model.settle(key)
    }
  }

  mutating func catchUp() async throws {
    let now = city.now
    let round = try await expect("catchUp", "done") { [desk = city.desk] in
      try await CatchUp(desk)(at: now)
    }
    guard round?.failed.isEmpty ?? false else {
      throw Broken(description: "failed: \(round?.failed ?? [])")
    }
    let today = city.today
    for key in model.units.keys.sorted() {
      if model.units[key]?.state == "pending", !model.isAway { model.register(key, on: today) }
    }
    if !model.isAway {
      for (at, application) in model.applications
      where application.standing == "waiting" && !application.isClosed {
        guard let person = model.people.first(where: { $0.account == at.account }) else { continue }
        let bar = model.sanction(person.key)?.value.until
        model.applications[at]?.standing = person.standing
        model.applications[at]?.isChecked = true
        model.applications[at]?.barredUntil = bar
        model.compare(at)
      }
    }
    for (key, unit) in model.units {
      if let cycle = model.cycle, unit.state == "active", unit.cycle != cycle {
        model.units[key]?.waived = []
        model.units[key]?.waivedFor = nil
        model.change(key, "UnitConfirmationExpired", to: "unconfirmed")
      }
      if ["barred", "barDisputed"].contains(unit.state), let until = unit.barredUntil,
        until < today
      {
        model.lift(key)
      }
    }
    for (number, sanction) in model.sanctions
    where sanction.state == "active" && sanction.until < today {
      unbar(number, "SanctionExpired", "ended")
    }
    for (at, association) in model.associations where association.state == "requested" {
      let state = model.units[association.unit]?.state
      if ["barred", "barDisputed", "cancelled", "disputed", "refused"].contains(state) {
        model.change(at, "AssociationRejected", to: "rejected")
      }
    }
    for (at, association) in model.associations
    where model.closed.contains(at.cycle) && association.state != "ended" {
      model.change(at, "AssociationClosed", to: "ended")
    }
    for at in model.applications.keys where model.closed.contains(at.cycle) {
      model.applications[at]?.isClosed = true
    }
    for (number, proposal) in model.proposals
    where proposal.state == "proposed" && proposal.until <= now {
      decided(number, "ActExpired", "expired")
    }
  }
}
