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

  package init(id: Int64, message: OutboxMessage, attempts: Int) {
    self.id = id
    self.message = message
    self.attempts = attempts
  }
}

/// What became of sending (投递状态).
package enum Delivery: Hashable, Sendable {
  /// Sent; what the receiver said.
  case delivered(receipt: String)
  /// Not sent; try again not before.
  case retry(reason: String, notBefore: Instant)
  /// Given up (死信): a person has to look.
  case dead(reason: String)
}

/// Where messages wait to be sent.
package protocol OutboxStore: Sendable {
  /// Takes the oldest messages that are due for a while: nobody else gets them before `until`.
  func take(channel: String, limit: Int, now: Instant, until: Instant) async throws
    -> [PendingMessage]
  /// Records what became of a message that was taken with so many attempts; nothing happens when it
  /// has been taken again since.
  func record(_ delivery: Delivery, of message: PendingMessage, now: Instant) async throws
  /// How many messages wait, by channel, and how many were given up.
  func waiting() async throws -> [String: (waiting: Int, dead: Int)]
}
