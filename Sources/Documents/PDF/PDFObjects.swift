import Policy

/// The objects of a PDF as qpdf writes them in JSON (PDF对象): names begin with `/`, texts with `u:` or `b:`, references are
/// `5 0 R`, so that none can be taken for another.
struct PDFObjects {
  let document: Document
  /// `5 0 R` to the node of what stands there: the value, or the stream with its `dict`.
  private(set) var objects: [(reference: String, node: Int, isStream: Bool)] = []
  private var places: [String: Int] = [:]

  init(_ document: Document) {
    self.document = document
    let parts = document.value(of: document.root, "qpdf").map(document.items) ?? []
    for (key, object) in parts.dropFirst().flatMap(document.pairs) {
      let stream = document.value(of: object, "stream")
      guard let node = stream ?? document.value(of: object, "value") else { continue }
      let reference = key.hasPrefix("obj:") ? String(key.dropFirst(4)) : key
      places[reference] = objects.count
      objects.append((reference, node, stream != nil))
    }
  }

  /// The text of a name, text or reference; empty for anything else.
  func text(_ node: Int) -> String { document.kind(node) == .text ? document.string(node) : "" }

  /// What a value is, behind any reference.
  func resolved(_ node: Int) -> Int {
    guard let place = places[text(node)] else { return node }
    let object = objects[place]
    return object.isStream ? document.value(of: object.node, "dict") ?? object.node : object.node
  }

  /// The name under a key of a dictionary, for instance `/URI` under `/S`; empty when there is none.
  func name(_ dictionary: Int, _ key: String) -> String {
    document.value(of: dictionary, key).map { text(resolved($0)) } ?? ""
  }

  /// Whether there is document information: author, title, programs, times.
  var hasInformation: Bool {
    objects.contains {
      $0.reference == "trailer" && document.value(of: $0.node, "/Info") != nil
    }
  }

  /// An action that opens an address (网址链接).
  func isLink(_ node: Int) -> Bool {
    let node = resolved(node)
    return document.kind(node) == .object && name(node, "/S") == "/URI"
  }
}
