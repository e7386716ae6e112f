package import Casework
import HTTPTypes
import Units

/// What the public may see of the ledger (公开账本): receipts, checkpoints and the keys that signed them. Of events no
/// more than what was done and when, for whoever has the receipt.
///
/// A store that does not answer is told to the visitor as busy, a ledger that contradicts itself as a failure.
package struct Proof: Sendable {
  package let keys: LedgerKeys
  private let store: any LedgerStore
  private let desk: ReceiptDesk

  package init(_ store: any LedgerStore, _ keys: LedgerKeys) {
    self.keys = keys
    self.store = store
    desk = ReceiptDesk(store, keys)
  }

  /// The newest checkpoint; `nil` before the first.
  func checkpoint() async throws(Rejection) -> SignedCheckpoint? {
    try await answer { try await store.latestCheckpoint() }
  }

  /// The receipt with a reference; `nil` when no event has it.
  func receipt(_ reference: ReceiptReference) async throws(Rejection) -> Receipt? {
    try await answer { try await desk.receipt(reference) }
  }

  /// The same, with the event itself in it; `nil` when no event has the reference.
  func receiptWithEvent(_ reference: ReceiptReference) async throws(Rejection) -> Receipt? {
    try await answer {
      guard let receipt = try await desk.receipt(of: reference.index, withEvent: true),
        receipt.reference == reference
      else { return nil }
      return receipt
    }
  }

  /// What was done and when, for whoever has the receipt of it; never who did it, nor about whom. `nil` when the ledger says
  /// something else at its place.
  func deed(of receipt: Receipt) async throws(Rejection) -> (name: String, at: Instant)? {
    try await answer {
      guard let event = try await store.events(receipt.index..<receipt.index + 1).first,
        LedgerHash.leaf(event.leaf) == receipt.leaf
      else { return nil }
      return (event.name, event.at)
    }
  }

  /// Whether a receipt is right by itself and says what the ledger says today.
  func check(_ receipt: Receipt) async throws(Rejection) -> ReceiptCheck {
    try await answer { try await desk.check(receipt) }
  }

  /// The reference of the receipt of an event, by its place.
  ///
  /// - Parameter known: its leaf hash; looked up when `nil`.
  func reference(of index: Int, leaf known: [UInt8]?) async throws -> String? {
    var bytes = known
    if bytes == nil { bytes = try await store.leafHashes(index..<index + 1) }
    guard let leaf = LedgerHash.list(bytes ?? []).first else { return nil }
    return Receipt(index: index, leaf: leaf).reference.description
  }

  private func answer<Answer: Sendable>(
    _ body: () async throws -> Answer
  ) async throws(Rejection) -> Answer {
    do {
      return try await body()
    } catch is LedgerFault {
      throw Rejection(.failure)
    } catch {
      throw Rejection(.busy, [.retryAfter: "5"])
    }
  }
}
