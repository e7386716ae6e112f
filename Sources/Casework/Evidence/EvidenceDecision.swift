package import Policy

/// What handing in and scanning do to a dossier of evidence (凭证处理决定): pure, the store and the vault are elsewhere. Which
/// steps there are says ``EvidenceLifecycle``.
package enum EvidenceDecision {
  /// The files as prepared, and what the scanner said of them and of the result.
  package static func received(
    _ id: DossierID, _ record: EvidenceRecord, _ verdict: ScanVerdict
  ) throws(LifecycleRefusal) -> DossierChange {
    var record = record
    if case .infected(let name) = verdict {
      record.scan = .infected
      record.blob = nil
      record.problems = [infection(name)]
      return try refused(id, record)
    }
    let scan = EvidenceScan(verdict)
    if let scan { record.scan = scan }
    let received = try EvidenceLifecycle.apply(.receive, to: nil)
    var events = [DossierChange.Event(received.event, body: record.json)]
    var status = received.status
    if let scan {
      let inspected = try EvidenceLifecycle.apply(.inspect, to: status)
      events.append(DossierChange.Event(inspected.event, body: body(scan)))
      status = inspected.status
    }
    return change(id, seen: 0, events, status, record)
  }

  /// Files that are not accepted, with all reasons in ``EvidenceRecord/problems``.
  package static func refused(
    _ id: DossierID, _ record: EvidenceRecord
  ) throws(LifecycleRefusal) -> DossierChange {
    let refused = try EvidenceLifecycle.apply(.refuse, to: nil)
    let event = DossierChange.Event(refused.event, body: record.json)
    return change(id, seen: 0, [event], refused.status, record)
  }

  /// What a repeated scan changes; `nil` when there is still no answer, or when the evidence does not
  /// wait for one.
  package static func scanned(
    _ dossier: Dossier, _ verdict: ScanVerdict
  ) throws(StoreFailure) -> DossierChange? {
    guard let scan = EvidenceScan(verdict) else { return nil }
    guard let status = EvidenceLifecycle.Status(rawValue: dossier.state) else {
      throw .corrupt("evidence has no state \(dossier.state)")
    }
    let step = scan == .infected ? EvidenceLifecycle.Step.refuse : .inspect
    guard let next = try? EvidenceLifecycle.apply(step, to: status) else { return nil }
    var record = try EvidenceRecord(json: dossier.body)
    record.scan = scan
    var event = DossierChange.Event(next.event, body: body(scan))
    if case .infected(let name) = verdict {
      record.problems = [infection(name)]
      event.body = record.json
    }
    return change(dossier.id, seen: dossier.version, [event], next.status, record)
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

  /// What the inspection's event says.
  private static func body(_ scan: EvidenceScan) -> String {
    var json = JSONWriter()
    json.object { $0.field("scan", scan.rawValue) }
    return json.text
  }

  private static func change(
    _ id: DossierID, seen: Int, _ events: [DossierChange.Event], _ status: EvidenceLifecycle.Status,
    _ record: EvidenceRecord
  ) -> DossierChange {
    DossierChange(
      id, seen: seen, events: events, state: status.rawValue, body: record.json, keys: record.keys)
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
