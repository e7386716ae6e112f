import Casework
import Units

extension StoreContract {
  /// A unit that opens the dossier and keeps a value for each field; the answer holds the ids.
  private static func keep(
    _ bench: ContractBench, _ number: Int64, fields: [String], keyID: String = "k1"
  ) async throws -> [Int64] {
    let done = try await bench.perform("keep-\(number)") { unit in
      let id = ContractBench.id(number)
      try unit.apply(
        DossierChange(id, seen: 0, events: [DossierChange.Event("Opened")], state: "open"))
      return try fields.map { field in
        let value = try unit.newNumber()
        try unit.keep(
          SealedValue(
            id: value, dossier: id, field: field, keyID: keyID, sealed: Array(field.utf8),
            commitment: [UInt8(value)], blind: field == "note" ? nil : [UInt8(number), 0, 255]))
        return UInt8(value)
      }
    }
    return done.answer.map(Int64.init)
  }

  static let personal: [ContractCheck] = [
    ContractCheck("opening personal values is an event that their owner's version does not feel") {
      bench in
      let ids = try await keep(bench, 1, fields: ["name", "note"])
      let others = try await keep(bench, 2, fields: ["name"])
      let done = try await bench.perform("read") { unit in
        let found = try unit.values(
          [ids[1], others[0], ids[0], 99, ids[1]], of: ContractBench.id(1), reason: .eligibility)
        return found.map { UInt8($0.id) }
      }
      try bench.equal(
        done.answer, [UInt8(ids[1]), UInt8(ids[0])], "only the dossier's own, each once")
      let companion = DossierID(ContractBench.kind.access, 1)
      let reading = try await bench.history(companion)
      try bench.equal(reading.map(\.name), ["PersonalDataRead"], "the event")
      try bench.equal(
        reading.first?.body,
        PersonalDataEvent.body([(ids[1], "note"), (ids[0], "name")], reason: .eligibility),
        "which values and why")
      try bench.equal(reading.first?.party, ContractBench.party, "who")
      try bench.equal(try await bench.dossier(1)?.version, 1, "the owner's version")
      try await bench.perform("again") { unit in
        _ = try unit.values([ids[0]], of: ContractBench.id(1), reason: .dispute)
        return []
      }
      try bench.equal(try await bench.history(companion).map(\.version), [1, 2], "versions")
      let nothing = try await bench.perform("nothing") { unit in
        try unit.values([others[0]], of: ContractBench.id(1), reason: .own).map { UInt8($0.id) }
      }
      try bench.equal(nothing.events, 4..<4, "nothing opened, no event")
    },

    ContractCheck("personal values are found by field and blind index") { bench in
      let ids = try await keep(bench, 1, fields: ["name", "phone", "note"])
      let done = try await bench.perform("search") { unit in
        let found = try unit.values(field: "name", blind: [1, 0, 255])
        let none = try unit.values(field: "name", blind: [1, 0])
        let other = try unit.values(field: "address", blind: [1, 0, 255])
        guard found.first?.sealed == Array("name".utf8) else { return [] }
        return found.map { UInt8($0.id) } + [UInt8(none.count), UInt8(other.count)]
      }
      try bench.equal(done.answer, [UInt8(ids[0]), 0, 0], "found, another blind, another field")
      try bench.equal(done.events.count, 0, "searching opens nothing")
    },

    ContractCheck("erased values are gone for good; the event says which") { bench in
      let ids = try await keep(bench, 1, fields: ["name", "phone"])
      let done = try await bench.perform("erase") { unit in
        try unit.erase([ids[0], 99], of: ContractBench.id(1))
        let left = try unit.values(ids, of: ContractBench.id(1), reason: .list)
        let found = try unit.values(field: "name", blind: [1, 0, 255])
        return left.map { UInt8($0.id) } + [UInt8(found.count)]
      }
      try bench.equal(done.answer, [UInt8(ids[1]), 0], "what is left")
      let event = try await bench.history(ContractBench.id(1)).last
      try bench.equal(event?.name, "PersonalDataErased", "the event")
      try bench.equal(event?.body, PersonalDataEvent.body([(ids[0], "name")]), "which")
      let dossier = try await bench.dossier(1)
      try bench.equal(dossier?.version, 2, "the dossier's version")
      try bench.equal(dossier?.state, "open", "its state stays")
      let nothing = try await bench.perform("again") { unit in
        try unit.erase([ids[0]], of: ContractBench.id(1))
        return []
      }
      try bench.equal(nothing.events.count, 0, "erased before")
    },

    ContractCheck("personal values belong to a dossier that exists and have a given number") {
      bench in
      let value = SealedValue(
        id: 1, dossier: ContractBench.id(9), field: "name", keyID: "k1", sealed: [1],
        commitment: [2], blind: nil)
      try await bench.refused(.conflict(ContractBench.id(9), current: 0), "no such dossier") {
        try await bench.perform("k1") { unit in
          _ = try unit.newNumber()
          try unit.keep(value)
          return []
        }
      }
      try bench.equal(try await bench.store.sealedValues(), [:], "nothing kept")
      try await bench.change("k2", 9, seen: 0)
      try await bench.refusedAsInvalid("a number that was not given") {
        try await bench.perform("k3") { unit in
          try unit.keep(value)
          return []
        }
      }
      try await bench.refused(.conflict(ContractBench.id(8), current: 0), "reading of no dossier") {
        try await bench.perform("k4") { unit in
          _ = try unit.values([1], of: ContractBench.id(8), reason: .own)
          return []
        }
      }
    },

    ContractCheck("changing keys goes through all values once and never over a newer seal") {
      bench in
      var ids: [Int64] = []
      for number in 1...3 {
        ids += try await keep(bench, Int64(number), fields: ["name", "phone"])
      }
      try bench.equal(try await bench.store.sealedValues(), ["k1": 6], "before")
      let page = try await bench.store.values(notSealedBy: "k2", after: 0, limit: 4)
      try bench.equal(page.map(\.id), Array(ids[0..<4]), "first page")
      for value in page {
        var resealed = value
        resealed.keyID = "k2"
        resealed.sealed = [9]
        resealed.blind = nil
        try bench.demand(
          try await bench.store.reseal(resealed, sealedBefore: "k1"), "resealed \(value.id)")
        try bench.demand(
          try await !bench.store.reseal(resealed, sealedBefore: "k1"), "only once \(value.id)")
      }
      try bench.equal(try await bench.store.sealedValues(), ["k1": 2, "k2": 4], "between")
      for (key, onlySearched, limit, wanted) in [
        ("k1", true, 9, [5, 4]), ("k2", false, 3, [3, 2, 1]), ("k2", true, 9, []),
        ("k3", false, 9, []),
      ] {
        let newest = try await bench.store.values(
          sealedBy: key, onlySearched: onlySearched, limit: limit)
        try bench.equal(newest.map(\.id), wanted.map { ids[$0] }, "the newest of \(key)")
      }
      let rest = try await bench.store.values(notSealedBy: "k2", after: ids[4], limit: 4)
      try bench.equal(rest.map(\.id), [ids[5]], "after the last one seen")
      let first = ids[0]
      let opened = try await bench.perform("open") { unit in
        let values = try unit.values([first], of: ContractBench.id(1), reason: .own)
        return values.flatMap(\.sealed) + values.flatMap(\.commitment)
      }
      try bench.equal(opened.answer, [9, UInt8(first)], "the new seal, the old commitment")
    },
  ]
}
