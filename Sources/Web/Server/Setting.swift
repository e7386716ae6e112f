import Identity
package import Policy
import Units

/// One entry of the configuration (配置项): its name in the file, what it may be, and what it means.
///
/// The table ``all`` is the only place where a setting is described: the file, the environment, the
/// flags, the help and the reference page are read and written by it.
package struct Setting: Sendable {
  /// What a setting may be, and where its value goes.
  package enum Kind: Sendable {
    case text(any WritableKeyPath<Settings, String> & Sendable)
    /// `sqlite:PATH` or `postgresql://…`.
    case store(any WritableKeyPath<Settings, String> & Sendable)
    /// `unix:PATH` or `tcp:HOST:PORT`.
    case scanner(any WritableKeyPath<Settings, String> & Sendable)
    /// Scheme and host of a site, without a path.
    case address(any WritableKeyPath<Settings, String> & Sendable)
    /// A file or folder.
    case path(any WritableKeyPath<Settings, String> & Sendable)
    case number(any WritableKeyPath<Settings, Int> & Sendable, ClosedRange<Int>)
    case flag(any WritableKeyPath<Settings, Bool> & Sendable)
    case choice(any WritableKeyPath<Settings, String> & Sendable, [String])
    /// 32 bytes in Base64.
    case key(any WritableKeyPath<Settings, [UInt8]?> & Sendable)
  }

  /// Dotted, as it is nested in the file: `limits.body`.
  package var name: String
  package var kind: Kind
  /// What a number counts; empty where it needs no unit.
  package var unit: Wording
  package var meaning: Wording
  /// Never shown once set.
  package var isSecret: Bool

  private init(
    _ name: String, _ kind: Kind, unit: Wording = Wording(same: ""), isSecret: Bool = false,
    _ zh: String, _ en: String
  ) {
    self.name = name
    self.kind = kind
    self.unit = unit
    self.isSecret = isSecret
    meaning = Wording(zh, en)
  }

  /// On the command line: `limits.body` is `--limits-body`.
  package var flag: String { "--" + words.joined(separator: "-") }

  /// In the environment: `limits.body` is `LUOHU_LIMITS_BODY`.
  package var variable: String { "LUOHU_" + words.joined(separator: "_").uppercased() }

  private var words: [String] {
    var words = [""]
    for letter in name {
      if letter == "." {
        words.append("")
      } else if letter.isUppercase {
        words.append(letter.lowercased())
      } else {
        words[words.count - 1].append(letter)
      }
    }
    return words
  }

  private static let bytes = Wording("字节", "bytes")
  private static let seconds = Wording("秒", "seconds")
  private static let hours = Wording("小时", "hours")
  private static let days = Wording("天", "days")

  /// Every setting, in the order of the reference page.
  package static let all: [Setting] = [
    Setting("host", .text(\.host), "监听的地址", "address to listen on"),
    Setting(
      "port", .number(\.port, 0...65_535), "监听的端口；0表示任取空闲端口",
      "port to listen on; 0 takes any that is free"),
    Setting(
      "policy", .path(\.policy), "政策参数文件所在的文件夹；为空用内置的",
      "folder of the parameter files; empty for those built in"),
    Setting(
      "store", .store(\.store), isSecret: true, "案卷库的地址；为空则只提供公开页面",
      "address of the store of cases; empty for the public pages only"),
    Setting(
      "ledger.key", .path(\.ledgerKey), "签署账本检查点的私钥文件；为空由其他进程签署",
      "private key that signs the ledger's checkpoints; empty where another process signs"),
    Setting(
      "ledger.keys", .path(\.ledgerKeys), "账本公钥文件，含已停用的；为空只用上面私钥的公钥",
      "the ledger's public keys, ended ones included; empty for that of the private key only"),
    Setting(
      "keyring", .path(\.keyring), "个人信息的密钥环文件；发送邮件与短信、轮换密钥需要",
      "keyring of personal values; needed to send mail and text messages and to change keys"),
    Setting(
      "site.address", .address(\.address), "浏览器访问本站的地址，登录须经此地址；为空用监听的地址",
      "address by which browsers reach this site and sign in; empty for the one that is listened on"
    ),
    Setting(
      "identity", .path(\.identity), "身份认证配置文件；为空则演示使用自带的演示提供方，其他用途不能登录",
      "file of the identity providers; empty for the demo provider in a demo, and for no signing in elsewhere"
    ),
    Setting(
      "contacts", .path(\.contacts), "办理咨询页上各机构电话的文件；为空则页面说明没有填入",
      "file of the offices' telephones for the page that says whom to ask; empty says that there are none"
    ),
    Setting(
      "mail.host", .text(\.mailHost), "发信服务器；为空则邮件等待",
      "server that takes mail on; empty lets mail wait"),
    Setting("mail.port", .number(\.mailPort, 1...65_535), "发信服务器的端口", "its port"),
    Setting(
      "mail.security", .choice(\.mailSecurity, ["tls", "startTLS", "none"]),
      "到发信服务器的连接如何加密；none只用于本机", "how the way to it is encrypted; none for this machine only"),
    Setting(
      "mail.authorities", .path(\.mailAuthorities), "认可的证书颁发机构（PEM）；为空用系统的",
      "authorities that may vouch for it (PEM); empty for the system's"),
    Setting("mail.user", .text(\.mailUser), "发信账号；为空不登录", "account at it; empty for no login"),
    Setting("mail.password", .text(\.mailPassword), isSecret: true, "其密码", "its password"),
    Setting(
      "mail.passwordFile", .path(\.mailPasswordFile), "存有该密码的文件", "file that holds that password"),
    Setting("mail.sender", .text(\.mailSender), "发件邮箱", "mailbox that writes"),
    Setting("mail.senderName", .text(\.mailSenderName), "发件人名称", "its name as readers see it"),
    Setting(
      "sms.file", .path(\.smsFile), "演示或演练：短信写入此文件，不发给任何人；为空则短信等待",
      "demo or rehearsal: file that text messages are written to, sent to nobody; empty lets them wait"
    ),
    Setting(
      "outbox.days", .number(\.outboxDays, 1...3650), unit: days, "已送达的消息在发件箱中保留的天数；办理记录不受影响",
      "time that delivered messages stay in the outbox; the history of cases keeps them"),
    Setting(
      "evidence.vault", .path(\.vault), "凭证文件所在的文件夹；为空则不清点",
      "folder of evidence files; empty for none"),
    Setting(
      "evidence.scanner", .scanner(\.scanner), "ClamAV查毒程序的地址；为空则标明未查毒",
      "address of ClamAV; empty marks evidence as not scanned"),
    Setting(
      "evidence.grace", .number(\.vaultHours, 24...8760), unit: hours, "无人引用的凭证文件清除前保留的时间",
      "time that a file which nothing refers to is left alone"),
    Setting(
      "tls.certificate", .path(\.certificate), "证书链文件（PEM）；为空不加密",
      "certificate chain (PEM); empty for no encryption"),
    Setting(
      "tls.key", .path(\.privateKey), isSecret: true, "私钥文件（PEM）",
      "private key of the certificate (PEM)"),
    Setting(
      "tls.clientAuthorities", .path(\.clientAuthorities),
      "认可其客户端证书的颁发机构（PEM）：部门前置机与法人数字证书；为空不要求证书",
      "authorities whose client certificates are accepted (PEM): of departments' machines and legal entities; empty asks for none"
    ),
    Setting(
      "seal.key", .key(\.sealKey), isSecret: true, "密封表单内容的密钥；为空则每次启动新生成",
      "key that seals what forms carry; empty makes one at every start"),
    Setting("seal.keyFile", .path(\.sealKeyFile), "存有该密钥的文件", "file that holds that key"),
    Setting(
      "limits.body", .number(\.bodyBytes, 1024...(1 << 30)), unit: bytes, "请求内容的上限",
      "largest request body"),
    Setting(
      "limits.bulk", .number(\.bulkBytes, 1024...(1 << 30)), unit: bytes,
      "人群接口（rank、validate、simulate）请求内容的上限", "largest request body of rank, validate and simulate"),
    Setting(
      "limits.header", .number(\.headerBytes, 1024...(1 << 20)), unit: bytes,
      "请求头的上限（HTTP/2固定为16384）", "largest request header (HTTP/2: always 16384)"),
    Setting(
      "limits.connections", .number(\.connections, 1...100_000), "同时连接数；更多的在系统队列中等候",
      "connections at a time; more wait in the system's queue"),
    Setting(
      "limits.concurrency", .number(\.concurrency, 1...10_000), "同时处理的请求数",
      "requests worked on at a time"),
    Setting(
      "limits.bulkConcurrency", .number(\.bulkConcurrency, 1...1000), "人群接口同时处理的请求数",
      "requests of rank, validate and simulate worked on at a time"),
    Setting(
      "limits.queue", .number(\.queue, 0...100_000), "等候处理的请求数；更多的回答503",
      "requests that wait for their turn; more are answered 503"),
    Setting(
      "rate.requests", .number(\.rate, 0...100_000), unit: Wording("每秒", "a second"),
      "每个地址持续的请求数；0表示不限", "lasting requests of one address; 0 for any number"),
    Setting(
      "rate.burst", .number(\.rateBurst, 1...1_000_000), "每个地址一时可多发的请求数",
      "requests that one address may send at once"),
    Setting(
      "rate.addresses", .number(\.rateAddresses, 100...10_000_000), "记住的地址数",
      "addresses that are remembered"),
    Setting(
      "rate.loopback", .flag(\.ratesLoopback), "本机来的请求也限速", "limit requests from this machine too"),
    Setting(
      "proxies", .number(\.proxies, 0...10), "前面自有代理的层数；来访地址取自X-Forwarded-For的倒数第几个",
      "own proxies in front; the visitor is that entry of X-Forwarded-For, from the end"),
    Setting(
      "time.read", .number(\.readSeconds, 1...3600), unit: seconds, "读完一个请求的时限",
      "time to read a request"),
    Setting(
      "time.answer", .number(\.answerSeconds, 1...3600), unit: seconds, "答复一个请求的时限",
      "time to answer a request"),
    Setting(
      "time.idle", .number(\.idleSeconds, 1...3600), unit: seconds, "空闲连接保留的时间",
      "time that an idle connection is kept"),
    Setting(
      "time.queue", .number(\.queueSeconds, 0...600), unit: seconds, "等候处理的时限",
      "time to wait for a turn"),
    Setting(
      "shutdown.drain", .number(\.drainSeconds, 0...600), unit: seconds, "停止前先报告未就绪的时间",
      "time not to be ready before the end begins"),
    Setting(
      "shutdown.wait", .number(\.shutdownSeconds, 1...3600), unit: seconds, "停止时等待进行中请求的时限",
      "time for requests under way at the end"),
    Setting(
      "metrics.open", .flag(\.metricsAreOpen), "其他机器也可读取/metrics",
      "other machines may read /metrics"),
    Setting(
      "log.level",
      .choice(\.logLevel, ["trace", "debug", "info", "notice", "warning", "error", "critical"]),
      "写入日志的最低级别", "least level that is logged"),
    Setting("log.requests", .flag(\.logsRequests), "每个请求写一行日志", "log a line for each request"),
  ]

  package static func named(_ name: String) -> Setting? { all.first { $0.name == name } }
}

extension Setting {
  /// What a value may be, in words.
  package var allowed: Wording {
    switch kind {
    case .text: Wording("非空文字", "a text that is not empty")
    case .store: Wording("sqlite:路径 或 postgresql://…", "sqlite:PATH or postgresql://…")
    case .address:
      Wording("http://或https://开头、末尾无/的地址", "http:// or https:// and a host, without a last /")
    case .scanner: Wording("unix:路径 或 tcp:主机:端口", "unix:PATH or tcp:HOST:PORT")
    case .path: Wording("文件路径", "a path")
    case .number(_, let range):
      Wording(
        "\(range.lowerBound)至\(range.upperBound)的整数",
        "a whole number from \(range.lowerBound) to \(range.upperBound)")
    case .flag: Wording("true或false", "true or false")
    case .choice(_, let names):
      Wording(names.joined(separator: "、"), "one of " + names.joined(separator: ", "))
    case .key: Wording("32字节的Base64", "32 bytes in Base64")
    }
  }

  /// Puts a value as it stands in a file, the environment or a flag into the settings.
  ///
  /// - Returns: whether it is one that is allowed.
  package func set(_ value: String, in settings: inout Settings) -> Bool {
    switch kind {
    case .text(let path):
      guard !value.isEmpty else { return false }
      settings[keyPath: path] = value
    case .store(let path):
      let schemes = ["sqlite:", "postgresql://", "postgres://"]
      guard value.isEmpty || schemes.contains(where: { value.hasPrefix($0) && value != $0 }) else {
        return false
      }
      settings[keyPath: path] = value
    case .address(let path):
      guard value.isEmpty || WebAddress(value).map({ $0.path.isEmpty && !$0.hasQuery }) ?? false
      else {
        return false
      }
      settings[keyPath: path] = value
    case .scanner(let path):
      guard value.isEmpty || ScannerAddress(value) != nil else { return false }
      settings[keyPath: path] = value
    case .path(let path): settings[keyPath: path] = value
    case .number(let path, let range):
      guard let number = Int(value), range.contains(number) else { return false }
      settings[keyPath: path] = number
    case .flag(let path):
      guard let flag = ["true": true, "false": false][value] else { return false }
      settings[keyPath: path] = flag
    case .choice(let path, let names):
      guard names.contains(value) else { return false }
      settings[keyPath: path] = value
    case .key(let path):
      guard let bytes = Base64URL.key(value) else { return false }
      settings[keyPath: path] = bytes
    }
    return true
  }

  /// The value as text; of a secret only whether there is one.
  package func shown(_ settings: Settings) -> String {
    let value =
      switch kind {
      case .text(let path), .path(let path), .choice(let path, _), .store(let path),
        .address(let path), .scanner(let path):
        settings[keyPath: path]
      case .number(let path, _): "\(settings[keyPath: path])"
      case .flag(let path): "\(settings[keyPath: path])"
      case .key(let path): settings[keyPath: path] == nil ? "" : "key"
      }
    return isSecret && !value.isEmpty ? "***" : value
  }
}

extension Base64URL {
  /// A key of 32 bytes in either alphabet of Base64, with or without padding and a line end.
  package static func key(_ text: String) -> [UInt8]? {
    var text = text[...]
    while let last = text.last, last == "=" || last.isNewline { text.removeLast() }
    let letters = text.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }
    guard let key = bytes(String(letters)), key.count == 32 else { return nil }
    return key
  }
}
