import Testing
import Units

/// Protects the reading of several digits at once.
@Suite("Digits are read together")
struct DigitsTests {
  private func four(_ text: [UInt8]) -> Int? { text.withUnsafeBufferPointer { Digits.four($0, 0) } }

  @Test("every number of four and of two digits")
  func numbers() {
    for number in 0...9999 {
      let digits = [number / 1000, number / 100 % 10, number / 10 % 10, number % 10]
      let text = digits.map { UInt8(0x30 + $0) }
      if four(text) != number { Issue.record("\(number)") }
      let last = text.withUnsafeBufferPointer { Digits.two($0, 2) }
      if last != number % 100 { Issue.record("\(number)") }
    }
  }

  @Test("no other byte is a digit, wherever it stands", arguments: UInt8.min...UInt8.max)
  func others(byte: UInt8) {
    let isDigit = byte >= 0x30 && byte <= 0x39
    for place in 0..<4 {
      for filler in [UInt8(0x30), 0x39] {
        var text = [UInt8](repeating: filler, count: 4)
        text[place] = byte
        #expect((four(text) != nil) == isDigit)
        let two = text.withUnsafeBufferPointer { Digits.two($0, place < 2 ? 0 : 2) }
        #expect((two != nil) == isDigit)
      }
    }
  }

  @Test("a wrong byte anywhere in a month or a date", arguments: UInt8.min...UInt8.max)
  func dates(byte: UInt8) {
    for text in ["2019-12", "2019-12-31"] {
      let right = Array(text.utf8)
      for place in right.indices where right[place] != byte {
        var wrong = right
        wrong[place] = byte
        let isDate = wrong.withUnsafeBufferPointer { bytes in
          bytes.count == 7 ? Month(utf8: bytes) != nil : CivilDate(utf8: bytes) != nil
        }
        let isDigit = byte >= 0x30 && byte <= 0x39
        if isDate { #expect(isDigit && right[place] != UInt8(ascii: "-")) }
      }
    }
  }
}
