import Casework
import Policy
import Store
import Units
import Web

/// The casework of an installation in this process (业务办理): its store, the runner that signs the ledger, and what the public
/// may see of it.
struct CaseOffice: Sendable {
  let cases: Cases
  let proof: Proof
  private let keeper: LedgerKeeper?

  /// Opens the store that the settings name; `nil` when they name none.
  ///
  /// - Throws: `Problems` about settings, ``FileFailure`` about key files, ``StoreFailure`` about the store.
  static func open(_ settings: Settings, clock: CityClock) async throws -> CaseOffice? {
    guard !settings.store.isEmpty else {
      guard settings.ledgerKey.isEmpty, settings.ledgerKeys.isEmpty else {
        throw Problem.argument(
          "store", "\"\"", "给出账本密钥时须给出案卷库", "a store, since ledger keys are given")
      }
      return nil
    }
    let signer = try settings.ledgerKey.isEmpty ? nil : LedgerKeyFile.read(settings.ledgerKey)
    var keys = try settings.ledgerKeys.isEmpty ? LedgerKeys([]) : .read(settings.ledgerKeys)
    if let signer, !keys.list.contains(where: { $0.bytes == signer.key.bytes }) {
      keys.list.append(signer.key)
    }
    let cases = try await Cases.open(Stores.open(settings.store), clock: clock)
    let keeper = signer.map { signer in
      LedgerKeeper(
        cases, leases: cases, gate: cases, signer: signer, keys: keys, clock: clock,
        holder: holder)
    }
    return CaseOffice(cases: cases, proof: Proof(cases, keys), keeper: keeper)
  }

  /// This process among all that share the store.
  private static var holder: String { "\(hostName()):\(processNumber())" }

  /// Records that a server began to work on these cases, so that the ledger says who ran what when.
  ///
  /// - Returns: the receipt; `nil` while the ledger is closed: then nothing is decided, but reading goes on.
  func recordStart(version: String) async throws -> Receipt? {
    let installation = DossierID(DossierKind(rawValue: "installation"), 1)
    let holder = CaseOffice.holder
    let command = Command(
      key: "start \(holder) \(cases.clock.now().milliseconds)", name: "StartServer",
      party: .system, role: .system)
    let performed: Performed
    do {
      performed = try await cases.perform(command) { unit in
        var body = JSONWriter()
        body.object { json in
          json.field("server", holder)
          json.field("version", version)
        }
        let seen = try unit.dossier(installation)?.version ?? 0
        try unit.apply(
          DossierChange(
            installation, seen: seen,
            events: [DossierChange.Event("ServerStarted", body: body.text)], state: "serving"))
        return []
      }
    } catch StoreFailure.ledgerClosed {
      return nil
    }
    return try await ReceiptDesk(cases, proof.keys).receipt(of: performed.events.lowerBound)
  }

  /// What runs beside the server, and how it is.
  func companion(_ log: ServerLog) -> Companion {
    Companion(
      name: "casework",
      run: {
        guard let keeper else { return }
        await keeper.run { result in
          switch result {
          case .success(.refused(let fault)):
            log.event("critical", "ledger closed", ["reason": fault.wording.en])
          case .success: break
          case .failure(let error):
            log.event("error", "no checkpoint", ["reason": "\(error)"])
          }
        }
      },
      health: {
        if let reason = await cases.database.health() { return "store: \(reason)" }
        return nil
      },
      close: { await cases.database.close() })
  }
}
