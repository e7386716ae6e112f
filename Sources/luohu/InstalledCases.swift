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
