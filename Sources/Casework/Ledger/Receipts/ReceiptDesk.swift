/// Where receipts are had and checked while the platform runs (回执窗口).
package struct ReceiptDesk: Sendable {
  private let store: any LedgerStore
  private let keys: LedgerKeys

  package init(_ store: any LedgerStore, _ keys: LedgerKeys) {
    self.store = store
    self.keys = keys
  }

  /// The receipt of the event at a place, with its proof when the newest checkpoint covers it; `nil` when there is no
  /// such event.
  ///
  /// - Parameter withEvent: whether the event itself is to stand in it.
  package func receipt(of index: Int, withEvent: Bool = false) async throws -> Receipt? {
    guard (0..<LedgerText.mostEvents).contains(index),
      let leaf = LedgerHash.list(try await store.leafHashes(index..<index + 1)).first
    else { return nil }
    var receipt = Receipt(index: index, leaf: leaf)
    if withEvent {
      receipt.event = try await store.events(index..<index + 1).first
        .map { String(decoding: $0.leaf, as: UTF8.self) }
    }
    if let checkpoint = try await store.latestCheckpoint(), index < checkpoint.size {
      let proof = try await TreeProof(of: index, in: checkpoint.size)
        .hashes { try await store.tile($0) }
      receipt.inclusion = Receipt.Inclusion(proof: proof, checkpoint: checkpoint.text)
    }
    return receipt
  }

  /// The receipt with a reference; `nil` when no event has it.
  package func receipt(_ reference: ReceiptReference) async throws -> Receipt? {
    guard let receipt = try await receipt(of: reference.index), receipt.reference == reference
    else { return nil }
    return receipt
  }

  /// Checks a receipt by itself and against the ledger: one that is right must say what the ledger says today, and one
  /// that waited may be covered by now.
  package func check(_ receipt: Receipt) async throws -> ReceiptCheck {
    let alone = receipt.check(keys)
    if case .wrong = alone { return alone }
    guard let today = try await self.receipt(of: receipt.index) else {
      return .wrong(.eventMissing(receipt.index))
    }
    guard today.leaf == receipt.leaf else { return .wrong(.eventChanged(receipt.index)) }
    if case .waiting = alone { return today.check(keys) }
    return alone
  }
}
