import Casework
import Documents
import Policy
import Store
import Units
import Web

extension OfficeHall {
  /// What only staff need (后台), over the store of this installation.
  ///
  /// - Parameter notes: what does not leave, and why.
  static func backstage(
    _ settings: Settings, _ cases: Cases, _ keys: @escaping @Sendable () -> Keyring,
    _ notes: [Backstage.Part]
  ) throws -> Backstage {
    let open =
      settings.vault.isEmpty
      ? nil
      : OpenEvidence(
        vault: try DiskVault(folder: settings.vault), store: cases, keyring: keys)
    return Backstage(
      acts: cases, openEvidence: open, csv: { CSVTable.bytes($0, $1) },
      health: { await health(cases, notes) })
  }

  /// How the parts do; a store that does not answer hides what is behind it.
  private static func health(_ cases: Cases, _ notes: [Backstage.Part]) async -> [Backstage.Part] {
    if let reason = await cases.database.health() {
      return [Backstage.Part(name: "store", isWell: false, text: Wording(same: reason))]
    }
    var parts = [
      Backstage.Part(name: "store", isWell: true, text: Wording("可读写", "answers"))
    ]
    do {
      parts.append(try await ledger(cases))
      for (channel, backlog) in try await cases.waiting().sorted(by: { $0.key < $1.key }) {
        parts.append(outbox(channel, backlog))
      }
    } catch {
      parts.append(
        Backstage.Part(
          name: "ledger", isWell: false,
          text: Wording("读取时没有应答", "the store did not answer while it was read")))
    }
    return parts + notes
  }

  private static func ledger(_ cases: Cases) async throws -> Backstage.Part {
    if let reason = try await cases.ledgerClosed() {
      return Backstage.Part(
        name: "ledger", isWell: false,
        text: Wording("已停止办理：\(reason)", "closed, nothing is decided: \(reason)"))
    }
    let size = try await cases.ledgerSize()
    let covered = try await cases.latestCheckpoint()?.size ?? 0
    return Backstage.Part(
      name: "ledger", isWell: true,
      text: Wording(
        "\(size)条事件，检查点包含\(covered)条", "\(size) events, of which a checkpoint covers \(covered)"))
  }

  private static func outbox(_ channel: String, _ backlog: Backlog) -> Backstage.Part {
    guard let oldest = backlog.oldest else {
      return Backstage.Part(
        name: "outbox.\(channel)", isWell: backlog.dead == 0,
        text: Wording("没有待发的，放弃\(backlog.dead)条", "nothing waits; \(backlog.dead) given up"))
    }
    return Backstage.Part(
      name: "outbox.\(channel)", isWell: backlog.dead == 0,
      text: Wording(
        "待发\(backlog.waiting)条，最早应发于\(oldest.text(.zh))，放弃\(backlog.dead)条",
        "\(backlog.waiting) wait, the oldest since \(oldest.text(.en)); \(backlog.dead) given up"))
  }
}
