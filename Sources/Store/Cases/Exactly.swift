import Casework
import Glibc

/// A text told apart by its bytes, as both engines do.
struct Exactly: Hashable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (left: Exactly, right: Exactly) -> Bool {
    var (left, right) = (left.text, right.text)
    return left.withUTF8 { left in
      right.withUTF8 { right in
        guard left.count == right.count else { return false }
        let count = left.count
        guard let left = left.baseAddress, let right = right.baseAddress else { return true }
        return memcmp(left, right, count) == 0
      }
    }
  }

  func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

/// A query told apart by its bytes.
struct AskedQuery: Hashable {
  let query: DossierQuery
  private let texts: [Exactly]

  init(_ query: DossierQuery) {
    self.query = query
    texts = [query.kind.rawValue, query.state, query.key?.name, query.key?.value]
      .compactMap { $0.map(Exactly.init) }
  }

  static func == (left: AskedQuery, right: AskedQuery) -> Bool {
    left.texts == right.texts && left.query == right.query
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(texts)
    hasher.combine(query.after)
  }
}

struct DossierPlace: Hashable {
  let kind: Exactly
  let number: Int64

  init(_ id: DossierID) {
    kind = Exactly(id.kind.rawValue)
    number = id.number
  }

  var binds: [SQLValue] { [.text(kind.text), .integer(number)] }
}

struct CommandID: Hashable {
  let party: Exactly
  let key: Exactly

  init(party: String, key: String) {
    self.party = Exactly(party)
    self.key = Exactly(key)
  }

  init(_ command: Command) { self.init(party: command.party.rawValue, key: command.key) }

  var binds: [SQLValue] { [.text(party.text), .text(key.text)] }
}

struct MessageID: Hashable {
  let channel: Exactly
  let key: Exactly

  init(_ message: OutboxMessage) {
    channel = Exactly(message.channel)
    key = Exactly(message.key)
  }
}

/// A key among those of a kind, told apart by its bytes.
struct HeldKey: Hashable {
  let kind: Exactly
  let name: Exactly
  let value: Exactly

  init(_ key: DossierKey, _ kind: Exactly) {
    self.kind = kind
    name = Exactly(key.name)
    value = Exactly(key.value)
  }
}
