extension DossierChange {
  /// What every store demands of a change, whatever is stored.
  ///
  /// - Throws: ``StoreFailure/invalid(_:)``.
  package func check() throws(StoreFailure) {
    let isLetter = { (byte: UInt8) in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
    guard (1...40).contains(id.kind.rawValue.utf8.count), id.kind.rawValue.utf8.allSatisfy(isLetter)
    else { throw .invalid("a dossier's kind has 1 to 40 letters of ASCII: \(id.kind.rawValue)") }
    guard id.number > 0 else { throw .invalid("\(id): a dossier's number is positive") }
    guard seen >= 0 else { throw .invalid("\(id): a version is not negative") }
    guard !events.isEmpty, events.allSatisfy({ !$0.name.isEmpty }) else {
      throw .invalid("\(id): a change has events, and they have names")
    }
    try IndexedText.name.demand(state, "\(id): a state")
    let keys = keys.inOrder
    for (index, key) in keys.enumerated() {
      guard !key.name.isEmpty else { throw .invalid("\(id): a key has a name") }
      try IndexedText.name.demand(key.name, "\(id): the name of a key")
      try IndexedText.value.demand(key.value, "\(id): the value of key \(key.name)")
      if index > 0, keys[index - 1].name == key.name, keys[index - 1].value == key.value {
        throw .invalid("\(id): the key \(key.name) stands twice with the same value")
      }
    }
  }
}
