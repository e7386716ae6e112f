import ArgumentParser
import Casework
import Policy
import Store
import Units

struct KeysCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys",
    abstract: "Keys of personal values: make, look at, change, retire.",
    discussion: """
      Personal values are sealed one by one with keys of a file that only its owner may read. \
      Docs/keys.md says how to keep it; a lost keyring cannot be replaced.

      EXAMPLE
        luohu keys new --keyring keyring.yaml
      """,
    subcommands: [
      KeysNewCommand.self, KeysStatusCommand.self, KeysRotateCommand.self, KeysRetireCommand.self,
    ])
}

struct KeyringOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The keyring, a file of mode 600.", valueName: "file"))
  var keyring: String

  var file: KeyringFile { KeyringFile(keyring) }
}

/// Problems of values that do not open, by number.
private func problems(_ failures: [SealFailure]) -> Problems {
  Problems(
    failures.map { failure in
      Problem(path: "keys", value: "…", allowed: failure.wording)
    })
}

struct KeysNewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Make a keyring, or add a key that waits to be used.",
    discussion: """
      Copy the file to every machine before luohu keys rotate puts the new key to use. Servers read a \
      replaced file by themselves.

      EXAMPLE
        luohu keys new --keyring keyring.yaml
        luohu keys new --keyring keyring.yaml --index
      """)

  @OptionGroup var ring: KeyringOptions
  @Flag(help: "Also change the key of blind indexes, by which values are found.") var index = false
  @Option(help: ArgumentHelp("Language: zh or en.", valueName: "lang"))
  var lang: Language = .preferred

  func run() async throws {
    var output = StandardOutput()
    if ring.file.exists {
      var added = ""
      try ring.file.change { keyring throws(Problems) in
        guard let key = keyring.add(withIndex: index) else {
          throw Problem.argument(
            "--keyring", JSONText.quoted(ring.keyring),
            "没有待启用密钥的密钥环；请先运行 luohu keys rotate",
            "a keyring without a key that waits; run luohu keys rotate first")
        }
        added = key.id
      }
      try output.line(
        Wording("密钥\(added)已添加，待启用", "key \(added) added; it waits for luohu keys rotate")[lang])
    } else {
      let keyring = Keyring(newAt: CityClock.system.now())
      try ring.file.create(keyring)
      try output.line(
        Wording(
          "已建立密钥环，现用密钥\(keyring.current.id)", "keyring made; key \(keyring.current.id) is in use")[
            lang])
    }
    try output.flush()
  }
}

struct KeysStatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Keys, how many values each has sealed, and whether all of them open.",
    discussion: """
      Opens every value once, shows none, and works beside a running server. A keyring that is not the store's is \
      said to be so; else values that do not open are named by number. The status is 2 in both cases.

      EXAMPLE
        luohu keys new --keyring keyring.yaml
        luohu store migrate --store sqlite:cases.db
        luohu keys status --keyring keyring.yaml --store sqlite:cases.db
      """)

  @OptionGroup var ring: KeyringOptions
  @OptionGroup var options: StoreOptions

  func run() async throws {
    let keyring = try ring.file.read()
    try await options.use(.reading) { database in
      let cases = try await Cases.open(database, clock: .system)
      let check = try await KeyCheck(keyring, cases)
      try options.show(keyring, check.counts)
      try await KeyringFit(keyring, cases).demand("--keyring", ring.keyring)
      guard check.failures.isEmpty else { throw problems(check.failures) }
    }
  }
}

extension StoreOptions {
  /// The table of keys, with those that the keyring has not.
  func show(_ keyring: Keyring, _ counts: [String: Int]) throws {
    var output = StandardOutput()
    let states = keyring.keys.map { key in
      key.id == keyring.current.id
        ? "current" : key.id == keyring.waiting?.id ? "waiting" : "older"
    }
    let words = [
      "current": Wording("现用", "in use"), "waiting": Wording("待启用", "waits"),
      "older": Wording("旧", "older"), "missing": Wording("缺失", "missing"),
    ]
    var rows = zip(keyring.keys, states).map { key, state in
      (key.id, key.indexID, state, key.since?.description ?? "", counts[key.id] ?? 0)
    }
    rows += counts.keys.sorted().filter { keyring.key($0) == nil }
      .map { ($0, "", "missing", "", counts[$0] ?? 0) }
    switch format {
    case .text:
      let head =
        lang == .zh
        ? ["密钥", "索引密钥", "状态", "启用时间", "个人信息"] : ["key", "index", "state", "since", "values"]
      try output.write(
        Columns.table(
          [head] + rows.map { [$0.0, $0.1, words[$0.2]?[lang] ?? "", $0.3, "\($0.4)"] },
          leftColumns: 4
        ).utf8)
    case .json:
      for row in rows {
        var json = JSONWriter()
        json.object { json in
          json.field("key", row.0)
          json.field("index", row.1)
          json.field("state", row.2)
          json.field("since", row.3)
          json.field("values", row.4)
        }
        json.endLine()
        try output.write(json.bytes)
      }
    }
    try output.flush()
  }
}

struct KeysRotateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate",
    abstract: "Put the waiting key to use and seal all values anew, while all go on working.",
    discussion: """
      A store that is not the keyring's own is refused. Can be stopped and started again at any time; without a waiting key it goes on with what an older \
      key still seals. Where a running server alone may write (SQLite), it does the rest by itself \
      within a minute. Values that do not open are named by number, and the status is 2.

      EXAMPLE
        luohu keys new --keyring keyring.yaml
        luohu keys new --keyring keyring.yaml
        luohu store migrate --store sqlite:cases.db
        luohu keys rotate --keyring keyring.yaml --store sqlite:cases.db
      """)

  @OptionGroup var ring: KeyringOptions
  @OptionGroup var options: StoreOptions

  func run() async throws {
    // First that the store can be reached and is the keyring's own: a key is not put to use for nothing.
    let known = try ring.file.read()
    try await options.use(.reading) { database in
      try await KeyringFit(known, try await Cases.open(database, clock: .system))
        .demand("--keyring", ring.keyring)
    }
    if try ring.file.read().waiting != nil {
      try ring.file.change { keyring throws(Problems) in
        _ = keyring.promote(at: CityClock.system.now())
      }
    }
    let keyring = try ring.file.read()
    do {
      try await options.use(.writing) { database in
        let cases = try await Cases.open(database, clock: .system)
        let progress = try await KeyRotation(keyring, cases).run { progress in
          StandardError.progress("\(progress.resealed)")
        }
        StandardError.progress()
        try options.show(keyring, progress.counts)
        guard progress.failures.isEmpty else { throw problems(progress.failures) }
      }
    } catch let failure as SQLFailure {
      guard case .unavailable = failure, Stores.hasWriter(options.address.store) else {
        throw failure
      }
      StandardError.line(
        Wording(
          "案卷库由运行中的服务写入，将由其继续轮换（luohu keys status）",
          "a running server writes to the store and does the rest (luohu keys status)")[
            options.lang])
      try await options.use(.reading) { database in
        let cases = try await Cases.open(database, clock: .system)
        try options.show(keyring, try await cases.sealedValues())
      }
    }
  }
}

struct KeysRetireCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retire",
    abstract: "Remove older keys that no value needs, an hour after the newer one came into use.",
    discussion: """
      Every value of the store is opened first. A store without values, or one of whose values some do not \
      open, proves nothing and no key goes; a rehearsal that was copied neither, since the original may need them. \
      Keys that may not go yet are named with the reason, and stay. Old backups need retired keys: keep a copy as \
      long as those.

      EXAMPLE
        luohu keys new --keyring keyring.yaml
        luohu store migrate --store sqlite:cases.db
        luohu keys retire --keyring keyring.yaml --store sqlite:cases.db
      """)

  @OptionGroup var ring: KeyringOptions
  @OptionGroup var options: StoreOptions

  func run() async throws {
    try await options.use(.reading) { database in
      let cases = try await Cases.open(database, clock: .system)
      let known = try ring.file.read()
      let check = try await KeyCheck(known, cases)
      if !known.older.isEmpty { try await prove(check, cases) }
      let now = CityClock.system.now()
      var gone: [String] = []
      try ring.file.change { keyring throws(Problems) in
        for key in keyring.older {
          do throws(Problems) {
            try keyring.retire(key.id, counts: check.counts, now: now)
            gone.append(key.id)
          } catch {
            StandardError.write(error.list, options.lang)
          }
        }
      }
      let names = gone.joined(separator: ", ")
      try options.say(
        gone.isEmpty
          ? Wording("没有移除密钥", "no key removed") : Wording("已移除密钥：\(names)", "removed: \(names)")
      ) { json in
        json.list("removed") { json in for key in gone { json.text(key) } }
      }
    }
  }
  /// Demands that the store is the one that needs the keys, if anything does.
  private func prove(_ check: KeyCheck, _ cases: Cases) async throws {
    let address = Stores.shown(options.address.store)
    try check.demandProof(address)
    guard let original = try await cases.read({ try InstallationRecord.of($0)?.copiedFrom }) else {
      return
    }
    throw Problem.argument(
      "--store", JSONText.quoted(address),
      "原案卷库：这是由\(original.rawValue)复制的演练，原案卷库可能仍需要旧密钥",
      "the original store: this is a rehearsal copied from a \(original.rawValue), which may still need older keys"
    )
  }
}
