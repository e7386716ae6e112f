/// Marks Chinese on pages of another language (语言标注), so that it is read aloud and set as Chinese: names, articles, and what people
/// wrote themselves.
enum LanguageMarks {
  private static let open = Array("<span lang=\"zh-CN\">".utf8)
  private static let close = Array("</span>".utf8)
  /// Elements that hold text alone, or other marks than HTML's.
  private static let bare: Set<String> = [
    "title", "textarea", "option", "script", "style", "svg",
  ]

  /// A whole page with every run of Chinese in an element of its own; text of such elements as hold none, and attributes, stay.
  static func marked(_ page: String) -> String {
    var bytes: [UInt8] = []
    var page = page
    page.withUTF8 { source in
      bytes.reserveCapacity(source.count + 1024)
      var place = 0
      /// The element in which nothing is marked.
      var inside: String?
      while place < source.count {
        if source[place] == UInt8(ascii: "<") {
          var end = place
          while end < source.count, source[end] != UInt8(ascii: ">") { end += 1 }
          end = min(end + 1, source.count)
          let isEnd = place + 1 < source.count && source[place + 1] == UInt8(ascii: "/")
          let name = self.name(source[(place + (isEnd ? 2 : 1))..<end])
          if isEnd, name == inside {
            inside = nil
          } else if !isEnd, inside == nil, bare.contains(name) {
            inside = name
          }
          bytes += source[place..<end]
          place = end
          continue
        }
        let length = inside == nil ? run(source[place...]) : 0
        if length > 0 {
          bytes += open
          bytes += source[place..<(place + length)]
          bytes += close
          place += length
        } else {
          bytes.append(source[place])
          place += 1
        }
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func name(_ tag: Slice<UnsafeBufferPointer<UInt8>>) -> String {
    String(decoding: tag.prefix { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 }, as: UTF8.self)
  }

  /// The bytes of the Chinese that a text begins with: characters (U+3400 to U+9FFF) with the marks between and around them (U+3000 to
  /// U+303F, U+FF00 to U+FFEF).
  private static func run(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
    var place = text.startIndex
    var hasCharacter = false
    while place + 2 < text.endIndex {
      let isCharacter =
        switch text[place] {
        case 0xE3: text[place + 1] >= 0x90
        case 0xE4...0xE9: true
        default: false
        }
      guard
        isCharacter || (text[place] == 0xE3 && text[place + 1] == 0x80)
          || (text[place] == 0xEF && text[place + 1] >= 0xBC)
      else { break }
      hasCharacter = hasCharacter || isCharacter
      place += 3
    }
    return hasCharacter ? place - text.startIndex : 0
  }
}
