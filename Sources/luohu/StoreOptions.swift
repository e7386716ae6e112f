import ArgumentParser
import Casework
import Policy
import Store

/// Which store a command works on.
struct StoreAddress: ParsableArguments {
  @Option(help: ArgumentHelp("The store: sqlite:PATH or postgresql://….", valueName: "address"))
  var store: String

  /// Opens the store, uses it, and closes it again.
  func use(
    _ access: SQLiteDatabase.Access, _ body: (any SQLDatabase) async throws -> Void
  ) async throws {
    let database = try await Stores.open(store, access: access)
    do { try await body(database) } catch {
      await database.close()
      throw error
    }
    await database.close()
  }
}

/// Which store, and how results are said.
struct StoreOptions: ParsableArguments, SaysResults {
  @OptionGroup var address: StoreAddress
  @Option(help: "text or json.") var format: Format = .text
  @Option(help: ArgumentHelp("Language: zh or en.", valueName: "lang"))
  var lang: Language = .preferred

  /// The machine's own clock.
  static let clock = CityClock.system

  func use(
    _ access: SQLiteDatabase.Access, _ body: (any SQLDatabase) async throws -> Void
  ) async throws {
    try await address.use(access, body)
  }

  /// The same, when only SQLite can do it.
  func useFile(
    _ access: SQLiteDatabase.Access, _ body: (SQLiteDatabase) async throws -> Void
  ) async throws {
    try await use(access) { database in
      guard let database = database as? SQLiteDatabase else {
        throw Problem.argument(
          "--store", JSONText.quoted("postgresql://…"), "sqlite:路径；PostgreSQL请用pg_dump与pg_restore",
          "sqlite:PATH; PostgreSQL has pg_dump and pg_restore")
      }
      try await body(database)
    }
  }
}

/// Which store, and the public keys of its ledger.
struct LedgerStoreOptions: ParsableArguments {
  @OptionGroup var address: StoreAddress
  @Option(
    help: ArgumentHelp("The file of the ledger's public keys, one a line.", valueName: "file"))
  var keys: String?

  func publicKeys() throws -> LedgerKeys {
    guard let keys else { throw ValidationError("Give the ledger's public keys by --keys.") }
    return try LedgerKeys.read(keys)
  }

  /// Opens the cases, uses them and closes the store again.
  func use(
    _ access: SQLiteDatabase.Access, _ body: (Cases) async throws -> Void
  ) async throws {
    try await address.use(access) { database in
      try await body(try await Cases.open(database, clock: StoreOptions.clock))
    }
  }
}

/// A command that says results as text or JSON.
protocol SaysResults {
  var format: Format { get }
  var lang: Language { get }
}

extension SaysResults {
  /// Says one result.
  func say(_ text: Wording, _ json: (inout JSONWriter) -> Void) throws {
    var output = StandardOutput()
    switch format {
    case .text: try output.line(text[lang])
    case .json:
      var writer = JSONWriter()
      writer.object(json)
      writer.endLine()
      try output.write(writer.bytes)
    }
    try output.flush()
  }

  /// Says what is wrong; one line each.
  func say(_ faults: [StoreFault]) throws {
    for fault in faults {
      try say(
        Wording(
          "\(fault.place)：\(fault.what.wording.zh)", "\(fault.place): \(fault.what.wording.en)")
      ) { json in
        json.field("fault", fault.what.rawValue)
        json.field("place", fault.place)
      }
    }
  }
}
