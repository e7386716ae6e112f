import Policy

/// Draws a lifecycle (状态图) from what it answers: Mermaid text and a table, in Markdown.
package enum LifecycleDiagram {
  /// The page with all lifecycles of the casework.
  package static func page() -> String {
    """
    # Lifecycles

    Written by the tests from the lifecycles themselves (`LUOHU_GOLDEN=write swift test --filter LifecycleDiagramTests`).
    A step that is not drawn is refused with its reason and article.

    """
      + [
        section(UnitLifecycle.self), section(AssociationLifecycle.self),
        section(ApplicationLifecycle.self), section(ClaimLifecycle.self),
        section(EvidenceLifecycle.self), section(DisputeLifecycle.self),
        section(SanctionLifecycle.self), section(CycleLifecycle.self),
        section(TwoPersonLifecycle.self),
        section(AccountLifecycle.self), section(DelegationLifecycle.self),
      ].joined()
  }

  /// One lifecycle: its diagram, and its transitions with their events.
  package static func section<Kind: Lifecycle>(_: Kind.Type) -> String {
    var arrows = ""
    var rows = ""
    for status in [Kind.Status?.none] + Kind.Status.allCases.map(Optional.some) {
      for step in Kind.Step.allCases {
        guard let next = try? Kind.apply(step, to: status) else { continue }
        let from = status.map(\.rawValue) ?? "[*]"
        arrows += "  \(from) --> \(next.status.rawValue): \(Kind.title(of: step).zh)\n"
        let shown = status.map { words(Kind.title(of: $0)) } ?? "—"
        rows += "| \(shown) | \(words(Kind.title(of: step))) "
        rows += "| \(words(Kind.title(of: next.status))) | `\(next.event)` |\n"
      }
    }
    var names = ""
    for status in Kind.Status.allCases {
      names += "  \(status.rawValue): \(Kind.title(of: status).zh)\n"
      if Kind.isEnd(status) { arrows += "  \(status.rawValue) --> [*]\n" }
    }
    return """

      ## \(words(Kind.title))

      ```mermaid
      stateDiagram-v2
      \(names)\(arrows)```

      | from | step | to | event |
      |---|---|---|---|
      \(rows)
      """
  }

  private static func words(_ wording: Wording) -> String { "\(wording.zh) \(wording.en)" }
}
