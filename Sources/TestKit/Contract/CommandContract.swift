import Casework
import Units

/// What a body throws of its own.
struct Refusal: Error, Equatable {}

extension StoreContract {
  static let commands: [ContractCheck] = [
    ContractCheck("a repeated command is answered as the first time and done once") { bench in
      let act: @Sendable (any CaseUnit) throws -> [UInt8] = { unit in
        [UInt8(try unit.next("s"))]
      }
      let first = try await bench.perform("k1", act)
      let second = try await bench.perform("k1", act)
      try bench.equal(first, Performed(answer: [1], isRepeated: false, events: 0..<0), "first")
      try bench.equal(second, Performed(answer: [1], isRepeated: true, events: 0..<0), "again")
      try await bench.change("k2", 1, seen: 0)
      try await bench.change("k3", 1, seen: 1)
      try bench.equal(
        try await bench.change("k2", 1, seen: 0),
        Performed(answer: [], isRepeated: true, events: 0..<1), "its events")
      try bench.equal(try await bench.perform("k4", act).answer, [2], "the series went on once")
    },

    ContractCheck("an idempotency key is one command's, for each party") { bench in
      let act: @Sendable (any CaseUnit) throws -> [UInt8] = { unit in
        [UInt8(try unit.next("s"))]
      }
      _ = try await bench.store.perform(bench.command("k1", content: [1]), act)
      try await bench.refused(.keyReused("k1"), "another content") {
        _ = try await bench.store.perform(bench.command("k1", content: [2]), act)
      }
      try await bench.refused(.keyReused("k1"), "another name") {
        _ = try await bench.store.perform(bench.command("k1", name: "Other", content: [1]), act)
      }
      let other = bench.command("k1", party: PartyID(rawValue: "party-2"), content: [2])
      try bench.equal(try await bench.store.perform(other, act).answer, [2], "another party")
    },

    ContractCheck("a body that throws leaves nothing, and its key is free") { bench in
      do {
        try await bench.perform("k1") { unit in
          _ = try unit.newNumber()
          _ = try unit.next("s")
          try unit.apply(
            DossierChange(
              ContractBench.id(1), seen: 0, events: [DossierChange.Event("Opened")], state: "",
              keys: [DossierKey("code", "A1", isUnique: true)]))
          try unit.send(
            OutboxMessage(channel: "mail", key: "m1", body: "{}", notBefore: unit.now))
          throw Refusal()
        }
        throw Broken(description: "the body's error is not passed on")
      } catch is Refusal {}
      try bench.equal(try await bench.dossier(1), nil, "the dossier")
      try bench.equal(try await bench.history(ContractBench.id(1)), [], "its events")
      try bench.equal(try await bench.store.waiting().count, 0, "the message")
      let done = try await bench.perform("k1") { unit in
        [UInt8(try unit.newNumber()), UInt8(try unit.next("s"))]
      }
      try bench.equal(
        done, Performed(answer: [1, 1], isRepeated: false, events: 0..<0), "the key is free")
    },

    ContractCheck("a command's key has 1 to 100 characters") { bench in
      for key in ["", String(repeating: "键", count: 101)] {
        try await bench.refusedAsInvalid("\(key.count) characters") {
          try await bench.perform(key) { _ in [] }
        }
      }
      try await bench.perform(String(repeating: "键", count: 100)) { _ in [] }
      try await bench.perform("k") { _ in [] }
    },
  ]

  static let concurrency: [ContractCheck] = [
    ContractCheck("sixty-four callers on one dossier and one series leave no gap") { bench in
      let numbers = try await withThrowingTaskGroup(of: Int.self) { group in
        for caller in 0..<64 {
          group.addTask {
            let done = try await bench.perform("k\(caller)") { unit in
              let id = ContractBench.id(1)
              let seen = try unit.dossier(id)?.version ?? 0
              try unit.apply(
                DossierChange(
                  id, seen: seen, events: [DossierChange.Event("Changed")], state: "\(seen)"))
              return [UInt8(try unit.next("serial"))]
            }
            return Int(done.answer.first ?? 0)
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      try bench.equal(numbers.sorted(), Array(1...64), "the series")
      let history = try await bench.history(ContractBench.id(1))
      try bench.equal(history.map(\.version), Array(1...64), "versions")
      try bench.equal(history.map(\.index), Array(0..<64), "places in the ledger")
      try bench.equal(Set(history.map(\.command)).count, 64, "each command once")
      try bench.equal(try await bench.dossier(1)?.state, "63", "the last state")
    },

    ContractCheck("of callers who saw the same version one wins and the others are told") {
      bench in
      try await bench.change("k", 1, seen: 0)
      let wins = try await withThrowingTaskGroup(of: Bool.self) { group in
        for caller in 0..<32 {
          group.addTask {
            do {
              try await bench.change("k\(caller)", 1, seen: 1, state: "\(caller)")
              return true
            } catch StoreFailure.conflict(ContractBench.id(1), current: 2) { return false }
          }
        }
        return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      try bench.equal(wins, 1, "winners")
      try bench.equal(try await bench.history(ContractBench.id(1)).count, 2, "events")
    },

    ContractCheck("the same command sent by many at once is done once") { bench in
      let answers = try await withThrowingTaskGroup(of: Performed.self) { group in
        for _ in 0..<32 {
          group.addTask {
            try await bench.perform("same") { unit in [UInt8(try unit.next("s"))] }
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      try bench.equal(Set(answers.map(\.answer)), [[1]], "one answer")
      try bench.equal(answers.count { !$0.isRepeated }, 1, "first times")
    },

    ContractCheck("failing and succeeding callers at once do not disturb each other") { bench in
      let done = try await withThrowingTaskGroup(of: Int.self) { group in
        for caller in 0..<64 {
          group.addTask {
            do {
              let done = try await bench.perform("k\(caller)") { unit in
                let number = try unit.next("s")
                try unit.apply(
                  DossierChange(
                    ContractBench.id(Int64(caller + 1)), seen: 0,
                    events: [DossierChange.Event("Opened")], state: ""))
                if caller % 3 == 0 { throw Refusal() }
                return [UInt8(number)]
              }
              return Int(done.answer.first ?? 0)
            } catch is Refusal { return 0 }
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      let succeeded = (0..<64).count { $0 % 3 != 0 }
      try bench.equal(done.filter { $0 > 0 }.sorted(), Array(1...succeeded), "the series")
      let dossiers = try await bench.store.read { reading in
        try reading.dossiers(DossierQuery(ContractBench.kind))
      }
      try bench.equal(
        dossiers.map(\.id.number), (0..<64).filter { $0 % 3 != 0 }.map { Int64($0 + 1) },
        "dossiers")
    },
  ]
}
