import Casework
import Identity
import PointsLaw
import Policy
import Store
import Units
import Web

/// The casework of an installation in this process (业务办理): its store, what runs beside the server, and what the public may see of
/// it.
struct CaseOffice: Sendable {
  let cases: Cases
  let proof: Proof
  /// `nil` without a keyring: nobody signs in.
  let hall: Hall?
  private let dispatch: OfficeDispatch
  private let runners: [OfficeRunner]

  /// This process among all that share the store: host, process number, and the machine's time of its start.
  static let holder = "\(hostName()):\(processNumber()):\(CityClock.system.now().milliseconds)"

  /// Opens the store that the settings name; `nil` when they name none.
  ///
  /// - Throws: `Problems` about settings, ``FileFailure`` about key files, ``StoreFailure`` about the store.
  static func open(
    _ settings: Settings, _ library: Library, _ log: ServerLog
  ) async throws -> CaseOffice? {
    guard !settings.store.isEmpty else {
      if let name = settings.needingStore.first {
        throw Problem.argument(
          "store", "\"\"", "给出\(name)时须给出案卷库", "a store, since \(name) is given")
      }
      return nil
    }
    let signer = try settings.ledgerKey.isEmpty ? nil : LedgerKeyFile.read(settings.ledgerKey)
    let known = try settings.ledgerKeys.isEmpty ? LedgerKeys([]) : .read(settings.ledgerKeys)
    var keys = known
    if let signer, !keys.list.contains(where: { $0.bytes == signer.key.bytes }) {
      keys.list.append(signer.key)
    }
    let keyring = try settings.keyring.isEmpty ? nil : liveKeyring(settings.keyring, log)
    let database = try await Stores.open(settings.store, access: .writing)
    do {
      let installed = try await InstalledCases.open(database)
      if let signer {
        try KeySuccession(signer.key, known: known, keysName: "ledger.keys").demand(
          after: try await installed.cases.latestCheckpoint(), name: "ledger.key",
          value: settings.ledgerKey)
      }
      if let keyring {
        let fit = try await KeyringFit(keyring.now, installed.cases)
        try fit.demand("keyring", settings.keyring)
        for misfit in fit.lost {
          log.event("critical", "values cannot be read", ["reason": misfit.wording.en])
        }
      }
      let dispatch = try OfficeDispatch(settings, installed, keyring)
      var runners = dispatch.runners(settings, log)
      if let simulated = installed.installation.simulated {
        runners.append(.clock(simulated, installed.cases, log))
      }
      if let signer { runners.append(.ledger(signer, keys, installed.cases, log)) }
      if let keyring { runners.append(.keys(keyring, installed.cases, log)) }
      runners += try OfficeRunner.evidence(settings, installed.cases, keyring, log)
      let proof = Proof(installed.cases, keys)
      let hall = try await OfficeHall.open(
        settings, installed, keyring, proof, library, log, notes: dispatch.notes)
      if let hall { runners += hall.runners(log) }
      return CaseOffice(
        cases: installed.cases, proof: proof, hall: hall?.hall, dispatch: dispatch,
        runners: runners)
    } catch {
      await database.close()
      throw error
    }
  }

  private static func liveKeyring(_ path: String, _ log: ServerLog) throws -> LiveKeyring {
    try LiveKeyring(KeyringFile(path)) { problems in
      let words = problems.list.map { "\($0.path): \($0.allowed.en)" }.joined(separator: "; ")
      log.event("error", "keyring not read", ["reason": words])
    }
  }

  /// Records that a server began to work on these cases, so that the ledger says who ran what when.
  ///
  /// - Returns: the receipt; `nil` while the ledger is closed: then nothing is decided, but reading goes on.
  func recordStart(version: String) async throws -> Receipt? {
    let holder = CaseOffice.holder
    let command = Command(
      key: "start \(holder)", name: "StartServer", party: .system, role: .system)
    let performed: Performed
    do {
      performed = try await cases.perform(command) { unit in
        // A store from before purposes were recorded is what it was: real.
        if try InstallationRecord.of(unit) == nil {
          try InstallationRecord.make(.service, in: unit)
        }
        var body = JSONWriter()
        body.object { json in
          json.field("server", holder)
          json.field("version", version)
        }
        try InstallationRecord.note(.init("ServerStarted", body: body.text), in: unit)
        return []
      }
    } catch StoreFailure.ledgerClosed {
      return nil
    }
    return try await ReceiptDesk(cases, proof.keys).receipt(of: performed.events.upperBound - 1)
  }

  /// What runs beside the server, and how it is.
  func companion() -> Companion {
    Companion(
      name: "casework",
      run: {
        await withTaskGroup(of: Void.self) { group in
          for runner in runners { group.addTask { await runner.run() } }
        }
      },
      health: {
        if let reason = await cases.database.health() { return "store: \(reason)" }
        return nil
      },
      notes: {
        let troubles = hall?.revoked.troubles(at: CityClock.system.now()) ?? []
        return (dispatch.notes.map(\.text) + troubles.map(\.text)).map(\.en)
      },
      figures: { await dispatch.figures() },
      close: {
        await hall?.parties.close()
        await cases.database.close()
      })
  }
}

extension Settings {
  /// Settings that say something, and nothing without a store.
  fileprivate var needingStore: [String] {
    [
      ("ledger.key", ledgerKey), ("ledger.keys", ledgerKeys), ("keyring", keyring),
      ("mail.host", mailHost), ("sms.file", smsFile), ("evidence.vault", vault),
    ].filter { !$0.1.isEmpty }.map(\.0)
  }
}
