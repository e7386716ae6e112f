import Casework
import Documents
import Policy
import Store
import Web

/// Something that works beside the server until it is stopped (后台任务). What goes wrong in it is logged and tried again; it ends
/// neither the others nor the server.
struct OfficeRunner: Sendable {
  var run: @Sendable () async -> Void

  /// Logs what hinders a runner.
  static func report(_ name: String, _ log: ServerLog) -> @Sendable (String) -> Void {
    { log.event("warning", "hindered", ["part": name, "reason": $0]) }
  }

  // MARK: One for each process

  /// Follows the time of a demonstration or rehearsal, which somebody may move in another process.
  static func clock(
    _ simulated: SimulatedClock, _ cases: Cases, _ log: ServerLog
  ) -> OfficeRunner {
    OfficeRunner {
      var isFailing = false
      while !Task.isCancelled {
        do {
          if let time = try await cases.read({ try InstallationRecord.of($0)?.time }) {
            simulated.follow(time)
          }
          isFailing = false
        } catch {
          if !isFailing, !Task.isCancelled { report("clock", log)("\(error)") }
          isFailing = true
        }
        try? await Task.sleep(for: .seconds(1))
      }
    }
  }

  // MARK: One of all processes, by a lease

  /// Makes checkpoints.
  static func ledger(
    _ signer: LedgerSigner, _ keys: LedgerKeys, _ cases: Cases, _ log: ServerLog
  ) -> OfficeRunner {
    let keeper = LedgerKeeper(
      cases, leases: cases, gate: cases, signer: signer, keys: keys, clock: .system,
      holder: CaseOffice.holder)
    return OfficeRunner {
      await keeper.run { result in
        switch result {
        case .success(.refused(let fault)):
          log.event("critical", "ledger closed", ["reason": fault.wording.en])
        case .success: break
        case .failure(let error):
          log.event("error", "no checkpoint", ["reason": "\(error)"])
        }
      }
    }
  }

  /// Seals personal values anew after their keys have changed.
  static func keys(_ keyring: LiveKeyring, _ cases: Cases, _ log: ServerLog) -> OfficeRunner {
    let watch = KeyWatch(
      keyring, cases, cases, holder: CaseOffice.holder, clock: .system,
      report: { log.event("notice", "keys", ["said": $0]) })
    return OfficeRunner { await watch.run() }
  }

  /// Milliseconds between two rounds of the scanner, and of the sweep of the vault.
  private static let scanning: Int64 = 300_000
  private static let sweeping: Int64 = 21_600_000

  /// Scans evidence that waits for it, and clears away files that nothing refers to.
  ///
  /// - Throws: `Problems` when the vault cannot be used.
  static func evidence(
    _ settings: Settings, _ cases: Cases, _ keyring: LiveKeyring?, _ log: ServerLog
  ) throws -> [OfficeRunner] {
    guard !settings.vault.isEmpty else { return [] }
    guard let keyring else {
      throw Problem.argument(
        "keyring", "\"\"", "密钥环文件：凭证是加密保存的", "a keyring: evidence is kept sealed")
    }
    let vault: DiskVault
    do { vault = try DiskVault(folder: settings.vault) } catch {
      throw Problem.argument(
        "evidence.vault", JSONText.quoted(settings.vault), "可写的文件夹（\(error.reason.zh)）",
        "a folder that can be written (\(error.reason.en))")
    }
    var runners = [sweep(vault, seconds: settings.vaultHours * 3600, cases, log)]
    if let address = ScannerAddress(settings.scanner) {
      let open = OpenEvidence(vault: vault, store: cases) { keyring.now }
      runners.append(
        scan(ScanEvidence(scanner: ClamAV(address), open: open, store: cases), cases, log))
    }
    return runners
  }

  private static func scan(
    _ scan: ScanEvidence, _ cases: Cases, _ log: ServerLog
  ) -> OfficeRunner {
    let rounds = LeasedRounds(
      "evidence:scan", every: scanning, cases, holder: CaseOffice.holder,
      report: report("evidence:scan", log)
    ) { lease in
      let outcome = try await scan(lease: lease)
      for (id, reason) in outcome.failed {
        log.event("error", "evidence not scanned", ["dossier": "\(id)", "reason": reason])
      }
      for id in outcome.infected {
        log.event("warning", "evidence infected", ["dossier": "\(id)"])
      }
      if let reason = outcome.unavailable { report("evidence:scan", log)(reason) }
    }
    return OfficeRunner { await rounds.run() }
  }

  private static func sweep(
    _ vault: DiskVault, seconds: Int, _ cases: Cases, _ log: ServerLog
  ) -> OfficeRunner {
    let rounds = LeasedRounds(
      "evidence:sweep", every: sweeping, cases, holder: CaseOffice.holder,
      report: report("evidence:sweep", log)
    ) { _ in
      let referenced = try await ReferencedEvidence.blobs(in: cases)
      // A store that refers to nothing beside a vault that is full is not this vault's store.
      let sweep =
        referenced.isEmpty
        ? try await vault.sweep(referenced: referenced, olderThan: seconds)
        : try await vault.clear(referenced: referenced, olderThan: seconds)
      for id in sweep.missing {
        log.event("critical", "evidence file missing", ["file": id.rawValue])
      }
      if referenced.isEmpty, !sweep.orphans.isEmpty {
        report("evidence:sweep", log)(
          "no case refers to evidence, yet the vault holds \(sweep.orphans.count) files: left alone"
        )
      } else if !sweep.orphans.isEmpty || !sweep.unfinished.isEmpty {
        log.event(
          "notice", "vault cleared",
          ["files": "\(sweep.orphans.count)", "unfinished": "\(sweep.unfinished.count)"])
      }
    }
    return OfficeRunner { await rounds.run() }
  }
}

extension ClamAV {
  init(_ address: ScannerAddress) {
    let place: Address =
      switch address {
      case .local(let path): .local(path: path)
      case .network(let host, let port): .network(host: host, port: port)
      }
    self.init(place)
  }
}
