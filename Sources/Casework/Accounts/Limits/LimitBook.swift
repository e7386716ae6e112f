package import Policy
package import Units

/// How long a session lasts (会话期限).
package struct SessionTerms: Hashable, Sendable {
  /// Milliseconds without a visit.
  package var idle: Int64
  /// Milliseconds in all.
  package var absolute: Int64
  /// Sessions of one account at a time.
  package var most: Int
  package var reason: Wording

  /// Milliseconds between two visits that are recorded: a session may end that much before its idle time is over.
  package static let touch: Int64 = 30_000
}

/// What may be tried so often only (受限尝试).
package enum Limited: String, CaseIterable, Hashable, Sendable {
  case signInOfAddress, stepUp, invitation, invitationOfAddress
  case offer, change, draft, upload, export, search, program
}

/// One line of the limits (限制).
package struct LimitRule: Hashable, Sendable {
  /// Whose attempts are counted together.
  package enum Subject: String, CaseIterable, Hashable, Sendable { case account, address }
  /// Where: in each process, or for all of them.
  package enum Keeping: String, CaseIterable, Hashable, Sendable { case process, store }

  package var subject: Subject
  package var keeping: Keeping
  package var burst: Int
  /// Milliseconds.
  package var every: Int64
  package var reason: Wording
}

/// What follows failed proofs of one account from one address (失败等待).
package struct FailureRule: Hashable, Sendable {
  /// How many are followed by nothing.
  package var free: Int
  /// Milliseconds after each further one; the last holds for all that follow.
  package var waits: [Int64]
  /// Milliseconds after the last one when all are forgotten.
  package var forget: Int64
  package var reason: Wording

  /// The first moment at which it may be tried again; `nil` when that is now.
  package func wait(after strikes: Strikes, now: Instant) -> Instant? {
    guard strikes.count > free, let longest = waits.last else { return nil }
    let place = strikes.count - free - 1
    let wait = place < waits.count ? waits[place] : longest
    // A failure that lies ahead comes from a clock that was put back.
    let end = min(strikes.last, now).adding(milliseconds: wait)
    return end > now ? end : nil
  }
}

/// All limits (限制一览), from `limits.yaml`.
package struct LimitBook: Sendable {
  private let sessions: [Audience: SessionTerms]
  private let limits: [Limited: LimitRule]
  package let failures: FailureRule
  /// Milliseconds for which a lock holds that followed “this was not me”.
  package let reportLock: Int64
  /// Milliseconds for which two officers' word for an identity holds.
  package let vouched: Int64
  /// Milliseconds in which the second person may confirm.
  package let proposal: Int64
  /// Milliseconds in which an invitation may be accepted.
  package let offer: Int64
  /// The longest time for which a family member may help, in milliseconds.
  package let helper: Int64
  /// Milliseconds for which the places of sign-ins are kept, and how many.
  package let signInPlaces: (age: Int64, most: Int)
  /// Milliseconds for which a draft is kept without being saved again, and how many of an account.
  package let drafts: (age: Int64, most: Int)
  package let mostHelpers: Int
  package let mostClerks: Int
  /// Tokens for programs of one account at a time.
  package let mostPrograms: Int

  package static func builtIn() throws(Problems) -> LimitBook {
    try LimitBook(yaml: PackageResources.limits_yaml)
  }

  /// - Throws: what is malformed, and every audience and limit without a line.
  package init(yaml: [UInt8]) throws(Problems) {
    let file = try FieldReader("limits.yaml", yaml: yaml)
    func reason(_ node: Int) throws(Problems) -> Wording {
      Wording(try file.text("zh", in: node), try file.text("en", in: node))
    }
    let terms = try file.value("sessions", in: file.root)
    var sessions: [Audience: SessionTerms] = [:]
    for audience in Audience.allCases {
      let node = try file.value(audience.rawValue, in: terms)
      let absolute = try file.number("absolute", in: node, 1...1440)
      sessions[audience] = SessionTerms(
        idle: try Int64(file.number("idle", in: node, 1...absolute)) * 60_000,
        absolute: Int64(absolute) * 60_000, most: try file.number("most", in: node, 1...100),
        reason: try reason(node))
    }
    let lines = try file.value("limits", in: file.root)
    var limits: [Limited: LimitRule] = [:]
    for limited in Limited.allCases {
      let node = try file.value(limited.rawValue, in: lines)
      limits[limited] = LimitRule(
        subject: try file.name("of", in: node), keeping: try file.name("kept", in: node),
        burst: try file.number("burst", in: node, 1...10_000),
        every: try Int64(file.number("every", in: node, 1...86_400)) * 1000,
        reason: try reason(node))
    }
    let failures = try file.value("failures", in: file.root)
    var waits: [Int64] = []
    for node in try file.items("waits", in: failures) {
      guard let seconds = Int64(try file.text(node)), (1...86_400).contains(seconds),
        seconds * 1000 >= waits.last ?? 0
      else { throw file.refusal(node, "须为逐次加长的秒数，至多一天", "growing seconds, a day at most") }
      waits.append(seconds * 1000)
    }
    self.failures = FailureRule(
      free: try file.number("free", in: failures, 1...100), waits: waits,
      forget: try Int64(file.number("forget", in: failures, 1...604_800)) * 1000,
      reason: try reason(failures))
    let lasting = try file.value("days", in: file.root)
    func days(_ key: String) throws(Problems) -> Int64 {
      try Int64(file.number(key, in: lasting, 1...3660)) * Instant.millisecondsOfDay
    }
    reportLock = try days("reportLock")
    vouched = try days("vouched")
    proposal = try days("proposal")
    offer = try days("offer")
    helper = try days("helper")
    let most = try file.value("most", in: file.root)
    signInPlaces = (try days("signInPlaces"), try file.number("signInPlaces", in: most, 1...100))
    drafts = (try days("draft"), try file.number("drafts", in: most, 1...1000))
    mostHelpers = try file.number("helpers", in: most, 1...10)
    mostClerks = try file.number("clerks", in: most, 1...1000)
    mostPrograms = try file.number("programs", in: most, 1...10)
    self.sessions = sessions
    self.limits = limits
  }

  /// Milliseconds after the last attempt or failure when a stored counter counts nothing any more.
  var longestMemory: Int64 {
    let filling = limits.values.map { Int64($0.burst) * $0.every }
    return max(failures.forget, filling.max() ?? 0)
  }

  package subscript(_ audience: Audience) -> SessionTerms {
    guard let terms = sessions[audience] else { preconditionFailure("a book has every audience") }
    return terms
  }

  package subscript(_ limited: Limited) -> LimitRule {
    guard let rule = limits[limited] else { preconditionFailure("a book has every limit") }
    return rule
  }
}
