/// Where a number or rule is written (条款): the document and the place in it.
///
/// Example: `QA-2020 问7 表`: document `QA-2020`, place `问7 表`.
package struct Article: Hashable, Sendable, CustomStringConvertible {
  package var document: String
  package var place: String

  package init(document: String, place: String) {
    self.document = document
    self.place = place
  }

  /// Reads `DOCUMENT place`.
  package init?(_ text: String) {
    guard let space = text.firstIndex(of: " ") else { return nil }
    self.init(
      document: String(text[..<space]), place: String(text[text.index(after: space)...]))
    guard !document.isEmpty, !place.isEmpty else { return nil }
  }

  package var description: String { "\(document) \(place)" }
}
