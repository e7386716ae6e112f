package import Policy
package import Units

/// The shape of a cycle's applicants (申报人群分布): how many had at least a score.
package struct Pool: Sendable {
  /// One published figure.
  package struct Count: Hashable, Sendable {
    package var score: Points
    /// People at or above it.
    package var people: Int
  }

  package var cycle: Int
  package var source: Wording
  /// From the highest score down.
  package var counts: [Count]
}

extension Pool {
  /// Reads one entry of `pools`; `nil` when a part of it is missing or malformed.
  init?(_ node: Int, in document: Document) {
    guard
      let cycle = document.value(of: node, "cycle").flatMap({
        Decimal.read(document.text($0), decimals: 0)
      }),
      let source = Wording(document.value(of: node, "source"), in: document),
      let list = document.value(of: node, "atOrAbove")
    else { return nil }
    let pairs = document.pairs(list)
    let counts = pairs.compactMap { score, people -> Count? in
      guard let score = Points(score),
        let people = Decimal.read(document.text(people), decimals: 0)
      else { return nil }
      return Count(score: score, people: people)
    }
    guard counts.count == pairs.count, !counts.isEmpty,
      zip(counts, counts.dropFirst()).allSatisfy({
        $0.score > $1.score && $0.people <= $1.people
      })
    else { return nil }
    self.init(cycle: cycle, source: source, counts: counts)
  }
}
