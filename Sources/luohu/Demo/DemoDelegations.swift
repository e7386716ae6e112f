import Casework
import PointsService
import Units

extension DemoSowing {
  /// A colleague is a clerk, another is invited; a family member fills in (委托).
  func delegate() async throws {
    let clerk = { step in try actor("unit-good", step) }
    let scope = try clerk("scope").scope
    try await hand(.clerk, scope, to: "clerk", from: "unit-good") { actor in
      try await office.offerClerk(actor)
    }
    let given = try await office.delegations(clerk("list"))
    if !given.contains(where: { $0.status == .offered }) {
      _ = try await office.offerClerk(clerk("invite \(given.count)"))
    }
    let until = asOf.adding(milliseconds: 180 * Instant.millisecondsOfDay)
    let helped = RoleScope.person(try account("helped"))
    try await hand(.familyHelper, helped, to: "helper", from: "helped") { actor in
      try await office.offerHelp(actor, until: until)
    }
    try await endRoles()
  }

  /// At another unit a colleague was a clerk for a while, and an invitation was taken back.
  private func endRoles() async throws {
    let giver = "unit-settled"
    func given(_ status: DelegationLifecycle.Status) async throws -> Delegation? {
      try await office.delegations(actor(giver, "list")).first { $0.status == status }
    }
    if try await given(.ended) == nil {
      let scope = try actor(giver, "scope").scope
      try await hand(.clerk, scope, to: "colleague", from: giver) { actor in
        try await office.offerClerk(actor)
      }
      guard let held = try await given(.active) else {
        throw Broken(description: "demo: nobody is a clerk of \(giver)")
      }
      try await office.endDelegation(held.number, actor(giver, "end"))
    }
    guard try await given(.withdrawn) == nil else { return }
    if try await given(.offered) == nil {
      _ = try await office.offerClerk(actor(giver, "offer in vain"))
    }
    guard let offered = try await given(.offered) else { return }
    try await office.endDelegation(offered.number, actor(giver, "take back in vain"))
  }

  /// Gives a role by an invitation whose code goes from hand to hand. A code is shown once: begun again, one that was
  /// lost is taken back first.
  private func hand(
    _ role: Role, _ scope: RoleScope, to holder: String, from giver: String,
    _ offer: (Actor) async throws -> Invitation
  ) async throws {
    let number = try account(holder)
    let now = seed.clock.now()
    let isHeld = try await points.store.read { reading in
      try Account.read(number, in: reading)?.holds(role, scope, at: now) ?? false
    }
    guard !isHeld else { return }
    let given = try await office.delegations(actor(giver, "list"))
    for lost in given where lost.status == .offered {
      try await office.endDelegation(
        lost.number, actor(giver, "take back \(lost.number)"))
    }
    let invitation = try await offer(actor(giver, "offer \(given.count)"))
    _ = try await office.acceptRole(
      code: invitation.code, actor(holder, "accept \(given.count)"), address: nil)
  }
}
