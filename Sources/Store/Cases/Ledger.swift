package import Casework
import Crypto

extension Cases: LedgerStore {
  package func ledgerSize() async throws -> Int {
    try await reading { connection in try ledgerHead(connection).size }
  }

  package func events(_ places: Range<Int>) async throws -> [CaseEvent] {
    try await reading { connection in
      try connection.all(
        LedgerStatements.events, [.integer(places.lowerBound), .integer(places.upperBound)],
        LedgerStatements.decodeEvent)
    }
  }

  package func leafHashes(_ places: Range<Int>) async throws -> [UInt8] {
    try await reading { connection in
      var hashes: [UInt8] = []
      hashes.reserveCapacity(places.count * 32)
      func add(_ values: [SQLValue]) throws {
        var row = SQLRow(values, of: LedgerStatements.leafHashes)
        let place = try row.int()
        guard place == places.lowerBound + hashes.count / 32 else {
          throw StoreFailure.corrupt("event \(places.lowerBound + hashes.count / 32) is missing")
        }
        hashes += try row.blob()
      }
      let binds: [SQLValue] = [.integer(places.lowerBound), .integer(places.upperBound)]
      // Those of an act at once, those of a whole ledger row by row.
      if places.count <= 256 {
        for values in try connection.rows(LedgerStatements.leafHashes, binds) { try add(values) }
      } else {
        try connection.each(LedgerStatements.leafHashes, binds, add)
      }
      return hashes
    }
  }

  package func tile(_ place: TilePlace) async throws -> [UInt8]? {
    try await reading { connection in try tile(place, connection) }
  }

  package func latestCheckpoint() async throws -> SignedCheckpoint? {
    try await reading { connection in
      try connection.first(
        LedgerStatements.latestCheckpoint, [], LedgerStatements.decodeCheckpoint)
    }
  }

  package func checkpoints(from size: Int, limit: Int) async throws -> [SignedCheckpoint] {
    try await reading { connection in
      try connection.all(
        LedgerStatements.checkpoints, [.integer(size), .integer(limit)],
        LedgerStatements.decodeCheckpoint)
    }
  }

  /// A tile only grows and a checkpoint never changes: what was published stays true.
  package func keep(
    _ tiles: [(place: TilePlace, hashes: [UInt8])], _ checkpoint: SignedCheckpoint, lease: Lease
  ) async throws {
    let tiles = tiles.map { Tile(place: $0.place, hashes: $0.hashes) }
    try await writing { connection in
      let head = try ledgerHead(connection)
      try LeaseStatements.demand(lease, at: machine.now(), connection)
      for tile in tiles { try keep(tile, connection) }
      let newest = try connection.first(
        LedgerStatements.latestCheckpoint, [], LedgerStatements.decodeCheckpoint)
      if newest == checkpoint { return }
      guard checkpoint.size > newest?.size ?? -1, checkpoint.size <= head.size else {
        throw StoreFailure.corrupt(
          "a checkpoint of \(checkpoint.size) events after one of \(newest?.size ?? 0), with \(head.size) stored"
        )
      }
      try connection.run(
        LedgerStatements.addCheckpoint, [.integer(checkpoint.size), .text(checkpoint.text)])
    }
  }

  private struct Tile: Sendable {
    var place: TilePlace
    var hashes: [UInt8]
  }

  private func keep(_ tile: Tile, _ connection: any SQLConnection) throws {
    let earlier = try self.tile(tile.place, connection) ?? []
    if earlier == tile.hashes { return }
    guard tile.hashes.starts(with: earlier) else {
      throw StoreFailure.corrupt(
        "tile \(tile.place.level)/\(tile.place.index) does not begin with what it was")
    }
    try connection.run(
      LedgerStatements.keepTile,
      [.integer(tile.place.level), .integer(tile.place.index), .blob(tile.hashes)])
  }

  private func tile(_ place: TilePlace, _ connection: any SQLConnection) throws -> [UInt8]? {
    try connection.first(
      LedgerStatements.tile, [.integer(place.level), .integer(place.index)]
    ) { row in try row.blob() }
  }

  private func ledgerHead(_ connection: any SQLConnection) throws -> LedgerHead {
    try connection.only(CommandStatements.head, [], CommandStatements.decodeHead)
  }
}

extension Cases: LedgerGate {
  package func closeLedger(_ reason: String) async throws {
    guard !reason.isEmpty else { throw StoreFailure.invalid("closing the ledger has a reason") }
    try await writing { connection in
      try connection.run(LedgerStatements.close, [.text(reason)])
    }
  }

  @discardableResult
  package func openLedger(_ reopening: LedgerReopening) async throws -> String? {
    let command = reopening.command
    let hash = Array(SHA256.hash(data: command.content))
    return try await writing { connection in
      let (head, _) = try CommandStatements.begin(command, connection)
      guard !head.closed.isEmpty else { return nil }
      let unit = CaseTransaction(connection, head, command, now: max(clock.now(), head.lastAt))
      try reopening.note(closed: head.closed, in: unit)
      _ = try unit.finish([], contentHash: hash)
      try connection.run(LedgerStatements.close, [.text("")])
      return head.closed
    }
  }

  package func ledgerClosed() async throws -> String? {
    let reason = try await reading { connection in try ledgerHead(connection).closed }
    return reason.isEmpty ? nil : reason
  }
}
