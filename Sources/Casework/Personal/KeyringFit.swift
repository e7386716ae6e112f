package import Policy

/// Whether a keyring is the one of a store (密钥环是否相符), told from the newest values of each key: every installation has a
/// `k1`, so numbers of keys say nothing. ``KeyCheck`` opens every value and takes its time.
package struct KeyringFit: Sendable {
  /// How values and keyring do not fit (不符之处).
  package enum Misfit: Hashable, Sendable {
    /// The keyring has no such key.
    case missing(key: String, values: Int)
    /// It has a key of that number, which opens none of them.
    case foreign(key: String, values: Int)
    /// They open, and no search finds them: their blind indexes were made with another index key.
    case otherIndex(key: String, values: Int)

    package var wording: Wording {
      switch self {
      case .missing(let key, let values):
        Wording(
          "缺少加密\(values)项个人信息的\(key)", "key \(key), which sealed \(values) values, is missing")
      case .foreign(let key, let values):
        Wording(
          "其\(key)打不开案卷库中由\(key)加密的\(values)项个人信息",
          "its key \(key) opens none of the newest of \(values) values that a key \(key) sealed")
      case .otherIndex(let key, let values):
        Wording(
          "其索引密钥查不到由\(key)加密的\(values)项个人信息",
          "its index key finds none of the newest of \(values) values that key \(key) sealed")
      }
    }
  }

  /// Why the keyring may not be used with the store: what it would seal or search would be lost among the store's values.
  package var misfits: [Misfit] = []
  /// Older keys than the keyring has: their values stay unreadable, all else goes well.
  package var lost: [Misfit] = []

  /// Values of a key that are looked at.
  private static let sample = 32

  /// Looks at a few values of each key; a store without values fits every keyring.
  package init(_ keyring: Keyring, _ store: any PersonalStore) async throws {
    var opened = false
    for (id, values) in try await store.sealedValues().sorted(by: { $0.key < $1.key })
    where values > 0 {
      guard let key = keyring.key(id) else {
        let isOlder = Keyring.number(id).map { $0 < Keyring.number(keyring.current.id) ?? 0 }
        if isOlder == true {
          lost.append(.missing(key: id, values: values))
        } else {
          misfits.append(.missing(key: id, values: values))
        }
        continue
      }
      let newest = try await store.values(
        sealedBy: key.id, onlySearched: false, limit: KeyringFit.sample)
      guard newest.isEmpty || newest.contains(where: { (try? keyring.open($0)) != nil }) else {
        misfits.append(.foreign(key: id, values: values))
        continue
      }
      opened = true
      let searched = try await store.values(
        sealedBy: key.id, onlySearched: true, limit: KeyringFit.sample)
      if !searched.isEmpty, !searched.contains(where: keyring.finds) {
        misfits.append(.otherIndex(key: id, values: values))
      }
    }
    // A keyring that opens nothing at all is no later state of the right one.
    if !opened {
      misfits = lost + misfits
      lost = []
    }
  }

  /// Demands that the keyring may be used with the store.
  ///
  /// - Parameters:
  ///   - name: how the keyring was given, an option or a setting.
  ///   - path: its file.
  /// - Throws: what does not fit.
  package func demand(_ name: String, _ path: String) throws(Problems) {
    guard !misfits.isEmpty else { return }
    throw Problem.argument(
      name, JSONText.quoted(path),
      "案卷库的密钥环：\(misfits.map(\.wording.zh).joined(separator: "；"))",
      "the store's own keyring: \(misfits.map(\.wording.en).joined(separator: "; "))")
  }
}

extension KeyCheck {
  /// Demands that the store proves to be the one of the keyring, so that a key without values here has none anywhere: it
  /// has values, and all of them open.
  ///
  /// - Parameter address: of the store.
  /// - Throws: how many values there are, and how many do not open.
  package func demandProof(_ address: String) throws(Problems) {
    let values = counts.values.reduce(0, +)
    guard values == 0 || !failures.isEmpty else { return }
    throw Problem.argument(
      "--store", JSONText.quoted(address),
      values == 0
        ? "该密钥环的案卷库：其中有0项个人信息，无法证明旧密钥不再需要"
        : "该密钥环的案卷库：\(values)项个人信息中有\(failures.count)项打不开（luohu keys status）",
      values == 0
        ? "the keyring's own store: this one has 0 values, which proves of no key that it is not needed"
        : "the keyring's own store: of its \(values) values \(failures.count) do not open (luohu keys status)"
    )
  }
}
