package import Casework

/// What receipts need of the ledger; nobody makes checkpoints of the model, so there is none.
extension MemoryCases: LedgerStore {
  package func ledgerSize() async throws -> Int { events.count }

  package func events(_ places: Range<Int>) async throws -> [CaseEvent] {
    Array(events[places.clamped(to: events.indices)])
  }

  package func leafHashes(_ places: Range<Int>) async throws -> [UInt8] {
    try await events(places).flatMap { LedgerHash.leaf($0.leaf).bytes }
  }

  package func tile(_ place: TilePlace) async throws -> [UInt8]? { nil }

  package func latestCheckpoint() async throws -> SignedCheckpoint? { nil }

  package func checkpoints(from size: Int, limit: Int) async throws -> [SignedCheckpoint] { [] }

  package func keep(
    _ tiles: [(place: TilePlace, hashes: [UInt8])], _ checkpoint: SignedCheckpoint, lease: Lease
  ) async throws {
    throw StoreFailure.invalid("the model keeps no checkpoints")
  }
}
