import Casework
import Units

extension StoreContract {
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
  func draft(_ number: Int64, account: Int64, form: String, version: Int64) -> KeptDraft {
    KeptDraft(
      account: account, form: form, version: version, savedAt: clock.now,
      value: SealedValue(
        id: KeptDraft.firstNumber + number, dossier: DossierID(Account.kind, account),
        field: PersonalField.draft.name, keyID: "k1", sealed: [UInt8(version)], commitment: [3],
        blind: nil))
  }
}
