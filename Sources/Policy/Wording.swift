/// The languages of explanations, problems and tables.
package enum Language: String, CaseIterable, Sendable {
  case zh, en
}

/// One statement in every language of the platform, Chinese first.
package struct Wording: Hashable, Sendable {
  package var zh: String
  package var en: String

  package init(_ zh: String, _ en: String) {
    self.zh = zh
    self.en = en
  }

  /// The same in both languages: a number, a path, a code.
  package init(same text: String) { self.init(text, text) }

  package subscript(_ language: Language) -> String {
    switch language {
    case .zh: zh
    case .en: en
    }
  }
}
