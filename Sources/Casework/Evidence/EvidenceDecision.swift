package import Policy

/// What handing in and scanning do to a dossier of evidence (凭证处理决定): pure, the store and the vault are elsewhere.
package enum EvidenceDecision {
  /// The files as prepared, and what the scanner said of them and of the result.
  package static func received(
    _ id: DossierID, _ record: EvidenceRecord, _ verdict: ScanVerdict
  ) -> DossierChange {
    let received = DossierChange.Event("EvidenceReceived", body: record.json)
    switch verdict {
    case .infected(let name):
      var refusal = record
      refusal.blob = nil
      refusal.problems = [infection(name)]
      return refused(id, refusal)
    case .clean:
      return change(id, seen: 0, [received, cleared], .clean, record)
    case .unavailable(let reason):
      var json = JSONWriter()
      json.object { $0.field("reason", reason) }
      return change(
        id, seen: 0, [received, .init("EvidenceScanPostponed", body: json.text)], .unscanned, record
      )
    }
  }

  /// Files that are not accepted, with all reasons in ``EvidenceRecord/problems``.
  package static func refused(_ id: DossierID, _ record: EvidenceRecord) -> DossierChange {
    change(id, seen: 0, [.init("EvidenceRefused", body: record.json)], .refused, record)
  }

  /// What a repeated scan changes; `nil` when there is still no answer, or when the evidence does not
  /// wait for one.
  package static func scanned(
    _ dossier: Dossier, _ verdict: ScanVerdict
  ) throws(StoreFailure) -> DossierChange? {
    guard dossier.state == EvidenceState.unscanned.rawValue else { return nil }
    var record = try EvidenceRecord(json: dossier.body)
    switch verdict {
    case .unavailable:
      return nil
    case .clean:
      return change(dossier.id, seen: dossier.version, [cleared], .clean, record)
    case .infected(let name):
      record.problems = [infection(name)]
      return change(
        dossier.id, seen: dossier.version, [.init("EvidenceInfected", body: record.json)],
        .infected, record)
    }
  }

  /// Why infected files are not accepted.
  package static func infection(_ name: String) -> Problem {
    Problem(
      path: "files", value: JSONText.quoted(name),
      allowed: Wording(
        "查毒程序在文件中发现恶意代码；请在安全的设备上重新拍摄或导出后再上传",
        "the scanner found malware in the files; photograph or export them again on a clean device"
      ))
  }

  private static let cleared = DossierChange.Event("EvidenceCleared")

  private static func change(
    _ id: DossierID, seen: Int, _ events: [DossierChange.Event], _ state: EvidenceState,
    _ record: EvidenceRecord
  ) -> DossierChange {
    DossierChange(
      id, seen: seen, events: events, state: state.rawValue, body: record.json, keys: record.keys)
  }
}
