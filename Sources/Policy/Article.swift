/// Where a number or rule is written (条款): the document and the place in it.
///
/// Example: `QA-2020 问7 表`: document `QA-2020`, place `问7 表`.
package struct Article: Hashable, Sendable, CustomStringConvertible {
  package let document: String
  package let place: String
  /// Made once: every line of every sheet shows it.
  package let description: String

  package init(document: String, place: String) {
    self.document = document
    self.place = place
    description = "\(document) \(place)"
  }

  /// Reads `DOCUMENT place`.
  package init?(_ text: String) {
    guard let space = text.firstIndex(of: " ") else { return nil }
    self.init(
      document: String(text[..<space]), place: String(text[text.index(after: space)...]))
    guard !document.isEmpty, !place.isEmpty else { return nil }
  }
}
