package import Units

/// The keys that seal personal values (密钥环): one seals, older ones still open, a newer one may be waiting.
///
/// A value is sealed with AES-256-GCM together with a random secret of its own, bound to its row. Its
/// commitment, HMAC-SHA256 of the value under that secret, stands in events: it proves which value was
/// meant while the secret can be opened, and says nothing once the row is erased. Its blind index,
/// HMAC-SHA256 of its ``SearchForm`` under a key of the field, finds equal values; it is not cut short,
/// since a shorter one would find others too and hide nothing: whoever has no index key learns no value
/// from it either way.
package struct Keyring: Sendable {
  /// A key that seals, and the index key that goes with it.
  ///
  /// Since a value's row names the key, it also says which index key made its blind index: resealing a row
  /// moves it to both at once.
  package struct Key: Equatable, Sendable {
    /// Letters, digits and hyphens, at most 40; stands in every row it sealed.
    package var id: String
    var secret: SecretKey
    package var indexID: String
    /// When it became the current one; `nil` while it waits.
    package var since: Instant?
  }

  /// A key for blind indexes; each field's own is derived from it.
  package struct IndexKey: Equatable, Sendable {
    package var id: String
    var secret: SecretKey
  }

  /// Oldest first.
  package private(set) var keys: [Key]
  package private(set) var indexKeys: [IndexKey]
  /// The place of the key that seals.
  private var place: Int

  /// The key that seals.
  package var current: Key { keys[place] }
  /// Keys that only open what they sealed before.
  package var older: [Key] { Array(keys[..<place]) }
  /// A key that every server must know before it may seal.
  package var waiting: Key? { keys.indices.contains(place + 1) ? keys[place + 1] : nil }
}

// MARK: Changing keys

extension Keyring {
  /// A keyring of one key, for a new installation.
  package init(newAt now: Instant) {
    indexKeys = [IndexKey(id: "i1", secret: SecretKey())]
    keys = [Key(id: "k1", secret: SecretKey(), indexID: "i1", since: now)]
    place = 0
  }

  /// - Parameter current: a key's id.
  /// - Returns: `nil` when no key has that id, an index key is missing or more than one key waits.
  init?(keys: [Key], indexKeys: [IndexKey], current: String) {
    guard let place = keys.firstIndex(where: { $0.id == current }), place >= keys.count - 2,
      keys.allSatisfy({ key in indexKeys.contains { $0.id == key.indexID } })
    else { return nil }
    self.keys = keys
    self.indexKeys = indexKeys
    self.place = place
  }

  /// Adds a key that waits until ``promote(at:)``.
  ///
  /// - Parameter withIndex: also change the key of blind indexes.
  /// - Returns: the key; `nil` when one waits already.
  package mutating func add(withIndex: Bool) -> Key? {
    guard waiting == nil else { return nil }
    var index = current.indexID
    if withIndex {
      index = Keyring.next("i", after: indexKeys.map(\.id))
      indexKeys.append(IndexKey(id: index, secret: SecretKey()))
    }
    let key = Key(
      id: Keyring.next("k", after: keys.map(\.id)), secret: SecretKey(), indexID: index, since: nil)
    keys.append(key)
    return key
  }

  /// The newest key is never removed before a newer one has come, so a number is never given twice.
  private static func next(_ letter: String, after ids: [String]) -> String {
    let numbers = ids.compactMap { $0.hasPrefix(letter) ? number($0) : nil }
    return "\(letter)\((numbers.max() ?? 0) + 1)"
  }

  /// The number in the id of a key: 7 of `k7`; `nil` where a person has named it otherwise.
  static func number(_ id: String) -> Int? { Int(id.dropFirst()) }

  /// Makes the waiting key the one that seals.
  ///
  /// - Returns: whether one waited.
  package mutating func promote(at now: Instant) -> Bool {
    guard waiting != nil else { return false }
    place += 1
    keys[place].since = now
    return true
  }

  /// Removes an older key, and its index key when no other key goes with it.
  ///
  /// - Returns: whether there was an older key of that id.
  package mutating func remove(_ id: String) -> Bool {
    guard let found = older.firstIndex(where: { $0.id == id }) else { return false }
    keys.remove(at: found)
    place -= 1
    indexKeys.removeAll { index in !keys.contains { $0.indexID == index.id } }
    return true
  }

  /// Whether this may be a later state of a keyring: the key that sealed is still there, with its index key.
  func goesOn(from before: Keyring) -> Bool {
    func index(_ keyring: Keyring) -> SecretKey? {
      keyring.indexKeys.first { $0.id == before.current.indexID }?.secret
    }
    return key(before.current.id)?.secret == before.current.secret
      && index(self) == index(before)
  }

  package func key(_ id: String) -> Key? { keys.first { $0.id == id } }
}
