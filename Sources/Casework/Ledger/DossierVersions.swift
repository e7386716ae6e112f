/// Whether the versions of each dossier's events go 1, 2, 3 without a gap (版本连续): a dossier's history is all in the
/// ledger.
struct DossierVersions {
  /// The newest version of each dossier, by kind and number. There are few kinds and many numbers.
  private var newest: [(kind: DossierKind, versions: [Int64: Int])] = []

  /// The place of a kind, by which its dossiers are seen.
  mutating func place(of kind: DossierKind) -> Int {
    if let place = newest.firstIndex(where: { $0.kind == kind }) { return place }
    newest.append((kind, [:]))
    return newest.count - 1
  }

  /// - Parameter kind: ``place(of:)`` of the dossier's kind.
  /// - Throws: ``LedgerFault`` when the version is not the next.
  mutating func see(
    _ kind: Int, _ number: Int64, _ version: Int, at index: Int
  ) throws(LedgerFault) {
    let before = newest[kind].versions.updateValue(version, forKey: number) ?? 0
    guard version == before + 1 else {
      let dossier = DossierID(newest[kind].kind, number)
      throw .versionGap(index, dossier.description, before, version)
    }
  }
}
