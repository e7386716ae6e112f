/// One personal value (个人信息), for instance an identity number, sealed by ``Keyring``. Immutable: a correction is a
/// new value.
package struct SealedValue: Hashable, Sendable {
  package var id: Int64
  package var dossier: DossierID
  /// Which field, for instance `identityNumber`.
  package var field: String
  /// The key that sealed it.
  package var keyID: String
  package var sealed: [UInt8]
  /// What events refer to: says nothing about the value to whoever has not the sealed secret.
  package var commitment: [UInt8]
  /// The keyed index by which it can be found; `nil` for fields that nobody searches.
  package var blind: [UInt8]?

  package init(
    id: Int64, dossier: DossierID, field: String, keyID: String, sealed: [UInt8],
    commitment: [UInt8], blind: [UInt8]?
  ) {
    self.id = id
    self.dossier = dossier
    self.field = field
    self.keyID = keyID
    self.sealed = sealed
    self.commitment = commitment
    self.blind = blind
  }
}

/// What changing keys needs of the store (密钥轮换).
package protocol PersonalStore: Sendable {
  /// Values sealed by other keys than this, by number after the last one seen.
  func values(notSealedBy keyID: String, after id: Int64, limit: Int) async throws -> [SealedValue]
  /// The newest values that a key has sealed, newest first.
  ///
  /// - Parameter onlySearched: only those with a blind index.
  func values(sealedBy keyID: String, onlySearched: Bool, limit: Int) async throws
    -> [SealedValue]
  /// Replaces seal, key and blind index of a value if it is still sealed by the key it was.
  ///
  /// - Returns: whether it was.
  func reseal(_ value: SealedValue, sealedBefore keyID: String) async throws -> Bool
  /// How many values each key has sealed.
  func sealedValues() async throws -> [String: Int]
}
