/// A connection that can run a batch of the ``WriterLane`` in one transaction.
package protocol BatchConnection: SQLConnection {
  /// Begins a transaction that nobody else can interfere with; unless `alone`, that includes the lock of the ledger's
  /// head, which serialises the batches of several processes.
  func begin(alone: Bool) throws
  /// Marks the place to which ``undo()`` goes back.
  func savepoint() throws
  func release() throws
  /// Undoes everything since the savepoint and forgets it; throws when the transaction is lost.
  func undo() throws
  /// Sends what waits to be sent, so that a failure is known.
  func demand() throws
  /// Returns after the commit is durable; throws ``SQLFailure/outcomeUnknown`` when nobody can tell.
  func commit() throws
  /// Undoes everything; the connection is usable afterwards or will be replaced.
  func rollback()
}

extension BatchConnection {
  package func demand() throws {}
}

/// How the units of a batch become one commit (成组提交), the same for both engines.
package enum WriteBatch {
  /// How often a unit is tried again that the engine asks to run again.
  private static let attempts = 5

  /// Runs the units one after the other, commits once, and settles them all.
  ///
  /// A unit that throws is undone and told so after the commit: what it saw of earlier units is then true. What units
  /// decide is written together; when that fails, all are run again with care, which finds the one at fault. When the
  /// engine gives up the whole transaction for a deadlock, the units are run again one by one.
  package static func run(_ units: [WriterLane.Unit], on connection: some BatchConnection) {
    switch attempt(units, on: connection) {
    case .over(let failures):
      for (unit, failure) in zip(units, failures) { unit.settle(failure) }
    case .lost(.retry(_)):
      for unit in units { runOne(unit, on: connection) }
    case .lost(let failure):
      for unit in units { unit.settle(failure) }
    }
  }

  private static func runOne(_ unit: WriterLane.Unit, on connection: some BatchConnection) {
    var last = SQLFailure.unavailable("not tried")
    for _ in 0..<attempts {
      switch attempt([unit], on: connection) {
      case .over(let failures): return unit.settle(failures.first ?? nil)
      case .lost(let failure):
        last = failure
        guard case .retry = failure else { return unit.settle(failure) }
      }
    }
    if case .retry(let words) = last { last = .unavailable(words) }
    unit.settle(last)
  }

  private enum End {
    /// What each unit threw before it was undone; the others are durable.
    case over([(any Error)?])
    /// Nothing of the transaction happened, or nobody can tell.
    case lost(SQLFailure)
  }

  private static func attempt(
    _ units: [WriterLane.Unit], on connection: some BatchConnection
  ) -> End {
    if let unit = units.first(where: \.isAlone) { return attemptAlone(unit, on: connection) }
    let end = attempt(units, on: connection, .quick)
    switch end {
    case .lost(.constraint), .lost(.statement): return attempt(units, on: connection, .careful)
    default: return end
    }
  }

  private static func attempt(
    _ units: [WriterLane.Unit], on base: some BatchConnection, _ way: UnitConnection.Way
  ) -> End {
    let connection = UnitConnection(base, way)
    do {
      try base.begin(alone: false)
      var failures: [(any Error)?] = Array(repeating: nil, count: units.count)
      var left = Array(units.indices)
      if way == .quick, base.engine == .postgresql {
        left = try connection.foresee(units, &failures)
      }
      for place in left { failures[place] = try connection.run(units[place]) }
      try connection.writeShared(isEnd: true)
      try base.commit()
      return .over(failures)
    } catch {
      base.rollback()
      return .lost(error as? SQLFailure ?? .statement("transaction", "\(error)"))
    }
  }

  private static func attemptAlone(
    _ unit: WriterLane.Unit, on base: some BatchConnection
  ) -> End {
    do {
      try base.begin(alone: true)
      do { try unit.run(UnitConnection(base, .alone)) } catch {
        base.rollback()
        if case .retry(let words)? = error as? SQLFailure { return .lost(.retry(words)) }
        return .over([error])
      }
      try base.commit()
      return .over([nil])
    } catch {
      base.rollback()
      return .lost(error as? SQLFailure ?? .statement("transaction", "\(error)"))
    }
  }
}
