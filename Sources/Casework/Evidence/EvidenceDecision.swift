package import Policy

/// What handing in and scanning do to a dossier of evidence (凭证处理决定): pure, the store and the vault are elsewhere.
package enum EvidenceDecision {
  /// The files as prepared, and what the scanner said of them and of the result.
  package static func received(
    _ id: DossierID, _ record: EvidenceRecord, _ verdict: ScanVerdict
  ) -> DossierChange {
    var record = record
    guard let scan = EvidenceScan(verdict) else {
      let received = DossierChange.Event("EvidenceReceived", body: record.json)
      return change(id, seen: 0, [received], .received, record)
    }
    record.scan = scan
    if case .infected(let name) = verdict {
      record.blob = nil
      record.problems = [infection(name)]
      return refused(id, record)
    }
    let received = DossierChange.Event("EvidenceReceived", body: record.json)
    return change(id, seen: 0, [received, inspected(scan)], .inspected, record)
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
    guard dossier.state == EvidenceState.received.rawValue, let scan = EvidenceScan(verdict) else {
      return nil
    }
    var record = try EvidenceRecord(json: dossier.body)
    record.scan = scan
    guard case .infected(let name) = verdict else {
      return change(dossier.id, seen: dossier.version, [inspected(scan)], .inspected, record)
    }
    record.problems = [infection(name)]
    let refused = DossierChange.Event("EvidenceRefused", body: record.json)
    return change(dossier.id, seen: dossier.version, [refused], .refused, record)
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

  private static func inspected(_ scan: EvidenceScan) -> DossierChange.Event {
    var json = JSONWriter()
    json.object { $0.field("scan", scan.rawValue) }
    return DossierChange.Event("EvidenceInspected", body: json.text)
  }

  private static func change(
    _ id: DossierID, seen: Int, _ events: [DossierChange.Event], _ state: EvidenceState,
    _ record: EvidenceRecord
  ) -> DossierChange {
    DossierChange(
      id, seen: seen, events: events, state: state.rawValue, body: record.json, keys: record.keys)
  }
}

extension EvidenceScan {
  /// What a verdict settles; `nil` when it settles nothing.
  fileprivate init?(_ verdict: ScanVerdict) {
    switch verdict {
    case .clean: self = .clean
    case .omitted: self = .omitted
    case .infected: self = .infected
    case .unavailable: return nil
    }
  }
}
