/// A PDF of photographs (照片PDF): one A4 page each, upright or lying as the picture is, and nothing else in it: no date, no
/// producer, no identifier. The same pictures give the same bytes, so they are one file in the vault.
struct PhotographPDF {
  /// A4 in points of 1/72 inch.
  static let longSide = 842
  static let shortSide = 595
  /// White around the picture, 1 cm, which printers need.
  static let margin = 28

  private var file = Array("%PDF-1.4\n%\u{E4}\u{F6}\n".utf8)
  private var offsets: [Int] = []

  /// What a page adds to its picture's bytes at most, for reckoning before writing.
  static let bytesOfPage = 800

  static func bytes(_ pictures: [PagePicture]) -> [UInt8] {
    var pdf = PhotographPDF()
    pdf.write(pictures)
    return pdf.file
  }

  private mutating func write(_ pictures: [PagePicture]) {
    object("<< /Type /Catalog /Pages 2 0 R >>")
    let kids = pictures.indices.map { "\(3 + 3 * $0) 0 R" }.joined(separator: " ")
    object("<< /Type /Pages /Kids [ \(kids) ] /Count \(pictures.count) >>")
    for (index, picture) in pictures.enumerated() { page(picture, 3 + 3 * index) }
    let start = file.count
    file += "xref\n0 \(offsets.count + 1)\n0000000000 65535 f \n".utf8
    for offset in offsets {
      let digits = String(offset)
      file += "\(String(repeating: "0", count: 10 - digits.count))\(digits) 00000 n \n".utf8
    }
    file += "trailer\n<< /Size \(offsets.count + 1) /Root 1 0 R >>\n".utf8
    file += "startxref\n\(start)\n%%EOF\n".utf8
  }

  /// The page, what is drawn on it, and the picture.
  private mutating func page(_ picture: PagePicture, _ number: Int) {
    let isSide = picture.orientation.liesOnSide
    let (width, height) =
      isSide ? (picture.height, picture.width) : (picture.width, picture.height)
    let (pageWidth, pageHeight) =
      width > height
      ? (PhotographPDF.longSide, PhotographPDF.shortSide)
      : (PhotographPDF.shortSide, PhotographPDF.longSide)
    object(
      "<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 \(pageWidth) \(pageHeight) ] "
        + "/Contents \(number + 1) 0 R "
        + "/Resources << /XObject << /P \(number + 2) 0 R >> >> >>")
    let place = Placement(width, height, pageWidth, pageHeight)
    stream("<<", Array("q \(place.matrix(picture.orientation)) cm /P Do Q".utf8))
    stream(
      "<< /Type /XObject /Subtype /Image /Width \(picture.width) /Height \(picture.height) "
        + "/ColorSpace /\(picture.isGrey ? "DeviceGray" : "DeviceRGB") /BitsPerComponent 8 "
        + "/Filter /DCTDecode", picture.jpeg)
  }

  private mutating func object(_ text: String) {
    offsets.append(file.count)
    file += "\(offsets.count) 0 obj\n\(text)\nendobj\n".utf8
  }

  private mutating func stream(_ dictionary: String, _ bytes: [UInt8]) {
    offsets.append(file.count)
    file += "\(offsets.count) 0 obj\n\(dictionary) /Length \(bytes.count) >>\nstream\n".utf8
    file += bytes
    file += "\nendstream\nendobj\n".utf8
  }
}

/// Where a picture stands on its page, in hundredths of a point.
private struct Placement {
  var x: Int
  var y: Int
  var width: Int
  var height: Int

  /// As large as the margins allow, in the middle.
  init(_ width: Int, _ height: Int, _ pageWidth: Int, _ pageHeight: Int) {
    let roomX = (pageWidth - 2 * PhotographPDF.margin) * 100
    let roomY = (pageHeight - 2 * PhotographPDF.margin) * 100
    if width * roomY > height * roomX {
      self.width = roomX
      self.height = max(1, height * roomX / width)
    } else {
      self.width = max(1, width * roomY / height)
      self.height = roomY
    }
    x = (pageWidth * 100 - self.width) / 2
    y = (pageHeight * 100 - self.height) / 2
  }

  /// The transformation of the unit square, in which a picture is drawn, that puts the camera's up on
  /// top of the page.
  func matrix(_ orientation: Orientation) -> String {
    let (right, top) = (x + width, y + height)
    let numbers =
      switch orientation.number {
      case 2: [-width, 0, 0, height, right, y]
      case 3: [-width, 0, 0, -height, right, top]
      case 4: [width, 0, 0, -height, x, top]
      case 5: [0, -height, -width, 0, right, top]
      case 6: [0, -height, width, 0, x, top]
      case 7: [0, height, width, 0, x, y]
      case 8: [0, height, -width, 0, right, y]
      default: [width, 0, 0, height, x, y]
      }
    return numbers.map(Placement.points).joined(separator: " ")
  }

  private static func points(_ hundredths: Int) -> String {
    let size = abs(hundredths)
    let digits = size % 100 < 10 ? "0\(size % 100)" : "\(size % 100)"
    return "\(hundredths < 0 ? "-" : "")\(size / 100).\(digits)"
  }
}
