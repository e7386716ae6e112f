import HTTPTypes
import Policy

/// What a caller says about the answer it wants (内容协商): `Accept` and `Accept-Language` (RFC 9110, 12.5).
enum Negotiation {
  /// The best of what there is, the first of equals; `nil` when the caller takes none of it.
  static func type(_ offered: [String], _ headers: HTTPFields) -> String? {
    let wanted = headers[values: .accept].flatMap(entries)
    guard !wanted.isEmpty else { return offered.first }
    var best: (type: String, quality: Int)?
    for type in offered {
      let quality = quality(of: type, wanted)
      if quality > best?.quality ?? 0 { best = (type, quality) }
    }
    return best?.type
  }

  /// The quality of the most exact entry that names a type, in thousandths.
  private static func quality(of type: String, _ wanted: [(name: String, quality: Int)]) -> Int {
    let family = type.prefix { $0 != "/" } + "/*"
    for name in [type, String(family), "*/*"] {
      if let entry = wanted.first(where: { $0.name == name }) { return entry.quality }
    }
    return 0
  }

  /// Chinese or English, whichever the caller likes better; English when it names neither.
  static func language(_ headers: HTTPFields) -> Language {
    var best: (language: Language, quality: Int)?
    for entry in headers[values: .acceptLanguage].flatMap(entries) {
      guard let language = Language(rawValue: String(entry.name.prefix { $0 != "-" })) else {
        continue
      }
      if entry.quality > best?.quality ?? 0 { best = (language, entry.quality) }
    }
    return best?.language ?? .en
  }

  /// The entries of a list with their `q`, in thousandths; other parameters do not matter here.
  private static func entries(_ value: String) -> [(name: String, quality: Int)] {
    value.split(separator: ",").compactMap { entry in
      let parts = entry.split(separator: ";").map { part in
        part.filter { !$0.isWhitespace }.lowercased()
      }
      guard let name = parts.first, !name.isEmpty else { return nil }
      let weight = parts.dropFirst().last { $0.hasPrefix("q=") }
      return (name, weight.map { thousandths($0.dropFirst(2)) } ?? 1000)
    }
  }

  private static func thousandths(_ text: Substring) -> Int {
    let parts = text.split(separator: ".", maxSplits: 1)
    let whole = parts.first.flatMap { Int($0) } ?? 0
    let digits = parts.count > 1 ? parts[1].prefix(3) : ""
    let padded = digits + String(repeating: "0", count: 3 - digits.count)
    return min(max(whole, 0), 1) * 1000 + (whole >= 1 ? 0 : max(Int(padded) ?? 0, 0))
  }
}
