import Policy

extension Article {
  /// As people read it: what the platform itself lays down is called that, a document by its short name.
  func text(_ language: Language) -> String {
    guard document == "PLATFORM" else { return description }
    return language == .zh ? "平台规则：\(place)" : "platform rule \(place)"
  }
}
