package import Policy

/// What a person gets after an act (回执): where it stands in the ledger, its hash, and, when a checkpoint covers it, the proof
/// that it does. It can be checked without the platform. `luohu ledger prove` writes the same.
package struct Receipt: Hashable, Sendable {
  /// A checkpoint and the proof that the event is in it.
  package struct Inclusion: Hashable, Sendable {
    package var proof: [LedgerHash]
    /// The checkpoint in its published form.
    package var checkpoint: String

    package init(proof: [LedgerHash], checkpoint: String) {
      self.proof = proof
      self.checkpoint = checkpoint
    }
  }

  /// The event's place in the ledger.
  package var index: Int
  package var leaf: LedgerHash
  /// The event itself, as it stands in the ledger (``CaseEvent/leaf``).
  package var event: String?
  /// `nil` until a checkpoint covers the event.
  package var inclusion: Inclusion?
  package var reference: ReceiptReference

  package init(index: Int, leaf: LedgerHash, event: String? = nil, inclusion: Inclusion? = nil) {
    self.index = index
    self.leaf = leaf
    self.event = event
    self.inclusion = inclusion
    reference = ReceiptReference(index: index, leaf: leaf)
  }
}

// MARK: Checking

/// Whether a receipt is right (回执核对).
package enum ReceiptCheck: Hashable, Sendable {
  /// In the ledger, as a checkpoint of that size says, which that key has signed.
  case covered(index: Int, size: Int, key: LedgerKey)
  /// Right in itself, and not covered yet: ask again after the next checkpoint.
  case waiting(index: Int)
  case wrong(LedgerFault)

  /// One line that begins with `right`, `waiting` or `wrong`. The Python verifier says the same.
  package var wording: Wording {
    switch self {
    case .covered(let index, let size, let key):
      Wording(
        "正确：事件\(index)在账本中，检查点\(size)，由\(key.shortName)签名",
        "right: event \(index) is in the ledger, checkpoint \(size), signed by \(key.shortName)")
    case .waiting(let index):
      Wording("等待：尚无检查点包含事件\(index)", "waiting: no checkpoint covers event \(index) yet")
    case .wrong(let fault):
      Wording("有误：\(fault.wording.zh)", "wrong: \(fault.wording.en)")
    }
  }
}

extension Receipt {
  /// Checks the receipt with nothing but public keys.
  package func check(_ keys: LedgerKeys) -> ReceiptCheck {
    do throws(LedgerFault) {
      guard reference == ReceiptReference(index: index, leaf: leaf) else {
        throw LedgerFault.receipt("编号与序号或哈希不符", "the reference is not that of the place and hash")
      }
      if let event, LedgerHash.leaf(Array(event.utf8)) != leaf {
        throw LedgerFault.eventChanged(index)
      }
      guard let inclusion else { return .waiting(index: index) }
      let (checkpoint, key) = try Checkpoint.read(inclusion.checkpoint, keys)
      guard index < checkpoint.size else {
        throw LedgerFault.receipt("检查点不包含它", "its checkpoint does not cover it")
      }
      let root = TreeCheck.root(of: leaf, at: index, in: checkpoint.size, inclusion.proof)
      guard root == checkpoint.root else {
        throw LedgerFault.receipt(
          "证明得不出检查点的根", "the proof does not lead to the root of its checkpoint")
      }
      return .covered(index: index, size: checkpoint.size, key: key)
    } catch {
      return .wrong(error)
    }
  }
}

extension LedgerFault {
  package static func receipt(_ zh: String, _ en: String) -> LedgerFault {
    LedgerFault(.receipt, nil, Wording(zh, en))
  }
}
