import Casework
import Policy
import Testing

@testable import Documents

@Suite("Files are judged by their bytes before anything is decoded (MANUAL-2019: 照片、PDF)")
struct InspectionTests {
  private static let limits = EvidenceLimits()

  private func flaw(_ bytes: [UInt8], _ limits: EvidenceLimits = limits) -> Flaw? {
    do throws(Flaw) {
      _ = try InspectedFile(bytes, limits)
      return nil
    } catch {
      return error
    }
  }

  // MARK: What is accepted

  @Test("photographs and PDF files are told by their content")
  func accepted() throws {
    #expect(try InspectedFile(Sample.jpeg(800, 600), Self.limits).type == .jpeg)
    #expect(
      try InspectedFile(Sample.jpeg(800, 600, isProgressive: true), Self.limits).type == .jpeg)
    #expect(try InspectedFile(Sample.jpeg(800, 600, isGrey: true), Self.limits).type == .jpeg)
    #expect(try InspectedFile(Sample.png(800, 600), Self.limits).type == .png)
    #expect(try InspectedFile(Sample.pdf(), Self.limits).type == .pdf)
  }

  @Test(
    "what is not accepted is named, and what to do instead",
    arguments: [
      ([0, 0, 0, 24] + Array("ftypheic".utf8), "HEIC", "兼容性最佳"),
      ([0, 0, 0, 24] + Array("ftypmif1".utf8), "HEIC", "JPEG"),
      ([0, 0, 0, 24] + Array("ftypavif".utf8), "AVIF", "JPEG"),
      ([0, 0, 0, 24] + Array("ftypisom".utf8), "video", "照片"),
      (Array("GIF89a".utf8), "GIF", "JPEG"),
      (Array("RIFF\0\0\0\0WEBPVP8 ".utf8), "WebP", "JPEG"),
      (Array("BM".utf8) + [9, 9, 9, 9, 0, 0, 0, 0], "BMP", "JPEG"),
      (Array("II*\0".utf8), "TIFF", "JPEG"),
      (Array("PK\u{3}\u{4}....word/document.xml".utf8), "Word", "PDF"),
      (Array("PK\u{3}\u{4}....xl/workbook.xml".utf8), "Excel", "PDF"),
      (Array("PK\u{3}\u{4}....OFD.xml".utf8), "OFD", "PDF"),
      (Array("PK\u{3}\u{4}....".utf8), "ZIP", "PDF"),
      ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1], "Office 97–2003", "PDF"),
      (Array("{\\rtf1".utf8), "RTF", "PDF"),
      (Array("Rar!".utf8), "RAR", "解压"),
      (Array("<!DOCTYPE html>".utf8), "HTML", "PDF"),
      (Array("\u{FEFF}<HTML>".utf8), "HTML", "PDF"),
      (Array("<svg xmlns".utf8), "XML", "PDF"),
      (Array("MZ".utf8), "program", "拍照"),
      (Array("hello".utf8), "unknown type", "拍照"),
      ([], "empty", "重新上传"),
    ])
  func foreign(bytes: [UInt8], name: String, advice: String) throws {
    let found = try #require(flaw(bytes))
    #expect(found.found == name)
    #expect(found.allowed.zh.contains("JPEG或PNG照片以及PDF"))
    #expect(found.allowed.zh.contains(advice))
    #expect(found.allowed.en.contains("JPEG and PNG photographs and PDF files are accepted"))
  }

  // MARK: Limits, one step on each side

  @Test("a photograph of the largest size passes, one byte more does not")
  func photoBytes() {
    var limits = Self.limits
    let photograph = Sample.jpeg(800, 600)
    limits.photoBytes = photograph.count
    #expect(flaw(photograph, limits) == nil)
    limits.photoBytes -= 1
    #expect(flaw(photograph, limits)?.found == "JPEG, \(photograph.count) bytes")
  }

  @Test("a PDF of 1,048,576 bytes passes, one byte more does not (1M)")
  func pdfBytes() {
    let pdf = Sample.pdf()
    let padding = [UInt8](repeating: 0x20, count: 1_048_576 - pdf.count)
    // White space in front of the end mark, where it does not hide it.
    let full = pdf.dropLast(6) + padding + pdf.suffix(6)
    #expect(full.count == 1_048_576)
    #expect(flaw(Array(full)) == nil)
    #expect(flaw(full.dropLast(6) + [0x20] + pdf.suffix(6))?.found == "PDF, 1048577 bytes")
  }

  @Test("twenty files pass, twenty-one and none do not; all problems are told at once")
  func number() throws {
    let photograph = Sample.jpeg(600, 400)
    #expect(throws: Never.self) {
      try InspectedFile.all([[UInt8]](repeating: photograph, count: 20), Self.limits)
    }
    for count in [0, 21] {
      let problems = try #require(throws: Problems.self) {
        try InspectedFile.all([[UInt8]](repeating: photograph, count: count), Self.limits)
      }
      #expect(problems.list.map(\.value) == ["\"\(count) files\""])
      #expect(problems.list[0].allowed.zh == "一次可上传1至20个文件")
    }
    let problems = try #require(throws: Problems.self) {
      try InspectedFile.all([Array("GIF89a".utf8), photograph, []], Self.limits)
    }
    #expect(problems.list.map(\.path) == ["files[0]", "files[2]"])
  }

  @Test("all files together have a limit, too")
  func together() throws {
    var limits = Self.limits
    let photograph = Sample.jpeg(600, 400)
    limits.bytesTogether = photograph.count * 2
    #expect(throws: Never.self) { try InspectedFile.all([photograph, photograph], limits) }
    limits.bytesTogether -= 1
    #expect(throws: Problems.self) { try InspectedFile.all([photograph, photograph], limits) }
  }

  @Test(
    "the declared size is held to the limits before room is made for it",
    arguments: [
      (599, 10, false), (600, 10, true), (10, 600, true), (16_000, 4000, true),
      (16_001, 4000, false), (4000, 16_001, false), (8125, 8000, true), (8126, 8000, false),
    ])
  func pixels(width: Int, height: Int, passes: Bool) {
    #expect((flaw(Sample.jpegDeclaring(width, height)) == nil) == passes)
    #expect((flaw(Sample.pngDeclaring(width, height)) == nil) == passes)
  }

  @Test("a decompression bomb is refused by what it declares, with its size")
  func bomb() throws {
    let found = try #require(flaw(Sample.pngDeclaring(0x7FFF_FFFF, 0x7FFF_FFFF)))
    #expect(found.found == "PNG, 2147483647x2147483647")
    #expect(found.allowed.zh.contains("图片过大"))
    #expect(
      try #require(flaw(Sample.jpegDeclaring(65_535, 65_535))).allowed.en.contains("too large"))
    #expect(flaw(Sample.jpegDeclaring(800, 0)) != nil)
    #expect(flaw(Sample.pngDeclaring(0, 800)) != nil)
  }

  @Test(
    "rare kinds of JPEG are refused by name: CMYK, 12 bits, arithmetic and lossless coding, many scans"
  )
  func rareJPEG() throws {
    #expect(flaw(Sample.jpegDeclaring(800, 600)) == nil)
    #expect(flaw(Sample.jpegDeclaring(800, 600, components: 4))?.found == "JPEG, 4 colours")
    #expect(flaw(Sample.jpegDeclaring(800, 600, bits: 12))?.found == "JPEG, 12 bits")
    #expect(flaw(Sample.jpegDeclaring(800, 600, frame: 0xC9)) != nil)
    #expect(flaw(Sample.jpegDeclaring(800, 600, frame: 0xC3)) != nil)
    #expect(flaw(Sample.jpegDeclaring(800, 600, scans: 100)) == nil)
    #expect(flaw(Sample.jpegDeclaring(800, 600, scans: 101))?.found == "JPEG, more than 100 scans")
  }

  @Test("chunks of a PNG stand in order and their check sums fit")
  func pngOrder() {
    let header = Sample.chunk("IHDR", Sample.big32(800) + Sample.big32(600) + [8, 2, 0, 0, 0])
    let image = Sample.chunk("IDAT", [])
    let end = Sample.chunk("IEND", [])
    let text = Sample.chunk("tEXt", Array("Author\0me".utf8))
    func png(_ chunks: [UInt8]...) -> [UInt8] { PNGFile.signature + chunks.flatMap(\.self) }
    #expect(flaw(png(header, image, end)) == nil)
    #expect(flaw(png(header, text, image, text, end)) == nil)
    #expect(flaw(png(image, header, end)) != nil)
    #expect(flaw(png(header, header, image, end)) != nil)
    #expect(flaw(png(header, end)) != nil)
    #expect(flaw(png(header, image, text, image, end)) != nil)
    #expect(flaw(png(header, Sample.chunk("QQQQ", []), image, end)) != nil, "unknown but needed")
    var wrong = png(header, image, end)
    wrong[wrong.count - 1] ^= 1
    #expect(flaw(wrong) != nil)
  }

  // MARK: Cut short, and two things at once

  @Test("a file cut at any byte is refused with the place, never accepted")
  func truncated() throws {
    for whole in [Sample.jpeg(640, 8), Sample.png(640, 8), Sample.jpegDeclaring(800, 600)] {
      for length in 3..<whole.count {
        let found = try #require(flaw(Array(whole.prefix(length))), "cut at \(length)")
        #expect(!found.allowed.zh.isEmpty && !found.allowed.en.isEmpty)
      }
    }
    let photograph = Sample.jpeg(640, 480)
    let cut = photograph.count - 500
    let found = try #require(flaw(Array(photograph.prefix(cut))))
    #expect(found.allowed.en.contains("cut short at byte \(cut)"))
    #expect(flaw(Array(Sample.pdf().dropLast(8)))?.allowed.zh.contains("中断") ?? false)
  }

  @Test("what a camera appends behind a picture is no reason to refuse it")
  func appended() {
    let video = [0, 0, 0, 24] + Array("ftypmp42 moving picture".utf8)
    #expect(flaw(Sample.jpeg(640, 480) + video) == nil)
    #expect(flaw(Sample.jpeg(640, 480) + Sample.jpeg(640, 480)) == nil)
    #expect(flaw(Sample.png(640, 480) + [0, 0, 0]) == nil)
  }

  @Test("a file that is two things at once is refused, naming the second")
  func hidden() {
    let archive: [UInt8] =
      Array("PK\u{5}\u{6}".utf8) + [UInt8](repeating: 0, count: 16) + [3, 0] + Array("end".utf8)
    let photograph = Sample.jpeg(640, 480)
    #expect(flaw(photograph + archive)?.found == "JPEG + ZIP")
    #expect(flaw(Sample.png(640, 480) + archive)?.found == "PNG + ZIP")
    #expect(flaw(Sample.pdf() + archive)?.found == "PDF + ZIP")
    // The same mark is no archive when its comment does not end with the file.
    #expect(flaw(photograph + archive + [0]) == nil)
    #expect(flaw(photograph + Array("PK\u{3}\u{4}".utf8))?.found == "JPEG + ZIP")
    #expect(flaw(photograph + Array("MZ".utf8))?.found == "JPEG + program")
    #expect(flaw(photograph + Array(" <script>".utf8))?.found == "JPEG + HTML")
    let comment = Sample.segment(0xFE, Array("%PDF-1.4".utf8))
    #expect(flaw(Sample.with(comment, in: photograph))?.found == "JPEG + PDF")
    #expect(flaw(photograph + Sample.pdf())?.found == "JPEG + PDF")
  }

  // MARK: Orientation

  @Test("EXIF orientation is read in both byte orders, and nonsense is as stored", arguments: 1...8)
  func orientation(number: Int) throws {
    let jpeg = Sample.with(Sample.exif(UInt8(number)), in: Sample.jpeg(640, 480))
    guard case .jpeg(let file) = try InspectedFile(jpeg, Self.limits).content else {
      return #expect(Bool(false), "a JPEG")
    }
    #expect(file.orientation.number == number)
    let small: [UInt8] =
      Array("II".utf8) + [42, 0, 8, 0, 0, 0, 1, 0]
      + [0x12, 0x01, 3, 0, 1, 0, 0, 0, UInt8(number), 0, 0, 0]
    #expect(small.withUnsafeBytes { Orientation(tiff: $0) }.number == number)
    var far = small
    far[4] = 255
    #expect(far.withUnsafeBytes { Orientation(tiff: $0) } == .asStored)
    for length in 0..<small.count {
      let cut = Array(small.prefix(length)).withUnsafeBytes { Orientation(tiff: $0) }
      #expect(cut == .asStored || cut.number == number)
    }
    #expect(Orientation(number: 9) == .asStored)
    #expect(Orientation(number: 0) == .asStored)
  }
}

@Suite("Readers of uploads answer whatever the bytes are")
struct MutationTests {
  private static let limits = EvidenceLimits()

  @Test(
    "two thousand seeded changes of each sample: an answer each time, and what passes can be decoded or is refused with a reason",
    arguments: ["jpeg", "progressive", "png", "pdf", "exif"])
  func mutations(sample: String) throws {
    let whole: [UInt8]
    switch sample {
    case "jpeg": whole = Sample.jpeg(640, 24)
    case "progressive": whole = Sample.jpeg(640, 24, isProgressive: true)
    case "png": whole = Sample.png(640, 24)
    case "exif": whole = Sample.with(Sample.exif(6), in: Sample.jpeg(640, 8))
    default: whole = Sample.pdf()
    }
    var random = Seeded(2020)
    var passed = 0
    for _ in 0..<2000 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2: bytes.remove(at: place)
        default: bytes.insert([0, 0xFF, 0xD9, 0x7F].randomElement(using: &random) ?? 0, at: place)
        }
      }
      do throws(Flaw) {
        let file = try InspectedFile(bytes, Self.limits)
        // A changed frame may declare millions of pixels; decoding them all would only take time.
        if case .jpeg(let jpeg) = file.content, jpeg.width * jpeg.height > 1_000_000 { continue }
        _ = try ReducedPhotograph(file, Self.limits)
        passed += 1
      } catch {
        #expect(!error.found.isEmpty && !error.allowed.zh.isEmpty && !error.allowed.en.isEmpty)
      }
      _ = JPEGFile.withoutMetadata(bytes)
      _ = ForeignType(of: bytes)
    }
    // Changes in a picture's own data leave a picture; in a PNG every one breaks a check sum.
    if sample != "png" { #expect(passed > 0) }
  }
}
