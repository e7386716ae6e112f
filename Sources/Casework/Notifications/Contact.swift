package import Policy

/// How somebody wants to be told things (联系方式): a dossier of kind `contact`, one a party. Addresses are sealed
/// values; the dossier holds their numbers and commitments.
package struct Contact: Hashable, Sendable {
  /// A sealed address.
  package struct Address: Hashable, Sendable {
    /// Number of the personal value.
    package var value: Int64
    /// Its commitment, in hexadecimal digits.
    package var commitment: String
    /// Whether notices go there.
    package var isWanted: Bool
  }

  package var party: PartyID
  package var language: Language
  package var addresses: [NoticeChannel: Address]

  package static let kind = DossierKind(rawValue: "contact")
  private static let partyKey = "party"

  /// Which kind of personal value the address of a channel is.
  package static func field(_ channel: NoticeChannel) -> PersonalField {
    switch channel {
    case .mail: .mail
    case .sms: .mobile
    }
  }

  /// The contact of a party, with its dossier.
  ///
  /// - Throws: ``StoreFailure/corrupt(_:)`` when the dossier is none.
  package static func of(
    _ party: PartyID, in reading: any CaseReading
  ) throws -> (contact: Contact, dossier: Dossier)? {
    let key = DossierKey(partyKey, party.rawValue, isUnique: true)
    let query = DossierQuery(kind, key: key, limit: 1)
    guard let dossier = try reading.dossiers(query).first else { return nil }
    return (try Contact(dossier, party), dossier)
  }

  private init(_ dossier: Dossier, _ party: PartyID) throws {
    let broken = StoreFailure.corrupt("\(dossier.id): no contact")
    let document = Document()
    do { try document.read(json: dossier.body) } catch { throw broken }
    guard
      let language = document.value(of: document.root, "language").map(document.string)
        .flatMap(Language.init(rawValue:))
    else { throw broken }
    self.party = party
    self.language = language
    addresses = [:]
    for channel in NoticeChannel.allCases {
      guard let node = document.value(of: document.root, channel.rawValue) else { continue }
      guard let value = document.value(of: node, "value").map(document.string).flatMap(Int64.init),
        let commitment = document.value(of: node, "commitment").map(document.string),
        let wanted = document.value(of: node, "wanted")
      else { throw broken }
      addresses[channel] = Address(
        value: value, commitment: commitment, isWanted: document.kind(wanted) == .yes)
    }
  }

  private var body: String {
    var json = JSONWriter()
    json.object { json in
      json.field("language", language.rawValue)
      for channel in NoticeChannel.allCases {
        guard let address = addresses[channel] else { continue }
        json.object(channel.rawValue) { json in
          json.field("value", Int(address.value))
          json.field("commitment", address.commitment)
          json.field("wanted", address.isWanted)
        }
      }
    }
    return json.text
  }

  /// Sets a party's language and addresses: an address not named stays, an empty one is erased.
  ///
  /// - Parameters:
  ///   - addresses: in clear; sealed here.
  ///   - wanted: channels that notices go to from now on; one without an address has no effect.
  @discardableResult
  package static func set(
    _ party: PartyID, language: Language, addresses: [NoticeChannel: String],
    wanted: Set<NoticeChannel>, in unit: any CaseUnit, _ keyring: Keyring
  ) throws -> DossierID {
    let found = try of(party, in: unit)
    let id = try found?.dossier.id ?? DossierID(kind, unit.newNumber())
    var contact = found?.contact ?? Contact(party: party, language: language)
    contact.language = language
    var old: [Int64] = []
    for (channel, text) in addresses.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      if let address = contact.addresses.removeValue(forKey: channel) { old.append(address.value) }
      guard !text.isEmpty else { continue }
      let row = try unit.keep(text, field(channel), of: id, keyring)
      contact.addresses[channel] = Address(
        value: row.id, commitment: row.commitmentText, isWanted: false)
    }
    for channel in NoticeChannel.allCases {
      contact.addresses[channel]?.isWanted = wanted.contains(channel)
    }
    let event = DossierChange.Event("ContactSet", body: contact.body)
    try unit.apply(
      DossierChange(
        id, seen: found?.dossier.version ?? 0, events: [event], state: "active", body: contact.body,
        keys: [DossierKey(partyKey, party.rawValue, isUnique: true)]))
    if !old.isEmpty { try unit.erase(old, of: id) }
    return id
  }

  private init(party: PartyID, language: Language) {
    self.party = party
    self.language = language
    addresses = [:]
  }
}

extension SealedValue {
  /// The commitment as events hold it: 64 hexadecimal digits.
  package var commitmentText: String {
    let digits = Array("0123456789abcdef")
    return String(commitment.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}
