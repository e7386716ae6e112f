import Casework
import Units

extension StoreContract {
  private static func send(
    _ bench: ContractBench, _ keys: [String], channel: String = "mail", after: Int64 = 0
  ) async throws {
    try await bench.perform("send-\(channel)-\(keys.joined())") { unit in
      for key in keys {
        try unit.send(
          OutboxMessage(
            channel: channel, key: key, body: #"{"k": "\#(key)"}"#, dossier: ContractBench.id(3),
            notBefore: unit.now.adding(milliseconds: after)))
      }
      return []
    }
  }

  static let messages: [ContractCheck] = [
    ContractCheck("due messages are taken oldest first, by channel, and by one taker") { bench in
      try await send(bench, ["late"], after: 10)
      try await send(bench, ["a", "b", "c"])
      try await send(bench, ["s"], channel: "sms")
      let now = bench.clock.now
      let until = now.adding(milliseconds: 100)
      let first = try await bench.store.take(channel: "mail", limit: 2, now: now, until: until)
      try bench.equal(first.map(\.message.key), ["a", "b"], "oldest first")
      try bench.equal(first.map(\.attempts), [0, 0], "never tried")
      try bench.equal(first.first?.message.dossier, ContractBench.id(3), "its dossier")
      try bench.equal(first.first?.message.body, #"{"k": "a"}"#, "its body")
      let second = try await bench.store.take(channel: "mail", limit: 9, now: now, until: until)
      try bench.equal(second.map(\.message.key), ["c"], "the others are taken, one is not due")
      for (time, keys) in [(9, []), (10, ["late"])] as [(Int64, [String])] {
        let taken = try await bench.store.take(
          channel: "mail", limit: 9, now: now.adding(milliseconds: time), until: until)
        try bench.equal(taken.map(\.message.key), keys, "after \(time) ms")
      }
      let counts = try await bench.store.waiting()
      try bench.equal(counts["mail"]?.waiting, 4, "waiting mail")
      try bench.equal(counts["sms"]?.waiting, 1, "waiting sms")
    },

    ContractCheck("a message that nobody reported on comes again when its time is over") { bench in
      try await send(bench, ["a"])
      let now = bench.clock.now
      let until = now.adding(milliseconds: 100)
      let first = try await bench.store.take(channel: "mail", limit: 1, now: now, until: until)
      let early = try await bench.store.take(
        channel: "mail", limit: 1, now: until.adding(milliseconds: -1), until: until)
      try bench.equal(early.count, 0, "one millisecond before")
      let again = try await bench.store.take(
        channel: "mail", limit: 1, now: until, until: until.adding(milliseconds: 100))
      try bench.equal(again.map(\.attempts), [1], "tried once before")
      for message in first {
        try await bench.store.record(.delivered(receipt: "late"), of: message, now: until)
      }
      try bench.equal(
        try await bench.store.waiting()["mail"]?.waiting, 1, "the first taker comes too late")
      for message in again {
        try await bench.store.record(.delivered(receipt: "250 ok"), of: message, now: until)
      }
      try bench.equal(try await bench.store.waiting()["mail"]?.waiting, nil, "delivered")
    },

    ContractCheck("what failed is tried again in time, what is given up stays for people") {
      bench in
      try await send(bench, ["a", "b"])
      let now = bench.clock.now
      let until = now.adding(milliseconds: 100)
      let taken = try await bench.store.take(channel: "mail", limit: 2, now: now, until: until)
      try await bench.store.record(
        .retry(reason: "busy", notBefore: now.adding(milliseconds: 50)), of: taken[0], now: now)
      try await bench.store.record(.dead(reason: "no such address"), of: taken[1], now: now)
      let counts = try await bench.store.waiting()
      try bench.equal(counts["mail"]?.waiting, 1, "waiting")
      try bench.equal(counts["mail"]?.dead, 1, "given up")
      for (time, keys) in [(49, []), (50, ["a"])] as [(Int64, [String])] {
        let again = try await bench.store.take(
          channel: "mail", limit: 9, now: now.adding(milliseconds: time), until: until)
        try bench.equal(again.map(\.message.key), keys, "after \(time) ms")
      }
    },

    ContractCheck("a message is the same under the same key, another one is refused") { bench in
      try await send(bench, ["a"])
      try await bench.perform("same") { unit in
        try unit.send(
          OutboxMessage(channel: "mail", key: "a", body: #"{"k": "a"}"#, notBefore: unit.now))
        return []
      }
      try bench.equal(try await bench.store.waiting()["mail"]?.waiting, 1, "once")
      try await bench.refused(.keyReused("a"), "another body") {
        try await bench.perform("other") { unit in
          try unit.send(
            OutboxMessage(channel: "mail", key: "a", body: "{}", notBefore: unit.now))
          return []
        }
      }
    },
  ]

  static let leases: [ContractCheck] = [
    ContractCheck("a lease is one holder's until its last millisecond") { bench in
      let now = bench.clock.now
      let until = now.adding(milliseconds: 100)
      let first = try await bench.store.lease("pump", holder: "a", now: now, until: until)
      try bench.equal(first?.number, 1, "the first number")
      let last = until.adding(milliseconds: -1)
      let refused = try await bench.store.lease("pump", holder: "b", now: last, until: until)
      try bench.equal(refused, nil, "one millisecond before the end")
      let other = try await bench.store.lease("clock", holder: "b", now: now, until: until)
      try bench.equal(other?.number, 1, "another lease")
      let longer = until.adding(milliseconds: 50)
      let kept = try await bench.store.lease("pump", holder: "a", now: last, until: longer)
      try bench.equal(
        kept, Lease(name: "pump", holder: "a", number: 1, until: longer), "prolonged")
      let second = try await bench.store.lease("pump", holder: "b", now: longer, until: longer)
      try bench.equal(second?.number, 2, "at the end somebody else")
      let back = try await bench.store.lease("pump", holder: "b", now: longer, until: longer)
      try bench.equal(back?.number, 3, "taken anew by the same holder")
    },

    ContractCheck("a lease given back is free at once, by its holder only") { bench in
      let now = bench.clock.now
      let until = now.adding(milliseconds: 100)
      guard let first = try await bench.store.lease("pump", holder: "a", now: now, until: until)
      else { throw Broken(description: "no lease") }
      var stranger = first
      stranger.number = 7
      try await bench.store.release(stranger)
      try bench.equal(
        try await bench.store.lease("pump", holder: "b", now: now, until: until), nil,
        "another number gives nothing back")
      try await bench.store.release(first)
      let second = try await bench.store.lease("pump", holder: "b", now: now, until: until)
      try bench.equal(second?.number, 2, "free at once")
    },

    ContractCheck("whoever lost the lease writes nothing more") { bench in
      let until = bench.clock.now.adding(milliseconds: 100)
      guard
        let first = try await bench.store.lease(
          "pump", holder: "a", now: bench.clock.now, until: until)
      else { throw Broken(description: "no lease") }
      try await bench.change("k1", 1, seen: 0, lease: first)
      bench.clock.set(until.adding(milliseconds: -1))
      try await bench.change("k2", 1, seen: 1, lease: first)
      bench.clock.set(until)
      try await bench.refused(.leaseLost("pump"), "its time is over") {
        try await bench.change("k3", 1, seen: 2, lease: first)
      }
      let next = try await bench.store.lease(
        "pump", holder: "b", now: until, until: until.adding(milliseconds: 100))
      try await bench.refused(.leaseLost("pump"), "somebody else has it") {
        try await bench.change("k3", 1, seen: 2, lease: first)
      }
      try await bench.change("k4", 1, seen: 2, lease: next)
      try bench.demand(
        try await bench.change("k1", 1, seen: 0, lease: first).isRepeated, "an old answer")
      bench.clock.set(until.adding(milliseconds: -50))
      try await bench.refused(.leaseLost("pump"), "a clock put back revives no lease") {
        try await bench.change("k5", 1, seen: 3, lease: first)
      }
      try bench.equal(try await bench.history(ContractBench.id(1)).count, 3, "events")
    },
  ]
}
