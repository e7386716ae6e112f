package import Casework
import Synchronization

extension MemoryCases: EventSearch {
  package func search(_ query: EventQuery) async throws -> [CaseEvent] {
    try query.check()
    return state.withLock { state in
      let wanted: Set<DossierID>? =
        if let dossier = query.dossier {
          [dossier, DossierID(dossier.kind.access, dossier.number)]
        } else if let key = query.key {
          Set(
            state.dossiers.values.filter { dossier in
              dossier.keys.contains { $0.name == key.name && $0.value == key.value }
            }.flatMap { [$0.id, DossierID($0.id.kind.access, $0.id.number)] })
        } else {
          nil
        }
      let found = state.events.reversed().filter { event in
        (wanted?.contains(event.dossier) ?? true)
          && (query.party.map { event.party == $0 } ?? true)
          && (query.account.map { account in
            event.party == PartyID(account: account)
              || event.party == .visitor && event.dossier == DossierID(Account.kind, account)
          } ?? true)
          && (query.name.map { event.name == $0 } ?? true)
          && (query.from.map { event.at >= $0 } ?? true)
          && (query.to.map { event.at < $0 } ?? true)
          && (query.before.map { event.index < $0 } ?? true)
      }
      return Array(found.prefix(query.limit))
    }
  }
}
