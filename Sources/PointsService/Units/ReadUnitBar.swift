package import Casework
package import Units

/// Why the city bars a unit, and until when (单位失信处理详情), for the unit's clerks and for the city (TRIAL-2018 第十五条): the reason that
/// two administrators gave it is opened, which is an event of their proposal.
package struct ReadUnitBar: Sendable {
  /// A bar of the city's own as it stands (失信处理现状).
  package struct View: Hashable, Sendable {
    /// The last day.
    package var until: CivilDate
    /// When the second administrator confirmed it; `nil` for a bar from before this was kept.
    package var imposedAt: Instant?
    /// Why, for the unit to read; `nil` for a bar from before this was kept.
    package var reason: String?
  }

  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Returns: `nil` while the city does not bar it, whatever the registry says.
  package func callAsFunction(_ number: Int64, by actor: Actor) async throws -> View? {
    let found = try await desk.look("ReadUnitBar", actor) { [desk] unit in
      try desk.bar(
        of: desk.unit(number, for: .readCase, actor, in: unit), reason: .unitBar, in: unit)
    }
    return try found.map { try $0.view(desk) }
  }
}

/// A unit's bar before its reason is opened.
struct SealedUnitBar: Sendable {
  var until: CivilDate
  var imposedAt: Instant?
  var reason: SealedValue?

  func view(_ desk: PointsDesk) throws -> ReadUnitBar.View {
    ReadUnitBar.View(
      until: until, imposedAt: imposedAt, reason: try reason.map { try desk.keyring().open($0) })
  }
}

extension PointsDesk {
  /// The city's bar of a unit; `nil` without one.
  func bar(
    of kept: Kept<UnitContent>, reason: ReadingReason, in unit: any CaseUnit
  ) throws -> SealedUnitBar? {
    guard let until = kept.content.barredUntil else { return nil }
    var bar = SealedUnitBar(until: until)
    guard let number = kept.content.barredBy,
      let proposal = try Kept<ProposalContent>.find(number, in: unit)
    else { return bar }
    bar.imposedAt = proposal.content.proposal.decided?.at
    bar.reason = try proposal.content.reason.flatMap {
      try unit.values([$0.id], of: proposal.id, reason: reason).first
    }
    return bar
  }
}
