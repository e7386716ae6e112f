import ArgumentParser
import Casework
import Policy
import Store
import Units

struct OutboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outbox",
    abstract: "Messages on their way out (发件箱): what waits, what was given up; send it again.",
    discussion: """
      Both work beside a running server.

      EXAMPLES
        luohu store migrate --store sqlite:cases.db
        luohu outbox status --store sqlite:cases.db
        luohu outbox retry --store sqlite:cases.db --channel mail
      """,
    subcommands: [OutboxStatusCommand.self, OutboxRetryCommand.self])
}

extension String? {
  /// The channels that there are: those of notices, and any other that messages of the store have.
  ///
  /// - Throws: `Problems` when a channel was asked for that is none of them.
  fileprivate func among(_ backlogs: [String: Backlog]) throws(Problems) -> [String] {
    let names = Set(NoticeChannel.allCases.map(\.rawValue)).union(backlogs.keys).sorted()
    if let channel = self, !names.contains(channel) {
      throw Problem.argument(
        "--channel", JSONText.quoted(channel), names.joined(separator: "、"),
        names.joined(separator: ", "))
    }
    return names
  }
}

struct OutboxStatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "What waits by channel, who sends it, and each message that was given up.",
    discussion: """
      No addresses and no texts are shown; they are not in the outbox.

      EXAMPLES
        luohu store migrate --store sqlite:cases.db
        luohu outbox status --store sqlite:cases.db
        luohu outbox status --store sqlite:cases.db --format json
      """)

  @Option(help: ArgumentHelp("Only of this channel: mail or sms.", valueName: "channel"))
  var channel: String?
  @OptionGroup var options: StoreOptions

  func run() async throws {
    try await options.use(.reading) { database in
      let installed = try await InstalledCases.open(database)
      let backlogs = try await installed.cases.waiting()
      let names = try channel.among(backlogs)
      for name in names where channel == nil || channel == name {
        try await say(name, backlogs[name] ?? Backlog(), installed)
      }
      var last: Int64 = 0
      while true {
        let dead = try await installed.cases.dead(channel: channel, after: last, limit: 500)
        guard let end = dead.last else { break }
        last = end.pending.id
        for message in dead { try say(message) }
      }
    }
  }

  private func say(
    _ channel: String, _ backlog: Backlog, _ installed: InstalledCases
  ) async throws {
    let lease = try await installed.cases.lease(
      "outbox:\(channel)", now: StoreOptions.clock.now())
    let isHeld = installed.record?.sendsOut == false
    let sender =
      lease.map { Wording("由\($0.holder)发送", "sent by \($0.holder)") }
      ?? (isHeld
        ? Wording("不发送：演练副本不向真实的人发送", "not sent: a rehearsal of a real installation tells nobody")
        : Wording("没有服务在发送：未配置或未运行", "nobody sends it: not set up, or not running"))
    let oldest = backlog.oldest.map { "\($0)" }
    try options.say(
      Wording(
        "\(channel)：待发\(backlog.waiting)\(oldest.map { "（最早\($0)）" } ?? "")，死信\(backlog.dead)，\(sender.zh)",
        "\(channel): \(backlog.waiting) waiting\(oldest.map { " (oldest \($0))" } ?? ""), "
          + "\(backlog.dead) given up; \(sender.en)")
    ) { json in
      json.field("channel", channel)
      json.field("waiting", backlog.waiting)
      json.field("dead", backlog.dead)
      json.key("oldest")
      if let oldest { json.text(oldest) } else { json.null() }
      json.key("sender")
      if let lease { json.text(lease.holder) } else { json.null() }
    }
  }

  private func say(_ dead: DeadMessage) throws {
    let message = dead.pending.message
    let dossier = message.dossier.map { "\($0)" } ?? ""
    try options.say(
      Wording(
        "死信\(dead.pending.id)：\(message.channel) \(dossier)，\(dead.pending.attempts)次，\(dead.at)：\(dead.reason)",
        "given up \(dead.pending.id): \(message.channel) \(dossier), \(dead.pending.attempts) attempts, "
          + "\(dead.at): \(dead.reason)")
    ) { json in
      json.field("message", Int(dead.pending.id))
      json.field("channel", message.channel)
      json.field("dossier", dossier)
      json.field("attempts", dead.pending.attempts)
      json.field("at", dead.at.description)
      json.field("reason", dead.reason)
    }
  }
}

struct OutboxRetryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry",
    abstract: "Send again what was given up: one message, a channel, or everything.",
    discussion: """
      Each message gets all attempts anew. That it is sent again stands in the history of its notice.

      EXAMPLES
        luohu store migrate --store sqlite:cases.db
        luohu outbox retry --store sqlite:cases.db
        luohu outbox retry --store sqlite:cases.db --channel mail
      """)

  @Option(help: ArgumentHelp("Only of this channel: mail or sms.", valueName: "channel"))
  var channel: String?
  @Option(help: ArgumentHelp("Only this one, by its number in status.", valueName: "number"))
  var message: Int64?
  @OptionGroup var options: StoreOptions

  func run() async throws {
    if let message, message < 1 {
      throw Problem.argument("--message", "\(message)", "不小于1", "1 or more")
    }
    try await options.use(.acting) { database in
      let cases = try await InstalledCases.open(database).cases
      _ = try channel.among(try await cases.waiting())
      var count = 0
      var last = message.map { $0 - 1 } ?? 0
      while true {
        let dead = try await cases.dead(
          channel: channel, after: last, limit: message == nil ? 500 : 1)
        let wanted = dead.filter { message == nil || message == $0.pending.id }
        guard let end = wanted.last else { break }
        last = end.pending.id
        for letter in wanted {
          // First the notice, so that its outcome can be recorded when it is sent.
          _ = try await cases.perform(Technician.command("ResendMessage", letter.pending.id)) {
            unit in
            try Notice.resend(letter.pending.message, in: unit)
            return []
          }
          if try await cases.revive(letter.pending.id) { count += 1 }
        }
        if message != nil { break }
      }
      try options.say(
        Wording("\(count)条消息重新发送", "\(count) messages are sent again")
      ) { json in json.field("messages", count) }
    }
  }
}
