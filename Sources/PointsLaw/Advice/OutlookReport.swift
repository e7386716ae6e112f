package import Policy

/// An outlook (前景) beside the outlooks after single changes.
package struct OutlookReport: Sendable {
  package var id: String
  /// One cut-off for all cycles.
  package var isFixed: Bool
  package var base: Outlook
  package var changes: [(name: String, wording: Wording, outlook: Outlook)]

  /// - Parameters:
  ///   - first: the cycle whose reference month is the present of the facts.
  ///   - changes: each weighed on its own, with the name it is shown under.
  package init(
    _ facts: Facts, library: Library, from first: Int, years: Int = 10,
    changes: [(name: String, change: LifeChange)], cutOffs: CutOffPath
  ) throws(Problems) {
    var ahead = try YearsAhead(facts, library: library, from: first, years: years)
    id = facts.id
    isFixed = cutOffs.isFixed
    base = Outlook(&ahead, cutOffs: cutOffs)
    self.changes = []
    for (name, change) in changes {
      let outlook = Outlook(&ahead, changes: [change], cutOffs: cutOffs)
      self.changes.append((name, change.wording, outlook))
    }
  }
}
