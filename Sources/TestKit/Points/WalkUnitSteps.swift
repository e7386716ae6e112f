import Casework
import PointsService
import Policy
import Units

/// What clerks do about their units (单位步骤).
extension PointsWalk {
  /// A number that no case has.
  static let nobody: Int64 = 777_777

  mutating func someUnit() throws -> WalkModel.Unit {
    // Most of the time one of those that can be registered, so that there is something to do.
    let all = chance(3) ? model.units.keys.sorted() : ["good", "other", "fresh"]
    let registered = all.filter { model.units[$0]?.number != nil }
    let keys = registered.isEmpty || chance(8) ? all : registered
    guard let unit = model.units[try one(of: keys)] else {
      throw Broken(description: "a unit is missing")
    }
    return unit
  }

  /// Whoever acts as a clerk of a unit: mostly one of its clerks, sometimes anybody.
  mutating func someClerk(_ unit: String) throws -> Int64 {
    if chance(8) { return try one(of: model.people.map(\.account)) }
    return try one(of: (model.clerks[unit] ?? [:]).keys.sorted())
  }

  func clerk(_ account: Int64, _ unit: WalkModel.Unit, provedAgo minutes: Int64 = 0) -> Actor {
    city.actor(account, .clerk, .entity(unit.code), level: .l2, provedAgo: minutes)
  }

  func dossier(_ unit: WalkModel.Unit) -> DossierID {
    DossierID(UnitContent.kind, unit.number ?? Self.nobody)
  }

  mutating func register() async throws {
    // The others come of themselves; these have to be registered before anything else can be.
    let waiting = model.units.values.filter {
      $0.number == nil || $0.state == "refused" && $0.held.isEmpty && !$0.isCancelled
    }.map(\.key).sorted()
    var unit = try someUnit()
    if !waiting.isEmpty, chance(2), let one = model.units[try one(of: waiting)] { unit = one }
    var actor = clerk(unit.root, unit)
    var wanted: String
    switch [nil, "refused"].contains(unit.state) {
    case true: wanted = "done"
    case false: wanted = !model.isAway && unit.state == "pending" ? "done" : "state"
    }
    switch number(0...11) {
    case 0:
      let foreign = try one(
        of: model.units.values.filter { $0.key != unit.key }.map(\.key).sorted())
      guard let other = model.units[foreign] else { return }
      actor = clerk(other.root, other)
      wanted = "otherEntity"
    case 1:
      actor = city.actor(unit.root, .applicant)
      wanted = "permission notForRole"
    case 2...3 where unit.number != nil:
      let account = try someClerk(unit.key)
      actor = clerk(account, unit)
      if !model.isClerk(account, unit.key) { wanted = "permission notYours" }
    default: break
    }
    let done = try await expect("register", wanted, unit.key) { [desk = city.desk] in
      try await RegisterUnit(desk)(unit.code.full, by: actor)
    }
    guard let done else { return }
    model.units[unit.key]?.number = done.dossier.number
    if model.isAway {
      model.change(unit.key, "UnitSubmitted", to: "pending")
    } else {
      model.register(unit.key, on: city.today)
    }
  }

  /// A contact as typed; now and then a wrong one, or none.
  private mutating func contact(
    mayBeNone: Bool
  ) -> (contact: ActivateUnit.Contact?, isWrong: Bool) {
    if mayBeNone, chance(4) { return (nil, false) }
    if chance(10) { return (.init(name: "方正平", mobile: "12"), true) }
    return (.init(name: "方正平", mobile: "010-1234567\(number(0...9))"), false)
  }

  private func activating(
    _ unit: WalkModel.Unit, _ account: Int64, isStale: Bool, isWrong: Bool, hasContact: Bool
  ) -> String {
    guard unit.number != nil, model.isClerk(account, unit.key) else {
      return "permission notYours"
    }
    if isWrong { return "problems" }
    if isStale { return "conflict" }
    if model.cycle == nil { return "noCycle" }
    if !model.isAway, !obstacles(unit).isEmpty {
      return unit.state == "unconfirmed" ? "unitObstacle" : "state"
    }
    if !hasContact, !unit.hasContact { return "problems" }
    return unit.state == "unconfirmed" ? "done" : "state"
  }

  /// What is held against a unit that confirms its data now.
  private func obstacles(_ unit: WalkModel.Unit) -> Set<String> {
    var model = model
    model.confirming(unit.key)
    guard let unit = model.units[unit.key] else { return [] }
    let isBarred = unit.barredUntil.map { city.today <= $0 } ?? false
    return model.standing(unit).union(isBarred ? ["barred"] : [])
  }

  /// The registry holds something against it: it is refused, and may dispute that.
  private mutating func declined(_ unit: WalkModel.Unit) {
    model.confirming(unit.key)
    model.units[unit.key]?.isOnRecord = !unit.held.contains("unknown")
    let found = obstacles(unit)
    model.units[unit.key]?.obstacles = found
    model.change(unit.key, "UnitRefused", to: "refused")
  }

  mutating func activate() async throws {
    var unit = try someUnit()
    let ready = model.units.values.filter { $0.state == "unconfirmed" }.map(\.key).sorted()
    if !ready.isEmpty, !chance(3), let one = model.units[try one(of: ready)] { unit = one }
    let account = try someClerk(unit.key)
    let (contact, isWrong) = contact(mayBeNone: true)
    let (version, isStale) = try await seen(dossier(unit))
    let wanted = activating(
      unit, account, isStale: isStale, isWrong: isWrong, hasContact: contact != nil)
    let number = unit.number ?? Self.nobody
    let actor = clerk(account, unit)
    let desk = city.desk
    if wanted == "done", chance(3) {
      let other = clerk(unit.root, unit)
      _ = try await race("activations", loser: "conflict") {
        try await ActivateUnit(desk)(number, seen: version, contact: contact, by: actor)
      } _: {
        try await ActivateUnit(desk)(number, seen: version, contact: contact, by: other)
      }
    } else {
      let done = try await expect("activate", wanted, unit.key) {
        try await ActivateUnit(desk)(number, seen: version, contact: contact, by: actor)
      }
      if wanted == "unitObstacle" { return declined(unit) }
      guard done != nil else { return }
    }
    model.confirming(unit.key)
    if !model.isAway {
      model.units[unit.key]?.isOnRecord = !unit.held.contains("unknown")
      model.units[unit.key]?.obstacles = []
    }
    model.units[unit.key]?.cycle = model.cycle
    model.change(unit.key, "UnitActivated", to: "active")
    if unit.code16 == nil { model.note("unit", number, ["UnitCodeIssued"]) }
    replaced(contact != nil, unit)
    if unit.code16 == nil { try await learnCode(unit.key) }
  }

  /// A contact that was there is erased when another one comes.
  private mutating func replaced(_ isGiven: Bool, _ unit: WalkModel.Unit) {
    guard isGiven, let number = unit.number else { return }
    if unit.hasContact { model.note("unit", number, [PersonalDataEvent.erased]) }
    model.units[unit.key]?.hasContact = true
  }

  /// The code can be read, and is one that nobody had before.
  private mutating func learnCode(_ key: String) async throws {
    guard let unit = model.units[key], let number = unit.number,
      let code = try await ReadUnitCode(city.desk)(number, by: clerk(unit.root, unit))
    else { throw Broken(description: "\(key) has no code") }
    let known = model.units.values.flatMap { $0.oldCodes + [$0.code16].compactMap(\.self) }
    guard !known.contains(code.letters) else { throw Broken(description: "a code comes again") }
    model.units[key]?.code16 = code.letters
  }

  mutating func changeContact() async throws {
    let unit = try someUnit()
    let account = try someClerk(unit.key)
    let (contact, isWrong) = contact(mayBeNone: false)
    guard let contact else { return }
    let (version, isStale) = try await seen(dossier(unit))
    let wanted =
      isWrong
      ? "problems"
      : unit.number == nil || !model.isClerk(account, unit.key)
        ? "permission notYours"
        : isStale
          ? "conflict"
          : ["unconfirmed", "active", "barred", "barDisputed"].contains(unit.state)
            ? "done" : "state"
    let actor = clerk(account, unit)
    let done = try await expect("changeContact", wanted, unit.key) { [desk = city.desk] in
      try await ChangeUnitContact(desk)(
        unit.number ?? Self.nobody, seen: version, contact: contact, by: actor)
    }
    guard done != nil, let state = unit.state else { return }
    model.change(unit.key, "UnitContactChanged", to: state)
    replaced(true, unit)
  }

  mutating func rotate() async throws {
    let unit = try someUnit()
    let account = try someClerk(unit.key)
    let minutes: Int64 = chance(8) ? 15 : 0
    let (version, isStale) = try await seen(dossier(unit))
    let wanted =
      unit.number == nil || !model.isClerk(account, unit.key)
      ? "permission notYours"
      : minutes == 15
        ? "stepUp" : isStale ? "conflict" : unit.state == "active" ? "done" : "state"
    let number = unit.number ?? Self.nobody
    let actor = clerk(account, unit, provedAgo: minutes)
    let desk = city.desk
    if wanted == "done", chance(3) {
      let other = clerk(unit.root, unit)
      _ = try await race("rotations", loser: "conflict") {
        try await RotateUnitCode(desk)(number, seen: version, by: actor)
      } _: {
        try await RotateUnitCode(desk)(number, seen: version, by: other)
      }
    } else {
      let done = try await expect("rotateCode", wanted, unit.key) {
        try await RotateUnitCode(desk)(number, seen: version, by: actor)
      }
      guard done != nil else { return }
    }
    model.change(unit.key, "UnitCodeRotated", PersonalDataEvent.erased, to: "active")
    if let old = unit.code16 { model.units[unit.key]?.oldCodes.append(old) }
    model.units[unit.key]?.code16 = nil
    try await learnCode(unit.key)
  }

  mutating func readCode() async throws {
    let unit = try someUnit()
    let account = try someClerk(unit.key)
    let isOpen = unit.number != nil && model.isClerk(account, unit.key)
    let actor = clerk(account, unit)
    let code = try await expect(
      "readCode", isOpen ? "done" : "permission notYours", unit.key
    ) { [desk = city.desk] in
      try await ReadUnitCode(desk)(unit.number ?? Self.nobody, by: actor)
    }
    guard let code, code?.letters != unit.code16 else { return }
    throw Broken(description: "\(unit.key) has another code")
  }

  // MARK: Clerks

  mutating func invite() async throws {
    let unit = try someUnit()
    let account = try someClerk(unit.key)
    let handsOver = chance(2)
    let minutes: Int64 = chance(10) ? 15 : 0
    let isFromProvider = model.clerks[unit.key]?[account]
    let wanted =
      minutes == 15
      ? "stepUp"
      : isFromProvider == nil
        ? "permission notYours" : handsOver && isFromProvider == true ? "fromProvider" : "done"
    let actor = clerk(account, unit, provedAgo: minutes)
    let invitation = try await expect(
      handsOver ? "handOver" : "inviteClerk", wanted, "\(unit.key) \(account)"
    ) { [office = city.office] in
      try await office.offerClerk(actor, handsOver: handsOver)
    }
    guard let invitation else { return }
    model.invitations[invitation.delegation] = WalkModel.Invitation(
      unit: unit.key, giver: account, code: invitation.code, handsOver: handsOver,
      until: city.now.adding(milliseconds: 7 * WalkModel.day))
    model.note("delegation", invitation.delegation, ["RoleOffered"])
  }

  mutating func accept() async throws {
    let all = model.invitations.keys.sorted()
    guard !all.isEmpty else { return }
    let open = all.filter { model.invitations[$0]?.state == "offered" }
    let key = try one(of: open.isEmpty || chance(6) ? all : open)
    guard let invitation = model.invitations[key] else { return }
    var account = try one(of: model.people.map(\.account))
    if chance(4) {
      // Who is a clerk already, or the one who invites by another account.
      let near = model.people.map(\.account).filter { model.isOfUnit($0, invitation.unit) }
      if !near.isEmpty { account = try one(of: near) }
    }
    let isTyped = !chance(12)
    let isOpen =
      isTyped && invitation.state == "offered" && city.now < invitation.until
      && model.isClerk(invitation.giver, invitation.unit)
    let wanted =
      !isOpen
      ? "invitation"
      : model.areSame(account, invitation.giver)
        ? "permission ownCase" : model.isClerk(account, invitation.unit) ? "held" : "done"
    let actor = city.actor(account, .applicant)
    let code = isTyped ? invitation.code : "ABCD-EFGH-JKMN-PQRS"
    let done = try await expect("accept", wanted, "\(key) by \(account)") {
      [office = city.office] in
      try await office.acceptRole(code: code, actor, address: nil)
    }
    guard done != nil else { return }
    model.invitations[key]?.state = "active"
    model.invitations[key]?.holder = account
    model.note("delegation", key, ["RoleOfferAccepted", PersonalDataEvent.erased])
    model.clerks[invitation.unit]?[account] = false
    guard invitation.handsOver else { return }
    model.clerks[invitation.unit]?[invitation.giver] = nil
    for (other, held) in model.invitations
    where held.holder == invitation.giver && held.unit == invitation.unit
      && held.state == "active"
    {
      model.invitations[other]?.state = "ended"
      model.note("delegation", other, ["DelegationEnded"])
    }
  }

  mutating func endClerk() async throws {
    let all = model.invitations.keys.sorted()
    guard !all.isEmpty else { return }
    let key = try one(of: all)
    guard let invitation = model.invitations[key], var unit = model.units[invitation.unit] else {
      return
    }
    let isForeign = chance(6)
    if isForeign, let other = model.units[unit.key == "good" ? "other" : "good"] { unit = other }
    let minutes: Int64 = chance(8) ? 15 : 0
    let wanted =
      isForeign
      ? "permission notYours"
      : minutes == 15
        ? "stepUp" : ["offered", "active"].contains(invitation.state) ? "done" : "state"
    let actor = clerk(unit.root, unit, provedAgo: minutes)
    let done: Void? = try await expect("endClerk", wanted, "\(key)") { [office = city.office] in
      try await office.endDelegation(key, actor)
    }
    guard done != nil else { return }
    if invitation.state == "offered" {
      model.invitations[key]?.state = "withdrawn"
      model.note("delegation", key, ["RoleOfferWithdrawn", PersonalDataEvent.erased])
    } else if let holder = invitation.holder {
      model.invitations[key]?.state = "ended"
      model.note("delegation", key, ["DelegationEnded"])
      model.clerks[invitation.unit]?[holder] = nil
    }
  }

  mutating func expireInvitations() async throws {
    let now = city.now
    let over = model.invitations.filter { $0.value.state == "offered" && $0.value.until <= now }
    let key = city.key()
    let count = try await expect("expireInvitations", "done") { [office = city.office] in
      try await office.expireDelegations(key: key)
    }
    guard count == over.count else {
      throw Broken(description: "\(count ?? 0) invitations expired, not \(over.count)")
    }
    for number in over.keys {
      model.invitations[number]?.state = "expired"
      model.note("delegation", number, ["RoleOfferExpired", PersonalDataEvent.erased])
    }
  }
}
