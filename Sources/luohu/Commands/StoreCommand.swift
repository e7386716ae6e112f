import ArgumentParser
import Casework
import Policy
import Store
import Units

struct StoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store",
    abstract: "Look after a store of cases: migrate, check, back up, restore, rebuild.",
    discussion: """
      A store is one file, sqlite:PATH, or a PostgreSQL database, postgresql://…. Commands that only \
      read work beside a running server.

      EXAMPLE
        luohu store migrate --store sqlite:cases.db
        luohu store status --store sqlite:cases.db
      """,
    subcommands: [
      StoreMigrateCommand.self, StoreStatusCommand.self, StoreCheckCommand.self,
      StoreBackupCommand.self, StoreRestoreCommand.self, StoreRebuildCommand.self,
      StoreCopyCommand.self, StoreLoadCommand.self,
    ])
}

struct StoreStatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "What a store holds: migrations, events, messages, whether it is closed.",
    discussion: """
      EXAMPLE
        luohu store migrate --store sqlite:cases.db
        luohu store status --store sqlite:cases.db --format json
      """)

  @OptionGroup var options: StoreOptions

  func run() async throws {
    try await options.use(.reading) { database in
      let missing = try await database.read { try Schema.missing($0).map(\.number) }
      guard missing.isEmpty else {
        return try options.say(
          Wording(
            "缺少迁移\(missing)：请运行 luohu store migrate",
            "lacks migrations \(missing): run luohu store migrate")
        ) { json in
          json.field("engine", database.engine.rawValue)
          json.list("missing") { json in for number in missing { json.number(number) } }
        }
      }
      let cases = try await Cases.open(database, clock: StoreOptions.clock)
      let size = try await cases.ledgerSize()
      let closed = try await cases.ledgerClosed()
      let record = try await cases.read { try InstallationRecord.of($0) }
      let purpose = record?.purpose.rawValue
      let installation = Installation(record?.purpose ?? .service, time: record?.time)
      let now = installation.clock.now()
      let messages = try await cases.waiting().sorted { $0.key < $1.key }
      let waiting = messages.map { "\($0.key) \($0.value.waiting)" }.joined(separator: ", ")
      let dead = messages.map { "\($0.key) \($0.value.dead)" }.joined(separator: ", ")
      let engine = database.engine.rawValue
      try options.say(
        Wording(
          """
          引擎：\(engine)，迁移\(Migration.all.count)
          用途：\(purpose ?? "未登记")，时间\(now)
          事件：\(size)
          待发：\(waiting.isEmpty ? "无" : waiting)
          死信：\(dead.isEmpty ? "无" : dead)
          账本：\(closed.map { "已关闭：\($0)" } ?? "开放")
          """,
          """
          engine: \(engine), migration \(Migration.all.count)
          purpose: \(purpose ?? "not recorded"), time \(now)
          events: \(size)
          waiting messages: \(waiting.isEmpty ? "none" : waiting)
          given up: \(dead.isEmpty ? "none" : dead)
          ledger: \(closed.map { "closed: \($0)" } ?? "open")
          """)
      ) { json in
        json.field("engine", engine)
        json.list("missing") { _ in }
        json.field("version", Migration.all.count)
        json.key("purpose")
        if let purpose { json.text(purpose) } else { json.null() }
        json.field("time", now.description)
        json.field("events", size)
        json.object("messages") { json in
          for (channel, counts) in messages {
            json.object(channel) { json in
              json.field("waiting", counts.waiting)
              json.field("dead", counts.dead)
            }
          }
        }
        json.key("closed")
        if let closed { json.text(closed) } else { json.null() }
      }
    }
  }
}

struct StoreCheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check everything: pages, constraints, migrations, events against current rows.",
    discussion: """
      Ends with status 1 and names every fault when there is one.

      EXAMPLE
        luohu store migrate --store sqlite:cases.db
        luohu store check --store sqlite:cases.db
      """)

  @OptionGroup var options: StoreOptions

  func run() async throws {
    try await options.use(.reading) { database in
      let found = (try await (database as? SQLiteDatabase)?.faults()) ?? []
      for fault in found {
        try options.say(Wording("数据库：\(fault)", "database: \(fault)")) { json in
          json.field("fault", "database")
          json.field("place", fault)
        }
      }
      let cases = try await Cases.open(database, clock: StoreOptions.clock)
      try await options.verify(cases, faultsBefore: found.count)
    }
  }
}

extension SaysResults {
  /// Compares current rows with events and says what came of it.
  func verify(_ cases: Cases, faultsBefore: Int = 0) async throws {
    let verification = try await cases.verify()
    try say(verification.faults)
    let count = faultsBefore + verification.faults.count
    let (events, dossiers) = (verification.events, verification.dossiers)
    try say(
      Wording(
        "\(events)个事件，\(dossiers)个案卷：\(count == 0 ? "一致" : "\(count)处不符")",
        "\(events) events, \(dossiers) dossiers: \(count == 0 ? "all fits" : "\(count) faults")")
    ) { json in
      json.field("events", events)
      json.field("dossiers", dossiers)
      json.field("faults", count)
    }
    if count > 0 { throw ExitCode(1) }
  }
}

struct StoreRebuildCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rebuild",
    abstract: "Write current rows anew from the events, or compare them with --verify.",
    discussion: """
      Writing stops the server; comparing works beside it and ends with status 1 when something differs.

      EXAMPLE
        luohu store migrate --store sqlite:cases.db
        luohu store rebuild --verify --store sqlite:cases.db
      """)

  @Flag(help: "Change nothing; name every difference.") var verify = false
  @OptionGroup var options: StoreOptions

  func run() async throws {
    try await options.use(verify ? .reading : .writing) { database in
      let cases = try await Cases.open(database, clock: StoreOptions.clock)
      if verify { return try await options.verify(cases) }
      let count = try await cases.rebuild()
      try options.say(
        Wording("已由事件重建\(count)个案卷", "rebuilt \(count) dossiers from their events")
      ) { json in json.field("dossiers", count) }
    }
  }
}
