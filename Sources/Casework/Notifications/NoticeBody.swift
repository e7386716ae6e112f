import Policy
import Units

/// How a notice stands in its dossier.
extension Notice {
  var body: String {
    var json = JSONWriter()
    json.object { json in
      json.field("party", party.rawValue)
      json.field("text", text)
      json.field("madeAt", Int(madeAt.milliseconds))
      if isOnce { json.field("once", 1) }
      if let about {
        json.field("kind", about.kind.rawValue)
        json.field("number", Int(about.number))
      }
      json.object("values") { json in
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
          json.object(name) { Notice.write(value, to: &$0) }
        }
      }
      json.object("ways") { json in
        for (channel, progress) in ways.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
          json.object(channel.rawValue) { json in
            switch progress {
            case .waiting: break
            case .sent(let at): json.field("sent", Int(at.milliseconds))
            case .failed(let reason): json.field("failed", reason)
            }
          }
        }
      }
    }
    return json.text
  }

  private static func write(_ value: NoticeValue, to json: inout JSONWriter) {
    switch value {
    case .date(let date): json.field("date", date.daysSince1970)
    case .number(let number): json.field("number", number)
    case .dossier(let id):
      json.field("kind", id.kind.rawValue)
      json.field("dossier", Int(id.number))
    case .term(let wording):
      json.field("zh", wording.zh)
      json.field("en", wording.en)
    }
  }

  /// - Throws: ``StoreFailure/corrupt(_:)`` when the dossier holds no notice.
  package init(_ dossier: Dossier) throws {
    let broken = StoreFailure.corrupt("\(dossier.id): no notice")
    let document = Document()
    // After a failure its table is not one.
    do { try document.read(json: dossier.body) } catch { throw broken }
    let root = document.root
    guard let party = document.word(root, "party"), let text = document.word(root, "text"),
      let madeAt = document.number(root, "madeAt"),
      let values = document.value(of: root, "values"), let ways = document.value(of: root, "ways")
    else { throw broken }
    self.party = PartyID(rawValue: party)
    self.text = text
    self.madeAt = Instant(milliseconds: madeAt)
    about = document.dossier(root, "number")
    isOnce = document.number(root, "once") == 1
    self.values = [:]
    for (name, node) in document.pairs(values) {
      guard let value = Notice.value(node, document) else { throw broken }
      self.values[name] = value
    }
    self.ways = [:]
    for (name, node) in document.pairs(ways) {
      guard let channel = NoticeChannel(rawValue: name) else { throw broken }
      if let sent = document.number(node, "sent") {
        self.ways[channel] = .sent(Instant(milliseconds: sent))
      } else if let reason = document.word(node, "failed") {
        self.ways[channel] = .failed(reason: reason)
      } else {
        self.ways[channel] = .waiting
      }
    }
  }

  private static func value(_ node: Int, _ document: Document) -> NoticeValue? {
    if let days = document.number(node, "date") {
      return .date(CivilDate(daysSince1970: Int(days)))
    }
    if let number = document.number(node, "number") { return .number(Int(number)) }
    if let id = document.dossier(node, "dossier") { return .dossier(id) }
    if let zh = document.word(node, "zh"), let en = document.word(node, "en") {
      return .term(Wording(zh, en))
    }
    return nil
  }
}

extension Document {
  fileprivate func word(_ object: Int, _ key: String) -> String? {
    value(of: object, key).map(string)
  }

  fileprivate func number(_ object: Int, _ key: String) -> Int64? {
    value(of: object, key).map(string).flatMap { Int64($0) }
  }

  /// A dossier whose kind stands under `kind`.
  fileprivate func dossier(_ object: Int, _ key: String) -> DossierID? {
    guard let kind = word(object, "kind"), let number = number(object, key) else { return nil }
    return DossierID(DossierKind(rawValue: kind), number)
  }
}
