/// Texts by which something is found (索引文本), and how many bytes they may have: an index takes no long ones, and what one
/// engine takes the other takes, too.
package enum IndexedText: Int {
  /// What programs name: a state, a key, a series, a channel, a field, a lease, a key of the keyring.
  case name = 200
  /// What comes from outside: the value of a key, the key of a message, a party.
  case value = 1000

  /// - Parameter what: what the text is, in words.
  /// - Throws: ``StoreFailure/invalid(_:)`` when it is longer than allowed.
  package func demand(_ text: String, _ what: String) throws(StoreFailure) {
    let count = text.utf8.count
    guard count <= rawValue else {
      throw .invalid("\(what) has at most \(rawValue) bytes, not \(count)")
    }
  }

  /// The same for a name, which is never empty.
  package static func demandName(_ text: String, _ what: String) throws(StoreFailure) {
    guard !text.isEmpty else { throw .invalid("\(what) is not empty") }
    try IndexedText.name.demand(text, what)
  }
}

extension Command {
  /// What every store demands of a command, whatever is stored.
  ///
  /// - Throws: ``StoreFailure/invalid(_:)``.
  package func check() throws(StoreFailure) {
    guard (1...100).contains(key.unicodeScalars.count) else {
      throw .invalid("a command's key has 1 to 100 characters")
    }
    try IndexedText.value.demand(party.rawValue, "a party's name")
  }
}

extension OutboxMessage {
  /// What every store demands of a message, whatever is stored.
  ///
  /// - Throws: ``StoreFailure/invalid(_:)``.
  package func check() throws(StoreFailure) {
    try IndexedText.demandName(channel, "a message's channel")
    guard !key.isEmpty else { throw .invalid("a message's key is not empty") }
    try IndexedText.value.demand(key, "a message's key")
  }
}

extension SealedValue {
  /// What every store demands of a personal value, whatever is stored.
  ///
  /// - Throws: ``StoreFailure/invalid(_:)``.
  package func check() throws(StoreFailure) {
    try IndexedText.demandName(field, "a personal value's field")
    try IndexedText.demandName(keyID, "the number of a sealing key")
    guard blind?.count ?? 0 <= IndexedText.name.rawValue else {
      throw .invalid("a blind index has at most \(IndexedText.name.rawValue) bytes")
    }
  }
}
