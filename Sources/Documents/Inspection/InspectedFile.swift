import Casework
import Policy

/// A file handed in, looked at by its bytes alone (上传检查): nothing is decoded, no tool is started.
struct InspectedFile: Sendable {
  enum Content: Sendable {
    case jpeg(JPEGFile)
    case png(PNGFile)
    case pdf
  }

  var bytes: [UInt8]
  var content: Content

  var type: FileType {
    switch content {
    case .jpeg: .jpeg
    case .png: .png
    case .pdf: .pdf
    }
  }

  /// Looks at one file.
  init(_ bytes: [UInt8], _ limits: EvidenceLimits) throws(Flaw) {
    guard let type = FileType(firstBytes: bytes) else {
      let other = ForeignType(of: bytes)
      throw Flaw(
        other.name, "只接受JPEG或PNG照片以及PDF文件；\(other.advice.zh)",
        "JPEG and PNG photographs and PDF files are accepted; \(other.advice.en)")
    }
    if type != .pdf, bytes.count > limits.photoBytes {
      throw Flaw(
        "\(type.name), \(bytes.count) bytes", "每张照片最大\(limits.photoBytes)字节",
        "a photograph has at most \(limits.photoBytes) bytes")
    }
    content = try InspectedFile.content(bytes, type, limits)
    self.bytes = bytes
  }

  private static func content(
    _ bytes: [UInt8], _ type: FileType, _ limits: EvidenceLimits
  ) throws(Flaw) -> Content {
    try bytes.read { file throws(Flaw) in
      let content: Content
      let end: Int
      switch type {
      case .jpeg:
        let jpeg = try JPEGFile(file, limits)
        (content, end) = (.jpeg(jpeg), jpeg.end)
      case .png:
        let png = try PNGFile(file, limits)
        (content, end) = (.png(png), png.end)
      case .pdf:
        try PDFFile.check(file, limits)
        return .pdf
      }
      if let other = HiddenFile.found(in: file, pictureEnds: end) {
        throw Flaw.hidden(other, in: type.name)
      }
      return content
    }
  }

  /// Looks at all files handed in together.
  ///
  /// - Throws: every problem of every file at once.
  static func all(
    _ files: [[UInt8]], _ limits: EvidenceLimits
  ) throws(Problems) -> [InspectedFile] {
    guard (1...limits.files).contains(files.count) else {
      throw Problems([
        Flaw(
          "\(files.count) files", "一次可上传1至\(limits.files)个文件",
          "1 to \(limits.files) files may be handed in at once"
        ).problem
      ])
    }
    let together = files.reduce(0) { $0 + $1.count }
    guard together <= limits.bytesTogether else {
      throw Problems([
        Flaw(
          "\(together) bytes", "所有文件合计最大\(limits.bytesTogether)字节",
          "all files together have at most \(limits.bytesTogether) bytes"
        ).problem
      ])
    }
    var inspected: [InspectedFile] = []
    var problems: [Problem] = []
    for (index, bytes) in files.enumerated() {
      do throws(Flaw) {
        inspected.append(try InspectedFile(bytes, limits))
      } catch {
        problems.append(error.problem(index))
      }
    }
    guard problems.isEmpty else { throw Problems(problems) }
    return inspected
  }
}

extension FileType {
  /// As people call it.
  var name: String { rawValue.uppercased() }
}
