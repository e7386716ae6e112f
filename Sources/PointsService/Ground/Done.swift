package import Casework
import Policy

/// What came of an act (办理结果): the dossier as it is from then on, and where its events stand in the ledger.
package struct Done: Hashable, Sendable {
  /// The dossier that the act was about.
  package var dossier: DossierID
  /// Its version after the act: what the next act names as seen.
  package var version: Int
  /// The name of its state.
  package var state: String
  /// It had been done before under the same key: this is the first answer.
  package var isRepeated: Bool
  /// The places of its events in the ledger, from which receipts are made; empty when nothing had to be done.
  package var events: Range<Int>
  /// The leaf hash of the last of them, where it is known without looking it up.
  package var lastLeaf: [UInt8]?

  init(_ performed: Performed) throws(StoreFailure) {
    let fields = try Fields("answer", json: String(decoding: performed.answer, as: UTF8.self))
    dossier = DossierID(
      DossierKind(rawValue: try fields.text("kind")), try fields.whole("number"))
    version = Int(try fields.whole("version"))
    state = try fields.text("state")
    isRepeated = performed.isRepeated
    events = performed.events
    lastLeaf = performed.lastLeaf
  }

  static func bytes(_ dossier: Dossier) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.field("kind", dossier.id.kind.rawValue)
      json.field("number", dossier.id.number)
      json.field("version", dossier.version)
      json.field("state", dossier.state)
    }
    return json.bytes
  }
}
