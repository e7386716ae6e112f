import Casework
import Policy
import TestKit
import Testing
import Units

@Suite("Roles that their holders give: clerks and family helpers (委托)")
struct DelegationTests {
  let bench: AccountBench

  init() throws { bench = try AccountBench() }

  private static let day = Instant.millisecondsOfDay

  private func signIn(
    _ place: Int, _ role: Role = .applicant, _ scope: RoleScope = .whole
  ) async throws -> Actor {
    try await bench.actor(
      bench.signIn(AccountBench.person(place), wanted: (role, scope)))
  }

  private func again(_ actor: Actor) -> Actor {
    var actor = actor
    actor.key = bench.key()
    actor.receivedAt = bench.clock.now
    actor.provedAt = bench.clock.now
    return actor
  }

  private func firstClerk(_ place: Int) async throws -> Actor {
    var identity = AccountBench.person(place)
    identity.grants.append(RoleGrant(.clerk, .unit(5), .provider))
    return try await bench.actor(bench.signIn(identity, wanted: (.clerk, .unit(5))))
  }

  /// A clerk by delegation.
  private func clerk(_ place: Int, by giver: Actor) async throws -> Actor {
    let invitation = try await bench.office.offerClerk(again(giver))
    let colleague = try await signIn(place)
    _ = try await bench.office.acceptRole(
      code: invitation.code, again(colleague), address: AccountBench.home)
    return try await signIn(place, .clerk, .unit(5))
  }

  @Test("a clerk invites a colleague, who accepts by a code that was handed over")
  func added() async throws {
    let first = try await firstClerk(1)
    let invitation = try await bench.office.offerClerk(again(first))
    #expect(invitation.code.split(separator: "-").map(\.count) == [4, 4, 4, 4])
    let colleague = try await signIn(2)
    let typed = "  \(invitation.code.lowercased().replacing("-", with: " ")) "
    let accepted = try await bench.office.acceptRole(
      code: typed, again(colleague), address: AccountBench.home)
    #expect(accepted.status == .active && accepted.holder == colleague.account)
    let second = try await signIn(2, .clerk, .unit(5))
    #expect(second.role == .clerk && second.scope == .unit(5))
    #expect(try await bench.notices(first.account ?? 0) == ["delegation.accepted"])
    let all = try await bench.cases.read {
      try Account.holders(of: .clerk, .unit(5), in: $0).map(\.number)
    }
    #expect(all == [first.account, second.account].compactMap { $0 }.sorted())
    // Nothing of the code is in the events, and it is erased once it was used.
    let plain = invitation.code.replacing("-", with: "")
    for event in bench.cases.events {
      #expect(!String(decoding: event.leaf, as: UTF8.self).contains(plain))
    }
    #expect(
      try await refusal {
        _ = try await bench.office.acceptRole(
          code: invitation.code, again(try await signIn(3)), address: AccountBench.home)
      } == .invitation)
  }

  @Test("an invitation is looked at first: whose, what, until when; looking accepts nothing")
  func looked() async throws {
    let applicant = try await signIn(1)
    let until = bench.clock.now.adding(milliseconds: 10 * Self.day)
    let invitation = try await bench.office.offerHelp(again(applicant), until: until)
    let mother = try await signIn(2)
    func look(_ code: String) async throws -> InvitationSheet {
      try await bench.office.lookAtInvitation(
        code: code, again(mother), address: AccountBench.home)
    }
    let sheet = try await look(invitation.code)
    #expect(sheet.role == .familyHelper && sheet.maskedName == "落**" && !sheet.handsOver)
    #expect(sheet.until == until && sheet.offeredUntil == invitation.until)
    #expect(try await bench.account(mother.account ?? 0).grants.map(\.role) == [.applicant])
    let readings = { bench.cases.events.filter { $0.name == "PersonalDataRead" } }
    #expect(readings().last?.party == mother.party, "its owner sees who looked")
    #expect(readings().last?.dossier.number == applicant.account)
    #expect(try await refusal { _ = try await look("ABCD-EFGH-JKMN-PQRS") } == .invitation)
    _ = try await bench.office.acceptRole(
      code: invitation.code, again(mother), address: AccountBench.home)
    #expect(try await refusal { _ = try await look(invitation.code) } == .invitation)
    // Afterwards each side sees who the other is, masked.
    let given = try await bench.office.help(again(applicant))
    #expect(given.map(\.name) == ["落**"])
    #expect(readings().last?.dossier.number == mother.account)
    let helping = try await signIn(2, .familyHelper, .person(applicant.account ?? 0))
    #expect(try await bench.office.help(again(helping)).map(\.name) == ["落**"])
    #expect(readings().last?.dossier.number == applicant.account)
    bench.clock.set(until)
    #expect(try await bench.office.help(again(applicant)).map(\.name) == [nil], "it is over")
  }

  @Test("a wrong, used, withdrawn and expired code get the same words")
  func wrongCodes() async throws {
    let first = try await firstClerk(1)
    let colleague = try await signIn(2)
    func accept(_ code: String) async throws -> AccountRefusal? {
      bench.clock.move(milliseconds: 3_600_000)
      return try await refusal {
        _ = try await bench.office.acceptRole(
          code: code, again(colleague), address: AccountBench.home)
      }
    }
    #expect(try await accept("ABCD-EFGH-JKMN-PQRS") == .invitation)
    #expect(try await accept("short") == .invitation)
    #expect(try await accept("ABCD-EFGH-JKMN-PQR0") == .invitation)
    let withdrawn = try await bench.office.offerClerk(again(first))
    try await bench.office.endDelegation(withdrawn.delegation, again(first))
    #expect(try await accept(withdrawn.code) == .invitation)
    let expired = try await bench.office.offerClerk(again(first))
    bench.clock.set(expired.until.adding(milliseconds: -3_600_000))
    #expect(try await accept(expired.code) == .invitation, "at its end it is over")
    let intime = try await bench.office.offerClerk(again(first))
    bench.clock.set(intime.until.adding(milliseconds: -3_600_001))
    #expect(try await accept(intime.code) == nil, "one millisecond before it is not")
    #expect(try await bench.office.expireDelegations(key: bench.key()) == 1)
    #expect(try await bench.office.expireDelegations(key: bench.key()) == 0)
  }

  @Test("ten tries at codes, then one in twelve minutes, in every process together")
  func attempts() async throws {
    let colleague = try await signIn(2)
    func accept() async throws -> TryAgain? {
      do {
        _ = try await bench.office.acceptRole(
          code: "ABCD-EFGH-JKMN-PQRS", again(colleague), address: AccountBench.home)
      } catch let again as TryAgain { return again } catch is AccountRefusal { return nil }
      return nil
    }
    for _ in 0..<10 { #expect(try await accept() == nil) }
    let wait = try #require(try await accept())
    #expect(wait.seconds == 720)
    bench.clock.set(wait.at.adding(milliseconds: -1))
    #expect(try await accept()?.seconds == 1)
    bench.clock.set(wait.at)
    #expect(try await accept() == nil)
  }

  @Test("handing over gives the colleague the role and ends one's own, in one step")
  func handedOver() async throws {
    let first = try await firstClerk(1)
    let second = try await clerk(2, by: first)
    // Who has the role from the provider cannot give it away.
    #expect(
      try await refusal { _ = try await bench.office.offerClerk(again(first), handsOver: true) }
        == .fromProvider)
    let invitation = try await bench.office.offerClerk(again(second), handsOver: true)
    let third = try await signIn(3)
    _ = try await bench.office.acceptRole(
      code: invitation.code, again(third), address: AccountBench.home)
    #expect(try await bench.account(second.account ?? 0).grants.map(\.role) == [.applicant])
    #expect(
      try await bench.account(third.account ?? 0).holds(.clerk, .unit(5), at: bench.clock.now))
    let all = try await bench.office.delegations(again(first))
    #expect(all.map(\.status) == [.ended, .active])
  }

  @Test("a clerk is removed by any clerk of the unit, never by another's, and the last one stays")
  func removed() async throws {
    let first = try await firstClerk(1)
    let second = try await clerk(2, by: first)
    let list = try await bench.office.delegations(again(second))
    let delegation = try #require(list.first).number
    let stranger = try await bench.actor(
      bench.signIn(
        {
          var identity = AccountBench.person(9)
          identity.grants.append(RoleGrant(.clerk, .unit(6), .provider))
          return identity
        }(), wanted: (.clerk, .unit(6))))
    for actor in [again(stranger), again(try await signIn(8))] {
      guard
        case .permission(let refused)? = try await refusal({
          try await bench.office.endDelegation(delegation, actor)
        })
      else {
        Issue.record("\(actor.role) removed a clerk")
        continue
      }
      #expect([.notYours, .notForRole].contains(refused.reason))
    }
    try await bench.office.endDelegation(delegation, again(second))
    #expect(try await bench.account(second.account ?? 0).grants.map(\.role) == [.applicant])
    #expect(try await bench.notices(first.account ?? 0).contains("delegation.ended"))

    // When the provider no longer names the first, the only one left stays.
    let third = try await clerk(3, by: first)
    _ = try await bench.signIn(AccountBench.person(1))
    let last = try #require(
      try await bench.office.delegations(again(third)).first { $0.status == .active })
    #expect(
      try await refusal { try await bench.office.endDelegation(last.number, again(third)) }
        == .lastClerk)
  }

  @Test("a family member fills in until a day, and the role ends with it to the millisecond")
  func helper() async throws {
    let applicant = try await signIn(1)
    let until = bench.clock.now.adding(milliseconds: 10 * Self.day)
    let invitation = try await bench.office.offerHelp(again(applicant), until: until)
    let mother = try await signIn(2)
    _ = try await bench.office.acceptRole(
      code: invitation.code, again(mother), address: AccountBench.home)
    let scope = RoleScope.person(applicant.account ?? 0)
    bench.clock.set(until.adding(milliseconds: -2))
    let helping = try await bench.signIn(
      AccountBench.person(2), wanted: (.familyHelper, scope))
    #expect(try await bench.standing(helping.token, .editBasics).actor?.role == .familyHelper)
    bench.clock.set(until)
    #expect(try await bench.standing(helping.token, .editBasics).refusal == .roleEnded)
    // The permission table itself: a helper never submits.
    guard
      case .refused(let refused) = try PermissionTable.builtIn().answer(
        .submitApplication, .familyHelper, [.own])
    else {
      Issue.record("a helper submits")
      return
    }
    #expect(refused.reason == .applicantOnly)
  }

  @Test("help ends when either side wants it, has an end within a year, and two may help")
  func helpLimits() async throws {
    let applicant = try await signIn(1)
    func offer(_ milliseconds: Int64) async throws -> AccountRefusal? {
      try await refusal {
        _ = try await bench.office.offerHelp(
          again(applicant), until: bench.clock.now.adding(milliseconds: milliseconds))
      }
    }
    let latest = bench.clock.now.adding(milliseconds: bench.book.helper)
    #expect(try await offer(0) == .until(latest: latest))
    #expect(try await offer(bench.book.helper + 1) == .until(latest: latest))
    #expect(try await offer(bench.book.helper) == nil)
    let second = try await bench.office.offerHelp(
      again(applicant), until: bench.clock.now.adding(milliseconds: Self.day))
    #expect(try await offer(Self.day) == .tooMany(2))
    let mother = try await signIn(2)
    _ = try await bench.office.acceptRole(
      code: second.code, again(mother), address: AccountBench.home)
    let helping = try await signIn(2, .familyHelper, .person(applicant.account ?? 0))
    try await bench.office.endDelegation(second.delegation, again(helping))
    #expect(try await bench.account(mother.account ?? 0).grants.map(\.role) == [.applicant])
    #expect(try await offer(Self.day) == nil, "there is room again")
    #expect(
      try await bench.office.delegations(again(applicant)).map(\.status) == [
        .offered, .ended, .offered,
      ])
  }

  @Test("nobody accepts their own invitation, and a giver who lost the role gives nothing")
  func ownInvitation() async throws {
    let first = try await firstClerk(1)
    let invitation = try await bench.office.offerClerk(again(first))
    let own = try await refusal {
      _ = try await bench.office.acceptRole(
        code: invitation.code, again(first), address: AccountBench.home)
    }
    guard case .permission(let refused)? = own else {
      Issue.record("\(String(describing: own))")
      return
    }
    #expect(refused.reason == .ownCase)
    // The provider no longer names the giver as a clerk.
    _ = try await bench.signIn(AccountBench.person(1))
    let colleague = try await signIn(2)
    #expect(
      try await refusal {
        _ = try await bench.office.acceptRole(
          code: invitation.code, again(colleague), address: AccountBench.home)
      } == .invitation)
  }
}
