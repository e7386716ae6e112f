/// How a camera was held (照片方向): what EXIF calls orientation, 1 to 8.
///
/// 1 as stored, 2 mirrored, 3 upside down, 4 mirrored upside down, 5 to 8 lying on a side.
struct Orientation: Hashable, Sendable {
  var number: Int

  static let asStored = Orientation(number: 1)

  /// Width and height change places.
  var liesOnSide: Bool { number > 4 }

  init(number: Int) { self.number = (1...8).contains(number) ? number : 1 }

  /// Reads it from the TIFF block of EXIF; as stored when there is none or it makes no sense, because
  /// a picture is not refused for what is thrown away anyway.
  init(tiff block: UnsafeRawBufferPointer) {
    self = .asStored
    let isSmall: Bool
    switch block.big16(0) {
    case 0x4949: isSmall = true
    case 0x4D4D: isSmall = false
    default: return
    }
    func two(_ offset: Int) -> Int? { isSmall ? block.small16(offset) : block.big16(offset) }
    func four(_ offset: Int) -> Int? { isSmall ? block.small32(offset) : block.big32(offset) }
    guard two(2) == 42, let table = four(4), let entries = two(table) else { return }
    for entry in 0..<entries {
      let place = table + 2 + entry * 12
      guard let tag = two(place) else { return }
      // Tag, kind SHORT, one of them, the value.
      guard tag == 0x0112 else { continue }
      guard two(place + 2) == 3, four(place + 4) == 1, let value = two(place + 8) else { return }
      self.init(number: value)
      return
    }
  }
}
