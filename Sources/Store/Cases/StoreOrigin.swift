package import Casework

/// By what a store and its copies know each other (案卷库出处): the first event, and what the installation is for, since a rehearsal
/// begins as the service of which it is a copy.
package struct StoreOrigin: Hashable, Sendable {
  /// The hash of the first event; empty before there is one.
  package let beginning: [UInt8]
  package let purpose: Purpose
}

extension Cases {
  /// The origin of a store of any form: its tables of events and dossiers are as the first migration made them.
  ///
  /// - Throws: ``StoreFailure`` when it cannot be read.
  package static func origin(of database: any SQLDatabase) async throws -> StoreOrigin {
    try await StoreFailure.translating {
      try await database.read { connection in
        let first = try connection.first(
          LedgerStatements.leafHashes, [.integer(0), .integer(1)]
        ) { row in
          _ = try row.int()
          return try row.blob()
        }
        // A store from before purposes were recorded is real.
        let record = try InstallationRecord.of(CaseSnapshot(connection: connection))
        return StoreOrigin(beginning: first ?? [], purpose: record?.purpose ?? .service)
      }
    }
  }
}
