import Casework

/// What must hold for acts that say ahead what they are going to ask.
extension StoreContract {
  static let ahead: [ContractCheck] = [
    ContractCheck("what acts at once say ahead changes nothing of what they read") { bench in
      let groups = 4
      for number in 0..<9 {
        try await bench.change(
          "before\(number)", Int64(number + 1), seen: 0, state: "open",
          keys: [DossierKey("group", "\(number * number % groups)")])
      }
      // Squares leave two of the four groups empty.
      var sizes = [5, 4, 0, 0]
      let done = try await together(64) { caller in
        try await bench.perform("k\(caller)") { unit in
          let key = DossierKey("group", "\(caller % groups)")
          let all = DossierQuery(ContractBench.kind, key: key)
          let one = DossierQuery(ContractBench.kind, key: key, limit: 1)
          let id = ContractBench.id(Int64(1 + caller % 12))
          let questions: [CaseQuestion] = [
            .dossier(id), .history(id), .dossiers(all), .dossiers(one),
            .count(ContractBench.kind, state: nil, key: key),
            .count(ContractBench.kind, state: "open", key: key), .dossiers(all),
          ]
          try unit.foresee(questions)
          let before = try unit.dossiers(all)
          try unit.foresee(questions)
          try bench.equal(try unit.dossier(id)?.version ?? 0, try unit.history(id).count, "events")
          try bench.equal(try unit.dossiers(one), Array(before.prefix(1)), "the first of them")
          for state in [nil, "open"] {
            try bench.equal(
              try unit.count(ContractBench.kind, state: state, key: key), before.count, "how many")
          }
          let new = ContractBench.id(Int64(100 + caller))
          try unit.apply(
            DossierChange(
              new, seen: 0, events: [DossierChange.Event("Opened")], state: "open", keys: [key]))
          try unit.foresee(questions)
          try bench.equal(
            try unit.dossiers(all).map(\.id.number),
            (before.map(\.id.number) + [new.number]).sorted(), "its own with the others")
          return [UInt8(caller % groups), UInt8(before.count)]
        }
      }
      for act in done.sorted(by: { $0.events.lowerBound < $1.events.lowerBound }) {
        let group = Int(act.answer[0])
        try bench.equal(Int(act.answer[1]), sizes[group], "found before event \(act.events)")
        sizes[group] += 1
      }
    }
  ]
}
