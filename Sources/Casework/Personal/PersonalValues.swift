package import Policy

/// Why a sealed value cannot be read (无法解密): its row's number is named, never the value.
package enum SealFailure: Error, Hashable, Sendable {
  /// The keyring has no such key: one of another installation, or a key that was removed.
  case unknownKey(id: Int64, keyID: String)
  /// The seal does not open: the row was altered, moved or sealed elsewhere.
  case broken(id: Int64, keyID: String)
  /// It opens, but the commitment in the row is not the one of the value.
  case otherCommitment(id: Int64)

  package var wording: Wording {
    switch self {
    case .unknownKey(let id, let key):
      Wording(
        "个人信息\(id)由密钥环中没有的密钥\(key)加密",
        "personal value \(id) needs key \(key), which the keyring has not")
    case .broken(let id, let key):
      Wording(
        "个人信息\(id)无法用密钥\(key)解密：该行被改动过，或来自其他系统",
        "personal value \(id) does not open with key \(key): its row was altered, or comes from elsewhere"
      )
    case .otherCommitment(let id):
      Wording("个人信息\(id)与其承诺值不符", "personal value \(id) is not the one that was committed to")
    }
  }
}

extension Keyring {
  /// Length of the secret that each value has of its own.
  private static let secretLength = 32

  /// Seals a value for a row.
  ///
  /// - Parameter id: the row's number, from ``CaseUnit/newNumber()``.
  /// - Throws: what the cryptography throws, which it does not for values of less than 64 GiB.
  package func seal(
    _ value: String, _ field: PersonalField, id: Int64, of dossier: DossierID
  ) throws -> SealedValue {
    let secret = SecretKey().bytes
    let place = Place(id: id, dossier: dossier, field: field.name)
    return SealedValue(
      id: id, dossier: dossier, field: field.name, keyID: current.id,
      sealed: try Sealing.seal(
        secret + Array(value.utf8), current.secret, associated: place.bytes(current.id)),
      commitment: Sealing.code(Array(value.utf8), key: secret),
      blind: field.isSearched ? try blind(value, field.name, current) : nil)
  }

  /// What was sealed.
  package func open(_ row: SealedValue) throws(SealFailure) -> String {
    String(decoding: try opened(row).dropFirst(Keyring.secretLength), as: UTF8.self)
  }

  /// The row sealed by the current key, with its blind index; secret, value and commitment stay the same, so
  /// events that refer to it stay true.
  func resealed(_ row: SealedValue) throws -> SealedValue {
    let plain = try opened(row)
    let place = Place(id: row.id, dossier: row.dossier, field: row.field)
    var new = row
    new.keyID = current.id
    new.sealed = try Sealing.seal(plain, current.secret, associated: place.bytes(current.id))
    if row.blind != nil {
      let value = String(decoding: plain.dropFirst(Keyring.secretLength), as: UTF8.self)
      new.blind = try blind(value, row.field, current)
    }
    return new
  }

  /// Secret and value, after the seal and the commitment have been checked.
  private func opened(_ row: SealedValue) throws(SealFailure) -> [UInt8] {
    guard let key = key(row.keyID) else {
      throw .unknownKey(id: row.id, keyID: row.keyID)
    }
    let place = Place(id: row.id, dossier: row.dossier, field: row.field)
    guard
      let plain = Sealing.open(row.sealed, key.secret, associated: place.bytes(key.id)),
      plain.count >= Keyring.secretLength
    else { throw .broken(id: row.id, keyID: row.keyID) }
    let secret = Array(plain.prefix(Keyring.secretLength))
    let value = Array(plain.dropFirst(Keyring.secretLength))
    guard Sealing.areSame(Sealing.code(value, key: secret), row.commitment) else {
      throw .otherCommitment(id: row.id)
    }
    return plain
  }

  /// Where a value stands: what its seal is bound to, so that no row can be put in another's place.
  private struct Place {
    var id: Int64
    var dossier: DossierID
    var field: String

    /// Every part is preceded by its length, so that no two places have the same bytes.
    func bytes(_ keyID: String) -> [UInt8] {
      ["luohu personal value 1", dossier.description, field, String(id), keyID]
        .flatMap { part in String(part.utf8.count).utf8 + [UInt8(ascii: ":")] + part.utf8 }
    }
  }

  // MARK: Finding

  /// The blind indexes under which a value may stand, the current key's first: while keys are being
  /// changed, rows have one or the other.
  package func blinds(_ value: String, _ field: PersonalField) -> [[UInt8]] {
    var seen: Set<String> = []
    return ([current] + (waiting.map { [$0] } ?? []) + older.reversed())
      .filter { seen.insert($0.indexID).inserted }
      .compactMap { try? blind(value, field.name, $0) }
  }

  /// Whether a search for what was sealed finds its row: its blind index is the one of this keyring.
  func finds(_ row: SealedValue) -> Bool {
    guard let key = key(row.keyID), let found = row.blind, let plain = try? opened(row),
      let made = try? blind(
        String(decoding: plain.dropFirst(Keyring.secretLength), as: UTF8.self), row.field, key)
    else { return false }
    return Sealing.areSame(found, made)
  }

  private func blind(_ value: String, _ field: String, _ key: Key) throws -> [UInt8] {
    guard let index = indexKeys.first(where: { $0.id == key.indexID }) else {
      throw SealFailure.unknownKey(id: 0, keyID: key.indexID)
    }
    let own = Sealing.code(Array("luohu blind index 1:\(field)".utf8), key: index.secret.bytes)
    return Sealing.code(Array(SearchForm.of(value).utf8), key: own)
  }
}

extension CaseUnit {
  /// Seals a value and keeps it; events refer to it by its number and commitment.
  package func keep(
    _ value: String, _ field: PersonalField, of dossier: DossierID, _ keyring: Keyring
  ) throws -> SealedValue {
    let row = try keyring.seal(value, field, id: newNumber(), of: dossier)
    try keep(row)
    return row
  }

  /// The rows of a searched field that hold this value, whichever key they are under.
  package func values(
    of field: PersonalField, equalTo value: String, _ keyring: Keyring
  ) throws -> [SealedValue] {
    var found: [Int64: SealedValue] = [:]
    for blind in keyring.blinds(value, field) {
      for row in try values(field: field.name, blind: blind) { found[row.id] = row }
    }
    return found.values.sorted { $0.id < $1.id }
  }
}
