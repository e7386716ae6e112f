import Casework
import Policy

/// A JPEG photograph as it declares itself (JPEG文件), read marker by marker from one end to the other without decoding a pixel.
struct JPEGFile: Sendable {
  var width = 0
  var height = 0
  var components = 0
  var orientation = Orientation.asStored
  /// The byte after the picture's last marker.
  var end = 0
  private var scans = 0

  /// Reads the markers and holds them to the limits.
  init(_ file: UnsafeRawBufferPointer, _ limits: EvidenceLimits) throws(Flaw) {
    guard file.has([0xFF, 0xD8], at: 0) else { throw Flaw.damaged("JPEG", at: 0) }
    var place = 2
    while true {
      let marker = try JPEGFile.marker(file, &place)
      switch marker {
      case 0xD9:
        guard scans > 0 else { throw Flaw.damaged("JPEG", at: place) }
        end = place
        return
      case 0x01, 0xD0...0xD7:
        continue
      case 0x00, 0xD8:
        throw Flaw.damaged("JPEG", at: place)
      default:
        let segment = try JPEGFile.segment(file, place)
        try read(file, marker, segment, limits)
        place = segment.upperBound
        if marker == 0xDA { place = try JPEGFile.endOfScan(file, place) }
      }
    }
  }

  private mutating func read(
    _ file: UnsafeRawBufferPointer, _ marker: Int, _ segment: Range<Int>, _ limits: EvidenceLimits
  ) throws(Flaw) {
    switch marker {
    case 0xC0, 0xC1, 0xC2:
      guard width == 0 else { throw Flaw.damaged("JPEG", at: segment.lowerBound) }
      try readFrame(file, segment, limits)
    case 0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
      throw Flaw(
        "JPEG, marker \(marker)", "JPEG的编码方式罕见；请另存为普通JPEG",
        "a rare kind of JPEG; save it as an ordinary one")
    case 0xDA:
      guard width > 0 else { throw Flaw.damaged("JPEG", at: segment.lowerBound) }
      scans += 1
      guard scans <= limits.scans else {
        throw Flaw(
          "JPEG, more than \(limits.scans) scans", "JPEG扫描次数最多\(limits.scans)次；请另存为普通JPEG",
          "at most \(limits.scans) scans; save it as an ordinary JPEG")
      }
    case 0xE1:
      let name = Array("Exif\0\0".utf8)
      guard file.has(name, at: segment.lowerBound), segment.count >= name.count else { return }
      orientation = Orientation(
        tiff: UnsafeRawBufferPointer(rebasing: file[segment.dropFirst(name.count)]))
    default:
      return
    }
  }

  /// The frame header: bits, height, width, components.
  private mutating func readFrame(
    _ file: UnsafeRawBufferPointer, _ segment: Range<Int>, _ limits: EvidenceLimits
  ) throws(Flaw) {
    let start = segment.lowerBound
    guard segment.count >= 6, let bits = file.byte(start), let height = file.big16(start + 1),
      let width = file.big16(start + 3), let components = file.byte(start + 5),
      segment.count == 6 + 3 * components
    else { throw Flaw.damaged("JPEG", at: start) }
    guard bits == 8 else {
      throw Flaw(
        "JPEG, \(bits) bits", "每种颜色须为8位；请另存为普通JPEG",
        "8 bits for each colour are allowed; save it as an ordinary JPEG")
    }
    guard components == 1 || components == 3 else {
      throw Flaw(
        "JPEG, \(components) colours", "须为彩色（RGB）或灰度照片，不接受印刷用的四色（CMYK）图片",
        "colour (RGB) or grey photographs are allowed, not four colours for print (CMYK)")
    }
    try PixelSize.check("JPEG", width, height, limits)
    self.width = width
    self.height = height
    self.components = components
  }

  // MARK: Markers

  /// The marker at a place, behind any number of fill bytes; moves behind it.
  private static func marker(
    _ file: UnsafeRawBufferPointer, _ place: inout Int
  ) throws(Flaw) -> Int {
    guard place < file.count else { throw Flaw.truncated("JPEG", at: file.count) }
    guard file[place] == 0xFF else { throw Flaw.damaged("JPEG", at: place) }
    while file.byte(place) == 0xFF { place += 1 }
    guard let marker = file.byte(place) else { throw Flaw.truncated("JPEG", at: file.count) }
    place += 1
    return marker
  }

  /// The content of the segment whose length stands at a place.
  private static func segment(
    _ file: UnsafeRawBufferPointer, _ place: Int
  ) throws(Flaw) -> Range<Int> {
    guard let length = file.big16(place) else { throw Flaw.truncated("JPEG", at: file.count) }
    guard length >= 2 else { throw Flaw.damaged("JPEG", at: place) }
    guard length <= file.count - place else { throw Flaw.truncated("JPEG", at: file.count) }
    return place + 2..<place + length
  }

  /// Where the next marker after a scan's data stands; `FF 00` is data and `FF D0`…`FF D7` restart it.
  private static func endOfScan(
    _ file: UnsafeRawBufferPointer, _ start: Int
  ) throws(Flaw) -> Int {
    var place = start
    while let mark = file.place(of: 0xFF, from: place) {
      switch file.byte(mark + 1) {
      case nil: throw Flaw.truncated("JPEG", at: file.count)
      case 0x00, 0xD0, 0xD1, 0xD2, 0xD3, 0xD4, 0xD5, 0xD6, 0xD7: place = mark + 2
      case 0xFF: place = mark + 1
      default: return mark
      }
    }
    throw Flaw.truncated("JPEG", at: file.count)
  }

  // MARK: Metadata

  /// The picture without EXIF, XMP, colour profile, comments and anything behind it; `nil` when its
  /// markers cannot be followed. What a decoder needs (`JFIF`, Adobe's colour transform) stays.
  static func withoutMetadata(_ bytes: [UInt8]) -> [UInt8]? {
    bytes.withUnsafeBytes { file in
      guard file.has([0xFF, 0xD8], at: 0) else { return nil }
      var result: [UInt8] = [0xFF, 0xD8]
      var place = 2
      do {
        while true {
          let marker = try marker(file, &place)
          if marker == 0xD9 { return result + [0xFF, 0xD9] }
          guard marker != 0x00, marker != 0xD8 else { return nil }
          if marker == 0x01 || (0xD0...0xD7).contains(marker) {
            result += [0xFF, UInt8(marker)]
            continue
          }
          let segment = try segment(file, place)
          place = segment.upperBound
          if (0xE1...0xED).contains(marker) || marker == 0xEF || marker == 0xFE { continue }
          result += [0xFF, UInt8(marker)] + file[segment.lowerBound - 2..<segment.upperBound]
          guard marker == 0xDA else { continue }
          let end = try endOfScan(file, place)
          result += file[place..<end]
          place = end
        }
      } catch {
        return nil
      }
    }
  }
}

/// The size that a picture declares (像素尺寸), checked before room is made for it.
enum PixelSize {
  static func check(
    _ type: String, _ width: Int, _ height: Int, _ limits: EvidenceLimits
  ) throws(Flaw) {
    let found = "\(type), \(width)x\(height)"
    guard width > 0, height > 0 else {
      throw Flaw(found, "图片没有像素", "the picture has no pixels")
    }
    guard max(width, height) <= limits.longSide, width * height <= limits.pixels else {
      throw Flaw(
        found, "图片过大：边长最多\(limits.longSide)像素，总共最多\(limits.pixels)像素；请用较低分辨率重拍",
        "too large: at most \(limits.longSide) pixels a side and \(limits.pixels) in all; "
          + "photograph it at a lower resolution")
    }
    guard max(width, height) >= limits.leastLongSide else {
      throw Flaw(
        found, "图片过小，看不清文字：长边至少\(limits.leastLongSide)像素；请上传原图",
        "too small to be read: the long side has at least \(limits.leastLongSide) pixels; "
          + "hand in the original")
    }
  }
}
