import Casework
import Policy
import Units

/// Reads what a dossier keeps (案卷内容). Whatever does not fit was not written by us: ``StoreFailure/corrupt(_:)``, which
/// names the dossier and the field.
struct Fields {
  private let name: String
  private let document: Document
  private let node: Int

  init(_ name: String, json: String) throws(StoreFailure) {
    self.name = name
    document = Document()
    do { try document.read(json: json) } catch {
      throw .corrupt("\(name): no JSON at byte \(error.offset)")
    }
    node = document.root
    guard document.kind(node) == .object else { throw .corrupt("\(name): no object") }
  }

  private init(_ name: String, _ document: Document, _ node: Int) {
    self.name = name
    self.document = document
    self.node = node
  }

  func broken(_ key: String, _ what: String) -> StoreFailure { .corrupt("\(name).\(key): \(what)") }

  private func find(_ key: String) -> Int? { document.value(of: node, key) }

  private func value(_ key: String, _ kind: Document.Kind) throws(StoreFailure) -> Int {
    guard let found = find(key), document.kind(found) == kind else {
      throw broken(key, "no \(kind)")
    }
    return found
  }

  func has(_ key: String) -> Bool { find(key) != nil }

  func text(_ key: String) throws(StoreFailure) -> String {
    document.string(try value(key, .text))
  }

  func optionalText(_ key: String) throws(StoreFailure) -> String? {
    has(key) ? try text(key) : nil
  }

  func flag(_ key: String) throws(StoreFailure) -> Bool {
    guard let found = find(key) else { throw broken(key, "no flag") }
    switch document.kind(found) {
    case .yes: return true
    case .no: return false
    default: throw broken(key, "no flag")
    }
  }

  func whole(_ key: String) throws(StoreFailure) -> Int64 {
    guard let number = Int64(document.string(try value(key, .number))) else {
      throw broken(key, "no whole number")
    }
    return number
  }

  func optionalWhole(_ key: String) throws(StoreFailure) -> Int64? {
    has(key) ? try whole(key) : nil
  }

  func moment(_ key: String) throws(StoreFailure) -> Instant {
    Instant(milliseconds: try whole(key))
  }

  func optionalMoment(_ key: String) throws(StoreFailure) -> Instant? {
    has(key) ? try moment(key) : nil
  }

  func date(_ key: String) throws(StoreFailure) -> CivilDate {
    guard let date = CivilDate(try text(key)) else { throw broken(key, "no day") }
    return date
  }

  func optionalDate(_ key: String) throws(StoreFailure) -> CivilDate? {
    has(key) ? try date(key) : nil
  }

  func name<Value: RawRepresentable<String>>(
    _ key: String, as _: Value.Type = Value.self
  ) throws(StoreFailure) -> Value {
    guard let value = Value(rawValue: try text(key)) else { throw broken(key, "unknown name") }
    return value
  }

  func wording(_ key: String) throws(StoreFailure) -> Wording {
    let inner = try object(key)
    return Wording(try inner.text("zh"), try inner.text("en"))
  }

  func object(_ key: String) throws(StoreFailure) -> Fields {
    Fields("\(name).\(key)", document, try value(key, .object))
  }

  func optionalObject(_ key: String) throws(StoreFailure) -> Fields? {
    has(key) ? try object(key) : nil
  }

  /// The objects of a list.
  func objects(_ key: String) throws(StoreFailure) -> [Fields] {
    let items = document.items(try value(key, .list))
    guard items.allSatisfy({ document.kind($0) == .object }) else {
      throw broken(key, "no objects")
    }
    return items.map { Fields("\(name).\(key)", document, $0) }
  }

  /// The texts of a list.
  func texts(_ key: String) throws(StoreFailure) -> [String] {
    let items = document.items(try value(key, .list))
    guard items.allSatisfy({ document.kind($0) == .text }) else { throw broken(key, "no texts") }
    return items.map(document.string)
  }

  /// The whole numbers of a list.
  func wholes(_ key: String) throws(StoreFailure) -> [Int64] {
    let numbers = document.items(try value(key, .list)).map { Int64(document.string($0)) }
    guard !numbers.contains(nil) else { throw broken(key, "no whole numbers") }
    return numbers.compactMap(\.self)
  }

  /// What the casework reads itself: a clock, a proposal.
  func part<Part>(
    _ key: String, _ read: (Int, Document) throws(Problems) -> Part
  ) throws(StoreFailure) -> Part {
    let inner = try value(key, .object)
    do throws(Problems) {
      return try read(inner, document)
    } catch {
      throw broken(key, error.list.map { $0.text(.en) }.joined(separator: "; "))
    }
  }
}

extension JSONWriter {
  mutating func field(_ name: String, _ value: Int64) { field(name, Int(value)) }

  mutating func field(_ name: String, _ moment: Instant) { field(name, moment.milliseconds) }

  mutating func field(_ name: String, _ wording: Wording) {
    object(name) { json in
      json.field("zh", wording.zh)
      json.field("en", wording.en)
    }
  }
}
