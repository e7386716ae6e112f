import Casework
import Units

/// What must hold for acts that come at the same time and share a commit.
extension StoreContract {
  /// Does the same for callers `0..<count` at once.
  ///
  /// - Returns: what each came to, in the order of callers.
  static func together<Answer: Sendable>(
    _ count: Int, _ act: @escaping @Sendable (Int) async throws -> Answer
  ) async throws -> [Answer] {
    try await withThrowingTaskGroup(of: (Int, Answer).self) { group in
      for caller in 0..<count { group.addTask { (caller, try await act(caller)) } }
      return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  private static func sealed(_ id: Int64, of dossier: DossierID) -> SealedValue {
    SealedValue(
      id: id, dossier: dossier, field: "name", keyID: "k1", sealed: [1], commitment: [2],
      blind: [7])
  }

  static let batches: [ContractCheck] = [
    ContractCheck("each act sees all that acts before it did, and nothing of those that failed") {
      bench in
      let succeeded = try await together(96) { caller in
        do {
          try await bench.perform("k\(caller)") { unit in
            let id = ContractBench.id(Int64(1 + caller % 3))
            let serial = try unit.next("s")
            let seen = try unit.dossier(id)?.version ?? 0
            let all = DossierQuery(ContractBench.kind, key: DossierKey("all", "落户"))
            // Only some, because it makes a store write what it still holds back.
            let before = caller % 7 == 0 ? try unit.dossiers(all) : []
            let dossier = try unit.apply(
              DossierChange(
                id, seen: seen, events: [DossierChange.Event("Changed")], state: "\(serial)",
                keys: [DossierKey("all", "落户"), DossierKey("last", "\(serial)")]))
            let value = try unit.newNumber()
            try unit.keep(sealed(value, of: id))
            try unit.send(
              OutboxMessage(channel: "mail", key: "shared", body: "{}", notBefore: unit.now))
            let history = try unit.history(id)
            let last = DossierQuery(
              ContractBench.kind, key: DossierKey("last", "\(serial)"))
            guard try unit.dossier(id) == dossier, history.map(\.version) == Array(1...seen + 1),
              try unit.values(field: "name", blind: [7]).count == serial
            else { throw Broken(description: "caller \(caller) does not see what went before") }
            if caller % 7 == 0 {
              try bench.equal(before.reduce(0) { $0 + $1.version }, serial - 1, "acts before")
              try bench.equal(try unit.dossiers(last), [dossier], "its own key")
            }
            if caller % 5 == 0 { throw Refusal() }
            return []
          }
          return true
        } catch is Refusal { return false }
      }
      try bench.equal(succeeded, (0..<96).map { $0 % 5 != 0 }, "who succeeded")
      let left = succeeded.count { $0 }
      let dossiers = try await bench.store.read {
        try $0.dossiers(DossierQuery(ContractBench.kind))
      }
      try bench.equal(dossiers.reduce(0) { $0 + $1.version }, left, "events")
      try bench.equal(dossiers.map { $0.keys.count }, [2, 2, 2], "only the last keys are left")
      try bench.equal(try await bench.store.waiting()["mail"]?.waiting, 1, "one message")
      try bench.equal(try await bench.store.sealedValues(), ["k1": left], "values")
      try bench.equal(
        try await bench.perform("next") { [UInt8(try $0.next("s"))] }.answer, [UInt8(left + 1)],
        "the series has no gap")
    },

    ContractCheck("what an act finds by a key is what was decided before it, written or not") {
      bench in
      _ = try await together(48) { caller in
        try await bench.perform("k\(caller)") { unit in
          let id = ContractBench.id(Int64(1 + caller))
          func found(_ place: String) throws -> [Int64] {
            try unit.dossiers(
              DossierQuery(ContractBench.kind, key: DossierKey("place", place), limit: 100)
            ).map(\.id.number)
          }
          func move(_ place: String, seen: Int) throws {
            _ = try unit.apply(
              DossierChange(
                id, seen: seen, events: [DossierChange.Event("Moved")], state: place,
                keys: [DossierKey("place", place)]))
          }
          let before = try found("here")
          try move("here", seen: 0)
          let there = try found("there")
          try bench.equal(there.contains(id.number), false, "not where it never was")
          try bench.equal(try found("here"), (before + [id.number]).sorted(), "where it is")
          guard caller % 2 == 0 else { return [] }
          try move("there", seen: 1)
          try bench.equal(try found("here"), before, "no longer where it was")
          try bench.equal(try found("there"), (there + [id.number]).sorted(), "where it went")
          try bench.equal(
            try unit.count(ContractBench.kind, state: "there", key: nil), there.count + 1,
            "so many are there")
          return []
        }
      }
      for place in ["here", "there"] {
        let count = try await bench.store.read {
          try $0.count(ContractBench.kind, state: place, key: DossierKey("place", place))
        }
        try bench.equal(count, 24, "\(place) in the end")
      }
    },

    ContractCheck("what acts at once read of others is what was decided before them") { bench in
      let owner = ContractBench.id(1)
      try await bench.perform("owner") { unit in
        try unit.apply(
          DossierChange(owner, seen: 0, events: [DossierChange.Event("Opened")], state: "open"))
        for _ in 0..<3 { try unit.keep(sealed(try unit.newNumber(), of: owner)) }
        return []
      }
      // Two callers send the same command, as a client does that got no answer.
      let done = try await together(96) { caller in
        let command = caller / 2
        return try await bench.perform("k\(command)") { unit in
          let key = DossierKey("code", "\(command)", isUnique: true)
          let earlier = try unit.dossiers(DossierQuery(ContractBench.kind, key: key, limit: 1))
          try bench.equal(earlier, [], "nobody has the key before")
          let found = try unit.values(field: "name", blind: [7]).map(\.id)
          let opened = try unit.values([1, 2, 3], of: owner, reason: .association).map(\.id)
          try bench.equal(opened, found.filter { $0 <= 3 }, "values of the owner")
          if command == 20 { try unit.erase([2], of: owner) }
          // A body that passes over what it cannot read at once must not be taken for done. Each asks for another.
          var isAnswered = true
          do { _ = try unit.dossier(ContractBench.id(Int64(100_000 + command))) } catch {
            isAnswered = false
          }
          if command % 9 == 4 {
            // Makes a store write what it still holds back.
            _ = try unit.count(ContractBench.kind, state: nil, key: nil)
          }
          let id = DossierID(ContractBench.kind, try unit.newNumber())
          try unit.apply(
            DossierChange(
              id, seen: 0, events: [DossierChange.Event("Opened")], state: "open", keys: [key]))
          try unit.keep(sealed(try unit.newNumber(), of: id))
          return [UInt8(found.count), UInt8(opened.count), isAnswered ? 1 : 0]
        }
      }
      for command in 0..<48 {
        let (one, other) = (done[2 * command], done[2 * command + 1])
        try bench.demand(one.isRepeated != other.isRepeated, "command \(command) is done once")
        try bench.equal(one.answer, other.answer, "the answer to \(command)")
        try bench.equal(one.events, other.events, "the events of \(command)")
      }
      let acts = done.filter { !$0.isRepeated }.sorted {
        $0.events.lowerBound < $1.events.lowerBound
      }
      // The one that erases is at this place of the order in which they were done.
      let place = acts.firstIndex { $0.events.count == 3 } ?? 0
      for (number, act) in acts.enumerated() {
        let isErased = number > place
        let counts: [UInt8] = [UInt8(3 + number - (isErased ? 1 : 0)), isErased ? 2 : 3, 1]
        try bench.equal(act.answer, counts, "values before act \(number)")
        guard let ledger = bench.store as? any LedgerStore else { continue }
        let last = act.events.upperBound - 1
        let leaf = try await ledger.leafHashes(last..<last + 1)
        try bench.equal(act.lastLeaf, leaf, "the leaf of event \(last)")
      }
      let readings = try await bench.history(DossierID(ContractBench.kind.access, 1))
      try bench.equal(readings.map(\.version), Array(1...48), "each reading is an event")
    },

    ContractCheck("of acts at once that want a unique key, one gets it and the others are told") {
      bench in
      let wins = try await together(64) { caller in
        let code = DossierKey("code", "\(caller / 4)", isUnique: true)
        do {
          try await bench.change("k\(caller)", Int64(caller + 1), seen: 0, keys: [code])
          return true
        } catch StoreFailure.taken(code) { return false }
      }
      for code in 0..<16 {
        try bench.equal(wins[code * 4..<code * 4 + 4].count { $0 }, 1, "owners of code \(code)")
      }
      // Handed over: whoever comes after the owner has let go gets it.
      _ = try await together(16) { code in
        let winner = wins[code * 4..<code * 4 + 4].firstIndex(of: true) ?? 0
        try await bench.change("free\(code)", Int64(winner + 1), seen: 1)
        try await bench.change(
          "take\(code)", Int64(100 + code), seen: 0,
          keys: [DossierKey("code", "\(code)", isUnique: true)])
      }
    },

    ContractCheck("an act whose writing fails is lost alone, and the others are done") { bench in
      try await bench.perform("sent") { unit in
        try unit.send(
          OutboxMessage(channel: "mail", key: "sent", body: "{}", notBefore: unit.now))
        return []
      }
      enum End { case done, invalid, reused }
      let ends = try await together(64) { caller in
        do {
          try await bench.perform("k\(caller)") { unit in
            let id = ContractBench.id(Int64(caller + 1))
            try unit.apply(
              DossierChange(id, seen: 0, events: [DossierChange.Event("Opened")], state: "open"))
            switch caller % 8 {
            case 0:
              // Twice under one number.
              let value = try unit.newNumber()
              for _ in 0..<2 { try unit.keep(sealed(value, of: id)) }
            case 1:
              try unit.send(
                OutboxMessage(channel: "mail", key: "sent", body: "[]", notBefore: unit.now))
            case 2:
              try unit.send(
                OutboxMessage(channel: "mail", key: "sent", body: "{}", notBefore: unit.now))
            default:
              try unit.send(
                OutboxMessage(
                  channel: "mail", key: "own \(caller)", body: "{}", notBefore: unit.now))
            }
            return []
          }
          return End.done
        } catch StoreFailure.invalid {
          return .invalid
        } catch StoreFailure.keyReused("sent") { return .reused }
      }
      try bench.equal(
        ends, (0..<64).map { $0 % 8 == 0 ? .invalid : $0 % 8 == 1 ? .reused : .done }, "ends")
      let dossiers = try await bench.store.read {
        try $0.dossiers(DossierQuery(ContractBench.kind))
      }
      try bench.equal(dossiers.count, 48, "dossiers")
      try bench.equal(try await bench.store.waiting()["mail"]?.waiting, 41, "messages")
      try bench.equal(try await bench.store.sealedValues(), [:], "values")
    },

    ContractCheck("a message that was sent before is known, whatever else an act does after it") {
      bench in
      @Sendable func send(_ unit: any CaseUnit, _ body: String) throws {
        try unit.send(
          OutboxMessage(channel: "mail", key: "m", body: body, notBefore: unit.now))
      }
      try await bench.perform("k1") { unit in
        try send(unit, "{}")
        return []
      }
      try await bench.refused(.keyReused("m"), "before the conflict") {
        try await bench.perform("k2") { unit in
          try send(unit, "[]")
          try unit.apply(
            DossierChange(
              ContractBench.id(1), seen: 5, events: [DossierChange.Event("Changed")], state: ""))
          return []
        }
      }
      let numbers = try await bench.perform("k3") { unit in
        try send(unit, "{}")
        return [UInt8(try unit.newNumber())]
      }
      try bench.equal(numbers.answer, [2], "the message took no second number")
      try await bench.perform("k4") { unit in
        try send(unit, "{}")
        return [UInt8(try unit.dossiers(DossierQuery(ContractBench.kind)).count)]
      }
      let caught = try await bench.perform("k5") { unit in
        do { try send(unit, "[]") } catch StoreFailure.keyReused { return [1] }
        return [0]
      }
      try bench.equal(caught.answer, [1], "a body may go on")
    },

    ContractCheck("acts and the closing of the ledger at once: what comes after is refused") {
      bench in
      let ends = try await together(64) { caller in
        if caller == 32 {
          try await bench.store.closeLedger("closed")
          return true
        }
        do {
          try await bench.change("k\(caller)", Int64(caller + 1), seen: 0)
          return true
        } catch StoreFailure.ledgerClosed("closed") { return false }
      }
      let dossiers = try await bench.store.read {
        try $0.dossiers(DossierQuery(ContractBench.kind))
      }
      try bench.equal(dossiers.count, ends.count { $0 } - 1, "dossiers of acts that were done")
      try await bench.refused(.ledgerClosed("closed"), "later") {
        try await bench.change("later", 100, seen: 0)
      }
    },
  ]

  static let limits: [ContractCheck] = [
    ContractCheck("texts by which things are found have one limit on every engine, to the byte") {
      bench in
      let names = [String(repeating: "n", count: 200), String(repeating: "n", count: 201)]
      // Three bytes each, and one more.
      let values = [
        String(repeating: "户", count: 333) + "v", String(repeating: "户", count: 333) + "vv",
      ]
      func both(
        _ what: String, _ texts: [String],
        _ act: @escaping @Sendable (any CaseUnit, String) throws -> Void
      ) async throws {
        try await bench.perform("\(what) at the limit") { unit in
          try act(unit, texts[0])
          return []
        }
        try await bench.refusedAsInvalid("\(what) beyond the limit") {
          try await bench.perform("\(what) beyond") { unit in
            try act(unit, texts[1])
            return []
          }
        }
      }
      @Sendable func change(
        _ unit: any CaseUnit, state: String = "", key: DossierKey? = nil
      ) throws {
        let id = ContractBench.id(try unit.newNumber())
        try unit.apply(
          DossierChange(
            id, seen: 0, events: [DossierChange.Event("Opened")], state: state,
            keys: key.map { [$0] } ?? []))
      }
      @Sendable func keep(
        _ unit: any CaseUnit, field: String = "f", keyID: String = "k", blind: Int = 0
      ) throws {
        let id = ContractBench.id(try unit.newNumber())
        try unit.apply(
          DossierChange(id, seen: 0, events: [DossierChange.Event("Opened")], state: ""))
        try unit.keep(
          SealedValue(
            id: try unit.newNumber(), dossier: id, field: field, keyID: keyID, sealed: [],
            commitment: [], blind: Array(repeating: 1, count: blind)))
      }
      try await both("a state", names) { try change($0, state: $1) }
      try await both("a key's name", names) { try change($0, key: DossierKey($1, "v")) }
      try await both("a key's value", values) {
        try change($0, key: DossierKey("k", $1, isUnique: true))
      }
      try await both("a longest key", values) {
        try change($0, key: DossierKey(names[0], $1, isUnique: true))
      }
      try await both("a series", names) { _ = try $0.next($1) }
      try await both("a channel", names) { unit, channel in
        try unit.send(
          OutboxMessage(channel: channel, key: "k", body: "", notBefore: unit.now))
      }
      try await both("a message's key", values) { unit, key in
        try unit.send(
          OutboxMessage(channel: names[0], key: key, body: "", notBefore: unit.now))
      }
      try await both("a field", names) { try keep($0, field: $1) }
      try await both("a sealing key", names) { try keep($0, keyID: $1) }
      try await both("a blind index", names) { try keep($0, blind: $1.count) }

      for (index, party) in values.enumerated() {
        let command = bench.command(
          String(repeating: "键", count: 100), party: PartyID(rawValue: party))
        if index == 0 {
          _ = try await bench.store.perform(command) { unit in
            try change(unit)
            return []
          }
        } else {
          try await bench.refusedAsInvalid("a party beyond the limit") {
            _ = try await bench.store.perform(command) { _ in [] }
          }
        }
      }
      let now = bench.clock.now
      try bench.demand(
        try await bench.store.lease(names[0], holder: "h", now: now, until: now) != nil, "a lease")
      try await bench.refusedAsInvalid("a lease beyond the limit") {
        _ = try await bench.store.lease(names[1], holder: "h", now: now, until: now)
      }
    }
  ]
}
