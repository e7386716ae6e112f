/// Files that are two things at once (伪装文件): harmless to one reader, something else to the next.
///
/// What cameras append after a picture (a short video, a second picture) is no reason to refuse it:
/// nothing behind the picture is kept.
enum HiddenFile {
  /// What else is in a picture that ends before `end`; `nil` when nothing is known against it.
  static func found(in file: UnsafeRawBufferPointer, pictureEnds end: Int) -> String? {
    // Readers of PDF look for its beginning in the first 1,024 bytes.
    if file.range(of: Array("%PDF-".utf8), in: 0..<1024) != nil { return "PDF" }
    if endsWithArchive(file) { return "ZIP" }
    let rest = end..<max(end, file.count)
    for (name, mark) in marks where file.range(of: Array(mark.utf8), in: rest) != nil {
      return name
    }
    for (name, magic) in beginnings where file.has(magic, at: end) { return name }
    return nil
  }

  /// Programs that unpack archives look for the directory at the end of a file, whatever stands before.
  static func endsWithArchive(_ file: UnsafeRawBufferPointer) -> Bool {
    var start = max(0, file.count - 65_557)
    while let place = file.range(of: [0x50, 0x4B, 0x05, 0x06], in: start..<file.count) {
      // The directory ends with a comment that reaches exactly to the end of the file.
      if let comment = file.small16(place.lowerBound + 20),
        place.lowerBound + 22 + comment == file.count
      {
        return true
      }
      start = place.lowerBound + 1
    }
    return false
  }

  private static let marks = [
    ("PDF", "%PDF-"), ("HTML", "<html"), ("HTML", "<script"), ("PHP", "<?php"),
  ]

  private static let beginnings: [(String, [UInt8])] = [
    ("ZIP", [0x50, 0x4B, 0x03, 0x04]), ("program", [0x7F, 0x45, 0x4C, 0x46]),
    ("program", [0x4D, 0x5A]), ("RAR", Array("Rar!".utf8)), ("7z", [0x37, 0x7A, 0xBC, 0xAF]),
    ("script", Array("#!".utf8)),
  ]
}
