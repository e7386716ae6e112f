import Casework
import Units

extension StoreContract {
  static let sessions: [ContractCheck] = [
    ContractCheck("a session is found by its token's hash alone, as it was kept") { bench in
      var session = bench.session(1, account: 7)
      session.providerSession = "p-1"
      session.place = 9
      session.scope = .unit(3)
      session.role = .clerk
      try await bench.store.create(session, most: 5)
      try await bench.store.create(bench.session(2, account: 7), most: 5)
      try bench.equal(
        try await bench.store.session(tokenHash: session.tokenHash), session, "as it was kept")
      try bench.equal(
        try await bench.store.session(tokenHash: bench.hash(9)), nil, "nobody's token")
      try await bench.refusedAsInvalid("a token that is in use") {
        var other = bench.session(3, account: 8)
        other.tokenHash = session.tokenHash
        try await bench.store.create(other, most: 5)
      }
      try await bench.refusedAsInvalid("a number that is in use") {
        var other = bench.session(1, account: 8)
        other.tokenHash = bench.hash(3)
        try await bench.store.create(other, most: 5)
      }
      try bench.equal(
        try await bench.store.sessions(of: 7).map(\.number), [2, 1], "newest sign-in first")
      try bench.equal(try await bench.store.sessions(of: 8), [], "another account's")
    },

    ContractCheck("a token comes to its session and the account as it is now") { bench in
      let session = bench.session(1, account: 7)
      try await bench.store.create(session, most: 5)
      let account = DossierID(Account.kind, 7)
      @Sendable func state(_ tokenHash: [UInt8]) async throws -> String? {
        try await bench.store.signedIn(tokenHash: tokenHash) { found, reading in
          try bench.equal(found, session, "the session")
          return try reading.dossier(account)?.state
        }
      }
      try bench.equal(try await state(bench.hash(9)), nil, "nobody's token")
      try bench.equal(try await state(session.tokenHash), nil, "an account that is not there")
      for version in 0..<2 {
        try await bench.perform("k\(version)") { unit in
          try unit.apply(
            DossierChange(
              account, seen: version, events: [DossierChange.Event("Changed")],
              state: "s\(version)"))
          return []
        }
        try bench.equal(try await state(session.tokenHash), "s\(version)", "the account")
      }
    },

    ContractCheck("an account has so many sessions at a time; the oldest make room") { bench in
      for number in Int64(1)...4 {
        bench.clock.move(milliseconds: 1)
        try await bench.store.create(bench.session(number, account: 7), most: 3)
      }
      try await bench.store.create(bench.session(9, account: 8), most: 3)
      try bench.equal(try await bench.store.sessions(of: 7).map(\.number), [4, 3, 2], "three")
      try bench.equal(
        try await bench.store.session(tokenHash: bench.hash(1)), nil, "the oldest is out")
      // Put back, the clock decides nothing by itself: equal times go by number.
      try await bench.store.create(bench.session(3_000, account: 7), most: 1)
      try bench.equal(try await bench.store.sessions(of: 7).map(\.number), [3_000], "one")
      try await bench.store.create(bench.session(5, account: 7), most: 1)
      try bench.equal(
        try await bench.store.sessions(of: 7).map(\.number), [5],
        "the new one never makes room, also in the same moment")
    },

    ContractCheck("a visit is recorded 30 s after the last one recorded, not before") { bench in
      let session = bench.session(1, account: 7)
      try await bench.store.create(session, most: 5)
      let begun = bench.clock.now
      for (after, recorded) in [(29_999, 0), (30_000, 30_000), (59_999, 30_000), (10, 30_000)] {
        try await bench.store.touch(1, at: begun.adding(milliseconds: Int64(after)))
        let found = try await bench.store.session(tokenHash: session.tokenHash)
        try bench.equal(
          found?.touchedAt, begun.adding(milliseconds: Int64(recorded)), "after \(after) ms")
      }
      try await bench.store.touch(99, at: begun.adding(milliseconds: 90_000))
    },

    ContractCheck("every session of everybody ends at once, and new ones can begin") { bench in
      for number in Int64(1)...4 {
        try await bench.store.create(bench.session(number, account: 6 + number % 2), most: 5)
      }
      try bench.equal(try await bench.store.endEverySession(), 4, "how many there were")
      try bench.equal(try await bench.store.endEverySession(), 0, "none is left")
      for number in Int64(1)...4 {
        try bench.equal(
          try await bench.store.session(tokenHash: bench.hash(number)), nil, "nobody's token")
      }
      try await bench.store.create(bench.session(1, account: 7), most: 5)
      try bench.equal(try await bench.store.sessions(of: 7).map(\.number), [1], "a new one")
    },

    ContractCheck("after rotation the old token is nobody's, and it rotates once") { bench in
      let old = bench.session(1, account: 7)
      try await bench.store.create(old, most: 5)
      var new = old
      new.tokenHash = bench.hash(2)
      new.secret = Array(repeating: 9, count: 32)
      new.role = .clerk
      new.scope = .unit(2)
      new.level = .l3
      new.audience = .entity
      new.provedAt = old.provedAt.adding(milliseconds: 5)
      new.touchedAt = old.touchedAt.adding(milliseconds: 6)
      new.endsAt = old.endsAt.adding(milliseconds: -1)
      new.idle = 77
      new.providerSession = "p-2"
      try bench.demand(
        try await bench.store.rotate(new, oldHash: old.tokenHash), "rotated")
      try bench.equal(
        try await bench.store.session(tokenHash: old.tokenHash), nil, "the old token")
      try bench.equal(
        try await bench.store.session(tokenHash: new.tokenHash), new, "all of it is new")
      try bench.demand(
        try await !bench.store.rotate(old, oldHash: old.tokenHash), "not with the old token")
      var stolen = new
      stolen.account = 8
      try bench.demand(
        try await !bench.store.rotate(stolen, oldHash: new.tokenHash), "not to another account")
      try await bench.store.end(1, of: 7)
      try bench.demand(
        try await !bench.store.rotate(new, oldHash: new.tokenHash), "not after its end")
    },

    ContractCheck("sessions end one by one, all of an account, and by the provider's session") {
      bench in
      for number in Int64(1)...6 {
        var session = bench.session(number, account: number % 2 + 7)
        session.providerSession = number < 5 ? "p-\(number % 3)" : nil
        try await bench.store.create(session, most: 5)
      }
      try bench.demand(try await !bench.store.end(1, of: 7), "another account's session")
      try bench.demand(try await bench.store.end(1, of: 8), "one's own")
      try bench.demand(try await !bench.store.end(1, of: 8), "once")
      try bench.equal(
        try await bench.store.end(provider: "other", providerSession: "p-0"), [],
        "another provider's")
      try bench.equal(
        try await bench.store.end(provider: "people", providerSession: "p-0"), [8], "3")
      try bench.equal(
        try await bench.store.end(provider: "people", providerSession: "p-0"), [], "once")
      try bench.equal(
        try await bench.store.sessions(of: 7).map(\.number), [6, 4, 2], "left of one")
      try bench.equal(try await bench.store.sessions(of: 8).map(\.number), [5], "of the other")
      try bench.equal(try await bench.store.endAll(of: 7), 3, "all")
      try bench.equal(try await bench.store.endAll(of: 7), 0, "none left")
      try bench.equal(try await bench.store.sessions(of: 8).map(\.number), [5], "of the other")
    },

    ContractCheck("sweeping removes what is over, to the millisecond") { bench in
      var idle = bench.session(1, account: 7)
      idle.idle = 100
      var short = bench.session(2, account: 7)
      short.endsAt = bench.clock.now.adding(milliseconds: 200)
      try await bench.store.create(idle, most: 5)
      try await bench.store.create(short, most: 5)
      let begun = bench.clock.now
      for (after, removed) in [(99, 0), (100, 1), (199, 0), (200, 1), (201, 0)] {
        let now = begun.adding(milliseconds: Int64(after))
        try bench.equal(
          try await bench.store.sweepSessions(now: now), removed, "after \(after) ms")
      }
    },
  ]

  static let attempts: [ContractCheck] = [
    ContractCheck("a bucket gives so many at once, then one in its time") { bench in
      let draw = Draw("a", burst: 3, every: 1000)
      let begun = bench.clock.now
      func after(_ milliseconds: Int64) -> Instant { begun.adding(milliseconds: milliseconds) }
      for _ in 0..<3 {
        try bench.equal(try await bench.store.draw([draw], now: begun), nil, "at once")
      }
      try bench.equal(try await bench.store.draw([draw], now: begun), after(1000), "empty")
      try bench.equal(
        try await bench.store.draw([draw], now: after(999)), after(1000), "one step before")
      try bench.equal(try await bench.store.draw([draw], now: after(1000)), nil, "in its time")
      try bench.equal(try await bench.store.draw([draw], now: after(1001)), after(2000), "next")
      // A clock that is put back does not lock anybody out for longer than one attempt takes.
      let earlier = begun.adding(milliseconds: -1_000_000)
      try bench.equal(
        try await bench.store.draw([draw], now: earlier), earlier.adding(milliseconds: 1000),
        "put back")
    },

    ContractCheck("several buckets give together or not at all") { bench in
      let (one, two) = (Draw("one", burst: 1, every: 1000), Draw("two", burst: 2, every: 5000))
      let now = bench.clock.now
      try bench.equal(try await bench.store.draw([one, two], now: now), nil, "both")
      try bench.equal(
        try await bench.store.draw([one, two], now: now), now.adding(milliseconds: 1000),
        "the first is empty")
      try bench.equal(try await bench.store.draw([two], now: now), nil, "the second kept its own")
      try bench.equal(
        try await bench.store.draw([one, two], now: now), now.adding(milliseconds: 5000),
        "the later of both")
      try bench.equal(try await bench.store.draw([], now: now), nil, "nothing asked")
    },

    ContractCheck("failures are counted, forgotten in their time, and pardoned") { bench in
      let now = bench.clock.now
      func strike(_ after: Int64) async throws -> Int {
        try await bench.store.strike("k", now: now.adding(milliseconds: after), forget: 100)
      }
      try bench.equal(try await bench.store.strikes("k"), nil, "none")
      try bench.equal(try await strike(0), 1, "first")
      try bench.equal(try await strike(99), 2, "one step before it is forgotten")
      try bench.equal(try await strike(199), 1, "forgotten")
      try bench.equal(try await strike(200), 2, "second")
      try bench.equal(
        try await bench.store.strikes("k"),
        Strikes(count: 2, last: now.adding(milliseconds: 200)), "kept")
      try bench.equal(try await bench.store.strikes("other"), nil, "another's")
      try await bench.store.pardon("k")
      try await bench.store.pardon("unknown")
      try bench.equal(try await bench.store.strikes("k"), nil, "pardoned")
      try bench.equal(try await strike(201), 1, "begun anew")
    },

    ContractCheck("attempts not made since a moment are swept, and nothing else") { bench in
      let now = bench.clock.now
      _ = try await bench.store.strike("old", now: now, forget: 10_000)
      _ = try await bench.store.draw(
        [Draw("new", burst: 1, every: 1000)], now: now.adding(milliseconds: 10))
      let moment = now.adding(milliseconds: 10)
      try bench.equal(try await bench.store.sweepAttempts(before: moment), 1, "one")
      try bench.equal(try await bench.store.strikes("old"), nil, "gone")
      try bench.equal(
        try await bench.store.draw([Draw("new", burst: 1, every: 1000)], now: moment),
        now.adding(milliseconds: 1010), "kept")
    },
  ]

  static let drafts: [ContractCheck] = [
    ContractCheck("a draft is found by account and form, and by nobody else's account") { bench in
      let draft = bench.draft(1, account: 7, form: "basics", version: 5)
      try bench.demand(try await bench.store.save(draft, seen: 0), "kept")
      try bench.demand(
        try await bench.store.save(
          bench.draft(2, account: 8, form: "basics", version: 6), seen: 0), "another's")
      try bench.demand(
        try await bench.store.save(
          bench.draft(3, account: 7, form: "a", version: 6), seen: 0), "another form")
      try bench.equal(
        try await bench.store.draft(of: 7, form: "basics"), draft, "as it was kept")
      try bench.equal(try await bench.store.draft(of: 9, form: "basics"), nil, "nobody's")
      try bench.equal(try await bench.store.drafts(of: 7).map(\.form), ["a", "basics"], "by form")
    },

    ContractCheck("two devices: the one that saw an older version overwrites nothing") { bench in
      let first = bench.draft(1, account: 7, form: "f", version: 5)
      let second = bench.draft(1, account: 7, form: "f", version: 6)
      try bench.demand(try await bench.store.save(first, seen: 0), "begun")
      try bench.demand(try await !bench.store.save(second, seen: 0), "begun elsewhere")
      try bench.demand(try await !bench.store.save(second, seen: 4), "an older version")
      try bench.demand(try await bench.store.save(second, seen: 5), "the version there is")
      try bench.demand(try await !bench.store.save(first, seen: 5), "overtaken")
      try bench.equal(try await bench.store.draft(of: 7, form: "f"), second, "the newer stays")
      for version in [5, 7] {
        try await bench.store.eraseDraft(of: 7, form: "f", version: Int64(version))
      }
      try bench.equal(
        try await bench.store.draft(of: 7, form: "f"), second, "another version is not erased")
      try await bench.store.eraseDraft(of: 8, form: "f", version: 6)
      try await bench.store.eraseDraft(of: 7, form: "g", version: 6)
      try bench.equal(try await bench.store.draft(of: 7, form: "f"), second, "nor another draft")
      try await bench.store.eraseDraft(of: 7, form: "f", version: 6)
      try await bench.store.eraseDraft(of: 7, form: "f", version: 6)
      try bench.demand(try await !bench.store.save(second, seen: 6), "its act is done elsewhere")
      try bench.equal(try await bench.store.draft(of: 7, form: "f"), nil, "and stays done")
      try bench.demand(try await bench.store.save(first, seen: 0), "begun anew")
      try await bench.store.eraseDraft(of: 7, form: "f", version: nil)
      try bench.equal(
        try await bench.store.draft(of: 7, form: "f"), nil, "whichever version there was")
    },

    ContractCheck("drafts are erased by account and by age") { bench in
      for (number, account, age) in [(1, 7, 0), (2, 7, 10), (3, 8, 10), (4, 8, 11)] {
        var draft = bench.draft(
          Int64(number), account: Int64(account), form: "f\(number)", version: 1)
        draft.savedAt = bench.clock.now.adding(milliseconds: Int64(-age))
        try bench.demand(try await bench.store.save(draft, seen: 0), "\(number)")
      }
      let moment = bench.clock.now.adding(milliseconds: -10)
      try bench.equal(try await bench.store.eraseDrafts(before: moment), 1, "older")
      try bench.equal(try await bench.store.drafts(of: 8).map(\.form), ["f3"], "left")
      try bench.equal(try await bench.store.eraseDrafts(of: 7), 2, "all of one")
      try bench.equal(try await bench.store.eraseDrafts(of: 7), 0, "none")
      try bench.equal(try await bench.store.drafts(of: 8).map(\.form), ["f3"], "the other's")
    },

    ContractCheck("changing keys goes over drafts too, after all personal values") { bench in
      try await bench.change("k0", 1, seen: 0)
      try await bench.perform("keep") { unit in
        let id = try unit.newNumber()
        try unit.keep(
          SealedValue(
            id: id, dossier: ContractBench.id(1), field: "name", keyID: "k1", sealed: [1],
            commitment: [2], blind: nil))
        return []
      }
      for number in Int64(1)...3 {
        _ = try await bench.store.save(
          bench.draft(number, account: 7, form: "f\(number)", version: 1), seen: 0)
      }
      try bench.equal(try await bench.store.sealedValues(), ["k1": 4], "before")
      let page = try await bench.store.values(notSealedBy: "k2", after: 0, limit: 2)
      try bench.equal(page.count, 2, "a page")
      try bench.equal(page.last?.id, KeptDraft.firstNumber + 1, "the first draft")
      let rest = try await bench.store.values(
        notSealedBy: "k2", after: KeptDraft.firstNumber + 1, limit: 5)
      try bench.equal(
        rest.map(\.id), [KeptDraft.firstNumber + 2, KeptDraft.firstNumber + 3], "the rest")
      var resealed = rest[0]
      resealed.keyID = "k2"
      resealed.sealed = [9]
      try bench.demand(try await bench.store.reseal(resealed, sealedBefore: "k1"), "resealed")
      try bench.demand(try await !bench.store.reseal(resealed, sealedBefore: "k1"), "once")
      try bench.equal(try await bench.store.sealedValues(), ["k1": 3, "k2": 1], "after")
      try bench.equal(
        try await bench.store.draft(of: 7, form: "f2")?.value, resealed, "the draft itself")
    },

    ContractCheck("what is no draft is refused") { bench in
      let draft = bench.draft(1, account: 7, form: "f", version: 1)
      var wrong: [KeptDraft] = Array(repeating: draft, count: 5)
      wrong[0].form = ""
      wrong[1].form = String(repeating: "f", count: 101)
      wrong[2].version = 0
      wrong[3].value.id = KeptDraft.firstNumber - 1
      wrong[4].account = 8
      for draft in wrong {
        try await bench.refusedAsInvalid("\(draft.form.count) \(draft.version)") {
          _ = try await bench.store.save(draft, seen: 0)
        }
      }
    },
  ]

  static let pages: [ContractCheck] = [
    ContractCheck("a long history is read page by page, the newest first") { bench in
      for version in 0..<7 { try await bench.change("k\(version)", 1, seen: version) }
      func page(_ before: Int, _ limit: Int) async throws -> [Int] {
        try await bench.store.read { reading in
          try reading.history(ContractBench.id(1), before: before, limit: limit).map(\.version)
        }
      }
      try bench.equal(try await page(8, 3), [7, 6, 5], "first page")
      try bench.equal(try await page(5, 3), [4, 3, 2], "second")
      try bench.equal(try await page(2, 3), [1], "last")
      try bench.equal(try await page(1, 3), [], "nothing before the first")
      try await bench.refusedAsInvalid("no page of nothing") { _ = try await page(8, 0) }
      let inside = try await bench.perform("inside") { unit in
        try unit.history(ContractBench.id(1), before: 8, limit: 1).map { UInt8($0.version) }
      }
      try bench.equal(inside.answer, [7], "in a unit of work")
    }
  ]
}

extension ContractBench {
  func hash(_ number: Int64) -> [UInt8] {
    Array(repeating: 0, count: 24) + (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
  }

  /// A session that has just begun; its token's hash is ``hash(_:)`` of its number.
  func session(_ number: Int64, account: Int64) -> Session {
    Session(
      number: number, tokenHash: hash(number), secret: Array(repeating: 1, count: 32),
      account: account, audience: .person, role: .applicant, scope: .whole, level: .l2,
      signedInAt: clock.now, provedAt: clock.now, touchedAt: clock.now, idle: 100_000,
      endsAt: clock.now.adding(milliseconds: 1_000_000), provider: "people",
      providerSession: nil, place: nil)
  }

  func draft(_ number: Int64, account: Int64, form: String, version: Int64) -> KeptDraft {
    KeptDraft(
      account: account, form: form, version: version, savedAt: clock.now,
      value: SealedValue(
        id: KeptDraft.firstNumber + number, dossier: DossierID(Account.kind, account),
        field: PersonalField.draft.name, keyID: "k1", sealed: [UInt8(version)], commitment: [3],
        blind: nil))
  }
}
