package import Casework
package import Units

/// Messages on their way out.
enum OutboxStatements {
  static let message = Statement(
    "outbox.message", "SELECT body FROM outbox WHERE channel = ?1 AND message_key = ?2")
  static let add = ManyStatement(
    "outbox.add", into: "outbox",
    [
      "id": .integer, "channel": .text, "message_key": .text, "body": .text, "kind": .text,
      "number": .integer, "not_before": .integer, "state": .text, "attempts": .integer,
      "taken_until": .integer, "remark": .text,
    ])
  static let due = Statement(
    "outbox.due",
    """
    SELECT id, channel, message_key, body, kind, number, not_before, attempts, excused FROM outbox
    WHERE state = 'waiting' AND channel = ?1 AND not_before <= ?2 AND taken_until <= ?3
    ORDER BY not_before, id LIMIT ?4
    """)
  static let take = Statement(
    "outbox.take", "UPDATE outbox SET attempts = attempts + 1, taken_until = ?2 WHERE id = ?1")
  /// If it goes on waiting, the message rests until it is tried again.
  static let record = Statement(
    "outbox.record",
    """
    UPDATE outbox SET state = ?3, remark = ?4, taken_until = ?5, recorded_at = ?6
    WHERE id = ?1 AND attempts = ?2 AND state = 'waiting'
    """)
  static let left = Statement(
    "outbox.left",
    """
    SELECT channel, state, COUNT(*), MIN(not_before) FROM outbox WHERE state <> 'delivered'
    GROUP BY channel, state
    """)

  static let all = [message, due, take, record, left] + OutboxCareStatements.all

  /// The body of the message that waits or was sent under the same channel and key.
  static func message(_ message: OutboxMessage, _ connection: any SQLConnection) throws -> String? {
    try connection.first(self.message, [.text(message.channel), .text(message.key)]) { row in
      try row.text()
    }
  }

  /// Binds of ``add``.
  static func binds(_ id: Int64, _ message: OutboxMessage) -> [SQLValue] {
    [.integer(id), .text(message.channel), .text(message.key), .text(message.body)]
      + (message.dossier?.binds ?? [.null, .null]) + [
        .instant(message.notBefore), .text("waiting"), .integer(0), .integer(0), .text(""),
      ]
  }

  static func decode(_ row: inout SQLRow) throws -> PendingMessage {
    let id = try row.integer()
    let channel = try row.text()
    let key = try row.text()
    let body = try row.text()
    let kind = try row.optionalText()
    let number = try row.optionalInteger()
    let notBefore = try row.instant()
    let attempts = try row.int()
    let excused = try row.int()
    let dossier = kind.flatMap { kind in
      number.map { DossierID(DossierKind(rawValue: kind), $0) }
    }
    return PendingMessage(
      id: id,
      message: OutboxMessage(
        channel: channel, key: key, body: body, dossier: dossier, notBefore: notBefore),
      attempts: attempts, excused: excused)
  }
}

extension Cases: OutboxStore {
  package func take(
    channel: String, limit: Int, due: Instant, now: Instant, until: Instant
  ) async throws -> [PendingMessage] {
    let binds: [SQLValue] = [.text(channel), .instant(due), .instant(now), .integer(limit)]
    // Looking costs no commit; most of the time nothing is due.
    let isDue = try await reading { connection in
      try !connection.rows(OutboxStatements.due, binds).isEmpty
    }
    guard isDue else { return [] }
    return try await writing { connection in
      let messages = try connection.all(OutboxStatements.due, binds, OutboxStatements.decode)
      for message in messages {
        try connection.run(OutboxStatements.take, [.integer(message.id), .instant(until)])
      }
      return messages
    }
  }

  package func record(
    _ delivery: Delivery, of message: PendingMessage, now: Instant
  ) async throws {
    let (state, remark, rest): (String, String, Instant) =
      switch delivery {
      case .delivered(let receipt): ("delivered", receipt, Instant(milliseconds: 0))
      case .retry(let reason, let notBefore): ("waiting", reason, notBefore)
      case .dead(let reason): ("dead", reason, Instant(milliseconds: 0))
      }
    try await writing { connection in
      try connection.run(
        OutboxStatements.record,
        [
          .integer(message.id), .integer(message.attempts + 1), .text(state), .text(remark),
          .instant(rest), .instant(now),
        ])
    }
  }

  package func waiting() async throws -> [String: Backlog] {
    try await reading { connection in
      var backlogs: [String: Backlog] = [:]
      let rows = try connection.all(OutboxStatements.left) { row in
        (
          channel: try row.text(), state: try row.text(), count: try row.int(),
          oldest: try row.instant()
        )
      }
      for row in rows {
        if row.state == "dead" {
          backlogs[row.channel, default: Backlog()].dead = row.count
        } else {
          backlogs[row.channel, default: Backlog()].waiting = row.count
          backlogs[row.channel, default: Backlog()].oldest = row.oldest
        }
      }
      return backlogs
    }
  }
}
