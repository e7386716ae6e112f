import Policy

/// Somebody hands in files as evidence (提交凭证): they are inspected, merged into one PDF, scanned, sealed and kept.
///
/// The order of effects: the file is durable in the vault first, then the transaction that refers to
/// it. A crash between the two leaves a file that nothing refers to, which the vault's sweep finds.
package struct ReceiveEvidence: Sendable {
  /// What is handed in, by whom and for what.
  package struct Request: Sendable {
    /// The idempotency key; the same files sent again under it are received once.
    package var key: String
    package var party: PartyID
    package var role: Role
    /// The dossier that the evidence supports. That the party may add to it is the caller's to check.
    package var about: DossierID
    /// In the order of the pages wanted.
    package var files: [[UInt8]]

    package init(key: String, party: PartyID, role: Role, about: DossierID, files: [[UInt8]]) {
      self.key = key
      self.party = party
      self.role = role
      self.about = about
      self.files = files
    }
  }

  /// What became of them. A refusal is an answer, with its own dossier, and no error.
  package struct Answer: Hashable, Sendable {
    package var dossier: DossierID
    package var state: EvidenceLifecycle.Status
    package var record: EvidenceRecord
    /// Handed in before under the same key: this is the first answer.
    package var isRepeated: Bool
  }

  private let preparer: any EvidencePreparer
  private let scanner: any EvidenceScanner
  private let vault: any EvidenceVault
  private let store: any CaseStore
  private let keyring: @Sendable () -> Keyring

  package init(
    preparer: any EvidencePreparer, scanner: any EvidenceScanner, vault: any EvidenceVault,
    store: any CaseStore, keyring: @escaping @Sendable () -> Keyring
  ) {
    self.preparer = preparer
    self.scanner = scanner
    self.vault = vault
    self.store = store
    self.keyring = keyring
  }

  /// Whether the installation looks for malware.
  package var scans: Bool { !(scanner is NoScanner) }

  /// - Throws: ``EvidenceFailure``, ``VaultFailure`` or ``StoreFailure``; nothing is decided then,
  ///   and the same request may be made again.
  package func callAsFunction(_ request: Request) async throws -> Answer {
    var record = EvidenceRecord(about: request.about.description)
    var verdict = ScanVerdict.clean
    var secret: EvidenceSecret?
    do {
      let prepared = try await preparer.prepare(request.files)
      let blocks = (prepared.pdf.count + EvidenceRecord.roundness - 1) / EvidenceRecord.roundness
      record.bytes = blocks * EvidenceRecord.roundness
      record.pages = prepared.pages
      record.sources = prepared.sources.map { EvidenceSource(type: $0.type) }
      let own = EvidenceSecret(sources: prepared.sources)
      secret = own
      verdict = await scan(request.files + [prepared.pdf])
      if case .infected = verdict {
      } else {
        record.blob = try await vault.keep(SealedBlob.seal(prepared.pdf, own.key))
      }
    } catch let problems as Problems {
      record.problems = problems.list
      record.scan = .omitted
    }
    return try await write(request, record, secret, verdict)
  }

  /// The originals are looked at too: afterwards only what was made of them is left. A scanner that
  /// does not answer is asked once.
  private func scan(_ files: [[UInt8]]) async -> ScanVerdict {
    var verdicts: [ScanVerdict] = []
    for file in files {
      let verdict = await scanner.scan(file)
      verdicts.append(verdict)
      if case .unavailable = verdict { break }
    }
    return ScanVerdict.together(verdicts)
  }

  private func write(
    _ request: Request, _ record: EvidenceRecord, _ secret: EvidenceSecret?,
    _ verdict: ScanVerdict
  ) async throws -> Answer {
    let names = [request.about.description] + request.files.map { BlobID(of: $0).rawValue }
    let command = Command(
      key: request.key, name: "ReceiveEvidence", party: request.party, role: request.role,
      content: Array(names.joined(separator: "\n").utf8))
    let performed = try await store.perform(command) { [keyring] unit in
      let id = DossierID(EvidenceRecord.kind, try unit.newNumber())
      var record = record
      if let secret {
        let row = try unit.keep(secret.text, .evidence, of: id, keyring())
        record.secret = EvidenceRecord.Secret(value: row.id, commitment: row.commitmentText)
      }
      let change =
        record.problems.isEmpty
        ? try EvidenceDecision.received(id, record, verdict)
        : try EvidenceDecision.refused(id, record)
      return Answer.bytes(try unit.apply(change))
    }
    return try Answer(performed)
  }
}

extension ReceiveEvidence.Answer {
  /// What the store keeps as the command's answer.
  fileprivate static func bytes(_ dossier: Dossier) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.field("number", Int(dossier.id.number))
      json.field("state", dossier.state)
      json.field("record", dossier.body)
    }
    return json.bytes
  }

  fileprivate init(_ performed: Performed) throws(StoreFailure) {
    let document = Document()
    let text = String(decoding: performed.answer, as: UTF8.self)
    do { try document.read(json: text) } catch {
      throw .corrupt("the answer of ReceiveEvidence is not JSON at byte \(error.offset)")
    }
    let root = document.root
    guard let number = document.value(of: root, "number").map(document.string).flatMap(Int64.init),
      let name = document.value(of: root, "state").map(document.string),
      let state = EvidenceLifecycle.Status(rawValue: name),
      let record = document.value(of: root, "record").map(document.string)
    else { throw .corrupt("the answer of ReceiveEvidence lacks number, state or record") }
    self.init(
      dossier: DossierID(EvidenceRecord.kind, number), state: state,
      record: try EvidenceRecord(json: record), isRepeated: performed.isRepeated)
  }
}
