import Policy

/// Asks the scanner again for evidence that it has not seen (补充查毒): run by one runner under a lease, every few minutes.
package struct ScanEvidence: Sendable {
  /// What one run came to.
  package struct Outcome: Hashable, Sendable {
    package var inspected = 0
    package var infected: [DossierID] = []
    /// Files that the vault could not give, and dossiers that contradict themselves; a person has to look.
    package var failed: [DossierID: String] = [:]
    /// Still waiting: the scanner gave no answer.
    package var unanswered = 0
    /// Why the run ended early: the scanner does not answer at all. Nothing has changed for those who wait.
    package var unavailable: String?

    package init() {}
  }

  private let scanner: any EvidenceScanner
  private let open: OpenEvidence
  private let store: any CaseStore

  package init(scanner: any EvidenceScanner, open: OpenEvidence, store: any CaseStore) {
    self.scanner = scanner
    self.open = open
    self.store = store
  }

  /// So many files in a row without an answer, and the run ends: it is not the file, it is the scanner.
  package static let patience = 3

  /// Looks through all evidence that waits, oldest number first. One bad file does not stop the others.
  package func callAsFunction(lease: Lease? = nil) async throws -> Outcome {
    var outcome = Outcome()
    // Opening evidence is an event: none of them for a scanner that does not answer at all.
    if case .unavailable(let reason) = await scanner.scan(Array("luohu".utf8)) {
      outcome.unavailable = reason
      return outcome
    }
    var silent = 0
    var after: Int64 = 0
    while outcome.unavailable == nil {
      let query = DossierQuery(
        EvidenceRecord.kind, state: EvidenceLifecycle.Status.received.rawValue, after: after,
        limit: 100)
      let waiting = try await store.read { try $0.dossiers(query) }
      guard let last = waiting.last else { break }
      after = last.id.number
      for dossier in waiting where outcome.unavailable == nil {
        do {
          if let reason = try await scan(dossier, lease, &outcome) {
            outcome.unanswered += 1
            silent += 1
            if silent == ScanEvidence.patience { outcome.unavailable = reason }
          } else {
            silent = 0
          }
        } catch let failure as StoreFailure {
          try outcome.note(failure, dossier.id)
        } catch let failure as VaultFailure {
          outcome.failed[dossier.id] = "\(failure)"
        } catch let failure as OpenEvidence.Unreadable {
          outcome.failed[dossier.id] = failure.wording.en
        } catch let failure as SealedBlob.Failure {
          outcome.failed[dossier.id] = failure.wording.en
        } catch let failure as SealFailure {
          outcome.failed[dossier.id] = failure.wording.en
        }
      }
    }
    return outcome
  }

  /// Why there is no answer; `nil` when there is one, or when there is nothing to ask about.
  private func scan(
    _ dossier: Dossier, _ lease: Lease?, _ outcome: inout Outcome
  ) async throws -> String? {
    var random = SystemRandomNumberGenerator()
    let opened = try await open(
      OpenEvidence.Request(
        key: "scan:\(dossier.id):\(String(random.next(), radix: 36))", party: .system,
        role: .system, evidence: dossier.id, reason: .scan, lease: lease))
    let verdict = await scanner.scan(opened.pdf)
    if case .unavailable(let reason) = verdict { return reason }
    guard let change = try EvidenceDecision.scanned(dossier, verdict) else { return nil }
    let command = Command(
      key: "scan:\(dossier.id):\(dossier.version)", name: "ScanEvidence", party: .system,
      role: .system, content: Array(change.state.utf8), lease: lease)
    _ = try await store.perform(command) { unit in
      try unit.apply(change)
      return []
    }
    if case .infected = verdict {
      outcome.infected.append(dossier.id)
    } else {
      outcome.inspected += 1
    }
    return nil
  }
}

extension ScanEvidence.Outcome {
  /// Somebody else has scanned it meanwhile: nothing to do. What concerns one dossier is noted; what
  /// concerns the store ends the run.
  fileprivate mutating func note(_ failure: StoreFailure, _ id: DossierID) throws(StoreFailure) {
    switch failure {
    case .conflict, .keyReused: return
    case .corrupt(let reason): failed[id] = reason
    case .taken, .leaseLost, .ledgerClosed, .unavailable, .outcomeUnknown, .olderDatabase,
      .newerDatabase, .invalid:
      throw failure
    }
  }
}

/// The files that dossiers refer to (在用凭证): what a sweep of the vault must leave alone.
package enum ReferencedEvidence {
  package static func blobs(in store: any CaseStore) async throws -> Set<BlobID> {
    var blobs: Set<BlobID> = []
    var after: Int64 = 0
    while true {
      let query = DossierQuery(EvidenceRecord.kind, after: after, limit: 1000)
      let page = try await store.read { try $0.dossiers(query) }
      guard let last = page.last else { return blobs }
      after = last.id.number
      for dossier in page {
        for key in dossier.keys where key.name == EvidenceRecord.blobKey {
          blobs.insert(BlobID(rawValue: key.value))
        }
      }
    }
  }
}
