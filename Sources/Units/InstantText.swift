extension Instant {
  /// Reads a moment as people write it: `2020-07-17`, `2020-07-17T08:00`, `2020-07-17T08:00:00`, with milliseconds after a
  /// point, and `+08:00` at the end or not: it is Beijing's time.
  ///
  /// - Returns: `nil` for anything else.
  package init?(_ text: String) {
    var text = text[...]
    if text.hasSuffix("+08:00"), text.contains("T") { text.removeLast(6) }
    let parts = text.split(separator: "T", omittingEmptySubsequences: false)
    guard parts.count <= 2, let date = CivilDate(String(parts[0])) else { return nil }
    guard parts.count == 2 else {
      self.init(date)
      return
    }
    let seconds = parts[1].split(separator: ".", omittingEmptySubsequences: false)
    let fields = seconds[0].split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(fields.count), seconds.count == 1 || fields.count == 3,
      let hour = Instant.digits(fields[0], 2), hour < 24,
      let minute = Instant.digits(fields[1], 2), minute < 60,
      let second = fields.count == 3 ? Instant.digits(fields[2], 2) : 0, second < 60,
      let rest = seconds.count == 2 ? Instant.digits(seconds[1], 3) : 0, seconds.count <= 2
    else { return nil }
    self.init(
      date, millisecondOfDay: ((hour * 60 + minute) * 60 + second) * 1000 + rest)
  }

  private static func digits(_ text: Substring, _ count: Int) -> Int64? {
    guard text.utf8.count == count, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    return Int64(text)
  }
}
