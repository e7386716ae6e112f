package import Units

/// Something that leaves the process (待发消息), written in the transaction that decided it and sent afterwards, at least once.
package struct OutboxMessage: Hashable, Sendable {
  /// Who sends it: `mail`, `sms`, `exchange`.
  package var channel: String
  /// The receiver's idempotency key: a repeated sending can be recognised.
  package var key: String
  /// What to send, as a JSON object without personal data in clear.
  package var body: String
  package var dossier: DossierID?
  package var notBefore: Instant

  package init(
    channel: String, key: String, body: String, dossier: DossierID? = nil, notBefore: Instant
  ) {
    self.channel = channel
    self.key = key
    self.body = body
    self.dossier = dossier
    self.notBefore = notBefore
  }
}

/// A message on its way: how often it was tried, and what is known.
package struct PendingMessage: Hashable, Sendable {
  package var id: Int64
  package var message: OutboxMessage
  /// How often sending was begun before.
  package var attempts: Int
  /// How many of these were before a person had it sent again; they do not count against it.
  package var excused: Int

  package init(id: Int64, message: OutboxMessage, attempts: Int, excused: Int = 0) {
    self.id = id
    self.message = message
    self.attempts = attempts
    self.excused = excused
  }
}

/// What became of sending (投递状态).
package enum Delivery: Hashable, Sendable {
  /// Sent; what the receiver said.
  case delivered(receipt: String)
  /// Not sent; try again not before, by the machine's clock.
  case retry(reason: String, notBefore: Instant)
  /// Given up (死信): a person has to look.
  case dead(reason: String)
}

/// What waits on a channel (待发清点).
package struct Backlog: Hashable, Sendable {
  package var waiting = 0
  /// Given up.
  package var dead = 0
  /// When the oldest that waits was to be sent, by the installation's clock.
  package var oldest: Instant?

  package init() {}
}

/// Where messages wait to be sent. What is due is told by the installation's clock; how long something is taken for or rests
/// after a failure, by the machine's: they are two where time is simulated.
package protocol OutboxStore: Sendable {
  /// Takes the oldest messages that are due for a while: nobody else gets them before `until`.
  ///
  /// - Parameters:
  ///   - due: the installation's time.
  ///   - now: the machine's, like `until`.
  func take(channel: String, limit: Int, due: Instant, now: Instant, until: Instant) async throws
    -> [PendingMessage]
  /// Records what became of a message that was taken with so many attempts; nothing happens when it
  /// has been taken again since.
  func record(_ delivery: Delivery, of message: PendingMessage, now: Instant) async throws
  /// What waits and was given up, by channel.
  func waiting() async throws -> [String: Backlog]
}

extension OutboxStore {
  /// The same where there is one time.
  package func take(
    channel: String, limit: Int, now: Instant, until: Instant
  ) async throws -> [PendingMessage] {
    try await take(channel: channel, limit: limit, due: now, now: now, until: until)
  }
}

/// A message that was given up (死信), for people.
package struct DeadMessage: Hashable, Sendable {
  package var pending: PendingMessage
  package var reason: String
  /// When it was given up, by the machine's clock.
  package var at: Instant

  package init(pending: PendingMessage, reason: String, at: Instant) {
    self.pending = pending
    self.reason = reason
    self.at = at
  }
}

/// Looking after the outbox (发件箱维护).
package protocol OutboxCare: Sendable {
  /// Messages that were given up, by number after the last one shown.
  ///
  /// - Parameter channel: only of this; of all when `nil`.
  func dead(channel: String?, after id: Int64, limit: Int) async throws -> [DeadMessage]
  /// Lets a message that was given up wait again, due at once, with all attempts before it.
  ///
  /// - Returns: whether it was one.
  func revive(_ id: Int64) async throws -> Bool
  /// Forgets messages that were delivered long ago; what became of them stands in the history of their dossiers.
  ///
  /// - Parameters:
  ///   - end: recorded before this, by the machine's clock.
  ///   - limit: at most so many.
  /// - Returns: how many.
  func prune(deliveredBefore end: Instant, limit: Int) async throws -> Int
}
