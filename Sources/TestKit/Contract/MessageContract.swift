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

    ContractCheck("what is due is told by one clock, how long it rests by another") { bench in
      try await send(bench, ["a"], after: 1000)
      let due = bench.clock.now.adding(milliseconds: 1000)
      let now = Instant(milliseconds: 5000)
      let until = now.adding(milliseconds: 100)
      func take(_ due: Instant, _ now: Instant) async throws -> [PendingMessage] {
        try await bench.store.take(
          channel: "mail", limit: 9, due: due, now: now, until: now.adding(milliseconds: 100))
      }
      try bench.equal(
        try await take(due.adding(milliseconds: -1), now).count, 0, "one millisecond before")
      let first = try await take(due, now)
      try bench.equal(first.count, 1, "due")
      try bench.equal(
        try await take(due.adding(milliseconds: 86_400_000), until.adding(milliseconds: -1)).count,
        0, "a moved clock gives it to nobody else")
      let rest = until.adding(milliseconds: 500)
      for message in first {
        try await bench.store.record(.retry(reason: "busy", notBefore: rest), of: message, now: now)
      }
      try bench.equal(
        try await take(due.adding(milliseconds: 86_400_000), rest.adding(milliseconds: -1)).count,
        0, "nor ends its rest")
      try bench.equal(try await take(due, rest).map(\.attempts), [1], "rested")
      try bench.equal(try await bench.store.waiting()["mail"]?.oldest, due, "the oldest that waits")
    },

    ContractCheck("what was given up is listed, and waits again when a person says so") { bench in
      try await send(bench, ["a", "b"])
      try await send(bench, ["c"], channel: "sms")
      let now = bench.clock.now
      let until = now.adding(milliseconds: 100)
      for channel in ["mail", "sms"] {
        let taken = try await bench.store.take(channel: channel, limit: 9, now: now, until: until)
        for message in taken {
          try await bench.store.record(
            .dead(reason: "no \(message.message.key)"), of: message, now: now)
        }
      }
      let all = try await bench.store.dead(channel: nil, after: 0, limit: 9)
      try bench.equal(all.map(\.reason), ["no a", "no b", "no c"], "all, in order")
      try bench.equal(all.map(\.at), [now, now, now], "when")
      try bench.equal(
        try await bench.store.dead(channel: "mail", after: all[0].pending.id, limit: 9)
          .map(\.pending.message.key), ["b"], "of a channel, after the first")
      try bench.equal(
        try await bench.store.dead(channel: nil, after: 0, limit: 2).count, 2, "so many at most")
      let id = all[0].pending.id
      try bench.equal(try await bench.store.revive(id), true, "it waits again")
      try bench.equal(try await bench.store.revive(id), false, "it waits already")
      let again = try await bench.store.take(channel: "mail", limit: 9, now: now, until: until)
      try bench.equal(again.map(\.message.key), ["a"], "due at once, without the other")
      try bench.equal(again.map(\.attempts), [1], "what was before stays known")
      try bench.equal(again.map(\.excused), [1], "and does not count")
    },

    ContractCheck("only what was delivered before a moment is forgotten") { bench in
      try await send(bench, ["a", "b", "c", "d", "e"])
      let now = bench.clock.now
      let until = now.adding(milliseconds: 100)
      let taken = try await bench.store.take(channel: "mail", limit: 4, now: now, until: until)
      let ends: [Delivery] = [
        .delivered(receipt: "1"), .delivered(receipt: "2"), .dead(reason: "no"),
        .retry(reason: "busy", notBefore: now),
      ]
      for (place, message) in taken.enumerated() {
        try await bench.store.record(
          ends[place], of: message, now: now.adding(milliseconds: Int64(place)))
      }
      let prune = { (milliseconds: Int64) in
        try await bench.store.prune(
          deliveredBefore: now.adding(milliseconds: milliseconds), limit: 1)
      }
      try bench.equal(try await prune(0), 0, "at its own moment it stays")
      try bench.equal(try await prune(1), 1, "a millisecond later it goes")
      try bench.equal(try await prune(1), 0, "the second was later")
      try bench.equal(try await prune(1000), 1, "one at a time")
      try bench.equal(try await prune(1000), 0, "what waits or was given up stays")
      let backlog = try await bench.store.waiting()["mail"]
      try bench.equal(backlog?.waiting, 2, "waiting")
      try bench.equal(backlog?.dead, 1, "given up")
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
