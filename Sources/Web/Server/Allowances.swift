import HTTPTypes
import Hummingbird

/// Which methods each address takes, to answer 405 with `Allow` where the router knows only that it
/// has nothing (RFC 9110, 15.5.6).
struct Allowances: Sendable {
  private struct Entry {
    /// Segments of the address; `nil` stands for any one.
    var segments: [String?]
    var methods: Set<String>
  }

  private let entries: [Entry]

  init<Context>(_ router: Router<Context>) {
    var methods: [String: Set<String>] = [:]
    for route in router.routes {
      methods[route.path.description, default: []].insert(route.method.rawValue)
    }
    entries = methods.map { path, methods in
      Entry(
        segments: path.split(separator: "/").map { $0.contains("{") ? nil : String($0) },
        methods: methods.contains("GET") ? methods.union(["HEAD"]) : methods)
    }
  }

  /// The methods that an address takes, ready for `Allow`; `nil` when it takes none.
  func methods(at path: String) -> String? {
    let segments = path.split(separator: "/")
    let methods = entries.filter { entry in
      entry.segments.count == segments.count
        && zip(entry.segments, segments).allSatisfy { $0 == nil || $0.map { $0[...] } == $1 }
    }
    .reduce(into: Set<String>()) { $0.formUnion($1.methods) }
    return methods.isEmpty ? nil : methods.sorted().joined(separator: ", ")
  }
}
