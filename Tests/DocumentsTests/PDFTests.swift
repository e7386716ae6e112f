import Casework
import Policy
import Testing

@testable import Documents

@Suite("PDF files are checked, cleaned and merged (MANUAL-2019: 一个PDF，不超过1M)")
struct PDFTests {
  private let work: Workplace

  init() throws { work = try Workplace() }

  // MARK: Refused

  @Test(
    "active content is refused by name wherever it stands",
    arguments: [
      ("/OpenAction << /S /JavaScript /JS (app.alert) >>", "", "/JS /JavaScript /OpenAction"),
      ("/OpenAction << /S /URI /URI (http://a) >>", "", "/OpenAction"),
      ("/OpenAction 4 0 R", "<< /S /Launch /F (a.exe) >>", "/Launch /OpenAction"),
      ("/AA << /WC << /S /GoTo /D [ 5 0 R /Fit ] >> >>", "", "/AA"),
      ("/Names << /JavaScript << /Names [ ] >> >>", "", "/JavaScript"),
      ("/Names << /EmbeddedFiles << /Names [ ] >> >>", "", "/EmbeddedFiles"),
      ("/AcroForm << /Fields [ ] /XFA [ ] >>", "", "/XFA"),
      ("", "<< /Type /Filespec /EF << /F 3 0 R >> >>", "/EF"),
      ("", "<< /Type /Annot /Subtype /RichMedia /Rect [ 0 0 1 1 ] >>", "/RichMedia"),
      ("", "<< /Type /Annot /Subtype /FileAttachment /Rect [ 0 0 1 1 ] >>", "/FileAttachment"),
      ("", "<< /S /GoToR /F (b.pdf) >>", "/GoToR"),
      ("", "<< /S /SubmitForm /F (http://a) >>", "/SubmitForm"),
      ("", "<< /S /ImportData /F (a) >>", "/ImportData"),
      // Letters of names may be written as numbers.
      ("", "<< /S /J#61vaScript /J#53 (x) >>", "/JS /JavaScript"),
    ])
  func active(catalog: String, object: String, names: String) async throws {
    let pdf = Sample.pdf(catalog: catalog, objects: object.isEmpty ? [] : [object])
    let problems = try await work.refusal([Sample.jpeg(800, 600), pdf])
    #expect(problems.map(\.path) == ["files[1]"])
    #expect(problems[0].value == "\"PDF, \(names)\"")
    #expect(problems[0].allowed.zh.contains("活动内容"))
    #expect(problems[0].allowed.en.contains("active content"))
  }

  @Test("active content inside compressed objects is found, too")
  func compressed() async throws {
    let plain = try work.write(
      Sample.pdf(page: "/AA << /O << /S /JavaScript /JS (x) >> >>"), "plain.pdf")
    _ = try work.tool(
      "qpdf", ["--object-streams=generate", "--recompress-flate", plain, "\(work.path)/packed.pdf"])
    let packed = try work.read("packed.pdf")
    packed.withUnsafeBytes { #expect($0.range(of: Array("/JavaScript".utf8)) == nil) }
    #expect(try await work.refusal([packed])[0].value == "\"PDF, /AA /JS /JavaScript\"")
  }

  @Test(
    "encrypted files are refused, whether a password opens them or only restricts them",
    arguments: [["user", "owner"], ["", "owner"]])
  func encrypted(passwords: [String]) async throws {
    let plain = try work.write(Sample.pdf(), "plain.pdf")
    _ = try work.tool(
      "qpdf", ["--encrypt"] + passwords + ["256", "--", plain, "\(work.path)/locked.pdf"])
    let problems = try await work.refusal([try work.read("locked.pdf")])
    #expect(problems[0].value == "\"PDF, encrypted\"")
    #expect(problems[0].allowed.zh.contains("已加密"))
  }

  @Test("broken files are refused with qpdf's reason and without our paths")
  func broken() async throws {
    var noTable = Sample.pdf()
    let place = try #require(noTable.withUnsafeBytes { $0.range(of: Array("startxref\n".utf8)) })
    noTable.replaceSubrange(place, with: Array("startxref\n9".utf8))
    let nothing = Array("%PDF-1.4\n%%EOF\n".utf8)
    for pdf in [noTable, nothing] {
      let problems = try await work.refusal([pdf])
      #expect(problems.map(\.path) == ["files[0]"])
      #expect(problems[0].allowed.zh.contains("已损坏"))
      #expect(!problems[0].value.contains(work.path))
    }
  }

  @Test("damage that costs nothing is mended; where something would be missing the file is refused")
  func damage() async throws {
    let whole = String(decoding: Sample.pdf(), as: UTF8.self)
    #expect(try await work.prepare([Sample.pdf(page: "/Rotate 0 /Rotate 0")]).pages == 1)
    let lost = whole.replacing("3 0 obj", with: "3 0 xxx")
    #expect(try await work.refusal([Array(lost.utf8)])[0].allowed.zh.contains("已损坏"))
  }

  @Test("a hundred pages pass, a hundred and one do not")
  func pages() async throws {
    #expect(try await work.prepare([Sample.pdf(pages: 60), Sample.pdf(pages: 40)]).pages == 100)
    let problems = try await work.refusal([Sample.pdf(pages: 60), Sample.pdf(pages: 41)])
    #expect(problems.map(\.value) == ["\"101 pages\""])
  }

  @Test("PDF files that are too large together are refused with their sizes")
  func tooLarge() async throws {
    var limits = EvidenceLimits()
    let files = [Sample.pdf(pages: 2), Sample.pdf(pages: 3)]
    limits.target = 1
    limits.most = try await work.prepare(files).pdf.count
    #expect(try await work.prepare(files, limits).pages == 5)
    limits.most -= 1
    let problems = try await work.refusal(files, limits)
    #expect(problems[0].value.contains("\(files[0].count), \(files[1].count)"))
    #expect(problems[0].allowed.en.contains("at most \(limits.most) bytes"))
  }

  @Test(
    "a PDF that unpacks to more than anybody needs, or is nested too deep, is refused, not waited for"
  )
  func bombs() async throws {
    let deep = String(repeating: "[ ", count: 400) + String(repeating: "] ", count: 400)
    let numbers = "[ \(String(repeating: "0 ", count: 1_500_000))]"
    let plain = try work.write(Sample.pdf(catalog: "/Kept 4 0 R", objects: [numbers]), "plain.pdf")
    _ = try work.tool("qpdf", ["--object-streams=generate", plain, "\(work.path)/packed.pdf"])
    let packed = try work.read("packed.pdf")
    try #require(packed.count < 100_000)
    for pdf in [Sample.pdf(objects: [deep]), packed] {
      let problems = try await work.refusal([pdf])
      #expect(problems.map(\.path) == ["files[0]"])
      #expect(problems[0].allowed.zh.contains("过于复杂"), "\(problems[0])")
    }
  }

  @Test(
    "sixty seeded changes of a PDF: accepted and clean, or refused with a reason, never a failure of ours"
  )
  func mutations() async throws {
    let whole = Sample.pdf(
      pages: 2, catalog: "/OpenAction [ 6 0 R /Fit ]", page: "/Metadata 4 0 R",
      objects: [
        "<< /Type /Metadata /Subtype /XML /Length 10 >>\nstream\nSECRET-XMP\nendstream"
      ], trailer: "/Info << /Author (SECRET-AUTHOR) >>")
    var random = Seeded(11)
    var accepted = 0
    for _ in 0..<60 {
      var bytes = whole
      let place = Int.random(in: 8..<bytes.count - 8, using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.remove(at: place)
      default: bytes.insert(contentsOf: Array("<< [ ".utf8), at: place)
      }
      do {
        let prepared = try await work.prepare([bytes])
        accepted += 1
        #expect(prepared.pages >= 1)
        prepared.pdf.withUnsafeBytes { #expect($0.range(of: Array("/Author".utf8)) == nil) }
      } catch let problems as Problems {
        #expect(
          problems.list.allSatisfy { !$0.allowed.zh.isEmpty && !$0.value.contains(work.path) })
      }
    }
    #expect((1..<60).contains(accepted))
  }

  // MARK: Cleaned

  @Test("who made it, with what and when is gone; so are addresses, bookmarks and private data")
  func cleaned() async throws {
    let pdf = Sample.pdf(
      catalog: "/Metadata 4 0 R /Outlines 5 0 R /OpenAction [ 8 0 R /Fit ] /Lang (SECRET-LANG)",
      page: "/Metadata 4 0 R /PieceInfo << /App << /Private (SECRET-PIECE) >> >> "
        + "/LastModified (D:2020) /Annots [ 7 0 R ]",
      objects: [
        "<< /Type /Metadata /Subtype /XML /Length 10 >>\nstream\nSECRET-XMP\nendstream",
        "<< /Type /Outlines /First 6 0 R /Last 6 0 R /Count 1 >>",
        "<< /Title (SECRET-OUTLINE) /Parent 5 0 R >>",
        "<< /Type /Annot /Subtype /Link /Rect [ 0 0 9 9 ] "
          + "/A << /S /URI /URI (http://SECRET-ADDRESS) >> >>",
      ], trailer: "/Info << /Author (SECRET-AUTHOR) /Producer (SECRET-TOOL) >>")
    let prepared = try await work.prepare([pdf])
    #expect(prepared.pages == 1)
    let path = try work.write(prepared.pdf, "cleaned.pdf")
    let text = try work.tool("qpdf", ["--qdf", "--object-streams=disable", path, "-"])
    text.withUnsafeBytes { file in
      #expect(file.range(of: Array("SECRET".utf8)) == nil)
      #expect(file.range(of: Array("/URI".utf8)) == nil)
      #expect(file.range(of: Array("/Info".utf8)) == nil)
      #expect(file.range(of: Array("/Link".utf8)) != nil, "the place on the page stays")
      #expect(file.range(of: Array("0 0 m 9 9 l S".utf8)) != nil, "what is drawn stays")
    }
  }

  @Test("a photograph inside a PDF loses its EXIF and keeps its pixels")
  func photographInside() async throws {
    let plain = Sample.jpeg(640, 480)
    let jpeg = Sample.with(Sample.exif(1, secret: "SECRET-GPS"), in: plain)
    let picture = PagePicture(
      jpeg: jpeg, width: 640, height: 480, isGrey: false, orientation: .asStored)
    let prepared = try await work.prepare([PhotographPDF.bytes([picture])])
    prepared.pdf.withUnsafeBytes { file in
      #expect(file.range(of: Array("SECRET".utf8)) == nil)
      #expect(file.range(of: plain.suffix(1000)) != nil, "the picture's own data are untouched")
    }
    let page = try Rendered(prepared.pdf, page: 1, dots: 36, work)
    #expect(page.colour(300, 300) == "red" && page.colour(700, 700) == "black")
  }

  // MARK: Merged

  @Test("PDF files and photographs come in the order given")
  func order() async throws {
    let files = [
      Sample.pdf(pages: 2), Sample.jpeg(800, 600), Sample.pdf(), Sample.png(600, 800),
      Sample.jpeg(700, 700),
    ]
    let prepared = try await work.prepare(files)
    #expect(prepared.pages == 6)
    #expect(prepared.sources.map(\.type) == ["pdf", "jpeg", "pdf", "png", "jpeg"])
    let widths = try (1...6).map { try Rendered(prepared.pdf, page: $0, dots: 72, work).width }
    #expect(widths == [200, 201, 842, 200, 595, 595])
    #expect(prepared.pdf == (try await work.prepare(files)).pdf, "the same files, the same bytes")
  }

  @Test("photographs beside a PDF are made small enough for both to fit")
  func beside() async throws {
    let jpeg = Sample.jpeg(1400, 1000, .noisyPage)
    try #require((300_000...800_000).contains(jpeg.count))
    let scan = PagePicture(
      jpeg: jpeg, width: 1400, height: 1000, isGrey: false, orientation: .asStored)
    let pdf = PhotographPDF.bytes([scan])
    let photograph = Sample.jpeg(3000, 2000, .noisyPage)
    let prepared = try await work.prepare([pdf, photograph, photograph])
    #expect(prepared.pages == 3)
    #expect(prepared.pdf.count <= 1_000_000)
    #expect(prepared.pdf.count > scan.jpeg.count, "what was ready is not made smaller")
  }
}

@Suite("Base64 as qpdf writes streams (RFC 4648)")
struct Base64Tests {
  @Test(
    "the examples of the standard",
    arguments: ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"])
  func examples(text: String) {
    let bytes = Array(
      "foobar".utf8.prefix(text.utf8.count / 4 * 3 - text.utf8.count { $0 == 0x3D }))
    #expect(Base64.text(bytes) == text)
    #expect(Base64.bytes(Array(text.utf8)) == bytes)
  }

  @Test("every byte comes back; what is no such text is refused")
  func all() {
    let bytes = (0...255).map { UInt8($0) }
    #expect(Base64.bytes(Array(Base64.text(bytes).utf8)) == bytes)
    #expect(Base64.bytes(Array("Zm9".utf8)) == nil)
    #expect(Base64.bytes(Array("Zm9*".utf8)) == nil)
  }
}
