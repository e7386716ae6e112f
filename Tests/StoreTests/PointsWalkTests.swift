import Casework
import Store
import TestKit
import Testing
import Units

/// Units and associations on real engines: the same walks that the model takes (Tests/PointsServiceTests/WalkTests).
@Suite("points-based settlement on real stores")
struct PointsWalkTests {
  @Test("SQLite: random acts agree with the plain model", arguments: [11, 12] as [UInt64])
  func sqlite(seed: UInt64) async throws {
    let workplace = try Workplace()
    try await PointsWalk.run(seed: seed, steps: 300, WalkTally()) { clock in
      try await workplace.cases(clock: clock).0
    }
    let after = try await Cases.open(
      SQLiteDatabase(workplace.file("store.db"), access: .reading), clock: HandClock().city)
    #expect(try await after.verify().faults == [])
  }

  @Test("PostgreSQL: random acts agree with the plain model", arguments: [14, 15] as [UInt64])
  func postgres(seed: UInt64) async throws {
    let server = try await PostgresServer.shared.value
    let opened = Notes<Cases>()
    try await PointsWalk.run(seed: seed, steps: 300, WalkTally()) { clock in
      let cases = try await server.cases(clock: clock)
      opened.add(cases)
      return cases
    }
    let cases = try #require(opened.values.first)
    #expect(try await cases.verify().faults == [])
    await cases.database.close()
  }
}

@Suite("searching for events")
struct EventSearchTests {
  /// The same acts on a store and on the model.
  static func act(_ store: any CaseStore, _ clock: HandClock) async throws {
    for place in 0..<60 {
      clock.move(milliseconds: 10)
      let command = Command(
        key: "k\(place)", name: "Act", party: PartyID(rawValue: "account/\(place % 3)"),
        role: .officer)
      _ = try await store.perform(command) { unit in
        let kind = DossierKind(rawValue: place % 2 == 0 ? "unit" : "association")
        let id = DossierID(kind, Int64(place % 5 + 1))
        let version = try unit.dossier(id)?.version ?? 0
        try unit.apply(
          DossierChange(
            id, seen: version, events: [.init("Happened"), .init("AndAgain")], state: "open",
            keys: [DossierKey("applicant", "\(place % 4)")]))
        if place % 7 == 0 {
          let number = try unit.newNumber()
          try unit.keep(
            SealedValue(
              id: number, dossier: id, field: "name", keyID: "k1", sealed: [1], commitment: [2],
              blind: nil))
          _ = try unit.values([number], of: id, reason: .own)
        }
        return []
      }
    }
  }

  /// Somebody signs in to accounts and acts in them, and a visitor does something else.
  static func signIn(_ store: any CaseStore, _ clock: HandClock) async throws {
    for place in 0..<24 {
      clock.move(milliseconds: 10)
      let party = place % 3 == 0 ? PartyID(account: 1) : .visitor
      let command = Command(key: "s\(place)", name: "SignIn", party: party, role: .visitor)
      _ = try await store.perform(command) { unit in
        let kind = place % 5 == 0 ? DossierKind(rawValue: "unit") : Account.kind
        let id = DossierID(kind, Int64(place % 2 + 1))
        let version = try unit.dossier(id)?.version ?? 0
        try unit.apply(
          DossierChange(id, seen: version, events: [.init("SignedIn")], state: "active"))
        return []
      }
    }
  }

  static let queries: [EventQuery] = {
    let start = HandClock().now
    var all: [EventQuery] = []
    for limit in [1, 7, 1000] {
      for before in [nil, 0, 55] as [Int?] {
        for (from, to) in [
          (nil, nil), (start.adding(milliseconds: 200), nil),
          (nil, start.adding(milliseconds: 200)),
          (start.adding(milliseconds: 100), start.adding(milliseconds: 101)),
        ] as [(Instant?, Instant?)] {
          all.append(
            EventQuery(account: 1, from: from, to: to, before: before, limit: limit))
          for party in [nil, "account/1"] as [String?] {
            let party = party.map(PartyID.init(rawValue:))
            all.append(
              EventQuery(party: party, from: from, to: to, before: before, limit: limit))
            all.append(
              EventQuery(
                party: party, dossier: DossierID(DossierKind(rawValue: "unit"), 1), from: from,
                to: to, before: before, limit: limit))
            all.append(
              EventQuery(
                party: party, key: DossierKey("applicant", "3"), from: from, to: to,
                before: before, limit: limit))
          }
        }
      }
    }
    return all
  }()

  static func compare(_ store: any EventSearch, _ model: MemoryCases) async throws {
    var found = 0
    for query in queries {
      let events = try await store.search(query)
      #expect(try await model.search(query) == events, "\(query)")
      found += events.count
    }
    #expect(found > 500, "there is something to find")
    for name in Set(model.events.map(\.name)).sorted() + ["Nothing"] {
      for query in [
        EventQuery(name: name),
        EventQuery(party: PartyID(rawValue: "account/1"), name: name, limit: 7),
        EventQuery(dossier: DossierID(DossierKind(rawValue: "unit"), 1), name: name),
        EventQuery(key: DossierKey("applicant", "3"), name: name, before: 55),
        EventQuery(account: 1, name: name, limit: 5),
      ] {
        let events = try await store.search(query)
        #expect(try await model.search(query) == events, "\(query)")
        #expect(events.allSatisfy { $0.name == name })
      }
    }
    let own = try await store.search(EventQuery(account: 1, limit: 1000))
    #expect(own.contains { $0.party == .visitor } && own.contains { $0.party != .visitor })
    #expect(
      own.allSatisfy {
        $0.party == PartyID(account: 1)
          || $0.party == .visitor && $0.dossier == DossierID(Account.kind, 1)
      }, "a visitor’s acts count where they are about the account itself")
    for wrong in [
      EventQuery(limit: 0), EventQuery(limit: 1001), EventQuery(party: .visitor, account: 1),
      EventQuery(account: 1, key: DossierKey("a", "b")),
    ] {
      await #expect(throws: StoreFailure.self) { try await store.search(wrong) }
    }
    await #expect(throws: StoreFailure.self) {
      try await store.search(
        EventQuery(
          dossier: DossierID(DossierKind(rawValue: "unit"), 1), key: DossierKey("a", "b")))
    }
  }

  @Test("SQLite finds what the model finds, newest first, page by page")
  func sqlite() async throws {
    let workplace = try Workplace()
    let clocks = (HandClock(), HandClock())
    let cases = try await workplace.cases(clock: clocks.0.city).0
    let model = MemoryCases(clock: clocks.1.city)
    try await Self.act(cases, clocks.0)
    try await Self.act(model, clocks.1)
    try await Self.signIn(cases, clocks.0)
    try await Self.signIn(model, clocks.1)
    try await Self.compare(cases, model)
  }

  @Test("PostgreSQL finds what the model finds")
  func postgres() async throws {
    let server = try await PostgresServer.shared.value
    let clocks = (HandClock(), HandClock())
    let cases = try await server.cases(clock: clocks.0.city)
    let model = MemoryCases(clock: clocks.1.city)
    try await Self.act(cases, clocks.0)
    try await Self.act(model, clocks.1)
    try await Self.signIn(cases, clocks.0)
    try await Self.signIn(model, clocks.1)
    try await Self.compare(cases, model)
    await cases.database.close()
  }
}
