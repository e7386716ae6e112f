import Mustache
import Synchronization

/// What a template may show: names and formatted values, nested lists and views.
///
/// Values are stored, never computed by reflection; a name that a template asks for and no view on the
/// way to the outermost one has is written down there (``Missing``), so that a test can prove that
/// every key of every template exists.
package struct View: MustacheParent {
  private(set) var values: [String: Any]
  private let missing: Missing?

  init(_ values: [String: Any] = [:]) {
    self.values = values
    missing = nil
  }

  /// The outermost view of a page.
  init(root values: [String: Any], missing: Missing) {
    self.values = values
    self.missing = missing
  }

  subscript(_ name: String) -> Any? {
    get { values[name] }
    set { values[name] = newValue }
  }

  package func child(named name: String) -> Any? {
    if let value = values[name] { return value }
    missing?.add(name)
    return nil
  }

  /// Adds the values of another view; its values win.
  mutating func merge(_ other: View) { values.merge(other.values) { _, new in new } }
}

extension View: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (String, Any)...) {
    self.init(Dictionary(elements) { _, last in last })
  }
}

/// The keys that templates asked for and no view had.
package final class Missing: Sendable {
  private let names = Mutex<Set<String>>([])

  package init() {}

  func add(_ name: String) { _ = names.withLock { $0.insert(name) } }

  package var all: Set<String> { names.withLock { $0 } }
}
