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
      session.renewAt = bench.clock.now
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
      var old = bench.session(1, account: 7)
      old.renewAt = bench.clock.now
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
      // When the provider is asked again is another's to say.
      new.renewAt = old.renewAt?.adding(milliseconds: 1)
      try bench.demand(
        try await bench.store.rotate(new, oldHash: old.tokenHash), "rotated")
      try bench.equal(
        try await bench.store.session(tokenHash: old.tokenHash), nil, "the old token")
      try bench.equal(
        try await bench.store.session(tokenHash: new.tokenHash)?.renewAt, old.renewAt, "as before")
      new.renewAt = old.renewAt
      try bench.equal(
        try await bench.store.session(tokenHash: new.tokenHash), new, "all else is new")
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

    ContractCheck("when the provider is asked again about a session is set by whoever saw it last")
    {
      bench in
      try await bench.store.create(bench.session(1, account: 7), most: 5)
      let (first, second) = (bench.clock.now, bench.clock.now.adding(milliseconds: 1))
      let other = bench.session(2, account: 7)
      try await bench.store.create(other, most: 5)
      func renew(_ seen: Instant?, _ next: Instant?) async throws -> Bool {
        try await bench.store.renew(1, from: seen, to: next)
      }
      try bench.demand(try await !renew(first, second), "nobody knew")
      try bench.demand(try await renew(nil, first), "for the first time")
      try bench.demand(try await !renew(nil, second), "somebody was faster")
      let wins = try await together(16) { caller in
        let next = second.adding(milliseconds: Int64(caller))
        return try await bench.store.renew(1, from: first, to: next)
      }
      try bench.equal(wins.count(where: \.self), 1, "of several at a time one")
      let set = try await bench.store.session(tokenHash: bench.hash(1))?.renewAt
      try bench.demand(set.map { $0 >= second } ?? false, "what it said")
      try bench.demand(try await renew(set, nil), "not any more")
      try bench.equal(
        try await bench.store.session(tokenHash: bench.hash(1)), bench.session(1, account: 7),
        "nothing else has changed")
      try bench.equal(
        try await bench.store.session(tokenHash: other.tokenHash), other, "nor another session")
      try await bench.store.end(1, of: 7)
      try bench.demand(try await !renew(nil, first), "not after its end")
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
}
