import Policy

/// What in a PDF does something by itself, or carries other files (活动内容): reason to refuse it.
///
/// Everything is looked at, whether anything refers to it or not. Opening at a page is no action, and
/// links to addresses are taken out instead (``PDFCleaning``).
struct ActiveContent {
  private let objects: PDFObjects
  private var found: Set<String> = []

  /// The names of what was found, in their order.
  static func names(in objects: PDFObjects) -> [String] {
    var scan = ActiveContent(objects: objects)
    for object in objects.objects { scan.visit(object.node) }
    return scan.found.sorted()
  }

  /// Names that are reason enough wherever they are a key.
  private static let keys: Set<String> = [
    "/JS", "/JavaScript", "/AA", "/Launch", "/EmbeddedFiles", "/EF", "/AF", "/RichMedia",
    "/RichMediaContent", "/XFA", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData", "/Rendition",
  ]

  /// Kinds of actions, annotations and streams.
  private static let kinds: Set<String> = [
    "/JavaScript", "/Launch", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData", "/Rendition",
    "/Movie", "/Sound", "/RichMedia", "/RichMediaExecute", "/Screen", "/FileAttachment", "/3D",
    "/EmbeddedFile",
  ]

  private mutating func visit(_ node: Int) {
    let document = objects.document
    for item in document.items(node) { visit(item) }
    for (key, value) in document.pairs(node) {
      if ActiveContent.keys.contains(key) { found.insert(key) }
      if key == "/S" || key == "/Subtype" || key == "/Type" {
        let kind = objects.text(objects.resolved(value))
        if ActiveContent.kinds.contains(kind) { found.insert(kind) }
      }
      if key == "/OpenAction" {
        let action = objects.resolved(value)
        if document.kind(action) == .object, objects.name(action, "/S") != "/GoTo" {
          found.insert(key)
        }
      }
      visit(value)
    }
  }

  static func flaw(_ names: [String]) -> Flaw {
    let list = names.joined(separator: " ")
    return Flaw(
      "PDF, \(list)", "PDF含有活动内容或附件（\(list)），不能接受；请以“打印为PDF”方式另存后上传",
      "the PDF holds active content or attachments (\(list)), which is not accepted; print it to a PDF"
    )
  }
}
