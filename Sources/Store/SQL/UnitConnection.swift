/// The connection as a unit of work sees it (办理单元的连接). What units decide about cases lies on the ``Desk`` of their batch
/// and is written with its end; before any other statement it is written first, in the unit's own savepoint.
package final class UnitConnection: SQLConnection {
  /// How a batch is done.
  enum Way {
    /// What the units decide is written together at the end; when that fails, nobody knows whose fault it is.
    case quick
    /// Each unit is written at its end in its own savepoint.
    case careful
    /// One unit has the transaction to itself.
    case alone
  }

  let desk: Desk
  private let base: any BatchConnection
  private let way: Way
  private var hasSavepoint = false
  /// How often a batch is asked for at most.
  private static let rounds = 8
  /// For how many units that pays.
  private static let worthForeseeing = 4
  /// What failed for all units of the batch and not for one of them.
  private(set) var sharedFailure: SQLFailure?

  package var engine: Engine { base.engine }

  init(_ base: some BatchConnection, _ way: Way) {
    self.base = base
    self.way = way
    desk = Desk(base, isCareful: way != .quick)
  }

  // MARK: Statements

  package func prepare(_ statement: Statement) throws { try base.prepare(statement) }

  package func rows(_ statement: Statement, _ binds: [SQLValue]) throws -> [[SQLValue]] {
    try writeFirst()
    return try base.rows(statement, binds)
  }

  package func each(
    _ statement: Statement, _ binds: [SQLValue], _ body: ([SQLValue]) throws -> Void
  ) throws {
    try writeFirst()
    try base.each(statement, binds, body)
  }

  @discardableResult
  package func run(_ statement: Statement, _ binds: [SQLValue]) throws -> Int {
    try writeFirst()
    // The statement may change what was read.
    defer { desk.forget() }
    return try base.run(statement, binds)
  }

  package func later(_ statement: Statement, _ binds: [SQLValue]) throws {
    try writeFirst()
    defer { desk.forget() }
    try base.later(statement, binds)
  }

  /// Reads what nothing that lies on the desk can change.
  func aside<Answer>(_ read: (any SQLConnection) throws -> Answer) throws -> Answer {
    try blaming { try read(AsideConnection(base: base, desk: desk)) }
  }

  /// The same for several queries at once.
  ///
  /// - Parameter isLikelyNone: probably none of them has a row; see ``Desk/rows(_:isLikelyNone:)``.
  func aside(_ asks: [Ask], isLikelyNone: Bool = false) throws -> [[[SQLValue]]] {
    try blaming { try desk.rows(asks, isLikelyNone: isLikelyNone) }
  }

  /// Reads on the desk: a failure may be that of the whole transaction.
  func blaming<Answer>(_ read: () throws -> Answer) throws -> Answer {
    do { return try read() } catch let failure as SQLFailure {
      // The engine may have given up the whole transaction.
      if !hasSavepoint, way == .quick { sharedFailure = sharedFailure ?? failure }
      throw failure
    }
  }

  /// A unit of work that is one statement, of a table that no decision is about: what lies on the desk may stay there.
  @discardableResult
  func onlyRun(_ statement: Statement, _ binds: [SQLValue]) throws -> Int {
    if desk.isForeseeing { throw desk.stop(Unforeseen()) }
    return try blaming { try base.run(statement, binds) }
  }

  /// Writes what lies on the desk: that of earlier units for good, that of this one in its savepoint.
  private func writeFirst() throws {
    if way == .alone { return }
    if desk.isForeseeing { throw desk.stop(Unforeseen()) }
    if let sharedFailure { throw sharedFailure }
    if !hasSavepoint {
      try writeShared()
      try base.savepoint()
      hasSavepoint = true
    }
    try desk.writeOwn(to: base)
  }

  /// Writes what units left that are done.
  func writeShared(isEnd: Bool = false) throws {
    do {
      guard try desk.writeDone(to: base), !isEnd else { return }
      // Now, so that a failure is not taken for one of the unit at work.
      try base.demand()
    } catch {
      sharedFailure = error as? SQLFailure ?? .statement("transaction", "\(error)")
      throw error
    }
  }

  // MARK: Units

  /// Runs a unit.
  ///
  /// - Returns: what it threw, after it has been undone.
  /// - Throws: when the whole transaction is lost, or the batch has to be done with care.
  func run(_ unit: WriterLane.Unit) throws -> (any Error)? {
    if way == .careful {
      try base.savepoint()
      hasSavepoint = true
    }
    do {
      try unit.run(self)
      if let sharedFailure { throw sharedFailure }
      if hasSavepoint {
        try desk.writeOwn(to: base)
        try base.release()
        hasSavepoint = false
      }
      desk.keep()
      return nil
    } catch {
      return try undone(error)
    }
  }

  /// Undoes the unit at work.
  private func undone(_ error: any Error) throws -> any Error {
    if let sharedFailure { throw sharedFailure }
    switch error as? SQLFailure {
    case .retry, .unavailable, .outcomeUnknown: throw error
    case .constraint, .statement, nil: break
    }
    if hasSavepoint {
      try base.undo()
      hasSavepoint = false
      desk.forget()
    }
    // What the unit threw may come of what it took for granted.
    if try desk.wasMistaken {
      let failure = SQLFailure.constraint("outbox_message")
      sharedFailure = failure
      throw failure
    }
    desk.drop()
    return error
  }

  // MARK: Foreseeing

  /// Runs the units of a batch in rounds, each until it needs to know more than is known, and asks then for all of them
  /// together: one question to the server instead of one for each. A unit that comes to its end is done, if what it took
  /// for granted turns out to be so.
  ///
  /// - Parameter ends: gets what units threw that are done.
  /// - Returns: the places of units that are still to be run.
  func foresee(_ units: [WriterLane.Unit], _ ends: inout [(any Error)?]) throws -> [Int] {
    desk.isForeseeing = true
    defer {
      desk.isForeseeing = false
      desk.isGuessing = false
    }
    var left = Array(units.indices)
    var others: [Int] = []
    // Of a few it is as well to ask one by one.
    for round in 0..<UnitConnection.rounds where left.count >= UnitConnection.worthForeseeing {
      let begun = left
      left = []
      for (index, place) in begun.enumerated() {
        // What most units read, the first that reads on reads for all.
        desk.isGuessing = round != 1 || index > 0
        switch try attempt(units[place]) {
        case .done(let failure): ends[place] = failure
        case .wants: left.append(place)
        case .writes: others.append(place)
        }
      }
      desk.isGuessing = false
      let isNews = try desk.fetchWanted(from: base)
      guard desk.guessesHold else {
        desk.dropDone()
        ends = Array(repeating: nil, count: units.count)
        return Array(units.indices)
      }
      if !isNews { break }
    }
    return (left + others).sorted()
  }

  private enum Attempt {
    case done((any Error)?)
    /// It has to know more.
    case wants
    /// It writes, or reads what cannot be read ahead.
    case writes
  }

  private func attempt(_ unit: WriterLane.Unit) throws -> Attempt {
    do {
      try unit.run(self)
      if !desk.isStopped {
        desk.keep()
        return .done(nil)
      }
    } catch is Unforeseen {
      desk.drop()
      return .writes
    } catch {
      if !desk.hasGuessed, !desk.isStopped { return .done(try undone(error)) }
    }
    let hasGuessed = desk.hasGuessed
    desk.drop()
    return hasGuessed ? .wants : .writes
  }

  /// What a unit does next cannot be done while units are run in rounds.
  private struct Unforeseen: Error {}
}

/// The connection as a reading sees it that no decision can change: what the batch has asked already is not asked again.
private struct AsideConnection: SQLConnection {
  let base: any SQLConnection
  let desk: Desk

  var engine: Engine { base.engine }

  func prepare(_ statement: Statement) throws { try base.prepare(statement) }

  func rows(_ statement: Statement, _ binds: [SQLValue]) throws -> [[SQLValue]] {
    try desk.rows([Ask(statement, binds)])[0]
  }

  func each(
    _ statement: Statement, _ binds: [SQLValue], _ body: ([SQLValue]) throws -> Void
  ) throws {
    if desk.isGuessing { throw desk.stop(Desk.Wanted()) }
    try base.each(statement, binds, body)
  }

  func run(_ statement: Statement, _ binds: [SQLValue]) throws -> Int {
    throw SQLFailure.statement(statement.name, "a reading changes nothing")
  }
}
