import ArgumentParser
import Casework
import Glibc
import Policy
import Store

struct StoreBackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copy a store as it is now into a file, beside a running server.",
    discussion: """
      The copy is checked before it gets its name. A file that is there is not overwritten.

      EXAMPLE
        luohu store migrate --store sqlite:cases.db
        luohu store backup --store sqlite:cases.db cases-backup.db
      """)

  @OptionGroup var options: StoreOptions
  @Argument(help: "The new file.") var file: String

  func run() async throws {
    guard access(file, F_OK) != 0 else {
      throw Problem.argument(
        "file", JSONText.quoted(file), "尚不存在的文件", "a file that is not there yet")
    }
    try await options.useFile(.reading) { database in
      let part = "\(file).part"
      unlink(part)
      try database.backUp(to: part)
      let events = try await StoreCopy.proved(part)
      guard rename(part, file) == 0 else { throw FileFailure.last(file) }
      try options.say(
        Wording("已备份\(events)个事件到\(file)", "backed up \(events) events to \(file)")
      ) { json in
        json.field("file", file)
        json.field("events", events)
      }
    }
  }
}

struct StoreRestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Put a backup in the place of a store, in one transaction.",
    discussion: """
      The backup is checked first. A store that holds something is only replaced with --overwrite.

      EXAMPLE
        luohu store migrate --store sqlite:cases.db
        luohu store backup --store sqlite:cases.db cases-backup.db
        luohu store restore --store sqlite:restored.db cases-backup.db
      """)

  @Flag(help: "Replace what the store holds.") var overwrite = false
  @OptionGroup var options: StoreOptions
  @Argument(help: "The backup.") var file: String

  func run() async throws {
    let events = try await StoreCopy.proved(file)
    try await options.useFile(.making) { database in
      let isEmpty = try await database.read { try Schema.isEmpty($0) }
      guard isEmpty || overwrite else {
        throw Problem.argument(
          "--store", JSONText.quoted(options.address.store), "空的案卷库，或加 --overwrite",
          "an empty store, or --overwrite")
      }
      let source = try SQLiteDatabase(file, access: .reading)
      try database.restore(from: source)
      await source.close()
      try options.say(
        Wording("已恢复\(events)个事件", "restored \(events) events")
      ) { json in json.field("events", events) }
    }
  }
}

/// Copies of a store.
private enum StoreCopy {
  /// Looks whether a file is a whole store that fits its own events.
  ///
  /// - Returns: how many events it has.
  static func proved(_ file: String) async throws -> Int {
    guard access(file, R_OK) == 0 else { throw FileFailure.last(file) }
    let copy = try SQLiteDatabase(file, access: .reading)
    do {
      if let fault = try await copy.faults().first {
        throw StoreFailure.corrupt("\(file): \(fault)")
      }
      let cases = try await Cases.open(copy, clock: StoreOptions.clock)
      let verification = try await cases.verify()
      if let fault = verification.faults.first {
        throw StoreFailure.corrupt("\(file): \(fault.place): \(fault.what.wording.en)")
      }
      await copy.close()
      return verification.events
    } catch {
      await copy.close()
      throw error
    }
  }
}
