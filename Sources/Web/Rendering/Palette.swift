/// The colours of the style sheet (配色), read from it so that what is shown and tested is what is used.
package struct Palette: Sendable {
  /// Value by name (`ink`, `paper`, …) on a light screen.
  package let light: [String: Colour]
  /// The same on a dark one.
  package let dark: [String: Colour]

  /// The eight colours and the two quiet neutrals, in the order in which they are explained.
  package static let names = [
    "ink", "paper", "line", "brand", "success", "warning", "danger", "info", "hair", "wash",
  ]
  /// The colours of chart series, in order.
  package static let series = (1...9).map { "s\($0)" }

  /// Reads the custom properties of the first `:root` block and of the one for dark screens.
  package init(styleSheet: String) {
    light = Palette.properties(of: styleSheet[...])
    let dark = styleSheet.firstRange(of: "prefers-color-scheme: dark")
    self.dark = dark.map { Palette.properties(of: styleSheet[$0.upperBound...]) } ?? [:]
  }

  private static func properties(of text: Substring) -> [String: Colour] {
    guard let open = text.firstRange(of: ":root {") else { return [:] }
    let block = text[open.upperBound...].prefix { $0 != "}" }
    var found: [String: Colour] = [:]
    for declaration in block.split(separator: ";") {
      guard let dashes = declaration.firstRange(of: "--") else { continue }
      let parts = declaration[dashes.upperBound...].split(separator: ":", maxSplits: 1)
      guard parts.count == 2, let colour = Colour(parts[1].drop { $0 == " " }) else { continue }
      found[String(parts[0])] = colour
    }
    return found
  }
}

/// A colour of the screen, red, green and blue from 0 to 255.
package struct Colour: Sendable, Equatable {
  package let red: UInt8
  package let green: UInt8
  package let blue: UInt8

  /// Reads `#rrggbb`; `nil` when it is written otherwise.
  package init?(_ text: some StringProtocol) {
    let digits = text.dropFirst()
    guard text.first == "#", digits.count == 6, let value = UInt32(digits, radix: 16) else {
      return nil
    }
    red = UInt8(value >> 16)
    green = UInt8(value >> 8 & 255)
    blue = UInt8(value & 255)
  }

  /// As style sheets write it.
  package var text: String {
    "#"
      + [red, green, blue].map { byte in
        String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
      }.joined()
  }

  /// How bright it is, from 0 to 1 (relative luminance of WCAG 2.2).
  private var luminance: Double {
    0.2126 * Colour.linear(red) + 0.7152 * Colour.linear(green) + 0.0722 * Colour.linear(blue)
  }

  private static func linear(_ value: UInt8) -> Double {
    let part = Double(value) / 255
    guard part > 0.04045 else { return part / 12.92 }
    // The power 2.4 is the square times the fifth root of the square.
    let base = (part + 0.055) / 1.055
    let square = base * base
    var root = 1.0
    for _ in 0..<40 {
      root -= (root * root * root * root * root - square) / (5 * root * root * root * root)
    }
    return square * root
  }

  /// Contrast with another colour, from 1 to 21 (WCAG 2.2, 1.4.3).
  package func contrast(_ other: Colour) -> Double {
    let (one, two) = (luminance, other.luminance)
    return (max(one, two) + 0.05) / (min(one, two) + 0.05)
  }
}
