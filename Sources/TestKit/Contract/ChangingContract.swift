import Casework
import Units

extension StoreContract {
  static let changing: [ContractCheck] = [
    ContractCheck("a new dossier has the state it was given, its events, and a time") { bench in
      let keys = [DossierKey("owner", "p2"), DossierKey("code", "A1", isUnique: true)]
      let done = try await bench.perform("k1") { unit in
        let dossier = try unit.apply(
          DossierChange(
            ContractBench.id(7), seen: 0,
            events: [
              DossierChange.Event("Opened", rules: "rules-2020@2020", body: #"{"a": 1}"#),
              DossierChange.Event("Filled"),
            ],
            state: "draft", body: #"{"name": "落户"}"#, keys: keys))
        return Array(dossier.state.utf8)
      }
      try bench.equal(done.events, 0..<2, "places of events")
      try bench.equal(done.answer, Array("draft".utf8), "answer")
      try bench.demand(!done.isRepeated, "done for the first time")
      let dossier = try await bench.dossier(7)
      try bench.equal(
        dossier,
        Dossier(
          id: ContractBench.id(7), version: 2, state: "draft", body: #"{"name": "落户"}"#,
          changedAt: bench.clock.now, keys: keys.inOrder), "dossier")
      let history = try await bench.history(ContractBench.id(7))
      let after = Aftermath(state: "draft", body: #"{"name": "落户"}"#, keys: keys).text
      try bench.equal(
        history,
        [
          CaseEvent(
            index: 0, dossier: ContractBench.id(7), version: 1, name: "Opened",
            party: ContractBench.party, role: .applicant, at: bench.clock.now,
            rules: "rules-2020@2020", command: "k1", body: #"{"a": 1}"#, after: ""),
          CaseEvent(
            index: 1, dossier: ContractBench.id(7), version: 2, name: "Filled",
            party: ContractBench.party, role: .applicant, at: bench.clock.now, rules: "",
            command: "k1", body: "{}", after: after),
        ], "history")
      try bench.equal(
        Aftermath(text: after), Aftermath(state: "draft", body: dossier?.body ?? "", keys: keys),
        "the state can be read back from the event")
    },

    ContractCheck("a change must have seen the newest version; one step off conflicts") { bench in
      try await bench.change("k1", 7, seen: 0)
      try await bench.change("k2", 7, seen: 1, state: "filed")
      for seen in [0, 1, 3] {
        try await bench.refused(
          .conflict(ContractBench.id(7), current: 2), "a change that saw version \(seen)"
        ) { try await bench.change("k3", 7, seen: seen, state: "lost") }
      }
      try await bench.refused(.conflict(ContractBench.id(8), current: 0), "no such dossier") {
        try await bench.change("k4", 8, seen: 1)
      }
      try bench.equal(try await bench.dossier(7)?.state, "filed", "state")
      try bench.equal(try await bench.history(ContractBench.id(7)).count, 2, "events")
      try await bench.change("k3", 7, seen: 2, state: "scored")
      try bench.equal(try await bench.dossier(7)?.state, "scored", "state after another try")
    },

    ContractCheck("a unique key belongs to one dossier of a kind until it lets go") { bench in
      let code = DossierKey("code", "A1", isUnique: true)
      try await bench.change("k1", 1, seen: 0, keys: [code])
      try await bench.refused(.taken(code), "a second dossier with the code") {
        try await bench.change("k2", 2, seen: 0, keys: [DossierKey("x", "y"), code])
      }
      try bench.equal(try await bench.dossier(2), nil, "nothing of the refused change")
      let shared = DossierKey("code", "A1")
      try await bench.refused(.taken(shared), "a shared key where a unique one is") {
        try await bench.change("k2", 2, seen: 0, keys: [shared])
      }
      try await bench.perform("k3") { unit in
        try unit.apply(
          DossierChange(
            DossierID(DossierKind(rawValue: "employer"), 1), seen: 0,
            events: [DossierChange.Event("Opened")], state: "", keys: [code]))
        return []
      }
      try await bench.change("k4", 1, seen: 1, keys: [code])
      try await bench.change("k5", 1, seen: 2, keys: [])
      try await bench.change("k2", 2, seen: 0, keys: [code])
      try bench.equal(try await bench.dossier(2)?.keys, [code], "the freed key")
    },

    ContractCheck("a shared key may be anybody's, but not beside a unique one") { bench in
      let owner = DossierKey("owner", "p1")
      try await bench.change("k1", 1, seen: 0, keys: [owner])
      try await bench.change("k2", 2, seen: 0, keys: [owner])
      let unique = DossierKey("owner", "p1", isUnique: true)
      try await bench.refused(.taken(unique), "a unique key where shared ones are") {
        try await bench.change("k3", 3, seen: 0, keys: [unique])
      }
      let found = try await bench.store.read { reading in
        try reading.dossiers(DossierQuery(ContractBench.kind, key: owner))
      }
      try bench.equal(found.map(\.id.number), [1, 2], "both")
    },

    ContractCheck("a unit of work sees its own changes and numbers") { bench in
      let done = try await bench.perform("k1") { unit in
        let number = try unit.newNumber()
        let id = ContractBench.id(number)
        let first = try unit.apply(
          DossierChange(id, seen: 0, events: [DossierChange.Event("Opened")], state: "a"))
        let second = try unit.apply(
          DossierChange(
            id, seen: first.version, events: [DossierChange.Event("Moved")], state: "b"))
        guard try unit.dossier(id) == second,
          try unit.dossiers(DossierQuery(ContractBench.kind, state: "b")) == [second],
          try unit.dossiers(DossierQuery(ContractBench.kind, state: "a")).isEmpty,
          try unit.history(id).map(\.version) == [1, 2]
        else { throw Broken(description: "a unit does not see what it wrote") }
        let other = try unit.newNumber()
        return [UInt8(number), UInt8(other), UInt8(try unit.next("s")), UInt8(try unit.next("s"))]
      }
      try bench.equal(done.answer, [1, 2, 1, 2], "numbers from 1")
      let next = try await bench.perform("k2") { unit in
        [UInt8(try unit.newNumber()), UInt8(try unit.next("s")), UInt8(try unit.next("t"))]
      }
      try bench.equal(next.answer, [3, 3, 1], "numbers go on; series are apart")
    },

    ContractCheck("a body that goes on after a refusal leaves nothing half done") { bench in
      try await bench.change("k1", 1, seen: 0, keys: [DossierKey("code", "A1", isUnique: true)])
      let done = try await bench.perform("k2") { unit in
        let change = DossierChange(
          ContractBench.id(2), seen: 0, events: [DossierChange.Event("Opened")], state: "",
          keys: [DossierKey("code", "A1", isUnique: true)])
        do {
          try unit.apply(change)
          return [0]
        } catch StoreFailure.taken {
          return [UInt8(try unit.dossier(change.id) == nil ? 1 : 2)]
        }
      }
      try bench.equal(done.answer, [1], "the refused change is not seen")
      try bench.equal(done.events, 1..<1, "no events")
    },

    ContractCheck("what no store takes is refused: kinds, numbers, events, keys") { bench in
      let event = DossierChange.Event("Opened")
      let bad: [DossierChange] = [
        DossierChange(ContractBench.id(0), seen: 0, events: [event], state: ""),
        DossierChange(ContractBench.id(1), seen: -1, events: [event], state: ""),
        DossierChange(ContractBench.id(1), seen: 0, events: [], state: ""),
        DossierChange(
          DossierID(DossierKind(rawValue: "access-application"), 1), seen: 0, events: [event],
          state: ""),
        DossierChange(
          DossierID(DossierKind(rawValue: String(repeating: "a", count: 41)), 1), seen: 0,
          events: [event], state: ""),
        DossierChange(
          ContractBench.id(1), seen: 0, events: [event], state: "",
          keys: [DossierKey("a", "b"), DossierKey("a", "b", isUnique: true)]),
      ]
      for change in bad {
        try await bench.refusedAsInvalid("\(change)") {
          try await bench.perform("k1") { unit in
            try unit.apply(change)
            return []
          }
        }
      }
      let longest = DossierID(DossierKind(rawValue: String(repeating: "a", count: 40)), 1)
      try await bench.perform("k1") { unit in
        try unit.apply(DossierChange(longest, seen: 0, events: [event], state: ""))
        return []
      }
    },

    ContractCheck("time never goes back: a unit keeps the newest event's time") { bench in
      let start = bench.clock.now
      try await bench.change("k1", 1, seen: 0)
      bench.clock.move(milliseconds: -3_600_000)
      try await bench.change("k2", 1, seen: 1)
      bench.clock.set(start.adding(milliseconds: 1))
      let done = try await bench.perform("k3") { unit in
        try unit.apply(
          DossierChange(
            ContractBench.id(1), seen: 2, events: [DossierChange.Event("Changed")], state: ""))
        return Array(unit.now.description.utf8)
      }
      try bench.equal(
        try await bench.history(ContractBench.id(1)).map(\.at),
        [start, start, start.adding(milliseconds: 1)], "times")
      try bench.equal(
        done.answer, Array(start.adding(milliseconds: 1).description.utf8), "the unit's time")
    },

    ContractCheck("a closed ledger stops deciding, not reading and not old answers") { bench in
      try await bench.change("k1", 1, seen: 0)
      try await bench.store.closeLedger("head does not fit")
      try bench.equal(try await bench.store.ledgerClosed(), "head does not fit", "why")
      try await bench.refused(.ledgerClosed("head does not fit"), "a new act") {
        try await bench.change("k2", 2, seen: 0)
      }
      try bench.equal(try await bench.dossier(1)?.version, 1, "reading")
      try bench.demand(try await bench.change("k1", 1, seen: 0).isRepeated, "an old answer")
      let reopening = LedgerReopening(
        Command(key: "open", name: "ReopenLedger", party: .system, role: .technician),
        reason: "a disk was \"full\"", checked: "2 events")
      try bench.equal(
        try await bench.store.openLedger(reopening), "head does not fit", "why it was closed")
      try bench.equal(try await bench.store.ledgerClosed(), nil, "open again")
      let told = try await bench.history(InstallationRecord.id).last
      try bench.equal(told?.name, "LedgerReopened", "the event")
      try bench.equal(
        told?.body,
        #"{"closed": "head does not fit", "reason": "a disk was \"full\"", "checked": "2 events"}"#,
        "why, and what was checked")
      try bench.equal(told?.role, .technician, "by whom")
      try bench.equal(try await bench.store.openLedger(reopening), nil, "it is open")
      try bench.equal(
        try await bench.history(InstallationRecord.id).count, 1, "nothing happened then")
      try await bench.change("k2", 2, seen: 0)
    },
  ]
}
