package import Policy
import Synchronization

/// Somebody opens a piece of evidence (查看凭证): that they did is an event which its owner sees.
package struct OpenEvidence: Sendable {
  /// Who opens what and why. That they may is the caller's to check.
  package struct Request: Sendable {
    /// Never used before: every opening is recorded.
    package var key: String
    package var party: PartyID
    package var role: Role
    package var evidence: DossierID
    /// Why, for whoever it is about to read.
    package var reason: ReadingReason
    /// The lease under which a single runner works.
    package var lease: Lease?

    package init(
      key: String, party: PartyID, role: Role, evidence: DossierID, reason: ReadingReason,
      lease: Lease? = nil
    ) {
      self.key = key
      self.party = party
      self.role = role
      self.evidence = evidence
      self.reason = reason
      self.lease = lease
    }
  }

  /// The file, and what was handed in for it.
  package struct Opened: Hashable, Sendable {
    package var pdf: [UInt8]
    package var sources: [EvidenceSource]
  }

  private let vault: any EvidenceVault
  private let store: any CaseStore
  private let keyring: @Sendable () -> Keyring

  package init(
    vault: any EvidenceVault, store: any CaseStore, keyring: @escaping @Sendable () -> Keyring
  ) {
    self.vault = vault
    self.store = store
    self.keyring = keyring
  }

  /// - Throws: ``Unreadable``, ``SealFailure``, ``SealedBlob/Failure``, ``VaultFailure`` or ``StoreFailure``.
  package func callAsFunction(_ request: Request) async throws -> Opened {
    let (record, row) = try await read(request)
    guard let blob = record.blob, record.canBeOpened else { throw Unreadable.withheld }
    guard let kept = try await vault.bytes(blob) else { throw Unreadable.missing(blob) }
    // Files of stores from before sealing are as they were handed to the vault.
    guard let reference = record.secret else { return Opened(pdf: kept, sources: record.sources) }
    guard let row else { throw Unreadable.erased }
    guard row.commitmentText == reference.commitment,
      let secret = EvidenceSecret(text: try keyring().open(row))
    else { throw Unreadable.otherSecret }
    return Opened(pdf: try SealedBlob.open(kept, secret.key), sources: secret.sources)
  }

  /// The record and the row of its secret. It leaves the unit of work by the side: the store keeps a command's answer.
  private func read(
    _ request: Request
  ) async throws -> (record: EvidenceRecord, row: SealedValue?) {
    let found = Found()
    let command = Command(
      key: request.key, name: "OpenEvidence", party: request.party, role: request.role,
      content: Array(request.evidence.description.utf8), lease: request.lease)
    let performed = try await store.perform(command) { unit in
      found.state.withLock { $0 = nil }
      guard let dossier = try unit.dossier(request.evidence) else { return [] }
      let record = try EvidenceRecord(json: dossier.body)
      var row: SealedValue?
      if record.canBeOpened, let secret = record.secret {
        row = try unit.values([secret.value], of: dossier.id, reason: request.reason).first
      }
      let answer = (record, row)
      found.state.withLock { $0 = answer }
      return []
    }
    if performed.isRepeated { throw StoreFailure.keyReused(request.key) }
    guard let answer = found.state.withLock({ $0 }) else { throw Unreadable.withheld }
    return answer
  }

  private final class Found: Sendable {
    let state = Mutex<(EvidenceRecord, SealedValue?)?>(nil)
  }

  /// Why a piece of evidence cannot be opened (无法查看).
  package enum Unreadable: Error, Hashable, Sendable {
    /// There is none, its files were refused, or malware was found in it.
    case withheld
    /// The vault has no such file: a loss. A person has to look.
    case missing(BlobID)
    /// Its secret was erased, and with it the file.
    case erased
    /// The stored secret is not the one that was committed to.
    case otherSecret

    package var wording: Wording {
      switch self {
      case .withheld: Wording("没有可以查看的凭证", "there is no evidence that can be opened")
      case .missing(let blob):
        Wording("凭证库中缺少文件\(blob.rawValue)", "the vault has no file \(blob.rawValue)")
      case .erased: Wording("凭证已删除", "the evidence has been erased")
      case .otherSecret:
        Wording("凭证密钥与其承诺值不符", "the secret of the evidence is not the one that was committed to")
      }
    }
  }
}
