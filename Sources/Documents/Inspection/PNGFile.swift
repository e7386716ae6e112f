import Casework
import Policy

/// A PNG picture as it declares itself (PNG文件), read chunk by chunk with their check sums before anything is unpacked.
struct PNGFile: Sendable {
  var width = 0
  var height = 0
  var orientation = Orientation.asStored
  /// The byte after the last chunk.
  var end = 0
  /// The chunks that make the picture, and nothing else: what a decoder gets to see.
  var picture: [UInt8] = PNGFile.signature

  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Reads all chunks and holds them to the limits.
  init(_ file: UnsafeRawBufferPointer, _ limits: EvidenceLimits) throws(Flaw) {
    guard file.has(PNGFile.signature, at: 0) else { throw Flaw.damaged("PNG", at: 0) }
    var place = PNGFile.signature.count
    var order = Order()
    while true {
      guard let length = file.big32(place), let name = file.big32(place + 4) else {
        throw Flaw.truncated("PNG", at: file.count)
      }
      guard length <= 0x7FFF_FFFF else { throw Flaw.damaged("PNG", at: place) }
      guard length <= file.count - place - 12 else { throw Flaw.truncated("PNG", at: file.count) }
      let content = place + 8..<place + 8 + length
      let sum = PNGFile.checkSum(file[place + 4..<content.upperBound])
      guard file.big32(content.upperBound) == Int(sum) else { throw Flaw.damaged("PNG", at: place) }
      guard order.allows(name) else { throw Flaw.damaged("PNG", at: place) }
      let whole = place..<content.upperBound + 4
      place = whole.upperBound
      switch name {
      case Order.header:
        try readHeader(file, content, limits)
        picture += file[whole]
      case Order.palette, Order.transparency, Order.image:
        picture += file[whole]
      case Order.end:
        guard length == 0 else { throw Flaw.damaged("PNG", at: content.lowerBound) }
        picture += file[whole]
        end = place
        return
      case Order.exif:
        orientation = Orientation(tiff: UnsafeRawBufferPointer(rebasing: file[content]))
      default:
        // Bit 5 of the first letter: the picture can be read without this chunk.
        guard name & 0x2000_0000 != 0 else { throw Flaw.damaged("PNG", at: content.lowerBound) }
      }
    }
  }

  private mutating func readHeader(
    _ file: UnsafeRawBufferPointer, _ content: Range<Int>, _ limits: EvidenceLimits
  ) throws(Flaw) {
    let start = content.lowerBound
    guard content.count == 13, let width = file.big32(start), let height = file.big32(start + 4),
      width <= 0x7FFF_FFFF, height <= 0x7FFF_FFFF
    else { throw Flaw.damaged("PNG", at: start) }
    let bits = file[start + 8]
    let allowed: [UInt8]
    switch file[start + 9] {
    case 0: allowed = [1, 2, 4, 8, 16]
    case 3: allowed = [1, 2, 4, 8]
    case 2, 4, 6: allowed = [8, 16]
    default: allowed = []
    }
    guard allowed.contains(bits), file[start + 10] == 0, file[start + 11] == 0,
      file[start + 12] <= 1
    else { throw Flaw.damaged("PNG", at: start + 8) }
    try PixelSize.check("PNG", width, height, limits)
    self.width = width
    self.height = height
  }

  /// In which order chunks may come: the header first, the image's chunks beside each other, the end last.
  private struct Order {
    static let header = 0x4948_4452
    static let palette = 0x504C_5445
    static let transparency = 0x7452_4E53
    static let image = 0x4944_4154
    static let end = 0x4945_4E44
    static let exif = 0x6558_4966

    private var last: Int?
    private var hasImage = false

    mutating func allows(_ name: Int) -> Bool {
      defer { last = name }
      switch name {
      case Order.header: return last == nil
      case Order.palette, Order.transparency: return last != nil && !hasImage
      case Order.image:
        guard last != nil, !hasImage || last == Order.image else { return false }
        hasImage = true
        return true
      case Order.end: return hasImage
      default: return last != nil
      }
    }
  }

  /// CRC-32 as PNG has it (ISO 3309).
  static func checkSum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes { sum = sum >> 8 ^ table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] }
    return ~sum
  }

  private static let table: [UInt32] = (0..<256).map { start in
    (0..<8).reduce(UInt32(start)) { sum, _ in
      sum & 1 == 1 ? 0xEDB8_8320 ^ sum >> 1 : sum >> 1
    }
  }
}
