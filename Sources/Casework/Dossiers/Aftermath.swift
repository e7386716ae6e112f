import Policy
package import Units

/// What a dossier is after a change (变更后状态), as the last event of the change says it in ``CaseEvent/after``: enough
/// to rebuild the current row from events alone.
package struct Aftermath: Hashable, Sendable {
  package var state: String
  package var body: String
  /// In the order of names and values.
  package var keys: [DossierKey]

  package init(state: String, body: String, keys: [DossierKey]) {
    self.state = state
    self.body = body
    self.keys = keys.inOrder
  }

  /// A JSON object of `state`, `body` (the JSON text as it was given) and `keys`; the same bytes for the same
  /// state.
  package var text: String {
    var json = JSONWriter()
    json.object { json in
      json.field("state", state)
      json.field("body", body)
      json.key("keys")
      Aftermath.write(keys, to: &json)
    }
    return json.text
  }

  /// Reads ``text``; `nil` when it is no such object.
  package init?(text: String) {
    let document = Document()
    guard (try? document.read(json: text)) != nil,
      let state = document.value(of: document.root, "state"), document.kind(state) == .text,
      let body = document.value(of: document.root, "body"), document.kind(body) == .text,
      let list = document.value(of: document.root, "keys"),
      let keys = Aftermath.keys(document, list)
    else { return nil }
    self.init(state: document.string(state), body: document.string(body), keys: keys)
  }

  /// The dossier of which this is the state.
  package func dossier(_ id: DossierID, version: Int, changedAt: Instant) -> Dossier {
    Dossier(id: id, version: version, state: state, body: body, changedAt: changedAt, keys: keys)
  }

  /// Keys as a JSON list.
  package static func text(of keys: [DossierKey]) -> String {
    if keys.isEmpty { return "[]" }
    var json = JSONWriter()
    write(keys, to: &json)
    return json.text
  }

  /// Reads ``text(of:)``; `nil` when it is no such list.
  package static func keys(of text: String) -> [DossierKey]? {
    if text == "[]" { return [] }
    let document = Document()
    guard (try? document.read(json: text)) != nil else { return nil }
    return keys(document, document.root)
  }

  private static func write(_ keys: [DossierKey], to json: inout JSONWriter) {
    json.list { json in
      for key in keys {
        json.object { json in
          json.field("name", key.name)
          json.field("value", key.value)
          json.field("unique", key.isUnique)
        }
      }
    }
  }

  private static func keys(_ document: Document, _ list: Int) -> [DossierKey]? {
    guard document.kind(list) == .list else { return nil }
    var keys: [DossierKey] = []
    for item in document.items(list) {
      guard let name = document.value(of: item, "name"), document.kind(name) == .text,
        let value = document.value(of: item, "value"), document.kind(value) == .text,
        let unique = document.value(of: item, "unique")
      else { return nil }
      keys.append(
        DossierKey(
          document.string(name), document.string(value), isUnique: document.kind(unique) == .yes))
    }
    return keys
  }
}

extension [DossierKey] {
  /// By the bytes of names, then of values: the order of both engines.
  package var inOrder: [DossierKey] {
    guard count > 1 else { return self }
    return sorted { left, right in
      if left.name.utf8.elementsEqual(right.name.utf8) {
        return left.value.utf8.lexicographicallyPrecedes(right.value.utf8)
      }
      return left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
    }
  }
}

extension DossierKind {
  /// Where the readings of personal data of dossiers of this kind are written (查阅记录): a companion dossier with the same number, so
  /// that reading never changes the version that its owner sees.
  package var access: DossierKind { DossierKind(rawValue: "access-\(rawValue)") }
}

/// Events that the store itself writes.
package enum PersonalDataEvent {
  /// Personal values were opened (查阅个人信息); on the companion dossier.
  package static let read = "PersonalDataRead"
  /// Personal values were erased (抹除个人信息); on the dossier itself.
  package static let erased = "PersonalDataErased"
  /// The state of companion dossiers.
  package static let accessState = "kept"

  /// What the events say: which values of which fields, and why they were read.
  package static func body(
    _ values: [(id: Int64, field: String)], reason: ReadingReason? = nil
  ) -> String {
    var json = JSONWriter()
    json.object { json in
      if let reason { json.field("reason", reason.rawValue) }
      json.list("values") { json in
        for value in values {
          json.object { json in
            json.field("id", Int(value.id))
            json.field("field", value.field)
          }
        }
      }
    }
    return json.text
  }
}
