import Synchronization

/// What the bodies of dossiers came to that are read again and again (已解读的案卷): the open cycle, a unit that thousands
/// ask for, its clerks. Reading a body always gives the same, so nothing can be out of date here.
package final class DecodedBodies<Content: Sendable>: Sendable {
  private struct Kept {
    var dossier: Dossier
    var content: Content
  }

  private let kept = Mutex<[DossierID: Kept]>([:])
  private let most: Int

  /// - Parameter most: how many are remembered.
  package init(most: Int = 256) { self.most = most }

  /// What a dossier comes to.
  package func content<Failure: Error>(
    of dossier: Dossier, _ decode: (Dossier) throws(Failure) -> Content
  ) throws(Failure) -> Content {
    let found = kept.withLock { $0[dossier.id] }
    if let found, found.dossier.version == dossier.version, found.dossier.isWritten(as: dossier) {
      return found.content
    }
    let content = try decode(dossier)
    kept.withLock { kept in
      if kept.count >= most { kept = [:] }
      kept[dossier.id] = Kept(dossier: dossier, content: content)
    }
    return content
  }
}

extension Dossier {
  /// Whether state and body have the same bytes.
  fileprivate func isWritten(as other: Dossier) -> Bool {
    state.utf8.elementsEqual(other.state.utf8) && body.utf8.elementsEqual(other.body.utf8)
  }
}
