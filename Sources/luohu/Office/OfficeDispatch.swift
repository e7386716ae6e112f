import Casework
import Exchange
import Policy
import Store
import Synchronization
import Units
import Web

/// What leaves this process (发件): a pump for each channel that is set up, and words for those that are not. What a party is told can
/// always be read on the platform; that needs no channel.
struct OfficeDispatch: Sendable {
  private let cases: Cases
  private let installation: Installation
  private let channels: [any Channel]
  private let delivered = DeliveryCounts()
  /// What does not leave, and why.
  let notes: [Backstage.Part]

  /// - Throws: `Problems` when the settings of a channel are not whole.
  init(_ settings: Settings, _ installed: InstalledCases, _ keyring: LiveKeyring?) throws {
    cases = installed.cases
    installation = installed.installation
    var channels: [any Channel] = []
    var notes: [Backstage.Part] = []
    func off(_ name: String, _ zh: String, _ en: String) {
      notes.append(Backstage.Part(name: "off.\(name)", isWell: true, text: Wording(zh, en)))
    }
    let wantsMail = !settings.mailHost.isEmpty
    let wantsText = !settings.smsFile.isEmpty
    if wantsText, installed.installation.purpose == .service {
      throw Problem.argument(
        "sms.file", JSONText.quoted(settings.smsFile), "只用于演示或演练：正式运行的短信要真正发出",
        "only in a demo or rehearsal: messages of a service have to arrive")
    }
    if installed.record?.sendsOut == false {
      off(
        "sending", "邮件和短信留在队列中：正式系统的演练不向真实的人发送",
        "mail, sms: wait; a rehearsal of a real installation sends nothing to real people")
    } else {
      if wantsMail || wantsText, keyring == nil {
        throw Problem.argument(
          "keyring", "\"\"", "密钥环文件：收件地址是加密保存的", "a keyring: addresses are kept sealed")
      }
      if let keyring {
        let letters = StoredLetters(cases, try NoticeTexts(NoticeText.all)) { keyring.now }
        if wantsMail { channels.append(MailChannel(try MailServer(settings), letters, .system)) }
        if wantsText {
          channels.append(
            SMSChannel(SMSGateway.file(settings.smsFile, .system), letters, .system))
        }
      }
      if !wantsMail {
        off(
          "mail", "邮件留在队列中：没有设置邮件服务器（mail.host）",
          "mail: waits, no mail server is set (mail.host)")
      }
      if !wantsText {
        off("sms", "短信留在队列中：没有设置短信网关", "sms: waits, no gateway is set")
      }
    }
    if !settings.vault.isEmpty, settings.scanner.isEmpty {
      off(
        "scanner", "上传的凭证不查毒：没有设置查毒服务（evidence.scanner）",
        "evidence: not scanned, no scanner is set (evidence.scanner)")
    }
    self.channels = channels
    self.notes = notes
  }

  // MARK: Runners

  private static let pruning: Int64 = 3_600_000
  /// Messages forgotten in one transaction.
  private static let prunedAtOnce = 1000

  func runners(_ settings: Settings, _ log: ServerLog) -> [OfficeRunner] {
    channels.map { pump($0, settings, log) } + [prune(days: settings.outboxDays, log)]
  }

  private func pump(
    _ channel: any Channel, _ settings: Settings, _ log: ServerLog
  ) -> OfficeRunner {
    var terms = PumpTerms()
    // What is under way at the end has to end before the server does.
    terms.grace = min(terms.grace, Int64(settings.shutdownSeconds) * 500)
    let outcomes = NoticeOutcomes(cases, installation.clock)
    let pump = OutboxPump(
      channel, cases, cases, holder: CaseOffice.holder,
      time: PumpTime(.system, city: installation.clock),
      terms: terms, seed: UInt64.random(in: 0 ... .max),
      witness: { delivery, message in
        try await outcomes.record(delivery, of: message)
        if case .delivered = delivery { delivered.add(message.message.channel) }
      },
      report: OfficeRunner.report("outbox:\(channel.name)", log))
    return OfficeRunner { await pump.run() }
  }

  private func prune(days: Int, _ log: ServerLog) -> OfficeRunner {
    let rounds = LeasedRounds(
      "outbox:prune", every: OfficeDispatch.pruning, cases, holder: CaseOffice.holder,
      report: OfficeRunner.report("outbox:prune", log)
    ) { _ in
      let end = CityClock.system.now()
        .adding(milliseconds: -Int64(days) * Instant.millisecondsOfDay)
      var count = 0
      while true {
        try Task.checkCancellation()
        let gone = try await cases.prune(
          deliveredBefore: end, limit: OfficeDispatch.prunedAtOnce)
        count += gone
        guard gone == OfficeDispatch.prunedAtOnce else { break }
      }
      if count > 0 { log.event("notice", "outbox pruned", ["messages": "\(count)"]) }
    }
    return OfficeRunner { await rounds.run() }
  }

  // MARK: Figures

  /// What waits, was given up and was delivered, by channel; only the last while the store does not answer.
  func figures() async -> [MetricFamily] {
    let now = installation.clock.now()
    let counts = delivered.all
    let backlogs = try? await cases.waiting()
    let names = Set(NoticeChannel.allCases.map(\.rawValue)).union(counts.keys)
      .union((backlogs ?? [:]).keys).sorted()
    func samples(_ value: (String) -> Int) -> [MetricFamily.Sample] {
      names.map { ([("channel", $0)], "\(value($0))") }
    }
    var families = [
      MetricFamily(
        "luohu_installation_time_seconds", .gauge,
        "The installation's time, since 1970; the machine's unless it is simulated.",
        [([("purpose", installation.purpose.rawValue)], "\(now.milliseconds / 1000)")]),
      MetricFamily(
        "luohu_outbox_delivered_total", .counter, "Messages delivered by this process.",
        samples { counts[$0] ?? 0 }),
    ]
    guard let backlogs else { return families }
    families += [
      MetricFamily(
        "luohu_outbox_waiting", .gauge, "Messages that wait.",
        samples { backlogs[$0]?.waiting ?? 0 }),
      MetricFamily(
        "luohu_outbox_dead", .gauge, "Messages given up, for people to look at.",
        samples { backlogs[$0]?.dead ?? 0 }),
      MetricFamily(
        "luohu_outbox_oldest_seconds", .gauge, "For how long the oldest message has been due.",
        samples { name in
          let oldest = backlogs[name]?.oldest ?? now
          return Int(max(now.milliseconds - oldest.milliseconds, 0) / 1000)
        }),
    ]
    return families
  }
}

/// How many messages this process has delivered, by channel.
private final class DeliveryCounts: Sendable {
  private let counts = Mutex<[String: Int]>([:])

  var all: [String: Int] { counts.withLock { $0 } }

  func add(_ channel: String) { counts.withLock { $0[channel, default: 0] += 1 } }
}

extension MailServer {
  /// - Throws: what is not allowed, by the names of the settings.
  fileprivate init(_ settings: Settings) throws(Problems) {
    guard settings.mailUser.isEmpty == settings.mailPassword.isEmpty else {
      throw Problem.argument(
        "mail.user", JSONText.quoted(settings.mailUser), "账号与密码须同时给出",
        "user and password go together")
    }
    let security: Security =
      switch settings.mailSecurity {
      case "none": .none
      case "startTLS": .startTLS
      default: .tls
      }
    try self.init(
      host: settings.mailHost, port: settings.mailPort, security: security,
      authorities: settings.mailAuthorities,
      login: settings.mailUser.isEmpty
        ? nil : MailLogin(user: settings.mailUser, password: settings.mailPassword),
      sender: settings.mailSender, senderName: settings.mailSenderName)
  }
}
