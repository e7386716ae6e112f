extension Array {
  /// Cuts a list to a page (分页): whoever asks for one more than a page learns whether another follows, and the last page leads
  /// nowhere, also when it is full.
  ///
  /// - Returns: whether there was more.
  package mutating func cut(to limit: Int) -> Bool {
    guard count > limit else { return false }
    removeLast(count - limit)
    return true
  }
}
