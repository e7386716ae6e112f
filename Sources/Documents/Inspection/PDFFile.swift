import Casework
import Policy

/// A PDF by its first and last bytes (PDF文件): enough to refuse what is cut short or disguised before a tool is started for it.
enum PDFFile {
  static func check(_ file: UnsafeRawBufferPointer, _ limits: EvidenceLimits) throws(Flaw) {
    guard file.count <= limits.most else {
      throw Flaw(
        "PDF, \(file.count) bytes", "PDF文件最大\(limits.most)字节（1M）；也可直接上传照片，由系统压缩合并",
        "a PDF has at most \(limits.most) bytes (1M); or hand in the photographs, which are made smaller"
      )
    }
    guard file.has(Array("%PDF-".utf8), at: 0) else { throw Flaw.damaged("PDF", at: 0) }
    // Readers look for the end mark in the last 1,024 bytes.
    let tail = max(0, file.count - 1024)..<file.count
    guard file.range(of: Array("%%EOF".utf8), in: tail) != nil else {
      throw Flaw.truncated("PDF", at: file.count)
    }
    if HiddenFile.endsWithArchive(file) { throw Flaw.hidden("ZIP", in: "PDF") }
  }
}
