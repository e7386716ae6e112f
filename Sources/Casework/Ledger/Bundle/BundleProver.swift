/// Proves that an event is in a published ledger, with its files alone (公布账本取证).
package struct BundleProver: Sendable {
  private let files: any LedgerFiles
  private let keys: LedgerKeys?

  /// - Parameter keys: the keys to trust; those of the folder when `nil`.
  package init(_ files: any LedgerFiles, _ keys: LedgerKeys? = nil) {
    self.files = files
    self.keys = keys
  }

  /// How many events the newest checkpoint covers.
  package func size() throws -> Int { try newest().newest.size }

  private func newest() throws -> BundleCheckpoints {
    try BundleCheckpoints(newest: files, try keys ?? BundleVerifier.keys(files))
  }

  /// The receipt of an event, with the event in it, checked.
  ///
  /// - Throws: ``LedgerFault`` when what is needed is missing or does not lead to the signed root.
  package func receipt(of index: Int) throws -> Receipt {
    let keys = try keys ?? BundleVerifier.keys(files)
    let checkpoint = try BundleCheckpoints(newest: files, keys)
    let size = checkpoint.newest.size
    guard (0..<size).contains(index) else { throw LedgerFault.eventMissing(index) }
    let entries = try BundleEntries(files, index / BundleName.perFile, of: size, wanted: index)
    guard let line = entries.line else { throw entries.fault ?? LedgerFault.eventMissing(index) }
    guard let event = String(validating: line, as: UTF8.self) else {
      throw LedgerFault.eventMalformed(index)
    }
    let plan = TreeProof(of: index, in: size)
    var tiles: [TilePlace: [LedgerHash]] = [:]
    for place in plan.tiles {
      tiles[place] = LedgerHash.list(try BundleTiles.tile(files, place) ?? [])
    }
    var receipt = Receipt(index: index, leaf: .leaf(line), event: event)
    receipt.inclusion = Receipt.Inclusion(
      proof: try plan.hashes(tiles), checkpoint: checkpoint.text)
    if case .wrong(let fault) = receipt.check(keys) { throw fault }
    return receipt
  }
}
