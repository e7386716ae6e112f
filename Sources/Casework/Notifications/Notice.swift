import Policy
package import Units

/// Something a party is told (通知): always to be read on the platform, and sent to where the party wants it.
///
/// It is a dossier of kind `notice`, made in the unit of work of the act that it tells of, so that the one is
/// never without the other. Its state is `unread` or `read`.
package struct Notice: Hashable, Sendable {
  /// How far a notice is on its way to one address (投递状态).
  package enum Progress: Hashable, Sendable {
    case waiting
    case sent(Instant)
    case failed(reason: String)
  }

  package var party: PartyID
  /// The key of its ``NoticeText``.
  package var text: String
  package var values: [String: NoticeValue]
  /// The case it is about.
  package var about: DossierID?
  package var madeAt: Instant
  /// No other of its text about its case is made on the same day while it is not read.
  package var isOnce = false
  package var ways: [NoticeChannel: Progress]

  package static let kind = DossierKind(rawValue: "notice")
  /// The event of making one.
  package static let madeEvent = "NoticeMade"
  /// All notices of a party, and those not read.
  private static let inbox = "inbox"
  private static let unread = "unread"
  /// Not read, of one text about one case on one day.
  private static let once = "once"

  // MARK: Making

  /// Tells a party something, in the unit of work of the act.
  ///
  /// - Parameters:
  ///   - values: one for each place of the text.
  ///   - about: the case it is about.
  /// - Throws: when values are missing or too many: a mistake of the program, so nothing of the act is done.
  @discardableResult
  package static func tell(
    _ party: PartyID, _ text: NoticeText, _ values: [String: NoticeValue],
    about: DossierID? = nil, in unit: any CaseUnit
  ) throws -> DossierID {
    try make(party, text, values, about: about, isOnce: false, in: unit)
  }

  /// Tells a party what may come many times a day, for instance requests of a unit's colleagues: while the party has not read it, it is
  /// told once a day about one case.
  package static func tellOnce(
    _ party: PartyID, _ text: NoticeText, _ values: [String: NoticeValue],
    about: DossierID, in unit: any CaseUnit
  ) throws {
    let key = onceKey(party, text.key, about, at: unit.now)
    guard try unit.count(kind, state: nil, key: key) == 0 else { return }
    try make(party, text, values, about: about, isOnce: true, in: unit)
  }

  private static func onceKey(
    _ party: PartyID, _ text: String, _ about: DossierID?, at moment: Instant
  ) -> DossierKey {
    let place = about.map { " \($0)" } ?? ""
    return DossierKey(once, "\(party.rawValue) \(text)\(place) \(moment.beijing.date)")
  }

  @discardableResult
  private static func make(
    _ party: PartyID, _ text: NoticeText, _ values: [String: NoticeValue], about: DossierID?,
    isOnce: Bool, in unit: any CaseUnit
  ) throws -> DossierID {
    guard values.keys.sorted() == text.places else {
      throw Problem.argument(
        "notice.\(text.key)", JSONText.quoted(values.keys.sorted().joined(separator: ",")),
        "恰好这些内容：\(text.places.joined(separator: "、"))",
        "just these values: \(text.places.joined(separator: ", "))")
    }
    let contact = try Contact.of(party, in: unit)?.contact
    let wanted = NoticeChannel.allCases.filter { contact?.addresses[$0]?.isWanted == true }
    let id = DossierID(kind, try unit.newNumber())
    let notice = Notice(
      party: party, text: text.key, values: values, about: about, madeAt: unit.now,
      isOnce: isOnce, ways: Dictionary(uniqueKeysWithValues: wanted.map { ($0, .waiting) }))
    try unit.apply(
      notice.change(id, seen: 0, state: "unread", .init(madeEvent, body: notice.body)))
    for channel in wanted {
      var json = JSONWriter()
      json.object { $0.field("notice", Int(id.number)) }
      try unit.send(
        OutboxMessage(
          channel: channel.rawValue, key: "notice-\(id.number)-\(channel.rawValue)",
          body: json.text, dossier: id, notBefore: unit.now))
    }
    return id
  }

  // MARK: Reading

  /// Notices of a party by number, after the last one shown.
  package static func list(
    of party: PartyID, onlyUnread: Bool = false, after: Int64 = 0, limit: Int = 100,
    in reading: any CaseReading
  ) throws -> [(id: DossierID, notice: Notice, isRead: Bool)] {
    let key = DossierKey(onlyUnread ? unread : inbox, party.rawValue)
    let query = DossierQuery(kind, key: key, after: after, limit: limit)
    return try reading.dossiers(query).map { dossier in
      (dossier.id, try Notice(dossier), dossier.state == "read")
    }
  }

  /// How many notices a party has not read.
  package static func unread(of party: PartyID, in reading: any CaseReading) throws -> Int {
    try reading.count(kind, state: nil, key: DossierKey(unread, party.rawValue))
  }

  /// That ``unread(of:in:)`` is going to be asked.
  package static func unreadQuestion(of party: PartyID) -> CaseQuestion {
    .count(kind, state: nil, key: DossierKey(unread, party.rawValue))
  }

  /// Its owner has read it. Nothing happens to one that was read before, or is another's.
  package static func markRead(_ id: DossierID, by party: PartyID, in unit: any CaseUnit) throws {
    guard id.kind == kind, let dossier = try unit.dossier(id), dossier.state == "unread" else {
      return
    }
    let notice = try Notice(dossier)
    guard notice.party == party else { return }
    try unit.apply(
      notice.change(id, seen: dossier.version, state: "read", .init("NoticeRead")))
  }

  /// Shows what became of sending it; nothing happens when that is shown already.
  static func record(
    _ progress: Progress, _ channel: NoticeChannel, of id: DossierID, in unit: any CaseUnit
  ) throws {
    guard let dossier = try unit.dossier(id) else { return }
    var notice = try Notice(dossier)
    guard notice.ways[channel] == .waiting else { return }
    notice.ways[channel] = progress
    var json = JSONWriter()
    json.object { json in
      json.field("channel", channel.rawValue)
      if case .failed(let reason) = progress { json.field("reason", reason) }
    }
    let name = if case .failed = progress { "NoticeFailed" } else { "NoticeSent" }
    try unit.apply(
      notice.change(
        id, seen: dossier.version, state: dossier.state, .init(name, body: json.text)))
  }

  /// A person has the notice sent again that could not be sent; nothing happens to a message that is of no notice, or whose
  /// notice is on its way.
  package static func resend(_ message: OutboxMessage, in unit: any CaseUnit) throws {
    guard let id = message.dossier, id.kind == kind,
      let channel = NoticeChannel(rawValue: message.channel), let dossier = try unit.dossier(id)
    else { return }
    var notice = try Notice(dossier)
    guard case .failed = notice.ways[channel] else { return }
    notice.ways[channel] = .waiting
    var json = JSONWriter()
    json.object { $0.field("channel", channel.rawValue) }
    try unit.apply(
      notice.change(
        id, seen: dossier.version, state: dossier.state, .init("NoticeResent", body: json.text)))
  }

  private func change(
    _ id: DossierID, seen: Int, state: String, _ event: DossierChange.Event
  ) -> DossierChange {
    var keys = [DossierKey(Notice.inbox, party.rawValue)]
    if state == "unread" {
      keys.append(DossierKey(Notice.unread, party.rawValue))
      if isOnce { keys.append(Notice.onceKey(party, text, about, at: madeAt)) }
    }
    return DossierChange(id, seen: seen, events: [event], state: state, body: body, keys: keys)
  }
}
