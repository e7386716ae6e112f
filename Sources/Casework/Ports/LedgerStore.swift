import Policy

/// A tile of the ledger's tree (账本瓦片): up to 256 hashes of one level, beside each other. Level 0 holds leaf hashes, level 1
/// the roots of full tiles of level 0, and so on.
package struct TilePlace: Hashable, Sendable {
  package var level: Int
  package var index: Int

  package init(level: Int, index: Int) {
    self.level = level
    self.index = index
  }
}

/// A statement of the ledger's size and root, signed (检查点), in its published form.
package struct SignedCheckpoint: Hashable, Sendable {
  package var size: Int
  package var text: String

  package init(size: Int, text: String) {
    self.size = size
    self.text = text
  }
}

/// What the ledger needs of the store (账本存储). Events and leaf hashes are written by ``CaseStore`` in the transaction
/// of the act; tiles and checkpoints follow.
package protocol LedgerStore: Sendable {
  /// How many events there are.
  func ledgerSize() async throws -> Int
  /// Events by their places, as stored.
  func events(_ places: Range<Int>) async throws -> [CaseEvent]
  /// The leaf hashes written with the events, 32 bytes each, one after the other.
  func leafHashes(_ places: Range<Int>) async throws -> [UInt8]
  /// The hashes of a tile, 32 bytes each; `nil` when there is none.
  func tile(_ place: TilePlace) async throws -> [UInt8]?
  /// The newest checkpoint.
  func latestCheckpoint() async throws -> SignedCheckpoint?
  /// All checkpoints of at least that size, oldest first.
  func checkpoints(from size: Int, limit: Int) async throws -> [SignedCheckpoint]
  /// Keeps tiles and the checkpoint they lead to in one transaction, under the lease of the one who makes checkpoints.
  func keep(
    _ tiles: [(place: TilePlace, hashes: [UInt8])], _ checkpoint: SignedCheckpoint, lease: Lease)
    async throws
}

/// Stops deciding while the ledger cannot be trusted or written (停止办理): every process that shares the store then refuses
/// units of work with ``StoreFailure/ledgerClosed(_:)``; reading and answers to repeated commands go on.
package protocol LedgerGate: Sendable {
  /// - Parameter reason: for those who have to look; not empty.
  func closeLedger(_ reason: String) async throws
  /// Opens it again, which is an event of the installation in the same transaction.
  ///
  /// - Returns: why it was closed; `nil` when it was open, and nothing has happened.
  @discardableResult
  func openLedger(_ reopening: LedgerReopening) async throws -> String?
  /// Why it is closed; `nil` while it is open.
  func ledgerClosed() async throws -> String?
}

/// That deciding goes on after the ledger was closed (重新开放账本): who says so, why, and what was checked.
package struct LedgerReopening: Hashable, Sendable {
  /// Whose act it is.
  package var command: Command
  package var reason: String
  /// What was compared before, in words.
  package var checked: String

  package init(_ command: Command, reason: String, checked: String) {
    self.command = command
    self.reason = reason
    self.checked = checked
  }

  /// Notes it at the installation.
  ///
  /// - Parameter closed: why the ledger was closed.
  package func note(closed: String, in unit: any CaseUnit) throws {
    var json = JSONWriter()
    json.object { json in
      json.field("closed", closed)
      json.field("reason", reason)
      json.field("checked", checked)
    }
    try InstallationRecord.note(.init("LedgerReopened", body: json.text), in: unit)
  }
}
