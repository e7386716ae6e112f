import Mustache
package import Policy

/// The templates of the pages, compiled once for each language.
///
/// In a template `[[area.key]]` stands for a text of ``Wordings``; a place `{name}` of that text
/// becomes the Mustache tag `{{name}}`. Everything else is Mustache, so values are always escaped.
package struct Templates: Sendable {
  private let libraries: [Language: MustacheLibrary]
  /// Keys of texts that templates name, to be compared with the tables.
  package let wordingKeys: Set<String>
  /// What templates and pages asked for in vain since the start: keys, and texts that there are none of.
  package let missing = Missing()

  package init(
    _ files: [(name: String, text: [UInt8])], _ wordings: Wordings
  ) throws {
    var libraries: [Language: MustacheLibrary] = [:]
    var keys: Set<String> = []
    for language in Language.allCases {
      var library = MustacheLibrary()
      for file in files {
        let source = String(decoding: file.text, as: UTF8.self)
        let text = Templates.fill(source) { key in
          keys.insert(key)
          return Templates.tags(in: wordings.text(key, language))
        }
        library.register(try MustacheTemplate(string: text), named: file.name)
      }
      libraries[language] = library
    }
    self.libraries = libraries
    wordingKeys = keys
  }

  /// Renders a page; `view` is its outermost view.
  package func render(_ name: String, _ view: View, _ language: Language) -> String {
    libraries[language]?.render(view, withTemplate: name) ?? ""
  }

  /// Replaces every `[[key]]`.
  private static func fill(_ source: String, _ text: (String) -> String) -> String {
    var result = ""
    var rest = source[...]
    while let open = rest.firstRange(of: "[["),
      let close = rest[open.upperBound...].firstRange(of: "]]")
    {
      result += rest[..<open.lowerBound]
      result += text(String(rest[open.upperBound..<close.lowerBound]))
      rest = rest[close.upperBound...]
    }
    return result + rest
  }

  /// Escapes a text for HTML and turns its places into tags.
  private static func tags(in text: String) -> String {
    HTML.escaped(text).replacing("{", with: "{{").replacing("}", with: "}}")
  }
}
