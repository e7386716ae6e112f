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
      The copy is checked before it gets its name. A file that is there is not overwritten. A store that an \
      older program made is copied as it is: back up first, then migrate.

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
      let address = "sqlite:\(part)"
      Stores.remove(address)
      // Whatever fails, no half copy with personal data stays.
      defer { Stores.remove(address) }
      try database.backUp(to: part)
      let copy = try await StoreCopy(proving: part)
      guard rename(part, file) == 0 else { throw FileFailure.last(file) }
      let events = copy.events
      try options.say(
        copy.adding(
          to: Wording("已备份\(events)个事件到\(file)", "backed up \(events) events to \(file)"))
      ) { json in
        json.field("file", file)
        json.field("events", events)
        json.list("missing") { json in for number in copy.missing { json.number(number) } }
      }
    }
  }
}

struct StoreRestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Put a backup in the place of a store, in one transaction.",
    discussion: """
      The backup is checked first. A store that holds something is only replaced with --overwrite, and only \
      by a backup of the same installation. After the backup of an older program, run luohu store migrate.

      EXAMPLE
        luohu store migrate --store sqlite:cases.db
        luohu store backup --store sqlite:cases.db cases-backup.db
        luohu store restore --store sqlite:restored.db cases-backup.db
      """)

  @Flag(help: "Replace what the store holds.") var overwrite = false
  @OptionGroup var options: StoreOptions
  @Argument(help: "The backup.") var file: String

  func run() async throws {
    let copy = try await StoreCopy(proving: file)
    try await options.useFile(.making) { database in
      let isEmpty = try await database.read { try Schema.isEmpty($0) }
      guard isEmpty || overwrite else {
        throw Problem.argument(
          "--store", JSONText.quoted(options.address.store), "空的案卷库，或加 --overwrite",
          "an empty store, or --overwrite")
      }
      // A store that is too damaged to say what it is may be replaced.
      if !isEmpty, let here = try? await Cases.origin(of: database), here != copy.origin {
        throw Problem.argument(
          "file", JSONText.quoted(file), "本系统的备份；另一系统的备份请恢复到新文件",
          "a backup of this installation; one of another is restored into a new file")
      }
      let source = try SQLiteDatabase(file, access: .reading)
      try database.restore(from: source)
      await source.close()
      let events = copy.events
      try options.say(
        copy.adding(to: Wording("已恢复\(events)个事件", "restored \(events) events"))
      ) { json in
        json.field("events", events)
        json.list("missing") { json in for number in copy.missing { json.number(number) } }
      }
    }
  }
}

/// A file that is a whole store and fits its own events (案卷库副本).
private struct StoreCopy {
  let events: Int
  let origin: StoreOrigin
  /// Migrations that it lacks: an older program made it.
  let missing: [Int]

  /// Looks at everything in a file.
  ///
  /// - Throws: ``StoreFailure`` naming the file and the first thing that is wrong.
  init(proving file: String) async throws {
    guard access(file, R_OK) == 0 else { throw FileFailure.last(file) }
    let copy = try SQLiteDatabase(file, access: .reading)
    do {
      if let fault = try await copy.faults().first {
        throw StoreFailure.corrupt("\(file): \(fault)")
      }
      guard try await !copy.read({ try Schema.landed($0).isEmpty }) else {
        throw StoreFailure.corrupt("\(file): it has no tables of a store")
      }
      missing = try await copy.read { try Schema.missing($0).map(\.number) }
      let verification = try await Cases.verify(copy)
      if let fault = verification.faults.first {
        throw StoreFailure.corrupt("\(file): \(fault.place): \(fault.what.wording.en)")
      }
      origin = try await Cases.origin(of: copy)
      await copy.close()
      events = verification.events
    } catch {
      await copy.close()
      throw error
    }
  }

  /// A result, and what is to be done with the store of an older program.
  func adding(to result: Wording) -> Wording {
    guard !missing.isEmpty else { return result }
    return Wording(
      "\(result.zh)；缺少迁移\(missing)：用于新程序前请运行 luohu store migrate",
      "\(result.en); it lacks migrations \(missing): luohu store migrate comes before a new program's use"
    )
  }
}
