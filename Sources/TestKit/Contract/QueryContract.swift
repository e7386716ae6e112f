import Casework
import Units

extension StoreContract {
  static let queries: [ContractCheck] = [
    ContractCheck("queries find by kind, state and key, in order, page after page") { bench in
      for number in (1...25).reversed() {
        try await bench.change(
          "k\(number)", Int64(number), seen: 0, state: number % 2 == 0 ? "even" : "odd",
          keys: [DossierKey("third", "\(number % 3)"), DossierKey("own", "\(number)")])
      }
      func find(_ query: DossierQuery) async throws -> [Int64] {
        try await bench.store.read { reading in
          let plain = try reading.dossiers(query)
          // What is foreseen, needed or not, and twice, changes no answer.
          let counts = CaseQuestion.count(query.kind, state: query.state, key: query.key)
          try reading.foresee([
            .dossiers(DossierQuery(query.kind)), .dossiers(query), counts, .dossiers(query),
          ])
          try reading.foresee([counts])
          try bench.equal(try reading.dossiers(query), plain, "foreseen")
          return plain.map(\.id.number)
        }
      }
      let kind = ContractBench.kind
      try bench.equal(try await find(DossierQuery(kind)), Array(1...25), "all")
      try bench.equal(
        try await find(DossierQuery(kind, state: "even")), Array(stride(from: 2, to: 26, by: 2)),
        "by state")
      let third = DossierKey("third", "1")
      try bench.equal(
        try await find(DossierQuery(kind, key: third)), Array(stride(from: 1, to: 26, by: 3)),
        "by key")
      try bench.equal(
        try await find(DossierQuery(kind, state: "even", key: third)), [4, 10, 16, 22],
        "by state and key")
      try bench.equal(
        try await find(DossierQuery(kind, state: "even", key: third, after: 4, limit: 2)),
        [10, 16], "a page by state and key")
      var pages: [[Int64]] = []
      var last: Int64 = 0
      while true {
        let page = try await find(DossierQuery(kind, after: last, limit: 10))
        guard let end = page.last else { break }
        pages.append(page)
        last = end
      }
      try bench.equal(
        pages, [Array(1...10), Array(11...20), Array(21...25)], "pages without gap or overlap")
      for query in [
        DossierQuery(DossierKind(rawValue: "employer")), DossierQuery(kind, state: "none"),
        DossierQuery(kind, key: DossierKey("third", "3")), DossierQuery(kind, after: 25),
      ] { try bench.equal(try await find(query), [], "nothing to be found by \(query)") }
      let counts = try await bench.store.read { reading in
        try reading.foresee([
          .count(kind, state: "even", key: nil), .count(kind, state: nil, key: nil),
          .count(kind, state: "none", key: nil), .count(kind, state: "even", key: third),
        ])
        return [
          try reading.count(kind, state: nil, key: nil),
          try reading.count(kind, state: "even", key: nil),
          try reading.count(kind, state: nil, key: third),
          try reading.count(kind, state: "even", key: third),
          try reading.count(kind, state: "none", key: nil),
        ]
      }
      try bench.equal(counts, [25, 12, 9, 4, 0], "counted by state and key")
    },

    ContractCheck("a query shows 1 to 1000 dossiers") { bench in
      for limit in [0, 1001] {
        try await bench.refusedAsInvalid("\(limit)") {
          _ = try await bench.store.read { reading in
            try reading.dossiers(DossierQuery(ContractBench.kind, limit: limit)).count
          }
        }
      }
      for limit in [1, 1000] {
        let count = try await bench.store.read { reading in
          try reading.dossiers(DossierQuery(ContractBench.kind, limit: limit)).count
        }
        try bench.equal(count, 0, "an empty store")
      }
    },

    ContractCheck("a dossier is found by its new keys and state, no more by the old") { bench in
      let old = DossierKey("owner", "p1")
      let new = DossierKey("owner", "p2")
      try await bench.change("k1", 1, seen: 0, state: "draft", keys: [old])
      try await bench.change("k2", 1, seen: 1, state: "filed", keys: [new])
      let found = try await bench.store.read { reading in
        [
          try reading.dossiers(DossierQuery(ContractBench.kind, key: old)).count,
          try reading.dossiers(DossierQuery(ContractBench.kind, key: new)).count,
          try reading.dossiers(DossierQuery(ContractBench.kind, state: "draft")).count,
          try reading.dossiers(DossierQuery(ContractBench.kind, state: "filed")).count,
        ]
      }
      try bench.equal(found, [0, 1, 0, 1], "found by old key, new key, old state, new state")
    },

    ContractCheck("texts come back byte for byte: quotes, Chinese, rare characters, newlines") {
      bench in
      let body = "{\"a\": \"'; DROP TABLE events; -- 龘𠮷\\n\\u0000\", \"b\": \"%_?1$1\"}"
      let key = DossierKey("名'字\"", "值\n%_?1 $2 𠮷")
      try await bench.change("k'\"?1", 1, seen: 0, state: "状态'", body: body, keys: [key])
      let dossier = try await bench.dossier(1)
      try bench.equal(dossier?.body, body, "body")
      try bench.equal(dossier?.keys, [key], "keys")
      try bench.equal(dossier?.state, "状态'", "state")
      let found = try await bench.store.read { reading in
        try reading.dossiers(DossierQuery(ContractBench.kind, key: key)).count
      }
      try bench.equal(found, 1, "found by the key")
      let first = try await bench.history(ContractBench.id(1)).first
      try bench.equal(first?.command, "k'\"?1", "the command's key")
    },
  ]
}
