import Policy

/// What a file really is (真实类型), by its first bytes and not by its name.
package enum FileType: String, CaseIterable, Sendable {
  case pdf, jpeg, png

  package init?(firstBytes bytes: some Collection<UInt8>) {
    let head = Array(bytes.prefix(8))
    switch true {
    case head.starts(with: Array("%PDF-".utf8)): self = .pdf
    case head.starts(with: [0xFF, 0xD8, 0xFF]): self = .jpeg
    case head.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]): self = .png
    default: return nil
    }
  }
}

/// What people hand in that is not accepted (不接受的类型): recognised, so that the answer can say what to do instead.
struct ForeignType {
  /// As people call it.
  var name: String
  var advice: Wording

  /// What the bytes look like.
  init(of bytes: [UInt8]) {
    let head = Array(bytes.prefix(64))
    func has(_ magic: [UInt8], at offset: Int = 0) -> Bool {
      head.dropFirst(offset).starts(with: magic)
    }
    func says(_ text: String, at offset: Int = 0) -> Bool { has(Array(text.utf8), at: offset) }
    let words = String(decoding: head.drop { $0 <= 0x20 || $0 >= 0x80 }, as: UTF8.self).lowercased()
    switch true {
    case bytes.isEmpty:
      self.init("empty", ForeignType.again)
    case says("ftyp", at: 4):
      let brand = String(decoding: head.dropFirst(8).prefix(4), as: UTF8.self)
      switch brand {
      case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1":
        self.init("HEIC", ForeignType.phone)
      case "avif", "avis": self.init("AVIF", ForeignType.picture)
      default: self.init("video", ForeignType.video)
      }
    case says("GIF8"): self.init("GIF", ForeignType.picture)
    case says("RIFF") && says("WEBP", at: 8): self.init("WebP", ForeignType.picture)
    case says("BM") && has([0, 0, 0, 0], at: 6): self.init("BMP", ForeignType.picture)
    case has([0x49, 0x49, 0x2A, 0]), has([0x4D, 0x4D, 0, 0x2A]):
      self.init("TIFF", ForeignType.picture)
    case has([0, 0, 0, 12, 0x6A, 0x50]), has([0xFF, 0x4F, 0xFF, 0x51]):
      self.init("JPEG 2000", ForeignType.picture)
    case has([0xFF, 0x0A]), has([0, 0, 0, 12, 0x4A, 0x58, 0x4C, 0x20]):
      self.init("JPEG XL", ForeignType.picture)
    case says("8BPS"): self.init("Photoshop", ForeignType.picture)
    case says("PK\u{3}\u{4}"): self.init(ForeignType.archive(bytes), ForeignType.document)
    case has([0xD0, 0xCF, 0x11, 0xE0]): self.init("Office 97–2003", ForeignType.document)
    case says("{\\rtf"): self.init("RTF", ForeignType.document)
    case says("Rar!"): self.init("RAR", ForeignType.unpack)
    case says("7z") && has([0xBC, 0xAF], at: 2): self.init("7z", ForeignType.unpack)
    case has([0x1F, 0x8B]): self.init("gzip", ForeignType.unpack)
    case says("MZ"), has([0x7F, 0x45, 0x4C, 0x46]), says("#!"):
      self.init("program", ForeignType.photograph)
    case words.hasPrefix("<svg"), words.hasPrefix("<?xml"): self.init("XML", ForeignType.document)
    case words.hasPrefix("<!doctype"), words.hasPrefix("<html"):
      self.init("HTML", ForeignType.document)
    default: self.init("unknown type", ForeignType.photograph)
    }
  }

  private init(_ name: String, _ advice: Wording) {
    self.name = name
    self.advice = advice
  }

  /// Documents of today's Office and the national OFD format are ZIP archives: told by the names inside.
  private static func archive(_ bytes: [UInt8]) -> String {
    let names: [(String, String)] = [
      ("word/", "Word"), ("xl/", "Excel"), ("ppt/", "PowerPoint"), ("OFD.xml", "OFD"),
    ]
    return bytes.withUnsafeBytes { buffer in
      names.first { buffer.range(of: Array($0.0.utf8)) != nil }?.1 ?? "ZIP"
    }
  }

  private static let again = Wording("文件为空，请重新上传", "the file is empty; hand it in again")
  private static let phone = Wording(
    "请在手机相机设置中选择“兼容性最佳”后重拍，或将照片另存为JPEG",
    "choose “Most Compatible” in the phone's camera settings, or save the picture as JPEG")
  private static let picture = Wording("请将图片另存为JPEG", "save the picture as JPEG")
  private static let video = Wording("请改为上传照片", "hand in photographs instead")
  private static let document = Wording("请将文档另存为PDF", "save the document as PDF")
  private static let unpack = Wording(
    "请解压后上传其中的照片或PDF", "unpack it and hand in the photographs or PDF in it")
  private static let photograph = Wording(
    "请拍照或导出为PDF后上传", "photograph it or export it as PDF")
}
