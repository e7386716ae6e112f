package import Casework
import Policy
import Units

/// A walk of random acts of people, clerks, officers and administrators around their accounts (账户随机走查), which a store
/// and the model must answer alike, step by step; and what must hold whatever was done.
package struct AccountWalk: Sendable {
  private let store: WalkSide
  private let model: WalkSide
  private let clock: HandClock
  private var random: Seeded
  private var step = 0
  private var signedIn: [SignedIn] = []
  private var codes = ["ABCD-EFGH-JKMN-PQRS"]
  private var accounts: [Int64] = [404]
  private var answers = 0

  /// - Parameter make: makes an empty store with this clock.
  package static func run(
    seed: UInt64, steps: Int, on make: @Sendable (CityClock) async throws -> any WholeStore
  ) async throws {
    let clock = HandClock()
    let keyring = Keyring(newAt: clock.now)
    var walk = AccountWalk(
      store: try WalkSide(await make(clock.city), clock.city, keyring, seed: seed),
      model: try WalkSide(MemoryCases(clock: clock.city), clock.city, keyring, seed: seed),
      clock: clock, random: Seeded(seed))
    do {
      for step in 0..<steps {
        walk.step = step
        try await walk.takeStep()
        try await walk.checkInvariants()
      }
      try await walk.compareEverything()
    } catch let broken as Broken {
      throw Broken(description: "seed \(seed), step \(walk.step): \(broken.description)")
    }
  }

  private mutating func below(_ bound: Int) -> Int { random.number(0...max(bound, 1) - 1) }

  private mutating func one<Value>(of values: [Value]) -> Value? {
    values.isEmpty ? nil : values[below(values.count)]
  }

  // MARK: Steps

  private mutating func takeStep() async throws {
    let jumps: [Int64] = [1, 1, 1, 900, 3000, 40_000, 1_000_000, 90_000_000]
    clock.move(milliseconds: jumps[below(jumps.count)])
    switch below(16) {
    case 0...3: try await signIn()
    case 4, 5: try await look()
    case 6: try await protect()
    case 7: try await goOn()
    case 8...11: try await measure()
    case 12, 13: try await delegate()
    case 14: try await fail()
    default: try await sweep()
    }
  }

  private mutating func identity() -> SignedInIdentity {
    let place = below(9)
    let level: AssuranceLevel = below(3) == 0 ? .l2 : .l3
    let number = ResidentNumber.invented(
      birth: CivilDate(daysSince1970: 7000), isMale: true, place: place)
    var identity = SignedInIdentity(
      provider: place < 4 ? "people" : "staff", subject: "s\(place)",
      audience: place < 4 ? .person : .staff, level: level, name: "甲\(below(2))",
      identityNumber: number)
    identity.grants =
      switch place {
      case 0: [RoleGrant(.applicant, .whole, .provider), RoleGrant(.clerk, .unit(1), .provider)]
      case 1...3: [RoleGrant(.applicant, .whole, .provider)]
      case 4, 5: [RoleGrant(.security, .whole, .provider)]
      case 6, 7: [RoleGrant(.window, .district("haidian"), .provider)]
      default: []
      }
    if place == 0, below(4) == 0 { identity.grants.removeLast() }
    return identity
  }

  private mutating func address() -> ClientAddress? {
    ClientAddress(["203.0.113.7", "2001:db8:1:2::\(1 + below(9))"][below(2)])
  }

  private mutating func request() -> SignInRequest {
    SignInRequest(
      identity(), place: SignInPlace(device: "Firefox", address: address()),
      providerSession: "sid\(below(5))", provedAgo: 0, receivedAt: clock.now,
      key: "sign-in \(step)")
  }

  private mutating func signIn() async throws {
    let request = request()
    let entered = try await alike("sign in \(request.identity.subject)") { side in
      try await side.office.signIn(request)
    } shown: {
      "\($0.session) \($0.grants) \($0.isNew)"
    }
    guard let entered else { return }
    signedIn.append(entered)
    if !accounts.contains(entered.session.account) { accounts.append(entered.session.account) }
  }

  private mutating func look() async throws {
    guard let entered = one(of: signedIn) else { return }
    let act: Act? = [nil, .submitApplication, .readSignIns, .grantRole][below(4)]
    let (desk, now, key) = (below(2), clock.now, "look \(step)")
    _ = try await alike("look at \(entered.session.number)") { side in
      try await side.desks[desk].standing(entered.token, for: act, receivedAt: now, key: key)
    } shown: {
      "\($0)"
    }
  }

  /// Somebody who is signed in, by a desk that remembers nothing; `nil` when the one chosen is not.
  private mutating func actor() async throws -> (actor: Actor, session: Session)? {
    guard let entered = one(of: Array(signedIn.suffix(12))) else { return nil }
    let (now, key) = (clock.now, "act \(step)")
    let standing = try await alike("who is \(entered.session.number)") { side in
      try await side.fresh().standing(entered.token, for: nil, receivedAt: now, key: key)
    } shown: {
      "\($0)"
    }
    guard case .signedIn(var actor, let session)? = standing else { return nil }
    // Now and then with a fresh proof, so that acts of weight come to pass.
    if below(4) > 0 {
      actor.provedAt = clock.now
      actor.level = .l3
    }
    return (actor, session)
  }

  private mutating func protect() async throws {
    guard let (actor, session) = try await actor() else { return }
    let version = 1 + below(8)
    switch below(4) {
    case 0:
      try await done("report") { try await $0.office.reportSignIn(version, actor) }
    case 1: try await done("sign out everywhere") { try await $0.office.signOutEverywhere(actor) }
    case 2: try await done("sign out") { try await $0.office.signOut(session.number, actor) }
    default:
      _ = try await alike("own sign-ins") { side in
        try await side.office.signIns(actor, limit: 5)
      } shown: {
        "\($0)"
      }
    }
  }

  private mutating func goOn() async throws {
    guard let (actor, session) = try await actor() else { return }
    let request = request()
    let roles: [(Role, RoleScope)] = [
      (.applicant, .whole), (.clerk, .unit(1)), (.officer, .department("housing")),
    ]
    let (role, scope) = roles[below(3)]
    let isProof = below(2) == 0
    let next = try await alike("go on") { side in
      isProof
        ? try await side.office.stepUp(session, request)
        : try await side.office.chooseRole(role, scope, session, key: actor.key)
    } shown: {
      "\($0.session) \($0.grants)"
    }
    if let next { signedIn.append(next) }
  }

  private mutating func measure() async throws {
    guard let (actor, _) = try await actor(), let number = one(of: accounts) else { return }
    let measures: [AccountMeasure] = [
      .grant(.officer, .department("housing"), until: nil),
      .grant(.auditor, .whole, until: clock.now.adding(milliseconds: 100_000_000)),
      .grant(.clerk, .unit(1), until: nil), .revoke(.clerk, .unit(1)),
      .revoke(.officer, .department("housing")), .enable, .unlockAtWindow,
      .vouch(.identityCard),
    ]
    let measure = measures[below(measures.count)]
    switch below(8) {
    case 0, 1, 2:
      try await done("propose \(measure)") {
        _ = try await $0.office.propose(measure, for: number, actor)
      }
    case 3, 4:
      // What waits for a second person, wherever it is.
      let act = measure.act
      let waiting = try await model.cases.read { try Account.proposed(act, in: $0).map(\.number) }
      let number = one(of: waiting) ?? number
      try await done("confirm \(act)") {
        try await $0.office.confirm(act, for: number, seen: .identityCard, actor)
      }
    case 5:
      try await done("reject") { try await $0.office.reject(measure.act, for: number, actor) }
    case 6: try await done("disable") { try await $0.office.disable(number, actor) }
    default:
      let isUnlock = below(2) == 0
      try await done("unlock or withdraw") {
        if isUnlock {
          try await $0.office.unlock(number, actor)
        } else {
          try await $0.office.withdraw(measure.act, for: number, actor)
        }
      }
    }
  }

  private mutating func delegate() async throws {
    guard let (actor, _) = try await actor() else { return }
    let until = clock.now.adding(milliseconds: Int64(below(3)) * 100_000_000)
    let handsOver = below(3) == 0
    switch below(5) {
    case 0, 1:
      let isClerk = actor.role == .clerk
      let offered = try await alike("offer") { side in
        isClerk
          ? try await side.office.offerClerk(actor, handsOver: handsOver)
          : try await side.office.offerHelp(actor, until: until)
      } shown: {
        "\($0)"
      }
      if let offered { codes.append(offered.code) }
    case 2, 3:
      let code = codes[codes.count - 1 - below(min(3, codes.count))]
      let address = address()
      _ = try await alike("accept") { side in
        try await side.office.acceptRole(code: code, actor, address: address)
      } shown: {
        "\($0)"
      }
    default:
      let all = try await alike("delegations") { side in
        try await side.office.delegations(actor)
      } shown: {
        "\($0)"
      }
      guard let number = one(of: all ?? [])?.number else { return }
      try await done("end \(number)") { try await $0.office.endDelegation(number, actor) }
    }
  }

  private mutating func fail() async throws {
    guard let number = one(of: accounts) else { return }
    let place = SignInPlace(device: "Chrome", address: address())
    let key = "fail \(step)"
    _ = try await alike("fail \(number)") { side in
      try await side.office.recordFailedProof(
        account: number, provider: "people", reason: "access_denied", place: place, key: key)
    } shown: {
      "\(String(describing: $0))"
    }
    try await done("may prove") {
      try await $0.office.demandMayProve(account: number, address: place.address)
    }
  }

  private mutating func sweep() async throws {
    let (now, key, sid) = (clock.now, "sweep \(step)", "sid\(below(5))")
    switch below(3) {
    case 0:
      _ = try await alike("sweep") {
        try await $0.cases.sweepSessions(now: now)
      } shown: {
        "\($0)"
      }
    case 1:
      _ = try await alike("expire") {
        try await $0.office.expireDelegations(key: key)
      } shown: {
        "\($0)"
      }
    default:
      _ = try await alike("provider's end") { side in
        try await side.office.signOut(provider: "people", providerSession: sid, key: key)
      } shown: {
        "\($0)"
      }
    }
  }

  // MARK: What must hold

  private mutating func checkInvariants() async throws {
    guard step % 8 == 0 else { return }
    for entered in signedIn.suffix(8) {
      // Looking is a visit, so both are looked at.
      let now = clock.now
      let standing = try await alike("check \(entered.session.number)") { side in
        try await side.fresh().standing(
          entered.token, for: nil, receivedAt: now, key: "check")
      } shown: {
        "\($0)"
      }
      guard case .signedIn(let actor, let session)? = standing else { continue }
      let account = try await store.cases.read { try Account.read(session.account, in: $0) }
      guard let account, account.status == .active, !session.isOver(at: clock.now),
        account.holds(actor.role, actor.scope, at: clock.now),
        session.signedInAt > account.sessionsEndedAt, account.party == actor.party
      else { throw Broken(description: "let in: \(session)") }
    }
    for number in accounts {
      guard let account = try await store.cases.read({ try Account.read(number, in: $0) }) else {
        continue
      }
      let roles = Set(account.grants(at: clock.now).map(\.role))
      guard RoleConflict.among(roles).isEmpty else {
        throw Broken(description: "account \(number) holds \(roles)")
      }
      guard try await store.cases.sessions(of: number).count <= 5 else {
        throw Broken(description: "account \(number) has too many sessions")
      }
    }
  }

  // MARK: Comparing

  private mutating func done(
    _ what: String, _ act: @Sendable (WalkSide) async throws -> Void
  ) async throws {
    _ = try await alike(what) { side -> Bool in
      try await act(side)
      return true
    } shown: {
      "\($0)"
    }
  }

  private mutating func alike<Answer: Sendable>(
    _ what: String, _ ask: @Sendable (WalkSide) async throws -> Answer,
    shown: (Answer) -> String
  ) async throws -> Answer? {
    func outcome(_ side: WalkSide) async throws -> (answer: Answer?, text: String) {
      do {
        let answer = try await ask(side)
        return (answer, shown(answer))
      } catch let broken as Broken {
        throw broken
      } catch {
        return (nil, "refused: \(error)")
      }
    }
    let found = try await outcome(store)
    let wanted = try await outcome(model)
    guard found.text == wanted.text else {
      throw Broken(description: "\(what): the store says \(found.text), the model \(wanted.text)")
    }
    if found.answer != nil { answers += 1 }
    return found.answer
  }

  private mutating func compareEverything() async throws {
    for kind in [Account.kind, Account.kind.access, Delegation.kind, Notice.kind, Contact.kind] {
      _ = try await alike("all of \(kind.rawValue)") { side in
        try await side.cases.read { reading in
          try reading.dossiers(DossierQuery(kind, limit: 1000)).flatMap { dossier in
            try reading.history(dossier.id).map { event in
              // Bodies hold commitments, which are random.
              "\(dossier.id) \(dossier.state) \(event.version) \(event.name) \(event.party) \(event.at)"
            }
          }
        }
      } shown: {
        $0.joined(separator: "\n")
      }
    }
    for number in accounts {
      _ = try await alike("account \(number)") { side in
        let account = try await side.cases.read { try Account.read(number, in: $0) }
        let sessions = try await side.cases.sessions(of: number)
        return "\(String(describing: account?.grants)) \(String(describing: account?.measures)) "
          + "\(sessions) \(String(describing: account?.places)) \(account?.person ?? 0)"
      } shown: {
        $0
      }
    }
    guard answers > step / 4 else {
      throw Broken(description: "only \(answers) of \(step) steps came to anything")
    }
  }
}
