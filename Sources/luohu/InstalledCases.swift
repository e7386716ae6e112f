import Casework
import Glibc
import Policy
import Store
import Units

/// The cases of an installation under its own clock (系统案卷): the machine's, or the simulated one of a demonstration or rehearsal.
struct InstalledCases: Sendable {
  let cases: Cases
  let installation: Installation
  /// `nil` in a store from before purposes were recorded: a service.
  let record: InstallationRecord?

  /// - Throws: ``StoreFailure`` about the store.
  static func open(_ database: any SQLDatabase) async throws -> InstalledCases {
    let plain = try await Cases.open(database, clock: .system)
    let record = try await plain.read { try InstallationRecord.of($0) }
    let installation = Installation(record?.purpose ?? .service, time: record?.time)
    let cases = try await Cases.open(database, clock: installation.clock, machine: .system)
    return InstalledCases(cases: cases, installation: installation, record: record)
  }
}

/// Acts that nobody has done, for measuring and for trying out (虚构办理): they stand only in a demo or rehearsal, since an event is
/// there for good.
extension InstalledCases {
  /// Makes a rehearsal of an empty store; does nothing in one that holds something.
  static func makeForInvented(_ database: any SQLDatabase) async throws {
    guard try await database.read({ try Schema.isEmpty($0) }) else { return }
    try await Schema.migrate(database, now: StoreOptions.clock.now())
    _ = try await open(database).cases.perform(Technician.command("MakeInstallation")) { unit in
      try InstallationRecord.make(.rehearsal, in: unit)
      return []
    }
  }

  /// - Parameter address: of the store.
  /// - Throws: `Problems` when the store is for real acts, before anything is written to it.
  func demandInvented(_ address: String) throws {
    guard installation.purpose == .service else { return }
    throw Problem.argument(
      "--store", JSONText.quoted(Stores.shown(address)), "演示或演练的案卷库：正式运行的案卷库不接受虚构的办理",
      "a store for demo or rehearsal: one of a service takes no invented acts")
  }
}

/// Whoever works on the machine's command line (运维人员).
enum Technician {
  /// The account on the machine; of whoever became another by `sudo`, the first.
  static let party: PartyID = {
    let name =
      environment("SUDO_USER") ?? getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) }
      ?? "\(geteuid())"
    return PartyID(rawValue: "technician:\(name)@\(hostName())")
  }()

  /// A command of theirs, which is never the same as another.
  ///
  /// - Parameter number: tells apart those of one run.
  static func command(_ name: String, _ number: Int64 = 0) -> Command {
    let run = "\(hostName().prefix(40)):\(processNumber()):\(start.milliseconds)"
    return Command(
      key: "\(run) \(name) \(number)", name: name, party: party, role: .technician)
  }

  private static let start = CityClock.system.now()
}
